"""What the algorithms that map with a model share: their parameters, and the check of layers against the model."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingParameterExtent

from ...engine.door.errors import InputError
from ...engine.door.modalities import MODALITIES, ModalityInfo
from ...engine.door.model_header import read_header
from ..translation import mark
from .base import RsmissAlgorithm, tr
from .layers import check_bands, layer_sources
from .parameters import AUTO_GRID, add_number, optional_number

#: how a sentence calls the bands of a modality
_BANDS = {
    "hsi": mark("hyperspectral"),
    "msi": mark("multispectral"),
    "sar": mark("SAR"),
    "lidar": mark("LiDAR or elevation"),
    "rgb": mark("aerial RGB"),
    "other": mark("other raster"),
}


def add_extent(algorithm: RsmissAlgorithm) -> None:
    algorithm.add(
        QgsProcessingParameterExtent("EXTENT", tr("Extent"), optional=True),
        "The part of the scene to map; empty for all of it.",
        advanced=True,
    )


def add_grid(algorithm: RsmissAlgorithm) -> None:
    help = "The layer whose pixels the map has; auto: pixels as in training, also where their layer is missing."
    algorithm.add_choice("GRID", "Grid", [AUTO_GRID, *MODALITIES], help, AUTO_GRID)
    help = "Side of the map's pixels, in the units of its CRS; empty: as in training."
    add_number(algorithm, "PIXEL_SIZE", "Pixel size", help, None, 1e-9, 1e6)


def add_computing(algorithm: RsmissAlgorithm) -> None:
    """Where, how exactly and how much at once."""
    algorithm.add_device()
    algorithm.add_precision()
    help = "Side of the windows that are read and mapped at once; memory follows it."
    add_number(algorithm, "TILE_SIZE", "Tile size (pixels)", help, 256, 16, 4096)
    help = "Pixels that go through the network at once. Empty: by the device."
    add_number(algorithm, "BATCH_SIZE", "Batch size", help, None, 1, 2**20)


def computing(algorithm: RsmissAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext) -> dict[str, Any]:
    """What the parameters of ``add_extent``, ``add_grid`` and ``add_computing`` say, as entries of a job."""
    grid = algorithm.parameterAsEnumString(parameters, "GRID", context)
    extent, crs = (), ""
    if parameters.get("EXTENT") not in (None, ""):
        box = algorithm.parameterAsExtent(parameters, "EXTENT", context)
        reference = algorithm.parameterAsExtentCrs(parameters, "EXTENT", context)
        extent = (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum())
        crs = reference.toWkt() if reference.isValid() else ""
    return {
        "extent": extent,
        "extent_crs": crs,
        "grid": "" if grid == AUTO_GRID else grid,
        "pixel_size": algorithm.parameterAsDouble(parameters, "PIXEL_SIZE", context),
        "device": algorithm.parameterAsEnumString(parameters, "DEVICE", context),
        "precision": algorithm.parameterAsEnumString(parameters, "PRECISION", context),
        "tile": algorithm.parameterAsInt(parameters, "TILE_SIZE", context),
        "batch": optional_number(parameters, "BATCH_SIZE", context, algorithm.parameterAsInt) or 0,
    }


def check_layers(
    algorithm: RsmissAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> dict[str, Any] | None:
    """The header of MODEL; InputError where it cannot use the layers. None without a model, which QGIS itself says."""
    check_bands(algorithm, parameters, context)
    path = algorithm.input_file(parameters, "MODEL", context)
    layers = layer_sources(algorithm, parameters, context)
    if not path:
        return None
    header = read_header(path)
    known = header["modalities"]
    titles = ", ".join(tr(MODALITIES[m].title) for m in known)
    if not layers:
        sentence = tr("Give at least one layer of those that this model knows: {layers}.")
        raise InputError(sentence.format(layers=titles))
    for modality in layers:
        if modality not in known:
            sentence = tr(
                "{name}: this model was trained with {layers}, and cannot use a layer of the kind {kind}; leave it out."
            )
            kind = tr(MODALITIES[modality].title)
            raise InputError(sentence.format(name=modality.upper(), layers=titles, kind=kind))
        _check_count(algorithm, parameters, context, ModalityInfo.from_json(known[modality]))
    grid = algorithm.parameterAsEnumString(parameters, "GRID", context)
    if grid not in (AUTO_GRID, *layers):
        raise InputError(tr("GRID is '{grid}', but no such layer is given.").format(grid=grid))
    return header


def _check_count(
    algorithm: RsmissAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext, known: ModalityInfo
) -> None:
    """A raster with fewer bands than the model wants cannot serve, however they are matched."""
    layer = algorithm.parameterAsRasterLayer(parameters, known.name.upper(), context)
    if layer is not None and layer.bandCount() < known.bands:
        sentence = tr("{name}: this model wants {wanted} {kind} bands; the layer '{layer}' has {bands}.")
        name, kind, bands = known.name.upper(), tr(_BANDS[known.name]), layer.bandCount()
        raise InputError(sentence.format(name=name, wanted=known.bands, kind=kind, layer=layer.name(), bands=bands))
