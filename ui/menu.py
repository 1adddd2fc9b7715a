"""The plugin's menu: what one does in order, then the methods one by one, then the engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QDesktopServices, QIcon
from qgis.PyQt.QtWidgets import QWidget

from ..engine.door.options import METHODS
from .algorithms.base import help_page, icon_path
from .open_algorithm import exists, open_algorithm, open_filled, training_algorithm
from .translation import tr

try:  # Qt 6 moved it
    from qgis.PyQt.QtGui import QAction
except ImportError:
    from qgis.PyQt.QtWidgets import QAction

#: the page of QGIS's options
OPTIONS_PAGE = "rsmiss"


def actions(
    iface: Any,
    sample: Callable[[], object],
    models: Callable[[], object],
    jobs: Callable[[], object],
    set_up: Callable[[], object],
) -> list[Any]:
    """The entries of the menu, in order. ``sample``, ``models``, ``jobs`` and ``set_up`` open what they are called."""
    window: QWidget = iface.mainWindow()

    def entry(title: str, icon: str, do: Callable[[], object]) -> Any:
        action = QAction(QIcon(icon_path(icon)), title, window) if icon else QAction(title, window)
        action.triggered.connect(lambda: do())
        return action

    def line() -> Any:
        action = QAction(window)
        action.setSeparator(True)
        return action

    what_if = [entry(tr("What if…"), "evaluate", lambda: open_filled(iface, "whatif"))] if exists("whatif") else []
    return [
        entry(tr("Train…"), "train", lambda: open_filled(iface, training_algorithm())),
        entry(tr("Classify…"), "classify", lambda: open_filled(iface, "classify")),
        *what_if,
        line(),
        entry(tr("Sample project…"), "", sample),
        entry(tr("Models…"), "", models),
        entry(tr("Jobs"), "", jobs),
        entry(tr("Settings…"), "", lambda: iface.showOptionsDialog(window, OPTIONS_PAGE)),
        entry(tr("Help"), "", lambda: QDesktopServices.openUrl(QUrl(help_page()))),
        line(),
        *(_training(iface, entry, name) for name in METHODS),
        entry(tr("Pre-train LDS2AE…"), "train", lambda: open_filled(iface, "pretrain")),
        line(),
        entry(tr("Check the engine…"), "", lambda: open_algorithm("checkengine")),
        entry(tr("Set up the engine…"), "", set_up),
    ]


def _training(iface: Any, entry: Callable[..., Any], method: str) -> Any:
    title = tr("Train {method}…").format(method=METHODS[method].title)
    return entry(title, "train", lambda: open_filled(iface, f"train{method}"))
