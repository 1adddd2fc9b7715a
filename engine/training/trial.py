"""A few measured batches before a training: what its stages cost on this machine, in time and in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice

import torch
from torch import Tensor

from ..accuracy.evaluation import evaluate, every_subset, telling_subsets
from ..methods.base import Method, Plan, Stage
from ..runtime.device import FLOAT32
from ..runtime.reporter import Reporter
from ..samples.batches import Samples
from . import colearning, memory
from .epochs import batches
from .memory import Bounds
from .outlook import Clock, Cost
from .stage_loop import StageRun

#: samples of a batch that are measured at the most; larger batches cost in proportion
_MEASURED = 64
#: ... and of them, samples that tell whether all of them would take longer than so many seconds
_FEW, _LONG = 8, 2.0
#: ... and seconds that measuring half of them may take where that is more exact
_TOO_LONG = 20.0
#: steps that are measured: their cost is a matter of chance where each sees other modalities
_STEPS, _ENOUGH = 8, 1.0


def costs(method: Method, plan: Plan, report: Reporter, clock: Clock, stages: int | None = None) -> list[Cost]:
    """The stages (the first so many) of a training that is only begun: the network is spoilt by it, and random states
    have moved on."""
    plan = replace(plan, trial=True, say=lambda text: None, generator=torch.Generator().manual_seed(plan.seed))
    held = memory.held() if plan.device.type == "cpu" else 0.0
    found, begun = [], []
    for stage in islice(method.stages(plan), stages):
        found.append(_cost(method, plan, stage, report, clock, held))
        begun.append(stage)
    if plan.colearn and begun:
        found += _colearning(method, plan, begun, report, clock, held)
    if not held or not len(plan.labelled):
        return found
    looking = held + memory.looking(method, plan.labelled, FLOAT32)
    return [replace(cost, bounds=replace(cost.bounds, memory=max(looking, cost.bounds.memory))) for cost in found]


def evaluation_seconds(method: Method, samples: Samples, report: Reporter, clock: Clock) -> float:
    """What the accuracy of every subset of the modalities costs for a sample."""
    return _look(method, samples, every_subset(samples.modalities), report, clock)


def settling_seconds(method: Method, plan: Plan, clock: Clock) -> float:
    """What a method takes to fit its predictions to validation samples once it is trained."""
    return _seconds(lambda: method.settle(plan), clock, plan.device) if len(plan.validation) else 0.0


def _colearning(
    method: Method, plan: Plan, stages: Sequence[Stage], report: Reporter, clock: Clock, held: float
) -> list[Cost]:
    """Labelling the unlabelled samples, and learning from all of them; nothing where none has all modalities."""
    parts = colearning.parts(method, plan.unlabelled, plan.seed)
    if not parts:
        return []
    some = plan.unlabelled.subset(torch.cat(parts)[:_MEASURED])
    each = _seconds(lambda: colearning.taught(method, some, plan), clock, plan.device) / len(some)
    labelling = Cost(colearning.LABELLING, len(parts), 0, each * len(torch.cat(parts)) / len(parts), 0.0)
    chosen = colearning.everything(method, plan.unlabelled)
    stage, plan = colearning.stage(method, plan, chosen, stages)
    return [labelling, _cost(method, plan, stage, report, clock, held)]


def _cost(method: Method, plan: Plan, stage: Stage, report: Reporter, clock: Clock, held: float) -> Cost:
    """``held``: bytes that the process has before; 0 where its memory is not the one that counts."""
    run = StageRun(method, plan, stage, report)
    batch = next(batches(stage, plan.generator))
    most = max(_MEASURED, stage.micro_batch)
    part = batch[:: -(-len(batch) // most)] if len(batch) > most else batch
    method.train()
    for module in stage.frozen:
        module.eval()
    if stage.begin_epoch:
        stage.begin_epoch(0)
    # in float32, which takes the most: operations that are watched do not change to bfloat16 by themselves
    watched = StageRun(method, replace(plan, precision=FLOAT32), stage, report)
    bounds = memory.bounds(watched, len(batch), held) if held else Bounds()
    run.keep_within(bounds)

    def learn(some: Tensor) -> float:
        groups = [(names, group) for names, group in stage.samples.patterns(some) if len(group) > 1]
        return _seconds(lambda: run.learn_within(groups, len(some)), clock, plan.device)

    learn(part[:_FEW])  # the first of all allocates
    if learn(part[:_FEW]) * len(part) / _FEW > _LONG:
        part = part[: 2 * _FEW]
    step = _mean(lambda: learn(part)) * len(batch) / len(part)
    look = 0.0
    if run.validation:
        subsets = stage.subsets or telling_subsets(run.validation.modalities)
        look = _look(method, run.validation, subsets, report, clock) * len(run.validation)
        validation = run.validation  # all of it: what is fitted to few samples takes as long as to some more
        look += _seconds(lambda: method.settle(plan, validation), clock, plan.device)
    # what was too much for the GPU here need not be tried again
    bounds = replace(bounds, micro_batch=run.micro_batch, at_once=run.at_once)
    return Cost(stage.name, run.steps, run.looks, step, look, bounds)


def _look(
    method: Method, samples: Samples, subsets: Sequence[tuple[str, ...]], report: Reporter, clock: Clock
) -> float:
    if not len(samples):
        return 0.0
    device = samples.device
    some = samples.subset(torch.arange(len(samples))[:: -(-len(samples) // _MEASURED)])
    few = some.subset(torch.arange(len(some))[:_FEW])
    each = _seconds(lambda: evaluate(method, few, subsets, report.check), clock, device) / len(few)
    if each * len(some) > _LONG:
        some = some.subset(torch.arange(0, len(some), 2))
    if each * len(some) > _TOO_LONG:
        return each  # too high: few samples of several patterns go through the network one by one
    return _seconds(lambda: evaluate(method, some, subsets, report.check), clock, device) / len(some)


def _mean(measure: Callable[[], float]) -> float:
    """Mean of some measured times."""
    taken, count = 0.0, 0
    while count < _STEPS and (taken < _ENOUGH or count < 2):
        taken, count = taken + measure(), count + 1
    return taken / count


def _seconds(work: Callable[[], object], clock: Clock, device: torch.device) -> float:
    started = clock()
    work()
    if device.type == "cuda":
        torch.cuda.synchronize()
    return clock() - started
