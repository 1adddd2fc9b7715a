"""Small GeoTIFF, ENVI and GeoPackage files for tests."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal, ogr, osr

gdal.UseExceptions()
ogr.UseExceptions()
osr.UseExceptions()

UTM = 32631
ORIGIN = (500_000.0, 5_600_000.0)

_TYPES = {"u1": gdal.GDT_Byte, "u2": gdal.GDT_UInt16, "i2": gdal.GDT_Int16, "i4": gdal.GDT_Int32}
_TYPES |= {"f4": gdal.GDT_Float32, "f8": gdal.GDT_Float64, "c8": gdal.GDT_CFloat32}


def shared(*parts: str) -> Path:
    """A file of the shared test data; the test is skipped where it is not there."""
    folder = Path(os.environ.get("RSMISS_SHARED") or Path(__file__).parents[3] / "shared")
    path = folder.joinpath("data", *parts)
    if not path.exists():
        pytest.skip(f"the shared test data are not there: {path}")
    return path


def crs(epsg: int) -> osr.SpatialReference:
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(epsg)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return reference


def write_raster(
    path: Path,
    values: np.ndarray,
    *,
    pixel: float = 10.0,
    origin: tuple[float, float] = ORIGIN,
    transform: Sequence[float] | None = None,
    epsg: int | None = UTM,
    nodata: float | None = None,
    names: Sequence[str] = (),
    mask: np.ndarray | None = None,
    alpha: bool = False,
    driver: str = "GTiff",
    options: Sequence[str] = (),
    band_metadata: Sequence[Mapping[str, str]] = (),
) -> str:
    """Write (bands, rows, cols) to a file; with ``alpha`` the last band is one. Returns the path as text."""
    bands, rows, cols = values.shape
    kind = _TYPES[values.dtype.str[1:]]
    dataset = gdal.GetDriverByName(driver).Create(str(path), cols, rows, bands, kind, list(options))
    if transform is not None or epsg is not None:
        dataset.SetGeoTransform(transform or (origin[0], pixel, 0.0, origin[1], 0.0, -pixel))
    if epsg is not None:
        dataset.SetSpatialRef(crs(epsg))
    for i in range(bands):
        band = dataset.GetRasterBand(i + 1)
        if nodata is not None:
            band.SetNoDataValue(nodata)
        if names:
            band.SetDescription(names[i])
        if band_metadata:
            band.SetMetadata(dict(band_metadata[i]))
    if alpha:
        dataset.GetRasterBand(bands).SetColorInterpretation(gdal.GCI_AlphaBand)
    dataset.WriteArray(values)
    if mask is not None:
        dataset.CreateMaskBand(gdal.GMF_PER_DATASET)
        dataset.GetRasterBand(1).GetMaskBand().WriteArray(mask.astype(np.uint8) * 255)
    dataset.FlushCache()
    del dataset
    return str(path)


def write_vector(
    path: Path,
    features: Sequence[tuple[str | None, object]],
    *,
    field: str = "class",
    kind: int = ogr.OFTString,
    epsg: int | None = UTM,
    layer: str = "areas",
) -> str:
    """Write (WKT or None, value or None) features to a GeoPackage. Returns the path as text."""
    dataset = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    table = dataset.CreateLayer(layer, crs(epsg) if epsg else None, ogr.wkbUnknown)
    table.CreateField(ogr.FieldDefn(field, kind))
    for wkt, value in features:
        feature = ogr.Feature(table.GetLayerDefn())
        if value is not None:
            feature.SetField(field, value)
        if wkt is not None:
            feature.SetGeometry(ogr.CreateGeometryFromWkt(wkt))
        table.CreateFeature(feature)
    del table, dataset
    return str(path)


def box(col: float, row: float, cols: float, rows: float, *, pixel: float = 10.0) -> str:
    """WKT of a rectangle, in pixels from ORIGIN: first column and row, and size."""
    left, top = ORIGIN[0] + col * pixel, ORIGIN[1] - row * pixel
    right, bottom = left + cols * pixel, top - rows * pixel
    return f"POLYGON (({left} {top}, {right} {top}, {right} {bottom}, {left} {bottom}, {left} {top}))"


def point(col: float, row: float, *, pixel: float = 10.0) -> str:
    """WKT of a point, in pixels from ORIGIN."""
    return f"POINT ({ORIGIN[0] + col * pixel} {ORIGIN[1] - row * pixel})"


def ramp(bands: int, rows: int, cols: int, dtype: str = "f4") -> np.ndarray:
    """Values that all differ: band * 10000 + row * 100 + col (+ 1)."""
    band, row, col = np.meshgrid(np.arange(bands), np.arange(rows), np.arange(cols), indexing="ij")
    return (band * 10000 + row * 100 + col + 1).astype(dtype)
