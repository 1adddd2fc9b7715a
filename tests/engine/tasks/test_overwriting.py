"""No job writes over the user's data: each is refused, through the engine's own door, before anything runs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal, ogr
from rasters import box, write_raster, write_vector

from engine.door import jobs
from engine.door.jobs import ClassifyJob, DescribeJob, ModelInfoJob, PretrainJob, SampleDataJob, TrainJob, WhatIfJob
from engine.door.sources import LabelSource, LayerSource, TextSource

ROOT = Path(__file__).parents[3]


def engine(folder, job):
    """Exit status and last event of ``python -m engine`` with the job."""
    (folder / "job.json").write_text(job.to_json())
    command = [sys.executable, "-m", "engine", str(folder / "job.json")]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    with process:  # standard input stays open: its end would cancel
        events = [json.loads(line) for line in process.stdout.read().splitlines()]
    return process.returncode, events[-1]


@pytest.fixture
def data(tmp_path):
    """A folder with a layer of two halves, polygons on them, a table and something that stands for a model."""
    folder = tmp_path / "data"
    folder.mkdir()
    values = np.random.default_rng(0).normal(0, 0.1, (4, 24, 24)).astype("f4")
    values[:, :, 12:] += 1
    write_raster(folder / "msi.tif", values)
    areas = [(box(col, row, 3, 3), "dry" if col < 12 else "wet") for col in (1, 7, 13, 19) for row in range(1, 22, 4)]
    write_vector(folder / "areas.gpkg", areas)
    (folder / "words.csv").write_text("class,shared\ndry,dry land\nwet,wet land\n")
    (folder / "land.rsmiss").write_bytes(b"a model")
    return folder


@pytest.fixture
def refused(tmp_path, data):
    """``refused(job, sentence)``: that very sentence, and every file of the user's as it was."""

    def refuse(job, sentence):
        before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
        status, event = engine(tmp_path, job)
        assert {path: path.read_bytes() for path in data.rglob("*") if path.is_file()} == before
        assert (status, event) == (1, {"event": "error", "text": sentence})

    return refuse


def layer(*paths):
    return {"msi": LayerSource(tuple(map(str, paths)))}


def training(data, **changes):
    values = {
        "method": "lds2ae",
        "layers": layer(data / "msi.tif"),
        "labels": LabelSource(str(data / "areas.gpkg"), "areas", "class"),
        "model": str(data / "new.rsmiss"),
        "options": {"window": 1, "pretrain_epochs": 1, "finetune_epochs": 1, "batch_size": 16},
        "device": "cpu",
    }
    return TrainJob(**{**values, **changes})


def mapping(data, *paths, **changes):
    values = {"model": str(data / "land.rsmiss"), "layers": layer(*paths), "output": str(data / "map.tif")}
    return ClassifyJob(**{**values, **changes})


def is_given(output, path, parameter):
    return f"{output}: '{path}' is given as {parameter}, and would be overwritten; choose another name."


def is_part(output, path, whole, parameter):
    return (
        f"{output}: '{path}' is a part of '{whole}', which is given as {parameter}, and would be overwritten; "
        "choose another name."
    )


# ---- each job and what it reads


@pytest.mark.parametrize("output", ["model", "report"])
@pytest.mark.parametrize(("file", "parameter"), [("msi.tif", "MSI"), ("areas.gpkg", "TRAINING")])
def test_a_training_writes_over_neither_its_layers_nor_its_areas(refused, data, output, file, parameter):
    path = str(data / file)
    refused(training(data, **{output: path}), is_given(output.upper(), path, parameter))


def test_a_training_writes_over_nothing_else_that_it_reads(refused, data):
    words, model, areas = (str(data / name) for name in ("words.csv", "land.rsmiss", "areas.gpkg"))
    described = training(data, method="lvpcnet", options={}, text=TextSource(descriptions=words), model=words)
    refused(described, is_given("MODEL", words, "DESCRIPTIONS"))
    refused(training(data, init=model, model=model), is_given("MODEL", model, "INIT"))
    test = LabelSource(str(data / "msi.tif"), "", "", raster=True)
    refused(
        training(data, layers=layer("gone.tif"), test=test, report=test.path), is_given("REPORT", test.path, "TEST")
    )
    copy = LabelSource(str(data / "copy.gpkg"), "labels", "class", origin=areas)
    refused(training(data, labels=copy, report=areas), is_given("REPORT", areas, "TRAINING"))
    copied = TextSource(descriptions=str(data / "copy.csv"), origin=words)
    refused(
        training(data, method="lvpcnet", options={}, text=copied, model=words), is_given("MODEL", words, "DESCRIPTIONS")
    )


def test_the_page_of_a_model_does_not_replace_the_model(refused, data):
    path = str(data / "land.rsmiss")
    refused(ModelInfoJob(path, path), is_given("HTML", path, "MODEL"))


def test_a_table_of_descriptions_does_not_replace_the_areas(refused, data):
    path = str(data / "areas.gpkg")
    refused(DescribeJob(LabelSource(path, "areas", "class"), path), is_given("OUTPUT", path, "TRAINING"))


def test_an_encoder_does_not_replace_a_date_of_a_series(refused, data):
    path = str(data / "msi.tif")
    refused(PretrainJob(layer(data / "first.tif", path), path), is_given("ENCODER", path, "MSI_SERIES"))


@pytest.mark.parametrize("output", ["output", "confidence", "probabilities", "availability"])
def test_a_map_replaces_neither_a_layer_nor_the_model(refused, data, output):
    image, model = str(data / "msi.tif"), str(data / "land.rsmiss")
    refused(mapping(data, image, **{output: image}), is_given(output.upper(), image, "MSI"))
    refused(mapping(data, image, **{output: model}), is_given(output.upper(), model, "MODEL"))


def test_a_map_of_a_what_if_does_not_replace_a_layer_in_its_folder(refused, data):
    path = data / "complete.tif"
    (data / "msi.tif").rename(path)
    job = WhatIfJob(str(data / "land.rsmiss"), {**layer(path), "sar": LayerSource(("sar.tif",))}, str(data))
    refused(job, f"FOLDER: '{path}' is given as MSI, and would be overwritten; choose another folder.")


def test_every_job_tells_all_that_it_reads_and_writes():
    """A path of a job that neither ``inputs`` nor ``written`` names would not be guarded."""
    labels, text = LabelSource("1", "", "", origin="2"), TextSource(model="3", descriptions="4", origin="5")
    layers = {"msi": LayerSource(("6", "7")), "sar": LayerSource(("8",))}
    made = [
        TrainJob("lds2ae", layers, labels, "a", "b", text=text, init="9", test=LabelSource("10", "", "", origin="11")),
        PretrainJob(layers, "a"),
        ClassifyJob("9", layers, "a", "b", "c", "d"),
        WhatIfJob("9", layers, "a"),
        ModelInfoJob("9", "a"),
        SampleDataJob("a"),
        DescribeJob(labels, "a.csv"),
        jobs.CheckJob(),
    ]
    assert {type(job) for job in made} == set(jobs.JOBS.values())
    read = [{file.path for file in job.inputs()} for job in made]
    several = {"6", "7", "8"}
    assert read[0] == {str(number) for number in range(1, 12)}
    assert read[1:] == [several, {*several, "9"}, {*several, "9"}, {"9"}, set(), {"1", "2"}, set()]
    assert [job.outputs() for job in (*made[:3], made[4])] == [["a", "b"], ["a"], ["a", "b", "c", "d"], ["a"]]
    assert all(Path(path).is_relative_to("a") for job in (made[3], made[5]) for path in job.outputs())


# ---- one file, many names


def test_a_link_and_a_hard_link_are_the_file_itself(refused, data):
    image = str(data / "msi.tif")
    for name, make in (("link.tif", os.symlink), ("hard.tif", os.link)):
        other = str(data / name)
        make(image, other)
        told = f"is the same file as '{image}', which is given as MSI, and would be overwritten; choose another name."
        refused(training(data, report=other), f"REPORT: '{other}' {told}")
        refused(
            training(data, layers=layer(other), report=image),
            f"REPORT: '{image}' is the same file as '{other}', which is given as MSI, and would be overwritten; "
            "choose another name.",
        )


def test_what_a_virtual_raster_reads_is_read(refused, data):
    part, inner, outer = (str(data / name) for name in ("msi.tif", "inner.vrt", "outer.vrt"))
    gdal.BuildVRT(inner, [part]).FlushCache()
    gdal.BuildVRT(outer, [inner]).FlushCache()
    refused(mapping(data, inner, output=part), is_part("OUTPUT", part, inner, "MSI"))
    refused(mapping(data, outer, output=part), is_part("OUTPUT", part, outer, "MSI"))
    refused(mapping(data, outer, output=inner), is_part("OUTPUT", inner, outer, "MSI"))


def test_a_virtual_raster_that_warps_and_the_mask_of_one_are_read(refused, data):
    part, mask, warped, masked = (str(data / name) for name in ("msi.tif", "mask.tif", "warped.vrt", "masked.vrt"))
    gdal.Warp(warped, part, format="VRT", xRes=20, yRes=20).FlushCache()
    write_raster(data / "mask.tif", np.full((1, 24, 24), 255, "u1"))
    gdal.BuildVRT(masked, [part]).FlushCache()
    band = (
        "<MaskBand><VRTRasterBand dataType='Byte'><SimpleSource><SourceFilename relativeToVRT='1'>mask.tif"
        "</SourceFilename><SourceBand>1</SourceBand></SimpleSource></VRTRasterBand></MaskBand></VRTDataset>"
    )
    text = Path(masked).read_text()
    Path(masked).write_text(text.replace("</VRTDataset>", band))
    refused(mapping(data, warped, output=part), is_part("OUTPUT", part, warped, "MSI"))
    refused(mapping(data, masked, output=mask), is_part("OUTPUT", mask, masked, "MSI"))


def test_what_lies_beside_a_file_belongs_to_it(refused, data):
    image, areas = str(data / "msi.tif"), str(data / "areas.shp")
    gdal.Open(image).BuildOverviews("AVERAGE", [2])
    gdal.VectorTranslate(areas, str(data / "areas.gpkg"), format="ESRI Shapefile")
    overviews, table = f"{image}.ovr", str(data / "areas.dbf")
    refused(training(data, report=overviews), is_part("REPORT", overviews, image, "MSI"))
    labels = LabelSource(areas, "areas", "class")
    refused(training(data, labels=labels, model=table), is_part("MODEL", table, areas, "TRAINING"))


def test_what_lies_beside_the_output_goes_with_it(refused, data):
    """A map takes away the overviews of what it replaces; these are a layer."""
    write_raster(data / "map.tif.ovr", np.ones((1, 24, 24), "f4"))
    path = str(data / "map.tif.ovr")
    refused(mapping(data, path), is_given("OUTPUT", path, "MSI"))


def test_an_archive_a_table_of_a_file_and_a_folder_are_files_too(refused, data):
    import zipfile

    archive, heights, folder = data / "all.zip", data / "heights.gpkg", data / "encoder"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(data / "msi.tif", "msi.tif")
    within = f"/vsizip/{archive}/msi.tif"
    refused(mapping(data, within, output=str(archive)), is_part("OUTPUT", archive, within, "MSI"))
    gdal.Translate(str(heights), str(data / "msi.tif"), format="GPKG", bandList=[1], outputType=gdal.GDT_Byte)
    table = f"GPKG:{heights}:heights"
    refused(mapping(data, table, output=str(heights)), is_part("OUTPUT", heights, table, "MSI"))
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"weights")
    text = TextSource("sentence-transformers", str(folder))
    inside = str(folder / "model.safetensors")
    refused(
        training(data, method="lvpcnet", options={}, text=text, model=inside),
        is_part("MODEL", inside, folder, "TEXT_MODEL"),
    )


# ---- outputs among themselves


def test_two_outputs_are_two_files(refused, data):
    path, link = str(data / "new.rsmiss"), str(data / "link.html")
    refused(training(data, report=path), f"MODEL and REPORT have the same file name ('{path}'); give each its own.")
    Path(path).write_bytes(b"an older model")
    os.link(path, link)
    beside = f"{data / 'map.tif'}.aux.xml"
    told = "are the same file, or one lies where the other keeps what belongs to it; give each its own name."
    refused(training(data, report=link), f"MODEL '{path}' and REPORT '{link}' {told}")
    refused(
        mapping(data, data / "msi.tif", confidence=beside),
        f"OUTPUT '{data / 'map.tif'}' and CONFIDENCE '{beside}' {told}",
    )


def test_two_outputs_in_one_folder_by_two_ways_are_one(refused, data):
    (data / "there").symlink_to(data)
    path, other = str(data / "new.rsmiss"), str(data / "there" / "NEW.rsmiss")
    told = "are the same file, or one lies where the other keeps what belongs to it; give each its own name."
    refused(training(data, report=other), f"MODEL '{path}' and REPORT '{other}' {told}")


# ---- what the check lets through


def test_an_older_output_is_replaced_as_ever(tmp_path, data):
    path = data / "words.csv"
    status, event = engine(tmp_path, DescribeJob(LabelSource(str(data / "areas.gpkg"), "areas", "class"), str(path)))
    assert (status, event["event"]) == (0, "result")
    assert "dry land" not in path.read_text() and path.read_text("utf-8-sig").startswith("class,shared")


BROKEN = {
    "gone.tif": None,
    "text.tif": "no raster",
    "itself.vrt": '<VRTDataset rasterXSize="9" rasterYSize="9"><VRTRasterBand dataType="Byte" band="1"><SimpleSource>'
    '<SourceFilename relativeToVRT="1">itself.vrt</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>',
    "bare.vrt": '<VRTDataset rasterXSize="9" rasterYSize="9"><VRTRasterBand dataType="Byte" band="1"><SimpleSource>'
    '<SourceFilename relativeToVRT="1">gone.tif</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>',
    "cut.vrt": '<VRTDataset rasterXSize="9"',
}


@pytest.mark.parametrize("name", BROKEN)
def test_an_input_that_cannot_be_read_is_left_to_the_job(tmp_path, data, name):
    """Its own sentence comes later, and the check is none the worse for it."""
    if BROKEN[name] is not None:
        (data / name).write_text(BROKEN[name])
    output = data / "map.tif"
    output.write_bytes(b"an older map")
    status, event = engine(tmp_path, mapping(data, data / name, output=str(output)))
    assert (status, event["event"]) == (1, "error")
    assert "'land.rsmiss' is not a model file" in event["text"]  # the model is what the job opens first
    assert output.read_bytes() == b"an older map"


# ---- the sample scene


def sample(folder, seed=0):
    return SampleDataJob(str(folder), 64, seed)


@pytest.mark.parametrize("name", ["msi.tif", "training.gpkg", "truth.tif", "complete/hsi.tif"])
def test_the_sample_scene_replaces_no_file_of_the_user(refused, data, name):
    folder = data / "scene"
    (folder / "complete").mkdir(parents=True)
    (data / ("areas.gpkg" if name.endswith("gpkg") else "msi.tif")).rename(folder / name)
    told = f"FOLDER: the file '{folder / name}' is not of the sample scene, and would be lost; choose an empty folder."
    refused(sample(folder), told)


def test_the_sample_scene_replaces_an_earlier_one_unless_its_areas_were_changed(tmp_path, data, refused):
    folder = data / "scene"
    written = sorted(SampleDataJob(str(folder)).outputs())
    assert engine(tmp_path, sample(folder))[0] == 0
    assert sorted(str(path) for path in folder.rglob("*") if path.is_file() and path.suffix != ".xml") == written
    first = (folder / "msi.tif").read_bytes()
    assert engine(tmp_path, sample(folder, seed=1))[0] == 0
    assert (folder / "msi.tif").read_bytes() != first
    areas = folder / "training.gpkg"
    dataset = ogr.Open(str(areas), update=1)
    dataset.GetLayerByName("training").DeleteFeature(1)
    del dataset
    told = "was changed since the sample scene was made, and the changes would be lost; choose another folder."
    refused(sample(folder), f"FOLDER: '{areas}' {told}")
