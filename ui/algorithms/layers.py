"""From QGIS's layers to the plain data that a job holds: files, dates, labels and their style."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFeature,
    QgsFeatureSink,
    QgsFields,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsRasterLayer,
    QgsVectorFileWriter,
    QgsVectorLayer,
)

from ...engine.door.errors import InputError
from ...engine.door.jobs import LabelSource, LayerSource
from ...engine.door.modalities import MODALITIES

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
            raise InputError(f"Give either {name} or {series_name(modality)}, not both.")
        if single not in (None, ""):
            layer = algorithm.parameterAsRasterLayer(parameters, name, context)
            if layer is None:
                raise InputError(
                    f"{name}: '{single}' is not there or is no raster that GDAL opens; choose another layer."
                )
            sources[modality] = LayerSource((raster_path(layer, name),), dates.get(modality, 1))
        elif series:
            sources[modality] = LayerSource(tuple(raster_path(layer, series_name(modality)) for layer in series))
    for modality in dates:
        if modality not in sources or len(sources[modality].paths) > 1:
            raise InputError(f"DATES names {modality.upper()}, but no single raster is given for it.")
    return sources


def raster_path(layer: Any, name: str) -> str:
    """What GDAL opens for a raster layer."""
    if not isinstance(layer, QgsRasterLayer) or not layer.isValid():
        raise InputError(f"{name}: '{layer.name()}' is no raster layer; choose a raster.")
    if layer.providerType() != "gdal":
        raise InputError(
            f"{name}: '{layer.name()}' comes from the provider '{layer.providerType()}'; save it as a GeoTIFF first."
        )
    return layer.source().split("|")[0]  # behind the bar stand QGIS's own options


def parse_pairs(text: str, name: str) -> dict[str, int]:
    """'MSI=8;SAR=8' -> {'msi': 8, 'sar': 8}; InputError where it is written otherwise."""
    pairs = {}
    for part in filter(None, (p.strip() for p in text.replace(",", ";").split(";"))):
        modality, _, number = part.partition("=")
        key = modality.strip().lower()
        if key not in MODALITIES or not number.strip().isdigit() or int(number) < 1:
            raise InputError(f"{name}: '{part}' is not understood; write it like MSI=8;SAR=8.")
        pairs[key] = int(number)
    return pairs


def label_source(
    algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext, folder: str
) -> LabelSource:
    """The training layer as a file in ``folder``: its selection and filter honoured, its style's classes read."""
    source = algorithm.parameterAsSource(parameters, "TRAINING", context)
    if source is None:
        raise InputError(
            f"TRAINING: '{parameters.get('TRAINING')}' is not there or is no vector layer; choose another."
        )
    field = algorithm.parameterAsString(parameters, "CLASS_FIELD", context)
    names = source.fields().names()
    if field not in names:
        raise InputError(
            f"CLASS_FIELD: the layer '{source.sourceName()}' has no field '{field}'; it has {', '.join(names)}."
        )
    path = str(Path(folder) / "labels.gpkg")
    _export(source, field, path, context)
    layer = algorithm.parameterAsVectorLayer(parameters, "TRAINING", context)
    styles = class_styles(layer, field, context) if layer is not None else ()
    return LabelSource(path, LABELS_TABLE, field, source.sourceName(), styles)


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
    if writer.hasError() != QgsVectorFileWriter.WriterError.NoError:
        raise InputError(f"TRAINING: '{source.sourceName()}' cannot be read: {writer.errorMessage()}.")
    index = source.fields().lookupField(field)
    for feature in source.getFeatures():
        copy = QgsFeature(fields)
        copy.setGeometry(feature.geometry())
        copy.setAttribute(0, feature.attribute(index))
        if not writer.addFeature(copy, QgsFeatureSink.Flag.FastInsert):
            raise InputError(f"TRAINING: '{source.sourceName()}' cannot be read: {writer.errorMessage()}.")
    del writer  # closes the file


def class_styles(layer: QgsVectorLayer, field: str, context: QgsProcessingContext) -> tuple[tuple[str, str, str], ...]:
    """(value, name, #rrggbb) of each class of a categorised style on the field; a style saved with the data counts."""
    renderer = layer.renderer()
    project = context.project()
    if not isinstance(renderer, QgsCategorizedSymbolRenderer) and not (project and project.mapLayer(layer.id())):
        copy = layer.clone()  # Processing opens files without their style
        copy.loadDefaultStyle()
        renderer = copy.renderer()
    if not isinstance(renderer, QgsCategorizedSymbolRenderer) or renderer.classAttribute().strip('"') != field:
        return ()
    styles = []
    for category in renderer.categories():
        values = category.value() if isinstance(category.value(), list) else [category.value()]
        color = category.symbol().color().name()
        styles += [(str(v), category.label() or str(v), color) for v in values if v not in (None, "")]
    return tuple(styles)
