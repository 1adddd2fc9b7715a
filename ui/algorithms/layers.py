"""From QGIS's layers to the plain data that a job holds: files, dates, labels and their style."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsFeature,
    QgsFeatureSink,
    QgsFields,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProviderRegistry,
    QgsRasterLayer,
    QgsVectorFileWriter,
    QgsVectorLayer,
)

from ...engine.door.errors import InputError
from ...engine.door.modalities import MODALITIES
from ...engine.door.sources import LabelSource, LayerSource
from ...engine.door.target import NUMBER
from .base import RsmissAlgorithm, tr
from .fields import categories_of, check_field, proposed_field
from .guess import MOST_BANDS
from .paths import absolute_path, absolute_source

LABELS_TABLE = "labels"


def series_name(modality: str) -> str:
    """The parameter that takes one layer a date."""
    return f"{modality.upper()}_SERIES"


def layer_sources(
    algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> dict[str, LayerSource]:
    """Modality -> file(s), of the layers that are given. InputError names what cannot be used."""
    dates = parse_pairs(algorithm.parameterAsString(parameters, "DATES", context), "DATES")
    sources: dict[str, LayerSource] = {}
    for modality in MODALITIES:
        name = modality.upper()
        single = parameters.get(name)
        series = algorithm.parameterAsLayerList(parameters, series_name(modality), context)
        if single not in (None, "") and series:
            sentence = tr("Give either {name} or {series}, not both.")
            raise InputError(sentence.format(name=name, series=series_name(modality)))
        if single not in (None, ""):
            layer = algorithm.parameterAsRasterLayer(parameters, name, context)
            if layer is None:
                sentence = tr("{name}: '{layer}' is not there or is no raster that GDAL opens; choose another layer.")
                raise InputError(sentence.format(name=name, layer=single))
            sources[modality] = LayerSource((raster_path(layer, name),), dates.get(modality, 1))
        elif series:
            sources[modality] = LayerSource(tuple(raster_path(layer, series_name(modality)) for layer in series))
    for modality in dates:
        if modality not in sources or len(sources[modality].paths) > 1:
            sentence = tr("DATES names {name}, but no single raster is given for it.")
            raise InputError(sentence.format(name=modality.upper()))
    return sources


def check_bands(algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
    """Raise InputError for a layer with far more bands than its kind has: it is of another kind, or holds dates."""
    dates = parse_pairs(algorithm.parameterAsString(parameters, "DATES", context), "DATES")
    for modality, most in MOST_BANDS.items():
        name = modality.upper()
        layer = algorithm.parameterAsRasterLayer(parameters, name, context)
        if layer is None or layer.bandCount() <= most * dates.get(modality, 1):
            continue
        sentence = tr(
            "{name}: '{layer}' has {bands} bands, too many for {kind}; give it as HSI or OTHER, or say in DATES how "
            "many dates it holds."
        )
        kind = tr(MODALITIES[modality].title)
        raise InputError(sentence.format(name=name, layer=layer.name(), bands=layer.bandCount(), kind=kind))


def raster_path(layer: Any, name: str) -> str:
    """What GDAL opens for a raster layer."""
    if not isinstance(layer, QgsRasterLayer) or not layer.isValid():
        sentence = tr("{name}: '{layer}' is no raster layer; choose a raster.")
        raise InputError(sentence.format(name=name, layer=layer.name()))
    if layer.providerType() != "gdal":
        sentence = tr("{name}: '{layer}' comes from the provider '{provider}'; save it as a GeoTIFF first.")
        raise InputError(sentence.format(name=name, layer=layer.name(), provider=layer.providerType()))
    return absolute_source(layer.source().split("|")[0])  # behind the bar stand QGIS's own options


def parse_pairs(text: str, name: str, example: str = "MSI=8;SAR=8") -> dict[str, int]:
    """'MSI=8;SAR=8' -> {'msi': 8, 'sar': 8}; InputError, with an example, where it is written otherwise."""
    pairs = {}
    for part in filter(None, (p.strip() for p in text.replace(",", ";").split(";"))):
        modality, _, number = part.partition("=")
        key = modality.strip().lower()
        if key not in MODALITIES or not number.strip().isdigit() or int(number) < 1:
            sentence = tr("{name}: '{part}' is not understood; write it like {example}.")
            raise InputError(sentence.format(name=name, part=part, example=example))
        pairs[key] = int(number)
    return pairs


def exported(
    source: Any, layer: QgsVectorLayer | None, field: str, path: Path, context: QgsProcessingContext
) -> LabelSource:
    """Features as a file: their selection and filter honoured, the classes of the layer's style read."""
    _export(source, field, str(path), context)
    styles = class_styles(layer, field, context) if layer is not None else ()
    origin = "" if layer is None else file_of(layer)
    return LabelSource(str(path), LABELS_TABLE, field, source.sourceName(), styles, origin=origin)


def file_of(layer: QgsVectorLayer) -> str:
    """The file that a vector layer or a table is stored in; "" where that is no file."""
    parts = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
    return absolute_path(parts.get("path") or "")


def say_field(
    algorithm: RsmissAlgorithm, parameters: dict[str, Any], labels: LabelSource, feedback: QgsProcessingFeedback
) -> None:
    """Say which field is taken where none was chosen."""
    if not parameters.get("CLASS_FIELD") and not labels.raster:
        sentence = tr("CLASS_FIELD is empty: the classes are taken from the field '{field}' of '{layer}'.")
        feedback.pushInfo(algorithm.words(sentence.format(field=labels.field, layer=labels.title)))


def training(
    algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext, target: str
) -> tuple[Any, QgsVectorLayer | None, str]:
    """The features to learn from, the layer behind them, and the field, which is proposed where none is given.

    InputError where the layer or the field is not there, or the field cannot be what ``target`` learns.
    """
    source = algorithm.parameterAsSource(parameters, "TRAINING", context)
    if source is None:
        given = parameters.get("TRAINING")
        if not given:
            raise InputError(
                tr("TRAINING: give a layer of polygons or points, or a raster of class codes as TRAINING_RASTER.")
            )
        if algorithm.parameterAsRasterLayer(parameters, "TRAINING", context) is not None:
            sentence = tr("TRAINING: '{layer}' is a raster; give polygons or points, or a raster as TRAINING_RASTER.")
            raise InputError(sentence.format(layer=given))
        sentence = tr("TRAINING: '{layer}' is not there or is no vector layer; choose another.")
        raise InputError(sentence.format(layer=given))
    layer = algorithm.parameterAsVectorLayer(parameters, "TRAINING", context)
    field = algorithm.parameterAsString(parameters, "CLASS_FIELD", context)
    if not field:
        field = "" if target == NUMBER else proposed_field(source, layer, context)
        if not field:
            names = ", ".join(source.fields().names()) or tr("none")
            sentence = tr("CLASS_FIELD: choose a field of '{layer}'; it has {fields}.")
            raise InputError(sentence.format(layer=source.sourceName(), fields=names))
    check_field(source, layer, field, target, context)
    return source, layer, field


def _export(source: Any, field: str, path: str, context: QgsProcessingContext) -> None:
    fields = QgsFields()
    fields.append(source.fields().field(field))
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName, options.layerName = "GPKG", LABELS_TABLE
    # the class field itself may be called fid or geom
    options.layerOptions = ["FID=rsmiss_fid", "GEOMETRY_NAME=rsmiss_geometry"]
    writer = QgsVectorFileWriter.create(
        path, fields, source.wkbType(), source.sourceCrs(), context.transformContext(), options
    )
    unreadable = tr("TRAINING: '{layer}' cannot be read: {problem}.")
    if writer.hasError() != QgsVectorFileWriter.WriterError.NoError:
        raise InputError(unreadable.format(layer=source.sourceName(), problem=writer.errorMessage()))
    index = source.fields().lookupField(field)
    for feature in source.getFeatures():
        copy = QgsFeature(fields)
        copy.setGeometry(feature.geometry())
        copy.setAttribute(0, feature.attribute(index))
        if not writer.addFeature(copy, QgsFeatureSink.Flag.FastInsert):
            raise InputError(unreadable.format(layer=source.sourceName(), problem=writer.errorMessage()))
    del writer  # closes the file


def class_styles(layer: QgsVectorLayer, field: str, context: QgsProcessingContext) -> tuple[tuple[str, str, str], ...]:
    """(value, name, #rrggbb) of each class of a categorised style on the field; a style saved with the data counts."""
    found = categories_of(layer, context)
    if found is None or found[0] != field:
        return ()
    styles = []
    for category in found[1].categories():
        values = category.value() if isinstance(category.value(), list) else [category.value()]
        color = category.symbol().color().name()
        styles += [(str(v), category.label() or str(v), color) for v in values if v not in (None, "")]
    return tuple(styles)
