"""Which samples of a batch go through the network together: those that have the same modalities, and enough of them."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from ..samples.batches import Samples


class Patterns:
    """The availability patterns of a stage's batches; fewer than ``least`` samples of one wait for the next batches."""

    def __init__(self, samples: Samples, least: int) -> None:
        self.samples, self.least = samples, least
        self.waiting: dict[tuple[str, ...], Tensor] = {}

    def together(self, positions: Tensor) -> Iterator[tuple[list[str], Tensor]]:
        """A batch of positions (n,) -> the names of each pattern, and the positions that now learn with it."""
        for names, group in self.samples.patterns(positions):
            pattern = tuple(names)
            waiting = self.waiting.pop(pattern, group[:0])
            group = torch.cat([waiting[~torch.isin(waiting, group)], group])
            if len(group) >= self.least:
                yield names, group
            else:
                self.waiting[pattern] = group

    def rare(self) -> Iterator[str]:
        """A sentence for each pattern that has too few samples in all to ever learn."""
        for names, found in self.samples.patterns(torch.arange(len(self.samples))):
            if len(found) < self.least:
                yield (
                    f"samples that have {' and '.join(names)} alone are left out; there are only {len(found)}, and "
                    f"{self.least} must learn together."
                )
