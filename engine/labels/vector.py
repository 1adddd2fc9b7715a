"""Polygons and points of a vector layer, as the pixels of a grid that they cover."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from osgeo import gdal, ogr, osr

from ..door.errors import InputError
from ..door.sources import LabelSource
from ..scene.grid import Extent, Grid, Window
from ..scene.rasters.source import spatial_reference

gdal.UseExceptions()
ogr.UseExceptions()
osr.UseExceptions()

Value = str | int | float
Pixels = NDArray[np.int64]

_TILE = 1024  # side of the largest window that is rasterised at once
_INTEGERS = (ogr.OFTInteger, ogr.OFTInteger64)


@dataclass
class Areas:
    """What the features of a layer cover: ``values`` and ``pixels`` of each feature that lies on the grid.

    ``pixels``: flat numbers row * cols + col; ``parts``: the same of each single polygon or point of the feature. The
    counts say which features could not be used, and how many (``tiny``) hold no pixel's centre and got the pixel
    under their centroid. ``seen`` are all values of the field.
    """

    values: list[Value] = field(default_factory=list)
    pixels: list[Pixels] = field(default_factory=list)
    parts: list[list[Pixels]] = field(default_factory=list)
    seen: set[Value] = field(default_factory=set)
    empty: int = 0
    outside: int = 0
    lines: int = 0
    tiny: int = 0
    without_crs: bool = False


class VectorLayer:
    """A table of a vector file, and the field to learn. Raises InputError where either is not there."""

    def __init__(self, source: LabelSource) -> None:
        self.title = source.title or source.layer or Path(source.path).name
        self.field = source.field
        self._dataset = _open(source.path, self.title)
        self._layer = self._dataset.GetLayerByName(source.layer) if source.layer else self._dataset.GetLayer(0)
        if self._layer is None:
            there = [self._dataset.GetLayer(i).GetName() for i in range(self._dataset.GetLayerCount())]
            raise InputError(f"'{source.path}' has no layer '{source.layer}'; it has {', '.join(there) or 'none'}.")
        definition = self._layer.GetLayerDefn()
        self._index = definition.GetFieldIndex(self.field)
        if self._index < 0:
            names = [definition.GetFieldDefn(i).GetName() for i in range(definition.GetFieldCount())]
            raise InputError(
                f"The layer '{self.title}' has no field '{self.field}'; it has {', '.join(names) or 'no fields'}."
            )
        kind = definition.GetFieldDefn(self._index).GetType()
        self.numeric = kind in (*_INTEGERS, ogr.OFTReal)
        self._integer = kind in _INTEGERS

    def values(self) -> set[Value]:
        """All values of the field."""
        return {value for feature in self._features() if (value := self._value(feature)) is not None}

    def areas(self, grid: Grid) -> Areas:
        """The features on the grid, reprojected to its CRS. Memory follows the area that they cover."""
        areas = Areas()
        change, areas.without_crs = self._transformation(grid)
        for feature in self._features():
            value, geometry = self._value(feature), feature.GetGeometryRef()
            if value is None or geometry is None or geometry.IsEmpty():
                areas.empty += 1
                continue
            areas.seen.add(value)
            parts = list(_parts(geometry.GetLinearGeometry()))
            if not parts:
                areas.lines += 1
                continue
            covered, tiny = _covered(parts, change, grid)
            if not covered:
                areas.outside += 1
                continue
            areas.tiny += tiny
            areas.values.append(value)
            areas.pixels.append(np.unique(np.concatenate(covered)))
            areas.parts.append(covered)
        return areas

    def _features(self) -> Iterator[Any]:
        self._layer.ResetReading()
        return iter(self._layer)

    def _value(self, feature: Any) -> Value | None:
        if not feature.IsFieldSetAndNotNull(self._index):
            return None
        if self._integer:
            return int(feature.GetFieldAsInteger64(self._index))
        if self.numeric:
            number = float(feature.GetFieldAsDouble(self._index))
            return number if math.isfinite(number) else None
        return feature.GetFieldAsString(self._index).strip() or None

    def _transformation(self, grid: Grid) -> tuple[Any, bool]:
        """From the layer's CRS to the grid's, or None where they are the same; and whether either is unknown."""
        own = self._layer.GetSpatialRef()
        if own is None or own.GetName().startswith("Undefined") or not grid.crs:  # GeoPackage's way to say none
            return None, True
        own = own.Clone()
        own.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        target = spatial_reference(grid.crs)
        return (None if own.IsSame(target) else osr.CoordinateTransformation(own, target)), False


def _open(path: str, title: str) -> Any:
    try:
        return gdal.OpenEx(path, gdal.OF_VECTOR | gdal.OF_VERBOSE_ERROR)
    except RuntimeError as error:
        raise InputError(f"The layer '{title}' cannot be opened: {error}.") from error


def _parts(geometry: Any) -> Iterator[Any]:
    """The single polygons and points in a geometry, as copies: OGR's parts die with the whole."""
    kind = ogr.GT_Flatten(geometry.GetGeometryType())
    if kind in (ogr.wkbPolygon, ogr.wkbPoint):
        yield geometry.Clone()
    elif kind in (ogr.wkbTriangle, ogr.wkbCurvePolygon):
        yield ogr.ForceToPolygon(geometry.Clone())
    elif geometry.GetGeometryCount() and kind not in (ogr.wkbLineString, ogr.wkbMultiLineString):
        for i in range(geometry.GetGeometryCount()):
            yield from _parts(geometry.GetGeometryRef(i))


def _covered(parts: list[Any], change: Any, grid: Grid) -> tuple[list[Pixels], bool]:
    """The pixels of each of a feature's parts that covers any; and whether all are too small to hold a centre."""
    found, centroids = [], []
    for part in parts:
        try:
            if change is not None:
                part.Transform(change)
        except RuntimeError:  # beyond what the projection can show: outside
            continue
        if ogr.GT_Flatten(part.GetGeometryType()) == ogr.wkbPoint:
            found.append(_pixel(part, grid))
            continue
        found.append(_rasterised(part, grid))
        centroids.append(part.Centroid())
    covered = [pixels for pixels in found if len(pixels)]
    if covered or not centroids:
        return covered, False
    covered = [pixels for centroid in centroids if len(pixels := _pixel(centroid, grid))]
    return covered, bool(covered)


def _pixel(point: Any, grid: Grid) -> Pixels:
    """The pixel under a point; none outside the grid."""
    left, width, _, top, _, height = grid.transform
    if point.IsEmpty():
        return np.empty(0, np.int64)
    row, col = math.floor((point.GetY() - top) / height), math.floor((point.GetX() - left) / width)
    inside = 0 <= row < grid.rows and 0 <= col < grid.cols
    return np.array([row * grid.cols + col] if inside else [], np.int64)


def _rasterised(polygon: Any, grid: Grid) -> Pixels:
    """The pixels whose centres lie in a polygon."""
    xmin, xmax, ymin, ymax = polygon.GetEnvelope()
    found = [np.empty(0, np.int64)]
    for window in _windows(grid, (xmin, ymin, xmax, ymax)):
        mask = _mask(polygon, grid.sub(window))
        rows, cols = np.nonzero(mask)
        found.append((rows + window.row) * grid.cols + cols + window.col)
    return np.concatenate(found)


def _windows(grid: Grid, extent: Extent) -> Iterator[Window]:
    """Windows of the grid that cover an extent; none where it lies outside."""
    xmin, ymin, xmax, ymax = extent
    left, bottom, right, top = grid.extent
    if not (max(xmin, left) < min(xmax, right) and max(ymin, bottom) < min(ymax, top)):
        return
    whole = grid.crop(extent)
    for part in grid.sub(whole).windows(_TILE):
        yield Window(whole.row + part.row, whole.col + part.col, part.rows, part.cols)


def _mask(polygon: Any, grid: Grid) -> NDArray[np.uint8]:
    raster = gdal.GetDriverByName("MEM").Create("", grid.cols, grid.rows, 1, gdal.GDT_Byte)
    raster.SetGeoTransform(grid.transform)
    plane = osr.SpatialReference()  # both are in one CRS already; without any, GDAL warns for each polygon
    plane.SetLocalCS("grid")
    raster.SetSpatialRef(plane)
    vector = ogr.GetDriverByName("Memory").CreateDataSource("")
    layer = vector.CreateLayer("", plane, geom_type=ogr.wkbUnknown)
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetGeometry(polygon)
    layer.CreateFeature(feature)
    gdal.RasterizeLayer(raster, [1], layer, burn_values=[1])
    mask: NDArray[np.uint8] = raster.ReadAsArray()
    return mask
