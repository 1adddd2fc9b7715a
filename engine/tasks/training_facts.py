"""What a training knows of its inputs: targets as numbers, how many samples of what, files and versions."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..door.errors import InputError
from ..door.jobs import TrainJob
from ..door.modalities import MODALITIES
from ..door.target import CLASSES, LABELS, NUMBER, Target
from ..labels.labelled_pixels import Labels, read_labels
from ..labels.own_test import with_test
from ..labels.split import Split
from ..samples.batches import Samples
from ..scene.grid import Grid
from ..scene.scene import Scene

#: training, validation, test and unlabelled samples
Parts = dict[str, Samples]


def files(job: TrainJob) -> dict[str, tuple[str, ...]]:
    """What the training read and wrote: kind -> file names."""
    names = {
        m.title: tuple(Path(p).name for p in job.layers[k].paths) for k, m in MODALITIES.items() if k in job.layers
    }
    return {
        "Model": (Path(job.model).name,),
        "Training areas": (job.labels.title or Path(job.labels.path).name,),
        **({"Test areas": (job.test.title or Path(job.test.path).name,)} if job.test else {}),
        **names,
    }


def own_test(
    job: TrainJob, labels: Labels, grid: Grid, say: Callable[[str], None]
) -> tuple[Labels, NDArray[np.bool_] | None]:
    """The labels with those of the job's own test, and which these are; None where it has none."""
    if job.test is None:
        return labels, None
    return with_test(labels, read_labels(job.test, grid, job.target, say, fewest=1), grid.cols, say)


def target_of(labels: Labels, parts: Split) -> Target:
    """The target with what only the training samples may tell: mean and deviation of a number."""
    if labels.info.kind != NUMBER:
        return labels.info
    values = labels.target[parts.train].astype(np.float64)
    return replace(labels.info, mean=float(values.mean()), std=float(values.std()) or 1.0)


def targets(labels: Labels, target: Target, numbers: Any, unlabelled: int) -> Tensor:
    """Targets of the labelled pixels followed by -1 (NaN for a number) for each unlabelled one."""
    values = torch.as_tensor(labels.target[numbers])
    if target.kind == NUMBER:
        return torch.cat([(values.float() - target.mean) / target.std, torch.full((unlabelled,), torch.nan)])
    if target.kind == LABELS:
        return torch.cat([values.float(), torch.full((unlabelled, len(target.classes)), -1.0)])
    return torch.cat([values.long(), torch.full((unlabelled,), -1)])


def check_components(components: dict[str, int], scene: Scene) -> None:
    for name, count in components.items():
        if name not in scene.modalities:
            raise InputError(f"COMPONENTS names '{name}', but no such layer is given.")
        bands = scene.modalities[name].bands
        if not 0 < count <= bands:
            raise InputError(f"COMPONENTS asks for {count} of {name}; its layer has {bands} bands.")


def counts(target: Target, samples: Parts) -> dict[str, tuple[int, int, int]]:
    """Class name -> number of training, validation and test samples."""
    parts = [samples[name].target for name in ("training", "validation", "test")]
    if target.kind == NUMBER:
        return {target.field: (len(parts[0]), len(parts[1]), len(parts[2]))}
    if target.kind == CLASSES:
        tables = [t.bincount(minlength=len(target.classes)).tolist() for t in parts]
    else:
        tables = [t.sum(0).long().tolist() for t in parts]
    return {name: (tables[0][i], tables[1][i], tables[2][i]) for i, name in enumerate(target.names)}


def versions() -> dict[str, str]:
    """Versions of what the result depends on."""
    return {"python": platform.python_version(), "torch": torch.__version__, "numpy": np.__version__}
