"""The dock "rsmiss jobs": running and past jobs, and the chosen one in full."""

from __future__ import annotations

from datetime import datetime

from qgis.PyQt.QtCore import QSize, Qt, QTimer
from qgis.PyQt.QtGui import QIcon, QShowEvent
from qgis.PyQt.QtWidgets import QDockWidget, QListWidget, QListWidgetItem, QSplitter, QWidget

from ..algorithms.base import icon_path
from ..translation import tr
from .details import JobDetails, state_word
from .history import past_jobs
from .journal import journal
from .record import RUNNING, JobRecord

#: milliseconds between two updates at the least, however fast the engine speaks
EVERY = 200
_ID = Qt.ItemDataRole.UserRole
_ICONS = {"train": "train", "classify": "classify", "modelinfo": "evaluate"}


class JobsDock(QDockWidget):
    """Listens to the journal. While it is hidden it looks at nothing, and the journal says nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("rsmiss jobs"), parent)
        self.setObjectName("rsmiss_jobs")
        self.list = QListWidget()
        self.list.setIconSize(QSize(16, 16))
        self.list.currentItemChanged.connect(lambda *_: self._show_chosen())
        self.details = JobDetails()
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.list)
        split.addWidget(self.details)
        split.setStretchFactor(1, 1)
        split.setSizes([110, 500])
        self.setWidget(split)
        self.past: dict[str, JobRecord] = {}
        self.items: dict[str, QListWidgetItem] = {}
        self.loaded = False
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(EVERY)
        self.timer.timeout.connect(self.refresh)
        queued = Qt.ConnectionType.QueuedConnection
        for signal in (journal().began, journal().changed, journal().ended):
            signal.connect(self._hear, queued)

    def stop(self) -> None:
        """Listen no more; the dock is about to go."""
        self.timer.stop()
        for signal in (journal().began, journal().changed, journal().ended):
            signal.disconnect(self._hear)

    def _hear(self, id: str) -> None:
        if self.isVisible() and not self.timer.isActive():
            self.timer.start()

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        if not self.loaded:
            self.loaded = True
            for record in past_jobs():
                self.past[record.id] = record
                self._line(record)
        self.refresh()

    # ---- showing

    def refresh(self) -> None:
        """Bring the list and the chosen job up to date: one look at each job that runs."""
        newest = self.list.item(0)
        for id in journal().ids():
            if id not in self.past:
                record = journal().look(id)
                if record is not None:
                    self._line(record)
                    if record.state != RUNNING:
                        self.past[id] = record
        chosen = self.list.currentItem()
        if self.list.count() and (chosen is None or (chosen is newest and self.list.item(0) is not newest)):
            self.list.setCurrentRow(0)
        self._show_chosen()

    def choose(self, id: str) -> None:
        """Show one job in full."""
        if id in self.items:
            self.list.setCurrentItem(self.items[id])

    def _line(self, record: JobRecord) -> None:
        """The job's line in the list, the newest on top."""
        if record.id not in self.items:
            item = QListWidgetItem(QIcon(icon_path(_ICONS.get(record.kind, "rsmiss"))), "")
            item.setData(_ID, record.id)
            self.items[record.id] = item
            self.list.insertItem(0, item)
        state = state_word(record.state)
        if record.state == RUNNING:
            state = f"{state}, {record.progress:.0%}"
        self.items[record.id].setText(f"{_when(record.started)}  {record.title}: {state}")

    def _show_chosen(self) -> None:
        item = self.list.currentItem()
        if item is None:
            self.details.show_record(None)
            return
        id = item.data(_ID)
        self.details.show_record(self.past[id] if id in self.past else journal().look(id))


def _when(started: str) -> str:
    """The local time of a start; with the day where it was not today."""
    try:
        local = datetime.fromisoformat(started).astimezone()
    except ValueError:
        return started
    today = local.date() == datetime.now().astimezone().date()
    return local.strftime("%H:%M" if today else "%Y-%m-%d %H:%M")
