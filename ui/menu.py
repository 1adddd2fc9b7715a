"""The plugin's menu: the main algorithms, and the engine's set-up."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProject
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QWidget

from ..engine.door.options import METHODS
from .algorithms.base import ICON, tr
from .algorithms.project_layers import guessed_parameters

try:  # Qt 6 moved it
    from qgis.PyQt.QtGui import QAction
except ImportError:
    from qgis.PyQt.QtWidgets import QAction

_ENTRIES = (
    ("classify", "Classify…"),
    ("modelinfo", "Model information…"),
    ("sampledata", "Sample scene…"),
    ("checkengine", "Check the engine…"),
)


def actions(iface: Any) -> list[Any]:
    """The entries of the menu, in order."""
    window: QWidget = iface.mainWindow()
    entries = [(f"train{name}", f"Train {declared.title}…") for name, declared in METHODS.items()]
    made = [_open_algorithm(iface, name, title) for name, title in (*entries, *_ENTRIES)]
    setup = QAction(QIcon(ICON), tr("Set up the engine…"), window)
    setup.triggered.connect(lambda: _set_up(window))
    return [*made, setup]


def _open_algorithm(iface: Any, name: str, title: str) -> Any:
    action = QAction(QIcon(ICON), tr(title), iface.mainWindow())
    action.triggered.connect(lambda: _show(iface, name))
    return action


def _show(iface: Any, name: str) -> None:
    """Open an algorithm's dialog, filled in as far as the project's layers tell, and say so."""
    import processing

    project = QgsProject.instance()
    guessed = guessed_parameters(name, project)
    if guessed:
        ids = [(slot, found if isinstance(found, list) else [found]) for slot, found in guessed.items()]
        listed = "; ".join(f"{slot} = {', '.join(project.mapLayer(i).name() for i in found)}" for slot, found in ids)
        sentence = tr("Layers of the project were filled in by their names and bands: {layers}. Check them.")
        iface.messageBar().pushInfo("rsmiss", sentence.format(layers=listed))
    processing.execAlgorithmDialog(f"rsmiss:{name}", guessed)


def _set_up(window: QWidget) -> None:
    from .dialogs.setup_dialog import SetupDialog

    SetupDialog(window).exec()
