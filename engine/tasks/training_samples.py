"""A training's pixels as samples: of training, validation and test, and unlabelled ones."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch

from ..door.errors import InputError
from ..door.jobs import TrainJob
from ..door.target import Target
from ..labels.labelled_pixels import Labels
from ..labels.split import Split
from ..runtime.reporter import Reporter
from ..samples.normalisation import Normalisation
from ..samples.patches import collect, unlabelled_pixels
from ..scene.scene import Scene
from .training_facts import Parts, targets

_NAMES = ("training", "validation", "test", "unlabelled")


def read_samples(
    job: TrainJob,
    scene: Scene,
    labels: Labels,
    parts: Split,
    target: Target,
    *,
    window: int,
    unlabelled: int,
    normalisation: Mapping[str, Normalisation] | None,
    device: torch.device,
    report: Reporter,
) -> Parts:
    """The samples of each part, and so many ``unlabelled`` ones; normalised as given, else as the training pixels are.

    Raises InputError where no layer has data at any training pixel.
    """
    nowhere = np.empty(0, np.int64)
    extra = (nowhere, nowhere)
    if unlabelled:
        extra = unlabelled_pixels(scene, unlabelled, labels.rows, labels.cols, job.seed)
    numbers = np.concatenate([parts.train, parts.validation, parts.test])
    ends = np.cumsum([len(parts.train), len(parts.validation), len(parts.test), len(extra[0])])
    everything = collect(
        scene,
        np.concatenate([labels.rows[numbers], extra[0]]),
        np.concatenate([labels.cols[numbers], extra[1]]),
        targets(labels, target, numbers, len(extra[0])),
        torch.from_numpy(np.concatenate([labels.group[numbers], np.full(len(extra[0]), -1)])),
        window=window,
        fit=np.arange(ends[0]),
        normalisation=normalisation,
        components=job.components,
        device=device,
        report=report,
    )
    part = torch.bucketize(everything.numbers, torch.from_numpy(ends), right=True)
    samples = {name: everything.subset(torch.where(part == i)[0]) for i, name in enumerate(_NAMES)}
    if not len(samples["training"]):
        raise InputError(
            f"No training pixel of '{job.labels.title or job.labels.path}' has data in any layer; "
            "check that polygons and layers overlap."
        )
    return samples
