"""The report of a training is safe to open, complete for every subset, and shows the land that it is of."""

import base64
import io
import re
from html.parser import HTMLParser

import numpy as np
import pytest
import torch
from matplotlib.image import imread
from rasters import box, ramp, write_raster, write_vector

from engine.accuracy.evaluation import Accuracy
from engine.door.modalities import ModalityInfo
from engine.door.sources import LabelSource, LayerSource
from engine.door.target import CLASSES, NUMBER, ClassInfo, Target
from engine.labels.labelled_pixels import read_labels
from engine.mapping.raster_writer import availability_table
from engine.report.pictures import SIDE, Picture, pictures
from engine.report.training_report import TrainingReport
from engine.scene.scene import Scene
from engine.training.stage_loop import History

EVIL = '<script>alert("1")</script>'
TARGET = Target(
    CLASSES,
    "cover",
    (ClassInfo(1, "water", "#0000ff"), ClassInfo(2, EVIL, "#00ff00"), ClassInfo(3, "road", "#808080")),
)


def report(**changes):
    complete = np.array([[8, 2, 0], [1, 9, 0], [0, 0, 5]])
    poor = np.array([[6, 4, 0], [5, 5, 0], [0, 5, 0]])
    values = {"oa": 0.88, "aa": 0.9, "kappa": 0.8}
    made = {
        "title": "LDS2AE",
        "citation": "Somebody, 2024",
        "modalities": {m: ModalityInfo(m, 4) for m in ("hsi", "sar")},
        "target": TARGET,
        "settings": {"window": EVIL},
        "counts": {c.name: (10, 5, 5) for c in TARGET.classes},
        "evaluated_on": "the test samples",
        "accuracies": [
            Accuracy(("hsi", "sar"), 25, values, complete),
            Accuracy(("hsi",), 25, values, poor),
            Accuracy(("sar",), 0, {}),
        ],
        "histories": [History("fine-tuning", {"cross_entropy": [3.0, 2.0, 1.0]}, {0: 0.5, 2: 0.8})],
        "notes": [EVIL],
        "files": {"Model": ("land.rsmiss",), "SAR": (EVIL, "b.tif")},
        "made": "3 May 2026, 12:00 UTC",
    }
    return TrainingReport(**{**made, **changes})


class Page(HTMLParser):
    """Collects the tags, the rows of every table as texts, and the sources of the pictures."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.tables, self.sources, self.styles, self.meta = [], [], [], [], {}
        self.in_cell = False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.tags.append(tag)
        self.styles.append(given.get("style", ""))
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append([])
        if tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self.in_cell = True
        if tag == "img":
            self.sources.append(given["src"])
        if tag == "meta" and "http-equiv" in given:
            self.meta[given["http-equiv"]] = given["content"]

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.in_cell = False

    def handle_data(self, data):
        if self.in_cell:
            self.tables[-1][-1][-1] += data.strip()


def test_whatever_is_put_into_the_page_is_escaped_and_no_script_may_run():
    page = Page(report().html())
    assert "script" not in page.tags
    assert page.meta["Content-Security-Policy"].startswith("default-src 'none';")
    assert "script-src" not in page.meta["Content-Security-Policy"]
    assert all(source.startswith("data:image/") for source in page.sources)


def test_every_subset_that_was_measured_has_a_confusion_matrix_with_named_columns():
    html = report().html()
    matrices = [t for t in Page(html).tables if t[0][0] == "Truth"]
    assert [t[0] for t in matrices] == [["Truth", "water", EVIL, "road", "Producer's", "User's", "F1"]] * 2
    assert matrices[0][1] == ["water", "8", "2", "", "80.0 %", "88.9 %", "84.2 %"]
    assert matrices[1][1] == ["water", "6", "4", "", "60.0 %", "54.5 %", "57.1 %"]
    assert matrices[1][3] == ["road", "", "5", "", "0.0 %", "–", "0.0 %"]
    assert re.findall(r"<h3>([^<]*)</h3>", html) == ["HSI + SAR (all layers), 25 samples", "HSI, 25 samples"]


def test_the_bars_are_as_long_as_the_figures_beside_them():
    page = Page(report().html())
    bars = [style.split(":")[1].strip() for style in page.styles if style.startswith("width")]
    assert bars[:3] == ["80.0%", "88.9%", "84.2%"]  # producer's, user's and F1 of water, with all layers
    assert len(bars) == 9


def test_the_page_names_its_files_and_its_day():
    text = report().html()
    assert "land.rsmiss" in text and "b.tif" in text and "3 May 2026, 12:00 UTC" in text


def test_the_curves_are_drawings_not_pixels():
    (source,) = Page(report().html()).sources
    kind, content = source.split(",")
    assert kind == "data:image/svg+xml;base64"
    assert b"<svg" in base64.b64decode(content)
    assert report().html() == report().html()


def test_it_prints_on_a4_with_heads_that_repeat():
    text = report().html()
    assert re.search(r"@page \{ size: A4", text)
    assert "display: table-header-group" in text
    # every table with a head has it where printers look for it
    assert text.count("<thead>") == sum(
        t[0][0] in ("Truth", "Class", "Modality", "Hyperspectral") for t in Page(text).tables
    )


def test_a_number_is_shown_as_a_scatter():
    truth = np.linspace(0, 1, 50)
    result = Accuracy(("hsi",), 50, {"r2": 0.5, "rmse": 1.0, "mae": 1.0}, truth=truth, predicted=truth * 0.9)
    target = Target(NUMBER, "biomass $_x", mean=0.5)
    page = Page(report(target=target, accuracies=[result], counts={}, histories=[]).html())
    assert len(page.sources) == 1 and page.sources[0].startswith("data:image/svg")


def test_the_picture_of_features_stands_with_its_legend_before_the_confusion_matrices():
    picture = Picture("Features of 9 samples", "data:image/png;base64,AAAA", (("#0000ff", EVIL),))
    text = report(features=picture).html()
    assert picture.address in Page(text).sources
    assert text.index("Classes, with all layers") < text.index(picture.title) < text.index("What is taken for what")
    assert "points of two\nclasses mix" in text
    number = report(target=Target(NUMBER, "biomass", mean=0.5), accuracies=[], counts={}, features=picture).html()
    assert "points of two\nfar values mix" in number
    assert "What the network makes" not in report().html()


def test_the_pixels_that_colearn_took_and_rejected_are_told_by_class():
    taken = torch.tensor([[40, 10, 3], [7, 2, 0], [0, 0, 21]])
    histories = [History("fine-tuning"), History("teaching", taken=taken)]
    page = Page(report(histories=histories).html())
    rows = [row for table in page.tables for row in table]
    assert ["water", "40", "10", "3"] in rows and ["road", "0", "0", "21"] in rows
    assert "COLEARN" not in report().html()


def test_a_report_without_anything_measured_is_a_page_too():
    text = report(accuracies=[Accuracy(("hsi",), 0, {})], histories=[], notes=[]).html()
    assert "What each missing layer costs" in text


# ---- pictures


def pixels(picture):
    """(rows, cols, 3) bytes."""
    kind, content = picture.address.split(",")
    assert kind == "data:image/png;base64"
    return np.round(imread(io.BytesIO(base64.b64decode(content)))[..., :3] * 255).astype(int)


def hexadecimal(colour):
    return "#" + bytes(colour.tolist()).hex()


ROWS, COLS = 60, 90


@pytest.fixture
def land(tmp_path):
    """A scene whose left third is red, the middle green, the right blue; a hole in it; labels at known places."""
    msi = np.zeros((5, ROWS, COLS), "f4")
    for band, start in ((3, 0), (1, 30), (0, 60)):  # 665, 560, 490 nm
        msi[band, :, start : start + 30] = 1
    msi[4] = 9  # near infrared, everywhere bright
    msi[:, 50:] = -99
    metadata = [{"wavelength": str(nm), "wavelength_units": "nm"} for nm in (490, 560, 705, 665, 842)]
    layers = {
        "msi": write_raster(tmp_path / "msi.tif", msi, nodata=-99.0, band_metadata=metadata),
        "sar": write_raster(tmp_path / "sar.tif", ramp(1, ROWS // 2, COLS), pixel=10.0),  # the northern half
    }
    areas = write_vector(tmp_path / "areas.gpkg", [(box(10, 5, 4, 4), "wet"), (box(70, 40, 4, 4), "dry")])
    scene = Scene.open({m: LayerSource((path,)) for m, path in layers.items()}, reference="msi")
    source = LabelSource(areas, "areas", "class", styles=(("wet", "wet", "#0000ff"), ("dry", "dry", "#ffaa00")))
    yield scene, read_labels(source, scene.grid, CLASSES, lambda text: None)
    scene.close()


def test_the_land_is_shown_in_true_colour(land):
    picture = pictures(*land)[0]
    assert picture.title == "Multispectral, true colour"
    shown = pixels(picture)
    assert shown.shape == (ROWS, COLS, 3)
    assert [shown[20, col].argmax() for col in (10, 40, 80)] == [0, 1, 2]  # red, green, blue
    assert (shown[55] == 255).all()  # no data is white


def test_labels_are_painted_where_they_lie_in_the_colours_of_their_classes(land):
    picture = pictures(*land)[1]
    shown = pixels(picture)
    assert hexadecimal(shown[6, 11]) == "#0000ff" and hexadecimal(shown[42, 72]) == "#ffaa00"
    assert hexadecimal(shown[42, 11]) not in ("#0000ff", "#ffaa00")
    assert sorted(picture.legend) == [("#0000ff", "wet"), ("#ffaa00", "dry")]


def test_availability_has_the_colours_and_shares_of_the_patterns_that_occur(land):
    picture = pictures(*land)[2]
    shown, colours = pixels(picture), {info.name: info.color for info in availability_table(["msi", "sar"])}
    assert hexadecimal(shown[10, 10]) == colours["MSI + SAR"] and hexadecimal(shown[40, 10]) == colours["MSI"]
    assert hexadecimal(shown[55, 10]) == "#ffffff"
    assert [name for _, name in picture.legend] == ["MSI (33 %)", "MSI + SAR (50 %)", "no data"]


def test_without_wavelengths_one_band_is_shown_in_grey(tmp_path):
    scene = Scene.open({"sar": LayerSource((write_raster(tmp_path / "sar.tif", ramp(2, 40, 40)),))})
    areas = write_vector(tmp_path / "areas.gpkg", [(box(1, 1, 4, 4), "a"), (box(20, 20, 4, 4), "b")])
    picture = pictures(
        scene, read_labels(LabelSource(areas, "areas", "class"), scene.grid, CLASSES, lambda text: None)
    )[0]
    scene.close()
    shown = pixels(picture)
    assert picture.title == "SAR, first band"
    assert (shown[..., 0] == shown[..., 2]).all() and shown[0, 0, 0] < shown[39, 39, 0]


def test_a_large_scene_makes_a_small_picture_read_coarsely(tmp_path, monkeypatch):
    side = 8 * SIDE
    path = write_raster(
        tmp_path / "rgb.tif", np.zeros((3, side, side), "u1") + 7, options=["TILED=YES", "SPARSE_OK=YES"]
    )
    areas = write_vector(tmp_path / "areas.gpkg", [(box(1, 1, 99, 99), "a"), (box(side - 99, side - 99, 98, 98), "b")])
    scene = Scene.open({"rgb": LayerSource((path,))})
    labels = read_labels(LabelSource(areas, "areas", "class"), scene.grid, CLASSES, lambda text: None)
    monkeypatch.setattr(Scene, "read", None)  # the whole scene is never read
    shown = pixels(pictures(scene, labels)[1])
    scene.close()
    assert shown.shape == (SIDE, SIDE, 3)
    assert hexadecimal(shown[5, 5]) == labels.info.classes[0].color
    assert hexadecimal(shown[-6, -6]) == labels.info.classes[1].color


def test_a_scene_that_knows_no_place_is_shown_all_the_same(tmp_path):
    values = ramp(3, 40, 60)
    values[:, :10] = -1
    path = write_raster(tmp_path / "rgb.tif", values, epsg=None, nodata=-1.0)
    scene = Scene.open({"rgb": LayerSource((path,))})
    areas = write_vector(
        tmp_path / "areas.gpkg",
        [("POLYGON ((1 1, 9 1, 9 9, 1 9, 1 1))", "a"), ("POLYGON ((30 15, 40 15, 40 25, 30 25, 30 15))", "b")],
        epsg=None,
    )
    labels = read_labels(LabelSource(areas, "areas", "class"), scene.grid, CLASSES, lambda text: None)
    first, _, availability = pictures(scene, labels)
    scene.close()
    assert pixels(first).shape == (40, 60, 3)
    assert (pixels(first)[:10] == 255).all() and not (pixels(first)[10:] == 255).all()
    assert [name for _, name in availability.legend] == ["RGB (75 %)", "no data"]
