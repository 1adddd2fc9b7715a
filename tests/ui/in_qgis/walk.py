"""Runs inside a real QGIS: walks through what the plugin adds to its window and writes what it saw as JSON."""

import os
import sys
from pathlib import Path

from qgis.core import QgsApplication, QgsDataItem, QgsDirectoryItem, QgsProject
from qgis.gui import QgsDataItemGuiContext, QgsGui
from qgis.PyQt.QtCore import QCoreApplication, QMimeData, QPoint, Qt, QUrl
from qgis.PyQt.QtGui import QDragEnterEvent, QDropEvent
from qgis.PyQt.QtWidgets import QTextBrowser
from qgis.utils import iface, loadPlugin, plugins, startPlugin, unloadPlugin

sys.path.insert(0, os.environ["RSMISS_STEPS"])

from steps import WALK, dialog_of, dialogs, entry, go, menu, seen, settle, wait


def opened(do):
    """Id and given parameters of the algorithm's dialog that opens, closed again."""
    dialog = dialog_of(do)
    given = dialog.createProcessingParameters()
    found = dialog.algorithm().id(), {k: v for k, v in given.items() if isinstance(v, (str, int, float)) and v != ""}
    dialog.close()
    settle()
    return found


def drop(path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path)])
    rest = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    for event in (QDragEnterEvent(QPoint(5, 5), *rest), QDropEvent(QPoint(5, 5), *rest)):
        QCoreApplication.sendEvent(iface.mainWindow(), event)


def browser_items(folder):
    parent = QgsDirectoryItem(None, "folder", folder)
    return [item for item in parent.createChildren() if item.providerKey() == "rsmiss"]


def properties(folder):
    """What the browser tells of the model in a folder."""
    (item,) = browser_items(folder)
    assert isinstance(item, QgsDataItem)
    for provider in QgsGui.dataItemGuiProviderRegistry().providers():
        widget = provider.createParamWidget(item, QgsDataItemGuiContext())
        if isinstance(widget, QTextBrowser):
            return widget.toPlainText()
    return ""


def walk():
    model, folder = WALK["model"], WALK["folder"]
    window = plugins["rsmiss"].window
    seen["menu"] = menu()
    seen["hidden at first"] = window.dock.isHidden()
    entry("Jobs").trigger()
    seen["shown by the menu"] = window.dock.isVisible()
    seen["train"] = opened(entry("Train…").trigger)
    seen["dropped"] = opened(lambda: drop(model))
    seen["browser"] = properties(str(Path(model).parent))

    window.sample.size = 64
    window.sample.make(Path(folder))
    wait(lambda: QgsProject.instance().fileName() and not window.sample.running)
    project = QgsProject.instance()
    seen["project"] = project.fileName()
    (group,) = project.layerTreeRoot().findGroups()
    seen["layers"] = [node.name() for node in group.findLayers()]
    seen["visible"] = [node.name() for node in group.findLayers() if node.isVisible()]
    seen["renderers"] = {layer.name(): layer.renderer().type() for layer in project.mapLayers().values()}
    seen["dirty"] = project.isDirty()
    seen["extent holds"] = iface.mapCanvas().extent().intersects(project.mapLayersByName("Aerial RGB")[0].extent())
    wait(lambda: window.dock.details.record is not None and window.dock.details.record.state == "done")
    seen["job"] = window.dock.list.item(0).text()
    items = iface.messageBar().items()
    seen["messages"] = [item.text() for item in items]
    seen["filled"] = opened(window.sample._train)
    seen["dropped on layers"] = opened(lambda: drop(model))
    from rsmiss.ui.algorithms.project_layers import set_last_model

    set_last_model(model)
    for title in ("Train…", "Train MDiCo…", "Pre-train LDS2AE…", "Classify…", "What if…"):
        seen[title] = opened(entry(title).trigger)
    seen["told of layers"] = any(
        "SAR = SAR; LiDAR or elevation = LiDAR or elevation" in item.text() for item in iface.messageBar().items()
    )
    entry("Models…").trigger()
    seen["models"] = [window.models_window.list.item(i).text() for i in range(window.models_window.list.count())]

    unloadPlugin("rsmiss")
    settle()
    seen["menu afterwards"] = [a.text() for a in iface.pluginMenu().actions() if a.text() == "rsmiss"]
    seen["dock afterwards"] = [w.objectName() for w in iface.mainWindow().children() if w.objectName() == "rsmiss_jobs"]
    drop(model)
    settle()
    seen["dialogs afterwards"] = len(dialogs())
    seen["items afterwards"] = len(browser_items(str(Path(model).parent)))
    seen["provider afterwards"] = QgsApplication.processingRegistry().providerById("rsmiss") is not None
    loadPlugin("rsmiss")
    startPlugin("rsmiss")
    seen["menu again"] = menu()


go(walk)
