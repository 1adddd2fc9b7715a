"""Which field of a training layer names the classes: the one that is proposed, and those that cannot serve."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsCategorizedSymbolRenderer, QgsProcessingContext, QgsVectorLayer, QgsWkbTypes

from ...engine.door.errors import InputError
from ...engine.door.target import CLASSES, LABELS, NUMBER
from .base import tr

#: distinct values that a text field of classes may have for us to propose it
_FEWEST, _MOST = 2, 50
#: a map of classes takes one byte a pixel, and nobody can read more
_CLASSES = 255
_ENOUGH_FEATURES = 50


def categories_of(
    layer: QgsVectorLayer | None, context: QgsProcessingContext
) -> tuple[str, QgsCategorizedSymbolRenderer] | None:
    """The field and the renderer of a categorised style, also of one that is saved with the data; None without."""
    if layer is None:
        return None
    renderer, project = layer.renderer(), context.project()
    if not isinstance(renderer, QgsCategorizedSymbolRenderer) and not (project and project.mapLayer(layer.id())):
        copy = layer.clone()  # Processing opens files without their style
        copy.loadDefaultStyle()
        renderer = copy.renderer()
    if not isinstance(renderer, QgsCategorizedSymbolRenderer):
        return None
    return renderer.classAttribute().strip('"'), renderer.clone()


def proposed_field(source: Any, layer: QgsVectorLayer | None, context: QgsProcessingContext) -> str:
    """The field of the layer's categorised style, else the first text field of 2 to 50 different values; "" for none.

    ``source`` is the QgsProcessingFeatureSource that is learnt from, ``layer`` the layer behind it.
    """
    names = source.fields().names()
    styled = categories_of(layer, context)
    if styled is not None and styled[0] in names:
        return styled[0]
    for index, field in enumerate(source.fields()):
        if field.isNumeric() or field.isDateOrTime() or field.name().lower() in ("fid", "ogc_fid", "id", "uuid"):
            continue
        count = len(_values(source, index, _MOST + 1))
        if _FEWEST <= count <= _MOST and not _tells_features_apart(source, index, count):
            return str(field.name())
    return ""


def check_field(
    source: Any, layer: QgsVectorLayer | None, name: str, target: str, context: QgsProcessingContext
) -> None:
    """Raise InputError where a field cannot be what ``target`` learns; the sentence names a better one if there is one.

    A field of classes or labels must not tell every feature from every other, nor have more than 255 classes.
    """
    title, fields = source.sourceName(), source.fields()
    if name not in fields.names():
        sentence = tr("CLASS_FIELD: the layer '{layer}' has no field '{field}'; it has {fields}.")
        raise InputError(sentence.format(layer=title, field=name, fields=", ".join(fields.names())))
    index = fields.lookupField(name)
    if target == NUMBER:
        if not fields.at(index).isNumeric():
            numeric = ", ".join(f.name() for f in fields if f.isNumeric()) or tr("none")
            sentence = tr("CLASS_FIELD: '{field}' of '{layer}' holds no numbers; its fields of numbers: {fields}.")
            raise InputError(sentence.format(layer=title, field=name, fields=numeric))
        return
    better = proposed_field(source, layer, context)
    advice = (
        tr("Choose '{field}'.").format(field=better)
        if better not in ("", name)
        else tr("Choose a field that holds the classes' names or codes.")
    )
    values = _values(source, index, -1 if target == LABELS else _CLASSES + 1)
    if target == CLASSES and len(values) <= _CLASSES and _tells_features_apart(source, index, len(values)):
        few = len(values) <= _ENOUGH_FEATURES and better in ("", name)
        if not few:  # a polygon or two a class, drawn for a first try
            sentence = tr("CLASS_FIELD: '{field}' is different for each feature of '{layer}', so it names no classes.")
            raise InputError(f"{sentence.format(field=name, layer=title)} {advice}")
    if target == LABELS:
        values = {label.strip() for value in values for label in str(value).split(",")}
    if len(values) > _CLASSES:
        sentence = tr("CLASS_FIELD: '{field}' of '{layer}' has more than {most} values, too many for classes.")
        raise InputError(f"{sentence.format(field=name, layer=title, most=_CLASSES)} {advice}")


def _values(source: Any, index: int, limit: int) -> set[Any]:
    """Different values of a field; no more than ``limit`` where that is not -1."""
    return {value for value in source.uniqueValues(index, limit) if value not in (None, "") and not _is_null(value)}


def _is_null(value: Any) -> bool:
    return bool(getattr(value, "isNull", lambda: False)())


def _tells_features_apart(source: Any, index: int, count: int) -> bool:
    """Whether a field with ``count`` values is another for each feature. Dissolved classes, one multi-part feature
    each, are not meant: they are classes all the same, unless the field is the table's key."""
    if count < source.featureCount() or count < _FEWEST:
        return False
    if source.fields().at(index).name().lower() in ("fid", "ogc_fid"):
        return True
    return not QgsWkbTypes.isMultiType(source.wkbType()) or not _has_several_parts(source)


def _has_several_parts(source: Any) -> bool:
    for feature in source.getFeatures():
        parts = feature.geometry().constGet()
        if parts is not None and parts.partCount() > 1:
            return True
    return False
