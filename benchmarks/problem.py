"""A data set as all comparisons see it: layers, targets, and which part of a comparison each sample belongs to."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.door.modalities import ModalityInfo
from engine.door.target import ClassInfo, Target
from engine.samples.batches import ArraySource, Samples
from engine.samples.normalisation import Normalisation

TRAINING, VALIDATION, TEST, UNLABELLED, UNUSED = 0, 1, 2, 3, 4


def shared(path: str) -> Path:
    """A file of the shared data sets, which are not part of this repository; RSMISS_SHARED says where they are."""
    root = Path(os.environ.get("RSMISS_SHARED", Path(__file__).parents[2] / "shared")) / "data"
    if not (root / path).exists():
        raise SystemExit(f"There is no '{path}' in '{root}'; set RSMISS_SHARED to the folder that holds data/.")
    return root / path


@dataclass(frozen=True)
class Problem:
    """``layers``: modality -> (n, bands, p, p), without holes; ``target`` (n,); ``part`` (n,): training, validation,
    test, unused, or unlabelled, whose target no method is told. ``dates``: modality -> names of a series' dates."""

    name: str
    layers: dict[str, Tensor]
    target: Tensor
    classes: Sequence[str]
    part: Tensor
    dates: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def infos(self, modalities: Sequence[str]) -> dict[str, ModalityInfo]:
        return {m: ModalityInfo(m, self.layers[m].shape[1], self.dates.get(m, ())) for m in modalities}

    def samples(self, modalities: Sequence[str], window: int) -> list[Samples]:
        """Training, validation, test and unlabelled samples of these modalities, normalised by the training ones.

        Patches smaller than ``window`` (single pixels) are continued at their edges.
        """
        learnt = {m: self.layers[m][self.part == TRAINING] for m in modalities}
        centre = {m: patches.shape[-1] // 2 for m, patches in learnt.items()}
        norms = {m: Normalisation.fit(patches[:, :, centre[m], centre[m]]) for m, patches in learnt.items()}
        sources = {m: ArraySource(_grown(self.layers[m], window)) for m in modalities}
        there = torch.ones(len(self.target), len(modalities), dtype=torch.bool)
        known = torch.where(self.part == UNLABELLED, -1, self.target)
        everything = Samples.of(sources, norms, there, known)
        return [everything.subset(torch.where(self.part == p)[0]) for p in (TRAINING, VALIDATION, TEST, UNLABELLED)]

    def noisy(self, decibel: float) -> Problem:
        """The same with normal noise of this signal-to-noise ratio in each band of the test samples."""
        generator, changed = torch.Generator().manual_seed(0), {}
        for name, patches in self.layers.items():
            tested = patches[self.part == TEST]
            power = tested.square().mean((0, 2, 3), keepdim=True) / 10 ** (decibel / 10)
            changed[name] = patches.clone()
            changed[name][self.part == TEST] += power.sqrt() * torch.randn(tested.shape, generator=generator)
        return replace(self, layers=changed)

    @property
    def window(self) -> int:
        """Side of the largest patches."""
        return max(patches.shape[-1] for patches in self.layers.values())

    def table(self) -> Target:
        return Target("classes", "class", tuple(ClassInfo(i + 1, n, "#808080") for i, n in enumerate(self.classes)))


def few_labels(part: NDArray[np.int64], target: NDArray[np.int64], count: int, draw: int = 0) -> NDArray[np.int64]:
    """The parts (n,), with ``count`` samples a class for training and for validation at the most; the others of these
    two are unlabelled. Each ``draw`` labels others."""
    generator, few = np.random.default_rng(draw), part.copy()
    for kind in (TRAINING, VALIDATION):
        for label in np.unique(target[part == kind]):
            known = generator.permutation(np.where((part == kind) & (target == label))[0])
            few[known[count:]] = UNLABELLED
    return few


def _grown(patches: Tensor, window: int) -> Tensor:
    margin = max(0, window - patches.shape[-1]) // 2
    return torch.nn.functional.pad(patches, [margin] * 4, mode="replicate")
