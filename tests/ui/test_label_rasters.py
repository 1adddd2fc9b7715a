"""Label rasters and tests of the user's own, through qgis_process and in the jobs that are made of them."""

from __future__ import annotations

import numpy as np
import pytest
from rasters import box, write_raster, write_vector

from engine.door.model_header import read_header
from engine.door.options import METHODS

QUICK = {"WINDOW": 1, "PRETRAIN_EPOCHS": 1, "FINETUNE_EPOCHS": 2, "BATCH_SIZE": 16, "DEVICE": "cpu"}
ALGORITHMS = ["train", *(f"train{name}" for name in METHODS)]


@pytest.fixture(scope="module")
def published(scene, tmp_path_factory):
    """A split as benchmarks publish it: two rasters of codes, 2 dry and 5 wet, and the test as polygons, too."""
    folder = tmp_path_factory.mktemp("published")
    codes = np.zeros((2, 24, 24), np.uint8)
    for row in range(1, 22, 4):
        for col in (1, 7, 13, 19):
            codes[0 if row < 13 else 1, row : row + 3, col : col + 3] = 2 if col < 12 else 5
    codes[1, 0, 0] = 9  # a class that training does not have
    areas = [(box(col, 17, 3, 3), "dry" if col < 12 else "wet") for col in (1, 13)]
    return {
        "layers": {name: scene[name] for name in ("MSI", "LIDAR")},
        "train": write_raster(folder / "train.tif", codes[:1]),
        "test": write_raster(folder / "test.tif", codes[1:]),
        "areas": write_vector(folder / "test.gpkg", areas),
        "codes": codes,
    }


def test_a_published_split_is_learnt_and_measured_as_it_is(qgis, published, tmp_path):
    model = tmp_path / "m.rsmiss"
    given = {"TRAINING_RASTER": published["train"], "TEST": published["test"], "REPORT": tmp_path / "m.html"}
    done = qgis("rsmiss:trainlds2ae", **published["layers"], **given, **QUICK, MODEL=model)
    assert done.results["OA"] > 0.5
    header = read_header(model)
    assert [(c["value"], c["name"]) for c in header["target"]["classes"]] == [(2, "2"), (5, "5")]
    training, codes = header["training"], published["codes"]
    assert training["test_samples"] == np.isin(codes[1], [2, 5]).sum()
    assert training["training_samples"] + training["validation_samples"] == np.count_nonzero(codes[0])
    page = (tmp_path / "m.html").read_text(encoding="utf-8")
    assert "TEST: classes that TRAINING does not have, so their 1 pixels are left out: 9." in page


def test_polygons_may_be_the_test_of_polygons(qgis, scene, published, tmp_path):
    model = tmp_path / "m.rsmiss"
    done = qgis("rsmiss:trainlds2ae", **scene, TEST=published["areas"], **QUICK, MODEL=model)
    assert done.results["OA"] > 0.5
    training = read_header(model)["training"]
    assert training["test_samples"] == 18  # two squares, and training is without them
    assert training["training_samples"] + training["validation_samples"] == 24 * 9 - 18


def test_classes_of_a_label_raster_are_described(qgis, published, tmp_path):
    table = tmp_path / "words.csv"
    done = qgis("rsmiss:describeclasses", TRAINING_RASTER=published["train"], OUTPUT=table)
    assert done.status == 0, done.complained
    assert [line.split(",")[0] for line in table.read_text(encoding="utf-8-sig").splitlines()] == ["class", "2", "5"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"TRAINING_RASTER": "train"}, "Give either TRAINING or TRAINING_RASTER, not both"),
        ({"TEST": "gone.gpkg"}, "TEST: 'gone.gpkg' is not there"),
        ({"TEST": "MSI"}, "TEST: 'msi' is a raster of 4 bands"),
        ({"TRAINING": "", "CLASS_FIELD": ""}, "TRAINING: give a layer of polygons or points, or a raster of"),
        ({"TRAINING": "", "TRAINING_RASTER": "gone.tif"}, "TRAINING_RASTER: 'gone.tif' is not there"),
        ({"TRAINING": "", "TRAINING_RASTER": "MSI"}, "TRAINING_RASTER: 'msi' is a raster of 4 bands"),
        ({"TRAINING": "", "TRAINING_RASTER": "train", "TARGET": "number"}, "a raster of class codes tells one class"),
    ],
)
def test_labels_that_cannot_be_used_are_refused(provider, scene, published, changes, words):
    from qgis.core import QgsProcessingContext

    known = {"train": published["train"], "MSI": scene["MSI"]}
    given = {**scene, **{name: known.get(value, value) for name, value in changes.items()}, "MODEL": "m.rsmiss"}
    accepted, text = provider.algorithm("trainmdico").create().checkParameterValues(given, QgsProcessingContext())
    assert not accepted
    assert words in text


def made(provider, name, **parameters):
    from qgis.core import QgsProcessingContext, QgsProcessingFeedback

    algorithm = provider.algorithm(name).create()
    return algorithm.make_job({**parameters, "MODEL": "m.rsmiss"}, QgsProcessingContext(), QgsProcessingFeedback())


@pytest.mark.parametrize("name", ALGORITHMS)
def test_every_training_takes_label_rasters_tests_and_a_distance(provider, published, name):
    given = {**published["layers"], "TRAINING_RASTER": published["train"]}
    job = made(provider, name, **given, TEST=published["areas"], CLASS_FIELD="class", BUFFER=7)
    assert (job.labels.raster, job.labels.path, job.labels.title) == (True, published["train"], "train")
    assert (job.test.raster, job.test.field) == (False, "class")
    assert made(provider, name, **given, TEST=published["test"]).test.raster
    assert job.split.buffer == 7
    plain = made(provider, name, **given)
    assert (plain.test, plain.split.buffer) == (None, None)


def test_names_and_colours_of_a_paletted_style_reach_the_engine(provider, published):
    from qgis.core import QgsPalettedRasterRenderer, QgsProject, QgsRasterLayer
    from qgis.PyQt.QtGui import QColor

    layer = QgsRasterLayer(published["train"], "ground truth")
    entry = QgsPalettedRasterRenderer.Class
    entries = [entry(2, QColor("#aa5500"), "dry"), entry(5, QColor("#0055aa"), "5")]
    layer.setRenderer(QgsPalettedRasterRenderer(layer.dataProvider(), 1, entries))
    project = QgsProject.instance()
    project.addMapLayer(layer)
    try:
        from qgis.core import QgsProcessingContext, QgsProcessingFeedback

        context = QgsProcessingContext()
        context.setProject(project)
        given = {**published["layers"], "TRAINING_RASTER": layer.id(), "MODEL": "m.rsmiss"}
        job = provider.algorithm("trainlds2ae").create().make_job(given, context, QgsProcessingFeedback())
    finally:
        project.removeMapLayer(layer.id())
    assert job.labels.styles == (("2", "dry", "#aa5500"), ("5", "", "#0055aa"))
