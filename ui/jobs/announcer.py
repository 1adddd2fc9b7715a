"""Tells how a job ended, in QGIS's message bar: also when its dialog was closed long ago."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qgis.core import Qgis
from qgis.PyQt.QtCore import QObject, Qt
from qgis.PyQt.QtWidgets import QPushButton

from ..models.recent import model_of, remember_model
from ..translation import tr
from .journal import journal
from .record import CANCELLED, DONE, JobRecord

#: over in a moment, and their dialog shows what they found
_QUIET = ("modelinfo", "check", "describe")


class Announcer(QObject):
    """One message at a time: a new one takes the place of the last. ``show_job`` gets the id of a job to be seen."""

    def __init__(self, message_bar: Any, show_job: Callable[[str], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.message_bar, self.show_job = message_bar, show_job
        self.shown: Any = None
        journal().ended.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    def stop(self) -> None:
        journal().ended.disconnect(self._hear)
        self._take_away()

    def say(self, text: str, level: Qgis.MessageLevel, button: str, action: Callable[[], object]) -> None:
        """Show a message with a button."""
        self._take_away()
        item = self.message_bar.createMessage("rsmiss", text)
        push = QPushButton(button, item)
        push.clicked.connect(action)
        item.layout().addWidget(push)
        self.shown = self.message_bar.pushWidget(item, level, 0 if level == Qgis.MessageLevel.Warning else 20)

    def _take_away(self) -> None:
        """Remove the last message, unless the user or the bar itself has."""
        if any(item is self.shown for item in self.message_bar.items()):
            self.message_bar.popWidget(self.shown)
        self.shown = None

    def _hear(self, id: str) -> None:
        record = journal().look(id)
        if record is None:
            return
        model = model_of(record)
        if model:
            remember_model(model)
        if record.kind not in _QUIET and record.state != CANCELLED:  # who cancelled knows
            level = Qgis.MessageLevel.Success if record.state == DONE else Qgis.MessageLevel.Warning
            self.say(outcome(record), level, tr("Show"), lambda: self.show_job(id))


def outcome(record: JobRecord) -> str:
    """How a job ended, in a sentence. The engine's own words stand in the job's log, where they are read once."""
    if record.state != DONE:
        return tr("{title} failed; the list of jobs says why.").format(title=record.title)
    # what counts most of a training, whichever its target has
    for name, measure in (("oa", tr("overall accuracy")), ("f1_micro", tr("F1 (micro)")), ("r2", "R²")):
        value = record.result.get(name)
        if isinstance(value, float):
            words = {"title": record.title, "measure": measure, "value": f"{value:.3f}"}
            return tr("{title} is done: {measure} {value}.").format(**words)
    return tr("{title} is done.").format(title=record.title)
