"""Weights of classes that have more or fewer samples than others."""

from __future__ import annotations

import torch
from torch import Tensor


def class_weights(target: Tensor, classes: int, balance: float) -> Tensor:
    """(classes,) weights of the training samples' classes, (1 / share) ** balance, 0 for a class without samples."""
    counts = target.bincount(minlength=classes).float()
    weights = torch.where(counts > 0, (counts.sum() / counts.clamp_min(1)) ** balance, 0.0)
    return weights / weights.max()
