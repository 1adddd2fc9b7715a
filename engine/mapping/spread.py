"""How maps of a number from fewer layers lie beside the map from all of them. Works on arrays only."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


class Spread:
    """Differences of each case's values from the complete map's, added up window by window.

    Attributes, of each case: ``pixels`` where both maps have a value, ``none`` where the complete one alone has, and
    ``difference``, the sum of the absolute differences in units of the number.
    """

    def __init__(self, cases: int) -> None:
        self.pixels, self.none = np.zeros(cases, np.int64), np.zeros(cases, np.int64)
        self.difference = np.zeros(cases)
        self._mean, self._moments = np.zeros((cases, 2)), np.zeros((cases, 2, 2))

    def add(self, complete: NDArray[np.float32], maps: Sequence[NDArray[np.float32]]) -> None:
        """Count a window: ``complete`` (rows, cols) and the map of each case, NaN where there are no data."""
        seen = np.isfinite(complete)
        for case, found in enumerate(maps):
            both = seen & np.isfinite(found)
            self.none[case] += (seen & ~both).sum()
            pairs = np.stack([complete[both], found[both]]).astype(np.float64)
            self.difference[case] += np.abs(pairs[0] - pairs[1]).sum()
            self._join(case, pairs)

    def _join(self, case: int, pairs: NDArray[np.float64]) -> None:
        """Chan, Golub and LeVeque 1983: moments of two parts become those of the whole, with no loss of digits."""
        count = pairs.shape[1]
        if not count:
            return
        before, mean = int(self.pixels[case]), pairs.mean(1)
        apart, around = mean - self._mean[case], pairs - mean[:, None]
        whole = before + count
        self._moments[case] += around @ around.T + np.outer(apart, apart) * (before * count / whole)
        self._mean[case] += apart * (count / whole)
        self.pixels[case] = whole

    def mean_difference(self, case: int) -> float | None:
        """Mean absolute difference from the complete map; None where no pixel has both."""
        return float(self.difference[case] / self.pixels[case]) if self.pixels[case] else None

    def correlation(self, case: int) -> float | None:
        """Pearson's, of the case's values and the complete map's; None where one of them is the same everywhere."""
        (own, shared), (_, other) = self._moments[case]
        return float(shared / np.sqrt(own * other)) if own > 0 and other > 0 else None


def spread(complete: NDArray[np.float32], maps: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """The highest value of a pixel less the lowest, of all maps that have one: (rows, cols).

    NaN where the complete map has no data, and where no case has any, so that nothing can be compared.
    """
    values = np.stack([complete, *maps])
    known = np.isfinite(values)
    high, low = np.where(known, values, -np.inf).max(0), np.where(known, values, np.inf).min(0)
    compared = known[0] & known[1:].any(0)
    return np.where(compared, high - low, np.nan).astype(np.float32)
