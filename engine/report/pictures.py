"""Pictures of the training area for a report: the land, the labels on it, and which layers see what."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass

import numpy as np
from matplotlib import colormaps
from matplotlib.image import imsave
from numpy.typing import NDArray

from ..door.target import CLASSES, NUMBER
from ..labels.labelled_pixels import Labels
from ..mapping.raster_writer import availability_table
from ..scene.availability import BITS
from ..scene.rasters.source import RasterFile
from ..scene.scene import Scene

#: pixels along the longer side
SIDE = 420
#: nanometres of red, green and blue light, and how far off a band may be
_LIGHT, _OFF = (660.0, 560.0, 480.0), 45.0
#: what is shown in true colour, the first that is there
_COLOURED = ("rgb", "msi", "hsi")
_STRETCH = (2, 98)
_EMPTY = 255

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Picture:
    """``address``: a data URL. ``legend``: colour and name of what is in it."""

    title: str
    address: str
    legend: tuple[tuple[str, str], ...] = ()


def pictures(scene: Scene, labels: Labels) -> list[Picture]:
    """The land, the labels, the availability; memory follows the pictures, not the scene."""
    land, title = _land(scene)
    return [Picture(title, _png(land)), _labelled(scene, labels, land), _availability(scene)]


def _land(scene: Scene) -> tuple[Pixels, str]:
    """(rows, cols, 3), and what it shows."""
    files = scene.files()
    for name in _COLOURED:
        bands = _light(files[name], name) if name in files else ()
        if bands:
            return _stretched(scene.preview(name, SIDE, bands)), f"{scene.modalities[name].title}, true colour"
    name = next(iter(files))
    first = scene.preview(name, SIDE, files[name].bands[:1])
    return _stretched(np.repeat(first, 3, 0)), f"{scene.modalities[name].title}, first band"


def _light(file: RasterFile, modality: str) -> tuple[int, ...]:
    """GDAL's numbers of the bands of red, green and blue light; none where the file does not tell."""
    if not file.wavelengths:
        return file.bands[:3] if modality == "rgb" and len(file.bands) >= 3 else ()
    far = np.abs(np.array(file.wavelengths)[:, None] - _LIGHT)
    nearest = far.argmin(0)
    if (far[nearest, [0, 1, 2]] > _OFF).any() or len(set(nearest.tolist())) < 3:
        return ()
    return tuple(file.bands[i] for i in nearest.tolist())


def _stretched(values: NDArray[np.float32]) -> Pixels:
    """(3, rows, cols) -> bytes (rows, cols, 3), each band between its own percentiles; white without data."""
    shown = np.full((*values.shape[1:], 3), _EMPTY, np.uint8)
    seen = np.isfinite(values).all(0)
    if seen.any():
        for band, plane in enumerate(values):
            low, high = np.percentile(plane[seen], _STRETCH)
            shown[seen, band] = np.clip((plane[seen] - low) / ((high - low) or 1.0), 0, 1) * 250
    return shown


def _labelled(scene: Scene, labels: Labels, land: Pixels) -> Picture:
    factor = max(1, round(scene.grid.rows / land.shape[0]))
    shown = (200 + land.mean(2, keepdims=True) * 0.2).astype(np.uint8).repeat(3, 2)
    rows = np.minimum(labels.rows // factor, land.shape[0] - 1)
    cols = np.minimum(labels.cols // factor, land.shape[1] - 1)
    if labels.info.kind == NUMBER:
        low, high = float(labels.target.min()), float(labels.target.max())
        shown[rows, cols] = (colormaps["cividis"]((labels.target - low) / ((high - low) or 1.0))[:, :3] * 255).astype(
            np.uint8
        )
        legend = (("#00224e", f"{low:.3g}"), ("#fee838", f"{high:.3g}"))
        return Picture(f"Training areas: {labels.info.field}", _png(shown), legend)
    index = labels.target if labels.info.kind == CLASSES else labels.target.argmax(1)
    colours = np.array([list(bytes.fromhex(info.color[1:])) for info in labels.info.classes], np.uint8)
    shown[rows, cols] = colours[index]
    title = "Training areas" if labels.info.kind == CLASSES else "Training areas, by the first label of each"
    return Picture(title, _png(shown), tuple((info.color, info.name) for info in labels.info.classes))


def _availability(scene: Scene) -> Picture:
    codes = sum(
        np.isfinite(scene.preview(name, SIDE, file.bands[:1])[0]).astype(np.uint8) * np.uint8(BITS[name])
        for name, file in scene.files().items()
    )
    codes = np.asarray(codes)
    shown = np.full((*codes.shape, 3), _EMPTY, np.uint8)
    legend = []
    for info in availability_table(list(scene.modalities)):
        share = float((codes == info.value).mean())
        if share:
            shown[codes == info.value] = list(bytes.fromhex(info.color[1:]))
            legend.append((info.color, f"{info.name} ({100 * share:.2g} %)"))
    if not codes.all():
        legend.append(("#ffffff", "no data"))
    return Picture("Layers with data", _png(shown), tuple(legend))


def _png(pixels: Pixels) -> str:
    buffer = io.BytesIO()
    imsave(buffer, pixels, format="png")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
