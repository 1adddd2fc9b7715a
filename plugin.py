"""The plugin as QGIS sees it: adds the processing provider and the menu, and takes both away again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import QgsApplication

from .ui.provider import RsmissProvider

if TYPE_CHECKING:
    from qgis.gui import QgisInterface

    from .ui.menu import RsmissMenu


class RsmissPlugin:
    """``iface`` is None under qgis_process; what needs a window is imported in ``initGui`` alone."""

    def __init__(self, iface: QgisInterface | None) -> None:
        self._iface = iface
        self._provider: RsmissProvider | None = None
        self._menu: RsmissMenu | None = None

    def initProcessing(self) -> None:  # noqa: N802 - QGIS's name
        self._provider = RsmissProvider()
        QgsApplication.processingRegistry().addProvider(self._provider)

    def initGui(self) -> None:  # noqa: N802 - QGIS's name
        from .ui.menu import RsmissMenu

        self.initProcessing()
        self._menu = RsmissMenu(self._iface)

    def unload(self) -> None:
        if self._menu is not None:
            self._menu.remove()
            self._menu = None
        if self._provider is not None:
            QgsApplication.processingRegistry().removeProvider(self._provider)
            self._provider = None
