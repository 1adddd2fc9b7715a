"""EFFORT: how much a training does. One table for all methods; no torch.

The papers' epochs are meant for a GPU and for data of their own size. Quick and standard count optimiser steps instead,
which cost the same whatever the scene: they settle each epochs option, and the batch size, that was not asked for.
A step, and a pixel of a map, costs the square of the window and more, so a window that was not asked for is smaller,
too. Schedules are built from the epochs, so they shrink with them; a warm-up keeps its share. What was asked for, what
stands in the job's options, stays as it is.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace

from ..door.encoder_header import read_encoder_header, with_window
from ..door.jobs import TrainJob
from ..door.options import MethodOptions, asked_for, declaration
from ..door.sources import SplitSettings
from .steps import steps_of


@dataclass(frozen=True)
class Effort:
    """What a training takes of its samples.

    ``samples_per_class``: training pixels at the most (0: all). ``test``: samples that the accuracy of every subset is
    measured on at the most (0: all); five layers have 31 subsets, so that thousands of samples would take longer than
    the training. ``validation``: samples that a look at validation takes at the most. ``looks``: how many of them a
    stage has at the most. ``patience``: a stage ends after so many looks without a better one (0: never). ``pictured``:
    samples in the report's picture of features at the most. ``colearn``: optimiser steps of COLEARN.
    """

    samples_per_class: int
    test: int
    validation: int
    looks: int
    patience: int
    pictured: int
    colearn: int


EFFORT: Mapping[str, Effort] = {
    "quick": Effort(samples_per_class=100, test=300, validation=100, looks=5, patience=3, pictured=300, colearn=100),
    "standard": Effort(
        samples_per_class=200, test=1000, validation=200, looks=10, patience=5, pictured=1000, colearn=300
    ),
    "paper": Effort(samples_per_class=0, test=0, validation=2000, looks=50, patience=0, pictured=1000, colearn=1000),
}


@dataclass(frozen=True)
class Steps:
    """``batch_size``, the optimiser steps of each stage by the option that holds its epochs, and ``window`` (0: as
    published)."""

    batch_size: int
    stages: Mapping[str, int]
    window: int = 0


#: About 3 and 20 minutes on two cores for the sample scene's five layers, all told: benchmarks/README.md has the rates.
STEPS: Mapping[str, Mapping[str, Steps]] = {
    "lds2ae": {
        "quick": Steps(32, {"pretrain_epochs": 100, "finetune_epochs": 700}, window=5),
        "standard": Steps(64, {"pretrain_epochs": 200, "finetune_epochs": 1000}, window=7),
    },
    "lvpcnet": {
        "quick": Steps(32, {"feature_epochs": 320, "prompt_epochs": 240}, window=5),
        "standard": Steps(64, {"feature_epochs": 430, "prompt_epochs": 430}, window=7),
    },
    "dpmamba": {
        "quick": Steps(60, {"teacher_epochs": 200, "student_epochs": 450}, window=5),
        "standard": Steps(120, {"teacher_epochs": 400, "student_epochs": 700}, window=7),
    },
    "mdico": {
        "quick": Steps(64, {"epochs": 550}),
        "standard": Steps(128, {"epochs": 1800}),
    },
    "xmodalnet": {
        "quick": Steps(100, {"pretrain_epochs": 60, "epochs": 350}),
        "standard": Steps(300, {"pretrain_epochs": 100, "epochs": 700}),
    },
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


def asked(job: TrainJob) -> MethodOptions:
    """The options of a job, with the window that it trains by; one that begins with an encoder has that one's."""
    options, named = declaration(job.method).options.from_json(job.options), asked_for(job.options)
    if job.init:
        return with_window(options, read_encoder_header(job.init), named)
    return seen(job.method, options, named, job.effort)


def seen(method: str, options: MethodOptions, named: Collection[str], effort: str) -> MethodOptions:
    """The options with the window of the effort, unless it is ``named``, or what must divide it does not."""
    table = STEPS.get(method, {}).get(effort)
    if not table or not table.window or "window" in named or table.window % getattr(options, "token", 1):
        return options
    return replace(options, **{"window": table.window})


def settled(
    method: str,
    options: MethodOptions,
    named: Collection[str],
    effort: str,
    labelled: int,
    unlabelled: int,
    factor: float = 1.0,
) -> Settled:
    """What an effort means for so many samples; options that are ``named`` were asked for, and stay.

    ``factor`` below 1 shortens each stage, also those that were asked for.
    """
    table = STEPS.get(method, {}).get(effort)
    if table and "batch_size" not in named:
        options = replace(options, **{"batch_size": table.batch_size})
    if effort == "paper":
        published = {item.name: item.metadata["published"] for item in fields(options)}
        own = {item.name for item in fields(options) if item.metadata["published"] != item.default}
        options = replace(options, **{name: published[name] for name in own - set(named)})
    lengths = {name: _length(method, options, name, labelled, unlabelled) for name in epochs_options(options)}
    counted = {name: n for name, n in (table.stages if table else {}).items() if name not in named}
    steps = {
        name: counted.get(name, (getattr(options, name) or 0) * length) * factor for name, length in lengths.items()
    }
    steps = {name: count for name, count in steps.items() if count and (name in counted or factor < 1)}
    if not steps:
        return Settled(options)
    # epochs that were asked for are whole ones: they are not cut
    whole = factor >= 1 and any(getattr(options, name) for name in lengths if name not in counted)
    most = 0 if whole else math.ceil(min(steps.values()) / _LEAST_EPOCHS)
    epochs = {name: max(1, round(n / min(lengths[name], most or lengths[name]))) for name, n in steps.items()}
    return Settled(replace(options, **_warmed(options, named, epochs), **epochs), most)


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


def _warmed(options: MethodOptions, named: Collection[str], planned: Mapping[str, int]) -> dict[str, int]:
    """The warm-up, which keeps its share of the shortest stage."""
    if not planned or not hasattr(options, "warmup_epochs") or "warmup_epochs" in named:
        return {}
    published = vars(type(options)())
    share = min(epochs / published[name] for name, epochs in planned.items())
    return {"warmup_epochs": round(published["warmup_epochs"] * share)}
