"""Encoders of a series, of a pixel's bands and of a patch, all with one interface.

An encoder maps an image (n, bands, rows, cols) to a feature vector for each pixel whose window lies inside it:
(n, rows - w + 1, cols - w + 1, width). A patch of the window's size thus gives one vector, and a tile gives the same
vectors for all its pixels at once. Series have the bands of a date together.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import torch
from einops import rearrange
from torch import Tensor, nn
from torch.nn import functional as F

from .holes import filled, known, through
from .precision import FullPrecision
from .resnet import ResNet50
from .series import HIDDEN, NETWORKS, hidden

#: from this window on, aerial images are read by a ResNet-50
LARGE_WINDOW = 32
_CHANNELS = 128
#: ... and those of a date of a series of patches, of which there are many
_DATE_CHANNELS = 64
#: values of the widest activation that is held at once while a tile is embedded: 16 MB in float32
_ACTIVATIONS = 4 << 20


def encoder(
    bands: int,
    steps: int,
    window: int,
    width: int,
    dropout: float,
    *,
    series: str = "tempcnn",
    patch: str = "cnn",
    spatial: bool = False,
) -> nn.Module:
    """The encoder of a modality: of its series, of its patch (window > 1) or of its pixel.

    ``bands`` counts the bands of all ``steps`` dates; ``series`` is one of NETWORKS, ``patch`` is cnn or resnet50.
    A series is read at the window's central pixel alone, or, if it is ``spatial``, in the whole window at each date.
    """
    if steps > 1:
        around = spatial and window > 1
        network = NETWORKS[series](2 * _DATE_CHANNELS if around else bands // steps, steps, _CHANNELS, dropout)
        layers = nn.Sequential(network, ending(network.features, width, dropout))
        if around:
            return SeriesCnn(bands // steps, steps, window, layers, dropout)
        return Pointwise(layers, window, steps * _CHANNELS)
    if window == 1:
        return Pointwise(Mlp(bands, width, dropout), window, HIDDEN)
    if patch == "resnet50":
        return Windowed(nn.Sequential(ResNet50(bands), ending(ResNet50.features, width, dropout)), window)
    return PatchCnn(bands, window, width, dropout)


def ending(features: int, width: int, dropout: float) -> nn.Sequential:
    """What every encoder ends in (MDiCo): a linear layer and dropout."""
    return nn.Sequential(nn.Linear(features, width), nn.Dropout(dropout))


class Mlp(nn.Sequential):
    """The bands of a pixel (k, bands) -> (k, width), by hidden layers of 128 and 512."""

    def __init__(self, bands: int, width: int, dropout: float) -> None:
        first = FullPrecision(nn.Linear(bands, _CHANNELS), nn.BatchNorm1d(_CHANNELS), nn.ReLU(), nn.Dropout(dropout))
        super().__init__(first, hidden(_CHANNELS, dropout), ending(HIDDEN, width, dropout))


class Pointwise(nn.Module):
    """An encoder of pixels (k, bands), applied to the central pixel of every window.

    ``values``: how many values the encoder's widest activation holds for a pixel.
    """

    def __init__(self, network: nn.Module, window: int, values: int) -> None:
        super().__init__()
        self.network, self.margin, self.at_once = network, window // 2, max(1, _ACTIVATIONS // values)

    def forward(self, image: Tensor) -> Tensor:
        rows, cols = image.shape[2] - 2 * self.margin, image.shape[3] - 2 * self.margin
        centres = image[:, :, self.margin : self.margin + rows, self.margin : self.margin + cols]
        pixels = rearrange(centres, "n b r c -> (n r c) b")
        features = torch.cat([self.network(part) for part in _parts(pixels, self.at_once)])
        return rearrange(features, "(n r c) d -> n r c d", r=rows, c=cols)


class Windowed(nn.Module):
    """An encoder of patches (k, bands, w, w), applied to every window of the image; pixels without data are 0."""

    def __init__(self, network: nn.Module, window: int) -> None:
        super().__init__()
        self.network, self.window = network, window
        self.at_once = max(1, _ACTIVATIONS // (64 * window**2))

    def forward(self, image: Tensor) -> Tensor:
        image = filled(image, known(image, 1), 1)
        windows = image.unfold(2, self.window, 1).unfold(3, self.window, 1)  # (n, b, rows, cols, w, w), a view
        rows, cols = windows.shape[2:4]
        places = torch.arange(len(image) * rows * cols, device=image.device)
        lines = windows.permute(0, 2, 3, 1, 4, 5)
        parts = (
            self.network(lines[p // (rows * cols), p // cols % rows, p % cols]) for p in _parts(places, self.at_once)
        )
        return torch.cat(list(parts)).view(len(image), rows, cols, -1)


class Convolutions(nn.Module):
    """1×1 and two valid 3×3 convolutions, and then the mean over the window and its centre: 2 · channels.

    The mean is a box filter, so that a tile costs no more for a larger window. A window of 3 has one 3×3 convolution.
    Pixels without data take part in neither (engine/layers/holes.py).
    """

    def __init__(self, bands: int, window: int, channels: int, dropout: float) -> None:
        super().__init__()
        depth = min(2, window // 2)
        self.margin, self.side, self.channels = window // 2, window - 2 * depth, channels
        layers = [nn.Conv2d(bands, channels, 1), *(nn.Conv2d(channels, channels, 3) for _ in range(depth))]
        normed = [[c, nn.BatchNorm2d(channels), nn.ReLU(), nn.Dropout(dropout)] for c in layers]
        self.convolutions = nn.Sequential(FullPrecision(*normed[0]), *(nn.Sequential(*parts) for parts in normed[1:]))

    def strips(self, image: Tensor) -> Iterator[Tensor]:
        """(n, bands, rows, cols) -> (n, lines, cols - 2 margin, 2 · channels) from above to below.

        So many lines at once as fit the memory meant for them; all while gradients are wanted.
        """
        image = image.contiguous(memory_format=torch.channels_last)
        rows = image.shape[2] - 2 * self.margin
        lines = (
            rows
            if torch.is_grad_enabled()
            else max(1, _ACTIVATIONS // (2 * self.channels * image.shape[3] * len(image)))
        )
        for first in range(0, rows, lines):
            yield self._strip(image[:, :, first : min(first + lines, rows) + 2 * self.margin])

    def _strip(self, image: Tensor) -> Tensor:
        seen = image
        for convolution in cast("list[nn.Sequential]", list(self.convolutions)):
            seen = through(convolution, seen)
        off = self.side // 2
        there = known(seen, 1)
        mean = self._mean(filled(seen, there, 1))
        if there is not None:  # the mean over the pixels that have data
            mean = mean / self._mean(there.to(mean.dtype).unsqueeze(1))
        centre = seen[:, :, off : off + mean.shape[2], off : off + mean.shape[3]]
        return rearrange(torch.cat([mean, centre], dim=1), "n d r c -> n r c d")

    def _mean(self, image: Tensor) -> Tensor:
        return F.avg_pool2d(F.avg_pool2d(image, (self.side, 1), 1), (1, self.side), 1)


class PatchCnn(Convolutions):
    """Of one date: what the convolutions see, 256 → 512 → width."""

    def __init__(self, bands: int, window: int, width: int, dropout: float) -> None:
        super().__init__(bands, window, _CHANNELS, dropout)
        self.features = nn.Sequential(hidden(2 * _CHANNELS, dropout), ending(HIDDEN, width, dropout))

    def forward(self, image: Tensor) -> Tensor:
        return torch.cat([_by_pixels(self.features, strip, HIDDEN) for strip in self.strips(image)], dim=1)


class SeriesCnn(Convolutions):
    """Of a series: convolutions that all dates share make a vector of each date's patch, ``network`` reads the series.

    After the pixel-set and patch encoders of crop mapping (Garnot et al., 2020), with what PatchCnn sees of a patch.
    ``bands``: of one date. ``network`` (k, steps · 128) -> (k, width).
    """

    def __init__(self, bands: int, steps: int, window: int, network: nn.Module, dropout: float) -> None:
        super().__init__(bands, window, _DATE_CHANNELS, dropout)
        self.steps, self.network = steps, network

    def forward(self, image: Tensor) -> Tensor:
        dates = rearrange(image, "n (t b) r c -> (n t) b r c", t=self.steps)
        series = (rearrange(strip, "(n t) r c d -> n r c (t d)", t=self.steps) for strip in self.strips(dates))
        return torch.cat([_by_pixels(self.network, strip, self.steps * _CHANNELS) for strip in series], dim=1)


def _by_pixels(network: nn.Module, pixels: Tensor, values: int) -> Tensor:
    """(n, r, c, d) -> (n, r, c, …): each pixel through a network whose widest activation has so many ``values``."""
    lines = _parts(pixels.flatten(0, 2), max(1, _ACTIVATIONS // values))
    return torch.cat([network(part) for part in lines]).unflatten(0, pixels.shape[:3])


def _parts(items: Tensor, at_once: int) -> tuple[Tensor, ...]:
    """Items in portions that fit the memory meant for them; all at once while gradients are wanted.

    Training's batches are small, and batch statistics are of the whole batch.
    """
    return (items,) if torch.is_grad_enabled() else items.split(at_once)
