"""A table as a GeoPackage without geometries, which QGIS opens and edits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from osgeo import gdal, ogr

from ..door.errors import InputError

gdal.UseExceptions()
ogr.UseExceptions()

_LAYER = "descriptions"


def write_rows(path: str | Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write texts by column; InputError where the disk does not take the file."""
    try:
        file = gdal.GetDriverByName("GPKG").Create(str(path), 0, 0, 0, gdal.GDT_Unknown)
        layer = file.CreateLayer(_LAYER, None, ogr.wkbNone)
        for column in columns:
            layer.CreateField(ogr.FieldDefn(column, ogr.OFTString))
        for row in rows:
            feature = ogr.Feature(layer.GetLayerDefn())
            for column in columns:
                feature.SetField(column, row[column])
            layer.CreateFeature(feature)
            del feature
        del layer, file  # closes the file
    except RuntimeError as error:
        raise InputError(f"The table '{path}' cannot be written: {error}.") from error
