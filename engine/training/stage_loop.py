"""The stage loop: one optimisation, as a method asks for it. Knows no method by name."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, cast

import torch
from torch import Tensor
from torch.nn.utils import clip_grad_norm_
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from ..accuracy.evaluation import evaluate, selection_score, telling_subsets
from ..door.errors import EngineError
from ..layers.augment import random_flips
from ..layers.recompute import recomputing
from ..methods.base import Method, Plan, Stage
from ..runtime.device import FULL, autocast
from ..runtime.reporter import Reporter
from ..samples.batches import Samples
from .epochs import batches, steps_of_an_epoch
from .memory import Bounds
from .outlook import Outlook
from .patterns import Patterns

_DIVERGED_STEPS = 20
#: seconds between two events of progress, where batches take less
_SAY_EVERY = 0.25
#: the "epoch" of the weights that a stage starts from
START = -1


@dataclass
class History:
    """What happened in a stage: the mean of each loss term by epoch, and the validation scores by epoch.

    ``start``: the score of the weights that the stage began with; where none was better ``best_epoch`` is START.
    ``taken``: of COLEARN, the counts of ``colearning.Selection``.
    """

    stage: str
    losses: dict[str, list[float]] = field(default_factory=dict)
    validation: dict[int, float] = field(default_factory=dict)
    start: float | None = None
    best_epoch: int | None = None
    seconds: float = 0.0
    taken: Tensor | None = None


class StageRun:
    """One stage of a training."""

    def __init__(
        self, method: Method, plan: Plan, stage: Stage, report: Reporter, outlook: Outlook | None = None
    ) -> None:
        self.method, self.plan, self.stage, self.report = method, plan, stage, report
        self.outlook = outlook or Outlook([])
        self.parameters = [p for p in stage.parameters if p.requires_grad]
        self.optimizer = stage.optimizer(self.parameters)
        self.schedule = stage.schedule(self.optimizer) if stage.schedule else None
        self.average = (
            AveragedModel(method, multi_avg_fn=moving_average(stage.average), use_buffers=True)
            if stage.average
            else None
        )
        # the same ones in every stage: the best of one is the start of the next, and both are judged alike
        drawn = torch.Generator().manual_seed(plan.seed)
        self.validation = _at_most(plan.validation, plan.validation_limit, drawn) if stage.select else None
        self.history = History(stage.name)
        self.best_score = -math.inf
        self.best_state: dict[str, Tensor] | None = None
        self.looks_since_best = 0
        self.micro_batch, self.at_once = stage.micro_batch, 0  # see memory.Bounds
        self.patterns = Patterns(stage.samples, min(stage.least, stage.batch_size, len(stage.samples)))
        for sentence in self.patterns.rare():
            plan.say(f"{stage.name}: {sentence}")
        self.bad_steps = 0
        self.epoch_steps = steps_of_an_epoch(stage, plan.epoch_steps)
        self.steps_done = 0
        self.said = -math.inf

    @property
    def looks(self) -> int:
        """How often the stage looks at validation, its start included."""
        return 1 + sum(self._due(epoch) for epoch in range(self.stage.epochs)) if self.validation else 0

    def run(self) -> History:
        stage, started = self.stage, self.outlook.clock()
        self.outlook.begin(stage.name, stage.epochs * self.epoch_steps, self.looks)
        if self.outlook.cost:
            self.keep_within(self.outlook.cost.bounds)
        self._say()
        if self.validation:
            self._validate(self.validation, START)
        for epoch in range(stage.epochs):
            if stage.begin_epoch:
                stage.begin_epoch(epoch)
            self._epoch(epoch)
            if self.schedule:
                self.schedule.step()
            if self.validation and (self._due(epoch) or self.outlook.over):
                self._validate(self.validation, epoch)
            if self.outlook.over and epoch + 1 < stage.epochs:
                self.plan.say(f"{stage.name}: out of time after {self.steps_done} of {self.steps} steps.")
                break
            patience = stage.patience or self.plan.patience
            if patience and self.looks_since_best >= patience and epoch + 1 < stage.epochs:
                self.plan.say(f"{stage.name}: stopped early after {epoch + 1} of {stage.epochs} epochs.")
                break
        self._keep_best()
        self.history.seconds = self.outlook.clock() - started
        self.outlook.end()
        return self.history

    # ---- one epoch

    @property
    def steps(self) -> int:
        return self.stage.epochs * self.epoch_steps

    def _epoch(self, epoch: int) -> None:
        self.method.train()
        for module in self.stage.frozen:
            module.eval()
        sums: dict[str, float] = {}
        steps = 0
        for positions in islice(batches(self.stage, self.plan.generator), self.plan.epoch_steps or None):
            for name, value in self.step(positions).items():
                sums[name] = sums.get(name, 0.0) + value
            steps += 1
            if self.average:
                self.average.update_parameters(self.method)
            self.steps_done += 1
            self.outlook.step()
            self._say()
            if self.outlook.over:
                break
        for name, total in sums.items():
            self.history.losses.setdefault(name, []).append(total / steps)
            self.report.metric(self.stage.name, epoch, name, total / steps)

    def keep_within(self, bounds: Bounds) -> None:
        """From now on, go through batches as the bounds of the memory say."""
        if self.stage.micro_batch:
            self.micro_batch = bounds.micro_batch or self.stage.micro_batch
        self.at_once = bounds.at_once

    def step(self, positions: Tensor) -> dict[str, float]:
        """One optimiser step over a batch: each availability pattern on its own, their gradients added up."""
        return self.learn_within(list(self.patterns.together(positions)), len(positions))

    def learn_within(self, groups: Sequence[tuple[list[str], Tensor]], samples: int) -> dict[str, float]:
        """``learn``, with fewer samples at once from then on where the GPU is full; EngineError where one is."""
        while True:
            try:
                return self.learn(groups, samples)
            except torch.OutOfMemoryError as error:
                now = self.micro_batch if self.stage.micro_batch else self.at_once
                fewer = min(now or samples, samples) // 2
                if not fewer:
                    raise EngineError(FULL) from error
            # after the handler, when the step that failed no longer holds its tensors
            torch.cuda.empty_cache()
            if self.stage.micro_batch:
                self.micro_batch = fewer
            else:
                self.at_once = fewer
            self.plan.say(f"The GPU's memory is full; going on with {fewer} samples at once.")

    def learn(self, groups: Sequence[tuple[list[str], Tensor]], samples: int) -> dict[str, float]:
        """One optimiser step over groups of positions that have the same modalities, for a batch of ``samples``."""
        self.optimizer.zero_grad(set_to_none=True)
        terms: dict[str, float] = {}
        learnt = False
        for names, group in groups:
            for part in group.tensor_split(-(-len(group) // (self.micro_batch or len(group)))):
                self.report.check()
                share = len(part) / samples
                (batch,) = self.stage.samples.batches(part, names)
                if self.stage.flips:
                    batch = replace(batch, patches=random_flips(batch.patches))
                with recomputing(self.at_once):
                    with autocast(self.plan.device, self.plan.precision):
                        losses = self.stage.loss(batch)
                    if not losses:
                        continue
                    total = torch.stack([value.float() for value in losses.values()]).sum()
                    (total * share).backward()
                learnt = True
                for name, value in losses.items():
                    terms[name] = terms.get(name, 0.0) + float(value.detach()) * share
        if learnt and self._finite(terms):
            if self.stage.clip:
                clip_grad_norm_(self.parameters, self.stage.clip)
            self.optimizer.step()
        return terms

    def _finite(self, terms: dict[str, float]) -> bool:
        if all(math.isfinite(value) for value in terms.values()):
            self.bad_steps = 0
            return True
        self.bad_steps += 1
        if self.bad_steps >= _DIVERGED_STEPS:
            names = ", ".join(name for name, value in terms.items() if not math.isfinite(value))
            raise EngineError(
                f"Training diverged in stage '{self.stage.name}' (loss {names} is no number any more); "
                "check the layers for extreme values, or choose a larger BATCH_SIZE."
            )
        return False

    # ---- validation

    def _due(self, epoch: int) -> bool:
        every = math.ceil(self.stage.epochs / self.plan.looks)
        return (epoch + 1) % every == 0 or epoch + 1 == self.stage.epochs

    def _validate(self, samples: Samples, epoch: int) -> None:
        model = self._current()
        model.settle(self.plan, samples)
        wanted = self.stage.subsets or telling_subsets(samples.modalities)
        results = evaluate(model, samples, wanted, self.report.check, self.plan.precision)
        if not any(result.n for result in results):  # no sample has all that the stage asks for: take what there is
            every = telling_subsets(samples.modalities)
            results = evaluate(model, samples, every, self.report.check, self.plan.precision)
        score = selection_score(results, model.target.kind)
        if epoch == START:
            self.history.start = score
        else:
            self.history.validation[epoch] = score
            self.report.metric(self.stage.name, epoch, "validation", score)
            for result in results:
                if result.n:
                    name = f"validation {'+'.join(result.modalities)}"
                    self.report.metric(self.stage.name, epoch, name, selection_score([result], model.target.kind))
        self.outlook.look()
        self.looks_since_best += 1
        if score > self.best_score:
            self.best_score, self.history.best_epoch, self.looks_since_best = score, epoch, 0
            self.best_state = {k: v.detach().clone() for k, v in model.state_dict().items()}

    def _current(self) -> Method:
        return cast(Method, self.average.module) if self.average else self.method

    def _keep_best(self) -> None:
        if self.best_state is not None:
            self.method.load_state_dict(self.best_state)
        elif self.average:
            self.method.load_state_dict(self.average.module.state_dict())

    def _say(self) -> None:
        now, steps = self.outlook.clock(), max(1, self.steps)
        if now - self.said < _SAY_EVERY and self.steps_done < steps:
            return
        self.said = now
        share = self.outlook.share()
        if share is None:
            low, high = self.stage.span
            share = low + (high - low) * min(1.0, self.steps_done / steps)
        text = f"{self.stage.name}, step {min(self.steps_done + 1, steps)} of {steps}"
        self.report.progress(share, text, self.outlook.left())


def moving_average(decay: float) -> Callable[[Any, Any, Any], None]:
    """An exponential moving average that forgets faster in its first steps: by n / (n + 2) after n of them.

    So the random weights of the start weigh next to nothing, also where a training has few steps.
    """

    def update(averaged: Any, current: Any, count: Any) -> None:
        n = float(count)
        get_ema_multi_avg_fn(min(decay, n / (n + 2)))(averaged, current, count)

    return update


def _at_most(samples: Samples, limit: int, generator: torch.Generator) -> Samples | None:
    if not len(samples):
        return None
    if len(samples) <= limit:
        return samples
    return samples.subset(torch.randperm(len(samples), generator=generator)[:limit])
