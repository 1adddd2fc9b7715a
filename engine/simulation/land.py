"""The land of the sample scene: river, forests, fields, roads, a village with houses, halls and car parks.

Everything is drawn on a fine grid (2.5 m). Fields, roads and buildings are rectangles of a plane that is turned and
gently bent before it is laid over the scene, so that their edges follow the land instead of the pixels.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from .classes import (
    ASPHALT,
    BEET,
    BROADLEAVED,
    CONIFEROUS,
    FALLOW,
    HOUSES,
    MEADOW,
    ORCHARD,
    PLOWED,
    POTATOES,
    ROOF,
    SHRUBS,
    WATER,
    WHEAT,
)
from .noise import Floats, smooth_noise

PIXEL = 2.5  # metres
_ANGLE = math.radians(17)
_CROPS = (WHEAT, BEET, POTATOES, PLOWED, FALLOW, MEADOW, ORCHARD)
_ROAD, _STREET = 15.0, 10.0  # widths in metres

Box = tuple[int, int, int, int]  # row, col, rows, cols


@dataclass(frozen=True)
class Land:
    """All arrays are (n, n), a pixel is 2.5 m.

    ``cover``: index into LAND_COVERS. ``parcel``: number of the field or block. ``along``, ``across``: metres in the
    plane of the fields, for what grows in rows. ``terrain``: metres above the sea.
    """

    cover: NDArray[np.int8]
    parcel: NDArray[np.int32]
    along: Floats
    across: Floats
    terrain: Floats


def draw_land(n: int, rng: np.random.Generator) -> Land:
    """Land of ``n`` x ``n`` pixels of 2.5 m. Fields, woods and the village grow with the scene up to usual sizes."""
    unit = min(125.0, max(25.0, n * PIXEL / 16))  # side of a typical field in metres
    along, across = _plane(n, unit, rng)
    plan = _Plan(int(max(along.max(), across.max()) / PIXEL) + 2, unit, rng)
    rows, cols = (along / PIXEL).astype(np.int32), (across / PIXEL).astype(np.int32)
    cover, parcel = plan.fields[rows, cols], plan.parcels[rows, cols]
    village = _village(n, unit, rng)
    wood = smooth_noise((n, n), 2.6 * unit / PIXEL, rng) - 2 * village
    needles = smooth_noise((n, n), 2.6 * unit / PIXEL, rng) > 0.1
    cover = np.where(wood > 0.47, SHRUBS, cover)
    cover = np.where(wood > 0.62, np.where(needles, CONIFEROUS, BROADLEAVED), cover)
    cover = np.where(smooth_noise((n, n), unit / PIXEL, rng) > 1.9, SHRUBS, cover)
    built = plan.settlement[rows, cols]
    inside = village > 0.5
    cover = np.where(inside, built, cover)
    cover = np.where(plan.roads[rows, cols], ASPHALT, cover)
    terrain, river = _terrain_and_river(n, unit, rng)
    cover = np.where((river < 1) & ~plan.roads[rows, cols], WATER, cover)  # roads have bridges
    cover = np.where((river >= 1) & (river < 1.5) & np.isin(cover, _CROPS), MEADOW, cover)
    return Land(cover.astype(np.int8), parcel, along, across, terrain)


def _plane(n: int, unit: float, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Metres along and across the fields: the scene's coordinates, turned and bent, from zero up."""
    x, y = np.meshgrid(np.arange(n) * PIXEL, np.arange(n) * PIXEL)
    bend = 0.35 * unit
    x = x + bend * smooth_noise((n, n), 8 * unit / PIXEL, rng)
    y = y + bend * smooth_noise((n, n), 8 * unit / PIXEL, rng)
    along = x * math.sin(_ANGLE) + y * math.cos(_ANGLE)
    across = x * math.cos(_ANGLE) - y * math.sin(_ANGLE)
    return (along - along.min()).astype(np.float32), (across - across.min()).astype(np.float32)


def _village(n: int, unit: float, rng: np.random.Generator) -> Floats:
    """1 in the middle of a village, 0 far from all; one for every four square kilometres."""
    count = max(1, round((n * PIXEL / 2000) ** 2))
    y, x = np.mgrid[0:n, 0:n].astype(np.float32) * np.float32(PIXEL)
    radius = 2.6 * unit
    result = np.zeros((n, n), np.float32)
    for _ in range(count):
        row, col = rng.uniform(0.25, 0.75, 2) * n * PIXEL if count == 1 else rng.uniform(0.08, 0.92, 2) * n * PIXEL
        result = np.maximum(result, np.exp(-((y - row) ** 2 + (x - col) ** 2) / (2 * radius**2 / 1.39)))
    edge: Floats = result + 0.08 * smooth_noise((n, n), unit / PIXEL, rng)
    return edge


def _terrain_and_river(n: int, unit: float, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Heights of the ground, and the distance from the river's middle in half widths; it winds from north to south."""
    y = np.arange(n) * PIXEL
    width = min(45.0, max(15.0, 0.36 * unit))
    phase, start = rng.uniform(0, 2 * math.pi, 2), rng.uniform(0.3, 0.7) * n * PIXEL
    course = start + 1.6 * unit * np.sin(y / (3.4 * unit) + phase[0]) + 0.6 * unit * np.sin(y / (1.3 * unit) + phase[1])
    x = np.arange(n) * PIXEL
    slope = np.gradient(course, PIXEL)[:, None]
    distance = np.abs(x[None, :] - course[:, None]) / np.sqrt(1 + slope**2)
    hills = 18 * smooth_noise((n, n), 5 * unit / PIXEL, rng)
    terrain = 320 + hills + 25 * (1 - np.exp(-((distance / (5 * unit)) ** 2)))
    return terrain.astype(np.float32), (distance / (width / 2)).astype(np.float32)


class _Plan:
    """What people laid out, in the plane of the fields: fields, roads, and what a village would look like anywhere."""

    def __init__(self, side: int, unit: float, rng: np.random.Generator) -> None:
        shape = (side, side)
        self.fields, self.parcels = np.zeros(shape, np.int8), np.zeros(shape, np.int32)
        self.roads = np.zeros(shape, bool)
        self.settlement = np.full(shape, MEADOW, np.int8)
        crops = _cycle(_CROPS, rng)
        number = 0
        for block in _divide((0, 0, side, side), 5 * unit / PIXEL, rng):
            _frame(self.roads, block, _ROAD)
            for field in _divide(block, unit / PIXEL, rng):
                number += 1
                self.fields[_inside(field)] = next(crops)
                self.parcels[_inside(field)] = number
        for number, block in enumerate(_divide((0, 0, side, side), 95 / PIXEL, rng)):
            self._build(block, halls=number % 3 == 0, rng=rng)

    def _build(self, block: Box, halls: bool, rng: np.random.Generator) -> None:
        """A block of the village: streets around houses in gardens, or around halls and their car parks."""
        row, col, rows, cols = _shrunk(block, _STREET / 2)
        if halls:
            self.settlement[_inside((row, col, rows, cols))] = ASPHALT
        plot = (48.0, 64.0) if halls else (24.0, 26.0)
        deep, wide = (max(1, round(size * PIXEL / side)) for size, side in zip((rows, cols), plot, strict=True))
        for i in range(deep):
            for j in range(wide):
                space = (row + i * rows // deep, col + j * cols // wide, rows // deep, cols // wide)
                share = rng.uniform(0.6, 0.8, 2) if halls else rng.uniform(0.55, 0.75, 2)
                self.settlement[_inside(_centred(space, share))] = ROOF if halls else HOUSES
        _frame(self.settlement, block, _STREET, ASPHALT)


def _cycle(values: tuple[int, ...], rng: np.random.Generator) -> Iterator[int]:
    """Every value once in each round, each round in another order: no class is ever left out."""
    while True:
        yield from rng.permutation(values)


def _divide(box: Box, side: float, rng: np.random.Generator) -> Iterator[Box]:
    """Cut a box in two, again and again across its longer side, until the parts are about ``side`` long."""
    row, col, rows, cols = box
    if max(rows, cols) < 1.9 * side:
        yield box
        return
    share = rng.uniform(0.38, 0.62)
    if rows > cols:
        cut = int(rows * share)
        parts = ((row, col, cut, cols), (row + cut, col, rows - cut, cols))
    else:
        cut = int(cols * share)
        parts = ((row, col, rows, cut), (row, col + cut, rows, cols - cut))
    for part in parts:
        yield from _divide(part, side, rng)


def _inside(box: Box) -> tuple[slice, slice]:
    row, col, rows, cols = box
    return slice(row, row + rows), slice(col, col + cols)


def _shrunk(box: Box, metres: float) -> Box:
    margin = round(metres / PIXEL)
    row, col, rows, cols = box
    return row + margin, col + margin, max(0, rows - 2 * margin), max(0, cols - 2 * margin)


def _centred(box: Box, share: NDArray[Any]) -> Box:
    """The middle of a box: ``share`` of its rows and of its columns."""
    row, col, rows, cols = box
    deep, wide = int(rows * share[0]), int(cols * share[1])
    return row + (rows - deep) // 2, col + (cols - wide) // 2, deep, wide


def _frame(image: NDArray[Any], box: Box, width: float, value: int = 1) -> None:
    """Draw the edge of a box, half of the width (metres) inside it: its neighbour draws the other half."""
    half = round(width / 2 / PIXEL)
    row, col, rows, cols = box
    for part in ((row, col, half, cols), (row + rows - half, col, half, cols)):
        image[_inside(part)] = value
    for part in ((row, col, rows, half), (row, col + cols - half, rows, half)):
        image[_inside(part)] = value


def crowns(n: int, rng: np.random.Generator) -> Floats:
    """Texture of canopies: unit variance, blobs of a crown's width."""
    return smooth_noise((n, n), 1.3, rng)


def hillshade(heights: Floats) -> Floats:
    """Brightness of the ground under a sun in the south-west, 1 where it is level."""
    down, right = np.gradient(ndimage.gaussian_filter(heights, 2.0), PIXEL)
    shade: Floats = np.clip(1 + 1.1 * (right - down) / math.sqrt(2), 0.6, 1.35)
    return shade
