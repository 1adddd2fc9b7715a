"""How maps of one scene from fewer layers agree with the map from all of them. Works on arrays only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..door.target import ClassInfo
from ..scene.availability import BITS, code_of, modalities_of, title_of

#: where the complete map has no data; above every count of cases and every code of layers
NOTHING = 255
#: light to dark in even steps, read alike by colour-blind eyes: (share, red, green, blue)
_RAMP = ((0.0, 255, 247, 188), (0.5, 236, 112, 20), (1.0, 102, 37, 6))
_SAME_COLOR = "#f0f0f0"


class Agreement:
    """Counts of pixels, added up window by window. ``classes``: values of the classes in the maps.

    Attributes, (cases, classes) int64, by the class of the complete map: ``same`` and ``other`` class in the case's
    map, ``none`` where the case has no data.
    """

    def __init__(self, cases: int, classes: NDArray[Any]) -> None:
        self._number = np.zeros(int(classes.max()) + 1, np.int64)
        self._number[classes.astype(np.int64)] = np.arange(len(classes))
        self.same, self.other, self.none = (np.zeros((cases, len(classes)), np.int64) for _ in range(3))

    def add(self, complete: NDArray[Any], maps: Sequence[NDArray[Any]]) -> None:
        """Count a window: ``complete`` (rows, cols) and the map of each case, 0 where there are no data."""
        seen = complete > 0
        classes = self._number[complete[seen]]
        for case, found in enumerate(maps):
            given, same = found[seen] > 0, found[seen] == complete[seen]
            for counts, where in ((self.same, same), (self.other, given & ~same), (self.none, ~given)):
                counts[case] += np.bincount(classes[where], minlength=counts.shape[1])

    @property
    def pixels(self) -> NDArray[np.int64]:
        """Pixels of each class in the complete map."""
        total: NDArray[np.int64] = (self.same + self.other + self.none)[0]
        return total


def disagreement(complete: NDArray[Any], maps: Sequence[NDArray[Any]]) -> NDArray[np.uint8]:
    """In how many maps a pixel has another class than in the complete one, or none: (rows, cols); else NOTHING."""
    differ = np.zeros(complete.shape, np.uint8)
    for found in maps:
        differ += found != complete
    return np.where(complete > 0, differ, NOTHING).astype(np.uint8)


def depends(complete: NDArray[Any], without: Mapping[str, NDArray[Any]]) -> NDArray[np.uint8]:
    """The layers whose loss changes a pixel's class, or takes it, as a code of engine.scene.availability; or NOTHING.

    ``without``: modality -> the map that lacks that one alone.
    """
    codes = np.zeros(complete.shape, np.uint8)
    for name, found in without.items():
        codes |= np.where(found != complete, BITS[name], 0).astype(np.uint8)
    return np.where(complete > 0, codes, NOTHING).astype(np.uint8)


def disagreement_table(cases: int) -> tuple[ClassInfo, ...]:
    """Names and colours of the values of ``disagreement``."""
    names = ["all cases agree", *(f"{count} of {cases} differ" for count in range(1, cases + 1))]
    colours = [_SAME_COLOR, *(_ramp((count - 1) / max(1, cases - 1)) for count in range(1, cases + 1))]
    return tuple(
        ClassInfo(value, name, colour) for value, (name, colour) in enumerate(zip(names, colours, strict=True))
    )


def depends_table(availability: Sequence[ClassInfo], modalities: Sequence[str]) -> tuple[ClassInfo, ...]:
    """Names and colours of the values of ``depends``; a single layer has the colour that it has as an availability."""
    usable = code_of(modalities)
    rows = [ClassInfo(info.value, _losses(info.value), info.color) for info in availability if not info.value & ~usable]
    return (ClassInfo(0, "on no single layer", _SAME_COLOR), *rows)


def _losses(code: int) -> str:
    names = modalities_of(code)
    return f"on {title_of(code)}" if len(names) == 1 else f"on each of {', '.join(name.upper() for name in names)}"


def _ramp(share: float) -> str:
    shares, *levels = zip(*_RAMP, strict=True)
    return "#" + "".join(f"{round(float(np.interp(share, shares, level))):02x}" for level in levels)
