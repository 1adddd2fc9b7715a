"""The dialog that sets up the engine."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from ...engine.door.errors import EngineError
from ..algorithms.base import tr
from ..engine.environment import engine_python
from ..engine.setup import EnvironmentSetup

_ABOUT = (
    "The engine needs PyTorch and a few small packages. They are installed into an environment of their own, under "
    "your QGIS profile; QGIS's Python is left as it is. The download is about 0.3 GB, or about 3 GB with the parts "
    "for NVIDIA GPUs, and takes twice to three times as much on disk."
)


class SetupDialog(QDialog):
    """Starts, shows and cancels the set-up."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Set up the rsmiss engine"))
        self.resize(640, 420)
        self.setup: EnvironmentSetup | None = None
        about = QLabel(tr(_ABOUT))
        about.setWordWrap(True)
        self.state = QLabel(_present_state())
        self.state.setWordWrap(True)
        self.cpu_only = QCheckBox(tr("Without the parts for NVIDIA GPUs"))
        self.cpu_only.setChecked(True)
        self.progress = QProgressBar()
        self.log = QPlainTextEdit()
        self.log.setReadOnly(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.start_button = self.buttons.addButton(tr("Set up"), QDialogButtonBox.ButtonRole.ActionRole)
        self.start_button.clicked.connect(self._start)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (about, self.state, self.cpu_only, self.progress, self.log, self.buttons):
            layout.addWidget(widget)

    def _start(self) -> None:
        self.start_button.setEnabled(False)
        self.cpu_only.setEnabled(False)
        self.log.clear()
        self.progress.setRange(0, 0)
        self.buttons.button(QDialogButtonBox.StandardButton.Close).setText(tr("Cancel"))
        self.setup = EnvironmentSetup(self.cpu_only.isChecked(), self)
        self.setup.said.connect(self.log.appendPlainText)
        self.setup.stepped.connect(self._show_step)
        self.setup.ended.connect(self._ended)
        self.setup.start()

    def _show_step(self, done: int, total: int, title: str) -> None:
        self.state.setText(tr(f"Step {done + 1} of {total}: {title}…"))

    def _ended(self, problem: str) -> None:
        self.setup = None
        self.progress.setRange(0, 1)
        self.progress.setValue(0 if problem else 1)
        self.state.setText(problem or tr("The engine is ready."))
        self.start_button.setEnabled(True)
        self.cpu_only.setEnabled(True)
        self.buttons.button(QDialogButtonBox.StandardButton.Close).setText(tr("Close"))

    def reject(self) -> Any:
        """Close; while the set-up runs, cancel it first."""
        if self.setup is not None:
            self.setup.cancel()
            return None
        return super().reject()


def _present_state() -> str:
    try:
        return tr(f"The engine is ready: {engine_python()}")
    except EngineError:
        return tr("The engine is not set up yet.")
