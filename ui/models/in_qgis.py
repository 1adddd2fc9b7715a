"""Model files in QGIS itself: dropped onto the window they open 'Classify', in the browser they tell what they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import Qgis, QgsApplication, QgsDataItem, QgsDataItemProvider, QgsDataProvider
from qgis.gui import QgsCustomDropHandler, QgsDataItemGuiProvider, QgsGui
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QMenu, QTextBrowser, QWidget

from ...engine.door.errors import RsmissError
from ..algorithms.base import icon_path
from ..open_algorithm import classify_with, open_algorithm
from ..translation import tr
from .recent import SUFFIX
from .summary import summary

KEY = "rsmiss"


def is_model(path: str) -> bool:
    return path.lower().endswith(SUFFIX)


class ModelDrop(QgsCustomDropHandler):
    """Opens 'Classify' with a model file that is dropped onto QGIS."""

    def handleFileDrop(self, file: str) -> bool:  # noqa: N802 - QGIS's name
        if not is_model(file):
            return False
        classify_with(file)
        return True


class ModelItem(QgsDataItem):
    """A model file in the browser's tree."""

    def __init__(self, parent: QgsDataItem | None, path: str) -> None:
        super().__init__(Qgis.BrowserItemType.Custom, parent, Path(path).name, path, KEY)
        self.setIcon(QIcon(icon_path("rsmiss")))
        self.setToolTip(path)
        self.setState(Qgis.BrowserItemState.Populated)


class ModelItems(QgsDataItemProvider):
    """Makes an item of each model file that the browser comes by; called in the browser's own threads."""

    def name(self) -> str:
        return "rsmiss models"

    def dataProviderKey(self) -> str:  # noqa: N802 - QGIS's name
        return KEY

    def capabilities(self) -> Any:
        if hasattr(Qgis, "DataItemProviderCapability"):
            return Qgis.DataItemProviderCapability.Files
        return QgsDataProvider.DataCapability.File  # before QGIS 3.36

    def createDataItem(self, path: str, parentItem: QgsDataItem | None) -> QgsDataItem | None:  # noqa: N802, N803
        return ModelItem(parentItem, path) if is_model(path) else None


class ModelItemsGui(QgsDataItemGuiProvider):
    """The properties of a model file in the browser, and what a click on it does."""

    def name(self) -> str:
        return "rsmiss models"

    def createParamWidget(self, item: QgsDataItem, context: Any) -> QWidget | None:  # noqa: N802 - QGIS's name
        if item.providerKey() != KEY:
            return None
        page = QTextBrowser()
        try:
            page.setHtml(summary(item.path()))
        except RsmissError as error:
            page.setPlainText(str(error))
        return page

    def handleDoubleClick(self, item: QgsDataItem, context: Any) -> bool:  # noqa: N802 - QGIS's name
        if item.providerKey() != KEY:
            return False
        classify_with(item.path())
        return True

    def populateContextMenu(  # noqa: N802 - QGIS's name
        self,
        item: QgsDataItem,
        menu: QMenu,
        selectedItems: Any,
        context: Any,  # noqa: N803
    ) -> None:
        if item.providerKey() != KEY:
            return
        path = item.path()
        menu.addAction(tr("Classify with it…")).triggered.connect(lambda: classify_with(path))
        action = menu.addAction(tr("Model information…"))
        action.triggered.connect(lambda: open_algorithm("modelinfo", {"MODEL": path}))


class ModelsInQgis:
    """Adds all of them, and takes them away again."""

    def __init__(self, iface: Any) -> None:
        self.iface = iface
        self.drop, self.items, self.gui = ModelDrop(), ModelItems(), ModelItemsGui()

    def add(self) -> None:
        self.iface.registerCustomDropHandler(self.drop)
        QgsApplication.dataItemProviderRegistry().addProvider(self.items)
        QgsGui.dataItemGuiProviderRegistry().addProvider(self.gui)

    def remove(self) -> None:
        self.iface.unregisterCustomDropHandler(self.drop)
        QgsApplication.dataItemProviderRegistry().removeProvider(self.items)
        QgsGui.dataItemGuiProviderRegistry().removeProvider(self.gui)
