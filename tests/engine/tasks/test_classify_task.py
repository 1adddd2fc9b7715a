"""The mapping job from files to files: right maps, plain errors, and nothing left of a job that did not end well."""

import io
import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
import window_mean
from osgeo import gdal
from rasters import ORIGIN, shared, write_raster
from window_mean import class_table, trained

from engine.door.errors import Cancelled, InputError, ModelFileError
from engine.door.jobs import ClassifyJob, ModelInfoJob
from engine.door.sources import LayerSource
from engine.door.target import ClassInfo, Target
from engine.mapping.inference import map_scene
from engine.mapping.products import MAP
from engine.model.model_file import save
from engine.runtime.reporter import Reporter
from engine.scene.array_scene import ArrayScene
from engine.tasks import classify, modelinfo

ROOT = Path(__file__).parents[3]
ROWS, COLS, PIXEL = 40, 50, 10.0
LEFT, TOP = ORIGIN
EXTENT = [LEFT, TOP - ROWS * PIXEL, LEFT + COLS * PIXEL, TOP]
NODATA = -9999.0


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    window_mean.register(monkeypatch)


@pytest.fixture
def images():
    rng = np.random.default_rng(0)
    scene = {m: rng.normal(1, 3, (count, ROWS, COLS)).astype(np.float32) for m, count in {"hsi": 6, "lidar": 1}.items()}
    scene["hsi"][:, 5:20, 8:30] = np.nan  # a cloud
    scene["lidar"][:, :, 44:] = np.nan  # the swath's edge
    scene["hsi"][:, :, 46:] = np.nan
    return scene


@pytest.fixture
def layers(tmp_path, images):
    return {
        m: LayerSource((write_raster(tmp_path / f"{m}.tif", np.nan_to_num(v, nan=NODATA), nodata=NODATA),))
        for m, v in images.items()
    }


@pytest.fixture
def model():
    accuracy = [
        {"modalities": ["hsi", "lidar"], "n": 90, "oa": 0.95, "aa": 0.9, "kappa": 0.88},
        {"modalities": ["hsi"], "n": 90, "oa": 0.8125, "aa": 0.8, "kappa": 0.7},
        {"modalities": ["lidar"], "n": 0},
    ]
    training = {"seed": 0, "pixel_size": PIXEL}
    return trained({"hsi": 6, "lidar": 1}, training=training, accuracy=accuracy, extent=EXTENT)


@pytest.fixture
def job(tmp_path, layers, model):
    save(tmp_path / "land.rsmiss", model)
    return ClassifyJob(str(tmp_path / "land.rsmiss"), layers, str(tmp_path / "out" / "map.tif"), device="cpu", tile=16)


@pytest.fixture(autouse=True)
def out(tmp_path):
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def run(job):
    """The result, and the events as a list of dicts."""
    stream = io.StringIO()
    result = classify.run(job, Reporter(stream))
    return result, [json.loads(line) for line in stream.getvalue().splitlines()]


def read(path):
    dataset = gdal.Open(str(path))
    values = dataset.ReadAsArray()
    return values


def expected_map(images, model):
    whole = np.zeros((ROWS, COLS), np.uint8)

    def sink(tile):
        w = tile.window
        whole[w.row : w.row + w.rows, w.col : w.col + w.cols] = tile.products[MAP][0]

    map_scene(ArrayScene(images), model, sink, device=torch.device("cpu"))
    return whole


# ---- maps


def test_the_map_of_files_is_that_of_the_arrays_in_them(job, images, model, out):
    result, _ = run(job)
    assert (read(job.output) == expected_map(images, model)).all()
    assert sorted(p.name for p in out.iterdir()) == ["map.tif", "map.tif.aux.xml"]
    assert result["output"] == job.output


def test_every_output_that_is_asked_for_is_written(job, out):
    names = {key: str(out / f"{key}.tif") for key in ("confidence", "probabilities", "availability")}
    result, _ = run(replace(job, **names))
    probabilities, confidence = read(names["probabilities"]), read(names["confidence"])
    seen = np.isfinite(confidence)
    assert probabilities.shape == (4, ROWS, COLS)
    np.testing.assert_allclose(probabilities[:, seen].sum(0), 1, atol=1e-5)
    np.testing.assert_array_equal(confidence[seen], probabilities.max(0)[seen])
    assert (probabilities.argmax(0)[seen] + 1 == read(job.output)[seen]).all()
    assert {key: result[key] for key in names} == names


def test_features_are_a_raster_of_named_bands_that_says_what_made_it(job, model, out):
    path = str(out / "features.tif")
    result, _ = run(replace(job, features=path))
    assert result["features"] == path
    dataset = gdal.Open(path)
    bands = [dataset.GetRasterBand(i) for i in range(1, dataset.RasterCount + 1)]
    assert [band.GetDescription() for band in bands] == [*(f"hsi {i}" for i in range(1, 7)), "lidar 1"]
    assert all(np.isnan(band.GetNoDataValue()) and band.DataType == gdal.GDT_Float32 for band in bands)
    assert dataset.GetMetadataItem("LAYERS") == "hsi+lidar" and dataset.GetMetadataItem("MODEL") == "land.rsmiss"
    values = dataset.ReadAsArray()
    assert (np.isfinite(values).all(0) == (read(job.output) > 0)).all()
    assert (np.isnan(values).all(0) == (read(job.output) == 0)).all()


def test_holes_are_filled_from_what_remains_and_counted(job, out):
    result, _ = run(replace(job, availability=str(out / "served.tif")))
    served = read(out / "served.tif")
    assert (served[5:20, 8:30] == 8).all()  # under the cloud LiDAR alone
    assert (served[:, 46:] == 0).all()
    assert (read(job.output)[5:20, 8:30] > 0).all()
    assert result["patterns"] == {"hsi": 2 * ROWS, "lidar": 15 * 22, "hsi+lidar": (served == 9).sum()}
    assert (result["pixels"], result["nodata"]) == (ROWS * COLS, 4 * ROWS)


def test_a_layer_that_is_left_out_is_missing_and_its_price_is_said(job, layers):
    result, events = run(replace(job, layers={"hsi": layers["hsi"]}))
    assert set(result["patterns"]) == {"hsi"}
    assert "With Hyperspectral, this model reached OA 0.812 when it was evaluated." in [e.get("text") for e in events]


def test_an_extent_is_that_piece_of_the_whole_map(job):
    run(job)
    whole = read(job.output)
    west, north = LEFT + 7 * PIXEL, TOP - 3 * PIXEL
    result, _ = run(replace(job, extent=(west, north - 12 * PIXEL, west + 20 * PIXEL, north)))
    assert (read(job.output) == whole[3:15, 7:27]).all()
    assert gdal.Open(job.output).GetGeoTransform() == (west, PIXEL, 0, north, 0, -PIXEL)
    assert result["pixels"] == 12 * 20


def test_the_map_says_what_made_it(job):
    run(job)
    about = gdal.Open(job.output).GetMetadata()
    assert (about["METHOD"], about["MODEL"], about["LAYERS"]) == ("windowmean", "land.rsmiss", "hsi+lidar")


def test_the_map_says_which_layers_were_missing_and_what_accuracy_to_expect(job, layers):
    run(replace(job, layers={"hsi": layers["hsi"]}))
    about = gdal.Open(job.output).GetMetadata()
    assert (about["LAYERS"], about["MISSING"]) == ("hsi", "lidar")
    assert about["EXPECTED_ACCURACY"] == "OA 0.812, AA 0.800, KAPPA 0.700 on 90 samples"


def test_progress_rises_to_the_end(job):
    _, events = run(job)
    values = [e["value"] for e in events if e["event"] == "progress"]
    assert values == sorted(values)
    assert values[-1] == 1
    assert any("window 12 of 12" in e["text"] for e in events if e["event"] == "progress")


def test_a_number_and_labels_are_mapped_too(tmp_path, job):
    for target in (Target("number", "moisture", mean=1, std=2), replace(class_table(3), kind="labels")):
        save(tmp_path / "land.rsmiss", trained({"hsi": 6, "lidar": 1}, target))
        run(job)
        assert read(job.output).shape == ((ROWS, COLS) if target.kind == "number" else (3, ROWS, COLS))


@pytest.mark.parametrize(("size", "warned"), [(PIXEL, 0), (PIXEL * 1.4, 0), (PIXEL * 2, 1), (PIXEL / 2, 1)])
def test_another_pixel_size_than_in_training_is_warned_of(tmp_path, job, model, size, warned):
    save(tmp_path / "land.rsmiss", replace(model, training={"pixel_size": size}))
    _, events = run(job)
    warnings = [e["text"] for e in events if e.get("level") == "warning"]
    assert len(warnings) == warned
    if warned:
        assert f"pixels of 10 m, the training had {size:.3g} m" in warnings[0]


# ---- errors


def test_a_layer_that_the_model_does_not_know_is_named(job, layers):
    odd = replace(job, layers={**layers, "sar": layers["lidar"]})
    with pytest.raises(InputError, match="'land.rsmiss' knows no layer of the kind SAR; .* Hyperspectral, LiDAR"):
        run(odd)


def test_a_wrong_number_of_bands_says_both_numbers(job, layers, out):
    with pytest.raises(InputError, match="6 .*1 bands?|6 .*has 1"):
        run(replace(job, layers={"hsi": layers["lidar"]}))
    assert list(out.iterdir()) == []


def test_an_extent_elsewhere_is_an_error(job, out):
    with pytest.raises(InputError, match="outside the layers"):
        run(replace(job, extent=(0.0, 0.0, 100.0, 100.0)))
    assert list(out.iterdir()) == []


def test_there_is_no_confidence_of_a_number(tmp_path, job, out):
    save(tmp_path / "land.rsmiss", trained({"hsi": 6, "lidar": 1}, Target("number", "moisture")))
    with pytest.raises(InputError, match="CONFIDENCE cannot be mapped: this model predicts the number 'moisture'"):
        run(replace(job, confidence=str(out / "c.tif")))


def test_two_outputs_of_one_name_are_an_error(job, out):
    with pytest.raises(InputError, match="same file name"):
        run(replace(job, confidence=job.output))


def test_a_broken_model_file_is_said(job):
    Path(job.model).write_bytes(Path(job.model).read_bytes()[:-9])
    with pytest.raises(ModelFileError, match="cut short"):
        run(job)


def test_cancel_leaves_nothing_and_keeps_the_older_map(job, out):
    run(job)
    before = {p.name: p.read_bytes() for p in out.iterdir()}

    class Stopping(Reporter):
        def progress(self, value, text=""):
            if "window 5" in text:
                self.stop()

    with pytest.raises(Cancelled):
        classify.run(replace(job, confidence=str(out / "c.tif")), Stopping())
    assert {p.name: p.read_bytes() for p in out.iterdir()} == before


CHILD = """
import sys
sys.path[:0] = [{root!r}, {tests!r}]
import window_mean
from engine.door.options import METHODS
METHODS["windowmean"] = window_mean.DECLARATION
sys.modules["engine.methods.window_mean"] = window_mean
slow = window_mean.WindowMean.classify
def classify(self, windows):
    import time
    time.sleep({pause})
    return slow(self, windows)
window_mean.WindowMean.classify = classify
from engine.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


def child(tmp_path, job, pause):
    (tmp_path / "job.json").write_text(job.to_json())
    code = CHILD.format(root=str(ROOT), tests=str(Path(__file__).parents[1]), pause=pause)
    return subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "job.json")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )


def test_a_child_process_maps_and_reports_its_result(tmp_path, job, images, model):
    with child(tmp_path, job, 0.0) as process:
        lines = process.stdout.read().splitlines()
        errors = process.stderr.read()
    events = [json.loads(line) for line in lines]
    assert process.returncode == 0, errors
    assert events[-1]["event"] == "result"
    assert events[-1]["pixels"] == ROWS * COLS
    assert (read(job.output) == expected_map(images, model)).all()


def test_a_child_whose_parent_lets_go_stops_at_once_and_leaves_nothing(tmp_path, job, out):
    with child(tmp_path, job, 0.3) as process:
        for line in process.stdout:
            if "window 3" in line:
                break
        (growing,) = (p.name for p in out.iterdir() if p.suffix == ".tif")
        assert growing.startswith(".map.") and growing.endswith(".partial.tif")
        process.stdin.close()
        asked = time.monotonic()
        process.wait(timeout=10)
    assert time.monotonic() - asked < 3
    assert process.returncode == 130
    assert list(out.iterdir()) == []


# ---- model information


def test_model_information_shows_what_is_in_the_file(tmp_path, model):
    table = (ClassInfo(1, "<script>alert(1)</script>", "#12ab34"), *model.target.classes[1:])
    shown = replace(model, target=replace(model.target, classes=table), text={"provider": "bundled"})
    save(tmp_path / "land.rsmiss", shown)
    result = modelinfo.run(ModelInfoJob(str(tmp_path / "land.rsmiss"), str(tmp_path / "info.html")), Reporter())
    page = (tmp_path / "info.html").read_text(encoding="utf-8")
    for text in ("Window mean", "Nobody, 1900", "Hyperspectral", "LiDAR or elevation", "#12ab34", "81.2 %", "bundled"):
        assert text in page
    assert "<script>" not in page
    assert "<b>plainly" not in page
    assert page.startswith("<!doctype html>") and "default-src 'none'" in page and "break-inside: avoid" in page
    # prints on A4 with the heads of its tables on every page
    assert "@page { size: A4" in page and "table-header-group" in page and page.count("<thead>") == 3
    assert page.count("missing</span>") == 1  # the subset that no sample measured is not shown
    assert (result["method"], result["modalities"], result["oa"]) == ("windowmean", ["hsi", "lidar"], 0.95)
    assert result["classes"][1:] == ["class 2", "class 3", "class 4"]


def test_model_information_of_a_number(tmp_path):
    accuracy = [{"modalities": ["sar"], "n": 9, "r2": 0.5, "rmse": 2.0, "mae": 1.0}]
    model = trained({"sar": 2}, Target("number", "moisture", mean=30.0, std=4.0), accuracy=accuracy)
    save(tmp_path / "m.rsmiss", model)
    result = modelinfo.run(ModelInfoJob(str(tmp_path / "m.rsmiss"), str(tmp_path / "m.html")), Reporter())
    page = (tmp_path / "m.html").read_text(encoding="utf-8")
    assert "moisture" in page and "0.500" in page and "%" not in page.split("</style>")[1]
    assert (result["r2"], result["classes"]) == (0.5, [])


def test_model_information_of_a_broken_file_leaves_no_page(tmp_path):
    (tmp_path / "m.rsmiss").write_text("nothing")
    with pytest.raises(ModelFileError):
        modelinfo.run(ModelInfoJob(str(tmp_path / "m.rsmiss"), str(tmp_path / "m.html")), Reporter())
    assert not (tmp_path / "m.html").exists()


# ---- a real scene


def test_landsat_and_elevation_are_mapped_with_and_without_either(tmp_path, out):
    """Every pixel is served by what there is, and the map of the files is that of the arrays in them."""
    paths = {
        "msi": shared("rstoolbox_lsat_srtm", "landsat5_tm.tif"),
        "lidar": shared("rstoolbox_lsat_srtm", "srtm.tif"),
    }
    arrays = {m: np.atleast_3d(read(p).T).T.astype(np.float32) for m, p in paths.items()}
    bands = {m: len(a) for m, a in arrays.items()}
    model = trained(bands)
    save(tmp_path / "m.rsmiss", model)
    for given in (["msi", "lidar"], ["msi"], ["lidar"]):
        layers = {m: LayerSource((str(paths[m]),)) for m in given}
        result, _ = run(ClassifyJob(str(tmp_path / "m.rsmiss"), layers, str(out / "map.tif"), device="cpu", tile=128))
        assert result["patterns"] == {"+".join(given): 310 * 287}
        whole = np.zeros(arrays["msi"].shape[1:], np.uint8)

        def sink(tile, whole=whole):
            w = tile.window
            whole[w.row : w.row + w.rows, w.col : w.col + w.cols] = tile.products[MAP][0]

        map_scene(ArrayScene({m: arrays[m] for m in given}), model, sink, device=torch.device("cpu"))
        assert (read(out / "map.tif") == whole).mean() > 0.9999  # a tie may fall otherwise in other batches
