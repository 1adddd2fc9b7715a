"""The plugin: adds the provider and a menu, and takes them away again."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsApplication

from .ui import translation
from .ui.provider import RsmissProvider

MENU = "rsmiss"


class RsmissPlugin:
    """``iface`` is None under qgis_process."""

    def __init__(self, iface: Any) -> None:
        self.iface = iface
        self.translator = translation.install()
        self.provider: RsmissProvider | None = None
        self.actions: list[Any] = []
        self.installation: Any = None

    def initProcessing(self) -> None:  # noqa: N802 - QGIS's name
        self.provider = RsmissProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self) -> None:  # noqa: N802 - QGIS's name
        self.initProcessing()
        from .ui.installation import Installation
        from .ui.menu import actions

        self.installation = Installation(self.iface)
        self.actions = actions(self.iface, self.installation.set_up)
        for action in self.actions:
            self.iface.addPluginToMenu(MENU, action)

    def unload(self) -> None:
        for action in self.actions:
            self.iface.removePluginMenu(MENU, action)
        self.actions = []
        if self.installation is not None:
            self.installation.end()
            self.installation = None
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
