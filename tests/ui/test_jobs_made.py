"""What is set in a dialog arrives in the job that the engine gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.door.options import METHODS

MAPPING = {
    "DEVICE": ("cpu", "device", "cpu"),
    "PRECISION": ("bfloat16", "precision", "bfloat16"),
    "TILE_SIZE": (64, "tile", 64),
    "BATCH_SIZE": (77, "batch", 77),
    "EXTENT": ("1,5,2,9 [EPSG:32631]", "extent", (1.0, 2.0, 5.0, 9.0)),
    "GRID": ("lidar", "grid", "lidar"),
    "PIXEL_SIZE": (2.5, "pixel_size", 2.5),
}
TRAINING = {
    "DEVICE": ("cpu", "device", "cpu"),
    "PRECISION": ("bfloat16", "precision", "bfloat16"),
    "EFFORT": ("paper", "effort", "paper"),
    "TIME": (12.5, "minutes", 12.5),
    "ENSEMBLE": (3, "ensemble", 3),
    "SEED": (5, "seed", 5),
    "COLEARN": (True, "colearn", True),
    "REFERENCE": ("lidar", "reference", "lidar"),
    "COMPONENTS": ("MSI=2", "components", {"msi": 2}),
}
PRETRAINING = {
    **{name: case for name, case in TRAINING.items() if name not in ("ENSEMBLE", "COLEARN")},
    "PIXELS": (50, "pixels", 50),
}
UNLABELLED = {"UNLABELLED": (70, "unlabelled", 70)}
CASES = [
    *(("pretrain", name, *case) for name, case in PRETRAINING.items()),
    *(("classify", name, *case) for name, case in MAPPING.items()),
    *(("whatif", name, *case) for name, case in MAPPING.items()),
    *((f"train{method}", name, *case) for method in ("", *METHODS) for name, case in TRAINING.items()),
    *(("trainlds2ae", name, *case) for name, case in UNLABELLED.items()),
]


@pytest.fixture
def make(provider, scene, model):
    """Makes the job of an algorithm from its parameters."""
    from qgis.core import QgsProcessingContext, QgsProcessingFeedback

    def made(name, **parameters):
        layers = {"MSI": scene["MSI"], "LIDAR": scene["LIDAR"]}
        training = {"TRAINING": scene["TRAINING"], "CLASS_FIELD": "class", "MODEL": "m.rsmiss"}
        if name == "pretrain":
            training = {"ENCODER": "m.rsmiss"}
        given = {**layers, **(training if "train" in name else {"MODEL": str(model), "FOLDER": "maps"})}
        algorithm = provider.algorithm(name).create()
        return algorithm.make_job({**given, **parameters}, QgsProcessingContext(), QgsProcessingFeedback())

    return made


@pytest.mark.parametrize(("name", "parameter", "value", "entry", "expected"), CASES)
def test_what_is_set_arrives(make, name, parameter, value, entry, expected):
    plain, made = getattr(make(name), entry), getattr(make(name, **{parameter: value}), entry)
    assert made == expected and made != plain


@pytest.mark.parametrize("name", ["classify", "whatif", "train", "trainmdico"])
def test_paths_that_are_relative_leave_qgis_absolute(make, name, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    Path("m.rsmiss").touch()
    job = make(name, MODEL="m.rsmiss")
    assert job.model == str(tmp_path / "m.rsmiss")
    assert all(Path(path).is_absolute() for layer in job.layers.values() for path in layer.paths)
    if name == "whatif":
        assert job.folder == str(tmp_path / "maps")


@pytest.mark.parametrize(
    ("method", "parameters", "unlabelled", "options"),
    [
        ("mdico", {}, -1, {"unlabelled": 0}),
        ("mdico", {"UNLABELLED": 2}, -1, {"unlabelled": 2}),  # an option of the method, which counts them itself
        ("xmodalnet", {}, -1, {}),
        ("xmodalnet", {"UNLABELLED": 70}, 70, {}),
        ("dpmamba", {"UNLABELLED": 70}, 70, {}),  # for COLEARN
        ("lvpcnet", {"COLEARN": True}, -1, {}),
        ("", {"COLEARN": True}, -1, {}),
    ],
)
def test_how_many_unlabelled_pixels_are_read_is_left_to_the_method_unless_asked_for(
    make, method, parameters, unlabelled, options
):
    job = make(f"train{method}", **parameters)
    assert job.unlabelled == unlabelled
    assert {name: value for name, value in job.options.items() if name == "unlabelled"} == options


def test_numbers_that_are_left_empty_are_left_to_the_engine(make):
    """And 0 is 0: no unlabelled pixels."""
    assert (make("classify", BATCH_SIZE=None).batch, make("trainlds2ae", UNLABELLED=None).unlabelled) == (0, -1)
    assert make("pretrain", PIXELS="").pixels == 0
    assert make("trainlds2ae", UNLABELLED=0).unlabelled == 0
    assert make("trainlds2ae", SAMPLES_PER_CLASS="").split.samples_per_class is None
    assert "epochs" not in make("trainmdico", EPOCHS="").options
    assert make("trainlds2ae", WINDOW=11).options["window"] == 11 and "window" not in make("trainlds2ae").options
    assert make("pretrain", PRETRAIN_EPOCHS=400).options["pretrain_epochs"] == 400
    assert make("trainmdico", EPOCHS=4).options["epochs"] == 4
