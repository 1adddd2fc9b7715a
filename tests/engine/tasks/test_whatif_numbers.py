"""What-if of a model of a number: the maps are Classify's own; spread and table tell what the maps show."""

import csv
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import window_mean
from osgeo import gdal
from rasters import ORIGIN, write_raster
from window_mean import trained

from engine.door.errors import InputError
from engine.door.jobs import ClassifyJob, WhatIfJob
from engine.door.sources import LayerSource
from engine.door.target import Target
from engine.mapping.spread import Spread, spread
from engine.model.model_file import save
from engine.runtime import overwriting
from engine.runtime.reporter import Reporter
from engine.tasks import classify, whatif

BANDS = {"hsi": 6, "msi": 3, "sar": 2}
CASES = {"msi+sar", "hsi+sar", "hsi+msi", "hsi", "msi", "sar"}
ROWS, COLS, NODATA = 24, 30, -9999.0
MOISTURE = Target("number", "<b>moisture</b>", mean=40.0, std=5.0)
ACCURACY = [
    {"modalities": ["hsi", "msi", "sar"], "n": 90, "r2": 0.91, "rmse": 1.5, "mae": 1.25},
    {"modalities": ["hsi"], "n": 90, "r2": 0.8125, "rmse": 2.5, "mae": 2.25},
]


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    window_mean.register(monkeypatch)


@pytest.fixture
def job(tmp_path):
    rng = np.random.default_rng(0)
    scene = {m: rng.normal(1, 3, (count, ROWS, COLS)).astype(np.float32) for m, count in BANDS.items()}
    scene["hsi"][:, 5:12, 8:20] = NODATA  # a cloud
    scene["hsi"][:, 20:, :5] = scene["sar"][:, 20:, :5] = NODATA  # one layer alone sees this
    for name in scene:
        scene[name][:, 14:16] = NODATA  # nobody sees this
    layers = {m: LayerSource((write_raster(tmp_path / f"{m}.tif", v, nodata=NODATA),)) for m, v in scene.items()}
    save(tmp_path / "wet.rsmiss", trained(BANDS, MOISTURE, accuracy=ACCURACY))
    return WhatIfJob(str(tmp_path / "wet.rsmiss"), layers, str(tmp_path / "out"), device="cpu", tile=16)


def read(path):
    return gdal.Open(str(path)).ReadAsArray()


def maps_of(result):
    maps = {name: read(path) for name, path in result["maps"].items()}
    return maps.pop("hsi+msi+sar"), maps


def test_every_map_is_the_one_that_classify_makes_and_all_files_are_named(tmp_path, job):
    result = whatif.run(job, Reporter())
    assert set(result["maps"]) == CASES | {"hsi+msi+sar"}
    for name, path in result["maps"].items():
        layers = {m: job.layers[m] for m in name.split("+")}
        classify.run(ClassifyJob(job.model, layers, str(tmp_path / "own.tif"), device="cpu", tile=16), Reporter())
        np.testing.assert_array_equal(read(path), read(tmp_path / "own.tif"), err_msg=name)
    left = {str(path) for path in Path(job.folder).iterdir()}
    assert left == set(job.left_by("number")) and set(job.left_by("number")) <= set(job.outputs())
    assert {Path(path).name for path in left} >= {"spread.tif", "agreement.csv", "agreement.html", "complete.tif"}
    assert "disagreement" not in result and "depends" not in result


def test_the_spread_is_the_highest_value_less_the_lowest(job):
    result = whatif.run(job, Reporter())
    complete, maps = maps_of(result)
    every = np.stack([complete, *maps.values()])
    known = np.isfinite(complete)
    found, raster = read(result["spread"]), gdal.Open(result["spread"])
    expected = np.nanmax(every[:, known], 0) - np.nanmin(every[:, known], 0)
    np.testing.assert_allclose(found[known], expected, rtol=1e-6)
    assert np.isnan(found[~known]).all() and (~known).sum() == 2 * COLS == result["nodata"]
    band = raster.GetRasterBand(1)
    assert band.GetDescription() == "spread of <b>moisture</b>" and math.isnan(band.GetNoDataValue())


def test_the_table_tells_difference_correlation_and_what_to_expect(job):
    result = whatif.run(job, Reporter())
    complete, maps = maps_of(result)
    with open(job.table, encoding="utf-8", newline="") as file:
        rows = {row["case"]: row for row in csv.DictReader(file)}
    assert set(rows) == CASES == set(result["difference"])
    for name, found in maps.items():
        row, known = rows[name], np.isfinite(complete)
        both = known & np.isfinite(found)
        ours, theirs = found[both].astype(float), complete[both].astype(float)
        difference = np.abs(ours - theirs).mean()
        assert float(row["mean absolute difference"]) == pytest.approx(difference, rel=1e-4)
        assert result["difference"][name] == pytest.approx(difference, rel=1e-6)
        assert float(row["correlation"]) == pytest.approx(np.corrcoef(ours, theirs)[0, 1], abs=1e-4)
        assert float(row["no data"]) == pytest.approx((known & ~both).sum() / known.sum(), abs=1e-5)
    assert float(rows["hsi"]["no data"]) > 0.1 and float(rows["msi"]["no data"]) == 0
    assert (rows["hsi"]["missing"], rows["hsi"]["expected r2"], rows["sar"]["expected mae"]) == (
        "msi+sar",
        "0.8125",
        "",
    )


def test_the_page_escapes_names_and_shows_the_figures(job):
    result = whatif.run(job, Reporter())
    page = Path(job.page).read_text(encoding="utf-8")
    assert "<b>moisture" not in page and "&lt;b&gt;moisture&lt;/b&gt;" in page and "<script" not in page
    for text in (f"{result['difference']['sar']:.4g}", "HSI + MSI", "0.812", "R2 0.910", "wet.rsmiss", "spread.tif"):
        assert text in page, text


def test_an_area_without_data_gives_empty_cells(job):
    (left, top), size = ORIGIN, abs(gdal.Open(job.layers["sar"].paths[0]).GetGeoTransform()[1])
    result = whatif.run(replace(job, extent=(left, top - 16 * size, left + 9 * size, top - 14 * size)), Reporter())
    assert set(result["difference"].values()) == {None} and result["pixels"] == result["nodata"] == 18
    assert np.isnan(read(result["spread"])).all()
    with open(job.table, encoding="utf-8", newline="") as file:
        cells = [row[name] for row in csv.DictReader(file) for name in ("mean absolute difference", "correlation")]
    assert cells == [""] * 12
    assert "–" in Path(job.page).read_text(encoding="utf-8")


def test_an_output_never_overwrites_a_layer(tmp_path, job):
    (tmp_path / "out").mkdir()
    layer = LayerSource((write_raster(tmp_path / "out" / "spread.tif", np.zeros((2, ROWS, COLS), "f4")),))
    with pytest.raises(InputError, match="spread.tif' is given as SAR, and would be overwritten"):
        overwriting.check(replace(job, layers={**job.layers, "sar": layer}))


# ---- the counts


def test_moments_of_parts_are_those_of_the_whole_far_from_zero_too():
    rng = np.random.default_rng(1)
    complete = (1e6 + rng.normal(0, 1, (40, 10))).astype(np.float32)
    case = (complete + rng.normal(0, 1, complete.shape)).astype(np.float32)
    counts = Spread(1)
    for row in range(0, 40, 8):
        counts.add(complete[row : row + 8], [case[row : row + 8]])
    exact = np.corrcoef(complete.astype(float).ravel(), case.astype(float).ravel())[0, 1]
    assert counts.correlation(0) == pytest.approx(exact, abs=1e-9)


def test_what_is_the_same_everywhere_has_no_correlation():
    counts = Spread(1)
    counts.add(np.full((2, 2), 3.0, np.float32), [np.arange(4, dtype=np.float32).reshape(2, 2)])
    assert counts.correlation(0) is None and counts.mean_difference(0) == 1.5


def test_a_pixel_that_no_case_sees_has_no_spread():
    nan = np.nan
    found = spread(np.array([[1, 2, nan]], "f4"), [np.array([[nan, 5, 1]], "f4"), np.array([[nan, nan, 2]], "f4")])
    np.testing.assert_array_equal(found, [[nan, 3, nan]])
