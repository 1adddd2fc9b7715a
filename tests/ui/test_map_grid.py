"""On which pixels 'Classify' maps: those of the training, unless another grid is asked for."""

from __future__ import annotations

import pytest
from osgeo import gdal, osr
from rasters import ORIGIN


@pytest.fixture(scope="module")
def finer(scene, tmp_path_factory):
    """The scene's heights in another CRS, with pixels of 5 m."""
    path = str(tmp_path_factory.mktemp("finer") / "lidar.tif")
    gdal.Warp(path, scene["LIDAR"], dstSRS="EPSG:32632", xRes=5, yRes=5, dstNodata="nan")
    return path


def mapped(qgis, model, out, **parameters):
    """EPSG code, left edge, pixel width and top edge of the map; and what was said."""
    words = {"MODEL": model, "OUTPUT": out, "DEVICE": "cpu", **parameters}
    done = qgis.command("run", "rsmiss:classify", "--", *(f"{name}={value}" for name, value in words.items()))
    assert done.status == 0, done.complained
    dataset = gdal.Open(str(out))
    left, width, _, top, _, _ = dataset.GetGeoTransform()
    code = osr.SpatialReference(dataset.GetProjection()).GetAuthorityCode(None)
    return int(code), left, width, top, done.said


def test_without_the_layer_of_the_training_its_pixels_stay(qgis, model, finer, tmp_path):
    code, left, width, top, said = mapped(qgis, model, tmp_path / "map.tif", LIDAR=finer)
    assert (code, width) == (32631, 10)
    assert (left - ORIGIN[0]) % 10 == 0 and (top - ORIGIN[1]) % 10 == 0
    assert abs(left - ORIGIN[0]) <= 50 and abs(top - ORIGIN[1]) <= 50
    assert "WARNING" not in said


def test_another_grid_is_to_be_had_and_what_it_changes_is_said(qgis, model, finer, tmp_path):
    code, _, width, _, said = mapped(qgis, model, tmp_path / "own.tif", LIDAR=finer, GRID="lidar")
    assert (code, width) == (32632, pytest.approx(5))
    assert "The map has pixels of 5 m in WGS 84 / UTM zone 32N; the training had 10 m in WGS 84 / UTM zone 31N." in said
    code, _, width, _, said = mapped(qgis, model, tmp_path / "wide.tif", LIDAR=finer, PIXEL_SIZE=20)
    assert (code, width) == (32631, 20)
    assert "The map has pixels of 20 m, the training had 10 m" in said


def test_a_grid_of_a_layer_that_is_not_given_is_refused(qgis, model, scene, tmp_path):
    done = qgis("rsmiss:classify", MODEL=model, MSI=scene["MSI"], GRID="lidar", OUTPUT=tmp_path / "map.tif")
    assert done.status == 1 and "GRID is 'lidar', but no such layer is given." in done.complained
