"""Training polygons: hexagons of uneven shape, each wholly inside one class, spread over the scene."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

_EACH, _MOST = 14, 60  # polygons of a class; of one whose parts are so small that they give too few pixels
_AREA = 3500.0  # square metres that the polygons of a class cover, if the class has them
_LARGEST, _SMALLEST = 30.0, 4.0  # radius in metres
_APART = 3.0  # radii between the middles of two polygons of a class


@dataclass(frozen=True)
class TrainingPolygon:
    """``value`` of its class, and corners (6, 2) in metres east and south of the scene's north-west corner."""

    value: int
    corners: NDArray[np.float64]


def place_polygons(truth: NDArray[np.uint8], pixel: float, rng: np.random.Generator) -> list[TrainingPolygon]:
    """14 polygons of each class, more of those that come in small parts.

    ``truth`` (rows, cols): class values; ``pixel``: side of its pixels in metres.
    """
    polygons = []
    for value in np.unique(truth).tolist():
        inside = np.pad(truth == value, 1)  # the scene's edge is an edge
        # to the edge of the nearest foreign pixel, not to its middle
        room = (ndimage.distance_transform_edt(inside)[1:-1, 1:-1] - 0.5) * pixel
        polygons += _of_class(value, room, pixel, rng)
    return polygons


def _of_class(value: int, room: NDArray[np.float64], pixel: float, rng: np.random.Generator) -> list[TrainingPolygon]:
    """Polygons around random pixels that have ``room`` (metres) about them, those with more room first."""
    found: list[TrainingPolygon] = []
    enough = max(_SMALLEST, min(_LARGEST, float(np.quantile(room[room > 0], 0.8))))
    free = room >= min(enough, float(room.max()))
    rows, cols = np.indices(room.shape)
    area = 0.0
    while free.any() and len(found) < (_EACH if area > _AREA else _MOST):
        choice = rng.choice(np.flatnonzero(free))
        row, col = divmod(int(choice), room.shape[1])
        radius = min(_LARGEST, 0.98 * float(room[row, col]))
        found.append(TrainingPolygon(value, _hexagon((col + 0.5) * pixel, (row + 0.5) * pixel, radius, rng)))
        area += 2.6 * radius**2  # of a regular hexagon
        free &= np.hypot(rows - row, cols - col) * pixel > _APART * radius
    return found


def _hexagon(x: float, y: float, radius: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Corners (6, 2) on a circle, at uneven angles."""
    angles = (np.arange(6) + rng.uniform(-0.3, 0.3, 6)) * math.pi / 3
    return np.stack([x + radius * np.cos(angles), y + radius * np.sin(angles)], -1)
