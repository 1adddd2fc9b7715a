"""Runs inside a real QGIS: opens algorithms' dialogs, does what a user does there, and writes what they showed."""

import os
import sys

from qgis.core import QgsApplication, QgsProcessingModelAlgorithm, QgsProject, QgsVectorLayer
from qgis.PyQt.QtWidgets import QDialog, QPushButton, QTextEdit
from qgis.utils import iface, loadPlugin, plugins, startPlugin, unloadPlugin

sys.path.insert(0, os.environ["RSMISS_STEPS"])

from steps import WALK, dialog_of, dialogs, entry, go, menu, seen, settle, wait


def toolbox(name, **parameters):
    """The dialog as Processing's toolbox opens it."""
    import processing

    def show():
        processing.createAlgorithmDialog(f"rsmiss:{name}", parameters).show()

    return dialog_of(show)


def close(dialog):
    dialog.close()
    settle()


def log_of_a_failed_run():
    """What the log of the dialog says once its run has failed."""
    dialog = toolbox("trainlds2ae", MSI=WALK["msi"], TRAINING=WALK["far"], CLASS_FIELD="class", MODEL=WALK["out"])
    dialog.runAlgorithm()
    wait(lambda: "Execution failed" in log_text(dialog))
    text = log_text(dialog)
    close(dialog)
    return text


def log_text(dialog):
    return dialog.findChild(QTextEdit, "txtLog").toPlainText()


def shown_class_fields():
    """What the field of the classes shows, step by step."""
    areas, soils = (QgsVectorLayer(WALK[name], name) for name in ("areas", "soils"))
    QgsProject.instance().addMapLayers([areas, soils])
    dialog = toolbox("trainmdico")
    wrappers = dialog.mainWidget().wrappers
    combo = wrappers["CLASS_FIELD"].combo
    shown = {}

    def choose(name, value):
        wrappers[name].setParameterValue(value, dialog.processingContext())

    for layer in (areas, soils):
        choose("TRAINING", layer.id())
        shown[layer.name()] = combo.currentField()
    shown["given to the run"] = dialog.createProcessingParameters()["CLASS_FIELD"]
    choose("TRAINING", WALK["areas"])  # a file that is not in the project
    shown["a file"] = combo.currentField()
    choose("TARGET", "number")
    shown["for a number"] = combo.currentField()
    choose("TARGET", "classes")
    shown["for classes again"] = combo.currentField()
    combo.setField("fid")
    combo.activated.emit(combo.currentIndex())
    choose("TRAINING", areas.id())
    shown["chosen by hand"] = combo.currentField()
    close(dialog)
    given = toolbox("trainmdico", TRAINING=areas.id(), CLASS_FIELD="fid")
    shown["given"] = given.createProcessingParameters()["CLASS_FIELD"]
    close(given)
    return shown


def other_widgets():
    """What the field of the classes is in the dialogs of a batch and of a model."""
    from processing.gui.BatchAlgorithmDialog import BatchAlgorithmDialog
    from processing.modeler.ModelerParametersDialog import ModelerParametersDialog

    algorithm = QgsApplication.processingRegistry().createAlgorithmById("rsmiss:trainmdico")
    model = ModelerParametersDialog(algorithm, QgsProcessingModelAlgorithm())
    batch = BatchAlgorithmDialog(algorithm)
    batch.mainWidget().addRow(1)
    column = batch.mainWidget().parameter_to_column["CLASS_FIELD"]
    found = [model.widget.widget.wrappers["CLASS_FIELD"], batch.mainWidget().wrappers[0][column]]
    return [type(wrapper).__name__ for wrapper in found]


def train(algorithm):
    """Have the journal hear of a training that was asked for in an algorithm's dialog."""
    from rsmiss.engine.door.jobs import TrainJob
    from rsmiss.engine.door.sources import LabelSource, LayerSource
    from rsmiss.ui.jobs.journal import journal
    from rsmiss.ui.jobs.record import Asked

    job = TrainJob("mdico", {"msi": LayerSource((WALK["msi"],))}, LabelSource("a.gpkg", "a", "class"), WALK["model"])
    with journal().job(job, Asked(algorithm, "Train", {})) as entry:
        settle()
        entry.end("done", result={"model": WALK["model"]})
    settle()


def next_steps():
    """What the dialogs of trainings offer, and what a press on it does."""
    ended, other = toolbox("trainmdico"), toolbox("trainlds2ae")
    found = {}

    def offered(dialog):
        found = [b for b in dialog.findChildren(QPushButton) if b.isVisible()]
        return [b.text() for b in found if b.text() in ("Classify…", "What if…")]

    for _ in range(2):
        train("rsmiss:trainmdico")
        ended.algorithmFinished.emit(True, {"MODEL": WALK["model"]})
        settle()
        found.setdefault("well", []).append(offered(ended))
    found["other"] = offered(other)
    ended.algorithmAboutToRun.emit(ended.processingContext())
    settle()
    found["runs again"] = offered(ended)
    ended.algorithmFinished.emit(False, {})
    settle()
    found["failed"] = offered(ended)
    ended.algorithmFinished.emit(True, {"MODEL": WALK["model"]})
    settle()
    press = next(b for b in ended.findChildren(QPushButton) if b.text() == "What if…" and b.isVisible())
    press.click()
    wait(lambda: any(d.algorithm().name() == "whatif" for d in dialogs()))
    (opened,) = [d for d in dialogs() if d.algorithm().name() == "whatif"]
    found["opened"] = (opened.algorithm().id(), opened.createProcessingParameters()["MODEL"])
    settle()
    found["left open"] = sorted(d.algorithm().id() for d in dialogs())
    close(opened)
    close(other)
    return found


def switched_on():
    """What opens where the plugin is switched on in a QGIS that runs already, without an engine."""
    unloadPlugin("rsmiss")
    settle()
    before = QDialog(iface.mainWindow())
    before.setModal(True)
    before.show()
    loadPlugin("rsmiss")
    startPlugin("rsmiss")
    settle()
    installation = plugins["rsmiss"].installation
    behind = installation.dialog is not None
    before.close()
    wait(lambda: installation.dialog is not None)
    return {"behind a dialog": behind, "then": installation.dialog.isVisible()}


def without_an_engine():
    """What the menu's entries open: titles of set-ups, and names of algorithms."""
    installation = plugins["rsmiss"].installation
    opened = {}
    for title in menu():
        if title in ("Models…", "Jobs", "Settings…", "Help", "Set up the engine…"):
            continue
        entry(title).trigger()
        settle()
        found = [d.algorithm().id() for d in dialogs()]
        if installation.dialog is not None and installation.dialog.isVisible():
            found.append("set-up")
            installation.dialog.close()
            settle()
        opened[title] = found
    return opened


def walk():
    seen["in a model and a batch"] = other_widgets()
    seen["class fields"] = shown_class_fields()
    seen["log of a failed run"] = log_of_a_failed_run()
    seen["next steps"] = next_steps()
    os.environ.pop("RSMISS_PYTHON")
    seen["opens with QGIS"] = plugins["rsmiss"].installation.switched_on
    seen["switched on"] = switched_on()
    seen["without an engine"] = without_an_engine()


go(walk)
