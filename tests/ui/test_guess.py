"""Which layers of a project a dialog is opened with; and which model."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from rasters import ORIGIN, box, ramp, write_raster, write_vector

pytestmark = pytest.mark.usefixtures("provider")

WAVES = (443.0, 560.0, 665.0, 842.0)
HERE, FAR = (4.0, 50.0, 4.1, 50.1), (9.0, 50.0, 9.1, 50.1)


def facts(name, bands, **more):
    from rsmiss.ui.algorithms.guess import LayerFacts

    return LayerFacts(id=name, name=name, file=more.pop("file", name), bands=bands, box=more.pop("box", HERE), **more)


def guess(*layers, **more):
    from rsmiss.ui.algorithms.guess import guess

    return guess(layers, **more)


@pytest.mark.parametrize(
    ("name", "bands", "slot"),
    [
        ("hsi", 120, "HSI"),
        ("EnMAP L2A subset", 218, "HSI"),
        ("S2A_20240612", 10, "MSI"),
        ("Sentinel-2 June", 12, "MSI"),
        ("landsat_8", 7, "MSI"),
        ("Sentinel-1 GRD", 2, "SAR"),
        ("s1_vv", 1, "SAR"),
        ("ndsm_2m", 1, "LIDAR"),
        ("SRTM heights", 1, "LIDAR"),
        ("orthophoto", 4, "RGB"),
    ],
)
def test_names_tell_what_a_layer_is(name, bands, slot):
    assert guess(facts(name, bands)) == {slot: name}


@pytest.mark.parametrize(
    ("name", "bands"),
    [("hsi", 3), ("msi", 120), ("S2 RGB", 3), ("rgb", 120), ("layer", 4), ("msi map", 4), ("msi truth", 5)],
)
def test_what_names_and_bands_do_not_agree_on_is_left_out(name, bands):
    assert guess(facts(name, bands)) == {}


def test_bands_tell_where_the_name_does_not():
    assert guess(facts("cube", 200)) == {"HSI": "cube"}
    assert guess(facts("a", 2, band_names=("VV", "VH"))) == {"SAR": "a"}
    assert guess(facts("b", 4, band_names=("Red", "Green", "Blue", "Alpha"))) == {"RGB": "b"}
    assert guess(facts("b", 4, band_names=("Red", "Green", "Blue", "NIR"))) == {}


def waves(bands, step):
    return tuple(400.0 + step * band for band in range(bands))


@pytest.mark.parametrize(
    ("name", "bands", "step", "slot"),
    [
        ("scene", 40, 10, "HSI"),
        ("scene", 10, 60, "MSI"),
        ("msi", 50, 10, "HSI"),  # the name is wrong
        ("scene", 8, 10, "MSI"),  # too few to be a spectrum
    ],
)
def test_wavelengths_tell_hyperspectral_from_multispectral(name, bands, step, slot):
    assert guess(facts(name, bands, wavelengths=waves(bands, step))) == {slot: name}


def test_wavelengths_do_not_overrule_another_kind_of_sensor():
    assert guess(facts("orthophoto", 4, wavelengths=waves(4, 60))) == {"RGB": "orthophoto"}
    assert guess(facts("sentinel2 stack", 100, wavelengths=waves(10, 60) * 10)) == {}


def test_a_map_is_no_layer_of_a_scene():
    assert guess(facts("msi", 1, palette=True), facts("lidar", 1, palette=True)) == {}


def test_two_layers_of_one_kind_are_a_series_where_they_have_dates():
    june, may = facts("s2_2024-06-01", 4), facts("s2_2024-05-01", 4)
    assert guess(june, may, facts("dem", 1)) == {"MSI_SERIES": ["s2_2024-05-01", "s2_2024-06-01"], "LIDAR": "dem"}
    assert guess(june, facts("s2_2024-05-01", 5)) == {}
    assert guess(facts("s2 north", 4), facts("s2 south", 4)) == {}


def test_a_layer_of_another_place_is_left_out():
    layers = facts("msi", 4), facts("sar", 2), facts("dem", 1, box=FAR), facts("rgb", 3, box=None)
    assert guess(*layers) == {"MSI": "msi", "SAR": "sar"}


def test_only_kinds_that_are_wanted_are_filled():
    assert guess(facts("msi", 4), facts("sar", 2), kinds=("sar", "lidar")) == {"SAR": "sar"}


# ---- in QGIS


@pytest.fixture
def project(tmp_path):
    """A project with three layers of a scene, and heights of another place."""
    from qgis.core import QgsProject, QgsRasterLayer

    project = QgsProject.instance()  # one of our own would outlive QGIS
    write_raster(tmp_path / "hsi.tif", ramp(30, 8, 8))
    write_raster(tmp_path / "S2.tif", ramp(4, 8, 8), pixel=20)
    write_raster(tmp_path / "echo.tif", ramp(2, 8, 8), names=("VV", "VH"))
    write_raster(tmp_path / "dem.tif", np.ones((1, 8, 8), "f4"), origin=(ORIGIN[0] + 90_000, ORIGIN[1]))
    for name in ("hsi", "S2", "echo", "dem"):
        assert project.addMapLayer(QgsRasterLayer(str(tmp_path / f"{name}.tif"), name)) is not None
    yield project
    project.clear()


def test_a_training_dialog_is_filled_from_the_project(project):
    from rsmiss.ui.algorithms.project_layers import guessed_parameters

    guessed = guessed_parameters("trainlds2ae", project)
    names = {slot: project.mapLayer(found).name() for slot, found in guessed.items()}
    assert names == {"HSI": "hsi", "MSI": "S2", "SAR": "echo"}
    assert guessed_parameters("pretrain", project) == {k: v for k, v in guessed.items() if k != "TRAINING"}
    assert guessed_parameters("sampledata", project) == {}


def test_wavelengths_are_read_from_the_file(project, tmp_path):
    from osgeo import gdal
    from qgis.core import QgsRasterLayer
    from rsmiss.ui.algorithms.project_layers import facts

    path = write_raster(tmp_path / "cube.tif", ramp(4, 8, 8), band_metadata=[{"wavelength": str(w)} for w in WAVES])
    assert facts(QgsRasterLayer(path, "cube"), project).wavelengths == WAVES
    other = write_raster(tmp_path / "other.tif", ramp(4, 8, 8))
    dataset = gdal.OpenEx(other, gdal.OF_UPDATE)
    for number, wave in enumerate(WAVES, 1):
        dataset.GetRasterBand(number).SetMetadataItem("CENTRAL_WAVELENGTH_UM", str(wave / 1e3), "IMAGERY")
    del dataset  # writes it
    assert facts(QgsRasterLayer(other, "other"), project).wavelengths == WAVES
    assert facts(project.mapLayersByName("S2")[0], project).wavelengths == ()


@pytest.fixture
def areas(project, tmp_path):
    """``areas(name, field)``: a layer of polygons in the project, whose field has two values on six features."""
    from qgis.core import QgsVectorLayer

    def add(name, field="class", kinds=("dry", "wet")):
        path = write_vector(
            tmp_path / f"{name}.gpkg",
            [(box(col, 2, 2, 2), kinds[col % len(kinds)]) for col in range(6)],
            field=field,
            layer=name,
        )
        return project.addMapLayer(QgsVectorLayer(path, name))

    return add


def trained_on(project):
    from rsmiss.ui.algorithms.project_layers import guessed_parameters

    found = guessed_parameters("train", project).get("TRAINING")
    assert guessed_parameters("describeclasses", project).get("TRAINING") == found
    assert "TRAINING" not in guessed_parameters("classify", project)
    return project.mapLayer(found).name() if found else None


def test_the_only_polygons_with_a_field_of_classes_are_the_training_areas(project, areas):
    areas("parcels", "owner", kinds=("a", "b", "c", "d", "e", "f"))
    assert trained_on(project) is None
    areas("fields")
    assert trained_on(project) == "fields"
    areas("soils", "soil")
    assert trained_on(project) is None


def test_polygons_that_are_styled_by_class_are_taken_before_others(project, areas):
    from qgis.core import QgsCategorizedSymbolRenderer

    areas("fields")
    styled = areas("soils", "soil")
    styled.setRenderer(QgsCategorizedSymbolRenderer("soil", []))
    assert trained_on(project) == "soils"


DEFAULTS = """
import sys
sys.path.insert(0, sys.argv[1])
from qgis.core import QgsApplication, QgsSettings
application = QgsApplication([], False, sys.argv[2], sys.argv[4])
application.initQgis()
from rsmiss.ui.provider import RsmissProvider
from rsmiss.ui.algorithms.project_layers import set_last_model
provider = RsmissProvider()
QgsApplication.processingRegistry().addProvider(provider)
set_last_model(sys.argv[3])
algorithm = provider.algorithm("classify").create()
print("DEFAULT", algorithm.parameterDefinition("MODEL").defaultValue())
"""


@pytest.mark.parametrize(("platform", "there", "offered"), [("desktop", 1, 1), ("external", 1, 0), ("desktop", 0, 0)])
def test_a_classify_dialog_starts_with_the_last_model(qgis, tmp_path, platform, there, offered):
    """In a window alone: elsewhere what is not given is missing."""
    model = tmp_path / "land.rsmiss"
    if there:
        model.touch()
    done = subprocess.run(
        [sys.executable, "-c", DEFAULTS, qgis.environment["QGIS_PLUGINPATH"], str(tmp_path), str(model), platform],
        env=qgis.environment,
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines()[-1:] == [f"DEFAULT {model if offered else None}"], done.stderr


def test_the_command_line_fills_in_nothing(qgis, scene, model, tmp_path):
    """The model fixture has just been trained in this profile; MODEL must be given all the same."""
    done = qgis("rsmiss:classify", MSI=scene["MSI"], OUTPUT=tmp_path / "map.tif")
    assert done.status == 1 and "MODEL" in done.complained
