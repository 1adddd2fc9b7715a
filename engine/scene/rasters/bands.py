"""Which bands of a layer stand for those that a model was trained with. No GDAL here."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from ...door.errors import InputError
from ...door.modalities import ModalityInfo
from .series import without_date

_GENERIC = re.compile(r"(band|layer|gray|grey)?[\s_.-]*\d*", re.IGNORECASE)


def match_bands(found: ModalityInfo, expected: ModalityInfo, label: str) -> list[int]:
    """Positions in ``found`` of the bands that ``expected`` names, in its order.

    By band names where both sides have real ones, else by wavelength (nearest, within half of the spacing of the
    expected bands), else by order. For a series the same choice is made for each date. Raises InputError where
    the numbers of dates or bands differ, or some of the bands cannot be found.
    """
    if found.steps != expected.steps:
        raise InputError(
            f"This model wants {expected.steps} {_dates(expected.steps)} of {expected.inside_title} data; "
            f"the {label} has {found.steps}."
        )
    each = _of_one_date(found, expected, label)
    stride = found.bands // found.steps
    return [date * stride + band for date in range(found.steps) for band in each]


def _of_one_date(found: ModalityInfo, expected: ModalityInfo, label: str) -> list[int]:
    names, wanted = real_names(found), real_names(expected)
    if wanted and set(wanted) <= set(names):
        return [names.index(name) for name in wanted]
    here, there = found.bands // found.steps, expected.bands // expected.steps
    if found.wavelengths and expected.wavelengths:
        positions = _by_wavelength(found.wavelengths[:here], expected.wavelengths[:there])
        if positions is not None:
            return positions
        if here == there:
            raise InputError(
                f"The wavelengths of the {label} ({_range(found)}) are not those this model was trained with "
                f"({_range(expected)}); give a layer of the same sensor."
            )
    if here != there:
        each = " a date" if expected.steps > 1 else ""
        raise InputError(f"This model wants {there} {expected.inside_title} bands{each}; the {label} has {here}.")
    if set(wanted) & set(names):
        lost = [name for name in wanted if name not in names]
        raise InputError(
            f"The {label} lacks {_listed(lost)}, which this model was trained with; it has {_listed(names)}."
        )
    return list(range(there))


def real_names(info: ModalityInfo) -> list[str]:
    """Band names of one date, without the date; empty unless all are there, differ, and say more than a number."""
    count = info.bands // info.steps
    names = list(info.band_names[:count])
    if info.steps > 1:
        names = [without_date(name) for name in names]
    real = len(names) == count and not any(_GENERIC.fullmatch(name) for name in names)
    return names if real and len(set(names)) == count else []


def _by_wavelength(found: Sequence[float], expected: Sequence[float]) -> list[int] | None:
    """Nearest found band of each expected one; None where one is further than half a spacing, or taken twice."""
    here, there = np.array(found), np.array(expected)
    if len(here) == len(there) and np.allclose(here, there, rtol=0, atol=1e-3):
        return list(range(len(there)))  # even where two detectors share a wavelength
    distance = np.abs(there[:, None] - here)
    nearest = distance.argmin(1)
    ordered = np.sort(there)
    spacing = np.median(np.diff(ordered)) if len(ordered) > 1 else 0.1 * ordered[0]
    if len(set(nearest.tolist())) < len(there) or (distance.min(1) > spacing / 2).any():
        return None
    return [int(position) for position in nearest]


def _range(info: ModalityInfo) -> str:
    return f"{min(info.wavelengths):.0f} to {max(info.wavelengths):.0f} nm"


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"'{name}'" for name in names[:6])
    return f"the bands {shown} and {len(names) - 6} more" if len(names) > 6 else f"the bands {shown}"


def _dates(count: int) -> str:
    return "date" if count == 1 else "dates"
