"""Where the sample project goes: proposed, shown, and changed where one likes another folder better."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ..algorithms.proposals import documents
from ..sample_project import FOLDER, is_there, place_in
from ..translation import mark, tr

ABOUT = mark(
    "The sample project is made-up data to try everything on: five rasters with clouds and a swath edge, training "
    "polygons and the true land cover, a few megabytes."
)


class SamplePlace(QWidget):
    """Says which folder the sample project goes into, with a button that changes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.folder = Path()
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.change = QPushButton(tr("Change…"))
        self.change.setAutoDefault(False)
        self.change.clicked.connect(self._change)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.label, 1)
        layout.addWidget(self.change, 0, Qt.AlignmentFlag.AlignTop)
        self.propose()

    def propose(self) -> None:
        """A folder of its own in the user's documents."""
        self._take(documents() / FOLDER)

    def _take(self, folder: Path) -> None:
        self.folder = place_in(folder)
        said = tr("It is in '{folder}' already, and will be opened again.") if is_there(self.folder) else ""
        self.label.setText((said or tr("It goes into '{folder}'.")).format(folder=self.folder))

    def _change(self) -> None:
        start = next(folder for folder in (self.folder, *self.folder.parents) if folder.is_dir())
        chosen = QFileDialog.getExistingDirectory(self, tr("A folder for the sample project"), str(start))
        if chosen:
            self._take(Path(chosen))


class SampleQuestion(QDialog):
    """The menu's question: one press makes the sample project where it says. ``place.folder`` when it was accepted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Sample project"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(520, 0)
        about = QLabel(tr(ABOUT))
        about.setWordWrap(True)
        self.place = SamplePlace()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        make = self.buttons.addButton(tr("Sample project"), QDialogButtonBox.ButtonRole.AcceptRole)
        make.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (about, self.place, self.buttons):
            layout.addWidget(widget)
