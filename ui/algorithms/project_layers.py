"""What the dialogs are opened with: layers of the project by what they seem to be, and the last model.

What a raster's bands say of their wavelengths QGIS does not tell, so GDAL is asked, which QGIS brings along.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingUtils,
    QgsProject,
    QgsRasterLayer,
    QgsSettings,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ...engine.door.errors import RsmissError
from ...engine.door.modalities import MODALITIES
from ...engine.door.model_header import read_header
from ...engine.door.wavelengths import wavelengths_of
from .fields import categories_of, proposed_field
from .guess import Box, LayerFacts, guess

_LAST_MODEL = "rsmiss/last_model"
#: polygons that are looked through for a field of classes; more are no hand-drawn training areas
_MOST_AREAS = 100_000
_NUMBERED = re.compile(r"^Band \d+:? *")  # QGIS puts it before a band's own name


def guessed_parameters(name: str, project: QgsProject, model: str | None = None) -> dict[str, Any]:
    """Parameters of an algorithm's dialog that the project's layers can fill; for the user to look at before running.

    ``name`` is the algorithm's; one that takes no layers gets none. Classify is offered what ``model``, else the last
    one, knows.
    """
    maps, trains = name in ("classify", "whatif"), name.startswith("train")
    reads = trains or name == "pretrain"
    guessed: dict[str, Any] = {}
    if maps or reads:
        kinds = _kinds_of(model or last_model()) if maps else tuple(MODALITIES)
        guessed = dict(guess([facts(layer, project) for layer in _rasters(project)], kinds))
    if trains or name == "describeclasses":
        areas = training_areas(project)
        guessed |= {"TRAINING": areas.id()} if areas is not None else {}
    return guessed


def training_areas(project: QgsProject) -> QgsVectorLayer | None:
    """The layer of polygons that is styled by classes; without any, the one that has a field of classes.

    None where there is no such layer, or more than one.
    """
    context = QgsProcessingContext()
    context.setProject(project)
    layers = [v for v in _layers(project) if isinstance(v, QgsVectorLayer) and v.isValid()]
    layers = [v for v in layers if v.geometryType() == QgsWkbTypes.GeometryType.PolygonGeometry]
    found = [v for v in layers if _styled_by_a_field(v, context)]
    if not found:
        found = [v for v in layers if 0 <= v.featureCount() <= _MOST_AREAS and proposed_field(v, v, context)]
    return found[0] if len(found) == 1 else None


def _styled_by_a_field(layer: QgsVectorLayer, context: QgsProcessingContext) -> bool:
    styled = categories_of(layer, context)
    return styled is not None and styled[0] in layer.fields().names()


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
        wavelengths=_wavelengths(layer),
    )


def _wavelengths(layer: QgsRasterLayer) -> tuple[float, ...]:
    from osgeo import gdal  # when it is wanted: QGIS starts without

    try:
        dataset = gdal.OpenEx(layer.source().split("|")[0], gdal.OF_RASTER)
    except RuntimeError:  # where somebody had GDAL raise them
        dataset = None
    return wavelengths_of(dataset, range(1, layer.bandCount() + 1)) if dataset is not None else ()


def set_last_model(path: str) -> None:
    """The next Classify dialog starts with this model, unless it is a temporary one."""
    if not Path(path).is_relative_to(QgsProcessingUtils.tempFolder()):
        QgsSettings().setValue(_LAST_MODEL, path)


def last_model() -> str | None:
    """The model that was trained or used last, if it is still there. None where there is no window: on the command
    line and in scripts what is not given is missing."""
    path = str(QgsSettings().value(_LAST_MODEL, "") or "")
    return path if path and QgsApplication.platform() == "desktop" and Path(path).is_file() else None


def _layers(project: QgsProject) -> list[QgsMapLayer]:
    return [node.layer() for node in project.layerTreeRoot().findLayers()]


def _rasters(project: QgsProject) -> list[QgsRasterLayer]:
    layers = _layers(project)
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
