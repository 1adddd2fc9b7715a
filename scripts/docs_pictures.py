"""Takes the tutorial's pictures, inside a QGIS with a window: ``qgis --code scripts/docs_pictures.py``.

RSMISS_LAND names the folder that scripts/docs_figures.py filled, RSMISS_PICTURES the one for the pictures. See
scripts/docs_pictures.sh, which sets both.
"""

from __future__ import annotations

import os
import traceback
from pathlib import Path
from typing import Any

import processing
from qgis.core import QgsProject, QgsRasterLayer, QgsVectorLayer
from qgis.PyQt.QtCore import QEventLoop, QTimer
from qgis.PyQt.QtWidgets import QDockWidget, QToolBar
from qgis.utils import iface, loadPlugin, plugins, startPlugin

LAND, PICTURES = Path(os.environ["RSMISS_LAND"]), Path(os.environ["RSMISS_PICTURES"])
SCENE = LAND / "scene"
#: milliseconds that QGIS gets to start, and to draw what it was given
START, DRAW = 4000, 2500
WINDOW, DIALOG, NARROW = (860, 540), (760, 560), (380, 460)


def wait(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def take(widget: Any, name: str, size: tuple[int, int]) -> None:
    """Show a window, let it draw itself, and save its picture."""
    widget.showNormal()
    widget.resize(*size)
    wait(DRAW)
    iface.messageBar().clearWidgets()  # what QGIS has to say of this machine
    wait(DRAW // 10)
    if not widget.grab().save(str(PICTURES / f"{name}.png")):
        raise OSError(f"{name}.png cannot be written")


def take_dialog(algorithm: str, parameters: dict[str, Any], name: str) -> None:
    dialog = processing.createAlgorithmDialog(f"rsmiss:{algorithm}", parameters)
    take(dialog, name, DIALOG)
    dialog.close()


def raster(path: Path) -> Any:
    layer = QgsRasterLayer(str(path), path.stem)
    QgsProject.instance().addMapLayer(layer)
    return layer


def tidy(window: Any) -> None:
    """Leave the list of layers, the map and nothing else."""
    window.statusBar().hide()
    for bar in window.findChildren(QToolBar):
        bar.hide()
    for dock in window.findChildren(QDockWidget):
        dock.setVisible(dock.objectName() == "Layers")


def take_toolbox(window: Any) -> None:
    """The plugin's algorithms, as the toolbox finds them by the plugin's name."""
    dock = next(dock for dock in window.findChildren(QDockWidget) if dock.objectName() == "ProcessingToolbox")
    dock.setVisible(True)
    dock.setFloating(True)
    dock.searchBox.setText("rsmiss")
    take(dock, "toolbox", NARROW)
    dock.setVisible(False)


def pictures() -> None:
    if "rsmiss" not in plugins:
        loadPlugin("rsmiss")
        startPlugin("rsmiss")
    window = iface.mainWindow()
    tidy(window)
    take_toolbox(window)

    seen = raster(SCENE / "msi.tif")
    polygons = QgsVectorLayer(str(SCENE / "training.gpkg"), "training")
    QgsProject.instance().addMapLayer(polygons)
    iface.mapCanvas().setExtent(seen.extent())
    take(window, "scene", WINDOW)

    QgsProject.instance().clear()
    layers = {name.upper(): raster(SCENE / "complete" / f"{name}.tif").id() for name in ("hsi", "msi", "sar")}
    layers["LIDAR"] = raster(SCENE / "lidar.tif").id()
    polygons = QgsVectorLayer(str(SCENE / "training.gpkg"), "training")
    QgsProject.instance().addMapLayer(polygons)
    labels = {"TRAINING": polygons.id(), "CLASS_FIELD": "class", "REFERENCE": "msi"}
    take_dialog("trainmdico", {**layers, **labels, "WINDOW": 3, "MODEL": "land.rsmiss", "REPORT": "land.html"}, "train")
    without = {name: layer for name, layer in layers.items() if name != "HSI"}
    take_dialog("classify", {"MODEL": "land.rsmiss", **without}, "classify")

    QgsProject.instance().clear()
    made = raster(LAND / "without_hsi.tif")
    made.setName("Map")
    iface.mapCanvas().setExtent(made.extent())
    iface.layerTreeView().expandAll()
    take(window, "map", WINDOW)


def main() -> None:
    status = 0
    try:
        pictures()
    except Exception:
        traceback.print_exc()
        status = 1
    QgsProject.instance().clear()
    os._exit(status)  # QGIS would ask whether to save the project


QTimer.singleShot(START, main)
