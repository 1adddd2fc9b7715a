"""The forward diffusion of LDS2AE: noise for the visible tokens, and the embedding of how much there is."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

#: published number of steps, and the linear range of the noise variance beta
STEPS, FIRST_BETA, LAST_BETA = 1000, 1e-4, 0.02


class Diffusion(nn.Module):
    """x_t = sqrt(abar_t) x_0 + sqrt(1 - abar_t) e, e ~ N(0, 1) (LDS2AE, eq. 1-2). It is never run backwards.

    ``steps``: T. The variances of a step do not change with it, so fewer steps end with less noise.
    """

    signal: Tensor
    noise: Tensor

    def __init__(self, steps: int = STEPS) -> None:
        super().__init__()
        self.steps = steps
        beta = torch.linspace(FIRST_BETA, LAST_BETA, steps, dtype=torch.float64)
        kept = torch.cumprod(1 - beta, 0)
        self.register_buffer("signal", kept.sqrt().float(), persistent=False)
        self.register_buffer("noise", (1 - kept).sqrt().float(), persistent=False)

    def draw(self, count: int) -> Tensor:
        """Uniform timesteps, (count,) in 0 … steps - 1."""
        return torch.randint(self.steps, (count,), device=self.signal.device)

    def forward(self, x: Tensor, t: Tensor) -> Tensor:
        """x_0 (n, …), t (n,) -> x_t (n, …)."""
        shape = (-1, *[1] * (x.ndim - 1))
        return self.signal[t].view(shape) * x + self.noise[t].view(shape) * torch.randn_like(x)


class TimestepEmbedding(nn.Module):
    """Sinusoid of the timestep -> Linear, SiLU, Linear: (n,) -> (n, width) (LDS2AE, eq. 6)."""

    waves: Tensor

    def __init__(self, width: int, frequencies: int = 256) -> None:
        super().__init__()
        half = frequencies // 2
        waves = torch.exp(-math.log(10_000) * torch.arange(half, dtype=torch.float32) / half)
        self.register_buffer("waves", waves, persistent=False)
        self.mlp = nn.Sequential(nn.Linear(frequencies, width), nn.SiLU(), nn.Linear(width, width))

    def forward(self, t: Tensor) -> Tensor:
        angles = t[:, None].float() * self.waves
        return self.mlp(torch.cat([angles.cos(), angles.sin()], dim=1))
