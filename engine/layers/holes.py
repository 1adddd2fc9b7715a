"""Pixels without data inside a window: NaN in all channels. Networks leave them out, and compute whole windows as ever.

Nothing with weights may read a NaN while gradients are wanted: zero times NaN is NaN, and so would weights be. Hence
layers that read single pixels get those with data alone, convolutions weigh the taps that have data instead
(Liu et al., 2018), and attention gets a mask.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .precision import FullPrecision, at_least_float32, exact


def known(x: Tensor, dim: int = -1) -> Tensor | None:
    """Where there are data: the shape of ``x`` without its channels ``dim``, bool; None where there are everywhere."""
    found = ~x.select(dim, 0).isnan()
    return None if bool(found.all()) else found


def filled(x: Tensor, seen: Tensor | None, dim: int = -1) -> Tensor:
    """``x`` with 0 where ``seen`` is False; ``x`` itself where it is None."""
    return x if seen is None else x.masked_fill(~seen.unsqueeze(dim), 0.0)


def emptied(x: Tensor, seen: Tensor | None, dim: int = -1) -> Tensor:
    """``x`` with NaN where ``seen`` is False; ``x`` itself where it is None."""
    return x if seen is None else x.masked_fill(~seen.unsqueeze(dim), torch.nan)


def with_first(seen: Tensor | None) -> Tensor | None:
    """Where tokens (n, L) have data -> the same with a class token before them, which always has: (n, 1 + L)."""
    return None if seen is None else torch.cat([seen.new_ones(len(seen), 1), seen], dim=1)


def of_known(layers: Callable[[Tensor], Tensor], pixels: Tensor) -> Tensor:
    """What layers that read single pixels make of those with data, NaN for the others: (…, c) -> (…, d)."""
    seen = known(pixels)
    if seen is None:
        return layers(pixels)
    found = layers(pixels[seen])
    result = found.new_full((*seen.shape, found.shape[-1]), torch.nan)
    result[seen] = found
    return result


def through(sequence: nn.Sequential, image: Tensor) -> Tensor:
    """A valid convolution of stride 1 and what follows it pixel by pixel: (n, c, rows, cols) -> (n, d, …).

    A pixel without data stays without. At the others taps without data count as 0, and the rest weigh the more.
    """
    seen = known(image, 1)
    if seen is None:
        return sequence(image)
    if isinstance(sequence, FullPrecision):
        with exact(image):
            return _partial(sequence, at_least_float32(image), seen)
    return _partial(sequence, image, seen)


def _partial(sequence: nn.Sequential, image: Tensor, seen: Tensor) -> Tensor:
    convolution, *rest = sequence
    if not isinstance(convolution, nn.Conv2d):
        raise TypeError(f"a sequence that reads holes begins with a convolution, not with {type(convolution).__name__}")
    rows, cols = convolution.weight.shape[2:]
    mixed = F.conv2d(filled(image, seen, 1), convolution.weight)
    share = F.avg_pool2d(seen.to(mixed.dtype).unsqueeze(1), (rows, cols), 1)
    mixed = mixed / share.clamp_min(1 / (2 * rows * cols))
    if convolution.bias is not None:
        mixed = mixed + convolution.bias.view(1, -1, 1, 1)
    seen = seen[:, rows // 2 : seen.shape[1] - rows // 2, cols // 2 : seen.shape[2] - cols // 2]
    pixels = mixed.movedim(1, -1)[seen][:, :, None, None]  # normalised by the statistics of pixels with data alone
    for layer in rest:
        pixels = layer(pixels)
    result = pixels.new_full((*seen.shape, pixels.shape[1]), torch.nan)
    result[seen] = pixels[:, :, 0, 0]
    return result.movedim(-1, 1)
