"""Augmentation of normalised bands and series: noise, gain, lost dates, seasons that come early or late."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor


def band_noise(patches: Tensor, deviation: float) -> Tensor:
    """Normal noise for each value of (n, bands, p, p)."""
    return patches + deviation * torch.randn_like(patches)


def band_gain(patches: Tensor, deviation: float) -> Tensor:
    """Each band of each sample of (n, bands, p, p) multiplied by a random number around 1."""
    gain = torch.randn(*patches.shape[:2], 1, 1, device=patches.device)
    return patches * (1 + deviation * gain)


def lose_dates(series: Tensor, steps: int, share: float) -> Tensor:
    """(n, steps · bands, p, p) with about this share of each sample's dates at 0, the training mean, never all."""
    drawn = torch.rand(len(series), steps, device=series.device)
    kept = (drawn >= share) | (drawn == drawn.amax(1, keepdim=True))
    return series * kept.repeat_interleave(series.shape[1] // steps, dim=1)[:, :, None, None]


def shift_dates(series: Tensor, steps: int, shift: Tensor) -> Tensor:
    """(n, steps · bands, p, p) moved in time by ``shift`` (n,) dates; the first or last date fills what is left."""
    dates = torch.arange(steps, device=series.device)
    source = (dates - shift[:, None]).clamp(0, steps - 1)  # (n, steps)
    apart = series.unflatten(1, (steps, -1))
    return apart.gather(1, source[:, :, None, None, None].expand_as(apart)).flatten(1, 2)


def random_shifts(count: int, most: int, steps: Mapping[str, int], device: torch.device) -> dict[str, Tensor]:
    """For each series one shift a sample, the same share of the series for all: modality -> (count,) whole dates.

    ``most`` is in dates of the longest series: what happened early, all sensors saw early.
    """
    drawn = torch.randint(-most, most + 1, (count,), device=device)
    longest = max(steps.values(), default=1)
    return {m: (drawn * s / longest).round().long() for m, s in steps.items() if s > 1}
