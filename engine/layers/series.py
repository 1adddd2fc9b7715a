"""Networks that read a pixel's series: (k, steps · bands), the bands of a date together, -> (k, features)."""

from __future__ import annotations

from collections.abc import Callable

import torch
from einops import rearrange
from torch import Tensor, nn

from . import precision
from .precision import FullPrecision, at_least_float32, full_precision
from .vit import Encoder

#: width of the hidden layer of a perceptron
HIDDEN = 512
_HEADS, _DEPTH = 8, 2
_LONGEST_WAVE = 10_000.0


class SeriesNetwork(nn.Module):
    """Base: ``features`` is the width of the result, ``steps`` the number of dates."""

    def __init__(self, steps: int, features: int) -> None:
        super().__init__()
        self.steps, self.features = steps, features


class TempCnn(SeriesNetwork):
    """Two convolutions over time, k = 5, and a hidden layer (Pelletier et al., 2019): -> (k, 512)."""

    def __init__(self, bands: int, steps: int, channels: int, dropout: float) -> None:
        super().__init__(steps, HIDDEN)
        self.convolutions = nn.Sequential(
            FullPrecision(*_over_time(bands, channels, dropout)), _over_time(channels, channels, dropout)
        )
        self.hidden = hidden(steps * channels, dropout)

    def forward(self, series: Tensor) -> Tensor:
        return self.hidden(self.convolutions(rearrange(series, "k (t b) -> k b t", t=self.steps)).flatten(1))


class SeriesMlp(SeriesNetwork):
    """All dates at once, by hidden layers of ``channels`` and 512 that know no order: -> (k, 512)."""

    def __init__(self, bands: int, steps: int, channels: int, dropout: float) -> None:
        super().__init__(steps, HIDDEN)
        first = nn.Linear(steps * bands, channels)
        self.first = FullPrecision(first, nn.BatchNorm1d(channels), nn.ReLU(), nn.Dropout(dropout))
        self.hidden = hidden(channels, dropout)

    def forward(self, series: Tensor) -> Tensor:
        return self.hidden(self.first(series))


class Lstm(SeriesNetwork):
    """Two LSTM layers; the state behind the last date: -> (k, channels)."""

    def __init__(self, bands: int, steps: int, channels: int, dropout: float) -> None:
        super().__init__(steps, channels)
        self.lstm = nn.LSTM(bands, channels, num_layers=2, batch_first=True, dropout=dropout)

    def forward(self, series: Tensor) -> Tensor:
        dates = rearrange(series, "k (t b) -> k t b", t=self.steps)
        with precision.exact(series):  # its first layer reads the bands themselves
            _, (state, _) = self.lstm(at_least_float32(dates))
        return state[-1]


class SeriesTransformer(SeriesNetwork):
    """Dates as tokens with sine-cosine positions, two transformer blocks, mean: -> (k, channels)."""

    positions: Tensor

    def __init__(self, bands: int, steps: int, channels: int, dropout: float) -> None:
        super().__init__(steps, channels)
        self.embedding = nn.Linear(bands, channels)
        self.dropout = nn.Dropout(dropout)
        self.encoder = Encoder(_DEPTH, channels, _HEADS)
        self.register_buffer("positions", time_positions(steps, channels), persistent=False)

    def forward(self, series: Tensor) -> Tensor:
        dates = rearrange(series, "k (t b) -> k t b", t=self.steps)
        tokens = full_precision(self.embedding, dates) + self.positions
        return self.encoder(self.dropout(tokens)).mean(1)


class ConvTran(SeriesNetwork):
    """Convolution, then attention with learnt relative positions, after ConvTran (Foumani et al., 2024).

    -> (k, channels). Positions have the wavelengths of tAPE, which scale with the number of dates;
    attention has a learnt bias for each distance in time and head, added after the softmax as in eRPE.
    """

    distance: Tensor
    positions: Tensor

    def __init__(self, bands: int, steps: int, channels: int, dropout: float) -> None:
        super().__init__(steps, channels)
        self.convolution = FullPrecision(*_over_time(bands, channels, dropout))
        self.qkv, self.out = nn.Linear(channels, 3 * channels, bias=False), nn.Linear(channels, channels)
        self.relative = nn.Parameter(torch.zeros(_HEADS, 2 * steps - 1))
        self.norm1, self.norm2 = nn.LayerNorm(channels), nn.LayerNorm(channels)
        self.mlp = nn.Sequential(
            nn.Linear(channels, 2 * channels), nn.ReLU(), nn.Linear(2 * channels, channels), nn.Dropout(dropout)
        )
        dates = torch.arange(steps)
        self.register_buffer("distance", dates[:, None] - dates + steps - 1, persistent=False)
        self.register_buffer("positions", time_positions(steps, channels, channels / steps), persistent=False)

    def forward(self, series: Tensor) -> Tensor:
        seen = self.convolution(rearrange(series, "k (t b) -> k b t", t=self.steps))
        tokens = rearrange(seen, "k d t -> k t d")
        tokens = self.norm1(tokens + self._attention(tokens + self.positions))
        return self.norm2(tokens + self.mlp(tokens)).mean(1)

    def _attention(self, x: Tensor) -> Tensor:
        q, k, v = rearrange(self.qkv(x), "k t (three h e) -> three k h t e", three=3, h=_HEADS)
        weights = (q @ k.transpose(2, 3) * q.shape[-1] ** -0.5).softmax(-1)
        weights = weights + self.relative[:, self.distance]
        return self.out(rearrange(weights @ v, "k h t e -> k t (h e)"))


#: the networks by their option
NETWORKS: dict[str, Callable[[int, int, int, float], SeriesNetwork]] = {
    "tempcnn": TempCnn,
    "lstm": Lstm,
    "transformer": SeriesTransformer,
    "convtran": ConvTran,
    "mlp": SeriesMlp,
}


def hidden(inputs: int, dropout: float) -> nn.Sequential:
    """A hidden layer of 512: (k, inputs) -> (k, 512)."""
    return nn.Sequential(nn.Linear(inputs, HIDDEN), nn.BatchNorm1d(HIDDEN), nn.ReLU(), nn.Dropout(dropout))


def time_positions(steps: int, width: int, speed: float = 1.0) -> Tensor:
    """Sine-cosine positions of dates, (steps, width); ``speed`` multiplies the frequencies."""
    waves = speed * _LONGEST_WAVE ** -(torch.arange(0, width, 2) / width)
    angles = torch.arange(steps)[:, None] * waves
    return torch.stack([angles.sin(), angles.cos()], dim=2).flatten(1)


def _over_time(inputs: int, outputs: int, dropout: float) -> nn.Sequential:
    convolution = nn.Conv1d(inputs, outputs, 5, padding=2)
    return nn.Sequential(convolution, nn.BatchNorm1d(outputs), nn.ReLU(), nn.Dropout(dropout))
