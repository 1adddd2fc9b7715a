"""Pre-training and a training that begins with it, as qgis_process runs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.door.encoder_header import read_encoder_header
from engine.door.model_header import read_header

QUICK = {"WINDOW": 1, "BATCH_SIZE": 16, "DEVICE": "cpu"}


@pytest.fixture(scope="module")
def encoder(qgis, scene, tmp_path_factory) -> Path:
    """What a pre-training on the scene's layers left."""
    path = tmp_path_factory.mktemp("encoder") / "scene.rsmiss"
    layers = {name: scene[name] for name in ("MSI", "LIDAR")}
    done = qgis("rsmiss:pretrain", **layers, **QUICK, PRETRAIN_EPOCHS=1, PIXELS=100, ENCODER=path)
    assert done.results["ENCODER"] == str(path)
    assert done.results["PIXELS_SEEN"] == 100
    return path


def test_an_encoder_is_left_without_any_labels(encoder):
    header = read_encoder_header(encoder)
    assert set(header["modalities"]) == {"msi", "lidar"} and header["options"]["window"] == 1


def test_a_training_begins_with_it(qgis, scene, encoder, tmp_path):
    path = tmp_path / "land.rsmiss"
    done = qgis("rsmiss:trainlds2ae", **scene, **QUICK, FINETUNE_EPOCHS=2, INIT=encoder, MODEL=path)
    assert done.results["MODEL"] == str(path)
    assert read_header(path)["training"]["init"] == "scene.rsmiss"


def test_another_window_is_refused_before_anything_runs(qgis, scene, encoder, tmp_path):
    done = qgis("rsmiss:trainlds2ae", **scene, WINDOW=3, INIT=encoder, MODEL=tmp_path / "no.rsmiss")
    assert done.status == 1
    assert "INIT: 'scene.rsmiss' was pre-trained with WINDOW 1, but this training has 3; set WINDOW" in done.complained


def test_a_model_is_refused_as_an_encoder_and_an_encoder_as_a_model(qgis, scene, model, encoder, tmp_path):
    done = qgis("rsmiss:trainlds2ae", **scene, **QUICK, INIT=model, MODEL=tmp_path / "no.rsmiss")
    assert done.status == 1 and "'halves.rsmiss' is a whole model; INIT takes a file of" in done.complained
    done = qgis("rsmiss:classify", MODEL=encoder, MSI=scene["MSI"], OUTPUT=tmp_path / "no.tif")
    assert done.status == 1 and "'scene.rsmiss' is a pre-trained encoder, which knows no classes" in done.complained


def test_an_encoder_needs_a_name_and_a_layer(qgis, scene):
    done = qgis("rsmiss:pretrain", MSI=scene["MSI"], ENCODER="TEMPORARY_OUTPUT")
    assert done.status == 1 and "ENCODER: name a file for the encoder, such as scene.rsmiss" in done.complained
    done = qgis("rsmiss:pretrain", ENCODER="scene.rsmiss")
    assert done.status == 1 and "Give at least one layer: HSI" in done.complained


def test_only_the_method_that_has_an_encoder_takes_one(provider):
    takes = {a.name() for a in provider.algorithms() if a.parameterDefinition("INIT") is not None}
    assert takes == {"trainlds2ae"}
