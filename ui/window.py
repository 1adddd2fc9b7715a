"""All that the plugin adds to QGIS's window, and takes away again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qgis.PyQt.QtCore import Qt

from .jobs.announcer import Announcer
from .jobs.dock import JobsDock
from .menu import actions
from .models.in_qgis import ModelsInQgis
from .models.models_window import ModelsWindow
from .next_steps import NextSteps
from .sample_scene import SampleScene

MENU = "rsmiss"


class Window:
    """Menu, list of jobs, messages, and what QGIS does with model files; ``set_up`` opens the engine's dialog."""

    def __init__(self, iface: Any, set_up: Callable[[], object]) -> None:
        self.iface = iface
        window = iface.mainWindow()
        self.dock = JobsDock(window)
        self.next_steps = NextSteps(iface)
        self.announcer = Announcer(iface.messageBar(), self.show_job, self.next_steps.go_on)
        self.sample = SampleScene(iface, self.announcer, self.show_jobs)
        self.models = ModelsInQgis(iface)
        self.models_window: ModelsWindow | None = None
        self.actions = actions(iface, self.sample.ask, self.show_models, self.show_jobs, set_up)

    def add(self) -> None:
        self.iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
        self.dock.hide()
        for action in self.actions:
            self.iface.addPluginToMenu(MENU, action)
        self.models.add()

    def remove(self) -> None:
        self.models.remove()
        for action in self.actions:
            self.iface.removePluginMenu(MENU, action)
            action.deleteLater()
        self.announcer.stop()
        self.next_steps.stop()
        self.dock.stop()
        self.iface.removeDockWidget(self.dock)
        self.dock.deleteLater()
        self.sample.deleteLater()
        if self.models_window is not None:
            self.models_window.deleteLater()

    # ---- what the menu and the messages open

    def show_jobs(self) -> None:
        self.dock.show()
        self.dock.raise_()

    def show_job(self, id: str) -> None:
        self.show_jobs()
        self.dock.choose(id)

    def show_models(self) -> None:
        """One window, brought up to date each time."""
        if self.models_window is None:
            self.models_window = ModelsWindow(self.iface.mainWindow())
        self.models_window.fill()
        self.models_window.show()
        self.models_window.raise_()
