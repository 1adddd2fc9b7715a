"""What a new user does in the first hour, pressed in a real QGIS: see scripts/first_hour.sh, which starts it.

``qgis --code`` runs this file. It leaves pictures and table.md in the folder RSMISS_HOUR_OUT.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, os.environ["RSMISS_HOUR_SCRIPTS"])

import pyplugin_installer
from first_hour_table import table
from first_hour_tour import tour
from first_hour_troubles import troubles
from qgis.core import QgsProject
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QComboBox, QTextEdit
from qgis.utils import iface, plugins
from qgis_user import Doing, MissingError, User, button, gone, message, rest, until, window

OUT = Path(os.environ["RSMISS_HOUR_OUT"])
EFFORT, TOUR = os.environ["RSMISS_HOUR_EFFORT"], bool(os.environ["RSMISS_HOUR_TOUR"])
MODEL = os.environ["RSMISS_HOUR_MODEL"]
SET_UP = "RSMISS_PYTHON" not in os.environ
#: the layers of the sample scene
LAYERS = ("HSI", "MSI", "SAR", "LIDAR", "RGB")
#: milliseconds that QGIS gets to start, and the longest that a step may take, in seconds
START, LONG = 4000, 3 * 3600


def ready() -> Doing:
    """The window as large as the screen, and nothing in front of it."""
    main = iface.mainWindow()
    main.showNormal()
    main.setGeometry(main.screen().availableGeometry())
    iface.messageBar().clearWidgets()  # what QGIS has to say of this machine
    yield rest(3)


def install(user: User) -> Doing:
    user.begin("Install the plugin from its zip")
    pyplugin_installer.instance().installFromZipFile(os.environ["RSMISS_HOUR_ZIP"])
    yield until(lambda: "rsmiss" in plugins, "the plugin")


def set_up(user: User) -> Doing:
    user.begin("Set up the engine")
    yield until(lambda: window("SetupDialog"), "the set-up, which opens by itself")
    dialog = window("SetupDialog")
    yield from user.photograph("set-up-looks", after=0.1)
    yield until(lambda: dialog.start_button.isEnabled(), "what the set-up proposes", 30)
    yield from user.photograph("set-up-proposes")
    user.press(dialog.start_button)
    seen: set[str] = set()

    def news() -> bool:
        return dialog.setup is None or dialog.state.text() not in seen

    yield until(lambda: dialog.setup is not None, "the set-up at work")
    while dialog.setup is not None:
        seen.add(dialog.state.text())
        yield rest(4)
        if dialog.setup is not None:
            yield from user.photograph(f"set-up-step-{len(seen)}")
        yield until(news, "the end of the set-up", LONG)
    if not dialog.state.text().startswith("The engine is ready"):
        raise MissingError(f"The set-up ended with: {dialog.state.text()}")
    user.end()
    yield from user.photograph("set-up-done")


def sample(user: User) -> Doing:
    user.begin("Sample project")
    dialog = window("SetupDialog")
    if dialog is not None:
        user.press(button(dialog, "Sample project"))
    else:
        yield from user.menu("Plugins", "rsmiss", "Sample project…")
        yield until(lambda: window("SampleQuestion"), "the question for a folder")
        yield from user.photograph("sample-folder")
        user.press(button(window("SampleQuestion"), "Sample project"))
    yield until(lambda: message("sample project is open", "Train…"), "the sample project", 120)
    user.end()
    yield from user.photograph("sample-project", after=3)


def parameter(dialog: Any, name: str) -> Any:
    """The widget of a parameter."""
    return dialog.mainWidget().wrappers[name].wrappedWidget()


def run_button(dialog: Any) -> Any:
    return button(dialog, "Run")


def train(user: User) -> Doing:
    user.begin("Train")
    user.press(message("sample project is open", "Train…"))
    yield until(lambda: window("AlgorithmDialog", "Train a model"), "the training's dialog")
    dialog = window("AlgorithmDialog", "Train a model")
    yield from user.photograph("train", after=1)
    if EFFORT:
        box = parameter(dialog, "EFFORT")
        row = box.findText(EFFORT)
        if row != box.currentIndex():
            yield from user.choose(box, row)
    user.press(run_button(dialog))
    dock = plugins["rsmiss"].window.dock
    first = dock.list.count()
    yield until(lambda: dock.list.count() > first, "the training among the jobs", 30)

    def running() -> bool:
        return dock.details.record is not None and dock.details.record.state == "running"

    def over() -> Any:
        return button(dialog, "What if…") or message("failed")

    yield until(lambda: running() or over(), "the training at work", 60)
    yield from user.photograph("training-begins", after=8)
    number = 0
    while not over():
        number += 1
        after = min(180, 30 * 2**number)
        pause = rest(after)
        yield until(lambda pause=pause: pause.condition() or over(), "the training's end", after + 60)
        if not over() and number < 5:
            yield from user.photograph(f"training-{number}")
    if message("failed"):
        raise MissingError("The training failed: " + dialog_log(dialog))
    user.end()
    yield from user.photograph("training-done", after=1)


def dialog_log(dialog: Any) -> str:
    return "\n".join(edit.toPlainText() for edit in dialog.findChildren(QTextEdit))


def what_if(user: User) -> Doing:
    """Map the scene with each of its layers missing, by what the training's dialog offers."""
    user.begin("Map without each layer")
    before = set(QgsProject.instance().mapLayers())
    training = window("AlgorithmDialog", "Train a model")
    user.press(button(training, "What if…"))
    yield until(lambda: window("AlgorithmDialog", "What if"), "the dialog What if")
    yield until(lambda: gone(training), "the end of the training's dialog")
    dialog = window("AlgorithmDialog", "What if")
    yield from user.photograph("what-if", after=1)
    if not parameter(dialog, "MODEL").filePath():
        raise MissingError("What if does not offer the model that was just trained.")
    for name in LAYERS:
        if not parameter(dialog, name).findChild(QComboBox).currentText():
            raise MissingError(f"What if does not offer the project's layer for {name}.")
    user.press(run_button(dialog))
    yield until(
        lambda: message("What if a layer is missing: done") or message("failed"), "that the maps are done", LONG
    )
    if message("failed"):
        raise MissingError("The maps failed: " + dialog_log(dialog))
    project = QgsProject.instance()

    def missing() -> bool:
        return any(project.mapLayer(id).name().startswith("Without ") for id in set(project.mapLayers()) - before)

    yield until(missing, "a map with a missing layer", 60)
    user.end()
    yield from user.photograph("maps-behind-dialog", after=2)
    user.press(button(dialog, "Close"), counted=False)
    yield until(lambda: gone(dialog), "the maps behind the dialog")
    yield from user.photograph("maps", after=2)


def hour(user: User) -> Doing:
    yield from ready()
    yield from install(user)
    if SET_UP and TOUR:
        yield from troubles(user)
        user.steps.clear()  # no part of a good hour
    if SET_UP:
        yield from set_up(user)
    yield from sample(user)
    if MODEL:
        from rsmiss.ui.algorithms.project_layers import set_last_model
        from rsmiss.ui.models import recent

        set_last_model(MODEL)
        recent.remember_model(MODEL)
    else:
        yield from train(user)
        yield from what_if(user)
    (OUT / "table.md").write_text(table(user.steps), encoding="utf-8")
    if TOUR:
        yield from tour(user, OUT)


def ended(problem: str) -> None:
    if problem:
        sys.stderr.write(problem)
        os.system(f"import -silent -window root '{OUT}/failed.png'")
    (OUT / "gaps.txt").write_text(gaps(), encoding="utf-8")
    if not (OUT / "table.md").exists() or TOUR:
        (OUT / "table.md").write_text(table(USER.steps), encoding="utf-8")
    sys.stderr.flush()
    os._exit(1 if problem else 0)  # QGIS would ask whether to save the project


def gaps() -> str:
    """Each time that the window stood still, the longest first, and where it was."""
    lines = []
    for step in USER.steps:
        for gap in sorted(step.gaps, key=lambda gap: -gap.seconds)[:12]:
            whose = "ours" if gap.ours else "QGIS"
            lines.append(f"{step.title}: {1000 * gap.seconds:.0f} ms ({1000 * gap.cpu:.0f} ms computed), {whose}")
            lines += [f"    {place}" for place in gap.places]
    return "\n".join(lines) + "\n"


USER = User(OUT, ended)
QTimer.singleShot(START, lambda: USER.go(hour(USER)))
