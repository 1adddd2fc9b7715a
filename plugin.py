"""The plugin: adds the provider and what belongs to the window, and takes them away again."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsApplication

from .ui import translation
from .ui.provider import RsmissProvider


class RsmissPlugin:
    """``iface`` is None under qgis_process."""

    def __init__(self, iface: Any) -> None:
        self.iface = iface
        self.translator = translation.install()
        self.provider: RsmissProvider | None = None
        self.installation: Any = None
        self.window: Any = None

    def initProcessing(self) -> None:  # noqa: N802 - QGIS's name
        self.provider = RsmissProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self) -> None:  # noqa: N802 - QGIS's name
        self.initProcessing()
        from .ui.installation import Installation
        from .ui.window import Window

        self.installation = Installation(self.iface, lambda folder: self.window.sample.make(folder))
        self.window = Window(self.iface, self.installation.set_up)
        self.window.add()

    def unload(self) -> None:
        if self.window is not None:
            self.window.remove()
            self.window = None
        if self.installation is not None:
            self.installation.end()
            self.installation = None
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
        translation.remove(self.translator)
        self.translator = None
