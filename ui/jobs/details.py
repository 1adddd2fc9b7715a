"""One job in full: how far it is, its curves, its log, and what can be done with it."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt.QtCore import QUrl, pyqtSignal
from qgis.PyQt.QtGui import QDesktopServices, QGuiApplication
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ..open_algorithm import open_algorithm
from ..translation import tr
from .bug_report import bug_report
from .curves import Curves
from .journal import journal
from .record import CANCELLED, DONE, FAILED, RUNNING, JobRecord


def state_word(state: str) -> str:
    """How a job's state is called in the window."""
    words = {RUNNING: tr("running"), DONE: tr("done"), FAILED: tr("failed"), CANCELLED: tr("cancelled")}
    return words[state]


class JobDetails(QWidget):
    """``show_record`` fills it; the buttons act on the record that is shown."""

    cancelled = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.record: JobRecord | None = None
        self.head, self.step, self.machine = QLabel(), QLabel(), QLabel()
        self.head.setWordWrap(True)
        self.step.setWordWrap(True)
        self.machine.setWordWrap(True)
        self.progress = QProgressBar()
        self.stages = QComboBox()
        self.stages.setToolTip(tr("The stage of the training whose curves are shown"))
        self.stages.currentIndexChanged.connect(self._show_curves)
        self.losses, self.scores = Curves(tr("Loss by epoch")), Curves(tr("Validation score by epoch"))
        self.log = QPlainTextEdit()
        self.log.setReadOnly(True)
        self.tabs = QTabWidget()
        self.tabs.addTab(self._curves_page(), tr("Curves"))
        self.tabs.addTab(self.log, tr("Log"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 0, 4, 4)  # at the right edge of the screen, too, buttons are seen whole
        for widget in (self.head, self.progress, self.step, self.machine, self.tabs):
            layout.addWidget(widget)
        layout.setStretchFactor(self.tabs, 1)
        layout.addLayout(self._buttons())
        self.show_record(None)

    def _curves_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        for widget in (self.stages, self.losses, self.scores):
            layout.addWidget(widget)
        # where another dock leaves little room, curves are not squeezed, nor is QGIS's window pushed
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(page)
        return area

    def _buttons(self) -> QGridLayout:
        self.cancel = QPushButton(tr("Cancel"))
        self.report = QPushButton(tr("Open report"))
        self.repeat = QPushButton(tr("Repeat with these settings…"))
        self.copy = QPushButton(tr("Copy for a bug report"))
        self.cancel.clicked.connect(self._cancel)
        self.report.clicked.connect(self._open_report)
        self.repeat.clicked.connect(self._repeat)
        self.copy.clicked.connect(self._copy)
        grid = QGridLayout()
        for number, button in enumerate((self.cancel, self.repeat, self.report, self.copy)):
            grid.addWidget(button, number // 2, number % 2)
        return grid

    # ---- showing

    def show_record(self, record: JobRecord | None) -> None:
        """Show a job as it is now; None empties the view."""
        another = record is None or self.record is None or record.id != self.record.id
        self.record = record
        self.setEnabled(record is not None)
        if record is None:
            self.head.setText(tr("No job yet. Train or classify, and watch it here."))
            for label in (self.step, self.machine):
                label.clear()
            self.progress.setValue(0)
            self.log.clear()
            return
        self.head.setText(tr("{title}: {state}").format(title=record.title, state=state_word(record.state)))
        self.progress.setValue(round(100 * record.progress))
        self.step.setText(record.error or record.text)
        self.machine.setText(_machine(record))
        self._offer_stages(record, another)
        self._show_curves()
        self._show_log(record)
        self.cancel.setEnabled(record.state == RUNNING)
        self.report.setEnabled(_report_of(record) != "")
        self.repeat.setEnabled(bool(record.asked.algorithm))

    def _offer_stages(self, record: JobRecord, another: bool) -> None:
        """The newest stage is shown until the user chooses another."""
        names = list(record.curves)
        shown = [self.stages.itemText(i) for i in range(self.stages.count())]
        if names == shown and not another:
            return
        follow = another or self.stages.currentIndex() == len(shown) - 1
        chosen = self.stages.currentIndex()
        self.stages.blockSignals(True)
        self.stages.clear()
        self.stages.addItems(names)
        self.stages.setCurrentIndex(len(names) - 1 if follow else chosen)
        self.stages.blockSignals(False)
        self.stages.setVisible(len(names) > 1)
        self.tabs.setTabEnabled(0, bool(names) or record.kind == "train")
        if another:
            self.tabs.setCurrentIndex(0 if names or record.kind == "train" else 1)

    def _show_curves(self) -> None:
        if self.record is not None:
            stage = self.stages.currentText()
            self.losses.show_curves(self.record.losses(stage))
            self.scores.show_curves(self.record.scores(stage))
            self.scores.setVisible(bool(self.scores.curves))

    def _show_log(self, record: JobRecord) -> None:
        text = "\n".join(record.log)
        if text == self.log.toPlainText():
            return
        bar = self.log.verticalScrollBar()
        place, at_end = bar.value(), bar.value() == bar.maximum()
        self.log.setPlainText(text)
        bar.setValue(bar.maximum() if at_end else place)

    # ---- acting

    def _cancel(self) -> None:
        if self.record is not None:
            self.cancel.setEnabled(False)
            journal().cancel(self.record.id)

    def _open_report(self) -> None:
        if self.record is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(_report_of(self.record)))

    def _repeat(self) -> None:
        if self.record is not None:
            open_algorithm(self.record.asked.algorithm, self.record.asked.parameters)

    def _copy(self) -> None:
        if self.record is not None:
            QGuiApplication.clipboard().setText(bug_report(self.record))


def _report_of(record: JobRecord) -> str:
    """The page that the job left, where it is still there."""
    path = record.result.get("report") or record.result.get("html") or ""
    return path if path and Path(path).exists() else ""


def _machine(record: JobRecord) -> str:
    """What the job ran on, what it took, and how long."""
    parts = [tr("Device: {device}").format(device=record.device)] if record.device else []
    if record.memory:
        parts.append(tr("Memory: {size}").format(size=_size(record.memory)))
    if record.device_memory:
        parts.append(tr("Memory of the GPU: {size}").format(size=_size(record.device_memory)))
    if record.state != RUNNING:
        parts.append(tr("Time: {time}").format(time=_time(record.seconds)))
    return " · ".join(parts)


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


def _size(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"
