"""The grid of a map is the training's, whichever layer is missing."""

from __future__ import annotations

import numpy as np
import pytest
from rasters import ORIGIN, crs, ramp, write_raster

from engine.door.errors import InputError
from engine.scene.map_grid import TrainedOn, map_grid
from engine.scene.rasters.aligned import same_crs
from engine.scene.rasters.source import open_raster

UTM31 = crs(32631).ExportToWkt()
WEST, NORTH = ORIGIN
TRAINED = TrainedOn(UTM31, 10.0, (WEST, NORTH - 300, WEST + 300, NORTH), "msi")


def opened(folder, **layers):
    """Modality -> files; each layer is (epsg, pixel, origin)."""
    return {
        m: [open_raster(write_raster(folder / f"{m}.tif", ramp(1, 30, 30), epsg=e, pixel=p, origin=o), m)]
        for m, (e, p, o) in layers.items()
    }


def epsg(grid):
    return next((code for code in (32631, 32632, 32652, 4326) if same_crs(grid.crs, crs(code).ExportToWkt())), None)


def test_the_layer_of_the_training_keeps_its_grid(tmp_path):
    files = opened(tmp_path, msi=(32631, 10, ORIGIN), rgb=(32631, 2, ORIGIN))
    assert map_grid(files, TRAINED, "rgb") == ("msi", files["msi"][0].grid)


def test_without_that_layer_the_pixels_are_those_of_the_training(tmp_path):
    """A finer layer, a little beside the lattice: the map covers it with pixels of the training's lattice."""
    files = opened(tmp_path, rgb=(32631, 2, (WEST + 23, NORTH - 4)))
    anchor, grid = map_grid(files, TRAINED, "rgb")
    assert anchor == "rgb" and epsg(grid) == 32631
    assert grid.transform == (WEST + 20, 10, 0, NORTH, 0, -10)
    assert (grid.rows, grid.cols) == (7, 7)


def test_a_layer_in_another_crs_is_mapped_in_that_of_the_training(tmp_path):
    """ORIGIN lies on the middle of zone 31: about 80 km west of the zero of zone 32."""
    change = [v for v in _in(32632, *ORIGIN)]
    files = opened(tmp_path, lidar=(32632, 2.5, (change[0], change[1])))
    _, grid = map_grid(files, TRAINED, "lidar")
    assert epsg(grid) == 32631 and grid.transform[1] == 10
    assert (grid.transform[0] - WEST) % 10 == pytest.approx(0) and (grid.transform[3] - NORTH) % 10 == pytest.approx(0)


def _in(code, x, y):
    from osgeo import osr

    return osr.CoordinateTransformation(crs(32631), crs(code)).TransformPoint(x, y)[:2]


def test_elsewhere_the_crs_is_of_the_same_kind(tmp_path):
    far = opened(tmp_path, rgb=(32652, 2, ORIGIN))
    _, grid = map_grid(far, TRAINED, "rgb")
    assert (epsg(grid), grid.transform[1]) == (32652, pytest.approx(10))
    degrees = opened(tmp_path, lidar=(4326, 0.0001, (128.9, 50.0)))
    _, grid = map_grid(degrees, TRAINED, "lidar")
    assert (epsg(grid), grid.transform[1]) == (32652, 10)


def test_a_wish_is_followed(tmp_path):
    files = opened(tmp_path, msi=(32631, 10, ORIGIN), rgb=(32631, 2, ORIGIN))
    assert map_grid(files, TRAINED, "rgb", layer="rgb") == ("rgb", files["rgb"][0].grid)
    anchor, grid = map_grid(files, TRAINED, "rgb", pixel_size=20.0)
    assert (anchor, grid.transform[1], grid.rows, grid.cols) == ("msi", 20, 15, 15)
    anchor, grid = map_grid(files, TRAINED, "rgb", "rgb", 7.0)
    assert (anchor, grid.transform[1], grid.cols) == ("rgb", 7, 9)


@pytest.mark.parametrize("known", [TrainedOn("", 10.0, (0, 0, 300, 300), "msi"), TrainedOn(UTM31, 0.0, (0,) * 4, "")])
def test_a_model_that_does_not_know_its_grid_is_mapped_on_a_layers(tmp_path, known):
    """Of a scene without a CRS, or from an older file: the training's layer, else the finest."""
    files = opened(tmp_path, msi=(32631, 10, ORIGIN), rgb=(32631, 2, ORIGIN))
    anchor = known.reference or "rgb"
    assert map_grid(files, known, "rgb") == (anchor, files[anchor][0].grid)


def test_layers_without_a_crs_have_no_other_pixels_than_their_own(tmp_path):
    path = write_raster(tmp_path / "rgb.tif", np.ones((1, 30, 30), "f4"), epsg=None)
    files = {"rgb": [open_raster(path, "rgb")]}
    assert map_grid(files, TRAINED, "rgb") == ("rgb", files["rgb"][0].grid)
    with pytest.raises(InputError, match=r"PIXEL_SIZE: the .*rgb\.tif' has no CRS"):
        map_grid(files, TRAINED, "rgb", pixel_size=5.0)
