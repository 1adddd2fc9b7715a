"""The pre-training job: layers without labels in, the file of an encoder out."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch

from ..door.errors import InputError
from ..door.jobs import PretrainJob
from ..door.modalities import ModalityInfo
from ..door.options import asked_for, declaration
from ..door.target import CLASSES, NUMBER, Target
from ..methods.base import Method, Plan, build
from ..model.encoder_file import Encoder, save_encoder
from ..runtime import device as devices
from ..runtime import outputs, usage
from ..runtime.reporter import Reporter, duration
from ..samples.batches import Samples
from ..samples.patches import collect, unlabelled_pixels
from ..scene.scene import Scene
from ..training import memory, trial
from ..training.effort import seen, settled
from ..training.outlook import Clock, Cost, Outlook, foretold
from ..training.stage_loop import History, StageRun
from .training_facts import check_components, versions

#: nothing is predicted: the head that this target asks for is not kept
_NOTHING = Target(NUMBER, "")
#: share of the minutes given that learning is planned to take, and seconds that the file takes, about
_PLANNED, _FILE = 0.9, 1.0


def run(job: PretrainJob, report: Reporter, clock: Clock = time.monotonic) -> dict[str, Any]:
    """Teach the encoder; returns the file's path, the number of pixels, the seconds, and the last epoch's losses."""
    outputs.check(job.outputs())
    return _Pretraining(job, report, clock).run()


class _Pretraining:
    """The steps of a pre-training, in order; each leaves what the next ones need."""

    def __init__(self, job: PretrainJob, report: Reporter, clock: Clock) -> None:
        self.job, self.report, self.clock, self.started = job, report, clock, clock()
        self.entry, self.named = declaration(job.method), asked_for(job.options)
        self.asked = seen(job.method, self.entry.options.from_json(job.options), self.named, job.effort)
        self.device = devices.choose(job.device)
        report.device(self.device.type)

    def run(self) -> dict[str, Any]:
        job, report = self.job, self.report
        report.progress(0.0, "Opening the layers")
        scene = Scene.open(job.layers, reference=job.reference, warn=report.warn)
        try:
            samples = self._read(scene)
        finally:
            scene.close()
        bands = {m: info.bands for m, info in self.infos.items()}
        method = self._fresh()
        work = devices.trial(method, method.window, bands, self.device, learning=True)
        self.precision = devices.resolve(job.precision, self.device, job.method, CLASSES, say=report.log, work=work)
        report.log(
            f"Pre-training {self.entry.title} on {self.device.type} in {self.precision}, with {len(samples)} pixels."
        )
        method, history = self._teach(samples)
        losses = {name: values[-1] for name, values in history.losses.items()}
        seconds = self.clock() - self.started
        self._write(method, samples, losses, seconds)
        report.progress(1.0, "Done")
        report.log(f"The encoder is written; it took {duration(seconds)}. Give it as INIT to a training.")
        return {"model": job.model, "pixels": len(samples), "seconds": seconds, "losses": losses}

    def _read(self, scene: Scene) -> Samples:
        """The pixels to learn from; sets the options for so many, and the modalities as the network has them."""
        job = self.job
        check_components(job.components, scene)
        count = job.pixels or scene.grid.rows * scene.grid.cols
        nowhere = np.empty(0, np.int64)
        rows, cols = unlabelled_pixels(scene, count, nowhere, nowhere, job.seed)
        if len(rows) < 2:
            raise InputError("The layers have data at fewer than two pixels, too few to learn from; give other layers.")
        self.infos: dict[str, ModalityInfo] = {
            m: info.reduced(job.components.get(m, info.bands)) for m, info in scene.modalities.items()
        }
        self.options = settled(job.method, self.asked, self.named, job.effort, 0, len(rows)).options
        return collect(
            scene,
            rows,
            cols,
            torch.full((len(rows),), -1),
            torch.full((len(rows),), -1),
            window=self._fresh().window,
            fit=np.arange(len(rows)),
            normalisation=None,
            components=job.components,
            device=self.device,
            report=self.report.within(0.01, 0.1),
        )

    def _fresh(self) -> Method:
        """A network with random weights, the same for the same seed and options."""
        torch.manual_seed(self.job.seed)
        return build(self.job.method, self.infos, _NOTHING, self.options).to(self.device)

    # ---- learning

    def _teach(self, samples: Samples) -> tuple[Method, History]:
        self.report.progress(0.1, "Timing a few batches")
        plan = self._planned(samples, 1.0)
        (cost,) = trial.costs(self._fresh(), plan, self.report, self.clock, stages=1)
        plan, cost, until = self._fitted(samples, plan, cost)
        most = cost.bounds.memory
        self.report.log(foretold("Pre-training", cost.seconds + _FILE, self.device.type, most or usage.peak_memory()))
        exceeded = memory.exceeded(most, [cost.bounds])
        if exceeded:
            self.report.warn(exceeded)
        method = self._fresh()
        stage = next(iter(method.stages(plan)))
        outlook = Outlook([cost], _FILE, until, self.clock)
        return method, StageRun(method, plan, stage, self.report.within(0.1, 0.97), outlook).run()

    def _planned(self, samples: Samples, factor: float) -> Plan:
        """What to learn by; sets the options to the epochs and the batch size that effort and factor give."""
        job, nothing = self.job, samples.subset(torch.arange(0))
        plan = settled(job.method, self.asked, self.named, job.effort, 0, len(samples), factor)
        self.options = plan.options
        return Plan(
            labelled=nothing,
            unlabelled=samples,
            validation=nothing,
            device=self.device,
            seed=job.seed,
            generator=torch.Generator().manual_seed(job.seed),
            say=self.report.log,
            precision=self.precision,
            epoch_steps=plan.epoch_steps,
        )

    def _fitted(self, samples: Samples, plan: Plan, cost: Cost) -> tuple[Plan, Cost, float | None]:
        """Plan and cost of what fits into the minutes given, and when learning must end."""
        minutes = self.job.minutes
        if minutes is None:
            return plan, cost, None
        end = self.started + 60 * minutes
        budget = max(0.0, _PLANNED * (end - self.clock()) - _FILE)
        if cost.seconds > budget:
            fewer = max(1, int(budget / cost.step))
            plan = self._planned(samples, fewer / cost.steps)
            self.report.warn(
                f"TIME, {minutes:g} minutes, leaves room for {fewer} of the {cost.steps} steps of EFFORT "
                f"{self.job.effort}; the others are left out."
            )
            cost = Cost(cost.stage, fewer, 0, cost.step, 0.0, cost.bounds)
        return plan, cost, end - _FILE / _PLANNED

    # ---- what is left

    def _write(self, method: Method, samples: Samples, losses: Mapping[str, float], seconds: float) -> None:
        job = self.job
        encoder = Encoder(
            name=job.method,
            options=self.options,
            modalities=self.infos,
            normalisation={m: n.to(torch.device("cpu")) for m, n in samples.normalisation.items()},
            weights=Encoder.weights_of(method),
            training={
                "pixels": len(samples),
                "seed": job.seed,
                "device": self.device.type,
                "precision": self.precision,
                "effort": job.effort,
                "losses": losses,
                "seconds": round(seconds, 1),
            },
            versions=versions(),
        )
        with outputs.whole([job.model]) as writing:
            save_encoder(writing[job.model], encoder)
