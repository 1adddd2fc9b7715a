"""The page rsmiss in QGIS's options."""

from __future__ import annotations

import shutil

from qgis.gui import QgsOptionsPageWidget, QgsOptionsWidgetFactory
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QComboBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from .. import settings
from ..algorithms.base import icon_path
from ..translation import mark, tr
from .path_edit import PathEdit, wheels_edit

#: the name by which QGIS opens the page
PAGE = "rsmiss"
_EFFORTS = {
    "quick": mark("quick: a first look, in minutes"),
    "standard": mark("standard: good maps in reasonable time"),
    "paper": mark("paper: as long as the publications train"),
}
_DEVICES = {
    "auto": mark("auto: a GPU where there is one"),
    "cpu": mark("cpu"),
    "cuda": mark("cuda: an NVIDIA GPU"),
    "mps": mark("mps: a Mac's GPU"),
}
_PYTHON = mark(
    "Leave this empty for QGIS's own Python or the environment that the plugin sets up. Another one needs PyTorch, the "
    "packages in requirements.txt and GDAL's Python."
)
_BEGIN = mark("What new dialogs begin with; commands, models and scripts keep to the algorithms' own defaults.")


class OptionsPage(QgsOptionsPageWidget):
    """Writes the settings when QGIS asks for it with ``apply``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(PAGE)
        self.python = PathEdit(tr("Python of the engine"), tr("the one that the plugin sets up"), folder=False)
        self.python.set_path(settings.python())
        self.python.changed.connect(lambda _: self._check())
        self.warning = _label("")
        self.wheels = wheels_edit()
        self.wheels.set_path(settings.wheels())
        self.effort = _choice(settings.EFFORTS, _EFFORTS, settings.effort())
        self.device = _choice(tuple(_DEVICES), _DEVICES, settings.device())
        form = QFormLayout()
        form.addRow(tr("Python"), self.python)
        form.addRow("", _label(tr(_PYTHON)))
        form.addRow("", self.warning)
        form.addRow(tr("Folder of wheels"), self.wheels)
        form.addRow("", _label(tr("The set-up installs from it, without a network.")))
        form.addRow(tr("Effort"), self.effort)
        form.addRow(tr("Device"), self.device)
        form.addRow("", _label(tr(_BEGIN)))
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addStretch(1)
        self._check()

    def apply(self) -> None:
        settings.save(settings.PYTHON, self.python.path())
        settings.save(settings.WHEELS, self.wheels.path())
        settings.save(settings.EFFORT, str(self.effort.currentData()))
        settings.save(settings.DEVICE, str(self.device.currentData()))

    def _check(self) -> None:
        named = self.python.path()
        wrong = bool(named) and shutil.which(named) is None
        self.warning.setText(tr("There is no program '{python}'.").format(python=named) if wrong else "")
        self.warning.setVisible(wrong)


class OptionsFactory(QgsOptionsWidgetFactory):
    """Gives QGIS the page; the plugin registers it and takes it back."""

    def __init__(self) -> None:
        super().__init__()
        self.setTitle("rsmiss")
        self.setIcon(QIcon(icon_path("rsmiss")))

    def createWidget(self, parent: QWidget | None) -> OptionsPage:  # noqa: N802 - QGIS's name
        return OptionsPage(parent)


def _choice(values: tuple[str, ...], titles: dict[str, str], now: str) -> QComboBox:
    box = QComboBox()
    for value in values:
        box.addItem(tr(titles[value]), value)
    box.setCurrentIndex(values.index(now))
    return box


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignTop)  # under what it explains, also where it has more room than it needs
    return label
