"""The plain way to map: what published code usually does, with the same weights and the same result."""

from __future__ import annotations

import time
from unittest.mock import patch

import numpy as np
import torch
from einops import rearrange
from torch import Tensor
from torch.nn.attention import SDPBackend, sdpa_kernel

from engine.layers import selective_scan
from engine.layers.zigzag import zigzag_orders
from engine.model.model_file import TrainedModel
from engine.scene.grid import Window

#: windows in one forward pass, and in one matrix of the scan, which would not fit any cache otherwise
_BATCH, _SCANNED = 128, 8


def plain_rate(trained: TrainedModel, place, count: int, device: torch.device) -> float:
    """Pixels a second over the first ``count`` pixels of a scene."""
    halo, side = trained.window // 2, trained.window
    images = place.read(Window(0, 0, place.grid.rows, place.grid.cols), halo)
    scan = patch.object(selective_scan, "zigzag_scan", plain_scan)
    started = time.perf_counter()
    with torch.inference_mode(), sdpa_kernel(SDPBackend.MATH), scan:
        for first in range(0, count, _BATCH):
            patches = {}
            for name, image in images.items():
                windows = [
                    np.array(image.values[:, r : r + side, c : c + side])
                    for r, c in (divmod(first + i, place.grid.cols) for i in range(_BATCH))
                ]
                patches[name] = torch.from_numpy(np.nan_to_num(np.stack(windows))).to(device)
            trained.method(patches).softmax(1).argmax(1).cpu()
    return count / (time.perf_counter() - started)


def plain_scan(x: Tensor, dt: Tensor, A: Tensor, B: Tensor, C: Tensor, D: Tensor) -> Tensor:
    """``zigzag_scan`` with one matrix over all pixels for each path and head: Mamba-2's masked form, one chunk."""
    parts = zip(*(values.split(_SCANNED) for values in (x, dt, B, C)), strict=True)
    return torch.cat([_plain_scan(x, dt, A, B, C, D) for x, dt, B, C in parts])


def _plain_scan(x: Tensor, dt: Tensor, A: Tensor, B: Tensor, C: Tensor, D: Tensor) -> Tensor:
    side, heads = x.shape[1], x.shape[3]
    orders = zigzag_orders(side).to(x.device)
    pixels = rearrange(x, "n r c h p -> n (r c) h p")
    result = torch.zeros_like(pixels)
    for k, order in enumerate(orders):
        step, read, written = (
            rearrange(v, "n r c ... -> n (r c) ...")[:, order] for v in (dt[..., k, :], C[..., k], B[..., k])
        )
        decay = rearrange((step * A[k]).cumsum(1), "n t h -> n h t")
        weights = (
            (decay.unsqueeze(-1) - decay.unsqueeze(-2)).masked_fill(_future(len(order), x.device), -torch.inf).exp()
        )
        weights = (
            weights * (read.unsqueeze(-1) * written.unsqueeze(-2)).unsqueeze(1) * rearrange(step, "n s h -> n h 1 s")
        )
        along = rearrange(weights @ rearrange(pixels[:, order], "n s h p -> n h s p"), "n h t p -> n t h p")
        result[:, order] += along + D[k] * pixels[:, order]
    return rearrange(result, "n (r c) h p -> n r c h p", r=side, h=heads)


def _future(count: int, device: torch.device) -> Tensor:
    """(t, s), True where s comes after t."""
    return torch.ones(count, count, dtype=torch.bool, device=device).triu(1)
