"""A raster at a glance: some bands on a coarser grid, from overviews where there are any; memory is the picture's."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from osgeo import gdal

from ..grid import Grid
from .source import RasterFile


def coarse(grid: Grid, side: int) -> tuple[Grid, int]:
    """The grid with pixels so many times larger that its longer side has ``side`` of them at most, and how many."""
    factor = max(1, math.ceil(max(grid.rows, grid.cols) / side))
    left, width, _, top, _, height = grid.transform
    rows, cols = math.ceil(grid.rows / factor), math.ceil(grid.cols / factor)
    return Grid(grid.crs, (left, width * factor, 0.0, top, 0.0, height * factor), rows, cols), factor


def preview(file: RasterFile, grid: Grid, bands: Sequence[int]) -> NDArray[np.float32]:
    """GDAL's ``bands`` of a file at the pixels of a coarse grid: (bands, rows, cols), nearest pixel, NaN where empty.

    A file that does not know where it lies is taken to cover the grid, as in a scene.
    """
    if file.placed and grid.crs:
        picked = gdal.Translate("", file.dataset, format="VRT", bandList=[*bands, *_alpha(file)])
        floating = {file.dataset.GetRasterBand(b).DataType for b in bands} & {gdal.GDT_Float32, gdal.GDT_Float64}
        warped = gdal.Warp(
            "",
            picked,
            format="MEM",
            dstSRS=grid.crs,
            outputBounds=grid.extent,
            width=grid.cols,
            height=grid.rows,
            resampleAlg="near",
            outputType=gdal.GDT_Float32,
            srcNodata="nan" if floating and file.nodata is None else None,
            dstNodata="nan",
            warpOptions=["UNIFIED_SRC_NODATA=NO", "INIT_DEST=NO_DATA"],
            copyMetadata=False,
        )
        values: NDArray[np.float32] = warped.ReadAsArray().reshape(-1, grid.rows, grid.cols)[: len(bands)]
        return values
    read: dict[str, Any] = {"buf_xsize": grid.cols, "buf_ysize": grid.rows}
    planes = []
    for number in bands:
        band = file.dataset.GetRasterBand(number)
        plane = band.ReadAsArray(**read).astype(np.float32)
        plane[band.GetMaskBand().ReadAsArray(**read) == 0] = np.nan
        planes.append(plane)
    return np.stack(planes)


def _alpha(file: RasterFile) -> list[int]:
    count = file.dataset.RasterCount
    kinds = {b: file.dataset.GetRasterBand(b).GetColorInterpretation() for b in range(1, count + 1)}
    return [b for b, kind in kinds.items() if kind == gdal.GCI_AlphaBand][:1]
