"""The plugin's menu: the main algorithms, and the engine's set-up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QWidget

from ..engine.door.options import METHODS
from .algorithms.base import ICON, tr

try:  # Qt 6 moved it
    from qgis.PyQt.QtGui import QAction
except ImportError:
    from qgis.PyQt.QtWidgets import QAction

#: the page of QGIS's options
OPTIONS_PAGE = "rsmiss"
_ENTRIES = (
    ("classify", "Classify…"),
    ("modelinfo", "Model information…"),
    ("sampledata", "Sample scene…"),
    ("checkengine", "Check the engine…"),
)


def actions(iface: Any, set_up: Callable[[], None]) -> list[Any]:
    """The entries of the menu, in order; ``set_up`` opens that dialog."""
    window: QWidget = iface.mainWindow()
    entries = [(f"train{name}", f"Train {declared.title}…") for name, declared in METHODS.items()]
    made = [_open_algorithm(window, name, title) for name, title in (*entries, *_ENTRIES)]
    setup = QAction(QIcon(ICON), tr("Set up the engine…"), window)
    setup.triggered.connect(lambda: set_up())
    settings = QAction(QIcon(ICON), tr("Settings…"), window)
    settings.triggered.connect(lambda: iface.showOptionsDialog(window, OPTIONS_PAGE))
    return [*made, setup, settings]


def _open_algorithm(window: QWidget, name: str, title: str) -> Any:
    action = QAction(QIcon(ICON), tr(title), window)
    action.triggered.connect(lambda: _show(name))
    return action


def _show(name: str) -> None:
    import processing

    processing.execAlgorithmDialog(f"rsmiss:{name}", {})
