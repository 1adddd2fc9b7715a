"""Takes the tutorial's pictures, inside a QGIS with a window: ``qgis --code scripts/docs_pictures.py``.

RSMISS_LAND names the folder that scripts/docs_figures.py filled, RSMISS_PICTURES the one for the pictures. See
scripts/docs_pictures.sh, which sets both.
"""

from __future__ import annotations

import importlib
import os
import traceback
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import processing
from qgis.core import (
    QgsApplication,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
)
from qgis.PyQt.QtCore import QEventLoop, QTimer
from qgis.PyQt.QtWidgets import QDockWidget, QToolBar
from qgis.utils import iface, loadPlugin, plugins, startPlugin

LAND, PICTURES = Path(os.environ["RSMISS_LAND"]), Path(os.environ["RSMISS_PICTURES"])
SCENE = LAND / "scene"
#: milliseconds that QGIS gets to start, and to draw what it was given
START, DRAW = 4000, 2500
WINDOW, DIALOG, NARROW, JOBS = (860, 540), (760, 560), (380, 460), (460, 640)
#: points of a curve worth a picture
LOOKS = 6


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


def take_jobs(window: Any, parameters: dict[str, Any]) -> None:
    """The list of jobs while a training runs and has shown how well it does; then the training is cancelled."""
    journal = importlib.import_module("rsmiss.ui.jobs.journal").journal()
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("rsmiss:trainmdico")
    context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
    context.setProject(QgsProject.instance())
    plugins["rsmiss"].window.show_jobs()
    dock = window.findChild(QDockWidget, "rsmiss_jobs")
    dock.setFloating(True)
    with TemporaryDirectory() as folder:
        asked = {**parameters, "MODEL": str(Path(folder) / "land.rsmiss"), "REPORT": str(Path(folder) / "land.html")}
        task = QgsProcessingAlgRunnerTask(algorithm, asked, context, feedback)
        ended: list[bool] = []
        task.executed.connect(lambda done, _: ended.append(done))  # QGIS deletes the task then
        QgsApplication.taskManager().addTask(task)
        while not any(looks(journal.look(id)) >= LOOKS for id in journal.running()):
            if ended:
                raise RuntimeError(f"The training ended early: {feedback.textLog()}")
            wait(DRAW // 10)
        take(dock, "jobs", JOBS)
        task.cancel()
        while not ended:
            wait(DRAW // 10)
    dock.setVisible(False)


def looks(record: Any) -> int:
    """How many points the longest curve of a job has."""
    return max((len(points) for named in record.curves.values() for points in named.values()), default=0)


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

    sample = importlib.import_module("rsmiss.ui.sample_project")
    project = QgsProject.instance()
    *_, path = sample.build_project(SCENE)
    project.read(str(path))
    iface.layerTreeView().expandAll()
    take(window, "scene", WINDOW)
    layers = importlib.import_module("rsmiss.ui.algorithms.project_layers").guessed_parameters("train", project)
    filled = {**layers, **sample.training_parameters(project)}
    take_dialog("train", {**filled, "MODEL": "land.rsmiss", "REPORT": "land.html"}, "train")
    take_jobs(window, filled)

    without = {name: filled[name] for name in ("MSI", "SAR", "LIDAR")}
    take_dialog("classify", {"MODEL": "land.rsmiss", **without}, "classify")
    tidy(window)
    with TemporaryDirectory() as folder:
        asked = {"MODEL": str(LAND / "land.rsmiss"), **without, "OUTPUT": str(Path(folder) / "land.tif")}
        processing.runAndLoadResults("rsmiss:classify", asked)
        take(window, "map", WINDOW)
        project.clear()


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
