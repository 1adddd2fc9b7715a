"""The grid: windows that cover it, crops of it."""

import numpy as np
import pytest

from engine.door.errors import InputError
from engine.scene.grid import Grid, Window

GRID = Grid("", (100.0, 2.0, 0.0, 50.0, 0.0, -2.0), 7, 10)


@pytest.mark.parametrize("tile", [1, 3, 4, 7, 64])
def test_windows_cover_every_pixel_once_and_are_as_many_as_count_says(tile):
    hits = np.zeros((7, 10), int)
    windows = list(GRID.windows(tile))
    for w in windows:
        hits[w.row : w.row + w.rows, w.col : w.col + w.cols] += 1
    assert (hits == 1).all()
    assert len(windows) == GRID.count(tile)


def test_crop_takes_every_pixel_that_the_extent_touches():
    assert GRID.crop((103.0, 41.0, 108.0, 47.0)) == Window(1, 1, 4, 3)


def test_crop_to_pixel_edges_takes_no_neighbours():
    assert GRID.crop((102.0, 40.0, 108.0, 46.0)) == Window(2, 1, 3, 3)


def test_crop_is_cut_at_the_edge_of_the_grid():
    assert GRID.crop((-1e6, -1e6, 1e6, 1e6)) == GRID.whole


def test_the_sub_grid_of_a_crop_lies_where_the_window_is():
    sub = GRID.sub(Window(2, 1, 3, 3))
    assert sub.extent == (102.0, 40.0, 108.0, 46.0)
    assert (sub.rows, sub.cols) == (3, 3)


def test_an_extent_outside_is_an_error_that_shows_both_extents():
    with pytest.raises(InputError, match=r"\(0, 0, 10, 10\) lies outside.*\(100, 36, 120, 50\)"):
        GRID.crop((0, 0, 10, 10))


def test_an_empty_extent_is_an_error():
    with pytest.raises(InputError, match="is empty"):
        GRID.crop((110, 40, 105, 45))
