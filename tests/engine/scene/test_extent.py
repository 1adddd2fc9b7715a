"""Extents from one CRS to another."""

import pytest
from osgeo import osr

from engine.door.errors import InputError
from engine.scene.rasters.extent import transformed


def wkt(code):
    system = osr.SpatialReference()
    system.ImportFromEPSG(code)
    return system.ExportToWkt()


def test_an_extent_in_degrees_becomes_the_box_around_it_in_metres():
    xmin, ymin, xmax, ymax = transformed((8.9, 50.0, 9.1, 50.1), wkt(4326), wkt(32632))
    assert xmin == pytest.approx(500_000 - (xmax - 500_000), abs=1)  # symmetric about the central meridian, 9° E
    assert 14_200 < xmax - xmin < 14_400  # 0.2° at 50° N
    assert 11_100 < ymax - ymin < 11_200  # 0.1° north-south, and the curve of the parallel


def test_an_extent_without_a_known_crs_stays_as_it_is():
    assert transformed((1, 2, 3, 4), "", wkt(32632)) == (1, 2, 3, 4)
    assert transformed((1, 2, 3, 4), wkt(32632), wkt(32632)) == (1, 2, 3, 4)


def test_an_extent_that_is_nowhere_in_the_other_crs_is_refused():
    with pytest.raises(InputError, match="EXTENT cannot be brought"):
        transformed((1e12, 1e12, 2e12, 2e12), wkt(32632), wkt(4326))
