"""By what a file says that it is of the sample scene: the scene replaces such files, and never the user's own."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from typing import Any

from osgeo import gdal

from ..door.errors import InputError

gdal.UseExceptions()

#: a raster's or a GeoPackage's own metadata
MARK = "RSMISS_SAMPLE_SCENE"
MADE_UP = "made up, not measured"


def mark_table(path: str) -> None:
    """Mark a GeoPackage that is complete, so that a later change of its features can be told."""
    dataset = gdal.OpenEx(path, gdal.OF_VECTOR | gdal.OF_UPDATE)
    dataset.SetMetadataItem(MARK, _content(dataset))
    del dataset  # which writes it


def check_replaceable(paths: Iterable[str]) -> None:
    """Raise InputError for a file that is there and that the sample scene did not write, or not as it is now."""
    for path in filter(os.path.lexists, paths):
        mark, content = _mark(path)
        if not mark:
            raise InputError(
                f"FOLDER: the file '{path}' is not of the sample scene, and would be lost; choose an empty folder."
            )
        if mark != content:
            raise InputError(
                f"FOLDER: '{path}' was changed since the sample scene was made, and the changes would be lost; choose "
                "another folder."
            )


def _mark(path: str) -> tuple[str, str]:
    """What the file says that it is, and what it would say had it not changed; both empty where it says nothing."""
    try:
        dataset = gdal.OpenEx(path, gdal.OF_RASTER | gdal.OF_VECTOR)
        mark = dataset.GetMetadataItem(MARK) or ""
        return mark, _content(dataset) if dataset.GetLayerCount() else MADE_UP
    except RuntimeError:  # no dataset, so none of the sample scene
        return "", ""


def _content(dataset: Any) -> str:
    """A short text that changes with any feature of any table."""
    found = hashlib.sha256()
    for number in range(dataset.GetLayerCount()):
        layer = dataset.GetLayer(number)
        found.update(layer.GetName().encode())
        for feature in layer:
            values = [feature.GetFieldAsString(i) for i in range(feature.GetFieldCount())]
            shape = feature.GetGeometryRef()
            found.update(repr((feature.GetFID(), values)).encode())
            found.update(b"" if shape is None else bytes(shape.ExportToIsoWkb()))
    return found.hexdigest()
