"""The sample scene: made-up land as five sensors see it, with clouds, a swath edge, and training polygons.

No GDAL here: ``simulate`` gives arrays, ``engine.simulation.files`` writes them as rasters and a GeoPackage.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..door.errors import InputError
from ..door.target import ClassInfo
from . import sensors
from .classes import LAND_COVERS, class_table
from .land import draw_land
from .noise import Floats, smooth_noise
from .polygons import TrainingPolygon, place_polygons

#: metres; the truth and the multispectral layer have pixels of this size
PIXEL = 5.0
#: pixels of the truth in one pixel of the layer, or the other way round
PIXEL_SIZES = {"hsi": 10.0, "msi": 5.0, "sar": 10.0, "lidar": 2.5, "rgb": 2.5}
SMALLEST, LARGEST = 64, 2000
_CLOUD_SHARE, _SWATH_SHARE = 0.12, 0.12


@dataclass(frozen=True)
class SimulatedScene:
    """``images``: modality -> (bands, rows, cols) without holes, with pixels of PIXEL_SIZES, from a common north-west
    corner. ``holes``: modality -> (rows, cols), True where a cloud or the swath's edge hides it. ``truth``
    (size, size) uint8: class values. ``polygons``: where the truth is given away for training."""

    images: dict[str, NDArray[Any]]
    holes: dict[str, NDArray[np.bool_]]
    truth: NDArray[np.uint8]
    classes: tuple[ClassInfo, ...]
    polygons: list[TrainingPolygon]


def simulate(size: int = 400, seed: int = 0) -> SimulatedScene:
    """The scene of ``size`` x ``size`` pixels of 5 m; the same for the same size and seed.

    An odd size is seen by the 10 m sensors half a pixel further. Raises InputError outside 64 … 2000.
    """
    if not SMALLEST <= size <= LARGEST:
        raise InputError(f"SIZE is {size}; the sample scene can have {SMALLEST} to {LARGEST} pixels a side.")
    rng = np.random.default_rng(seed)
    fine = 4 * -(-size // 2)  # pixels of 2.5 m: whole pixels of 10 m
    land = draw_land(fine, rng)
    surface = sensors.grow(land, rng)
    images: dict[str, NDArray[Any]] = {
        "hsi": sensors.record_hsi(surface, rng),
        "msi": sensors.record_msi(surface, rng)[:, :size, :size],
        "sar": sensors.record_sar(land, rng),
        "lidar": sensors.record_heights(surface, rng)[:, : 2 * size, : 2 * size],
        "rgb": sensors.record_rgb(surface, rng)[:, : 2 * size, : 2 * size],
    }
    holes = {
        "hsi": sensors.clouds(images["hsi"][0].shape, _CLOUD_SHARE, rng),
        "msi": sensors.clouds(images["msi"][0].shape, _CLOUD_SHARE, rng),
        "sar": sensors.beyond_swath(images["sar"][0].shape, _SWATH_SHARE),
    }
    truth = _most_frequent(land.cover)[:size, :size] + np.uint8(1)
    return SimulatedScene(images, holes, truth, class_table(), place_polygons(truth, PIXEL, rng))


def _most_frequent(cover: NDArray[np.int8]) -> NDArray[np.uint8]:
    """The class that fills most of each 2 x 2 block, the first of the table where several do."""
    shares = np.stack([sensors.block_mean(cover == i, 2) for i in range(len(LAND_COVERS))])
    return shares.argmax(0).astype(np.uint8)


def simulate_arrays(
    rows: int, cols: int, bands: Mapping[str, int], seed: int = 0, classes: int = 8
) -> tuple[dict[str, Floats], NDArray[np.uint8]]:
    """A cheap scene of any shape: modality -> (bands, rows, cols), and class values 1 … ``classes`` (rows, cols).

    Each class has a random spectrum in each modality; noise and brightness vary smoothly. For benchmarks.
    """
    rng = np.random.default_rng(seed)
    scores = np.stack([smooth_noise((rows, cols), max(8.0, min(rows, cols) / 8), rng) for _ in range(classes)])
    truth = scores.argmax(0).astype(np.uint8)
    images: dict[str, Floats] = {}
    for modality, count in bands.items():
        spectra = rng.normal(0.0, 1.0, (classes, count)).astype(np.float32)
        image = np.moveaxis(spectra[truth], -1, 0) * (1 + 0.1 * smooth_noise((rows, cols), 20, rng))
        images[modality] = (image + 0.5 * rng.standard_normal(image.shape, np.float32)).astype(np.float32)
    return images, truth + np.uint8(1)
