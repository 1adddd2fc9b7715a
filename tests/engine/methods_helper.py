"""Tiny random modalities, samples and methods for the tests of the published methods."""

from __future__ import annotations

import os

import torch

from engine.door.modalities import ModalityInfo
from engine.door.options import declaration
from engine.door.target import ClassInfo, Target
from engine.methods.base import Method, Plan, build
from engine.samples.batches import ArraySource, Batch, Samples
from engine.samples.normalisation import Normalisation

#: what tests/conftest.py, or scripts/test.sh, has asked for
PRECISION = os.environ["RSMISS_PRECISION"]
BANDS = {"hsi": 7, "msi": 4, "sar": 2, "lidar": 1, "rgb": 3, "other": 2}


def target_of(classes: int = 3) -> Target:
    return Target("classes", "class", tuple(ClassInfo(i + 1, f"class {i + 1}", "#808080") for i in range(classes)))


def texts_of(modalities, classes: int = 3, width: int = 16) -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(3)
    names = ["shared", "relations", *(f"attribute.{m}" for m in modalities)]
    return {name: torch.randn(classes, width, generator=generator) for name in names}


def method_of(
    name: str, modalities=("hsi", "lidar"), classes: int = 3, seed: int = 0, steps: int = 1, **options
) -> Method:
    """A fresh method in eval mode; its modalities have so many dates."""
    torch.manual_seed(seed)
    entry = declaration(name)
    dates = tuple(map(str, range(steps))) if steps > 1 else ()
    infos = {m: ModalityInfo(m, steps * BANDS[m], dates) for m in modalities}
    texts = texts_of(modalities, classes) if entry.language else None
    return build(name, infos, target_of(classes), entry.options.from_json(options), texts).eval()


def patches_of(method: Method, count: int = 4, seed: int = 0, modalities=None) -> dict[str, torch.Tensor]:
    """Normalised random patches of some or all of the method's modalities."""
    generator = torch.Generator().manual_seed(seed)
    side = method.window
    made = {m: torch.randn(count, i.bands, side, side, generator=generator) for m, i in method.modalities.items()}
    return {m: p for m, p in made.items() if modalities is None or m in modalities}


def batch_of(method: Method, count: int = 6, seed: int = 0) -> Batch:
    patches = patches_of(method, count, seed)
    return Batch(patches, torch.arange(count) % len(method.target.classes), torch.arange(count))


def samples_of(method: Method, count: int = 60, seed: int = 0, noise: float = 0.5) -> Samples:
    """Classes whose spectra differ in every modality, in shuffled order."""
    generator = torch.Generator().manual_seed(99)
    side, classes = method.window, len(method.target.classes)
    spectra = {m: 2 * torch.randn(classes, i.bands, generator=generator) for m, i in method.modalities.items()}
    generator = torch.Generator().manual_seed(seed)
    target = torch.arange(count)[torch.randperm(count, generator=generator)] % classes
    sources = {
        m: ArraySource(
            s[target][:, :, None, None] + noise * torch.randn(count, s.shape[1], side, side, generator=generator)
        )
        for m, s in spectra.items()
    }
    norms = {m: Normalisation.fit(s.patches[:, :, side // 2, side // 2]) for m, s in sources.items()}
    return Samples.of(sources, norms, torch.ones(count, len(sources), dtype=torch.bool), target)


def plan_of(method: Method, count: int = 60, unlabelled: int = 0, seed: int = 0) -> Plan:
    """A plan in the precision that RSMISS_PRECISION names (tests/conftest.py)."""
    samples = samples_of(method, count + unlabelled, seed)
    labelled = samples.subset(torch.arange(count))
    hidden = samples.with_target(torch.full_like(samples.target, -1)).subset(torch.arange(count, count + unlabelled))
    generator = torch.Generator().manual_seed(seed)
    validation, chosen = samples_of(method, 30, seed + 1), PRECISION
    return Plan(labelled, hidden, validation, torch.device("cpu"), seed, generator, precision=chosen)


def nearest_class(learnt: Samples, asked: Samples, modalities) -> float:
    """The share of samples whose patch is nearest the mean of its own class, of the modalities put side by side.

    No classifier does much better on samples_of, whose classes differ by their means alone.
    """
    (known,), (new,) = (s.batches(torch.arange(len(s))) for s in (learnt, asked))
    rows, others = (torch.cat([b.patches[m].mean((2, 3)) for m in modalities], 1) for b in (known, new))
    means = torch.stack([rows[known.target == c].mean(0) for c in known.target.unique()])
    return float((torch.cdist(others, means).argmin(1) == new.target).float().mean())
