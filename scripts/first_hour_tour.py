"""Photographs every other window of the plugin, after the first hour."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from qgis.core import QgsDirectoryItem, QgsProject, QgsSettings
from qgis.gui import QgsDataItemGuiContext, QgsGui
from qgis.PyQt.QtCore import QPoint, Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QDockWidget, QGroupBox, QScrollArea, QTextBrowser
from qgis.utils import iface, plugins
from qgis_user import Doing, User, button, gone, message, named, rest, until, window

LONG = 3600


def tour(user: User, out: Path) -> Doing:
    """``out``: the folder of the pictures; reports and pages are left there, too."""
    model = str(QgsSettings().value("rsmiss/last_model"))
    user.begin("Other windows")
    yield from the_menu(user)
    yield from settings(user)
    yield from trainings(user)
    yield from models(user)
    yield from browser(user, model)
    yield from set_up_again(user)
    yield from model_page(user, model, out)
    yield from all_maps(user, model)
    yield from what_if(user, model, out)


def the_menu(user: User) -> Doing:
    bar = iface.mainWindow().menuBar()
    action = named(bar.actions(), "Plugins")
    user.press(bar, bar.actionGeometry(action).center())
    yield until(action.menu().isVisible, "the menu Plugins")
    entry = named(action.menu().actions(), "rsmiss")
    user.press(action.menu(), action.menu().actionGeometry(entry).center())
    yield until(entry.menu().isVisible, "the menu rsmiss")
    yield from user.photograph("menu")
    for shown in (entry.menu(), action.menu()):
        QTest.keyClick(shown, Qt.Key.Key_Escape)
    yield rest(0.2)


def settings(user: User) -> Doing:
    yield from user.menu("Plugins", "rsmiss", "Settings…")
    yield until(lambda: window("QDialog", "Options"), "the options")
    dialog = window("QDialog", "Options")
    yield from user.photograph("settings", after=1)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    yield until(lambda: gone(dialog), "the closed options")


def trainings(user: User) -> Doing:
    for title, start in (("Train…", "Train a model"), ("Train LDS2AE…", "Train LDS2AE")):
        yield from user.menu("Plugins", "rsmiss", title)
        yield until(lambda start=start: window("AlgorithmDialog", start), title)
        dialog = window("AlgorithmDialog", start)
        yield from user.photograph(f"{start}-opens", after=1)
        yield from scrolled(user, dialog, f"{start}-down")
        for box in dialog.mainWidget().findChildren(QGroupBox):
            if box.objectName() == "grpAdvanced":
                user.press(box, QPoint(60, 10))
        yield from scrolled(user, dialog, f"{start}-options")
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        yield until(lambda dialog=dialog: gone(dialog), "the closed dialog")


def scrolled(user: User, dialog: Any, name: str) -> Doing:
    """The form of a dialog, a screen after the other."""
    area = next(area for area in dialog.mainWidget().findChildren(QScrollArea) if area.isVisible())
    yield rest(0.4)
    bar = area.verticalScrollBar()
    bar.setValue(0)
    number = 0
    while bar.value() < bar.maximum() and number < 5:
        number += 1
        bar.setValue(bar.value() + bar.pageStep() - 40)
        yield from user.photograph(f"{name}-{number}")


def run(user: User, algorithm: str, parameters: dict[str, Any], name: str, done: Callable[[], Any]) -> Doing:
    """Open a filled dialog, run it and close it."""
    from rsmiss.ui.open_algorithm import open_algorithm

    iface.messageBar().clearWidgets()
    dialog = open_algorithm(algorithm, parameters)
    yield from user.photograph(name, after=1)
    user.press(button(dialog, "Run"))
    yield until(lambda: button(dialog, "Change Parameters"), f"the run of {algorithm}", LONG)
    yield until(done, f"what {algorithm} leaves", 60)
    yield from user.photograph(f"{name}-ran", after=1)
    user.press(button(dialog, "Close"))
    yield until(lambda: gone(dialog), "the closed dialog")


def guessed(name: str) -> dict[str, Any]:
    from rsmiss.ui.algorithms.project_layers import guessed_parameters

    return guessed_parameters(name, QgsProject.instance())


def middle() -> str:
    """The inner ninth of the scene, as a parameter: the pictures need no more."""
    box = QgsProject.instance().mapLayersByName("Aerial RGB")[0].extent()
    box.scale(1 / 3)
    crs = QgsProject.instance().crs().authid()
    return f"{box.xMinimum()},{box.xMaximum()},{box.yMinimum()},{box.yMaximum()} [{crs}]"


def all_maps(user: User, model: str) -> Doing:
    """A map with everything that can be had beside it, and the legends."""
    layers = {k: v for k, v in guessed("classify").items() if k != "SAR"}
    extra = dict.fromkeys(("OUTPUT", "CONFIDENCE", "AVAILABILITY", "PROBABILITIES"), "TEMPORARY_OUTPUT")
    before = len(QgsProject.instance().mapLayers())
    yield from run(
        user,
        "classify",
        {"MODEL": model, **layers, **extra, "EXTENT": middle()},
        "all-maps-dialog",
        lambda: len(QgsProject.instance().mapLayers()) >= before + 4,
    )
    browse = next(dock for dock in iface.mainWindow().findChildren(QDockWidget) if dock.objectName() == "Browser")
    browse.hide()
    jobs = plugins["rsmiss"].window.dock
    yield from user.photograph("jobs-afterwards", after=1)
    jobs.hide()
    root = QgsProject.instance().layerTreeRoot()
    group = next(group for group in root.findGroups() if group.name().startswith("rsmiss"))
    for node in group.findLayers():
        node.setItemVisibilityChecked(False)
    for node in group.findLayers():
        node.setItemVisibilityChecked(True)
        for other in group.findLayers():
            other.setExpanded(other is node)
        iface.layerTreeView().setCurrentLayer(node.layer())
        yield from user.photograph(f"result-{node.name()}".replace(" ", "-"), after=3)
        node.setItemVisibilityChecked(False)
    last = group.findLayers()[-1]
    group.findLayers()[0].setItemVisibilityChecked(True)
    QTimer.singleShot(0, lambda: iface.showLayerProperties(last.layer(), "mOptsPage_Information"))
    yield until(lambda: window("QDialog", "Layer Properties"), "the layer's properties")
    yield from user.photograph("layer-properties", after=1.5)
    properties = window("QDialog", "Layer Properties")
    QTest.keyClick(properties, Qt.Key.Key_Escape)
    yield until(lambda: gone(properties), "the closed properties")


def what_if(user: User, model: str, out: Path) -> Doing:
    from rsmiss.ui.algorithms.proposals import proposed_outputs
    from rsmiss.ui.open_algorithm import open_algorithm

    iface.messageBar().clearWidgets()
    given = {**guessed("whatif"), **proposed_outputs("whatif", QgsProject.instance())}
    open_algorithm("whatif", {"MODEL": model, **given, "EXTENT": middle()})
    yield until(lambda: window("AlgorithmDialog", "What if"), "the dialog What if")
    dialog = window("AlgorithmDialog", "What if")
    yield from user.photograph("what-if", after=1)
    user.press(button(dialog, "Run"))
    yield until(lambda: message(": done") or message("failed"), "the end of What if", LONG)
    yield from user.photograph("what-if-ran", after=2)
    folder = dialog.results().get("FOLDER", "")
    user.press(button(dialog, "Close"))
    yield from user.photograph("what-if-maps", after=3)
    if folder:
        for page in Path(folder).glob("*.html"):
            (out / "what-if.html").write_text(page.read_text(encoding="utf-8"), encoding="utf-8")
    for dock in iface.mainWindow().findChildren(QDockWidget):
        if dock.objectName() == "ResultsViewer":
            dock.show()
            yield from user.photograph("results-viewer", after=1)
            dock.hide()


def model_page(user: User, model: str, out: Path) -> Doing:
    page = out / "model.html"
    yield from run(user, "modelinfo", {"MODEL": model, "HTML": str(page)}, "model-information", page.exists)


def models(user: User) -> Doing:
    yield from user.menu("Plugins", "rsmiss", "Models…")
    yield until(lambda: window("ModelsWindow"), "the window Models")
    yield from user.photograph("models", after=1)
    shown = window("ModelsWindow")
    user.press(button(shown, "Close"))
    yield until(lambda: gone(shown), "the closed window")


def browser(user: User, model: str) -> Doing:
    """What the Browser's properties show of a model file."""
    parent = QgsDirectoryItem(None, "folder", str(Path(model).parent))
    item = next(item for item in parent.createChildren() if item.providerKey() == "rsmiss")
    for provider in QgsGui.dataItemGuiProviderRegistry().providers():
        widget = provider.createParamWidget(item, QgsDataItemGuiContext())
        if isinstance(widget, QTextBrowser):
            widget.resize(420, 600)
            widget.show()
            yield from user.photograph("browser-properties", after=0.5)
            widget.close()
    QApplication.processEvents()


def set_up_again(user: User) -> Doing:
    yield from user.menu("Plugins", "rsmiss", "Set up the engine…")
    yield until(lambda: window("SetupDialog"), "the set-up")
    dialog = window("SetupDialog")
    yield until(lambda: dialog.start_button.isEnabled(), "what the set-up proposes", 30)
    yield from user.photograph("set-up-there", after=1)
    user.press(button(dialog, "Close"))
    yield rest(0.5)
