"""The grid that all layers of a scene are seen on, and rectangles of it. No GDAL here."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..door.errors import InputError

Extent = tuple[float, float, float, float]

#: shares of a pixel by which an extent may miss a pixel's edge: rounding, not intent
_SLACK = 1e-6


@dataclass(frozen=True)
class Window:
    """A rectangle of a grid, in pixels: its first row and column, and its size."""

    row: int
    col: int
    rows: int
    cols: int


@dataclass(frozen=True)
class Grid:
    """CRS (WKT, or empty where unknown), GDAL geotransform and size. North is up: no rotation, rows go south.

    ``transform``: (left, pixel width, 0, top, 0, -pixel height), in the units of the CRS.
    """

    crs: str
    transform: tuple[float, float, float, float, float, float]
    rows: int
    cols: int

    @property
    def extent(self) -> Extent:
        """(xmin, ymin, xmax, ymax) in the CRS of the grid."""
        left, width, _, top, _, height = self.transform
        return (left, top + self.rows * height, left + self.cols * width, top)

    @property
    def whole(self) -> Window:
        return Window(0, 0, self.rows, self.cols)

    def windows(self, tile: int) -> Iterator[Window]:
        """Squares of ``tile`` pixels that cover the grid, row by row; those at its end are smaller."""
        for row in range(0, self.rows, tile):
            for col in range(0, self.cols, tile):
                yield Window(row, col, min(tile, self.rows - row), min(tile, self.cols - col))

    def count(self, tile: int) -> int:
        """How many windows there are."""
        return math.ceil(self.rows / tile) * math.ceil(self.cols / tile)

    def crop(self, extent: Sequence[float]) -> Window:
        """The pixels that an extent (xmin, ymin, xmax, ymax; CRS of the grid) touches.

        Raises InputError where it is empty or lies wholly outside.
        """
        xmin, ymin, xmax, ymax = extent
        if not (xmin < xmax and ymin < ymax):
            raise InputError(
                f"The extent {_shown(extent)} is empty; give xmin, ymin, xmax, ymax with xmin < xmax and ymin < ymax."
            )
        left, width, _, top, _, height = self.transform
        first_col, last_col = _pixels((xmin - left) / width, (xmax - left) / width, self.cols)
        first_row, last_row = _pixels((ymax - top) / height, (ymin - top) / height, self.rows)
        if first_col >= last_col or first_row >= last_row:
            raise InputError(
                f"The extent {_shown(extent)} lies outside the layers, which cover {_shown(self.extent)}; "
                "choose an extent that overlaps them, in the CRS of the reference layer."
            )
        return Window(first_row, first_col, last_row - first_row, last_col - first_col)

    def sub(self, window: Window) -> Grid:
        """The grid of a window."""
        left, width, _, top, _, height = self.transform
        corner = (left + window.col * width, width, 0.0, top + window.row * height, 0.0, height)
        return Grid(self.crs, corner, window.rows, window.cols)


def _pixels(low: float, high: float, size: int) -> tuple[int, int]:
    """First and one past the last of ``size`` pixels that the interval low…high (in pixels) touches."""
    return max(0, math.floor(low + _SLACK)), min(size, math.ceil(high - _SLACK))


def _shown(extent: Sequence[float]) -> str:
    return "(" + ", ".join(f"{value:.10g}" for value in extent) + ")"
