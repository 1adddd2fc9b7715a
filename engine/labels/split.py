"""Sharing labelled pixels out among training, validation and test: by polygon, by spatial block, or by pixel."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..door.sources import SplitSettings
from ..door.target import CLASSES, LABELS, NUMBER
from ..scene.grid import Grid
from .buffer import keep_apart
from .labelled_pixels import Labels
from .parts import TEST, TRAIN, VALIDATION

Indices = NDArray[np.int64]
Say = Callable[[str], None]

_QUANTILES = 5  # strata of a number
_BLOCKS_ACROSS = 16  # blocks along the side of the labelled area
_SMALLEST_BLOCK = 4
_BUFFERS, _FEWEST_ACROSS = 6, 4  # a block is so many buffers wide, as long as there are so many blocks across


@dataclass(frozen=True)
class Split:
    """Positions in the labels; no pixel is in two parts. ``notes``: what the user should know of them."""

    train: Indices
    validation: Indices
    test: Indices
    notes: list[str] = field(default_factory=list)


def split(
    labels: Labels,
    settings: SplitSettings,
    grid: Grid,
    seed: int,
    say: Say,
    *,
    window: int = 1,
    test: NDArray[np.bool_] | None = None,
    warn: Say | None = None,
) -> Split:
    """Share the labelled pixels out, stratified by class (labels: by the rarest one; a number: by quantile).

    A polygon, or a block, is never cut. A class with too few of them for all parts has some for training first,
    then for test, and that is said. ``test`` (n,): the pixels that the user chose for it; the others are shared out to
    training and validation alone. Parts keep the buffer of the settings, by default half of the samples' ``window``,
    between them, but for single pixels, which cannot. ``samples_per_class`` then draws from the training pixels of each
    stratum.
    """
    rng = np.random.default_rng(seed)
    strata, names = _strata(labels)
    notes: list[str] = []

    def note(text: str) -> None:
        notes.append(text)
        say(text)

    def warning(text: str) -> None:
        notes.append(text)
        (warn or say)(text)

    chosen = np.zeros(len(labels), bool) if test is None else test
    share = settings.test if test is None else 0.0
    shares = np.array([1 - settings.validation - share, settings.validation, share])
    part = np.full(len(labels), TEST)
    others = np.flatnonzero(~chosen)
    buffer, mixed = settings.buffer, settings.by == "pixel"
    if buffer is None:
        buffer = 0 if mixed and test is None else window // 2
    part[others] = _shared_out(labels.at(others), strata[others], names, shares, settings.by, buffer, grid, rng, note)
    keep_apart(part, labels.rows, labels.cols, strata, names, buffer, mixed, note, warning)
    train = _drawn(np.flatnonzero(part == TRAIN), strata, settings.samples_per_class or 0, names, rng, note)
    return Split(train, np.flatnonzero(part == VALIDATION), np.flatnonzero(part == TEST), notes)


def _shared_out(
    labels: Labels,
    strata: Indices,
    names: Sequence[str],
    shares: NDArray[Any],
    by: str,
    buffer: int,
    grid: Grid,
    rng: np.random.Generator,
    note: Say,
) -> Indices:
    """The part of each pixel."""
    if by == "pixel":
        if shares[TEST]:
            note(
                "Pixels were split at random: test pixels lie beside training pixels of the same polygons, so the "
                "accuracy is better than on new places. Split by polygon to know that."
            )
        return _by_pixel(strata, shares, rng)
    group, groups = labels.group, "polygons"
    if by == "block":
        group, side = _blocks(labels, buffer)
        groups = f"blocks of {side} pixels ({side * grid.transform[1]:.4g} map units) a side"
    part = _by_group(group, strata, shares, rng)
    _keep_in_training(part, group, strata)
    _say_absent(part, strata, shares, names, groups, note)
    return part


def _strata(labels: Labels) -> tuple[Indices, list[str]]:
    """What must be found in every part: stratum of each pixel, and the strata's names."""
    target, kind = labels.target, labels.info.kind
    if kind == CLASSES:
        return target.astype(np.int64), [f"class '{name}'" for name in labels.info.names]
    if kind == LABELS:
        order = np.argsort(target.sum(0), kind="stable")  # rarest first
        rarest = order[target[:, order].argmax(1)]
        names = [f"label '{name}'" for name in labels.info.names]
        return np.where(target.any(1), rarest, len(names)), [*names, "group without any label"]
    if kind != NUMBER:
        raise ValueError(f"a target of kind '{kind}' cannot be split")
    _, first = np.unique(labels.group, return_index=True)
    count = max(1, min(_QUANTILES, len(first) // 3))
    edges = np.unique(np.quantile(target[first], np.arange(1, count) / count)) if count > 1 else np.empty(0)
    bounds = ["lowest", *(f"{edge:g}" for edge in edges), "highest"]
    return np.digitize(target, edges), [f"range {a} to {b}" for a, b in zip(bounds, bounds[1:], strict=False)]


# ---- by polygon or block


def _by_group(group: Indices, strata: Indices, shares: NDArray[Any], rng: np.random.Generator) -> Indices:
    """The part of each pixel; groups (polygons or blocks) are not cut.

    Large groups first, each goes where the strata that it holds fall shortest of their share. Hence a stratum
    of three groups of its own has one in each part, and one of a single group has it in training.
    """
    _, number = np.unique(group, return_inverse=True)
    _, column = np.unique(strata, return_inverse=True)
    sizes = np.zeros((number.max() + 1, column.max() + 1))
    np.add.at(sizes, (number.reshape(-1), column.reshape(-1)), 1)
    total = sizes.sum(0)
    wanted = [p for p in (TRAIN, TEST, VALIDATION) if shares[p] > 0]  # the first takes what is equally wanted
    lacking = np.ones((len(wanted), len(total)))  # share of the pixels a part should have that it has not yet
    share = shares[wanted][:, None] * total
    part = np.empty(len(sizes), np.int64)
    shuffled = rng.permutation(len(sizes))
    magnitude = np.floor(np.log2((sizes / total).max(1)[shuffled]))
    for g in shuffled[np.argsort(-magnitude, kind="stable")].tolist():
        best = int((lacking @ (sizes[g] / total)).argmax())
        lacking[best] -= sizes[g] / share[best]
        part[g] = wanted[best]
    return part[number.reshape(-1)]


def _blocks(labels: Labels, buffer: int) -> tuple[Indices, int]:
    """The spatial block of each pixel, and the blocks' side in pixels: large enough that a buffer leaves some of it."""
    height, width = np.ptp(labels.rows) + 1, np.ptp(labels.cols) + 1
    side = math.sqrt(height * width)
    side = max(
        _SMALLEST_BLOCK, math.ceil(side / _BLOCKS_ACROSS), min(_BUFFERS * buffer, math.ceil(side / _FEWEST_ACROSS))
    )
    row, col = (labels.rows - labels.rows.min()) // side, (labels.cols - labels.cols.min()) // side
    return row * (col.max() + 1) + col, side


def _keep_in_training(part: Indices, group: Indices, strata: Indices) -> None:
    """Bring the largest group of each stratum that fell wholly to validation and test back to training."""
    for stratum in np.setdiff1d(strata, strata[part == TRAIN]).tolist():
        groups, sizes = np.unique(group[strata == stratum], return_counts=True)
        part[group == groups[sizes.argmax()]] = TRAIN


def _say_absent(
    part: Indices, strata: Indices, shares: NDArray[Any], names: Sequence[str], groups: str, note: Say
) -> None:
    """Name the strata that validation or test lacks."""
    untested = np.setdiff1d(strata, strata[part == TEST]).tolist() if shares[TEST] else []
    for stratum in untested:
        note(f"The {names[stratum]} has too few {groups} for a test: its accuracy is not measured.")
    unvalidated = np.setdiff1d(strata, strata[part == VALIDATION]).tolist() if shares[VALIDATION] else []
    for stratum in sorted(set(unvalidated) - set(untested)):
        note(f"The {names[stratum]} has too few {groups}: it has training and test pixels, but none for validation.")


# ---- by pixel


def _by_pixel(strata: Indices, shares: NDArray[Any], rng: np.random.Generator) -> Indices:
    """The part of each pixel: the shares of each stratum at random, at least one pixel a part where there are three."""
    order = np.lexsort((rng.random(len(strata)), strata))
    _, start, number, count = np.unique(strata[order], return_index=True, return_inverse=True, return_counts=True)
    total = count[number.reshape(-1)]
    rank = np.arange(len(strata)) - start[number.reshape(-1)]
    enough = total >= (shares > 0).sum()
    test = np.where(enough & (shares[TEST] > 0), np.maximum(1, np.rint(shares[TEST] * total)), 0)
    validation = np.where(enough & (shares[VALIDATION] > 0), np.maximum(1, np.rint(shares[VALIDATION] * total)), 0)
    part = np.empty(len(strata), np.int64)
    last = rank == total - 1  # however large the other shares are, something stays for training
    part[order] = np.select([last, rank < test, rank < test + validation], [TRAIN, TEST, VALIDATION], TRAIN)
    return part


def _drawn(
    train: Indices, strata: Indices, count: int, names: Sequence[str], rng: np.random.Generator, note: Say
) -> Indices:
    """At most ``count`` training pixels of each stratum (0: all), at random."""
    if not count:
        return train
    shuffled = rng.permutation(train)
    order = np.argsort(strata[shuffled], kind="stable")
    _, start, number, total = np.unique(
        strata[shuffled][order], return_index=True, return_inverse=True, return_counts=True
    )
    rank = np.arange(len(shuffled)) - start[number.reshape(-1)]
    few = [names[s] for s, n in zip(np.unique(strata[shuffled]).tolist(), total.tolist(), strict=True) if n < count]
    if few:
        note(f"Fewer than {count} training pixels, so all are used: {', '.join(few)}.")
    return np.sort(shuffled[order][rank < count])
