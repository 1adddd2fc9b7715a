"""From rasters and polygons to maps, on real data, as on the command line of a user."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal, osr
from rasters import crs, shared

from engine.door.model_header import read_header
from engine.scene.availability import code_of

FLANDERS = ("worldcereal_flanders_patches", "00002806639B424A")
#: with the effort that is shipped; so few samples need as many epochs until every class is learnt, whatever the seed
QUICK = {"WINDOW": 3, "PRETRAIN_EPOCHS": 1, "FINETUNE_EPOCHS": 24, "SAMPLES_PER_CLASS": 40, "DEVICE": "cpu"}


def read(path) -> np.ndarray:
    dataset = gdal.Open(str(path))
    values = dataset.ReadAsArray()
    del dataset
    return values


def grid(path) -> tuple[tuple[float, ...], int, int]:
    dataset = gdal.Open(str(path))
    found = dataset.GetGeoTransform(), dataset.RasterXSize, dataset.RasterYSize
    del dataset
    return found


# ---- Landsat and elevation of the Tucurui reservoir

TUCURUI = {"MSI": "landsat5_tm.tif", "LIDAR": "srtm.tif"}
CORNER, SIDE = (0, 20), 80  # first column and row, and size, of a part in which there are all classes


@pytest.fixture(scope="module")
def trained(qgis, tmp_path_factory):
    """The folder with model and report, and what the training returned."""
    folder = tmp_path_factory.mktemp("tucurui")
    layers = {name: shared("rstoolbox_lsat_srtm", file) for name, file in TUCURUI.items()}
    polygons = shared("rstoolbox_lsat_srtm", "training_polygons.gpkg")
    outputs = {"MODEL": folder / "land.rsmiss", "REPORT": folder / "report.html"}
    done = qgis("rsmiss:trainlds2ae", **layers, TRAINING=polygons, CLASS_FIELD="class", **QUICK, **outputs)
    assert sorted(p.name for p in folder.iterdir()) == ["land.rsmiss", "report.html"], done.complained
    return folder, done.results


@pytest.fixture(scope="module")
def part(tmp_path_factory) -> dict[str, Path]:
    """A part of the scene, which is mapped in seconds."""
    folder = tmp_path_factory.mktemp("part")
    for file in TUCURUI.values():
        source = str(shared("rstoolbox_lsat_srtm", file))
        gdal.Translate(str(folder / file), source, srcWin=[*CORNER, SIDE, SIDE], creationOptions=["COMPRESS=DEFLATE"])
    return {name: folder / file for name, file in TUCURUI.items()}


@pytest.fixture(scope="module")
def whole_map(qgis, part, trained, tmp_path_factory):
    """The map of the part from both layers."""
    path = tmp_path_factory.mktemp("map") / "map.tif"
    done = qgis("rsmiss:classify", MODEL=trained[0] / "land.rsmiss", **part, DEVICE="cpu", OUTPUT=path)
    assert done.results["OUTPUT"] == str(path)
    return path


def test_training_measures_what_its_report_shows(trained):
    folder, results = trained
    assert results["MODEL"] == str(folder / "land.rsmiss")
    assert 0.7 < results["OA"] <= 1 and 0.7 < results["AA"] <= 1 and 0.5 < results["KAPPA"] <= 1
    page = (folder / "report.html").read_text()
    assert all(name in page for name in ("cleared", "fallen_dry", "forest", "water"))
    assert f"{100 * results['OA']:.1f}" in page


@pytest.mark.parametrize("given", TUCURUI)
def test_the_scene_is_mapped_from_either_layer_alone(qgis, part, trained, whole_map, tmp_path, given):
    out = tmp_path / "map.tif"
    done = qgis("rsmiss:classify", MODEL=trained[0] / "land.rsmiss", OUTPUT=out, DEVICE="cpu", **{given: part[given]})
    assert (done.results["PIXELS"], done.results["NODATA"]) == (SIDE * SIDE, 0)
    assert grid(out) == grid(whole_map)
    assert (read(out) != read(whole_map)).any()
    assert set(np.unique(read(out))) <= {1, 2, 3, 4}


def test_the_map_has_its_classes_where_the_polygons_say(whole_map, trained):
    """The polygons burnt by GDAL; most of them were trained on, so the map must be right in nearly all."""
    mapped = read(whole_map)
    for item in read_header(trained[0] / "land.rsmiss")["target"]["classes"]:
        inside = burnt(f"class = '{item['name']}'", whole_map)
        assert inside.sum() > 20
        assert (mapped[inside] == item["value"]).mean() > 0.7, item["name"]


def burnt(where: str, like: Path) -> np.ndarray:
    """The pixels of a raster within the training polygons that an SQL condition picks."""
    raster = gdal.GetDriverByName("MEM").CreateCopy("", gdal.Open(str(like)))
    raster.GetRasterBand(1).Fill(0)
    table = gdal.OpenEx(str(shared("rstoolbox_lsat_srtm", "training_polygons.gpkg")))
    layer = table.GetLayer(0)
    layer.SetAttributeFilter(where)
    gdal.RasterizeLayer(raster, [1], layer, burn_values=[1])
    inside = raster.ReadAsArray() == 1
    del layer, table, raster
    return inside


def test_qgis_shows_the_map_with_names_and_colours_of_its_classes(provider, whole_map, trained):
    from qgis.core import QgsPalettedRasterRenderer, QgsRasterLayer

    layer = QgsRasterLayer(str(whole_map), "map")
    assert layer.isValid() and isinstance(layer.renderer(), QgsPalettedRasterRenderer)
    shown = {(c.value, c.label, c.color.name()) for c in layer.renderer().classes()}
    classes = read_header(trained[0] / "land.rsmiss")["target"]["classes"]
    assert {(c["value"], c["name"], c["color"]) for c in classes} <= shown
    assert {c["name"] for c in classes} == {"cleared", "fallen_dry", "forest", "water"}
    assert len({c["color"] for c in classes}) == 4


def test_model_information_says_what_was_trained(qgis, trained, tmp_path):
    page = tmp_path / "info.html"
    results = qgis("rsmiss:modelinfo", MODEL=trained[0] / "land.rsmiss", HTML=page).results
    assert (results["METHOD"], results["MODALITIES"]) == ("lds2ae", "msi, lidar")
    assert results["CLASSES"] == "cleared, fallen_dry, forest, water"
    assert results["OA"] == pytest.approx(trained[1]["OA"])
    assert results["HTML"] == str(page) and "forest" in page.read_text()


def test_an_extent_in_another_crs_maps_that_part_and_no_other(qgis, part, trained, whole_map, tmp_path):
    out = tmp_path / "extent.tif"
    to_degrees = osr.CoordinateTransformation(crs(32622), crs(4326))
    west, south = to_degrees.TransformPoint(620_000.0, -412_400.0)[:2]
    east, north = to_degrees.TransformPoint(621_000.0, -411_400.0)[:2]
    box = f"{west},{east},{south},{north} [EPSG:4326]"
    done = qgis("rsmiss:classify", MODEL=trained[0] / "land.rsmiss", **part, EXTENT=box, DEVICE="cpu", OUTPUT=out)
    assert 33 * 33 <= done.results["PIXELS"] <= 37 * 37  # 1 km in pixels of 30 m
    (left, pixel, _, top, _, _), cols, rows = grid(out)
    covered = [left, top - rows * pixel, left + cols * pixel, top]
    assert np.abs(np.subtract(covered, [620_000, -412_400, 621_000, -411_400])).max() <= 1.5 * pixel
    (first_left, _, _, first_top, _, _), _, _ = grid(whole_map)
    col, row = round((left - first_left) / pixel), round((first_top - top) / pixel)
    np.testing.assert_array_equal(read(out), read(whole_map)[row : row + rows, col : col + cols])


# ---- Sentinel-2, Sentinel-1 and Landsat 8 over Flemish parcels


def test_series_of_several_pixel_sizes_are_mapped_with_their_holes(qgis, tmp_path):
    """Most of Landsat 8's spring is NaN, but its summer and autumn serve; a cloud over all its dates is a hole, and so
    is what Sentinel-1, of 20 m on the grid of 10 m, does not cover."""
    layers = {
        "MSI": shared(*FLANDERS, "s2_10m_monthly.tif"),
        "SAR": shared(*FLANDERS, "s1_20m_monthly.tif"),
        "OTHER": shared(*FLANDERS, "l8_sr_30m_seasonal.tif"),
    }
    dates = "MSI=8;SAR=8;OTHER=3"
    polygons = shared(*FLANDERS, "labels_croptype_polygons.gpkg")
    model, out, served = tmp_path / "crops.rsmiss", tmp_path / "crops.tif", tmp_path / "served.tif"
    few = {**QUICK, "FINETUNE_EPOCHS": 6}  # what is asked is where there is a map, not how good it is
    done = qgis("rsmiss:trainlds2ae", **layers, DATES=dates, TRAINING=polygons, CLASS_FIELD="code", **few, MODEL=model)
    assert 0 < done.results["OA"] <= 1

    layers["SAR"] = Path(tmp_path / "swath.tif")
    gdal.Translate(str(layers["SAR"]), str(shared(*FLANDERS, "s1_20m_monthly.tif")), srcWin=[0, 0, 20, 32])
    values = read(layers["OTHER"])
    values[:, 10:30, 5:50] = np.nan
    cloudy = gdal.GetDriverByName("GTiff").CreateCopy(str(tmp_path / "cloudy.tif"), gdal.Open(str(layers["OTHER"])))
    cloudy.WriteArray(values)
    del cloudy
    layers["OTHER"] = tmp_path / "cloudy.tif"

    done = qgis("rsmiss:classify", MODEL=model, **layers, DATES=dates, DEVICE="cpu", OUTPUT=out, AVAILABILITY=served)
    expected = np.full((64, 64), code_of(["msi", "sar", "other"]))
    expected[:, 40:] -= code_of(["sar"])
    expected[10:30, 5:50] -= code_of(["other"])
    np.testing.assert_array_equal(read(served), expected)
    assert (done.results["PIXELS"], done.results["NODATA"]) == (64 * 64, 0)
    codes = {c["value"] for c in read_header(model)["target"]["classes"]}
    assert set(np.unique(read(out))) <= codes and {1200, 9120} <= codes
