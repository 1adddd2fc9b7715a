"""Names for what an algorithm leaves, proposed in its dialog: beside the project, and never over what is there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QStandardPaths

from ..translation import tr

_LAND = "land"


def proposed_outputs(name: str, project: QgsProject) -> dict[str, Any]:
    """Parameters of the dialog of the algorithm ``name``: a training's model and report, a
    pre-training's encoder, or What if's folder.

    A map needs none: QGIS makes a temporary layer of it, and asks before it is lost.
    """
    folder = _folder(project)
    if name.startswith("train"):
        stem = _free(folder, project.baseName() or _LAND, (".rsmiss", ".html"))
        return {"MODEL": str(folder / f"{stem}.rsmiss"), "REPORT": str(folder / f"{stem}.html")}
    if name == "pretrain":
        stem = tr("{project} encoder").format(project=project.baseName() or _LAND)
        return {"ENCODER": str(folder / f"{_free(folder, stem, ('.rsmiss',))}.rsmiss")}
    if name == "whatif":
        what = tr("{project} what if").format(project=project.baseName() or _LAND)
        return {"FOLDER": str(folder / _free(folder, what, ("",)))}
    return {}


def documents() -> Path:
    """The user's folder for documents; the home where there is none."""
    found = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or Path.home())
    return found if found.is_dir() else Path.home()


def _folder(project: QgsProject) -> Path:
    """The project's own folder where it was saved and may be written to."""
    home = project.homePath()
    return Path(home) if project.fileName() and os.access(home, os.W_OK) else documents()


def _free(folder: Path, stem: str, endings: tuple[str, ...]) -> str:
    """The stem, or one with a number, of which no file is there."""
    number, name = 1, stem
    while any((folder / f"{name}{ending}").exists() for ending in endings):
        number += 1
        name = f"{stem} {number}"
    return name
