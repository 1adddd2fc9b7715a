"""Where a training's labels come from: polygons or points, or a raster of class codes; and a test of the user's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsPalettedRasterRenderer,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterRasterLayer,
    QgsRasterLayer,
)

from ...engine.door.errors import InputError
from ...engine.door.sources import LabelSource
from ...engine.door.target import CLASSES, NUMBER
from .base import RsmissAlgorithm, tr
from .fields import proposed_field
from .layers import exported, raster_path, training

TRAINING_RASTER, TEST = "TRAINING_RASTER", "TEST"


def add_label_raster(algorithm: RsmissAlgorithm) -> None:
    """The other way to give training areas."""
    algorithm.add(
        QgsProcessingParameterRasterLayer(TRAINING_RASTER, tr("Training raster"), optional=True),
        "In the place of polygons: a raster whose first band holds class codes; 0 and nodata are no class. Names and "
        "colours come from the layer's style, its attribute table or its category names.",
        advanced=True,
    )


def add_test(algorithm: RsmissAlgorithm) -> None:
    """Labels that accuracy is measured on."""
    kinds = [QgsProcessing.SourceType.TypeVectorAnyGeometry, QgsProcessing.SourceType.TypeRaster]
    algorithm.add(
        QgsProcessingParameterMapLayer(TEST, tr("Test areas"), optional=True, types=kinds),
        "Polygons, points or a raster of class codes that accuracy is measured on, such as a published split. Classes "
        "are named, or coded, as in the training, and so is the field. Empty: a share of the training areas.",
        advanced=True,
    )


def check_labels(
    algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext, target: str
) -> None:
    """Raise InputError where the training's labels or the test's cannot be used."""
    if raster_labels(algorithm, parameters, context, target) is None:
        training(algorithm, parameters, context, target)
    _test_layer(algorithm, parameters, context)


def label_source(
    algorithm: QgsProcessingAlgorithm,
    parameters: dict[str, Any],
    context: QgsProcessingContext,
    folder: str,
    target: str = CLASSES,
) -> LabelSource:
    """What is learnt from: the label raster, or the training layer as a file in ``folder``."""
    raster = raster_labels(algorithm, parameters, context, target)
    if raster is not None:
        return raster
    source, layer, field = training(algorithm, parameters, context, target)
    return exported(source, layer, field, Path(folder) / "labels.gpkg", context)


def raster_labels(
    algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext, target: str
) -> LabelSource | None:
    """The label raster; None where there is none."""
    if parameters.get(TRAINING_RASTER) in (None, ""):
        return None
    if parameters.get("TRAINING") not in (None, ""):
        raise InputError(tr("Give either TRAINING or TRAINING_RASTER, not both."))
    layer = algorithm.parameterAsRasterLayer(parameters, TRAINING_RASTER, context)
    if layer is None:
        sentence = tr("TRAINING_RASTER: '{layer}' is not there or is no raster that GDAL opens; choose another layer.")
        raise InputError(sentence.format(layer=parameters[TRAINING_RASTER]))
    if target != CLASSES:
        sentence = tr(
            "TRAINING_RASTER: a raster of class codes tells one class a pixel; give polygons to learn {target}."
        )
        raise InputError(sentence.format(target=target))
    return _raster_source(layer, TRAINING_RASTER)


def test_source(
    algorithm: QgsProcessingAlgorithm,
    parameters: dict[str, Any],
    context: QgsProcessingContext,
    folder: str,
    labels: LabelSource,
    target: str,
) -> LabelSource | None:
    """What accuracy is measured on, where it is not a share of ``labels``; None where TEST is empty."""
    layer = _test_layer(algorithm, parameters, context)
    if layer is None:
        return None
    if isinstance(layer, QgsRasterLayer):
        return _raster_source(layer, TEST)
    source = algorithm.parameterAsSource(parameters, TEST, context)
    names = source.fields().names()
    wanted = labels.field or algorithm.parameterAsString(parameters, "CLASS_FIELD", context)
    field = wanted if wanted in names else ""
    field = field or ("" if target == NUMBER else proposed_field(source, layer, context))
    if not field:
        sentence = tr(
            "TEST: '{layer}' has no field that is named as CLASS_FIELD, and none that names classes: {fields}."
        )
        raise InputError(sentence.format(layer=source.sourceName(), fields=", ".join(names) or tr("none")))
    return exported(source, layer, field, Path(folder) / "test.gpkg", context)


def _test_layer(algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext) -> Any:
    if algorithm.parameterDefinition(TEST) is None or parameters.get(TEST) in (None, ""):
        return None
    layer = algorithm.parameterAsLayer(parameters, TEST, context)
    if layer is None:
        sentence = tr("TEST: '{layer}' is not there or is no layer of polygons, points or class codes; choose another.")
        raise InputError(sentence.format(layer=parameters[TEST]))
    if isinstance(layer, QgsRasterLayer):
        _raster_source(layer, TEST)
    return layer


def _raster_source(layer: QgsRasterLayer, name: str) -> LabelSource:
    if layer.bandCount() != 1:
        sentence = tr(
            "{name}: '{layer}' is a raster of {bands} bands; give polygons, or a raster with one band of codes."
        )
        raise InputError(sentence.format(name=name, layer=layer.name(), bands=layer.bandCount()))
    styles = ()
    renderer = layer.renderer()
    if isinstance(renderer, QgsPalettedRasterRenderer):
        styles = tuple(
            (f"{entry.value:g}", "" if entry.label == f"{entry.value:g}" else entry.label, entry.color.name())
            for entry in renderer.classes()
        )
    return LabelSource(raster_path(layer, name), "", "", layer.name(), styles, raster=True)
