"""The course of a training: its plan by effort and time, a trial that says what it will take, and then the training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import torch
from torch import Tensor

from ..door.jobs import TrainJob
from ..door.options import MethodOptions, asked_for
from ..methods.base import Method, Plan
from ..methods.ensemble import Ensemble
from ..runtime import usage
from ..runtime.reporter import Reporter, duration
from ..samples.batches import Samples
from . import memory, trial
from .effort import EFFORT, asked, settled
from .ensembles import ALONE, Member, members
from .outlook import Clock, Cost, Outlook, foretold
from .sequence import train
from .stage_loop import History

#: share of the minutes given that training and measuring are planned to take, and what measuring may take of it
_PLANNED, _MEASURING = 0.9, 0.25
#: a training is shortened to this share at the least, in turns that each leave so much of it at the most
_LEAST, _SHORTER = 1e-6, 0.95
#: seconds that the model file and the report take, about, and a sample in a panel of its picture of features
_REPORT, _PICTURED = 3.0, 0.004
#: share of the minutes given that this picture may take
_PICTURING = 0.05
#: what accuracy is measured on: the first of these that there are
_MEASURED = ("test", "validation", "training")
#: a training that would take longer than this is warned of, in seconds
_LONG = 2 * 3600


class Course:
    """One training of ``job``; ``options`` are those that it went by, with the epochs and batch size of the effort.

    ``network(options, seed)`` gives a fresh network, the same one for the same options and seed. ``samples``: those
    called training, validation, test and unlabelled; test ones that are not measured are taken out. ``measured``: what
    accuracy is measured on, and ``part`` the name of the part that it is from. ``started``: when the job began, by the
    ``clock``.
    ``precision``: float32 or bfloat16. ``outlook`` tells the time left.
    """

    def __init__(
        self,
        job: TrainJob,
        network: Callable[[MethodOptions, int], Method],
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
        self.networks = job.ensemble
        self.device = samples["training"].device
        self.options = self.asked = asked(job)
        self.outlook = Outlook([])
        self.found: dict[str, Tensor] = {}
        self.part = next(name for name in _MEASURED if len(samples[name]))
        self.measured = samples[self.part]

    def run(self) -> tuple[Method, list[History]]:
        """Train; the network has its best weights, and is in eval mode.

        The networks of an ensemble learn one after the other, each as it would alone with its seed.
        """
        self.report.progress(0.08, "Timing a few batches")
        self._measure_fewer(EFFORT[self.job.effort].test, f"EFFORT {self.job.effort} measures")
        plan = self._planned(1.0)
        costs = trial.costs(self._fresh(ALONE), plan, self.report, self.clock)
        plan, costs, after, until = self._fitted(plan, costs)
        most = max((cost.bounds.memory for cost in costs), default=0.0)
        self._foretell(self.networks * sum(cost.seconds for cost in costs) + after, most or usage.peak_memory())
        exceeded = memory.exceeded(most, [cost.bounds for cost in costs])
        if exceeded:
            self.note(exceeded)
        every = members(self.networks)
        named = [replace(cost, stage=member.of(cost.stage)) for member in every for cost in costs]
        self.outlook = Outlook(named, after, until, self.clock)
        report, trained, histories = self.report.within(0.08, 0.95), [], []
        for member in every:
            method = self._fresh(member)
            histories += train(method, self._plan_of(member, plan), report, self.outlook, member)
            trained.append(method)
        return (trained[0] if len(trained) == 1 else Ensemble(trained).eval()), histories

    def _fresh(self, member: Member) -> Method:
        return self.network(self.options, self.job.seed + member.number)

    def _plan_of(self, member: Member, plan: Plan) -> Plan:
        """The plan with the seed of this network."""
        seed = plan.seed + member.number
        return replace(plan, seed=seed, generator=torch.Generator().manual_seed(seed))

    @property
    def pictured(self) -> int:
        """How many samples the report's picture of features shows in each of its panels."""
        if not self.job.report:
            return 0
        most = EFFORT[self.job.effort].pictured
        if self.job.minutes is not None:
            most = min(most, int(_PICTURING * 60 * self.job.minutes / (self._panels * _PICTURED)))
        return min(most, len(self.measured))

    @property
    def _panels(self) -> int:
        """All layers, and each alone."""
        count = len(self.measured.modalities)
        return count + 1 if count > 1 else 1

    def _after(self, each: float, settling: float) -> float:
        """Seconds from the end of training on: predictions fitted in ``settling``, a sample measured in ``each``."""
        return settling + each * len(self.measured) + _REPORT + self._panels * self.pictured * _PICTURED

    def _planned(self, factor: float) -> Plan:
        """What to train with; sets the options to the epochs and the batch size that effort and factor give."""
        job, samples, effort = self.job, self.samples, EFFORT[self.job.effort]
        counts = len(samples["training"]), len(samples["unlabelled"])
        plan = settled(job.method, self.asked, asked_for(job.options), job.effort, *counts, factor)
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
            found=self.found,
            check=self.report.check,
            colearn=max(1, round(effort.colearn * factor)) if job.colearn else 0,
        )

    def _fitted(self, plan: Plan, costs: list[Cost]) -> tuple[Plan, list[Cost], float, float | None]:
        """Plan and costs of what fits into the minutes given, the seconds that come after, and the end of training."""
        network = self._fresh(ALONE)
        each = trial.evaluation_seconds(network, self.measured, self.report, self.clock) * self.networks
        settling = trial.settling_seconds(network, plan, self.clock) * self.networks
        if self.job.minutes is None:
            return plan, costs, self._after(each, settling), None
        end = self.started + 60 * self.job.minutes
        room = max(0.0, end - self.clock())
        if each:
            self._measure_fewer(max(1, int(_MEASURING * room / each)), "TIME leaves room to measure")
        after = self._after(each, settling)
        budget = max(0.0, _PLANNED * room - after) / self.networks
        if sum(cost.seconds for cost in costs) > budget:
            whole = self.networks * sum(cost.steps for cost in costs)
            plan, costs = self._shortened(plan, costs, budget)
            left = self.networks * sum(cost.steps for cost in costs)
            self.note(
                f"TIME, {self.job.minutes:g} minutes, leaves room for {left} of the {whole} steps of EFFORT "
                f"{self.job.effort}; the others are left out."
            )
        return plan, costs, after, end - after / _PLANNED

    def _shortened(self, plan: Plan, costs: list[Cost], budget: float) -> tuple[Plan, list[Cost]]:
        """Plan and costs of what takes ``budget`` seconds at the most; looks shrink otherwise than steps do."""
        wholes, factor, before = costs, 1.0, min(len(plan.validation), plan.validation_limit)
        while True:
            taken = sum(cost.seconds for cost in costs)
            if taken <= budget or factor <= _LEAST:
                return plan, costs
            factor = max(_LEAST, factor * min(_SHORTER, budget / taken))
            plan = self._planned(factor)
            looked = min(len(plan.validation), plan.validation_limit)
            costs = [
                replace(
                    whole,
                    steps=max(1, round(whole.steps * factor)),
                    looks=min(whole.looks, plan.looks + 1),
                    look=whole.look * looked / max(1, before),
                )
                for whole in wholes
            ]

    def _measure_fewer(self, count: int, reason: str) -> None:
        """Measure accuracy on so many samples at the most, drawn at random (0: on all), and say so."""
        whole = len(self.measured)
        if not count or count >= whole:
            return
        self.note(f"{reason} {count:,} of the {whole:,} {self.part} samples, drawn at random.")
        chosen = torch.randperm(whole, generator=torch.Generator().manual_seed(self.job.seed))
        self.measured = self.measured.subset(chosen[:count].sort().values)
        if self.part == "test":
            self.samples["test"] = self.measured

    def _foretell(self, seconds: float, memory: float | None = None) -> None:
        """Say what the training takes, and what to choose where that is very long."""
        work = f"Training {self.networks} networks" if self.networks > 1 else "Training"
        self.report.log(foretold(work, seconds, self.device.type, memory))
        if seconds > _LONG:
            lesser = {"paper": "EFFORT standard or quick", "standard": "EFFORT quick"}
            shorter = lesser.get(self.job.effort, "fewer epochs")
            shorter += ", a smaller ENSEMBLE" if self.networks > 1 else ""
            self.note(
                f"Training would take {duration(seconds)}. To have it shorter, choose {shorter}, a smaller WINDOW, "
                "fewer layers, or TIME, the minutes that it may take."
            )
