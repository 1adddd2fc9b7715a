"""Weights of losses that are learnt beside the network (Kendall et al., 2018)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import torch
from torch import Tensor, nn


class UncertaintyWeights(nn.Module):
    """Loss terms L -> L / σ² + log σ, with a learnt σ for each, 1 at the start.

    What is uncertain weighs less, at a price that grows with the uncertainty; weighed terms may fall below 0.
    """

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__()
        self.log_variances = nn.ParameterDict({name: nn.Parameter(torch.zeros(())) for name in names})

    def forward(self, terms: Mapping[str, Tensor]) -> dict[str, Tensor]:
        return {m: x * torch.exp(-self.log_variances[m]) + self.log_variances[m] / 2 for m, x in terms.items()}
