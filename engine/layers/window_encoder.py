"""How LVPCnet reads a window: stems that also take another modality's bands, and a transformer that takes prompts."""

from __future__ import annotations

import torch
from einops import rearrange
from torch import Tensor, nn
from torch.nn import functional as F

from . import precision
from .holes import filled, known, with_first
from .vit import Encoder, sincos_positions

WIDTH, DEPTH, HEADS = 64, 4, 8


class Stem(nn.Module):
    """1×1 convolution, batch normalisation and ReLU of pixels (n, rows, cols, bands) -> (n, rows, cols, 64).

    In float32, as it reads the bands themselves (layers/precision.py).
    """

    def __init__(self, bands: int) -> None:
        super().__init__()
        self.linear = nn.Linear(bands, WIDTH)
        self.norm = nn.BatchNorm1d(WIDTH)

    def forward(self, pixels: Tensor) -> Tensor:
        with precision.exact(pixels):
            mixed = self.linear(precision.at_least_float32(pixels))
            return F.relu(self.norm(mixed.reshape(-1, WIDTH))).view_as(mixed)

    def foreign(self, pixels: Tensor, matching: Tensor) -> Tensor:
        """Pixels of another modality, (n, rows, cols, other bands), matched by (bands, other bands).

        Two 1×1 convolutions in one. The running statistics are used and left alone: they are of the own modality.
        """
        with precision.exact(pixels):
            norm, weight = self.norm, self.linear.weight @ matching
            mixed = F.linear(precision.at_least_float32(pixels), weight, self.linear.bias)
            scaled = F.batch_norm(
                mixed.reshape(-1, WIDTH), norm.running_mean, norm.running_var, norm.weight, norm.bias, eps=norm.eps
            )
            return F.relu(scaled).view_as(mixed)


class WindowEncoder(nn.Module):
    """A transformer that reads a window pixel by pixel: (n, w, w, 64) -> its class token (n, 64).

    No attention is paid to pixels without data (NaN).
    """

    positions: Tensor

    def __init__(self, side: int) -> None:
        super().__init__()
        self.class_token = nn.Parameter(0.02 * torch.randn(1, 1, WIDTH))
        self.encoder = Encoder(DEPTH, WIDTH, HEADS)
        self.register_buffer("positions", sincos_positions(side, WIDTH), persistent=False)

    def forward(self, window: Tensor, prompts: Tensor | None = None) -> Tensor:
        pixels = rearrange(window, "n r c d -> n (r c) d")
        seen = known(pixels)
        first = self.class_token.expand(len(window), -1, -1)
        tokens = torch.cat([first, filled(pixels, seen) + self.positions], dim=1)
        return self.encoder.class_token(tokens, prompts, with_first(seen))


def match_bands(bands: int, source: int) -> Tensor:
    """The fixed 1×1 convolution (bands, source bands) that copies or averages neighbouring bands."""
    return F.adaptive_avg_pool1d(torch.eye(source), bands).T.contiguous()
