"""From layers and polygons to a model file and a map, through the engine's own child process."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from osgeo import gdal
from rasters import box, shared, write_raster, write_vector

from engine.door.errors import InputError
from engine.door.jobs import ClassifyJob, ModelInfoJob, TrainJob
from engine.door.model_header import read_header
from engine.door.sources import LabelSource, LayerSource, SplitSettings, TextSource
from engine.model.model_file import load
from engine.runtime.reporter import Reporter
from engine.tasks import classify, modelinfo, train, training_page
from engine.training.effort import EFFORT

ROOT = Path(__file__).parents[3]
QUICK = {"window": 3, "pretrain_epochs": 1, "finetune_epochs": 8, "batch_size": 64}
SIDE = 48


def run(job, tmp_path):
    """Exit status and events of a job in a child process."""
    path = tmp_path / "job.json"
    path.write_text(job.to_json())
    command = [sys.executable, "-m", "engine", str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        lines = process.stdout.read().splitlines()  # standard input stays open meanwhile: it is the life line
    return process.returncode, [json.loads(line) for line in lines]


def succeed(job, tmp_path):
    status, events = run(job, tmp_path)
    assert status == 0, events[-1]
    return events[-1], events


@pytest.fixture
def field(tmp_path):
    """Two layers in which three stripes differ, a hole in one of them, and twelve polygons."""
    rng = np.random.default_rng(0)
    stripes = np.repeat(np.arange(3), SIDE // 3)[:, None] * np.ones(SIDE)
    optical = np.stack([stripes * 3, -stripes, np.ones_like(stripes)]) + rng.normal(0, 0.3, (3, SIDE, SIDE))
    height = 5 * stripes[None] + rng.normal(0, 0.5, (1, SIDE, SIDE))
    optical[:, :, 40:] = -999
    layers = {
        "msi": LayerSource((write_raster(tmp_path / "msi.tif", optical.astype("f4"), nodata=-999.0),)),
        "lidar": LayerSource((write_raster(tmp_path / "lidar.tif", height.astype("f4")),)),
    }
    areas = [(box(4 + 11 * i, 16 * s + 3, 6, 9), 10 * (s + 1)) for s in range(3) for i in range(4)]
    labels = write_vector(tmp_path / "areas.gpkg", areas, field="code", kind=0)
    return layers, LabelSource(
        labels, "areas", "code", "Areas", (("10", "bare", "#c8a060"), ("20", "grass", "#60c040"))
    )


def job_of(field, tmp_path, **changes):
    layers, labels = field
    values = {"method": "lds2ae", "layers": layers, "labels": labels, "model": str(tmp_path / "m.rsmiss")}
    return TrainJob(**{**values, "report": str(tmp_path / "m.html"), "options": QUICK, "device": "cpu", **changes})


@pytest.mark.parametrize(
    ("method", "options", "asked", "expected"),
    [
        ("xmodalnet", {"epochs": 1, "pretrain_epochs": 0, "propagation": False}, -1, 3 * 30),
        ("xmodalnet", {"epochs": 1, "pretrain_epochs": 0, "propagation": False}, 7, 7),
        ("lds2ae", {"window": 3, "pretrain_epochs": 0, "finetune_epochs": 1}, -1, 30),
        ("mdico", {"window": 1, "epochs": 1}, -1, 0),
        ("mdico", {"window": 1, "epochs": 1, "unlabelled": 2}, -1, 60),
    ],
)
def test_a_method_takes_its_own_number_of_unlabelled_pixels_for_each_labelled_one(
    method, options, asked, expected, field, tmp_path
):
    few = SplitSettings(samples_per_class=10)
    job = job_of(field, tmp_path, method=method, options=options, unlabelled=asked, split=few, report="")
    train.run(job, Reporter())
    training = read_header(tmp_path / "m.rsmiss")["training"]
    assert (training["training_samples"], training["unlabelled_samples"]) == (30, expected)


def test_an_ensemble_is_trained_measured_described_and_mapped_as_one_model(field, tmp_path):
    options = {"window": 1, "epochs": 2}
    job = job_of(field, tmp_path, method="mdico", options=options, ensemble=2, effort="quick")
    train.run(job, Reporter())
    model = load(tmp_path / "m.rsmiss", torch.device("cpu"))
    (first, second) = model.method.networks
    assert not torch.equal(first.heads["msi"].weight, second.heads["msi"].weight)
    assert '<td>members</td><td class="text">2</td>' in (tmp_path / "m.html").read_text()

    page = str(tmp_path / "info.html")
    assert modelinfo.run(ModelInfoJob(job.model, page), Reporter())["members"] == 2
    assert "2, an ensemble: the mean of these networks predicts" in Path(page).read_text()

    outputs = {name: str(tmp_path / f"{name}.tif") for name in ("output", "probabilities")}
    classify.run(ClassifyJob(job.model, {"lidar": field[0]["lidar"]}, device="cpu", **outputs), Reporter())
    height = torch.from_numpy(gdal.Open(field[0]["lidar"].paths[0]).ReadAsArray())[None, None]
    pixels = {"lidar": model.normalisation["lidar"].apply(height).flatten(2).permute(2, 1, 0)[..., None]}
    with torch.inference_mode():
        said = [network(pixels).softmax(1).numpy() for network in (first, second)]
    found = gdal.Open(outputs["probabilities"]).ReadAsArray().reshape(3, -1).T
    np.testing.assert_allclose(found, (said[0] + said[1]) / 2, atol=0.005)


@pytest.mark.parametrize(("asked", "expected"), [(-1, 90), (7, 7)])
def test_colearn_reads_three_unlabelled_pixels_for_each_labelled_one_unless_asked_for_others(
    asked, expected, field, tmp_path, monkeypatch
):
    monkeypatch.setitem(EFFORT, "quick", replace(EFFORT["quick"], colearn=2))
    few = SplitSettings(samples_per_class=10)
    job = job_of(field, tmp_path, colearn=True, unlabelled=asked, split=few, effort="quick")
    job = replace(job, options={"window": 3, "pretrain_epochs": 1, "finetune_epochs": 1})
    train.run(job, Reporter())
    training = read_header(tmp_path / "m.rsmiss")["training"]
    assert (training["training_samples"], training["unlabelled_samples"], training["colearn"]) == (30, expected, True)
    page = (tmp_path / "m.html").read_text()
    table = page[page.index("Unlabelled pixels that taught") :].split("</table>")[0]
    rows = [re.findall(r"<td>(.*?)</td>", row) for row in table.split("<tr>")[2:]]
    assert [row[0] for row in rows] == ["bare", "grass", "30"]
    assert 0 < sum(int(count) for row in rows for count in row[1:]) <= expected


@pytest.mark.numerical
def test_training_and_mapping_go_all_the_way(field, tmp_path):
    result, events = succeed(job_of(field, tmp_path), tmp_path)
    assert result["oa"] > 0.9
    assert {e["event"] for e in events} == {"progress", "log", "metric", "device", "usage", "result"}
    values = [e["value"] for e in events if e["event"] == "progress"]
    assert values == sorted(values)
    assert values[-1] == 1

    header = read_header(tmp_path / "m.rsmiss")
    assert [row["modalities"] for row in header["accuracy"]] == [["msi", "lidar"], ["msi"], ["lidar"]]
    assert [(c["value"], c["name"]) for c in header["target"]["classes"]] == [(10, "bare"), (20, "grass"), (30, "30")]

    output = str(tmp_path / "map.tif")
    layers = {"lidar": field[0]["lidar"]}
    mapped, _ = succeed(ClassifyJob(str(tmp_path / "m.rsmiss"), layers, output, device="cpu"), tmp_path)
    assert mapped["patterns"] == {"lidar": SIDE * SIDE}
    found = gdal.Open(output).ReadAsArray()
    truth = np.repeat([10, 20, 30], SIDE // 3)[:, None]
    assert (found == truth).mean() > 0.9


def test_a_hole_in_a_layer_is_mapped_from_the_other(field, tmp_path):
    succeed(job_of(field, tmp_path), tmp_path)
    output = str(tmp_path / "map.tif")
    mapped, _ = succeed(ClassifyJob(str(tmp_path / "m.rsmiss"), field[0], output, device="cpu"), tmp_path)
    assert mapped["patterns"] == {"msi+lidar": 40 * SIDE, "lidar": 8 * SIDE}
    assert (gdal.Open(output).ReadAsArray() > 0).all()


def test_each_row_of_the_accuracies_counts_the_pixels_that_have_its_layers(field, tmp_path):
    """The last polygon of each stripe lies in the hole of msi, or reaches into it: lidar alone counts its pixels."""
    _, events = succeed(job_of(field, tmp_path, split=SplitSettings("pixel")), tmp_path)
    rows = {"+".join(row["modalities"]): row["n"] for row in read_header(tmp_path / "m.rsmiss")["accuracy"]}
    tested = read_header(tmp_path / "m.rsmiss")["training"]["test_samples"]
    assert rows["msi+lidar"] == rows["msi"] < rows["lidar"] == tested
    assert any(e.get("text", "").endswith(f"on {rows['msi']} samples") for e in events if e["event"] == "log")
    page = (tmp_path / "m.html").read_text()
    assert "where all of its layers have data; because of holes" in page and "Mean IoU" in page


def test_layers_that_nowhere_meet_leave_the_accuracy_with_both_unknown(field, tmp_path):
    layers, labels = field
    dataset = gdal.Open(layers["lidar"].paths[0], gdal.GA_Update)
    values = dataset.ReadAsArray()
    values[:, :40] = -999
    dataset.GetRasterBand(1).WriteArray(values)
    dataset.GetRasterBand(1).SetNoDataValue(-999)
    dataset = None
    result, _ = succeed(job_of(field, tmp_path, split=SplitSettings("pixel")), tmp_path)
    assert "oa" not in result
    rows = {"+".join(row["modalities"]): row["n"] for row in read_header(tmp_path / "m.rsmiss")["accuracy"]}
    assert rows["msi+lidar"] == 0 < min(rows["msi"], rows["lidar"])
    assert "No sample has data in all layers" in (tmp_path / "m.html").read_text()


def test_the_report_says_what_each_missing_layer_costs(field, tmp_path):
    succeed(job_of(field, tmp_path), tmp_path)
    page = (tmp_path / "m.html").read_text()
    assert page.count("<tr>") > 10
    assert "missing" in page
    for text in ("Multispectral", "LiDAR or elevation", "grass", "Overall accuracy", "fine-tuning"):
        assert text in page or text == "fine-tuning"  # the stage's name stands in the picture
    assert page.count('src="data:image/png;base64,') == 3  # the land, the labels, the availability
    assert page.count('src="data:image/svg+xml;base64,') == 2  # the features, the curves
    assert "Features of " in page
    for text in ("m.rsmiss", "msi.tif", "lidar.tif", "Areas", "MSI + LIDAR (all layers), ", ">MSI, ", ">LIDAR, "):
        assert text in page


class Hears(Reporter):
    def __init__(self):
        super().__init__()
        self.warnings = []

    def warn(self, text):
        self.warnings.append(text)


def test_a_report_that_fails_leaves_the_model_and_says_so(field, tmp_path, monkeypatch):
    def fails(self):
        raise ZeroDivisionError("no plot")

    monkeypatch.setattr(training_page.TrainingReport, "html", fails)
    hears = Hears()
    result = train.run(job_of(field, tmp_path), hears)
    assert read_header(tmp_path / "m.rsmiss")["method"] == "lds2ae"
    assert (result["model"], result["report"]) == (str(tmp_path / "m.rsmiss"), "")
    assert result["oa"] > 0.5
    assert not list(tmp_path.glob("*.html")) and not list(tmp_path.glob(".*"))
    (said,) = [text for text in hears.warnings if "report" in text]
    assert "The model is trained and saved" in said and "ZeroDivisionError: no plot" in said


def test_the_model_is_in_its_place_before_the_report_is_made(field, tmp_path, monkeypatch):
    found, html = [], training_page.TrainingReport.html

    def looks(self):
        found.append((tmp_path / "m.rsmiss").exists())
        return html(self)

    monkeypatch.setattr(training_page.TrainingReport, "html", looks)
    assert train.run(job_of(field, tmp_path), Hears())["report"] == str(tmp_path / "m.html")
    assert found == [True]


def test_pictures_that_cannot_be_taken_cost_no_training(field, tmp_path, monkeypatch):
    def fails(scene, labels):
        raise RuntimeError("no driver")

    monkeypatch.setattr(training_page, "pictures", fails)
    monkeypatch.setattr(training_page, "feature_picture", lambda *given: fails(*given[:2]))
    hears = Hears()
    result = train.run(job_of(field, tmp_path), hears)
    assert (tmp_path / "m.html").exists() and result["report"]
    assert any("without pictures of the training area (no driver)" in text for text in hears.warnings)
    assert any("without a picture of the features (no driver)" in text for text in hears.warnings)


def test_a_report_that_has_no_folder_is_said_before_anything_is_trained(field, tmp_path):
    with pytest.raises(InputError, match="folder .*nowhere' of the output 'm.html' does not exist"):
        train.run(job_of(field, tmp_path, report=str(tmp_path / "nowhere" / "m.html")), Hears())
    with pytest.raises(InputError, match="same file name"):
        train.run(job_of(field, tmp_path, report=str(tmp_path / "m.rsmiss")), Hears())
    assert not (tmp_path / "m.rsmiss").exists()


def test_the_same_seed_gives_the_same_accuracy_and_another_split_another_report(field, tmp_path):
    first, _ = succeed(job_of(field, tmp_path), tmp_path)
    second, _ = succeed(job_of(field, tmp_path), tmp_path)
    for name in ("oa", "aa", "kappa"):
        assert first[name] == second[name]
    succeed(job_of(field, tmp_path, split=SplitSettings("block"), seed=5), tmp_path)
    training = read_header(tmp_path / "m.rsmiss")["training"]
    assert (training["split"], training["seed"]) == ("block", 5)


def test_so_many_samples_a_class_are_drawn_and_components_feed_the_network(field, tmp_path):
    job = job_of(field, tmp_path, split=SplitSettings(samples_per_class=10), components={"msi": 2})
    succeed(job, tmp_path)
    header = read_header(tmp_path / "m.rsmiss")
    assert header["training"]["training_samples"] == 30
    assert header["modalities"]["msi"]["bands"] == 3
    output = str(tmp_path / "map.tif")
    succeed(ClassifyJob(str(tmp_path / "m.rsmiss"), field[0], output, device="cpu"), tmp_path)


def test_log_and_report_say_what_the_distance_between_the_parts_cost(field, tmp_path):
    for window, told in ((17, True), (3, False)):
        options = {"window": window, "epochs": 1}
        _, events = succeed(job_of(field, tmp_path, method="mdico", options=options), tmp_path)
        said = [e["text"] for e in events if e["event"] == "log" and e["text"].startswith("BUFFER: ")]
        assert bool(said) == told
        page = (tmp_path / "m.html").read_text(encoding="utf-8")
        assert all(text.split(",")[0] in page for text in said)
        assert ("BUFFER" in page) == told


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"components": {"msi": 9}}, "COMPONENTS asks for 9 of msi; its layer has 3 bands"),
        ({"layers": {"msi": LayerSource(("nowhere.tif",))}}, "nowhere.tif"),
        ({"device": "mps"}, "DEVICE is mps"),
    ],
)
def test_what_cannot_be_trained_ends_with_one_sentence_and_no_file(field, tmp_path, changes, sentence):
    before = set(tmp_path.iterdir()) | {tmp_path / "job.json"}
    status, events = run(job_of(field, tmp_path, **changes), tmp_path)
    assert status == 1
    assert events[-1]["event"] == "error"
    assert sentence in events[-1]["text"]
    assert set(tmp_path.iterdir()) == before


def test_without_language_classes_need_no_description(field, tmp_path):
    options = {"window": 1, "feature_epochs": 1, "prompt_epochs": 1}
    job = job_of(field, tmp_path, method="lvpcnet", options=options, text=TextSource("orthogonal"))
    succeed(job, tmp_path)
    assert read_header(tmp_path / "m.rsmiss")["text"] is not None
    succeed(job_of(field, tmp_path, method="lvpcnet", options={**options, "language": False}), tmp_path)
    assert read_header(tmp_path / "m.rsmiss")["text"] is None


def test_landsat_and_heights_map_every_subset(tmp_path):
    layers = {
        "msi": LayerSource((str(shared("rstoolbox_lsat_srtm", "landsat5_tm.tif")),)),
        "lidar": LayerSource((str(shared("rstoolbox_lsat_srtm", "srtm.tif")),)),
    }
    labels = LabelSource(str(shared("rstoolbox_lsat_srtm", "training_polygons.gpkg")), "training_polygons", "class")
    job = job_of((layers, labels), tmp_path, split=SplitSettings(samples_per_class=40))
    result, _ = succeed(job, tmp_path)
    assert result["oa"] > 0.9
    for subset in (["msi", "lidar"], ["msi"], ["lidar"]):
        output = str(tmp_path / "map.tif")
        given = {m: layers[m] for m in subset}
        mapped, _ = succeed(ClassifyJob(str(tmp_path / "m.rsmiss"), given, output, device="cpu"), tmp_path)
        assert mapped["nodata"] == 0
        dataset = gdal.Open(output)  # a band lives no longer than its dataset
        dataset.GetGeoTransform()  # GDAL 3.6 reads a GeoTIFF's category names with its georeference
        assert dataset.GetRasterBand(1).GetCategoryNames()[1:5] == ["cleared", "fallen_dry", "forest", "water"]
