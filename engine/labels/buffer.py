"""A distance between the parts of a split: windows of training samples hold no test pixel in their midst."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from .parts import LOST, TEST, TRAIN, VALIDATION

Indices = NDArray[np.int64]

#: a class keeps its pixels near other parts where the buffer would leave it fewer for training, or for validation
FEWEST = {TRAIN: 20, VALIDATION: 5}


def keep_apart(
    part: Indices,
    rows: Indices,
    cols: Indices,
    strata: Indices,
    names: Sequence[str],
    buffer: int,
    mixed: bool,
    say: Callable[[str], None],
    warn: Callable[[str], None],
) -> None:
    """Take pixels within ``buffer`` rows and columns of another part out of their own: ``part`` (n,) changes.

    Test pixels all stay. Validation pixels near them are lost, and training pixels near either; but a class that would
    have fewer than FEWEST left keeps all that it has, and that is warned of. ``mixed``: training and validation pixels
    are, pixel by pixel, and keep their distance from the test alone.
    """
    if not buffer:
        return
    places = np.stack([rows, cols], axis=1).astype(np.float64)
    lost = {TRAIN: 0, VALIDATION: 0}
    kept: set[int] = set()
    for loser, winners in ((VALIDATION, [TEST]), (TRAIN, [TEST] if mixed else [TEST, VALIDATION])):
        mine = np.flatnonzero(part == loser)
        near = mine[_near(places[mine], places[np.isin(part, winners)], buffer)]
        for stratum in np.unique(strata[near]).tolist():
            close = near[strata[near] == stratum]
            if np.count_nonzero(strata[mine] == stratum) - len(close) < FEWEST[loser]:
                kept.add(stratum)
                continue
            part[close] = LOST
            lost[loser] += len(close)
    if any(lost.values()):
        say(
            f"BUFFER: {lost[TRAIN]} training and {lost[VALIDATION]} validation pixels were left out, because they lie "
            f"within {buffer} pixels of those of another part, which their windows would show."
        )
    if kept:
        warn(
            f"BUFFER: a distance of {buffer} pixels would leave too few pixels of "
            f"{', '.join(names[s] for s in sorted(kept))}, so all were kept. Windows of training samples show test or "
            "validation pixels there, which flatters the accuracy; draw areas apart, or choose a smaller WINDOW."
        )


def _near(places: NDArray[Any], others: NDArray[Any], distance: int) -> NDArray[np.bool_]:
    """Which of ``places`` (n, 2) have one of ``others`` (k, 2) in the square window of this distance."""
    if not len(places) or not len(others):
        return np.zeros(len(places), bool)
    found, _ = cKDTree(others).query(places, p=np.inf, distance_upper_bound=distance + 0.5)
    return np.asarray(np.isfinite(found))
