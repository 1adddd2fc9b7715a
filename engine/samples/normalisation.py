"""Band statistics of the training area, applied to patches and to whole tiles alike."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

#: values are held within so many deviations of the mean, in training and in mapping alike
CLIP = 10.0
#: a band whose deviation is no more than this share of its magnitude is constant but for rounding
_CONSTANT = 1e-5
#: an axis is whitened as if it had at least this share of the widest axis's deviation
_NARROWEST_AXIS = 1e-3


@dataclass(frozen=True)
class Normalisation:
    """z-scores for each band, and on demand a whitened PCA of them.

    ``mean``, ``std``: (bands,). ``components``: (k, bands) or None; rows are principal axes of the z-scores
    divided by the standard deviation along them. ``clip``: deviations at which bands, and components, end; infinite
    in models that were trained before there was such an end.
    """

    mean: Tensor
    std: Tensor
    components: Tensor | None = None
    clip: float = CLIP

    @property
    def outputs(self) -> int:
        """Number of bands that the network sees."""
        return len(self.mean) if self.components is None else len(self.components)

    def to(self, device: torch.device) -> Normalisation:
        components = None if self.components is None else self.components.to(device)
        return Normalisation(self.mean.to(device), self.std.to(device), components, self.clip)

    def apply(self, images: Tensor, valid: Tensor | None = None) -> Tensor:
        """(n, bands, rows, cols) in the layer's units -> (n, outputs, rows, cols).

        Where ``valid`` (n, rows, cols) is False, or a band is not finite, the result is NaN in all bands: methods leave
        such pixels out (engine/layers/holes.py).
        """
        shape = (1, -1, 1, 1)
        scaled = (images - self.mean.view(shape)) / self.std.view(shape)
        scaled = scaled.clamp_(-self.clip, self.clip)
        known = images.isfinite().all(1) if valid is None else valid
        if self.components is not None:
            scaled = torch.einsum("kb,nbhw->nkhw", self.components, scaled).clamp_(-self.clip, self.clip)
        return scaled if bool(known.all()) else scaled.masked_fill_(~known.unsqueeze(1), torch.nan)

    @classmethod
    def fit(cls, spectra: Tensor, components: int = 0) -> Normalisation:
        """From the valid training pixels of a layer, (n, bands); ``components`` > 0 asks for a whitened PCA.

        A band that is constant there tells nothing of how it varies elsewhere: its own magnitude is then its
        deviation, or 1 where it is zero. What deviates in any unit, however small, keeps its own deviation.
        """
        values = spectra.double()
        mean, std = values.mean(0), values.std(0, correction=0)
        magnitude = values.abs().amax(0)
        constant = std <= _CONSTANT * magnitude
        std = torch.where(constant, torch.where(magnitude > 0, magnitude, 1.0), std)
        axes = None
        if 0 < components < values.shape[1]:
            scaled = (values - mean) / std
            _, deviations, directions = torch.linalg.svd(scaled / max(1, len(scaled)) ** 0.5, full_matrices=False)
            least = max(float(deviations[0]) * _NARROWEST_AXIS, torch.finfo(torch.float32).tiny)
            axes = (directions[:components] / deviations[:components, None].clamp_min(least)).float()
        return cls(mean.float(), std.float().clamp_min(torch.finfo(torch.float32).tiny), axes)
