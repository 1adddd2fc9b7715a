"""A line for a path with a button that opens the system's chooser."""

from __future__ import annotations

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QToolButton, QWidget

from ..algorithms.base import tr


class PathEdit(QWidget):
    """A file's or a folder's path; ``changed`` when it is another."""

    changed = pyqtSignal(str)

    def __init__(self, title: str, hint: str, folder: bool, parent: QWidget | None = None) -> None:
        """``title``: of the chooser; ``hint``: shown while the line is empty."""
        super().__init__(parent)
        self.title, self.folder = title, folder
        self.line = QLineEdit()
        self.line.setPlaceholderText(hint)
        self.line.setClearButtonEnabled(True)
        self.line.textChanged.connect(lambda text: self.changed.emit(text.strip()))
        button = QToolButton()
        button.setText("…")
        button.setToolTip(title)
        button.clicked.connect(self._choose)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line)
        layout.addWidget(button)
        self.setFocusProxy(self.line)

    def path(self) -> str:
        return self.line.text().strip()

    def set_path(self, path: str) -> None:
        self.line.setText(path)

    def _choose(self) -> None:
        if self.folder:
            chosen = QFileDialog.getExistingDirectory(self, self.title, self.path())
        else:
            chosen, _ = QFileDialog.getOpenFileName(self, self.title, self.path())
        if chosen:
            self.set_path(chosen)


def wheels_edit() -> PathEdit:
    """The folder of wheels, as the set-up and the options show it."""
    return PathEdit(tr("Folder of wheels"), tr("none: packages come over the network"), folder=True)
