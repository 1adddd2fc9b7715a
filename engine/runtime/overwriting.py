"""No job writes over what it reads, nor twice into one file: asked before anything runs, for every job alike.

Files are compared as files, not by their names: a link, a hard link, another spelling where capitals do not count, a
part of a virtual raster and a file beside a raster are what they are. Only an output that is there already can be
written over, so where none is, no input is opened.
"""

from __future__ import annotations

import html
import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ..door.errors import InputError
from ..door.jobs import Job, NamedFile

#: endings of what GDAL writes beside a raster: attribute table and category names, overviews
SIDECARS = (".aux.xml", ".ovr")
#: what lies elsewhere is no file here
_REMOTE = re.compile(r"/vsi(curl|s3|gs|az|adls|oss|swift|webhdfs)|://")
#: GDAL's file systems within files, such as /vsizip/ or /vsizip//vsigzip/
_WITHIN = re.compile(r"(/vsi\w+/)+")
#: what parts GDAL's names of tables and variables: GPKG:heights.gpkg:dem, NETCDF:"rain.nc":mm
_PARTS = re.compile(r'[:"]')

#: where a virtual dataset names another
_SOURCE = re.compile(r"<(?:SourceFilename|SourceDataset|SrcDataSource)[^<>]*>([^<]+)<")

#: device and number of a file, which all its names share
Identity = tuple[int, int | str]


def check(job: Job) -> None:
    """Raise InputError where an output of the job is one of its inputs, or another output.

    An input that is missing or cannot be read is no error here: the job says so later, and better.
    """
    written = job.written()
    pair = same_file([file.path for file in written])
    if pair is not None:
        raise InputError(_twins(written[pair[0]], written[pair[1]]))
    lost = {found: (file, path) for file in written for path in _replaced(file.path) if (found := identity(path))}
    if not lost:
        return
    folders = {found: entry for entry in lost.values() for found in _folders_of(entry[1])}
    for source in job.inputs():
        for path in _files(source.path):
            found = identity(path)
            if found in lost:
                raise InputError(_sentence(*lost[found], source, path))
        folder = identity(source.path)
        if folder in folders:
            raise InputError(_sentence(*folders[folder], source, ""))


def same_file(paths: Sequence[str]) -> tuple[int, int] | None:
    """Positions of two paths that are one file, or would be; also where one names what is written beside the other."""
    places = [[_place(path + ending) for ending in ("", *SIDECARS)] for path in paths]
    for second, (place, *_) in enumerate(places):
        for first, others in enumerate(places):
            if first != second and place in others:
                return min(first, second), max(first, second)
    return None


def identity(path: str) -> Identity | None:
    """What a file is, whatever it is called; None where there is none, or none that can be looked at."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):  # a name that no file can have
        return None
    if found.st_ino:
        return found.st_dev, found.st_ino
    return 0, os.path.normcase(os.path.realpath(path))  # some network drives number nothing


def _place(path: str) -> object:
    """What two outputs have in common that would be one file. Names that differ in capitals alone are taken for one,
    as they are on many disks."""
    folder, name = os.path.split(os.path.abspath(path))
    return identity(path) or (identity(folder) or folder, unicodedata.normalize("NFC", name).casefold())


def _replaced(path: str) -> Iterator[str]:
    """What goes when an output is put in its place: the file, and what lies beside it."""
    for ending in ("", *SIDECARS):
        if not os.path.isdir(path + ending):
            yield path + ending


def _folders_of(path: str) -> set[Identity]:
    """The folders that a file lies in, all the way up."""
    return {found for folder in Path(os.path.realpath(path)).parents if (found := identity(str(folder)))}


def _files(source: str) -> Iterator[str]:
    """Files behind what a parameter names: the file, an archive, those beside it and those that it refers to."""
    yield from _behind(source)
    if not _REMOTE.search(source) and not os.path.isdir(source):
        yield from _members(source)


def _behind(name: str) -> Iterator[str]:
    """What GDAL opens by a name, as it stands, and the file that it lies in: an archive, or one of several tables."""
    yield name
    within = _WITHIN.match(name)
    if within:
        rest = Path(name[within.end() :].strip("{}"))
        yield from (str(part) for part in (rest, *rest.parents) if part.is_file())
    elif _PARTS.search(name):
        yield from filter(os.path.isfile, _PARTS.split(name))


def _members(source: str) -> Iterator[str]:
    """The files of a dataset as GDAL counts them, and those of the virtual datasets among them."""
    try:
        from osgeo import gdal
    except ImportError:  # the job itself says what is missing
        return
    gdal.UseExceptions()
    seen: set[str] = set()
    waiting = [source]
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        read = _referred(current) if _virtual(gdal, current) else []
        for name in (*_listed(gdal, current), *read):
            yield from _behind(name)
            if name not in seen and _virtual(gdal, name):
                waiting.append(name)


def _referred(path: str) -> list[str]:
    """All that a virtual dataset names; GDAL's own list leaves out masks, overviews and what is not there."""
    try:
        text = Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return [os.path.join(os.path.dirname(path), html.unescape(name)) for name in _SOURCE.findall(text)]


def _listed(gdal: Any, path: str) -> list[str]:
    """What GDAL says that a dataset consists of; nothing where it cannot open it."""
    try:
        dataset = gdal.OpenEx(path, gdal.OF_RASTER | gdal.OF_VECTOR)
        return [] if dataset is None else list(dataset.GetFileList() or [])
    except RuntimeError:  # the job itself says what is wrong with it
        return []


def _virtual(gdal: Any, path: str) -> bool:
    """Whether a file is a virtual dataset, which reads others."""
    try:
        return gdal.IdentifyDriverEx(path, allowed_drivers=["VRT", "OGR_VRT"]) is not None
    except RuntimeError:
        return False


def _twins(first: NamedFile, second: NamedFile) -> str:
    if first.parameter == second.parameter:
        return f"{first.parameter}: '{first.path}' and '{second.path}' are one file; choose another folder."
    if first.path == second.path:
        return f"{first.parameter} and {second.parameter} have the same file name ('{first.path}'); give each its own."
    return (
        f"{first.parameter} '{first.path}' and {second.parameter} '{second.path}' are the same file, or one lies where "
        "the other keeps what belongs to it; give each its own name."
    )


def _sentence(output: NamedFile, replaced: str, source: NamedFile, path: str) -> str:
    """``path``: the one of the source's files that is lost."""
    if path != source.path:
        found = f"is a part of '{source.path}', which is given as {source.parameter}"
    elif os.path.abspath(path) != os.path.abspath(replaced):
        found = f"is the same file as '{path}', which is given as {source.parameter}"
    else:
        found = f"is given as {source.parameter}"
    place = "folder" if output.parameter == "FOLDER" else "name"
    return f"{output.parameter}: '{replaced}' {found}, and would be overwritten; choose another {place}."
