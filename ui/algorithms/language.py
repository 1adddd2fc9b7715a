"""Parameters of the methods that read language, and the check of their classes before anything runs."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from qgis.core import (
    NULL,
    QgsCoordinateTransform,
    QgsFeatureRequest,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorLayer,
    QgsRectangle,
    QgsVectorLayer,
)

from ...engine.door.errors import EngineError, InputError
from ...engine.door.matching import refusal
from ...engine.door.modalities import MODALITIES
from ...engine.door.sources import TEXT_PROVIDERS, TextSource
from ..engine.environment import engine_python
from ..engine.parts import LANGUAGE
from .base import RsmissAlgorithm, tr
from .layers import class_styles, file_of
from .paths import absolute_path

_BUNDLED = "bundled"


def add_language(algorithm: RsmissAlgorithm) -> None:
    """What describes the classes, and what turns descriptions into numbers."""
    _add_descriptions(algorithm)
    _add_encoder(algorithm)
    _add_matching(algorithm)


def add_words(algorithm: RsmissAlgorithm) -> None:
    """What describes the classes, where it is not known yet whether the method reads language."""
    without = "Without effect with a method that reads no language."
    _add_descriptions(algorithm, without)
    _add_matching(algorithm, without)


def _add_descriptions(algorithm: RsmissAlgorithm, *more: str) -> None:
    algorithm.add(
        QgsProcessingParameterVectorLayer(
            "DESCRIPTIONS", tr("Class descriptions"), [QgsProcessing.SourceType.TypeVector], optional=True
        ),
        "A table written by 'Describe classes' and edited; empty: the descriptions that come with rsmiss.",
        *more,
        advanced=True,
    )


def _add_encoder(algorithm: RsmissAlgorithm) -> None:
    help = (
        "What turns descriptions into numbers. bundled: ready for the usual classes, and for any others where the "
        "sentence encoder was added with 'Set up the engine'. open_clip and sentence-transformers: a model on your "
        "disk. file: your own embeddings. orthogonal: no meaning at all, for comparison."
    )
    algorithm.add_choice("TEXT_PROVIDER", "Text encoder", list(TEXT_PROVIDERS), help, _BUNDLED)
    algorithm.add(
        QgsProcessingParameterString("TEXT_MODEL", tr("Text encoder's file or folder"), optional=True),
        "open_clip: a .safetensors weights file. sentence-transformers: a folder. file: .npz or .safetensors.",
        advanced=True,
    )
    algorithm.add(
        QgsProcessingParameterString("TEXT_ARCHITECTURE", tr("open_clip architecture"), "ViT-B-32", optional=True),
        "The architecture that the open_clip weights belong to.",
        advanced=True,
    )


def _add_matching(algorithm: RsmissAlgorithm, *more: str) -> None:
    algorithm.add(
        QgsProcessingParameterBoolean("MATCH_NAMES", tr("Match unknown classes to near ones"), defaultValue=False),
        "A class without a description takes that of the nearest described class, a village that of a residential "
        "area. The log and the report tell which. Off: such classes need the sentence encoder, or are refused with "
        "the matches proposed.",
        *more,
        advanced=True,
    )


def text_source(
    algorithm: RsmissAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext, folder: str
) -> TextSource:
    """What the parameters say, as far as the algorithm has them; a table that is no plain CSV file is written into
    ``folder`` as one."""
    descriptions, origin = _table(algorithm, parameters, context, folder)
    return TextSource(
        provider=algorithm.parameterAsEnumString(parameters, "TEXT_PROVIDER", context) or _BUNDLED,
        model=absolute_path(algorithm.parameterAsString(parameters, "TEXT_MODEL", context)),
        architecture=algorithm.parameterAsString(parameters, "TEXT_ARCHITECTURE", context) or "ViT-B-32",
        descriptions=descriptions,
        match=algorithm.parameterAsBoolean(parameters, "MATCH_NAMES", context),
        origin=origin,
    )


def unreadable_classes(algorithm: RsmissAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
    """What to say where classes need the sentence encoder and it is not installed; '' where all is well."""
    provider = algorithm.parameterAsEnumString(parameters, "TEXT_PROVIDER", context) or _BUNDLED
    described = parameters.get("DESCRIPTIONS") not in (None, "")
    if provider != _BUNDLED or described:
        return ""
    match = algorithm.parameterAsBoolean(parameters, "MATCH_NAMES", context)
    sentence = refusal(_class_names(algorithm, parameters, context), match)
    if not sentence:
        return ""
    try:
        python = engine_python()
    except EngineError:
        return ""  # the run itself says that there is no engine yet
    return "" if LANGUAGE.installed(python) else sentence


def _table(
    algorithm: RsmissAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext, folder: str
) -> tuple[str, str]:
    """The path of the descriptions as CSV, and that of the user's own table where the CSV is a copy; '' for neither."""
    value = parameters.get("DESCRIPTIONS")
    if value in (None, ""):
        return "", ""
    layer = algorithm.parameterAsVectorLayer(parameters, "DESCRIPTIONS", context)
    if layer is None:
        sentence = tr("DESCRIPTIONS: '{table}' is not there or is no table; choose another.")
        raise InputError(sentence.format(table=value))
    path = layer.source().split("|")[0]
    if layer.storageType() == "CSV" and path.lower().endswith(".csv") and not layer.isEditable():
        return path, ""
    return _export(layer, Path(folder) / f"{Path(path).stem or 'descriptions'}.csv"), file_of(layer)


def _export(layer: QgsVectorLayer, path: Path) -> str:
    """A table of any format, with what was edited and not yet saved, as CSV; columns that only count rows are left."""
    keys = {layer.fields().at(i).name() for i in layer.primaryKeyAttributes()}
    names = [name for name in layer.fields().names() if name not in keys or name.lower() == "class"]
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        for feature in layer.getFeatures():
            values = [feature.attribute(name) for name in names]
            writer.writerow(["" if value in (None, NULL) else value for value in values])
    return str(path)


def _class_names(algorithm: RsmissAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
    """The classes of the training layer where the layers are, by the names that its style gives them."""
    source = algorithm.parameterAsSource(parameters, "TRAINING", context)
    field = algorithm.parameterAsString(parameters, "CLASS_FIELD", context)
    index = -1 if source is None else source.fields().lookupField(field)
    if index < 0:
        return []  # the run itself says which of them is missing
    request = QgsFeatureRequest().setSubsetOfAttributes([index])
    extent = _extent(algorithm, parameters, context, source.sourceCrs())
    if not extent.isEmpty():
        request.setFilterRect(extent)
    values = {feature.attribute(index) for feature in source.getFeatures(request)} - {None, NULL}
    texts = {_text(value) for value in values} - {""}
    layer = algorithm.parameterAsVectorLayer(parameters, "TRAINING", context)
    styles = class_styles(layer, field, context) if layer is not None else ()
    names = {value: name.strip() for value, name, _colour in styles}
    return sorted(names.get(text) or text for text in texts)


def _extent(
    algorithm: RsmissAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext, crs: Any
) -> QgsRectangle:
    """What the layers cover together, in the CRS of the training layer; empty where that cannot be told."""
    covered = QgsRectangle()
    for name in MODALITIES:
        layer = algorithm.parameterAsRasterLayer(parameters, name.upper(), context)
        if layer is None:
            continue
        change = QgsCoordinateTransform(layer.crs(), crs, context.transformContext())
        if not change.isValid():
            return QgsRectangle()
        covered.combineExtentWith(change.transformBoundingBox(layer.extent()))
    return covered


def _text(value: Any) -> str:
    """A value of the field as the engine names its class: whole numbers without decimals."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()
