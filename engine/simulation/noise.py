"""Smooth random fields."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import fft, ndimage

Floats = NDArray[np.float32]


def smooth_noise(shape: tuple[int, ...], scale: float, rng: np.random.Generator) -> Floats:
    """Gaussian noise whose features are about ``scale`` pixels wide, with mean 0 and deviation 1.

    Drawn on a coarse grid and enlarged by a cubic spline, so that a wide scale costs no more than a narrow one.
    """
    step = max(1.0, scale / 4)
    coarse = tuple(int(np.ceil(side / step)) + 4 for side in shape)
    white = rng.standard_normal(coarse).astype(np.float32)
    spectrum = ndimage.fourier_gaussian(fft.rfft2(white), scale / step / 2, coarse[1])
    values = fft.irfft2(spectrum, coarse).astype(np.float32)
    values = (values - values.mean()) / values.std()
    rows, cols = (np.arange(side, dtype=np.float32) / step + 1.5 for side in shape)
    if step == 1.0:
        return values[: shape[0], : shape[1]]
    return _enlarged(_enlarged(values, rows).T, cols).T


def _enlarged(values: Floats, positions: Floats) -> Floats:
    """Rows of ``values`` at fractional positions, by cubic interpolation (Catmull-Rom)."""
    first = positions.astype(np.int64)
    t = (positions - first)[:, None]
    before, here, after, beyond = (values[first + i] for i in (-1, 0, 1, 2))
    result: Floats = here + 0.5 * t * (
        after - before + t * (2 * before - 5 * here + 4 * after - beyond + t * (3 * (here - after) + beyond - before))
    )
    return result
