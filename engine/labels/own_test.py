"""A test of the user's own: labelled pixels that were set aside before, such as a benchmark's published split."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..door.errors import InputError
from ..door.target import CLASSES, NUMBER, ClassInfo
from .labelled_pixels import Labels

Mask = NDArray[np.bool_]


def with_test(labels: Labels, test: Labels, cols: int, say: Callable[[str], None]) -> tuple[Labels, Mask]:
    """Labels to learn from and those of the test together, and which are the test's. ``cols``: of the grid.

    Classes are the same by name, or by code where one of both has no names. A pixel of both is the test's. Raises
    InputError where the two have no class in common, or where the test takes all pixels.
    """
    told: list[str] = []
    found = test if labels.info.kind == NUMBER else _matched(labels, test, told)
    shared = np.isin(labels.rows * cols + labels.cols, found.rows * cols + found.cols)
    if shared.any():
        told.append(f"TEST: pixels that TRAINING holds, too, so they are not learnt from: {int(shared.sum())}.")
    rest = labels.at(np.flatnonzero(~shared))
    if not len(rest):
        raise InputError(
            "TEST covers all pixels of TRAINING, so there is nothing left to learn from; give other areas."
        )
    for text in told:
        say(text)
    both = replace(
        labels,
        rows=np.concatenate([rest.rows, found.rows]),
        cols=np.concatenate([rest.cols, found.cols]),
        group=np.concatenate([rest.group, found.group + rest.group.max() + 1]),
        target=np.concatenate([rest.target, found.target.astype(rest.target.dtype)]),
        notes=[*labels.notes, *test.notes, *told],
    )
    return both, np.arange(len(both)) >= len(rest)


def _matched(labels: Labels, test: Labels, told: list[str]) -> Labels:
    """The test with the classes of ``labels``; pixels of others are left out, and ``told``."""
    place = [_place(entry, labels.info.classes) for entry in test.info.classes]
    strange = [entry.name for entry, position in zip(test.info.classes, place, strict=True) if position < 0]
    if labels.info.kind == CLASSES:
        target = np.array(place, np.int64)[test.target]
        known = target >= 0
    else:
        target = np.zeros((len(test), len(labels.info.classes)), test.target.dtype)
        for column, position in enumerate(place):
            if position >= 0:
                target[:, position] |= test.target[:, column]
        known = target.any(1) | ~test.target.any(1)
    if not known.any():
        raise InputError(
            f"TEST has no class of TRAINING: it has {', '.join(test.info.names)}, TRAINING has "
            f"{', '.join(labels.info.names)}; give both the same names or codes."
        )
    if strange:
        told.append(
            f"TEST: classes that TRAINING does not have, so their {int((~known).sum())} pixels are left out: "
            f"{', '.join(strange)}."
        )
    return replace(test, target=target, info=labels.info).at(np.flatnonzero(known))


def _place(entry: ClassInfo, classes: tuple[ClassInfo, ...]) -> int:
    """The position of a class among others; -1 where it is none of them."""
    for position, other in enumerate(classes):
        if other.name.casefold() == entry.name.casefold():
            return position
    for position, other in enumerate(classes):
        unnamed = str(entry.value) == entry.name or str(other.value) == other.name
        if unnamed and other.value == entry.value:
            return position
    return -1
