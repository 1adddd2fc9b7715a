"""Reflectance of the materials of the sample scene, 400-2500 nm, as sums of well-known absorptions.

The shapes follow textbooks (chlorophyll, red edge, leaf water at 970, 1200, 1450 and 1940 nm, clay at 2200 nm, iron
oxide at 870 nm, bitumen at 1730 and 2310 nm); they are drawn by formula, not measured.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Spectrum = NDArray[np.float64]

_STEP = 2.0  # nm
_FINE = np.arange(380.0, 2561.0, _STEP)
#: centres (nm) and depths of liquid water in leaves
_LEAF_WATER = ((970, 45, 0.12), (1200, 55, 0.22), (1450, 75, 0.85), (1940, 95, 1.15), (2500, 230, 0.9))


def reflectance(materials: Sequence[str], centres: Sequence[float], widths: Sequence[float]) -> Spectrum:
    """Reflectance (materials, bands) in 0-1, seen by bands with Gaussian responses (centre and full width, nm)."""
    fine = np.stack([_MATERIALS[name] for name in materials])
    sigma = np.asarray(widths)[:, None] / 2.355
    response = np.exp(-((_FINE - np.asarray(centres)[:, None]) ** 2) / (2 * sigma**2))
    bands: Spectrum = fine @ (response / response.sum(1, keepdims=True)).T
    return bands


def _bump(centre: float, width: float) -> Spectrum:
    """1 at the centre, falling off as a Gaussian of that deviation (nm)."""
    bell: Spectrum = np.exp(-(((_FINE - centre) / width) ** 2) / 2)
    return bell


def _ramp(centre: float, width: float) -> Spectrum:
    """From 0 to 1 around the centre."""
    rise: Spectrum = 1 / (1 + np.exp(-(_FINE - centre) / width))
    return rise


def _vegetation(
    plateau: float, green: float, edge: float, water: float = 1.0, dry: float = 0.0, nitrogen: float = 0.0
) -> Spectrum:
    """Leaves: ``plateau`` in the near infrared, ``green`` peak, red ``edge`` (nm), water content, dry matter (which
    fills the red absorption), and depth of the narrow features of proteins and lignin around 1690 and 2100 nm."""
    visible = 0.03 + green * _bump(553, 32) + dry * (0.05 + 0.28 * _ramp(600, 60))
    infrared = plateau * _ramp(edge, 13)
    absorbed = water * sum(depth * _bump(centre, width) for centre, width, depth in _LEAF_WATER)
    narrow = nitrogen * (_bump(1690, 14) + _bump(2100, 18) + 0.3 * _bump(1020, 12))
    slope = 1 - 0.22 * _ramp(1500, 250)
    leaf: Spectrum = np.maximum(visible * (1 - _ramp(edge, 13)), infrared * slope * np.exp(-absorbed - narrow))
    return leaf


_CLAY = 0.16 * _bump(2205, 24) + 0.12 * _bump(1415, 35) + 0.22 * _bump(1930, 50)
_IRON = 0.22 * _bump(870, 70) + 0.1 * _bump(1930, 50)
_BITUMEN = 0.08 * _bump(1730, 22) + 0.2 * _bump(2310, 30)
_MATERIALS: dict[str, Spectrum] = {
    "water": 0.004 + 0.05 * _bump(540, 100),
    "leaf": _vegetation(0.46, 0.05, 716, 1.0, 0.0, 0.10),
    "needle": _vegetation(0.30, 0.025, 712, 1.25, 0.03, 0.22),
    "grass": _vegetation(0.42, 0.075, 711, 0.85, 0.08, 0.06),
    "cereal": _vegetation(0.38, 0.05, 700, 0.35, 0.75, 0.16),
    # alike but for a red edge 1.5 nm apart, a little leaf water, and narrow features that no broad band resolves
    "beet": _vegetation(0.5, 0.075, 717, 1.05, 0.0, 0.02),
    "potato": _vegetation(0.5, 0.075, 715.5, 1.0, 0.0, 0.18),
    "soil": (0.07 + 0.3 * _ramp(850, 330)) * (1 - _CLAY),
    "asphalt": (0.075 + 0.07 * _ramp(1000, 500)) * (1 - _BITUMEN),
    "tile": (0.05 + 0.28 * _ramp(595, 22) + 0.12 * _ramp(1150, 140)) * (1 - _IRON),
}
MATERIALS = tuple(_MATERIALS)
