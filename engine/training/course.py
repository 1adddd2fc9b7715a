"""The course of a training: its plan by effort and time, a trial that says what it will take, and then the training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import torch

from ..door.jobs import TrainJob
from ..door.options import MethodOptions, declaration
from ..methods.base import Method, Plan
from ..runtime.reporter import Reporter, duration
from ..samples.batches import Samples
from . import trial
from .effort import EFFORT, settled
from .outlook import Clock, Cost, Outlook
from .stage_loop import History, train

#: share of the minutes given that training and measuring are planned to take, and what measuring may take of it
_PLANNED, _MEASURING = 0.9, 0.25
#: a training that would take longer than this is warned of, in seconds
_LONG = 2 * 3600


class Course:
    """One training of ``job``; ``options`` are those that it went by, with the epochs and batch size of the effort.

    ``network(options)`` gives a fresh network, the same one for the same options. ``samples``: those called training,
    validation, test and unlabelled; test ones that cannot be measured in time are taken out. ``started``: when the job
    began, by the ``clock``. ``precision``: float32 or bfloat16.
    """

    def __init__(
        self,
        job: TrainJob,
        network: Callable[[MethodOptions], Method],
        samples: dict[str, Samples],
        report: Reporter,
        note: Callable[[str], None],
        clock: Clock,
        started: float,
        precision: str = "float32",
    ) -> None:
        self.job, self.network, self.samples, self.report = job, network, samples, report
        self.note, self.clock, self.started = note, clock, started
        self.precision = precision
        self.device = samples["training"].device
        self.options = declaration(job.method).options.from_json(job.options)

    def run(self) -> tuple[Method, list[History]]:
        """Train; the network has its best weights, and is in eval mode."""
        self.report.progress(0.08, "Timing a few batches")
        plan = self._planned(1.0)
        costs = trial.costs(self.network(self.options), plan, self.report, self.clock)
        plan, costs, after, until = self._fitted(plan, costs)
        most = max((cost.bounds.memory for cost in costs), default=0.0) or trial.peak_memory()
        self._foretell(sum(cost.seconds for cost in costs) + after, most)
        outlook = Outlook(costs, after, until, self.clock)
        method = self.network(self.options)
        return method, train(method, plan, self.report.within(0.08, 0.95), outlook)

    def _planned(self, factor: float) -> Plan:
        """What to train with; sets the options to the epochs and the batch size that effort and factor give."""
        job, samples, effort = self.job, self.samples, EFFORT[self.job.effort]
        options = declaration(job.method).options.from_json(job.options)
        plan = settled(job.method, options, job.effort, len(samples["training"]), len(samples["unlabelled"]), factor)
        self.options = plan.options
        return Plan(
            labelled=samples["training"],
            unlabelled=samples["unlabelled"],
            validation=samples["validation"],
            device=self.device,
            seed=job.seed,
            generator=torch.Generator().manual_seed(job.seed),
            say=self.report.log,
            precision=self.precision,
            epoch_steps=plan.epoch_steps,
            validation_limit=max(1, round(effort.validation * min(1.0, 2 * factor))),
            looks=max(2, round(effort.looks * min(1.0, 2 * factor))),
            patience=effort.patience,
        )

    def _fitted(self, plan: Plan, costs: list[Cost]) -> tuple[Plan, list[Cost], float, float | None]:
        """Plan and costs of what fits into the minutes given, the seconds that come after, and the end of training."""
        samples = self.samples
        measured = "test" if len(samples["test"]) else "training"
        network = self.network(self.options)
        each = trial.evaluation_seconds(network, samples[measured], self.report, self.clock)
        if self.job.minutes is None:
            return plan, costs, each * len(samples[measured]), None
        end = self.started + 60 * self.job.minutes
        room = max(0.0, end - self.clock())
        count = max(1, int(_MEASURING * room / each)) if each else len(samples["test"])
        if count < len(samples["test"]):
            self.note(f"TIME leaves room to measure {count} of the {len(samples['test'])} test samples.")
            chosen = torch.randperm(len(samples["test"]), generator=torch.Generator().manual_seed(self.job.seed))
            samples["test"] = samples["test"].subset(chosen[:count].sort().values)
        after = each * len(samples[measured])
        total, whole = sum(cost.seconds for cost in costs), sum(cost.steps for cost in costs)
        factor = max(1e-6, (_PLANNED * room - after) / total) if total else 1.0
        if factor < 1:
            before, plan = plan, self._planned(factor)
            shorter = plan.validation_limit / before.validation_limit
            costs = [
                replace(
                    cost,
                    steps=max(1, round(cost.steps * factor)),
                    looks=min(cost.looks, plan.looks + 1),
                    look=cost.look * shorter,
                )
                for cost in costs
            ]
            self.note(
                f"TIME, {self.job.minutes:g} minutes, leaves room for {sum(cost.steps for cost in costs)} of the "
                f"{whole} steps of EFFORT {self.job.effort}; the others are left out."
            )
        return plan, costs, after, end - after / _PLANNED

    def _foretell(self, seconds: float, memory: float | None = None) -> None:
        """Say what the training takes, and what to choose where that is very long."""
        machine = {"cpu": "this machine's CPU", "cuda": "this machine's GPU"}.get(self.device.type, "this machine")
        text = f"Training takes about {duration(seconds)} on {machine}"
        self.report.log(text + (f"; about {memory / 1e9:.1f} GB." if memory else "."))
        if seconds > _LONG:
            lesser = {"paper": "EFFORT standard or quick", "standard": "EFFORT quick"}
            shorter = lesser.get(self.job.effort, "fewer epochs")
            self.note(
                f"Training would take {duration(seconds)}. To have it shorter, choose {shorter}, a smaller WINDOW, "
                "fewer layers, or TIME, the minutes that it may take."
            )
