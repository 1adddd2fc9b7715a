"""What surrounds the engine's installation where there is a window: the notice, the set-up, the options."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QApplication

from .dialogs.engine_notice import EngineNotice
from .dialogs.options_page import PAGE, OptionsFactory
from .dialogs.setup_dialog import SetupDialog
from .engine.environment import likely_python, not_set_up
from .open_algorithm import open_instead

#: milliseconds between two looks whether what stands before the window has gone
_AGAIN = 500


class Installation:
    """Made when QGIS's window is there; ``end`` when the plugin goes. ``sample`` makes the sample project in a folder.

    Where the user has switched the plugin on just now, its set-up opens by itself; not where it starts with QGIS.
    """

    def __init__(self, iface: Any, sample: Callable[[Path], object]) -> None:
        self.iface, self.sample = iface, sample
        self.dialog: SetupDialog | None = None
        self.factory = OptionsFactory()
        iface.registerOptionsWidgetFactory(self.factory)
        self.ended = False
        self.switched_on = iface.mainWindow().isVisible()
        self.notice = EngineNotice(iface, self.set_up, self.open_options)
        open_instead(self.mend)
        QTimer.singleShot(0, self._say)  # when QGIS has done starting

    def set_up(self) -> None:
        """Open the set-up, one at a time; it stays open beside the map while it works."""
        if self.dialog is None:
            self.dialog = SetupDialog(self.iface.mainWindow())
            self.dialog.ready.connect(self.notice.hide)
            self.dialog.sample.connect(self.sample)
        self.dialog.show()
        self.dialog.raise_()

    def open_options(self) -> None:
        self.iface.showOptionsDialog(self.iface.mainWindow(), PAGE)
        self.notice.refresh()

    def mend(self) -> None:
        """Open what makes the engine run: its set-up, or the options where a Python that was named does not serve."""
        _, problem = likely_python()
        if problem == not_set_up():
            self.set_up()
        else:
            self.open_options()

    def end(self) -> None:
        """Take everything back."""
        self.iface.unregisterOptionsWidgetFactory(self.factory)
        self.ended = True
        open_instead(None)
        self.notice.hide()
        if self.dialog is not None:
            self.dialog.abandon()
            self.dialog.deleteLater()
            self.dialog = None

    def _say(self) -> None:
        if not self.ended and self.notice.show() and self.switched_on:
            self._lead_on()

    def _lead_on(self) -> None:
        """Open the set-up, once nothing such as the plugin manager stands before the window any more."""
        if self.ended or likely_python()[1] != not_set_up():
            return
        if QApplication.activeModalWidget() is None:
            self.set_up()
        else:
            QTimer.singleShot(_AGAIN, self._lead_on)
