"""Which pseudo-labels are worth learning: the surest of each class, and of pixels that resemble what was labelled.

A pixel of a class that the training does not know is not always doubted: a network is often sure of what it never saw.
So each pixel must also lie near a labelled one of the class that it is said to be of; how near labelled ones lie to
each other says what near is.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

#: rows whose distances are computed at once
_AT_ONCE = 2048


def nearest(features: Tensor, classes: Tensor, known: Tensor, target: Tensor) -> Tensor:
    """Distance of each sample to the nearest labelled one of its class: (n,).

    ``features`` (n, d) of samples said to be of ``classes`` (n,); ``known`` (k, d) of labelled ones of ``target`` (k,).
    Infinite where the class has no labelled sample.
    """
    if not len(known):
        return features.new_full((len(features),), torch.inf)
    found = [_distances(*both, known, target).amin(1) for both in _parts(features, classes)]
    return torch.cat(found) if found else features.new_empty(0)


def apart(known: Tensor, target: Tensor) -> Tensor:
    """Distance of each labelled sample (k, d) to the nearest other one of its class: (k,); infinite for one alone."""
    found = []
    for first in range(0, len(known), _AT_ONCE):
        distances = _distances(known[first : first + _AT_ONCE], target[first : first + _AT_ONCE], known, target)
        rows = torch.arange(len(distances), device=known.device)
        distances[rows, first + rows] = torch.inf
        found.append(distances.amin(1))
    return torch.cat(found) if found else known.new_empty(0)


def foreign(distance: Tensor, between: Tensor, share: float) -> Tensor:
    """Which samples (n,) lie further from the labelled ones than all but this share of these do from each other.

    ``distance`` (n,) as of ``nearest``, ``between`` (k,) as of ``apart``. Where no two labelled samples are of a class
    there is nothing to compare with, and only what has no labelled sample of its class at all is foreign.
    """
    finite = between[between.isfinite()]
    if not len(finite):
        return distance.isinf()
    return distance > finite.quantile(1 - share)


def surest(sure: Tensor, classes: Tensor, allowed: Tensor, keep: float) -> Tensor:
    """Of the ``allowed`` samples of each class the share ``keep`` that is surest, and one at least: (n,) bool.

    ``sure`` (n,): the more, the surer. Each class has its own share, so that an easy one does not crowd out the others.
    """
    taken = torch.zeros_like(allowed)
    for label in classes[allowed].unique():
        members = torch.where(allowed & (classes == label))[0]
        order = sure[members].argsort(descending=True, stable=True)
        taken[members[order[: math.ceil(keep * len(members))]]] = True
    return taken


def _parts(features: Tensor, classes: Tensor) -> list[tuple[Tensor, Tensor]]:
    return list(zip(features.split(_AT_ONCE), classes.split(_AT_ONCE), strict=True)) if len(features) else []


def _distances(features: Tensor, classes: Tensor, known: Tensor, target: Tensor) -> Tensor:
    """(n, k): infinite between different classes."""
    return torch.cdist(features, known).masked_fill(classes.unsqueeze(1) != target.unsqueeze(0), torch.inf)
