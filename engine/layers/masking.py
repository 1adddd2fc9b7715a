"""What masked autoencoders hide of their tokens, and how well they rebuild it: n samples, L tokens of q pixels."""

from __future__ import annotations

import torch
from torch import Tensor

from .holes import known


def random_visible(tokens: Tensor, mask_ratio: float) -> Tensor:
    """For each sample of (n, L, q, bands) the positions (n, K) that stay visible; K = (1 - ratio) L, at least 1.

    Tokens without data (NaN) are among them only where there are not enough others.
    """
    count, length = tokens.shape[:2]
    kept = max(1, round(length * (1 - mask_ratio)))
    order, seen = torch.rand(count, length, device=tokens.device), known(tokens)
    if seen is not None:
        order = order + ~seen.any(2)
    return order.argsort(1)[:, :kept]


def unshuffled(tokens: Tensor, visible: Tensor, mask_token: Tensor, length: int) -> Tensor:
    """Visible tokens (n, K, d) back in their places, mask tokens in all others: (n, L, d)."""
    places = mask_token.to(tokens.dtype).expand(len(tokens), length, -1)
    return places.scatter(1, visible[:, :, None].expand_as(tokens), tokens)


def reconstruction_errors(rebuilt: Tensor, truth: Tensor, visible: Tensor) -> tuple[Tensor, Tensor]:
    """(n, L, q, bands) twice, visible (n, K) -> mean squared error over the visible and over the masked tokens.

    Over the pixels that have data alone.
    """
    seen = known(truth)
    if seen is not None:
        difference = torch.where(seen[..., None], rebuilt.float() - truth, 0.0)
        error, weight = difference.square().mean(3).sum(2), seen.float().sum(2)  # (n, L) each
        hidden = torch.ones_like(error).scatter(1, visible, 0.0)
        shown = error.gather(1, visible).sum() / weight.gather(1, visible).sum().clamp_min(1)
        return shown, (error * hidden).sum() / (weight * hidden).sum().clamp_min(1)
    error = (rebuilt.float() - truth).square().mean((2, 3))  # (n, L)
    hidden = torch.ones_like(error).scatter(1, visible, 0.0)
    return error.gather(1, visible).mean(), (error * hidden).sum() / hidden.sum().clamp_min(1)
