"""Maps carry their names, colours and nodata, as GDAL and so QGIS read them back."""

import itertools
import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal, osr
from window_mean import class_table

from engine.door.errors import InputError
from engine.door.target import ClassInfo, Target
from engine.mapping.products import AVAILABILITY, CONFIDENCE, MAP, PROBABILITIES
from engine.mapping.raster_writer import RasterWriter, availability_table, layout
from engine.runtime import outputs
from engine.scene.availability import BITS
from engine.scene.grid import Grid, Window

ROOT = Path(__file__).parents[3]


def utm():
    system = osr.SpatialReference()
    system.ImportFromEPSG(32631)
    return system.ExportToWkt()


GRID = Grid(utm(), (500000.0, 5.0, 0.0, 5000000.0, 0.0, -5.0), 300, 520)
LAND = Target("classes", "cover", (ClassInfo(1, "water", "#0000ff"), ClassInfo(7, "forêt & <b>", "#00aa11")))


def opened(path):
    """The raster, with what is beside it: GDAL 3.6 reads category names only after it was asked for its place."""
    dataset = gdal.Open(str(path))
    dataset.GetGeoTransform()
    return dataset


def written(path, kind, values, grid=GRID, **metadata):
    """Write a raster in windows of 256 pixels and open it again."""
    with RasterWriter(str(path), grid, kind, metadata) as writer:
        for w in grid.windows(256):
            writer.write(w, values[:, w.row : w.row + w.rows, w.col : w.col + w.cols])
    return opened(path)


def land_values():
    return np.random.default_rng(0).choice([0, 1, 7], (1, GRID.rows, GRID.cols)).astype(np.uint8)


def test_pixels_and_place_are_kept(tmp_path):
    values = land_values()
    dataset = written(tmp_path / "a.tif", layout(MAP, LAND), values, METHOD="lds2ae")
    assert (dataset.ReadAsArray() == values[0]).all()
    assert dataset.GetGeoTransform() == GRID.transform
    assert dataset.GetSpatialRef().GetAuthorityCode(None) == "32631"
    assert dataset.GetMetadataItem("AREA_OR_POINT") == "Area"
    assert dataset.GetMetadataItem("METHOD") == "lds2ae"


def test_a_class_map_carries_colours_names_attribute_table_and_nodata(tmp_path):
    dataset = written(tmp_path / "a.tif", layout(MAP, LAND), land_values())
    band = dataset.GetRasterBand(1)
    assert band.DataType == gdal.GDT_Byte
    assert band.GetNoDataValue() == 0
    assert band.GetDescription() == "cover"
    assert band.GetColorInterpretation() == gdal.GCI_PaletteIndex
    assert band.GetColorTable().GetColorEntry(7) == (0, 0xAA, 0x11, 255)
    names = band.GetCategoryNames()
    assert (names[0], names[1], names[7]) == ("no data", "water", "forêt & <b>")
    assert set(names[2:7]) == {""}


def test_the_attribute_table_has_the_usages_that_qgis_looks_for(tmp_path):
    dataset = written(tmp_path / "a.tif", layout(MAP, LAND), land_values())
    table = dataset.GetRasterBand(1).GetDefaultRAT()
    columns = {table.GetUsageOfCol(i): i for i in range(table.GetColumnCount())}
    assert table.GetTableType() == gdal.GRTT_THEMATIC
    rows = [
        tuple(
            table.GetValueAsInt(row, columns[use])
            for use in (gdal.GFU_MinMax, gdal.GFU_Red, gdal.GFU_Green, gdal.GFU_Blue, gdal.GFU_Alpha)
        )
        for row in range(table.GetRowCount())
    ]
    assert rows == [(1, 0, 0, 255, 255), (7, 0, 0xAA, 0x11, 255)]
    assert [table.GetValueAsString(row, columns[gdal.GFU_Name]) for row in (0, 1)] == ["water", "forêt & <b>"]


def test_rasters_are_tiled_and_compressed(tmp_path):
    dataset = written(tmp_path / "a.tif", layout(MAP, LAND), np.ones((1, GRID.rows, GRID.cols), np.uint8))
    assert dataset.GetRasterBand(1).GetBlockSize() == [256, 256]
    assert dataset.GetMetadataItem("COMPRESSION", "IMAGE_STRUCTURE") in ("ZSTD", "DEFLATE")
    assert (tmp_path / "a.tif").stat().st_size < GRID.rows * GRID.cols / 10


def test_values_beyond_a_byte_make_a_uint16_map_with_colours(tmp_path):
    target = Target("classes", "code", (ClassInfo(3, "a", "#010203"), ClassInfo(65535, "b", "#fffefd")))
    values = np.full((1, GRID.rows, GRID.cols), 65535, np.uint16)
    dataset = written(tmp_path / "a.tif", layout(MAP, target), values)
    band = dataset.GetRasterBand(1)
    assert band.DataType == gdal.GDT_UInt16
    assert band.GetColorTable().GetColorEntry(65535)[:3] == (255, 254, 253)
    assert band.GetCategoryNames()[65535] == "b"
    assert (band.ReadAsArray() == 65535).all()


def test_a_probability_band_is_named_by_its_class(tmp_path):
    values = np.random.default_rng(0).random((2, GRID.rows, GRID.cols), np.float32)
    values[:, 0, 0] = np.nan
    dataset = written(tmp_path / "a.tif", layout(PROBABILITIES, LAND), values)
    bands = [dataset.GetRasterBand(i) for i in (1, 2)]
    assert [b.GetDescription() for b in bands] == ["water", "forêt & <b>"]
    assert all(b.DataType == gdal.GDT_Float32 and math.isnan(b.GetNoDataValue()) for b in bands)
    np.testing.assert_array_equal(dataset.ReadAsArray(), values)
    assert bands[0].GetMaskBand().ReadAsArray(0, 0, 2, 1).tolist() == [[0, 255]]


@pytest.mark.parametrize(
    ("product", "target", "bands", "nodata"),
    [
        (CONFIDENCE, LAND, ("confidence",), math.nan),
        (MAP, Target("number", "moisture"), ("moisture",), math.nan),
        (MAP, replace(class_table(2), kind="labels"), ("class 1", "class 2"), 255),
    ],
)
def test_other_products_name_their_bands_and_their_nodata(product, target, bands, nodata):
    kind = layout(product, target)
    assert kind.bands == bands
    assert kind.nodata == nodata or math.isnan(kind.nodata) and math.isnan(nodata)
    assert kind.dtype == (np.uint8 if nodata == 255 else np.float32)


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_bands_of_labels_are_no_colours_and_no_opacity(tmp_path, count):
    kind = layout(MAP, replace(class_table(count), kind="labels"))
    dataset = written(tmp_path / "a.tif", kind, np.zeros((count, GRID.rows, GRID.cols), np.uint8))
    meanings = {dataset.GetRasterBand(i + 1).GetColorInterpretation() for i in range(count)}
    assert meanings <= {gdal.GCI_GrayIndex, gdal.GCI_Undefined}
    assert dataset.GetRasterBand(1).GetMaskBand().ReadAsArray().all()


def test_the_availability_map_names_the_patterns_that_occur(tmp_path):
    kind = layout(AVAILABILITY, LAND, ["hsi", "lidar", "sar"])
    values = np.full((1, GRID.rows, GRID.cols), 9, np.uint8)
    values[0, 200:, 10:] = 4
    values[0, :3] = 0
    band = (dataset := written(tmp_path / "a.tif", kind, values)).GetRasterBand(1)
    named = {i: name for i, name in enumerate(band.GetCategoryNames()) if name}
    assert named == {0: "no data", 4: "SAR", 9: "HSI + LIDAR"}
    colours = {info.value: info.color for info in availability_table(["hsi", "lidar", "sar"])}
    for code in (4, 9):
        assert bytes(band.GetColorTable().GetColorEntry(code)[:3]).hex() == colours[code][1:]
    table = band.GetDefaultRAT()
    assert [table.GetValueAsInt(row, 0) for row in range(table.GetRowCount())] == [4, 9]
    np.testing.assert_array_equal(dataset.ReadAsArray(), values[0])


def test_the_availability_map_is_named_also_where_its_pixels_went_to_the_disk_before_its_end(tmp_path):
    """As GDAL sends them when its cache is full: the last ones take more room than those that were there before."""
    grid = Grid(utm(), GRID.transform, 256, 256)
    with RasterWriter(str(tmp_path / "a.tif"), grid, layout(AVAILABILITY, LAND, ["hsi", "sar"]), {}) as writer:
        for number in range(4):
            codes = np.full((1, 64, 256), (BITS["hsi"], BITS["sar"])[number % 2], np.uint8)
            writer.write(Window(64 * number, 0, 64, 256), codes)
            writer._dataset.FlushCache()
    dataset = opened(tmp_path / "a.tif")
    band = dataset.GetRasterBand(1)
    assert set(np.unique(band.ReadAsArray())) == {BITS["hsi"], BITS["sar"]}
    assert band.GetColorInterpretation() == gdal.GCI_PaletteIndex
    assert [name for name in band.GetCategoryNames() if name][1:] == ["HSI", "SAR"]


def test_an_availability_map_in_which_nothing_is_seen_is_written_too(tmp_path):
    kind = layout(AVAILABILITY, LAND, ["hsi"])
    dataset = written(tmp_path / "a.tif", kind, np.zeros((1, GRID.rows, GRID.cols), np.uint8))
    assert dataset.GetRasterBand(1).GetCategoryNames() == ["no data"]


def test_six_modalities_have_63_patterns_of_different_colours():
    table = availability_table(["other", "rgb", "lidar", "sar", "msi", "hsi"])
    assert len(table) == 63
    assert len({info.color for info in table}) == 63
    assert table[-1].name == "HSI + MSI + SAR + LIDAR + RGB + OTHER"
    # a pattern keeps its value and colour, whatever else is in the scene
    assert set(availability_table(["sar", "lidar"])) <= set(table)


@pytest.mark.parametrize(("modalities", "apart"), [(["hsi", "msi", "sar"], 80), (["hsi", "msi", "sar", "lidar"], 35)])
def test_the_patterns_of_a_usual_scene_have_colours_far_apart(modalities, apart):
    shown = [bytes.fromhex(info.color[1:]) for info in availability_table(modalities)]
    assert min(math.dist(one, other) for one, other in itertools.combinations(shown, 2)) > apart


def test_a_grid_without_crs_is_written_without_one(tmp_path):
    dataset = written(tmp_path / "a.tif", layout(MAP, LAND), land_values(), replace(GRID, crs=""))
    assert dataset.GetSpatialRef() is None


def test_names_and_colours_move_with_the_raster_when_it_is_complete(tmp_path):
    final = tmp_path / "map.tif"
    with outputs.whole([str(final)]) as writing:
        written(writing[str(final)], layout(MAP, LAND), land_values())
        assert not final.exists()
    dataset = opened(final)
    assert dataset.GetRasterBand(1).GetCategoryNames()[1] == "water"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["map.tif", "map.tif.aux.xml"]


def test_what_belonged_to_an_older_map_of_that_name_goes_away(tmp_path):
    final = tmp_path / "map.tif"
    for suffix in ("", ".aux.xml", ".ovr"):
        (tmp_path / f"map.tif{suffix}").write_text("old")
    with outputs.whole([str(final)]) as writing:
        written(writing[str(final)], layout(CONFIDENCE, LAND), np.ones((1, GRID.rows, GRID.cols), np.float32))
    assert "old" not in {p.read_text(errors="replace") for p in tmp_path.iterdir()}
    assert not (tmp_path / "map.tif.ovr").exists()


def test_a_failure_leaves_neither_raster_nor_what_is_beside_it(tmp_path):
    final = tmp_path / "map.tif"
    with (
        pytest.raises(RuntimeError, match="^cancelled$"),
        outputs.whole([str(final)]) as writing,
        RasterWriter(writing[str(final)], GRID, layout(MAP, LAND)) as writer,
    ):
        writer.write(Window(0, 0, 256, 256), np.ones((1, 256, 256), np.uint8))
        raise RuntimeError("cancelled")
    assert list(tmp_path.iterdir()) == []


def test_a_name_of_another_format_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"'a.png' is written as a GeoTIFF; let its name end in .tif"):
        RasterWriter(str(tmp_path / "a.png"), GRID, layout(MAP, LAND))


FULL_DISK = """
import resource, sys, numpy as np
sys.path[:0] = [{root!r}, {tests!r}, {tests!r} + '/mapping']
from engine.door.errors import InputError
from engine.runtime import outputs
from engine.scene.availability import BITS
from engine.mapping.products import CONFIDENCE
from engine.mapping.raster_writer import RasterWriter, layout
from test_raster_writer import GRID, LAND
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))  # writing beyond fails as on a full disk
noise = np.random.default_rng(0).random((1, GRID.rows, GRID.cols), np.float32)
try:
    with (
        outputs.whole([{path!r}]) as writing,
        RasterWriter(writing[{path!r}], GRID, layout(CONFIDENCE, LAND)) as writer,
    ):
        for w in GRID.windows(256):
            writer.write(w, noise[:, w.row : w.row + w.rows, w.col : w.col + w.cols])
except InputError as error:
    print(error)
"""


def test_a_full_disk_is_said_in_one_sentence_and_leaves_nothing(tmp_path):
    code = FULL_DISK.format(root=str(ROOT), tests=str(Path(__file__).parents[1]), path=str(tmp_path / "map.tif"))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "map" in done.stdout and "check that the disk has room" in done.stdout, done.stderr
    assert list(tmp_path.iterdir()) == []
