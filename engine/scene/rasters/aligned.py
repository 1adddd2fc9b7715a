"""A raster file seen on the scene's grid: as it is where its pixels are the grid's, else warped lazily."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from osgeo import gdal, osr

from ...door.errors import InputError
from ...door.modalities import Modality
from ..grid import Extent, Grid, Window
from .source import RasterFile, metres_per_unit, spatial_reference

_BLOCK_ROW_BYTES = 64 * 2**20
_WARP_MEGABYTES = 64
_SMALLEST_BLOCK, _LARGEST_BLOCK, _WIDEST_WINDOW = 16, 64, 1024
_SAME = 1e-3  # of a pixel: closer than any resampling could tell
_DENSITY = 21  # points along each edge of an extent that is transformed
_FINER = 0.99  # pixels this much smaller than the grid's are averaged


class AlignedRaster:
    """``bands`` (GDAL's numbers) of a file, read by windows of the grid.

    Coarser layers are interpolated and finer ones averaged (as the modality says), categories take the nearest
    pixel. An interpolated pixel has data where the file's own pixel under its centre has: holes keep their shape.
    """

    def __init__(self, file: RasterFile, grid: Grid, modality: Modality, bands: Sequence[int]) -> None:
        self.file, self.bands = file, tuple(bands)
        self._offset = _offset(file, grid)
        self._warped: Any = None
        self._nearest: Any = None
        if self._offset is None:
            way = _resampling(file, grid, modality)
            self._warped = _warp(file, grid, way)
            if way == modality.resampling[0] and way != "near" and file.may_have_holes:
                self._nearest = _warp(file, grid, "near")

    def read(self, window: Window) -> NDArray[np.float32]:
        """(bands, rows, cols) of a window inside the grid, in the file's units, NaN where it has no data."""
        return self.file.in_units(self._read(window), self.bands)

    def _read(self, window: Window) -> NDArray[np.float32]:
        if self._offset is not None:
            return self._read_own(window, *self._offset)
        values = _read_strips(self._warped, window, self.bands)
        if self._nearest is not None:
            values[np.isnan(_read_strips(self._nearest, window, self.bands))] = np.nan
        return values

    def close(self) -> None:
        """Let go of the warped views, then of the file that they read."""
        self._warped = self._nearest = None
        self.file.dataset = None

    def _read_own(self, window: Window, row: int, col: int) -> NDArray[np.float32]:
        """The file's own pixels, ``row`` and ``col`` being the grid's corner in them."""
        own = self.file.grid
        top, left = max(0, window.row + row), max(0, window.col + col)
        bottom = min(own.rows, window.row + row + window.rows)
        right = min(own.cols, window.col + col + window.cols)
        if (bottom - top, right - left) == (window.rows, window.cols):
            return self.file.read(Window(top, left, window.rows, window.cols), self.bands)
        values = np.full((len(self.bands), window.rows, window.cols), np.nan, np.float32)
        if bottom > top and right > left:
            inside = self.file.read(Window(top, left, bottom - top, right - left), self.bands)
            first_row, first_col = top - row - window.row, left - col - window.col
            values[:, first_row : first_row + bottom - top, first_col : first_col + right - left] = inside
        return values


def extent_on(grid: Grid, file: RasterFile) -> Extent:
    """The extent of a placed file in the CRS of the grid; InputError where it cannot be transformed."""
    if same_crs(grid.crs, file.grid.crs):
        return file.grid.extent
    try:
        change = osr.CoordinateTransformation(spatial_reference(file.grid.crs), spatial_reference(grid.crs))
        bounds = change.TransformBounds(*file.grid.extent, _DENSITY)
    except RuntimeError as error:
        bounds, reason = (math.inf,), f": {error}"
    else:
        reason = ""
    if not all(map(math.isfinite, bounds)):
        raise InputError(f"The {file.label} cannot be brought into the CRS of the reference layer{reason}.")
    return tuple(bounds)


def overlaps(grid: Grid, file: RasterFile) -> bool:
    """Whether a placed file covers some of the grid."""
    xmin, ymin, xmax, ymax = extent_on(grid, file)
    left, bottom, right, top = grid.extent
    return xmin < right and left < xmax and ymin < top and bottom < ymax


def same_crs(one: str, other: str) -> bool:
    return one == other or bool(one and other and spatial_reference(one).IsSame(spatial_reference(other)))


def _offset(file: RasterFile, grid: Grid) -> tuple[int, int] | None:
    """Row and column of the grid's corner in the file's pixels, where the pixels are the same; else None."""
    if not file.placed or not grid.crs:
        return 0, 0  # of the grid's size: Scene saw to that
    if not same_crs(file.grid.crs, grid.crs):
        return None
    left, width, _, top, _, height = grid.transform
    own_left, own_width, _, own_top, _, own_height = file.grid.transform
    drift = max(abs(own_width / width - 1) * grid.cols, abs(own_height / height - 1) * grid.rows)
    row, col = (top - own_top) / own_height, (left - own_left) / own_width
    if max(drift, abs(row - round(row)), abs(col - round(col))) > _SAME:
        return None
    return round(row), round(col)


def _resampling(file: RasterFile, grid: Grid, modality: Modality) -> str:
    if file.categories:
        return "near"
    up, down = modality.resampling
    side = math.sqrt(abs(grid.transform[1] * grid.transform[5])) * metres_per_unit(grid)
    return down if file.metres < _FINER * side else up


def _warp(file: RasterFile, grid: Grid, way: str) -> Any:
    """A virtual dataset on the grid: float32, NaN where the file has no data, band by band."""
    kinds = {file.dataset.GetRasterBand(b).DataType for b in file.bands}
    wide = kinds & {gdal.GDT_Float64, gdal.GDT_Int32, gdal.GDT_UInt32}
    floating = kinds & {gdal.GDT_Float32, gdal.GDT_Float64}
    warped = gdal.Warp(
        "",
        file.dataset,
        format="VRT",
        dstSRS=grid.crs,
        outputBounds=grid.extent,
        width=grid.cols,
        height=grid.rows,
        resampleAlg=way,
        outputType=gdal.GDT_Float32,
        workingType=gdal.GDT_Float64 if wide else gdal.GDT_Float32,
        srcNodata="nan" if floating and file.nodata is None else None,
        dstNodata="nan",
        warpOptions=["UNIFIED_SRC_NODATA=NO", "INIT_DEST=NO_DATA"],
        # in one CRS the exact transformation costs nothing
        errorThreshold=0.0 if same_crs(file.grid.crs, grid.crs) else 0.125,
        warpMemoryLimit=_WARP_MEGABYTES,
        copyMetadata=False,
    )
    # GDAL chooses blocks of 512 x 128 and lets nothing but the XML say otherwise
    xml = warped.GetMetadata("xml:VRT")[0]
    side = _block(file.dataset.RasterCount)
    return gdal.Open(re.sub(r"<Block([XY])Size>\d+</Block[XY]Size>", rf"<Block\1Size>{side}</Block\1Size>", xml))


def _block(bands: int) -> int:
    """Side of the blocks that are warped at once: as large as leaves a row of them well within GDAL's cache.

    Otherwise reading all bands of a window would warp each block again for every band.
    """
    side = _LARGEST_BLOCK
    while side > _SMALLEST_BLOCK and (_WIDEST_WINDOW + 2 * side) * side * 4 * bands > _BLOCK_ROW_BYTES:
        side //= 2
    return side


def _read_strips(dataset: Any, window: Window, bands: Sequence[int]) -> NDArray[np.float32]:
    """All bands of a window, one row of blocks after the other: (bands, rows, cols)."""
    values = np.empty((len(bands), window.rows, window.cols), np.float32)
    step, end = dataset.GetRasterBand(1).GetBlockSize()[1], window.row + window.rows
    for row in range(window.row // step * step, end, step):
        first, last = max(row, window.row), min(row + step, end)
        strip = dataset.ReadAsArray(window.col, first, window.cols, last - first, band_list=list(bands))
        values[:, first - window.row : last - window.row] = strip.reshape(len(bands), last - first, window.cols)
    return values
