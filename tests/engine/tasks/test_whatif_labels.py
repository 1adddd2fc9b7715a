"""What-if of a model of several labels a pixel: the maps are Classify's own; the table tells what they show."""

import csv
from pathlib import Path

import numpy as np
import pytest
import window_mean
from osgeo import gdal
from rasters import write_raster
from window_mean import trained

from engine.door.jobs import ClassifyJob, WhatIfJob
from engine.door.sources import LayerSource
from engine.door.target import ClassInfo, Target
from engine.model.model_file import save
from engine.runtime.reporter import Reporter
from engine.tasks import classify, whatif

BANDS = {"hsi": 6, "msi": 3, "sar": 2}
CASES = {"msi+sar", "hsi+sar", "hsi+msi", "hsi", "msi", "sar"}
ROWS, COLS, NODATA = 24, 30, -9999.0
LABELS = ("<b>wet</b>", "steep", "nowhere")
ACCURACY = [{"modalities": ["hsi"], "n": 90, "f1_micro": 0.8125, "f1_macro": 0.75, "average_precision": 0.625}]


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    window_mean.register(monkeypatch)


@pytest.fixture
def job(tmp_path):
    rng = np.random.default_rng(0)
    scene = {m: rng.normal(1, 3, (count, ROWS, COLS)).astype(np.float32) for m, count in BANDS.items()}
    scene["hsi"][:, 5:12, 8:20] = NODATA  # a cloud
    for name in scene:
        scene[name][:, 14:16] = NODATA  # nobody sees this
    layers = {m: LayerSource((write_raster(tmp_path / f"{m}.tif", v, nodata=NODATA),)) for m, v in scene.items()}
    table = tuple(ClassInfo(i + 1, name, "#334455") for i, name in enumerate(LABELS))
    target = Target("labels", "state", table, thresholds=(0.5, 0.4, 2.0))  # the last one is never given
    save(tmp_path / "state.rsmiss", trained(BANDS, target, accuracy=ACCURACY))
    return WhatIfJob(str(tmp_path / "state.rsmiss"), layers, str(tmp_path / "out"), device="cpu", tile=16)


def read(path):
    return gdal.Open(str(path)).ReadAsArray()


def maps_of(result):
    maps = {name: read(path) for name, path in result["maps"].items()}
    return maps.pop("hsi+msi+sar"), maps


def test_every_map_is_the_one_that_classify_makes(tmp_path, job):
    result = whatif.run(job, Reporter())
    assert set(result["maps"]) == CASES | {"hsi+msi+sar"}
    for name, path in result["maps"].items():
        layers = {m: job.layers[m] for m in name.split("+")}
        classify.run(ClassifyJob(job.model, layers, str(tmp_path / "own.tif"), device="cpu", tile=16), Reporter())
        np.testing.assert_array_equal(read(path), read(tmp_path / "own.tif"), err_msg=name)
    left = {str(path) for path in Path(job.folder).iterdir() if not path.name.endswith(".aux.xml")}
    assert left == set(job.left_by("labels")) and "spread" not in result


def test_disagreement_and_dependence_are_of_the_sets_of_labels(job):
    result = whatif.run(job, Reporter())
    complete, maps = maps_of(result)
    known = complete[0] != 255
    changed = {name: (found != complete).any(0) for name, found in maps.items()}
    np.testing.assert_array_equal(
        read(result["disagreement"]), np.where(known, sum(c.astype(int) for c in changed.values()), 255)
    )
    bits = {"msi+sar": 1, "hsi+sar": 2, "hsi+msi": 4}  # what is missing: HSI, MSI, SAR
    expected = sum(bit * changed[name] for name, bit in bits.items())
    np.testing.assert_array_equal(read(result["depends"]), np.where(known, expected, 255))
    assert (~known).sum() == 2 * COLS == result["nodata"] and len(np.unique(expected[known])) > 3


def test_the_table_counts_sets_and_each_label(job):
    result = whatif.run(job, Reporter())
    complete, maps = maps_of(result)
    with open(job.table, encoding="utf-8", newline="") as file:
        rows = {row["case"]: row for row in csv.DictReader(file)}
    assert set(rows) == CASES
    known = complete[0] != 255
    for name, found in maps.items():
        same, none = (found == complete).all(0)[known], found[0][known] == 255
        shares = [float(rows[name][head]) for head in ("same labels", "other labels", "no data")]
        np.testing.assert_allclose(shares, [same.mean(), (~same & ~none).mean(), none.mean()], atol=1e-5)
        assert result["agreement"][name] == pytest.approx(same.mean())
        for number, label in enumerate(LABELS[:2]):
            ours, theirs = found[number][known] == 1, complete[number][known] == 1
            expected = (ours & theirs).sum() / (ours | theirs).sum()
            assert float(rows[name][f"both where either has {label}"]) == pytest.approx(expected, abs=1e-5)
        assert rows[name]["both where either has nowhere"] == ""
    assert float(rows["hsi"]["no data"]) > 0.1 and float(rows["hsi"]["other labels"]) > 0.1
    assert (rows["hsi"]["expected f1_micro"], rows["sar"]["expected f1_macro"]) == ("0.8125", "")


def test_the_page_speaks_of_labels_escapes_them_and_shows_the_figures(job):
    result = whatif.run(job, Reporter())
    page = Path(job.page).read_text(encoding="utf-8")
    assert "<b>wet" not in page and "&lt;b&gt;wet&lt;/b&gt;" in page and "Same class" not in page
    complete, _ = maps_of(result)
    figures = (f"{100 * result['agreement']['sar']:.1f} %", f"<td>{(complete[0] == 1).sum()}</td>", "0.625")
    for text in ("Same labels", "By label", "F1 (micro)", *figures):
        assert text in page, text
