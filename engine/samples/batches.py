"""Samples: the pixels that training and evaluation look at, and their patches, gathered when a batch asks.

What holds the pixels (a stored scene, an array) is a PatchSource; Samples adds availability, targets and
normalisation. Works on arrays and tensors only: no files, no GDAL.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import torch
from torch import Tensor

from .normalisation import Normalisation

CPU = torch.device("cpu")


class PatchSource(Protocol):
    """Patches of one modality, in the layer's own units."""

    def gather(self, index: Tensor) -> tuple[Tensor, Tensor]:
        """index (k,) -> patches (k, bands, p, p) float32, valid (k, p, p) bool."""


@dataclass(frozen=True)
class ArraySource:
    """All patches in one tensor (n, bands, p, p); NaN where there are no data."""

    patches: Tensor

    def gather(self, index: Tensor) -> tuple[Tensor, Tensor]:
        patches = self.patches[index.to(self.patches.device)].float()
        return patches, torch.isfinite(patches).all(1)


@dataclass(frozen=True)
class Batch:
    """Samples that have the same modalities available.

    ``patches``: modality -> (n, bands, p, p), normalised; its keys *are* the availability. A pixel without data is NaN
    in all bands; central pixels have data.
    ``target``: (n,) class index, -1 where unlabelled; (n, classes) 0/1 for labels; (n,) z-score for a number.
    ``index``: (n,) the samples' numbers, for what a method remembers about each sample.
    """

    patches: dict[str, Tensor]
    target: Tensor
    index: Tensor

    def __len__(self) -> int:
        return len(self.index)

    def only(self, modalities: Sequence[str]) -> Batch:
        """The same samples seen by these modalities alone."""
        return replace(self, patches={m: self.patches[m] for m in self.patches if m in modalities})


@dataclass(frozen=True)
class Samples:
    """``available``: (n, m) bool, columns in the order of ``sources``; ``target``: as in Batch;
    ``group``: (n,) the polygon (or block) each sample comes from, -1 for unlabelled ones."""

    sources: Mapping[str, PatchSource]
    normalisation: Mapping[str, Normalisation]
    available: Tensor
    target: Tensor
    numbers: Tensor
    group: Tensor
    device: torch.device = CPU

    @classmethod
    def of(
        cls,
        sources: Mapping[str, PatchSource],
        normalisation: Mapping[str, Normalisation],
        available: Tensor,
        target: Tensor,
        *,
        group: Tensor | None = None,
        device: torch.device = CPU,
    ) -> Samples:
        """All samples of the sources, numbered from 0."""
        count = len(available)
        group = torch.full((count,), -1) if group is None else group
        norms = {m: normalisation[m].to(device) for m in sources}
        return cls(sources, norms, available, target, torch.arange(count), group, device)

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def modalities(self) -> list[str]:
        return list(self.sources)

    def __deepcopy__(self, memo: dict[int, Any]) -> Samples:
        """Itself: a copy of a network that holds samples shares them, however much they hold."""
        return self

    def subset(self, index: Tensor) -> Samples:
        """The samples at these positions; they keep their numbers."""
        return replace(
            self,
            available=self.available[index],
            target=self.target[index],
            numbers=self.numbers[index],
            group=self.group[index],
        )

    def with_target(self, target: Tensor) -> Samples:
        """The same samples with other targets (pseudo-labels, for instance)."""
        return replace(self, target=target)

    def joined(self, other: Samples) -> Samples:
        """These samples and others of the same sources."""
        return replace(
            self,
            available=torch.cat([self.available, other.available]),
            target=torch.cat([self.target, other.target]),
            numbers=torch.cat([self.numbers, other.numbers]),
            group=torch.cat([self.group, other.group]),
        )

    def patterns(
        self, positions: Tensor, modalities: Sequence[str] | None = None
    ) -> Iterator[tuple[list[str], Tensor]]:
        """Positions grouped by which of ``modalities`` (default: all) are available; samples with none are left out."""
        wanted = torch.tensor([modalities is None or m in modalities for m in self.modalities])
        seen = self.available[positions] & wanted
        weights = 1 << torch.arange(seen.shape[1])
        code = (seen * weights).sum(1)
        for value in code.unique().tolist():
            if value:
                names = [m for i, m in enumerate(self.modalities) if value >> i & 1]
                yield names, positions[code == value]

    def batches(self, positions: Tensor, modalities: Sequence[str] | None = None) -> Iterator[Batch]:
        """One Batch for each availability pattern among these positions, on the device, normalised."""
        for names, where in self.patterns(positions, modalities):
            yield self._batch(names, where)

    def _batch(self, names: Sequence[str], positions: Tensor) -> Batch:
        numbers, patches = self.numbers[positions], {}
        for name in names:
            values, valid = self.sources[name].gather(numbers)
            on_device = values.to(self.device, non_blocking=True)
            patches[name] = self.normalisation[name].apply(on_device, valid.to(self.device, non_blocking=True))
        return Batch(patches, self.target[positions].to(self.device), numbers.to(self.device))

    def draw(self, count: int, generator: torch.Generator | None = None) -> list[Batch]:
        """``count`` random samples without replacement (all, where there are fewer), one Batch a pattern."""
        positions = torch.randperm(len(self), generator=generator)[:count]
        return list(self.batches(positions))
