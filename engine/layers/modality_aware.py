"""The modality-aware block of DPMamba (fig. 2): what the modalities share guides each of them.

Images are channels-last, (n, side, side, width), one for each modality; n may be 1 for an image that is the same for
all samples, such as a prompt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

Images = dict[str, Tensor]


class AttentionFusion(nn.Module):
    """Weighted sum of images, the weights a softmax over the images at each pixel (DPMamba, eq. 1-3).

    k images (n, side, side, width) -> one. ``dropout`` acts on the weights.
    """

    def __init__(self, width: int, dropout: float = 0.3) -> None:
        super().__init__()
        self.score = nn.Linear(width, 1)
        self.dropout = dropout

    def forward(self, images: Sequence[Tensor]) -> Tensor:
        scores = torch.stack(torch.broadcast_tensors(*(self.score(image) for image in images)))
        weights = F.dropout(scores.softmax(0), self.dropout, self.training).to(images[0].dtype)
        fused = weights[0] * images[0]
        for weight, image in zip(weights[1:], images[1:], strict=True):
            fused = torch.addcmul(fused, weight, image)
        return fused


class SumFusion(nn.Module):
    """Plain sum of images, of whatever width: the ablation of attention fusion."""

    def __init__(self, width: int) -> None:
        super().__init__()

    def forward(self, images: Sequence[Tensor]) -> Tensor:
        return torch.stack(torch.broadcast_tensors(*images)).sum(0)


class DepthwiseConv(nn.Conv2d):
    """3×3 convolution of each channel on its own, zero padding: (n, side, side, width) -> the same shape."""

    def __init__(self, width: int) -> None:
        super().__init__(width, width, 3, padding=1, groups=width)

    def forward(self, x: Tensor) -> Tensor:
        if x.shape[1] == 1:  # a window of one pixel has no neighbours
            return x * self.weight[:, 0, 1, 1] + cast(Tensor, self.bias)
        return super().forward(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)


class PairedConv(nn.Module):
    """3×3 convolution in width / 2 groups, zero padding: (n, side, side, width) -> the same shape.

    A group is a channel and the one half a head further. Computed as two depthwise convolutions, of the image and of
    the image with the channels of each pair swapped, because PyTorch's grouped one is four times slower on a CPU.
    ``weight`` (width, 2, 3, 3): of the output channel for itself and for its partner.
    """

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        start = nn.Conv2d(width, width, 3, groups=width // 2)  # PyTorch's initialisation of such a convolution
        self.weight = nn.Parameter(start.weight.detach().clone())
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, x: Tensor) -> Tensor:
        width = x.shape[-1]
        pairs = x.unflatten(-1, (self.heads, 2, width // self.heads // 2))
        partners = torch.cat([pairs[..., 1:, :], pairs[..., :1, :]], dim=-2).flatten(-3)
        if x.shape[1] == 1:  # a window of one pixel has no neighbours
            return x * self.weight[:, 0, 1, 1] + self.bias + partners * self.weight[:, 1, 1, 1]
        both = torch.cat([x, partners], dim=-1).permute(0, 3, 1, 2)
        weight = torch.cat([self.weight[:, :1], self.weight[:, 1:]])
        own, other = F.conv2d(both, weight, padding=1, groups=2 * width).permute(0, 2, 3, 1).chunk(2, dim=-1)
        return own + self.bias + other


class Branch(nn.Module):
    """SiLU(Linear(mixer(convolution(LayerNorm(fusion(images)))))): images -> (n, side, side, width)."""

    def __init__(self, width: int, fusion: nn.Module, convolution: nn.Module, mixer: nn.Module) -> None:
        super().__init__()
        self.fusion, self.norm, self.convolution, self.mixer = fusion, nn.LayerNorm(width), convolution, mixer
        self.linear = start_small(nn.Linear(width, width))

    def forward(self, images: Sequence[Tensor]) -> Tensor:
        return F.silu(self.linear(self.mixer(self.convolution(self.norm(self.fusion(images))))))


class ModalityAwareBlock(nn.Module):
    """x_m <- LN1_m(x_m); f = joint branch of all x_m; x_m <- branch of m on (x_m, f). No residual (DPMamba, fig. 2).

    ``fusion`` and ``mixer`` make the parts that ablations exchange: published are AttentionFusion and SelectiveScan.
    """

    def __init__(
        self,
        modalities: Sequence[str],
        width: int,
        heads: int,
        fusion: Callable[[], nn.Module],
        mixer: Callable[[], nn.Module],
    ) -> None:
        super().__init__()
        self.norms = nn.ModuleDict({m: nn.LayerNorm(width) for m in modalities})
        self.joint = Branch(width, fusion(), DepthwiseConv(width), mixer())
        self.branches = nn.ModuleDict(
            {m: Branch(width, fusion(), PairedConv(width, heads), mixer()) for m in modalities}
        )

    def forward(self, images: Mapping[str, Tensor]) -> Images:
        normed = {m: self.norms[m](image) for m, image in images.items()}
        joint = self.joint(list(normed.values()))
        return {m: self.branches[m]([image, joint]) for m, image in normed.items()}


def start_small(linear: nn.Linear) -> nn.Linear:
    """The layer with weights of N(0, 0.02) and no offset, as the published code starts."""
    nn.init.trunc_normal_(linear.weight, std=0.02)
    nn.init.zeros_(linear.bias)
    return linear
