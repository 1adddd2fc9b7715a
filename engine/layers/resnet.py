"""ResNet-50 (He et al., 2016) for large aerial patches of any number of bands."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .precision import FullPrecision

_EXPANSION = 4


class Bottleneck(nn.Module):
    """1×1, 3×3 and 1×1 convolutions added to their input: (n, c, h, w) -> (n, 4 channels, h / stride, w / stride)."""

    def __init__(self, inputs: int, channels: int, stride: int) -> None:
        super().__init__()
        outputs = _EXPANSION * channels
        self.reduce = _convolution(inputs, channels, 1)
        self.middle = _convolution(channels, channels, 3, stride)
        self.expand = _convolution(channels, outputs, 1)
        same = inputs == outputs and stride == 1
        self.shortcut = nn.Identity() if same else _convolution(inputs, outputs, 1, stride)

    def forward(self, x: Tensor) -> Tensor:
        inner = F.relu(self.middle(F.relu(self.reduce(x))))
        return F.relu(self.expand(inner) + self.shortcut(x))


class ResNet50(nn.Module):
    """Patches (n, bands, w, w), w at least 32 -> features (n, 2048): 50 layers, averaged over the patch."""

    features = 2048

    def __init__(self, bands: int) -> None:
        super().__init__()
        self.stem = FullPrecision(_convolution(bands, 64, 7, 2), nn.ReLU(), nn.MaxPool2d(3, 2, padding=1))
        blocks, inputs = [], 64
        for channels, depth, stride in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
            for i in range(depth):
                blocks.append(Bottleneck(inputs, channels, stride if i == 0 else 1))
                inputs = _EXPANSION * channels
        self.blocks = nn.Sequential(*blocks)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, patches: Tensor) -> Tensor:
        return self.blocks(self.stem(patches.contiguous(memory_format=torch.channels_last))).mean((2, 3))


def _convolution(inputs: int, outputs: int, side: int, stride: int = 1) -> nn.Sequential:
    """A padded convolution without bias and its batch normalisation."""
    convolution = nn.Conv2d(inputs, outputs, side, stride, padding=side // 2, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(outputs))
