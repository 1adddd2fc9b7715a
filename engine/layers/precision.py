"""Parts of a network that compute in float32 also under autocast: what reads z-scores, and what gives logits.

bfloat16 keeps three digits. Of a z-score they tell the level of a pixel; what tells it from its neighbours and its
other bands is rounded away: heights in a window differ by hundredths of a scene's deviation. In a first layer this
throws gradients off by up to seven tenths of their length (LDS2AE's stem of an elevation, one batch, by hand); behind
it, where features have been normalised, bfloat16 costs a hundredth or a few. tests/engine/test_precision.py holds that
on made-up relief. What it costs in accuracy is within the spread of the seeds: benchmarks/precision.py.
"""

from __future__ import annotations

from contextlib import AbstractContextManager

import torch
from torch import Tensor, nn


def exact(like: Tensor) -> AbstractContextManager[object]:
    """The context, on the tensor's device, in which autocast rounds nothing."""
    return torch.autocast(like.device.type, enabled=False)


def full_precision(module: nn.Module, x: Tensor) -> Tensor:
    """``module(x)``, computed in float32 (in float64 where ``x`` is)."""
    with exact(x):
        return module(at_least_float32(x))


class FullPrecision(nn.Sequential):
    """Layers one after the other, all in float32."""

    def forward(self, x: Tensor) -> Tensor:
        with exact(x):
            return super().forward(at_least_float32(x))


def at_least_float32(values: Tensor) -> Tensor:
    """The values in float32, or as they are in float64."""
    return values if values.dtype == torch.float64 else values.float()
