"""What an epoch of a stage goes through: which samples come together, in which order, and how often."""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch
from torch import Tensor

from ..methods.base import Stage
from .steps import steps_of


def steps_of_an_epoch(stage: Stage, most: int = 0) -> int:
    """How many batches ``batches`` gives; ``most``: at the most (0: no limit)."""
    if stage.balanced:
        target = stage.samples.target
        classes = len(target[target >= 0].unique())
        whole = math.ceil(int((target >= 0).sum()) / (max(1, stage.batch_size // classes) * classes))
    else:
        whole = steps_of(len(stage.samples), stage.batch_size)
    return min(whole, most) if most else whole


def batches(stage: Stage, generator: torch.Generator) -> Iterator[Tensor]:
    """Positions of one epoch's batches: shuffled, or with the same number of samples of every class.

    Shuffled samples that would make too short a last batch wait for another epoch's draw.
    """
    if stage.balanced:
        yield from _balanced(stage.samples.target, stage.batch_size, generator)
        return
    order = torch.randperm(len(stage.samples), generator=generator)
    yield from order.split(stage.batch_size)[: steps_of_an_epoch(stage)]


def _balanced(target: Tensor, batch_size: int, generator: torch.Generator) -> Iterator[Tensor]:
    """Class-balanced batches; a class that is short of samples is gone through again, in a new order."""
    members = [torch.nonzero(target == c).flatten() for c in target[target >= 0].unique()]
    each = max(1, batch_size // len(members))
    count = math.ceil(sum(len(m) for m in members) / (each * len(members)))
    rounds = [
        torch.cat([m[torch.randperm(len(m), generator=generator)] for _ in range(math.ceil(each * count / len(m)))])
        for m in members
    ]
    for i in range(count):
        yield torch.cat([r[i * each : (i + 1) * each] for r in rounds])
