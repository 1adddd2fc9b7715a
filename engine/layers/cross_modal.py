"""Blocks of X-ModalNet: extractors, self-adversarial module, interactive learning, decoders, and the streams of them.

All but the decoders and heads map images (n, channels, rows, cols), so that a scene goes through them as a patch does.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import cast

import torch
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn import functional as F

from .holes import known, through
from .precision import FullPrecision, full_precision

#: width of a stream's features; of both generators together; of the features that heads read
WIDTH, ADVERSARIAL, TOP = 64, 128, 128
_SPECTRAL, _SPATIAL, _CRITIC = 160, 32, 32
#: what convolutions drop of what fully connected layers do
_CONV_SHARE = 1 / 3


class Tanh(nn.Module):
    """The hyperbolic tangent; in float32 on the CPU, where no gradient is wanted, as 2 sigmoid(2x) - 1.

    That is within 3e-7 of it, and takes a third of the time of torch's, which was two fifths of mapping.
    """

    def forward(self, x: Tensor) -> Tensor:
        if torch.is_grad_enabled() or not x.is_cpu or x.dtype != torch.float32:
            return x.tanh()
        rising = (2 * x).sigmoid_()
        return torch.add(rising.new_tensor(-1), rising, alpha=2, out=rising)


def layer(
    inputs: int, outputs: int, dropout: float, side: int = 1, kind: type[nn.Sequential] = nn.Sequential
) -> nn.Sequential:
    """What every layer is: a valid convolution (side 1: fully connected), batch normalisation, dropout, tanh.

    ``dropout`` is that of fully connected layers. ``kind`` is FullPrecision for those that read an image itself.
    """
    rate = dropout * _CONV_SHARE if side > 1 else dropout
    return kind(nn.Conv2d(inputs, outputs, side), nn.BatchNorm2d(outputs), nn.Dropout(rate), Tanh())


class Spectral(nn.Module):
    """Extractor of the rich modality: the pixel's spectrum by FC 160, FC 64. (n, bands, r, c) -> (n, 64, …)."""

    def __init__(self, bands: int, window: int, dropout: float) -> None:
        super().__init__()
        self.margin = window // 2
        stem = layer(bands, _SPECTRAL, dropout, kind=FullPrecision)
        self.layers = nn.Sequential(stem, layer(_SPECTRAL, WIDTH, dropout))

    def forward(self, image: Tensor) -> Tensor:
        return self.layers(central(image, self.margin))


class Spatial(nn.Sequential):
    """Extractor of a broad modality: the patch by two valid convolutions. (n, bands, r, c) -> (n, 64, …).

    For the published window of 7 these are 5×5 (32) and 3×3 (64): 7 -> 3 -> 1.
    """

    def __init__(self, bands: int, window: int, dropout: float) -> None:
        second = min(3, window)
        first = window - second + 1
        stem = layer(bands, _SPATIAL, dropout, first, FullPrecision)
        super().__init__(stem, layer(_SPATIAL, WIDTH, dropout, second))

    def forward(self, image: Tensor) -> Tensor:
        for part in cast("list[nn.Sequential]", list(self)):
            image = through(part, image)
        return image


class SelfAdversarial(nn.Module):
    """Two generators and a discriminator that tells them apart (eq. 3, 7): (n, 64, …) -> (n, 128, …)."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.real = nn.Sequential(layer(WIDTH, 2 * WIDTH, dropout), layer(2 * WIDTH, WIDTH, dropout))
        self.fake = nn.Sequential(layer(WIDTH, 2 * WIDTH, dropout), layer(2 * WIDTH, WIDTH, dropout))
        # no batch normalisation: the statistics of a batch of one kind would tell what it is
        self.discriminator = nn.Sequential(nn.Linear(WIDTH, _CRITIC), Tanh(), nn.Linear(_CRITIC, 1))

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([self.real(x), self.fake(x)], dim=1)

    def loss(self, generated: Tensor) -> Tensor:
        """Of the module's own output (n, 128, 1, 1) -> scalar; its gradient serves both players in one step.

        The discriminator, on detached features, learns that the first half is real and the second fake; the second
        generator learns to be taken for real by a discriminator that holds still, the non-saturating side.
        """
        real, fake = generated.flatten(1).chunk(2, dim=1)
        told_real, told_fake = self.discriminator(real.detach()).float(), self.discriminator(fake.detach()).float()
        still = {name: p.detach() for name, p in self.discriminator.named_parameters()}
        taken = functional_call(self.discriminator, still, (fake,)).float()
        # -log D(G1), -log (1 - D(G2)) and, for the generator, -log D(G2)
        return -(F.logsigmoid(told_real) + F.logsigmoid(-told_fake) + F.logsigmoid(taken)).mean()


class Interactive(nn.Module):
    """Every stream goes through the perceptrons of all modalities, which are added (eq. 4): (n, k, …) -> (n, 64, …).

    Weights are shared among the streams; batch statistics are each stream's own. ``inputs``: width of a stream.
    Without ``exchange`` each stream goes through its own perceptron alone.
    """

    def __init__(self, modalities: Sequence[str], inputs: int, exchange: bool, dropout: float) -> None:
        super().__init__()
        self.sources = {m: list(modalities) if exchange else [m] for m in modalities}
        self.first = nn.ModuleDict({m: nn.Conv2d(inputs, WIDTH, 1) for m in modalities})
        self.second = nn.ModuleDict({m: nn.Conv2d(WIDTH, WIDTH, 1) for m in modalities})
        pairs = [f"{stream}_{source}" for stream in modalities for source in self.sources[stream]]
        self.first_norms = nn.ModuleDict({pair: nn.BatchNorm2d(WIDTH) for pair in pairs})
        self.second_norms = nn.ModuleDict({pair: nn.BatchNorm2d(WIDTH) for pair in pairs})
        self.dropout, self.tanh = nn.Dropout(dropout), Tanh()

    def forward(self, stream: str, x: Tensor) -> Tensor:
        return reduce(torch.add, (self._perceptron(source, stream, x) for source in self.sources[stream]))

    def _perceptron(self, source: str, stream: str, x: Tensor) -> Tensor:
        pair = f"{stream}_{source}"
        hidden = self.tanh(self.dropout(self.first_norms[pair](self.first[source](x))))
        return self.tanh(self.dropout(self.second_norms[pair](self.second[source](hidden))))


class SpectralDecoder(nn.Sequential):
    """Top features (n, 128, 1, 1) -> the pixel's spectrum in [0, 1], (n, bands, 1, 1). No dropout, as published."""

    def __init__(self, bands: int) -> None:
        hidden = (layer(TOP, WIDTH, 0.0), layer(WIDTH, _SPECTRAL, 0.0))
        super().__init__(*hidden, nn.Conv2d(_SPECTRAL, bands, 1), nn.Sigmoid())


class SpatialDecoder(nn.Sequential):
    """Top features (n, 128, 1, 1) -> the patch in [0, 1], (n, bands, w, w), by transposed convolutions; no dropout."""

    def __init__(self, bands: int, window: int) -> None:
        second = min(3, window)
        super().__init__(
            layer(TOP, WIDTH, 0.0),
            nn.ConvTranspose2d(WIDTH, _SPATIAL, second),
            nn.BatchNorm2d(_SPATIAL),
            Tanh(),
            nn.ConvTranspose2d(_SPATIAL, bands, window - second + 1),
            nn.Sigmoid(),
        )


class Range(nn.Module):
    """Brings each band to [0, 1] by the least and the largest value of training: (n, bands, …) -> the same shape."""

    low: Tensor
    high: Tensor

    def __init__(self, bands: int) -> None:
        super().__init__()
        self.register_buffer("low", torch.full((bands,), -3.0))
        self.register_buffer("high", torch.full((bands,), 3.0))

    def set(self, low: Tensor, high: Tensor) -> None:
        """From now on from ``low`` (bands,) to ``high`` (bands,)."""
        self.low.copy_(low)
        self.high.copy_(high)

    def forward(self, image: Tensor) -> Tensor:
        low, high = self.low.view(1, -1, 1, 1), self.high.view(1, -1, 1, 1)
        return ((image - low) / (high - low).clamp_min(1e-6)).clamp(0.0, 1.0)


class Stream(nn.Module):
    """What a modality has for itself; ``rich``: seen by its spectrum, else by a patch of side ``window``."""

    def __init__(self, bands: int, window: int, classes: int, *, rich: bool, adversarial: bool, dropout: float) -> None:
        super().__init__()
        self.rich, self.margin = rich, window // 2
        self.range = Range(bands)
        self.extractor = (Spectral if rich else Spatial)(bands, window, dropout)
        self.adversary = SelfAdversarial(dropout) if adversarial else layer(WIDTH, ADVERSARIAL, dropout)
        self.top = layer(WIDTH, TOP, dropout)
        self.decoder = SpectralDecoder(bands) if rich else SpatialDecoder(bands, window)
        self.head = nn.Linear(TOP, classes)

    def generated(self, scaled: Tensor) -> Tensor:
        """Image in [0, 1] (n, bands, rows, cols) -> features (n, 128, rows - 2 margin, cols - 2 margin)."""
        return self.adversary(self.extractor(scaled))

    def logits(self, top: Tensor) -> Tensor:
        """Top features (n, 128, 1, 1) -> what the stream predicts alone, (n, classes), in float32."""
        return full_precision(self.head, top.flatten(1))

    def reconstruction_error(self, top: Tensor, scaled: Tensor) -> Tensor:
        """Mean squared error (eq. 6) of the patch (n, bands, w, w), or of its central pixel for the rich modality.

        Pixels without data are not rebuilt.
        """
        truth = central(scaled, self.margin) if self.rich else scaled
        rebuilt, seen = self.decoder(top).float(), known(truth, 1)
        if seen is None:
            return F.mse_loss(rebuilt, truth)
        return F.mse_loss(rebuilt.movedim(1, -1)[seen], truth.movedim(1, -1)[seen])


def central(image: Tensor, margin: int) -> Tensor:
    """(n, bands, rows, cols) without ``margin`` pixels at each side."""
    return image[:, :, margin : image.shape[2] - margin, margin : image.shape[3] - margin]
