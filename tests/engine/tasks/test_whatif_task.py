"""What-if: the map of each case is Classify's own for those layers, and the table counts what the maps show."""

import csv
import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import window_mean
from osgeo import gdal
from rasters import ORIGIN, UTM, crs, write_raster
from window_mean import class_table, trained

from engine.door.errors import Cancelled, InputError
from engine.door.jobs import ClassifyJob, WhatIfJob
from engine.door.sources import LayerSource
from engine.door.target import ClassInfo, Target
from engine.model.model_file import save
from engine.runtime.reporter import Reporter
from engine.tasks import classify, whatif

ROOT = Path(__file__).parents[3]
ROWS, COLS, PIXEL = 40, 50, 10.0
LEFT, TOP = ORIGIN
EXTENT = [LEFT, TOP - ROWS * PIXEL, LEFT + COLS * PIXEL, TOP]
NODATA = -9999.0
CASES = {"msi+sar", "hsi+sar", "hsi+msi", "hsi", "msi", "sar"}


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    window_mean.register(monkeypatch)


@pytest.fixture
def layers(tmp_path):
    rng = np.random.default_rng(0)
    bands = {"hsi": 6, "msi": 3, "sar": 2}
    scene = {m: rng.normal(1, 3, (count, ROWS, COLS)).astype(np.float32) for m, count in bands.items()}
    scene["hsi"][:, 5:20, 8:30] = NODATA  # a cloud
    scene["sar"][:, :, 44:] = NODATA  # the swath's edge
    for name in scene:
        scene[name][:, 30:33] = NODATA  # nobody sees this
    return {m: LayerSource((write_raster(tmp_path / f"{m}.tif", v, nodata=NODATA),)) for m, v in scene.items()}


@pytest.fixture
def model():
    accuracy = [
        {"modalities": ["hsi", "msi", "sar"], "n": 90, "oa": 0.95, "aa": 0.9, "kappa": 0.88},
        {"modalities": ["hsi"], "n": 90, "oa": 0.8125, "aa": 0.8, "kappa": 0.7},
    ]
    table = class_table(3, step=3).classes
    target = Target("classes", "cover", (*table, ClassInfo(20, "<b>road</b>", "#334455")))
    training = {"seed": 0, "pixel_size": PIXEL}
    bands = {"hsi": 6, "msi": 3, "sar": 2}
    return trained(bands, target, training=training, accuracy=accuracy, extent=EXTENT)


@pytest.fixture
def job(tmp_path, layers, model):
    save(tmp_path / "land.rsmiss", model)
    return WhatIfJob(str(tmp_path / "land.rsmiss"), layers, str(tmp_path / "deep" / "out"), device="cpu", tile=16)


def run(job):
    """The result, and the events as a list of dicts."""
    stream = io.StringIO()
    result = whatif.run(job, Reporter(stream))
    return result, [json.loads(line) for line in stream.getvalue().splitlines()]


def read(path):
    dataset = gdal.Open(str(path))
    values = dataset.ReadAsArray()
    return values


def legend(path):
    """Value -> name of those that a map names."""
    dataset = gdal.Open(str(path))
    dataset.GetGeoTransform()  # makes GDAL read the names
    names = dataset.GetRasterBand(1).GetCategoryNames()
    return {value: name for value, name in enumerate(names) if name}


def classified(tmp_path, job, case):
    """Classify's own map of these layers."""
    layers = {name: job.layers[name] for name in case}
    path = str(tmp_path / "own.tif")
    classify.run(ClassifyJob(job.model, layers, path, device="cpu", tile=job.tile), Reporter())
    return path


# ---- maps


def test_every_map_is_the_one_that_classify_makes_of_those_layers(tmp_path, job):
    result, _ = run(job)
    assert set(result["maps"]) == CASES | {"hsi+msi+sar"}
    for name, path in result["maps"].items():
        own = classified(tmp_path, job, name.split("+"))
        np.testing.assert_array_equal(read(path), read(own), err_msg=name)
        assert legend(path) == legend(own)
        assert gdal.Open(path).GetMetadata()["LAYERS"] == name
        assert gdal.Open(path).GetGeoTransform() == gdal.Open(own).GetGeoTransform()


def test_layers_of_finer_grids_are_mapped_on_that_of_the_training(tmp_path, layers, model, job):
    save(tmp_path / "land.rsmiss", replace(model, crs=crs(UTM).ExportToWkt()))
    finer = np.random.default_rng(1).normal(1, 3, (2, 2 * ROWS, 2 * COLS)).astype(np.float32)
    sar = LayerSource((write_raster(tmp_path / "finer.tif", finer, pixel=PIXEL / 2),))
    job = replace(job, layers={"hsi": layers["hsi"], "sar": sar})
    result, _ = run(job)
    for name, path in result["maps"].items():
        assert gdal.Open(path).GetGeoTransform()[1] == PIXEL
        np.testing.assert_array_equal(read(path), read(classified(tmp_path, job, name.split("+"))), err_msg=name)


@pytest.mark.parametrize(("asked", "pixel"), [({"grid": "sar"}, PIXEL / 2), ({"pixel_size": 2 * PIXEL}, 2 * PIXEL)])
def test_every_map_has_the_grid_that_is_asked_for(tmp_path, layers, model, job, asked, pixel):
    save(tmp_path / "land.rsmiss", replace(model, crs=crs(UTM).ExportToWkt()))
    finer = np.random.default_rng(1).normal(1, 3, (2, 2 * ROWS, 2 * COLS)).astype(np.float32)
    sar = LayerSource((write_raster(tmp_path / "finer.tif", finer, pixel=PIXEL / 2),))
    result, _ = run(replace(job, layers={"hsi": layers["hsi"], "sar": sar}, **asked))
    assert {gdal.Open(path).GetGeoTransform()[1] for path in result["maps"].values()} == {pixel}


def test_a_grid_of_a_layer_that_is_not_given_is_refused(job):
    with pytest.raises(InputError, match="GRID is 'rgb', but no such layer is given"):
        replace(job, grid="rgb")


def test_only_the_named_cases_are_mapped(tmp_path, job):
    result, _ = run(replace(job, cases=(("sar",), ("hsi", "msi"))))
    assert list(result["maps"]) == ["hsi+msi+sar", "sar", "hsi+msi"]
    names = sorted(p.name for p in Path(job.folder).iterdir() if p.suffix == ".tif")
    assert names == ["complete.tif", "depends_on.tif", "disagreement.tif", "hsi_msi.tif", "sar.tif"]


def test_the_scene_is_read_once_and_embedded_once_for_all_cases(job, monkeypatch):
    read, embed, counts = whatif.Scene.read, window_mean.WindowMean.embed, {"read": 0, "embed": 0}

    def counted(name, function):
        def call(*args, **more):
            counts[name] += 1
            return function(*args, **more)

        return call

    monkeypatch.setattr(whatif.Scene, "read", counted("read", read))
    monkeypatch.setattr(window_mean.WindowMean, "embed", counted("embed", embed))
    run(job)
    windows = 3 * 4
    assert counts["read"] == windows
    assert counts["embed"] <= 3 * windows  # each layer once a window, however many the cases


def test_an_extent_is_mapped_alone(job):
    run(job)
    whole = {path: read(path) for path in [*job.maps().values(), job.disagreement, job.depends]}
    west, north = LEFT + 7 * PIXEL, TOP - 3 * PIXEL
    result, _ = run(replace(job, extent=(west, north - 12 * PIXEL, west + 20 * PIXEL, north)))
    assert result["pixels"] == 12 * 20
    for path, values in whole.items():
        assert (read(path) == values[3:15, 7:27]).all(), path


# ---- where the answer depends on a layer


def test_disagreement_counts_the_cases_that_differ_from_the_complete_map(job):
    result, _ = run(job)
    complete = read(result["maps"].pop("hsi+msi+sar"))
    expected = sum((read(path) != complete).astype(int) for path in result["maps"].values())
    found = read(job.disagreement)
    np.testing.assert_array_equal(found, np.where(complete > 0, expected, 255))
    assert (found == 255).sum() == 3 * COLS == result["nodata"]
    assert {1, 2, 3, 4, 5, 6} <= set(np.unique(found).tolist())
    assert legend(job.disagreement)[0] == "all cases agree"
    assert legend(job.disagreement)[6] == "6 of 6 differ"


def test_depends_on_names_the_layers_whose_loss_changes_a_pixel(job):
    result, _ = run(job)
    maps = {name: read(path) for name, path in result["maps"].items()}
    bits = {"msi+sar": 1, "hsi+sar": 2, "hsi+msi": 4}  # what is missing: HSI, MSI, SAR
    complete = maps["hsi+msi+sar"]
    expected = sum(bit * (maps[name] != complete) for name, bit in bits.items())
    found = read(job.depends)
    np.testing.assert_array_equal(found, np.where(complete > 0, expected, 255))
    names = legend(job.depends)
    assert set(names) == set(np.unique(found).tolist()) - {255}
    assert (names[0], names[2], names[5]) == ("on no single layer", "on MSI", "on each of HSI, SAR")


def test_without_a_case_that_lacks_one_layer_alone_nothing_is_said_of_that(job):
    result, _ = run(replace(job, cases=(("sar",),)))
    assert result["depends"] == ""
    assert not Path(job.depends).exists()


# ---- the table


def test_the_table_counts_what_the_maps_show(job):
    result, _ = run(job)
    with open(job.table, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    complete = read(result["maps"]["hsi+msi+sar"])
    assert {row["case"] for row in rows} == CASES
    for row in rows:
        found = read(result["maps"][row["case"]])[complete > 0]
        same, none = found == complete[complete > 0], found == 0
        shares = [float(row[name]) for name in ("same class", "other class", "no data")]
        np.testing.assert_allclose(shares, [same.mean(), (~same & ~none).mean(), none.mean()], atol=1e-5)
        assert result["agreement"][row["case"]] == pytest.approx(same.mean())
        for info in class_table(3, step=3).classes:
            there = complete[complete > 0] == info.value
            assert float(row[f"same class where {info.name}"]) == pytest.approx(same[there].mean(), abs=1e-5)
    hsi, sar = (next(row for row in rows if row["case"] == name) for name in ("hsi", "sar"))
    assert (hsi["missing"], hsi["expected oa"], sar["expected oa"]) == ("msi+sar", "0.8125", "")
    assert float(hsi["no data"]) > 0.1 > float(next(r for r in rows if r["case"] == "hsi+sar")["no data"])


def test_the_page_escapes_names_allows_no_script_and_shows_the_figures(job):
    result, _ = run(job)
    page = Path(job.page).read_text(encoding="utf-8")
    assert "<b>road" not in page and "&lt;b&gt;road&lt;/b&gt;" in page
    assert "default-src 'none'" in page and "<script" not in page
    assert f"{100 * result['agreement']['hsi']:.1f} %" in page
    for text in ("HSI + MSI", "0.812", "OA 0.950, AA 0.900, KAPPA 0.880 on 90 samples", "land.rsmiss"):
        assert text in page


# ---- whole or not at all


def test_cancel_leaves_nothing_not_even_the_folder(tmp_path, job):
    class Stopping(Reporter):
        def progress(self, value, text=""):
            if "window 5" in text:
                self.stop()

    reporter = Stopping()
    reporter.within = lambda *_: reporter
    with pytest.raises(Cancelled):
        whatif.run(job, reporter)
    assert not (tmp_path / "deep").exists()


def test_a_failure_keeps_what_an_older_run_left(job, monkeypatch):
    run(job)
    before = {p.name: p.read_bytes() for p in Path(job.folder).iterdir()}

    def fails(self, file):
        raise InputError("no table")

    monkeypatch.setattr(whatif.WhatIfReport, "write_csv", fails)
    with pytest.raises(InputError, match="no table"):
        run(job)
    assert {p.name: p.read_bytes() for p in Path(job.folder).iterdir()} == before


def test_progress_rises_to_the_end(job):
    _, events = run(job)
    values = [e["value"] for e in events if e["event"] == "progress"]
    assert values == sorted(values)
    assert values[-1] == 1
    assert len({round(value, 1) for value in values}) > 8


CHILD = """
import sys
sys.path[:0] = [{root!r}, {tests!r}]
import window_mean
from engine.door.options import METHODS
METHODS["windowmean"] = window_mean.DECLARATION
sys.modules["engine.methods.window_mean"] = window_mean
from engine.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


def test_a_child_process_runs_it(tmp_path, job):
    (tmp_path / "job.json").write_text(job.to_json())
    code = CHILD.format(root=str(ROOT), tests=str(Path(__file__).parents[1]))
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "job.json")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    ) as process:
        events = [json.loads(line) for line in process.stdout.read().splitlines()]
    assert process.returncode == 0, events
    assert events[-1]["event"] == "result"
    assert sorted(job.left_by("classes")) == sorted(
        str(p) for p in Path(job.folder).iterdir() if not p.name.endswith(".aux.xml")
    )


# ---- errors


def test_a_folder_that_cannot_be_made_is_said(tmp_path, job):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be made"):
        run(replace(job, folder=str(tmp_path / "file" / "out")))
