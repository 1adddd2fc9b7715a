"""How maps of one scene from fewer layers agree with the map from all of them. Works on arrays only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..door.target import ClassInfo
from ..scene.availability import BITS, code_of, modalities_of, title_of
from .products import NO_LABEL

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

    def shares(self, case: int) -> tuple[float | None, float | None, float | None]:
        """Of the complete map's pixels: same class, other class, no data; None of no pixel."""
        same, other, none = (
            _share(counts[case].sum(), self.pixels.sum()) for counts in (self.same, self.other, self.none)
        )
        return same, other, none

    def by_class(self, case: int) -> list[float | None]:
        """Of the pixels of each class in the complete map, the share that has it in the case's map, too."""
        return [_share(part, whole) for part, whole in zip(self.same[case], self.pixels, strict=True)]


class LabelAgreement:
    """As Agreement, of maps of several labels a pixel. ``labels``: how many there are.

    Attributes: ``same``, ``other`` and ``none`` (cases,): pixels with the same set of labels, with another set, and
    without data in the case's map. ``pixels`` (labels,): those that have the label in the complete map. ``both`` and
    ``either`` (cases, labels): those that have it in both maps, and in one of them at least.
    """

    def __init__(self, cases: int, labels: int) -> None:
        self.same, self.other, self.none = (np.zeros(cases, np.int64) for _ in range(3))
        self.pixels = np.zeros(labels, np.int64)
        self.both, self.either = (np.zeros((cases, labels), np.int64) for _ in range(2))

    def add(self, complete: NDArray[Any], maps: Sequence[NDArray[Any]]) -> None:
        """Count a window: ``complete`` and the map of each case (labels, rows, cols), NO_LABEL where there are no
        data."""
        seen = _known(complete)
        has = complete[:, seen] == 1
        self.pixels += has.sum(1)
        for case, found in enumerate(maps):
            given, changed = _known(found)[seen], _changed(found, complete)[seen]
            for counts, where in ((self.same, ~changed), (self.other, given & changed), (self.none, ~given)):
                counts[case] += where.sum()
            case_has = found[:, seen] == 1
            self.both[case] += (has & case_has).sum(1)
            self.either[case] += (has | case_has).sum(1)

    def shares(self, case: int) -> tuple[float | None, float | None, float | None]:
        """Of the complete map's pixels: same labels, other labels, no data; None of no pixel."""
        parts = self.same[case], self.other[case], self.none[case]
        same, other, none = (_share(part, sum(parts)) for part in parts)
        return same, other, none

    def by_class(self, case: int) -> list[float | None]:
        """Of the pixels that have a label in either map, the share that has it in both; None where there is none."""
        return [_share(part, whole) for part, whole in zip(self.both[case], self.either[case], strict=True)]


def disagreement(complete: NDArray[Any], maps: Sequence[NDArray[Any]]) -> NDArray[np.uint8]:
    """In how many maps a pixel is not as in the complete one, or without data: (rows, cols); else NOTHING.

    Maps of classes are (rows, cols), those of labels (labels, rows, cols).
    """
    seen = _known(complete)
    differ = np.zeros(seen.shape, np.uint8)
    for found in maps:
        differ += _changed(found, complete)
    return np.where(seen, differ, NOTHING).astype(np.uint8)


def depends(complete: NDArray[Any], without: Mapping[str, NDArray[Any]]) -> NDArray[np.uint8]:
    """The layers whose loss changes a pixel's class or labels, or takes them, as a code of engine.scene.availability;
    or NOTHING.

    ``without``: modality -> the map that lacks that one alone.
    """
    seen = _known(complete)
    codes = np.zeros(seen.shape, np.uint8)
    for name, found in without.items():
        codes |= np.where(_changed(found, complete), BITS[name], 0).astype(np.uint8)
    return np.where(seen, codes, NOTHING).astype(np.uint8)


def _known(found: NDArray[Any]) -> NDArray[np.bool_]:
    """Where a map of classes or of labels has data: (rows, cols)."""
    known: NDArray[np.bool_] = found > 0 if found.ndim == 2 else found[0] != NO_LABEL
    return known


def _changed(found: NDArray[Any], complete: NDArray[Any]) -> NDArray[np.bool_]:
    """Where the class or any of the labels is another: (rows, cols)."""
    changed: NDArray[np.bool_] = found != complete
    return changed if changed.ndim == 2 else changed.any(0)


def _share(part: Any, whole: Any) -> float | None:
    return float(part) / float(whole) if whole else None


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
