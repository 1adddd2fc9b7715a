"""Rasters of class codes as training areas."""

from dataclasses import replace

import numpy as np
import pytest
from osgeo import gdal
from rasters import ORIGIN, UTM, box, crs, write_raster, write_vector

from engine.door.errors import InputError
from engine.door.sources import LabelSource
from engine.labels import label_raster
from engine.labels.labelled_pixels import class_table, read_labels
from engine.scene.grid import Grid

CODES = np.array(
    [
        [1, 1, 0, 7, 7],
        [0, 0, 1, 0, 0],
        [7, 0, 0, 0, 0],
        [7, 255, 0, 1, 1],
    ],
    np.uint8,
)


def grid(rows=4, cols=5, pixel=10.0):
    return Grid(crs(UTM).ExportToWkt(), (ORIGIN[0], pixel, 0.0, ORIGIN[1], 0.0, -pixel), rows, cols)


def source_of(tmp_path, values=CODES, **settings):
    path = write_raster(tmp_path / "labels.tif", values[None], **{"nodata": 255, **settings})
    return LabelSource(path, "", "", "Truth", raster=True)


def named(source, kind):
    """The raster with names and colours of the codes, in one of the ways that a file keeps them."""
    path = source.path.replace(".tif", ".vrt")
    dataset = gdal.Translate(path, source.path, format="VRT")
    band = dataset.GetRasterBand(1)
    if kind == "categories":
        band.SetCategoryNames(["", "grass", *[""] * 5, "lake"])
        table = gdal.ColorTable()
        table.SetColorEntry(1, (10, 200, 30, 255))
        table.SetColorEntry(7, (0, 0, 255, 255))
        band.SetColorTable(table)
    else:
        table = gdal.RasterAttributeTable()
        columns = [("v", gdal.GFT_Integer, gdal.GFU_MinMax), ("n", gdal.GFT_String, gdal.GFU_Name)]
        light = [gdal.GFU_Red, gdal.GFU_Green, gdal.GFU_Blue]
        for name, data, usage in [*columns, *((str(u), gdal.GFT_Integer, u) for u in light)]:
            table.CreateColumn(name, data, usage)
        for row, values in enumerate([(1, "grass", 10, 200, 30), (7, "lake", 0, 0, 255)]):
            for column, value in enumerate(values):
                (table.SetValueAsString if column == 1 else table.SetValueAsInt)(row, column, value)
        band.SetDefaultRAT(table)
    dataset.FlushCache()
    del band, dataset
    return replace(source, path=path)


def test_each_pixel_has_the_class_of_its_code_and_zero_and_nodata_have_none(tmp_path):
    labels = read_labels(source_of(tmp_path), grid(), "classes", lambda text: None)
    rows, cols = np.nonzero((CODES != 0) & (CODES != 255))
    assert (labels.rows.tolist(), labels.cols.tolist()) == (rows.tolist(), cols.tolist())
    assert [c.value for c in labels.info.classes] == [1, 7]
    assert [labels.info.classes[i].value for i in labels.target] == CODES[rows, cols].tolist()
    assert labels.info.field == "Truth"


def test_pixels_that_touch_are_one_area_across_corners_and_not_around_the_edge(tmp_path):
    labels = read_labels(source_of(tmp_path), grid(), "classes", lambda text: None)
    areas = {}
    for row, col, group in zip(labels.rows, labels.cols, labels.group, strict=True):
        areas.setdefault(int(group), set()).add((int(row), int(col)))
    expected = [{(0, 0), (0, 1), (1, 2)}, {(0, 3), (0, 4)}, {(2, 0), (3, 0)}, {(3, 3), (3, 4)}]
    assert sorted(map(sorted, areas.values())) == sorted(map(sorted, expected))


def test_areas_are_the_same_for_every_size_of_window(tmp_path, monkeypatch):
    source = source_of(tmp_path)
    whole = read_labels(source, grid(), "classes", lambda text: None)
    monkeypatch.setattr(label_raster, "_TILE", 2)
    parts = read_labels(source, grid(), "classes", lambda text: None)
    for name in ("rows", "cols", "group", "target"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(parts, name))


@pytest.mark.parametrize("kind", ["categories", "attributes"])
def test_names_and_colours_are_those_of_the_file(tmp_path, kind):
    source = named(source_of(tmp_path), kind)
    info = read_labels(source, grid(), "classes", lambda text: None).info
    assert [(c.name, c.color) for c in info.classes] == [("grass", "#0ac81e"), ("lake", "#0000ff")]
    assert class_table(source) == info.classes


def test_a_style_in_qgis_counts_for_more_than_the_file(tmp_path):
    source = named(source_of(tmp_path), "categories")
    styled = replace(source, styles=(("7", "reservoir", "#112233"),))
    info = read_labels(styled, grid(), "classes", lambda text: None).info
    assert [(c.name, c.color) for c in info.classes] == [("grass", "#0ac81e"), ("reservoir", "#112233")]


def test_codes_on_another_grid_come_by_the_nearest_pixel(tmp_path):
    labels = read_labels(source_of(tmp_path), grid(8, 10, 5.0), "classes", lambda text: None)
    fine = np.kron(np.where(CODES == 255, 0, CODES), np.ones((2, 2), int))
    rows, cols = np.nonzero(fine)
    assert (labels.rows.tolist(), labels.cols.tolist()) == (rows.tolist(), cols.tolist())
    assert [labels.info.classes[i].value for i in labels.target] == fine[rows, cols].tolist()


@pytest.mark.parametrize(
    ("values", "settings", "kind", "words"),
    [
        (np.where(CODES == 1, 1.5, CODES).astype("f4"), {}, "classes", "'Truth' holds 1.5, which is no class code"),
        (np.zeros((4, 5), np.uint8), {}, "classes", "'Truth' has no class at any pixel of the layers"),
        ((CODES > 1).astype("u1"), {"nodata": None}, "classes", "single class on the layers, '1'"),
        (CODES, {}, "number", "raster of class codes, which tells one class a pixel"),
        (CODES, {"origin": (0.0, 0.0)}, "classes", "label raster 'Truth' does not overlap the layers"),
        (CODES[:3], {"epsg": None}, "classes", r"'Truth' \(3 x 5 pixels\) or the layers \(4 x 5\) have no CRS"),
    ],
)
def test_what_cannot_be_learnt_from(tmp_path, values, settings, kind, words):
    with pytest.raises(InputError, match=words):
        read_labels(source_of(tmp_path, values, **settings), grid(), kind, lambda text: None)


@pytest.mark.parametrize(("odd", "shown"), [(1.5, "1.5"), (0.4, "0.4"), (1e9, "1e\\+09")])
def test_a_table_of_the_classes_refuses_what_a_training_refuses(tmp_path, odd, shown):
    """Cut to whole numbers, 1.5 would be another class."""
    source = source_of(tmp_path, np.where(CODES == 1, odd, CODES).astype("f4"))
    with pytest.raises(InputError, match=f"'Truth' holds {shown}, which is no class code; give a raster of whole"):
        class_table(source)


def test_a_raster_without_crs_and_of_the_same_size_is_taken_pixel_by_pixel(tmp_path):
    said = []
    labels = read_labels(source_of(tmp_path, epsg=None), grid(), "classes", said.append)
    assert len(labels) == 9
    assert "pixels are taken to be those of the layers" in said[0] and said == labels.notes


def test_a_single_class_will_do_where_no_more_are_wanted(tmp_path):
    source = source_of(tmp_path, (CODES == 1).astype("u1"))
    assert read_labels(source, grid(), "classes", lambda text: None, fewest=1).info.names == ["1"]
    path = write_vector(tmp_path / "one.gpkg", [(box(0, 0, 2, 2), "grass")])
    assert read_labels(LabelSource(path, "areas", "class"), grid(), "classes", print, fewest=1).info.names == ["grass"]
