"""From QGIS, too, no job writes over what it reads, although the engine is given copies of some of it."""

from __future__ import annotations

import shutil

import pytest
from osgeo import gdal


@pytest.fixture
def copy(scene, tmp_path):
    """The scene in a folder of this test's own."""
    return {name: shutil.copy(value, tmp_path) if name != "CLASS_FIELD" else value for name, value in scene.items()}


def content(path):
    """Pixels or features of a file; its bytes may change where QGIS looks at it."""
    dataset = gdal.OpenEx(path)
    if dataset.RasterCount:
        return dataset.ReadAsArray().tolist()
    return [feature.ExportToJson() for feature in dataset.GetLayer(0)]


@pytest.fixture
def refused(qgis):
    """``refused(ID, sentence, PATH, NAME=value, …)``: it fails with that sentence, and PATH is as it was."""

    def refuse(algorithm, sentence, path, **parameters):
        before = content(path)
        done = qgis(algorithm, **parameters)
        assert done.status == 1
        assert sentence in done.complained, done.complained
        assert content(path) == before

    return refuse


def test_a_report_does_not_replace_the_training_areas(refused, copy, tmp_path):
    areas = copy["TRAINING"]
    sentence = f"REPORT: '{areas}' is given as TRAINING, and would be overwritten; choose another name."
    refused("rsmiss:trainlds2ae", sentence, areas, **copy, MODEL=tmp_path / "land.rsmiss", REPORT=areas)


def test_a_table_of_descriptions_does_not_replace_the_training_areas(refused, copy):
    areas = copy["TRAINING"]
    sentence = f"OUTPUT: '{areas}' is given as TRAINING, and would be overwritten; choose another name."
    refused("rsmiss:describeclasses", sentence, areas, TRAINING=areas, CLASS_FIELD="class", OUTPUT=areas)


def test_a_map_does_not_replace_what_a_virtual_raster_reads(refused, copy, model, tmp_path):
    whole = str(tmp_path / "msi.vrt")
    gdal.BuildVRT(whole, [copy["MSI"]]).FlushCache()
    sentence = f"OUTPUT: '{copy['MSI']}' is a part of '{whole}', which is given as MSI, and would be overwritten"
    refused("rsmiss:classify", sentence, copy["MSI"], MODEL=model, MSI=whole, OUTPUT=copy["MSI"])
