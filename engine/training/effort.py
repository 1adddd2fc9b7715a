"""EFFORT: how much a training does. One table for all methods; no torch.

The papers' epochs are meant for a GPU and for data of their own size. Quick and standard count optimiser steps instead,
which cost the same whatever the scene: they replace each epochs option, and the batch size, that was left as published.
Schedules are built from the epochs, so they shrink with them; a warm-up keeps its share. What was set stays as it is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from ..door.options import MethodOptions
from ..door.sources import SplitSettings
from .steps import steps_of


@dataclass(frozen=True)
class Effort:
    """``samples_per_class``: training pixels at the most (0: all). ``validation``: samples that a look at validation
    takes at the most. ``looks``: how many of them a stage has at the most. ``patience``: a stage ends after so many
    looks without a better one (0: never)."""

    samples_per_class: int
    validation: int
    looks: int
    patience: int


EFFORT: Mapping[str, Effort] = {
    "quick": Effort(samples_per_class=100, validation=300, looks=8, patience=4),
    "standard": Effort(samples_per_class=200, validation=500, looks=20, patience=8),
    "paper": Effort(samples_per_class=0, validation=2000, looks=50, patience=0),
}


@dataclass(frozen=True)
class Steps:
    """``batch_size``, and the optimiser steps of each stage by the option that holds its epochs."""

    batch_size: int
    stages: Mapping[str, int]


#: About 3 and 20 minutes on two cores for windows and layers as published, by the rates of benchmarks/README.md.
STEPS: Mapping[str, Mapping[str, Steps]] = {
    "lds2ae": {
        "quick": Steps(32, {"pretrain_epochs": 100, "finetune_epochs": 300}),
        "standard": Steps(64, {"pretrain_epochs": 400, "finetune_epochs": 800}),
    },
    "lvpcnet": {
        "quick": Steps(32, {"feature_epochs": 200, "prompt_epochs": 200}),
        "standard": Steps(64, {"feature_epochs": 700, "prompt_epochs": 700}),
    },
    "dpmamba": {
        "quick": Steps(60, {"teacher_epochs": 150, "student_epochs": 250}),
        "standard": Steps(120, {"teacher_epochs": 500, "student_epochs": 1000}),
    },
    "mdico": {
        "quick": Steps(64, {"epochs": 600}),
        "standard": Steps(128, {"epochs": 1500}),
    },
    "xmodalnet": {
        "quick": Steps(100, {"pretrain_epochs": 60, "epochs": 400}),
        "standard": Steps(300, {"pretrain_epochs": 100, "epochs": 1000}),
    },
}
#: published where the option's default is another
_PUBLISHED: Mapping[str, Mapping[str, Any]] = {
    "mdico": {"epochs": 100, "patience": 5, "schedule": "constant", "weight_decay": 0.0, "average": 0.0},
    "xmodalnet": {"epochs": 3 * 150},  # of each of its rounds
}
#: stages that go through the unlabelled samples, too
_ALL_SAMPLES = {("lds2ae", "pretrain_epochs"), ("xmodalnet", "pretrain_epochs")}
#: an epoch ends early where a stage would have fewer: the learning rate falls once an epoch
_LEAST_EPOCHS = 10
#: X-ModalNet goes through few samples several times in an epoch, to have about so many steps
_STEPS_OF_AN_EPOCH = {("xmodalnet", "epochs"): 4}


@dataclass(frozen=True)
class Settled:
    """Options with the epochs and batch size to train by, and how many steps an epoch has at the most (0: all)."""

    options: MethodOptions
    epoch_steps: int = 0


def sampling(asked: SplitSettings, effort: str) -> SplitSettings:
    """The split, with as many training pixels a class as the effort takes where nothing was asked for."""
    if asked.samples_per_class is not None:
        return asked
    return replace(asked, samples_per_class=EFFORT[effort].samples_per_class)


def settled(
    method: str, options: MethodOptions, effort: str, labelled: int, unlabelled: int, factor: float = 1.0
) -> Settled:
    """What an effort means for so many samples; ``factor`` below 1 shortens each stage, also those that were set."""
    table = STEPS.get(method, {}).get(effort)
    if table and not was_set(options, "batch_size"):
        options = replace(options, **{"batch_size": table.batch_size})
    published = _PUBLISHED.get(method, {}) if effort == "paper" else {}
    options = replace(options, **{name: n for name, n in published.items() if not was_set(options, name)})
    lengths = {name: _length(method, options, name, labelled, unlabelled) for name in epochs_options(options)}
    counted = {name: n for name, n in (table.stages if table else {}).items() if not was_set(options, name)}
    steps = {
        name: counted.get(name, (getattr(options, name) or 0) * length) * factor for name, length in lengths.items()
    }
    steps = {name: count for name, count in steps.items() if count and (name in counted or factor < 1)}
    if not steps:
        return Settled(options)
    # epochs that were set are whole ones: they are not cut
    whole = factor >= 1 and any(getattr(options, name) for name in lengths if name not in counted)
    most = 0 if whole else math.ceil(min(steps.values()) / _LEAST_EPOCHS)
    epochs = {name: max(1, round(n / min(lengths[name], most or lengths[name]))) for name, n in steps.items()}
    return Settled(replace(options, **_warmed(options, epochs), **epochs), most)


def was_set(options: MethodOptions, name: str) -> bool:
    """Whether an option differs from its default."""
    return any(item.name == name and getattr(options, name) != item.default for item in fields(options))


def epochs_options(options: MethodOptions) -> list[str]:
    """The options that hold the epochs of a stage."""
    names = [item.name for item in fields(options)]
    return [n for n in names if n == "epochs" or n.endswith("_epochs") and n != "warmup_epochs"]


def _length(method: str, options: MethodOptions, name: str, labelled: int, unlabelled: int) -> int:
    """Steps of a whole epoch."""
    samples = max(1, labelled + (unlabelled if (method, name) in _ALL_SAMPLES else 0))
    batch = min(getattr(options, "batch_size", samples), samples)
    steps = samples / batch
    times = max(1, round(_STEPS_OF_AN_EPOCH.get((method, name), 0) / max(1.0, steps)))
    return steps_of(times * samples, batch)


def _warmed(options: MethodOptions, planned: Mapping[str, int]) -> dict[str, int]:
    """The warm-up, which keeps its share of the shortest stage."""
    if not planned or not hasattr(options, "warmup_epochs") or was_set(options, "warmup_epochs"):
        return {}
    published = vars(type(options)())
    share = min(epochs / published[name] for name, epochs in planned.items())
    return {"warmup_epochs": round(published["warmup_epochs"] * share)}
