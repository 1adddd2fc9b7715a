"""Seconds before anything happens: the plugin when QGIS opens, and classifying a single window from its command.

    python -m benchmarks.startup

Medians of several fresh processes. The classification maps one window of Houston's bands with MDiCo through
``qgis_process``, from the start of the command to its end; what QGIS takes of it is shown by its own shortest command.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np
import torch
from osgeo import gdal

from engine.model.model_file import save

from .subjects import SHAPES, model

ROOT = Path(__file__).resolve().parents[1]
REPEATS = 5
SIDE, SHAPE, METHOD = 64, SHAPES["houston"], "mdico"

#: what QGIS does with the plugin when it opens, timed; its window is the only thing made up
LOADING = """
import sys, time
from qgis.core import QgsApplication
from qgis.PyQt.QtWidgets import QMainWindow
sys.path[:0] = ["/usr/share/qgis/python/plugins", "/usr/share/qgis/python"]
application = QgsApplication([], True)
application.initQgis()
import processing

class Window:
    def __init__(self): self.main = QMainWindow()
    def mainWindow(self): return self.main
    def addPluginToMenu(self, name, action): pass

started = time.perf_counter()
from rsmiss import classFactory
classFactory(Window()).initGui()
print(time.perf_counter() - started)
"""


def seconds(command: list[str], environment: dict[str, str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return time.perf_counter() - started


def loading(environment: dict[str, str]) -> float:
    """Seconds that the plugin adds to QGIS's start, said by the process itself."""
    command = ["/usr/bin/python3", "-c", LOADING]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return float(done.stdout.splitlines()[-1])


def write_layers(folder: Path) -> dict[str, Path]:
    """A raster of noise for each modality."""
    paths = {}
    for name, bands in SHAPE.bands.items():
        paths[name] = folder / f"{name}.tif"
        values = np.random.default_rng(0).standard_normal((bands, SIDE, SIDE), dtype=np.float32)
        raster = gdal.GetDriverByName("GTiff").Create(str(paths[name]), SIDE, SIDE, bands, gdal.GDT_Float32)
        raster.SetGeoTransform((500_000, 5, 0, 5_000_000, 0, -5))
        raster.WriteArray(values)
        raster = None  # closes it
    return paths


def main() -> None:
    gdal.UseExceptions()
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        (home / "plugins").mkdir()
        (home / "plugins" / "rsmiss").symlink_to(ROOT)
        environment = {
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "QGIS_PLUGINPATH": str(home / "plugins"),
            "QGIS_CUSTOM_CONFIG_PATH": str(home / "config"),
            "PYTHONPATH": str(home / "plugins"),
            "XDG_RUNTIME_DIR": name,
            "RSMISS_PYTHON": sys.executable,
        }
        subprocess.run(
            ["qgis_process", "plugins", "enable", "rsmiss"], env=environment, check=True, capture_output=True
        )
        save(home / "model.rsmiss", model(METHOD, SHAPE, torch.device("cpu")))
        layers = [f"{m.upper()}={path}" for m, path in write_layers(home).items()]
        command = ["qgis_process", "run", "rsmiss:classify", "--", f"MODEL={home / 'model.rsmiss'}", *layers]
        help_command = ["qgis_process", "help", "rsmiss:classify"]
        first, classify, asking, alone = [], [], [], []
        loading(environment)  # compiles the plugin's files
        for turn in range(REPEATS):
            first.append(loading(environment))
            classify.append(seconds([*command, f"OUTPUT={home / f'map{turn}.tif'}"], environment))
            asking.append(seconds(help_command, environment))
            alone.append(seconds(["qgis_process", "help", "native:buffer"], environment))
    lines = (
        ("the plugin, when QGIS opens", f"{1000 * median(first):.0f} ms"),
        ("`qgis_process run rsmiss:classify`, one window", f"{median(classify):.1f} s"),
        ("`qgis_process help rsmiss:classify`", f"{median(asking):.1f} s"),
        ("`qgis_process help native:buffer`", f"{median(alone):.1f} s"),
    )
    sys.stdout.write("| what | median |\n| --- | --- |\n" + "".join(f"| {what} | {took} |\n" for what, took in lines))


if __name__ == "__main__":
    main()
