"""What does not fit is refused: exit status 1, one sentence that names the thing, and nothing left behind."""

from __future__ import annotations

import re

import numpy as np
import pytest
from rasters import ORIGIN, box, write_raster, write_vector


@pytest.fixture
def refused(qgis, tmp_path):
    """``refused(ID, pattern, NAME=value, …)``: it must fail with one sentence that the pattern fits."""
    out = tmp_path / "out"
    out.mkdir()
    outputs = {
        "rsmiss:trainlds2ae": {"MODEL": out / "model.rsmiss", "REPORT": out / "report.html"},
        "rsmiss:classify": {"OUTPUT": out / "map.tif", "CONFIDENCE": out / "confidence.tif"},
        "rsmiss:modelinfo": {"HTML": out / "info.html"},
    }

    def refuse(algorithm, pattern, **parameters):
        done = qgis(algorithm, **{**parameters, **outputs[algorithm]})
        assert done.status == 1
        assert any(re.search(pattern, line) for line in done.errors), done.complained
        assert "Traceback" not in done.complained
        assert list(out.iterdir()) == []

    return refuse


# ---- training


def test_no_layer_at_all(refused, scene):
    labels = {name: scene[name] for name in ("TRAINING", "CLASS_FIELD")}
    refused("rsmiss:trainlds2ae", r"Give at least one layer: HSI, MSI, .*", **labels)


def test_a_raster_file_that_is_not_there(refused, scene, tmp_path):
    path = str(tmp_path / "gone.tif")
    refused("rsmiss:trainlds2ae", rf"MSI: '{path}' is not there or is no raster", **{**scene, "MSI": path})


def test_a_field_that_is_not_there(refused, scene):
    pattern = r"CLASS_FIELD: the layer '.*areas.*' has no field 'klass'; it has .*class"
    refused("rsmiss:trainlds2ae", pattern, **{**scene, "CLASS_FIELD": "klass"})


def test_a_training_layer_that_is_not_there(refused, scene, tmp_path):
    path = str(tmp_path / "gone.gpkg")
    refused("rsmiss:trainlds2ae", r"TRAINING: '.*gone\.gpkg' is not there", **{**scene, "TRAINING": path})


def test_a_raster_as_training_layer(refused, scene):
    pattern = r"TRAINING: '.*msi\.tif' is a raster; give polygons or points, or a raster as TRAINING_RASTER"
    refused("rsmiss:trainlds2ae", pattern, **{**scene, "TRAINING": scene["MSI"]})


def test_components_are_explained_by_an_example_of_their_own(refused, scene):
    pattern = r"COMPONENTS: 'MSI:3' is not understood; write it like HSI=30;MSI=4"
    refused("rsmiss:trainlds2ae", pattern, **scene, COMPONENTS="MSI:3")


@pytest.mark.parametrize(
    ("name", "value", "pattern"),
    [
        ("DEVICE", "gpu", r"DEVICE is 'gpu'; it must be one of auto, cpu, cuda, mps\."),
        ("SPLIT", "polygons", r"SPLIT is 'polygons'; it must be one of polygon, block, pixel\."),
        ("TEST_SHARE", 7, r"TEST_SHARE must be a number from 0 to 0\.9\."),
    ],
)
def test_a_word_or_number_that_cannot_be_is_answered_with_those_that_can(refused, scene, name, value, pattern):
    refused("rsmiss:trainlds2ae", pattern, **{**scene, name: value})


def test_a_model_of_a_training_needs_a_name(qgis, scene):
    done = qgis("rsmiss:trainlds2ae", **scene, MODEL="TEMPORARY_OUTPUT")
    assert done.status == 1
    assert "MODEL: name a file for the model, such as land.rsmiss" in done.complained


@pytest.mark.parametrize("name", ["MSI", "CLASS_FIELD", "TRAINING", "DEVICE", "COMPONENTS"])
def test_what_can_be_told_at_once_is_said_once(qgis, scene, name, tmp_path):
    done = qgis("rsmiss:trainlds2ae", **{**scene, name: "wrong"}, MODEL=tmp_path / "m.rsmiss")
    assert done.status == 1
    assert done.complained.count("wrong") == 1, done.complained


def test_polygons_of_another_place(refused, scene, tmp_path):
    areas = write_vector(tmp_path / "far.gpkg", [(box(5000, 5000, 3, 3), "dry"), (box(5010, 5000, 3, 3), "wet")])
    refused(
        "rsmiss:trainlds2ae",
        "No polygon or point of 'far' can be used: 2 outside the layers",
        **{**scene, "TRAINING": areas},
    )


def layer_of(kind, folder):
    """A raster that cannot serve as LiDAR."""
    values = np.ones((1, 24, 24), "f4")
    path = folder / "lidar.tif"
    if kind == "elsewhere":
        return write_raster(path, values, origin=(ORIGIN[0] + 90_000, ORIGIN[1]))
    if kind == "rotated":
        return write_raster(path, values, transform=(ORIGIN[0], 9, 3, ORIGIN[1], 3, -9))
    if kind == "empty":
        return write_raster(path, np.full_like(values, -1), nodata=-1)
    return write_raster(path, values.astype("c8"))


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [
        ("elsewhere", r"lidar\.tif.* does not overlap the .*msi\.tif.*; give layers of one place"),
        ("rotated", r"lidar\.tif.* rotated geotransform; warp it"),
        ("empty", r"lidar\.tif.* has no valid pixel"),
        ("complex", r"lidar\.tif.* complex numbers; convert it first"),
    ],
)
def test_a_raster_that_cannot_serve(refused, scene, tmp_path, kind, pattern):
    refused("rsmiss:trainlds2ae", pattern, **{**scene, "LIDAR": layer_of(kind, tmp_path)})


def test_an_even_window(refused, scene):
    refused("rsmiss:trainlds2ae", r"LDS2AE: option WINDOW is 10; it must be odd", **scene, WINDOW=10)


def test_a_hyperspectral_layer_given_as_multispectral(refused, scene, tmp_path):
    path = write_raster(tmp_path / "cube.tif", np.ones((120, 24, 24), "f4"))
    pattern = r"MSI: 'cube' has 120 bands, too many for Multispectral; give it as HSI or OTHER, or say in DATES"
    refused("rsmiss:trainlds2ae", pattern, **{**scene, "MSI": path})


# ---- mapping


def test_a_layer_of_a_kind_that_the_model_does_not_know(refused, scene, model):
    pattern = r"SAR: this model was trained with Multispectral, LiDAR.*, and cannot use .*; leave it out"
    refused("rsmiss:classify", pattern, MODEL=model, MSI=scene["MSI"], SAR=scene["LIDAR"])


def test_a_raster_with_too_few_bands(refused, scene, model):
    refused(
        "rsmiss:classify", r"MSI: this model wants 4 multispectral bands; .* has 1", MODEL=model, MSI=scene["LIDAR"]
    )


def test_no_layer_to_map(refused, model):
    refused("rsmiss:classify", r"Give at least one layer of those that this model knows: Multispectral", MODEL=model)


@pytest.mark.parametrize("algorithm", ["rsmiss:classify", "rsmiss:modelinfo"])
def test_a_model_file_that_was_cut_short(refused, scene, model, tmp_path, algorithm):
    part = tmp_path / "part.rsmiss"
    part.write_bytes(model.read_bytes()[:-100])
    layers = {"MSI": scene["MSI"]} if algorithm == "rsmiss:classify" else {}
    refused(algorithm, r"'part\.rsmiss' is cut short.*; copy it again", MODEL=part, **layers)


def test_a_file_that_is_no_model(refused, scene, tmp_path):
    text = tmp_path / "notes.rsmiss"
    text.write_text("not a model")
    refused("rsmiss:classify", r"'notes\.rsmiss' is not a model file", MODEL=text, MSI=scene["MSI"])


def test_a_map_that_is_no_geotiff(qgis, scene, model, tmp_path):
    done = qgis("rsmiss:classify", MODEL=model, MSI=scene["MSI"], OUTPUT=tmp_path / "map.png")
    assert done.status == 1
    assert re.search(r"OUTPUT: '.*/map\.png' is written as a GeoTIFF; let its name end in \.tif", done.complained)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_left_open_when_a_training_fails(qgis, scene, tmp_path):
    """The labels' folder is removed by us, not by Python's clean-up, which would complain on the console."""
    far = write_vector(tmp_path / "far.gpkg", [(box(5000, 5000, 3, 3), "dry"), (box(5010, 5000, 3, 3), "wet")])
    noisy = qgis.with_engine(qgis.environment["RSMISS_PYTHON"], PYTHONWARNINGS="always::ResourceWarning")
    done = noisy("rsmiss:trainlds2ae", **{**scene, "TRAINING": far}, MODEL=tmp_path / "m.rsmiss")
    assert done.status == 1 and "No polygon or point of 'far'" in done.complained
    assert "ResourceWarning" not in done.complained + done.said


def test_an_output_in_a_folder_that_is_not_there(qgis, scene, model, tmp_path):
    out = tmp_path / "nowhere" / "map.tif"
    done = qgis("rsmiss:classify", MODEL=model, MSI=scene["MSI"], OUTPUT=out)
    assert done.status == 1 and "nowhere" in done.complained, done.complained
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("json", [True, False])
def test_what_ends_a_run_is_said_once(qgis, scene, tmp_path, json):
    """QGIS by itself says it twice with JSON, and three times without."""
    far = write_vector(tmp_path / "far.gpkg", [(box(5000, 5000, 3, 3), "dry"), (box(5010, 5000, 3, 3), "wet")])
    words = [f"{name}={value}" for name, value in {**scene, "TRAINING": far, "MODEL": tmp_path / "m.rsmiss"}.items()]
    done = qgis.command(*(["--json"] if json else []), "run", "rsmiss:trainlds2ae", "--", *words)
    assert done.status == 1
    assert (done.said + done.complained).count("No polygon or point of 'far' can be used") == 1, done.complained


def test_what_ends_a_run_that_reads_its_parameters_is_said_once(qgis, scene, tmp_path):
    far = write_vector(tmp_path / "far.gpkg", [(box(5000, 5000, 3, 3), "dry"), (box(5010, 5000, 3, 3), "wet")])
    done = qgis("rsmiss:trainlds2ae", **{**scene, "TRAINING": far}, MODEL=tmp_path / "m.rsmiss")
    assert done.complained.count("No polygon or point of 'far' can be used") == 1, done.complained
