"""Fixtures: a real QGIS that sees this repository as the plugin ``rsmiss``, and a small scene with a model of it."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from qgis_process import ROOT, Qgis, make_qgis
from rasters import box, write_raster, write_vector


@pytest.fixture(scope="session")
def qgis(tmp_path_factory: pytest.TempPathFactory) -> Qgis:
    """QGIS with this checkout as the plugin, linked into an empty profile."""
    home = tmp_path_factory.mktemp("qgis")
    return make_qgis(home, lambda plugins: (plugins / "rsmiss").symlink_to(ROOT))


@pytest.fixture(scope="session")
def provider(qgis: Qgis, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The plugin's provider, registered with a QGIS inside the tests' own process."""
    core = pytest.importorskip("qgis.core")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("QT_QPA_PLATFORM", "XDG_RUNTIME_DIR"):
            patch.setenv(name, qgis.environment[name])
        patch.syspath_prepend(qgis.environment["QGIS_PLUGINPATH"])
        application = core.QgsApplication([], True, str(tmp_path_factory.mktemp("profile")))
        application.initQgis()
        made = importlib.import_module("rsmiss.ui.provider").RsmissProvider()
        core.QgsApplication.processingRegistry().addProvider(made)
        yield made
        application.exitQgis()


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A dry and a wet half that two layers tell apart, and polygons on them, as parameters of a training."""
    folder = tmp_path_factory.mktemp("scene")
    values = np.random.default_rng(0).normal(0, 0.1, (4, 24, 24)).astype("f4")
    values[:, :, 12:] += 1
    areas = [(box(col, row, 3, 3), "dry" if col < 12 else "wet") for col in (1, 7, 13, 19) for row in range(1, 22, 4)]
    return {
        "MSI": write_raster(folder / "msi.tif", values),
        "LIDAR": write_raster(folder / "lidar.tif", values[:1]),
        "TRAINING": write_vector(folder / "areas.gpkg", areas),
        "CLASS_FIELD": "class",
    }


@pytest.fixture(scope="session")
def model(qgis: Qgis, scene: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of the scene."""
    path = tmp_path_factory.mktemp("model") / "halves.rsmiss"
    quick = {"WINDOW": 1, "PRETRAIN_EPOCHS": 1, "FINETUNE_EPOCHS": 2, "BATCH_SIZE": 16, "DEVICE": "cpu"}
    assert qgis("rsmiss:trainlds2ae", **scene, **quick, MODEL=path).results["OA"] > 0.5
    return path


@pytest.fixture
def profile(provider: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty profile with settings of its own, in which nothing names a Python for the engine."""
    core, qt = importlib.import_module("qgis.core"), importlib.import_module("qgis.PyQt.QtCore")
    folder = tmp_path / "profile"
    folder.mkdir()
    monkeypatch.setattr(core.QgsApplication, "qgisSettingsDirPath", staticmethod(lambda: f"{folder}/"))
    monkeypatch.delenv("RSMISS_PYTHON", raising=False)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    names = qt.QCoreApplication.organizationName(), qt.QCoreApplication.applicationName()
    qt.QCoreApplication.setOrganizationName("rsmiss tests")
    qt.QCoreApplication.setApplicationName("rsmiss tests")
    qt.QSettings.setPath(qt.QSettings.Format.IniFormat, qt.QSettings.Scope.UserScope, str(folder))
    qt.QSettings.setPath(qt.QSettings.Format.NativeFormat, qt.QSettings.Scope.UserScope, str(folder))
    yield folder
    core.QgsSettings().clear()
    qt.QCoreApplication.setOrganizationName(names[0])
    qt.QCoreApplication.setApplicationName(names[1])
