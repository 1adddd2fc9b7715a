"""What the dialogs are opened with: layers of the project by what they seem to be, and the last model."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsProcessingUtils,
    QgsProject,
    QgsRasterLayer,
    QgsSettings,
)

from ...engine.door.errors import RsmissError
from ...engine.door.modalities import MODALITIES
from ...engine.door.model_header import read_header
from .guess import Box, LayerFacts, guess

_LAST_MODEL = "rsmiss/last_model"
_NUMBERED = re.compile(r"^Band \d+:? *")  # QGIS puts it before a band's own name


def guessed_parameters(name: str, project: QgsProject, model: str | None = None) -> dict[str, Any]:
    """Parameters of an algorithm's dialog that the project's layers can fill; for the user to look at before running.

    ``name`` is the algorithm's; one that takes no layers gets none. Classify is offered what ``model``, else the last
    one, knows.
    """
    maps = name in ("classify", "whatif")
    if not (maps or name.startswith("train")):
        return {}
    kinds = _kinds_of(model or last_model()) if maps else tuple(MODALITIES)
    return dict(guess([facts(layer, project) for layer in _rasters(project)], kinds))


def facts(layer: QgsRasterLayer, project: QgsProject) -> LayerFacts:
    """What the guess looks at."""
    bands = layer.bandCount()
    renderer = layer.renderer()
    return LayerFacts(
        id=layer.id(),
        name=layer.name(),
        file=Path(layer.source().split("|")[0]).stem,
        bands=bands,
        band_names=tuple(_NUMBERED.sub("", layer.bandName(number)) for number in range(1, bands + 1)),
        palette=renderer is not None and renderer.type() == "paletted",
        box=_box(layer, project),
    )


def remember_model(path: str) -> None:
    """The next Classify dialog starts with this model, unless it is a temporary one."""
    if not Path(path).is_relative_to(QgsProcessingUtils.tempFolder()):
        QgsSettings().setValue(_LAST_MODEL, path)


def last_model() -> str | None:
    """The model that was trained or used last, if it is still there. None where there is no window: on the command
    line and in scripts what is not given is missing."""
    path = str(QgsSettings().value(_LAST_MODEL, "") or "")
    return path if path and QgsApplication.platform() == "desktop" and Path(path).is_file() else None


def _rasters(project: QgsProject) -> list[QgsRasterLayer]:
    layers = (node.layer() for node in project.layerTreeRoot().findLayers())
    return [v for v in layers if isinstance(v, QgsRasterLayer) and v.isValid() and v.providerType() == "gdal"]


def _box(layer: QgsRasterLayer, project: QgsProject) -> Box | None:
    if not layer.crs().isValid():
        return None
    change = QgsCoordinateTransform(layer.crs(), QgsCoordinateReferenceSystem("EPSG:4326"), project)
    try:
        box = change.transformBoundingBox(layer.extent())
    except QgsCsException:
        return None
    return (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum())


def _kinds_of(model: str | None) -> tuple[str, ...]:
    try:
        return tuple(read_header(model)["modalities"]) if model else tuple(MODALITIES)
    except RsmissError:  # the dialog will say so once the model is chosen
        return tuple(MODALITIES)
