"""Parameters that several algorithms have, and those that a method's declared options become."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import Field, fields
from typing import Any, TypeVar

from qgis.core import (
    NULL,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from ...engine.door.modalities import MODALITIES
from ...engine.door.options import Declaration, is_open
from .base import RsmissAlgorithm, tr
from .layers import parse_pairs, series_name

LARGEST = 2**31 - 1
#: the choice of a layer for the grid that leaves it to us
AUTO_GRID = "auto"
#: imported by name where a dialog is made; there are no widgets on the way of a provider
_CLASS_FIELD_WIDGET = f"{__package__.rpartition('.')[0]}.dialogs.class_field.ClassField"

_Number = TypeVar("_Number", int, float)
_KINDS = {
    "hsi": "Hyperspectral raster.",
    "msi": "Multispectral raster, such as Sentinel-2 or Landsat.",
    "sar": "SAR backscatter, best in dB.",
    "lidar": "LiDAR heights, a surface model or other elevation.",
    "rgb": "Aerial image or orthophoto.",
    "other": "Any further raster: thermal, soil, climate, a second optical sensor.",
}


def add_layers(algorithm: RsmissAlgorithm, missing: str) -> None:
    """A raster for each modality, and behind 'advanced' one layer a date; ``missing`` ends each help."""
    for name, modality in MODALITIES.items():
        parameter = QgsProcessingParameterRasterLayer(name.upper(), tr(modality.title), optional=True)
        algorithm.add(parameter, _KINDS[name], missing)
    for name, modality in MODALITIES.items():
        parameter = QgsProcessingParameterMultipleLayers(
            series_name(name),
            tr("{modality}, one layer a date").format(modality=tr(modality.title)),
            QgsProcessing.SourceType.TypeRaster,
            optional=True,
        )
        algorithm.add(parameter, "A time series as one raster a date, in order of time.", advanced=True)
    algorithm.add(
        QgsProcessingParameterString("DATES", tr("Dates in one raster"), optional=True),
        "For rasters that hold several dates, the bands of a date together: how many, for instance MSI=8;SAR=8.",
        advanced=True,
    )


def add_labels(algorithm: RsmissAlgorithm) -> None:
    """The training layer and its field, which may be left to us."""
    algorithm.add(
        QgsProcessingParameterFeatureSource(
            "TRAINING",
            tr("Training polygons or points"),
            [QgsProcessing.SourceType.TypeVectorAnyGeometry],
            optional=True,  # a raster may stand in its place
        ),
        "Labelled polygons or points, in any CRS. Class names and colours come from a categorised style of the layer.",
    )
    field = QgsProcessingParameterField(
        "CLASS_FIELD", tr("Field with the classes"), parentLayerParameterName="TRAINING", optional=True
    )
    field.setMetadata({"widget_wrapper": {"class": _CLASS_FIELD_WIDGET}})
    algorithm.add(
        field,
        "Text, or integer codes, which stay the values of the map. Empty: the field that the layer is styled by, else "
        "its text field with 2 to 50 different values.",
    )


def add_number(
    algorithm: RsmissAlgorithm,
    name: str,
    title: str,
    help: str,
    default: float | None,
    minimum: float,
    maximum: float,
    *,
    advanced: bool = True,
) -> None:
    """A number with its range; whole where its least value is. Without a default it is optional."""
    kinds = QgsProcessingParameterNumber.Type
    kind = kinds.Integer if isinstance(minimum if default is None else default, int) else kinds.Double
    parameter = QgsProcessingParameterNumber(
        name,
        tr(title),
        type=kind,
        defaultValue=default,
        optional=default is None,
        minValue=minimum,
        maxValue=maximum,
    )
    if kind == kinds.Double:
        parameter.setMetadata({"widget_wrapper": {"decimals": 6}})
    algorithm.add(parameter, help, advanced=advanced)


def was_given(parameters: dict[str, Any], name: str) -> bool:
    """Whether an optional number has a value; left empty it has none, and not 0."""
    return parameters.get(name) not in (None, "", NULL)


def optional_number(
    parameters: dict[str, Any], name: str, context: QgsProcessingContext, read: Callable[..., _Number]
) -> _Number | None:
    """An optional number, or None where it was left empty; ``read`` is the algorithm's parameterAs…"""
    return read(parameters, name, context) if was_given(parameters, name) else None


def add_reference(algorithm: RsmissAlgorithm) -> None:
    """The layer that gives a training's grid."""
    choices = [AUTO_GRID, *MODALITIES]
    algorithm.add_choice(
        "REFERENCE", "Grid", choices, "The layer that gives the grid; auto takes the finest.", AUTO_GRID
    )


def reference(algorithm: RsmissAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
    """The modality that gives the grid; "" where that is left to the engine."""
    chosen = algorithm.parameterAsEnumString(parameters, "REFERENCE", context)
    return "" if chosen == AUTO_GRID else chosen


def add_components(algorithm: RsmissAlgorithm, *more: str) -> None:
    """Principal components in the place of bands; ``more`` ends the help."""
    algorithm.add(
        QgsProcessingParameterString("COMPONENTS", tr("Principal components"), optional=True),
        "Feed so many whitened principal components instead of the bands, for instance HSI=30.",
        *more,
        advanced=True,
    )


def components(algorithm: RsmissAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext) -> dict[str, int]:
    """Modality -> how many components. InputError where they are written otherwise."""
    return parse_pairs(algorithm.parameterAsString(parameters, "COMPONENTS", context), "COMPONENTS", "HSI=30;MSI=4")


def add_options(algorithm: RsmissAlgorithm, declared: Declaration, without: Collection[str] = ()) -> None:
    """A parameter for each option that the method declares (but some), named as the option in capitals."""
    for item in fields(declared.options):
        if item.name not in without:
            _add_option(algorithm, item)


def _add_option(algorithm: RsmissAlgorithm, item: Field[Any]) -> None:
    name, about, default = item.name.upper(), item.metadata, item.default
    if is_open(item):
        _add_open_option(algorithm, item)
    elif isinstance(default, bool):
        parameter = QgsProcessingParameterBoolean(name, tr(about["label"]), defaultValue=default)
        algorithm.add(parameter, about["help"], advanced=True)
    elif isinstance(default, str) and about["choices"]:
        choices = list(about["choices"])
        algorithm.add_choice(name, about["label"], choices, about["help"], default)
    elif isinstance(default, str):
        parameter = QgsProcessingParameterString(name, tr(about["label"]), defaultValue=default, optional=True)
        algorithm.add(parameter, about["help"], advanced=True)
    else:
        add_number(algorithm, name, about["label"], about["help"], default, *_range(item))


def _add_open_option(algorithm: RsmissAlgorithm, item: Field[Any]) -> None:
    """An option that EFFORT settles where it is left empty, as it is at first."""
    name, about = item.name.upper(), item.metadata
    if about["choices"]:
        parameter = QgsProcessingParameterEnum(
            name, tr(about["label"]), options=list(about["choices"]), optional=True, usesStaticStrings=True
        )
        algorithm.add(parameter, about["help"], advanced=True)
    else:
        add_number(algorithm, name, about["label"], about["help"], None, *_range(item))
        parameter = algorithm.parameterDefinition(name)
    parameter.setHelp(f"{parameter.help()} {_when_empty(item)}")


def _when_empty(item: Field[Any]) -> str:
    about = item.metadata
    if about["effort"]:
        return tr("Empty: as the effort says; published: {value}.").format(value=_shown(about["published"]))
    sentence = tr("Empty: {own}; with the effort paper as published, {value}.")
    return sentence.format(own=_shown(item.default), value=_shown(about["published"]))


def published(declared: Declaration, without: Collection[str] = ()) -> str:
    """A sentence with the published values of what is left to the effort (but some); "" where there is nothing."""
    items = [item for item in fields(declared.options) if item.metadata["effort"] and item.name not in without]
    values = [f"{tr(item.metadata['label'])} {_shown(item.metadata['published'])}" for item in items]
    sentence = tr("Left empty, these are as the effort says; published: {values}.")
    return sentence.format(values=", ".join(values)) if values else ""


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _range(item: Field[Any]) -> tuple[float, float]:
    low, high = item.metadata["minimum"], item.metadata["maximum"]
    return 0 if low is None else low, LARGEST if high is None else high


def read_options(
    algorithm: RsmissAlgorithm,
    declared: Declaration,
    parameters: dict[str, Any],
    context: QgsProcessingContext,
    without: Collection[str] = (),
) -> dict[str, Any]:
    """Option name -> value, as the method declares them (but some); what is left empty is not there."""
    values: dict[str, Any] = {}
    for item in fields(declared.options):
        if item.name in without:
            continue
        name, default, kind = item.name.upper(), item.default, item.metadata["kind"]
        if (default is None or is_open(item)) and not was_given(parameters, name):
            continue
        if isinstance(default, bool):
            values[item.name] = algorithm.parameterAsBoolean(parameters, name, context)
        elif kind is int:
            values[item.name] = algorithm.parameterAsInt(parameters, name, context)
        elif kind is float:
            values[item.name] = algorithm.parameterAsDouble(parameters, name, context)
        elif item.metadata["choices"]:
            values[item.name] = algorithm.parameterAsEnumString(parameters, name, context)
        else:
            values[item.name] = algorithm.parameterAsString(parameters, name, context)
    return values
