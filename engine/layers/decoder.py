"""LDS2AE's decoder: rebuilds the pixels of one modality from the visible tokens of any."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from .holes import filled, known
from .masking import unshuffled
from .vit import Encoder, sincos_positions

DEPTH = 3


class Decoder(nn.Module):
    """Tokens of any modality -> the pixels of one: (n, 1 + K, d), visible (n, K) -> (n, L, q, bands).

    ``side``: tokens in a row of the window; ``encoded``: width of the tokens that come; ``width``: of its own.
    """

    positions: Tensor

    def __init__(self, bands: int, token: int, side: int, encoded: int, width: int, heads: int) -> None:
        super().__init__()
        self.width = width
        self.embedding = nn.Linear(encoded, width)
        self.mask_token = nn.Parameter(torch.zeros(width))
        self.register_buffer("positions", sincos_positions(side, width), persistent=False)
        self.blocks = Encoder(DEPTH, width, heads)
        self.unfold = nn.Linear(width, token**2 * width)
        self.pixels = nn.Linear(width, bands)

    def forward(self, encoded: Tensor, visible: Tensor) -> Tensor:
        seen = known(encoded)
        x = self.embedding(filled(encoded, seen))
        if seen is not None:  # what has no data is as good as hidden
            x = torch.where(seen[..., None], x, self.mask_token.to(x.dtype))
        tokens = unshuffled(x[:, 1:], visible, self.mask_token, len(self.positions)) + self.positions
        decoded = self.blocks(torch.cat([x[:, :1], tokens], dim=1))[:, 1:]
        return self.pixels(self.unfold(decoded).unflatten(-1, (-1, self.width)))
