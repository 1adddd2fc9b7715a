"""What keeps the plugin light and fit for Qt 5 and Qt 6: which modules ui/ imports, and how it writes enums."""

from __future__ import annotations

import ast
import enum
import importlib
import subprocess
import sys
from collections.abc import Iterator

import pytest
from qgis_process import ROOT

SOURCES = [ROOT / "__init__.py", ROOT / "plugin.py", *sorted((ROOT / "ui").rglob("*.py"))]
#: loaded only when there is a window
WINDOWS = {
    "class_field.py",
    "installation.py",
    "next_steps.py",
    "sample_question.py",
    "setup_log.py",
    "menu.py",
    "setup_dialog.py",
    "setup_choices.py",
    "path_edit.py",
    "engine_notice.py",
    "options_page.py",
    "sample_scene.py",
    "dock.py",
    "details.py",
    "curves.py",
    "announcer.py",
    "models_window.py",
    "in_qgis.py",
}

every_source = pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))


def imports(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """(module, name) of every import, wherever it stands; relative ones begin with dots."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (("." * node.level + (node.module or ""), alias.name) for alias in node.names)


def unscoped_enums(source: str) -> list[str]:
    """Members of QGIS's and Qt's enums that are reached without naming the enum, which Qt 6 does not allow."""
    tree = ast.parse(source)
    known = {}
    for module, name in imports(tree):
        if module.startswith("qgis.") and hasattr(importlib.import_module(module), name):
            known[name] = getattr(importlib.import_module(module), name)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in known:
            value = getattr(known[node.value.id], node.attr, None)
            if isinstance(value, (int, enum.Enum)):
                found.append(f"{node.value.id}.{node.attr}")
    return found


@every_source
def test_no_module_of_the_plugin_imports_what_belongs_to_the_engine(path):
    modules = {module.split(".")[0] for module, _ in imports(ast.parse(path.read_text()))}
    foreign = {"torch", "sklearn", "einops", "safetensors", "matplotlib", "jinja2", "osgeo"}
    # QGIS does not show the wavelengths that GDAL, which it brings along, reads
    assert not modules & foreign - ({"osgeo"} if path.name == "project_layers.py" else set())


@every_source
def test_qt_is_reached_through_qgis(path):
    modules = {module.split(".")[0] for module, _ in imports(ast.parse(path.read_text()))}
    assert not modules & {"PyQt5", "PyQt6", "PySide2", "PySide6", "sip"}


@every_source
def test_only_windows_import_widgets(path):
    if path.name not in WINDOWS:
        assert not {m for m, _ in imports(ast.parse(path.read_text())) if m in ("qgis.PyQt.QtWidgets", "qgis.gui")}


@every_source
def test_enums_are_scoped(path):
    pytest.importorskip("qgis.core")
    assert unscoped_enums(path.read_text()) == []


def test_an_unscoped_enum_would_be_found():
    pytest.importorskip("qgis.core")
    source = "from qgis.PyQt.QtCore import QProcess\nfrom qgis.core import QgsProcessing\n"
    assert unscoped_enums(source + "QProcess.NotRunning, QProcess.ProcessState.Running, QgsProcessing.TypeRaster") == [
        "QProcess.NotRunning",
        "QgsProcessing.TypeRaster",
    ]


# ---- Qt 6

UNDER_QT6 = """
import importlib, pkgutil, sys, types
from PyQt6 import QtCore, QtGui, QtNetwork, QtWidgets

class Anything(type):
    "Stands for a class of QGIS's."
    def __getattr__(cls, name):
        return Anything(name, (), {"value": lambda self, *_, **__: ""})

class Core(types.ModuleType):
    def __getattr__(self, name):
        nothing = {name: lambda self, *_, **__: None for name in ("__init__", "setValue", "remove")}
        return Anything(name, (), {"value": lambda self, *_, **__: "", **nothing})

class Registry:
    "Stands for QGIS's registry of algorithms, with none in it."
    def algorithmById(self, name):
        return None

modules = {"qgis": types.ModuleType("qgis"), "qgis.PyQt": types.ModuleType("qgis.PyQt")}
modules |= {name: Core(name) for name in ("qgis.core", "qgis.gui")}
modules["qgis.core"].QgsApplication = Anything("QgsApplication", (), {
    "processingRegistry": staticmethod(Registry), "qgisSettingsDirPath": staticmethod(lambda: sys.argv[2])})
gui = modules["qgis.gui"]
gui.QgsOptionsPageWidget = type("QgsOptionsPageWidget", (QtWidgets.QWidget,), {})
gui.QgsOptionsWidgetFactory = type("Factory", (), {"setTitle": lambda *_: None, "setIcon": lambda *_: None})
modules |= {f"qgis.PyQt.{m.__name__.split('.')[1]}": m for m in (QtCore, QtGui, QtNetwork, QtWidgets)}
sys.modules |= modules
sys.path.insert(0, sys.argv[1])
import rsmiss.ui
names = [module.name for module in pkgutil.walk_packages(rsmiss.ui.__path__, "rsmiss.ui.")]
for name in names:
    importlib.import_module(name)
application = QtWidgets.QApplication([])
window = QtWidgets.QWidget()
iface = types.SimpleNamespace(mainWindow=lambda: window)
dock = rsmiss.ui.jobs.dock.JobsDock()
entries = rsmiss.ui.menu.actions(iface, print, print, print, print)
with rsmiss.ui.jobs.journal.journal().job(rsmiss.engine.door.jobs.CheckJob(), rsmiss.ui.jobs.record.Asked()) as job:
    for epoch in range(3):
        for name in ("loss", "validation", "validation hsi"):
            values = {"stage": "s", "epoch": epoch, "name": name, "value": 0.5 * epoch}
            job.take(rsmiss.engine.door.events.Event("metric", values))
    dock.show()
    assert dock.details.scores.curves.keys() == {"mean", "hsi"}
    assert not dock.grab().isNull()
models = rsmiss.ui.models.models_window.ModelsWindow()
assert "Models that you train" in models.page.toPlainText()
dialog = rsmiss.ui.dialogs.setup_dialog.SetupDialog(window)
page = rsmiss.ui.dialogs.options_page.OptionsFactory().createWidget(window)
page.apply()
print(len(names), len(entries), dialog.state.text())
"""


def test_every_module_loads_and_every_window_opens_under_qt_6(qgis, tmp_path):
    pytest.importorskip("PyQt6")
    done = subprocess.run(
        [sys.executable, "-c", UNDER_QT6, qgis.environment["QGIS_PLUGINPATH"], str(tmp_path)],
        env=qgis.environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    modules, entries, state = done.stdout.strip().split(" ", 2)
    assert int(modules) == len(SOURCES) - 3  # without the plugin's own two, and ui/__init__.py
    assert int(entries) >= 10
    assert state == f"The engine is ready: {sys.executable}"
