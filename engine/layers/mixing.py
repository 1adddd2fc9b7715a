"""Mixup: training samples mixed with a part of others, and their targets with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor


class Mix(NamedTuple):
    """Mixup (Zhang et al., 2018): ``share`` of each sample and the rest of its partner, the same for all modalities.

    ``share`` is at least a half; ``partner`` (n,) are positions in the batch. A share of 1 changes nothing.
    """

    share: float
    partner: Tensor

    def apply(self, patches: Tensor) -> Tensor:
        """(n, bands, p, p) -> the same shape, mixed."""
        return patches if self.share == 1 else self.share * patches + (1 - self.share) * patches[self.partner]

    def targets(self, target: Tensor) -> list[tuple[float, Tensor]]:
        """What a mixed sample is: its own target and its partner's (n, …), each with its weight."""
        if self.share == 1:
            return [(1.0, target)]
        return [(self.share, target), (1 - self.share, target[self.partner])]


def weighted(loss: Callable[[Tensor], Tensor], targets: Sequence[tuple[float, Tensor]]) -> Tensor:
    """The loss of several targets, each with its weight."""
    return torch.stack([weight * loss(target) for weight, target in targets]).sum()


def random_mix(count: int, strength: float, device: torch.device) -> Mix:
    """A mix of ``count`` samples, its share drawn from Beta(strength, strength); a strength of 0 mixes nothing."""
    partner = torch.randperm(count).to(device)
    if strength == 0:
        return Mix(1.0, partner)
    share = float(torch.distributions.Beta(strength, strength).sample())
    return Mix(max(share, 1 - share), partner)
