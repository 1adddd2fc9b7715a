"""Time series: which date a band is of, and closing the gaps that clouds leave. No GDAL here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

#: 2018-03-15, 2018_03, 20180315, 2018-MAM (a season), 2018-W12, 2018
_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)"
    r"(?:([-_./]?)(0[1-9]|1[0-2])(?:\2(0[1-9]|[12]\d|3[01]))?|[-_. ]?(MAM|JJA|SON|DJF|[QW]\d{1,2}))?"
    r"(?!\d)",
    re.IGNORECASE,
)


def date_in(text: str) -> str:
    """The date, month, season or year in a text, as "2018-03-15", "2018-03", "2018-MAM" or "2018"; or ""."""
    found = _DATE.search(text)
    if not found:
        return ""
    year, _, month, day, season = found.groups()
    return "-".join(part for part in (year, month, day, season and season.upper()) if part)


def without_date(name: str) -> str:
    """A band's name without its date: "B02_2018-03" -> "B02"."""
    return re.sub(r"[-_.\s:]+$|^[-_.\s:]+", "", _DATE.sub("", name))


def dates_of(texts: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """A name for each date, from the texts (band names, file name) that go with it; "1", "2", … where they are no help.

    The texts help where each date's first text with a date gives another one.
    """
    names = [next((found for text in group if (found := date_in(text))), "") for group in texts]
    if all(names) and len(set(names)) == len(names):
        return tuple(names)
    return tuple(str(i + 1) for i in range(len(texts)))


def times(dates: Sequence[str]) -> NDArray[np.float64]:
    """Where the dates lie in time, in days where all are calendar dates in rising order, else 0, 1, 2, …"""
    days = [_day(name) for name in dates]
    known = [day for day in days if day is not None]
    if len(known) == len(days) and all(a < b for a, b in zip(known, known[1:], strict=False)):
        return np.array(known, np.float64)
    return np.arange(len(dates), dtype=np.float64)


def _day(name: str) -> int | None:
    found = re.fullmatch(r"(\d{4})-(\d\d)(?:-(\d\d))?", name)
    if not found:
        return None
    year, month, day = found.groups()
    try:
        return date(int(year), int(month), int(day or 15)).toordinal()
    except ValueError:  # 31 February
        return None


def fill_gaps(
    values: NDArray[np.float32], valid: NDArray[np.bool_], at: NDArray[np.float64]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Close the gaps of a series along time: linearly between the neighbouring dates, the nearest one at the ends.

    ``values`` (dates, bands, rows, cols), ``valid`` (dates, rows, cols), ``at`` (dates,) the dates' times.
    Returns the filled values and (rows, cols) bool: whether at least half of the dates (rounded up) were valid.
    """
    dates = len(valid)
    seen = valid.sum(0)
    enough = seen >= max(1, (dates + 1) // 2)
    rows, cols = np.nonzero(enough & (seen < dates))
    if not len(rows):
        return values, enough
    gaps = valid[:, rows, cols]  # (dates, k)
    step = np.arange(dates)[:, None]
    before = np.maximum.accumulate(np.where(gaps, step, -1), axis=0)
    after = np.minimum.accumulate(np.where(gaps, step, dates)[::-1], axis=0)[::-1]
    before, after = np.where(before < 0, after, before), np.where(after == dates, before, after)
    span = at[after] - at[before]
    weight = np.divide(at[:, None] - at[before], span, out=np.zeros_like(span), where=span > 0)[:, None]
    spectra = values[:, :, rows, cols]  # (dates, bands, k)
    first = np.take_along_axis(spectra, before[:, None], axis=0)
    last = np.take_along_axis(spectra, after[:, None], axis=0)
    filled = values.copy()
    filled[:, :, rows, cols] = (first + weight * (last - first)).astype(np.float32)
    return filled, enough
