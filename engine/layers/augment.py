"""Augmentation of patches, a whole batch at once, the same draw for all modalities of a sample."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor
from torch.nn import functional as F


def random_centre_crop(patches: Mapping[str, Tensor], smallest: int = 9) -> dict[str, Tensor]:
    """The central s × s pixels, s odd and random between ``smallest`` and the window, resized to the window.

    (n, bands, w, w) -> the same shapes, bilinear; unchanged where the window is not larger than ``smallest``.
    """
    some = next(iter(patches.values()))
    count, window = len(some), some.shape[-1]
    if window <= smallest:
        return dict(patches)
    odd = torch.arange(smallest | 1, window + 1, 2, device=some.device)
    scale = odd[torch.randint(len(odd), (count,), device=some.device)] / window
    identity = torch.eye(2, 3, device=some.device, dtype=torch.float32)
    grid = F.affine_grid(scale[:, None, None] * identity, [count, 1, window, window], align_corners=False)
    return {
        m: F.grid_sample(x, grid.to(x.dtype), mode="bilinear", padding_mode="reflection", align_corners=False)
        for m, x in patches.items()
    }
