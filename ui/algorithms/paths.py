"""Paths as the engine needs them: it runs in a folder of its own, where a relative path would mean something else."""

from __future__ import annotations

import os
import re
from pathlib import Path

#: GDAL's file systems within files, such as /vsizip/ or /vsizip//vsigzip/
_WITHIN = re.compile(r"(/vsi\w+/)+")
#: what parts GDAL's names of tables and variables: GPKG:heights.gpkg:dem, NETCDF:"rain.nc":mm
_PARTS = re.compile(r"([:\"])")


def absolute_path(path: str) -> str:
    """A file or folder, whether it is there or not, from the folder that QGIS was started in; "" stays ""."""
    return os.path.abspath(path) if path else ""


def absolute_source(source: str) -> str:
    """What GDAL opens, with the file that is in it absolute: a path, one within an archive, or a table of a file.

    What names no file that is there (a web address, a database) stays as it is.
    """
    if os.path.exists(source):
        return os.path.abspath(source)
    within = _WITHIN.match(source)
    if within:
        rest = source[within.end() :]
        found = any(part.exists() for part in [Path(rest), *Path(rest).parents][:-1])
        return within.group() + os.path.abspath(rest) if rest and found else source
    driver, *others = _PARTS.split(source)
    return "".join([driver, *(os.path.abspath(part) if _is_file(part) else part for part in others)])


def _is_file(part: str) -> bool:
    return len(part) > 1 and os.path.isfile(part)
