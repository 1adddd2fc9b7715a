"""Augmentation of patches, a whole batch at once, the same draw for all modalities of a sample."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor
from torch.nn import functional as F

from .holes import filled, known


def random_centre_crop(patches: Mapping[str, Tensor], smallest: int = 9) -> dict[str, Tensor]:
    """The central s × s pixels, s odd and random between ``smallest`` and the window, resized to the window.

    (n, bands, w, w) -> the same shapes, bilinear; unchanged where the window is not larger than ``smallest``.
    Nothing outside the crop is read: beyond the centres of its outermost pixels their values go on.
    """
    some = next(iter(patches.values()))
    count, window = len(some), some.shape[-1]
    if window <= smallest:
        return dict(patches)
    odd = torch.arange(smallest | 1, window + 1, 2, device=some.device)
    side = odd[torch.randint(len(odd), (count,), device=some.device)]
    identity = torch.eye(2, 3, device=some.device, dtype=torch.float32)
    crop = (side / window).view(-1, 1, 1)
    grid = F.affine_grid(crop * identity, [count, 1, window, window], align_corners=False)
    outermost = ((side - 1) / window).view(-1, 1, 1, 1)
    grid = grid.clamp(-outermost, outermost)
    return {m: _resampled(x, grid.to(x.dtype)) for m, x in patches.items()}


def random_flips(patches: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Each sample turned and mirrored, by one of the eight symmetries of a square that is drawn for it.

    (n, bands, w, w) -> the same shapes; all modalities of a sample by the same one. Single pixels stay as they are.
    """
    some = next(iter(patches.values()))
    if some.shape[-1] == 1:
        return dict(patches)
    drawn = torch.rand(3, len(some), 1, 1, 1, device=some.device) < 0.5
    return {m: _flipped(x, drawn) for m, x in patches.items()}


def _flipped(image: Tensor, drawn: Tensor) -> Tensor:
    """``drawn`` (3, n, 1, 1, 1): which samples are transposed, mirrored left to right, and top to bottom."""
    image = torch.where(drawn[0], image.transpose(-1, -2), image)
    image = torch.where(drawn[1], image.flip(-1), image)
    return torch.where(drawn[2], image.flip(-2), image)


def _resampled(image: Tensor, grid: Tensor) -> Tensor:
    """Bilinear, by the pixels that have data; without data (NaN) where these make up less than half of the weights."""
    seen = known(image, 1)
    values = _sampled(filled(image, seen, 1), grid)
    if seen is None:
        return values
    weight = _sampled(seen.to(image.dtype).unsqueeze(1), grid)
    return torch.where(weight >= 0.5, values / weight.clamp_min(0.5), torch.nan)


def _sampled(image: Tensor, grid: Tensor) -> Tensor:
    return F.grid_sample(image, grid, mode="bilinear", padding_mode="border", align_corners=False)
