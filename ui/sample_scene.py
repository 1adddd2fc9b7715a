"""The menu's 'Sample project': shows the folder, has the scene made in the background, and opens it as a project."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
)
from qgis.PyQt.QtCore import QObject, QTimer
from qgis.PyQt.QtWidgets import QMessageBox

from ..engine.door.errors import InputError
from .algorithms.proposals import proposed_outputs
from .dialogs.sample_question import SampleQuestion
from .jobs.announcer import Announcer
from .open_algorithm import PROVIDER, can_run, open_algorithm, training_algorithm
from .sample_project import PROJECT, build_project, is_there, taken, training_parameters
from .translation import tr


class SampleScene(QObject):
    """One at a time; ``size``: side of the scene in pixels of 5 m."""

    def __init__(self, iface: Any, announcer: Announcer, show_jobs: Callable[[], object], size: int = 400) -> None:
        super().__init__(iface.mainWindow())
        self.iface, self.announcer, self.show_jobs, self.size = iface, announcer, show_jobs, size
        self.running: tuple[Any, ...] = ()

    def ask(self) -> None:
        """Show where the scene will be made, and make it once the user agrees; nothing is written before."""
        if not can_run("sampledata"):
            return
        question = SampleQuestion(self.iface.mainWindow())
        question.accepted.connect(lambda: self.make(question.place.folder))
        question.open()

    def make(self, folder: Path) -> None:
        """Begin; the project opens by itself once the scene is there. An earlier sample project is opened again."""
        if self.running:
            self.show_jobs()
            return
        if is_there(folder):
            self._open(folder / PROJECT)
            return
        there = taken(folder)
        if there:
            text = tr("The folder '{folder}' already has {files}; choose an empty one for the sample project.")
            self._complain(text.format(folder=folder, files=", ".join(there)))
            return
        algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"{PROVIDER}:sampledata")
        context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
        parameters = {"FOLDER": str(folder), "SIZE": self.size}
        task = QgsProcessingAlgRunnerTask(algorithm, parameters, context, feedback)
        task.executed.connect(lambda done, _: self._made(done, folder))
        self.running = (algorithm, context, feedback, task)  # QGIS itself keeps none of them
        self.show_jobs()
        QgsApplication.taskManager().addTask(task)

    def _made(self, done: bool, folder: Path) -> None:
        if done:
            self._build(build_project(folder), folder)
        else:
            self.running = ()  # the list of jobs says why, and the message bar that it does

    def _build(self, building: Iterator[Path], path: Path) -> None:
        """Go on with the project, and let the window answer between two of its layers; open it in the end."""
        try:
            path = next(building)
        except InputError as error:
            self.running = ()
            self._complain(str(error))
        except StopIteration:
            self.running = ()
            self._open(path)
        else:
            QTimer.singleShot(0, lambda: self._build(building, path))

    def _open(self, path: Path) -> None:
        """Open the project; where the one that is open has changes, leave it to the user when."""
        if QgsProject.instance().isDirty():
            text = tr("The sample project is ready: {path}.").format(path=path)
            self.announcer.say(text, Qgis.MessageLevel.Info, (tr("Open"), lambda: self._ask_and_show(path)))
        else:
            self._show(path)

    def _ask_and_show(self, path: Path) -> None:
        if self.iface.newProject(True):  # asks what becomes of the changes
            self._show(path)

    def _show(self, path: Path) -> None:
        self.iface.addProject(str(path))
        self.iface.mapCanvas().zoomToProjectExtent()
        self.announcer.say(tr("The sample project is open."), Qgis.MessageLevel.Success, (tr("Train…"), self._train))

    def _train(self) -> None:
        name, project = training_algorithm(), QgsProject.instance()
        open_algorithm(name, {**training_parameters(project), **proposed_outputs(name, project)})

    def _complain(self, text: str) -> None:
        QMessageBox.warning(self.iface.mainWindow(), tr("Sample project"), text)
