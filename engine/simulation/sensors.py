"""What each sensor records of the land, and where it records nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from einops import reduce
from numpy.typing import NDArray
from scipy import ndimage

from .classes import BEET, LAND_COVERS, ORCHARD, PLOWED, POTATOES, WHEAT
from .land import Land, crowns, hillshade
from .noise import Floats, smooth_noise
from .spectra import MATERIALS, reflectance

#: stored reflectance is in ten-thousandths
SCALE = 10000
HSI_WAVELENGTHS = tuple(round(w, 1) for w in np.linspace(400, 2500, 120).tolist())
_HSI_WIDTH = 18.0
#: name, centre and width in nm of the multispectral bands
MSI_BANDS = (
    ("coastal", 427.0, 50.0),
    ("blue", 478.0, 60.0),
    ("green", 546.0, 70.0),
    ("yellow", 608.0, 40.0),
    ("red", 659.0, 60.0),
    ("red edge", 724.0, 40.0),
    ("near infrared 1", 833.0, 120.0),
    ("near infrared 2", 950.0, 150.0),
)
RGB_BANDS = (("red", 650.0, 90.0), ("green", 550.0, 90.0), ("blue", 460.0, 80.0))
#: deviation of the noise, in reflectance; the deep water bands of the atmosphere are noisier
_HSI_NOISE, _MSI_NOISE, _RGB_NOISE = 0.004, 0.006, 0.006
_LOOKS = 6  # of the SAR: the speckle's variance is 1 / looks
_ORCHARD_ROWS, _DRILL_ROWS = 12.5, 15.0  # metres between rows of trees, and between the tracks in a field
_STRIP = 64  # rows of a sensor that are computed at once


@dataclass(frozen=True)
class Surface:
    """The land as light meets it, all (n, n) at 2.5 m: index into MATERIALS, share of the ground that shows through,
    brightness (1 on level ground), and height above the ground in metres."""

    material: NDArray[np.int8]
    soil: Floats
    brightness: Floats
    height: Floats


def grow(land: Land, rng: np.random.Generator) -> Surface:
    """Let things grow: trees in rows, crops that thrive here and less so there, crowns and roofs of their heights."""
    cover, n = land.cover, len(land.cover)
    texture = crowns(n, rng)
    between = (cover == ORCHARD) & (np.cos(2 * np.pi * land.across / _ORCHARD_ROWS) < 0)
    material = np.array([MATERIALS.index(c.material) for c in LAND_COVERS], np.int8)[cover]
    material = np.where(between, np.int8(MATERIALS.index("grass")), material)
    # thin stands let the ground show: from field to field, and within each field
    stand = _by_parcel(land, rng) + smooth_noise((n, n), 24, rng)
    soil = _of_class("soil")[cover]
    soil = np.where(soil > 0, np.clip(soil * (1 - 0.6 * stand), 0, 0.5), 0).astype(np.float32)
    tracks = np.cos(2 * np.pi * land.across / _DRILL_ROWS) * np.isin(cover, (WHEAT, BEET, POTATOES, PLOWED))
    brightness = (1 + _of_class("contrast")[cover] * texture) * (1 + 0.05 * _by_parcel(land, rng) + 0.04 * tracks)
    brightness = np.clip(brightness * hillshade(land.terrain), 0.3, 1.8).astype(np.float32)
    mean, deviation = np.array([c.height for c in LAND_COVERS], np.float32).T
    height = np.maximum(0, mean[cover] + deviation[cover] * texture)
    return Surface(material, soil, brightness, np.where(between, np.float32(0.15), height))


def record_hsi(surface: Surface, rng: np.random.Generator) -> NDArray[np.int16]:
    """Hyperspectral reflectance (120, n/4, n/4) at 10 m, in ten-thousandths."""
    bands = [(wavelength, _HSI_WIDTH) for wavelength in HSI_WAVELENGTHS]
    moist = [1 + 6 * max(np.exp(-(((w - c) / 40) ** 2)) for c in (1380, 1890)) for w in HSI_WAVELENGTHS]
    return _record(surface, 4, bands, _HSI_NOISE * np.array(moist), rng)


def record_msi(surface: Surface, rng: np.random.Generator) -> NDArray[np.int16]:
    """Multispectral reflectance (8, n/2, n/2) at 5 m, in ten-thousandths."""
    return _record(surface, 2, [band[1:] for band in MSI_BANDS], np.full(len(MSI_BANDS), _MSI_NOISE), rng)


def record_rgb(surface: Surface, rng: np.random.Generator) -> NDArray[np.uint8]:
    """An aerial picture (3, n, n) at 2.5 m: 0-255, as a camera develops it."""
    light = _record(surface, 1, [band[1:] for band in RGB_BANDS], np.full(3, _RGB_NOISE), rng)
    return np.stack([(255 * np.clip(band / (0.3 * SCALE), 0, 1) ** 0.6).round().astype(np.uint8) for band in light])


def _record(
    surface: Surface,
    factor: int,
    bands: Sequence[tuple[float, float]],
    noise: NDArray[np.float64],
    rng: np.random.Generator,
) -> NDArray[np.int16]:
    """Reflectance of ``factor`` x ``factor`` pixels together, (bands, n/factor, n/factor), with noise.

    ``bands``: centre and width in nm. Strip by strip: memory follows the result.
    """
    spectra = reflectance(MATERIALS, *zip(*bands, strict=True)).astype(np.float32)  # (materials, bands)
    n = len(surface.material) // factor
    result = np.empty((len(bands), n, n), np.int16)
    for row in range(0, n, _STRIP):
        fine = slice(row * factor, (row + _STRIP) * factor)
        light = _light(surface, fine, factor)  # (materials, rows, cols)
        values = np.tensordot(spectra, light, (0, 0))
        values += rng.standard_normal(values.shape, np.float32) * noise[:, None, None].astype(np.float32)
        result[:, row : row + _STRIP] = np.clip(values * SCALE, 1, 2 * SCALE).round()
    return result


def _light(surface: Surface, rows: slice, factor: int) -> Floats:
    """Share of each material times brightness, averaged over blocks of pixels: (materials, rows, cols)."""
    soil = surface.soil[rows]
    light = (surface.material[rows] == np.arange(len(MATERIALS))[:, None, None]) * (1 - soil)
    light[MATERIALS.index("soil")] += soil
    return block_mean(light * surface.brightness[rows], factor)


def record_sar(land: Land, rng: np.random.Generator) -> Floats:
    """Backscatter VV and VH (2, n/4, n/4) in dB at 10 m, with speckle and moisture that differs from field to field."""
    n = len(land.cover)
    moisture = 0.6 * _by_parcel(land, rng) + 0.5 * smooth_noise((n, n), 60, rng)
    images = []
    for decibels in (_of_class("vv"), _of_class("vh")):
        power = block_mean(10 ** ((decibels[land.cover] + moisture) / 10), 4)
        speckle = rng.gamma(_LOOKS, 1 / _LOOKS, power.shape)
        images.append(10 * np.log10(power * speckle))
    return np.stack(images).astype(np.float32)


def record_heights(surface: Surface, rng: np.random.Generator) -> Floats:
    """LiDAR heights above the ground (1, n, n) in metres at 2.5 m."""
    noise = 0.08 * rng.standard_normal(surface.height.shape, np.float32)
    return np.maximum(0, surface.height + noise)[None]


def clouds(shape: tuple[int, ...], share: float, rng: np.random.Generator) -> NDArray[np.bool_]:
    """A few clouds in an image (rows, cols) that hide about ``share`` of the pixels."""
    field = smooth_noise(shape, max(shape) / 5, rng) + 0.25 * smooth_noise(shape, max(shape) / 20, rng)
    mask: NDArray[np.bool_] = ndimage.binary_opening(field > np.quantile(field, 1 - share))
    return mask


def beyond_swath(shape: tuple[int, ...], share: float) -> NDArray[np.bool_]:
    """True east of the slanting edge of a swath, which leaves out about ``share`` of the pixels."""
    row, col = np.mgrid[0 : shape[0], 0 : shape[1]]
    mask: NDArray[np.bool_] = col + 0.2 * (row - shape[0] / 2) >= (1 - share) * shape[1]
    return mask


def block_mean(image: NDArray[Any], factor: int) -> Floats:
    """Mean of blocks of ``factor`` x ``factor`` pixels: (..., rows, cols) -> (..., rows/factor, cols/factor)."""
    blocks: Floats = reduce(image.astype(np.float32), "... (r a) (c b) -> ... r c", "mean", a=factor, b=factor)
    return blocks


def _of_class(name: str) -> Floats:
    return np.array([getattr(cover, name) for cover in LAND_COVERS], np.float32)


def _by_parcel(land: Land, rng: np.random.Generator) -> Floats:
    """A normal value for each parcel, the same in all of it."""
    return rng.standard_normal(int(land.parcel.max()) + 1, np.float32)[land.parcel]
