"""A raster of class codes as labelled pixels: what stands in a pixel is its class; 0 and nodata are none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from osgeo import gdal
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from ..door.errors import InputError
from ..door.modalities import Modality
from ..door.sources import LabelSource
from ..scene.grid import Grid
from ..scene.rasters.aligned import AlignedRaster, overlaps
from ..scene.rasters.source import RasterFile, open_raster

Indices = NDArray[np.int64]
Styles = tuple[tuple[str, str, str], ...]

_NEAREST = Modality("labels", "Label raster", "", ("near", "near"))
_TILE = 1024
_LARGEST = 2**24  # codes that float32, which rasters are read in, tells apart
_COLOURS = (gdal.GFU_Red, gdal.GFU_Green, gdal.GFU_Blue)


def labelled_areas(source: LabelSource, grid: Grid, say: Callable[[str], None]) -> tuple[Indices, Indices, Indices]:
    """Pixels row * cols + col (n,) in order, their codes, and the area of each: pixels of one code that touch.

    A raster of another grid is brought to this one by its nearest pixels. InputError where it cannot be read, lies
    elsewhere, or holds no codes.
    """
    file = _open(source)
    if not (file.placed and grid.crs):
        if (file.grid.rows, file.grid.cols) != (grid.rows, grid.cols):
            raise InputError(
                f"The {file.label} ({file.grid.rows} x {file.grid.cols} pixels) or the layers "
                f"({grid.rows} x {grid.cols}) have no CRS, and their sizes differ; assign them their CRS."
            )
        say(f"The {file.label} or the layers have no CRS; its pixels are taken to be those of the layers, one by one.")
    elif not overlaps(grid, file):
        raise InputError(f"The {file.label} does not overlap the layers; give labels of the same place.")
    raster = AlignedRaster(file, grid, _NEAREST, file.bands[:1])
    pixels, codes = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for window in grid.windows(_TILE):
        values = raster.read(window)[0]
        rows, cols = np.nonzero(np.isfinite(values) & (values != 0))
        codes.append(_whole(values[rows, cols], file))
        pixels.append((rows + window.row) * grid.cols + cols + window.col)
    raster.close()
    every, code = np.concatenate(pixels), np.concatenate(codes)
    if not len(every):
        raise InputError(f"The {file.label} has no class at any pixel of the layers; 0 and nodata are none.")
    order = np.argsort(every)
    return every[order], code[order], touching(every[order], code[order], grid.cols)


def class_codes(source: LabelSource) -> set[int]:
    """All codes of the raster, wherever it lies. InputError where it holds other numbers."""
    file = _open(source)
    raster = AlignedRaster(file, file.grid, _NEAREST, file.bands[:1])
    found: set[int] = set()
    for window in file.grid.windows(_TILE):
        values = raster.read(window)[0]
        found |= set(_whole(np.unique(values[np.isfinite(values)]), file).tolist())
    raster.close()
    return found - {0}


def _whole(values: NDArray[np.float32], file: RasterFile) -> Indices:
    """Values of a raster as class codes."""
    wrong = values[(values != np.rint(values)) | (np.abs(values) > _LARGEST)]
    if len(wrong):
        raise InputError(
            f"The {file.label} holds {wrong[0]:g}, which is no class code; give a raster of whole numbers."
        )
    return values.astype(np.int64)


def class_styles(source: LabelSource) -> Styles:
    """(code, name, #rrggbb) of the codes: of the layer's style, else of the raster's attribute or category table."""
    file = _open(source)  # a band lives no longer than its dataset
    # GDAL 3.6 reads a GeoTIFF's category names with its georeference, which opening has asked for
    band = file.dataset.GetRasterBand(1)
    tables = (_categories(band), _attributes(band), source.styles)
    merged: dict[str, tuple[str, str]] = {}
    for row in (row for table in tables for row in table):
        code, name, colour = row
        before = merged.get(code, ("", ""))
        merged[code] = (name or before[0], colour or before[1])
    return tuple((code, name, colour) for code, (name, colour) in merged.items())


def touching(pixels: Indices, codes: Indices, cols: int) -> Indices:
    """The area of each of the pixels (sorted), whose neighbours, also across corners, have the same code."""
    ends: list[Indices] = []
    starts: list[Indices] = []
    for down, right in ((0, 1), (1, -1), (1, 0), (1, 1)):
        inside = np.flatnonzero((pixels % cols + right >= 0) & (pixels % cols + right < cols))
        place = np.searchsorted(pixels, wanted := pixels[inside] + down * cols + right)
        place = np.minimum(place, len(pixels) - 1)
        same = (pixels[place] == wanted) & (codes[place] == codes[inside])
        starts.append(inside[same])
        ends.append(place[same])
    first, second = np.concatenate(starts), np.concatenate(ends)
    graph = coo_matrix((np.ones(len(first), np.int8), (first, second)), shape=(len(pixels),) * 2)
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)


def _open(source: LabelSource) -> RasterFile:
    return open_raster(source.path, "other", f"label raster '{source.title or Path(source.path).name}'")


def _categories(band: Any) -> Iterator[tuple[str, str, str]]:
    table = band.GetColorTable()
    names = band.GetCategoryNames() or []
    for code in range(max(len(names), table.GetCount() if table else 0)):
        name = names[code] if code < len(names) else ""
        colour = (
            "#{:02x}{:02x}{:02x}".format(*table.GetColorEntry(code)[:3]) if table and code < table.GetCount() else ""
        )
        yield str(code), name, colour


def _attributes(band: Any) -> Iterator[tuple[str, str, str]]:
    """Of the attribute table: its columns of values, names and colours."""
    table = band.GetDefaultRAT()
    if table is None:
        return
    usage = {table.GetUsageOfCol(i): i for i in reversed(range(table.GetColumnCount()))}
    value = next((usage[u] for u in (gdal.GFU_MinMax, gdal.GFU_Min) if u in usage), None)
    if value is None:
        return
    for row in range(table.GetRowCount()):
        name = table.GetValueAsString(row, usage[gdal.GFU_Name]) if gdal.GFU_Name in usage else ""
        light = [table.GetValueAsInt(row, usage[u]) for u in _COLOURS if u in usage]
        known = len(light) == len(_COLOURS) and all(0 <= v <= 255 for v in light)
        yield str(table.GetValueAsInt(row, value)), name, "#{:02x}{:02x}{:02x}".format(*light) if known else ""
