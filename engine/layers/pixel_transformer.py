"""A vision transformer over the pixels of all modalities: DPMamba's blocks replaced, as an ablation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from einops import rearrange
from torch import Tensor, nn


class PixelTransformer(nn.Module):
    """Every pixel of every modality is a token: images (n, side, side, width) -> images of the same shape.

    A learnt vector for each place and one for each modality are added to the tokens; pre-norm layers, as in ViT.
    n may be 1 for an image that is the same for all samples.
    """

    def __init__(self, modalities: Sequence[str], side: int, width: int, heads: int, depth: int) -> None:
        super().__init__()
        self.places = nn.Parameter(0.02 * torch.randn(side, side, width))
        self.kinds = nn.ParameterDict({m: nn.Parameter(0.02 * torch.randn(width)) for m in modalities})
        layer = nn.TransformerEncoderLayer(
            width, heads, 2 * width, dropout=0.0, activation="gelu", batch_first=True, norm_first=True
        )
        self.encoder = nn.TransformerEncoder(layer, depth, nn.LayerNorm(width), enable_nested_tensor=False)

    def forward(self, images: Mapping[str, Tensor]) -> dict[str, Tensor]:
        placed = [image + self.places + self.kinds[m] for m, image in images.items()]
        tokens = torch.stack(torch.broadcast_tensors(*placed), dim=1)  # (n, m, side, side, width)
        side, kinds = tokens.shape[2], tokens.shape[1]
        encoded = self.encoder(rearrange(tokens, "n m r c d -> n (m r c) d"))
        return dict(zip(images, rearrange(encoded, "n (m r c) d -> m n r c d", m=kinds, r=side).unbind(0), strict=True))
