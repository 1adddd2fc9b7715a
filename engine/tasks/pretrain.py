"""The pre-training job: layers without labels in, the file of an encoder out."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import torch

from ..door.errors import InputError
from ..door.jobs import PretrainJob
from ..door.options import asked_for, declaration
from ..door.target import CLASSES, NUMBER, Target
from ..methods.base import Plan, build
from ..model.encoder_file import Encoder, save_encoder
from ..runtime import device as devices
from ..runtime import outputs
from ..runtime.reporter import Reporter, duration
from ..samples.patches import collect, unlabelled_pixels
from ..scene.scene import Scene
from ..training.effort import seen, settled
from ..training.outlook import Outlook
from ..training.stage_loop import StageRun
from .training_facts import check_components, versions

#: nothing is predicted: the head that this target asks for is not kept
_NOTHING = Target(NUMBER, "")


def run(job: PretrainJob, report: Reporter) -> dict[str, Any]:
    """Teach the encoder; returns the file's path, the number of pixels, the seconds, and the last epoch's losses."""
    outputs.check(job.outputs())
    started, entry = time.monotonic(), declaration(job.method)
    device = devices.choose(job.device)
    report.device(device.type)
    report.progress(0.0, "Opening the layers")
    scene = Scene.open(job.layers, reference=job.reference, warn=report.warn)
    try:
        check_components(job.components, scene)
        count = job.pixels or scene.grid.rows * scene.grid.cols
        nowhere = np.empty(0, np.int64)
        rows, cols = unlabelled_pixels(scene, count, nowhere, nowhere, job.seed)
        if len(rows) < 2:
            raise InputError("The layers have data at fewer than two pixels, too few to learn from; give other layers.")
        infos = {m: info.reduced(job.components.get(m, info.bands)) for m, info in scene.modalities.items()}
        named = asked_for(job.options)
        wanted = seen(job.method, entry.options.from_json(job.options), named, job.effort)
        options = settled(job.method, wanted, named, job.effort, 0, len(rows))
        torch.manual_seed(job.seed)
        method = build(job.method, infos, _NOTHING, options.options).to(device)
        samples = collect(
            scene,
            rows,
            cols,
            torch.full((len(rows),), -1),
            torch.full((len(rows),), -1),
            window=method.window,
            fit=np.arange(len(rows)),
            normalisation=None,
            components=job.components,
            device=device,
            report=report.within(0.01, 0.1),
        )
    finally:
        scene.close()
    bands = {m: info.bands for m, info in infos.items()}
    work = devices.trial(method, method.window, bands, device, learning=True)
    precision = devices.resolve(job.precision, device, job.method, CLASSES, say=report.log, work=work)
    report.log(f"Pre-training {entry.title} on {device.type} in {precision}, with {len(samples)} pixels.")
    nothing = samples.subset(torch.arange(0))
    plan = Plan(
        labelled=nothing,
        unlabelled=samples,
        validation=nothing,
        device=device,
        seed=job.seed,
        generator=torch.Generator().manual_seed(job.seed),
        say=report.log,
        precision=precision,
        epoch_steps=options.epoch_steps,
    )
    stage = next(iter(method.stages(plan)))
    history = StageRun(method, plan, stage, report.within(0.1, 0.97), Outlook([])).run()
    losses = {name: values[-1] for name, values in history.losses.items()}
    seconds = time.monotonic() - started
    encoder = Encoder(
        name=job.method,
        options=options.options,
        modalities=infos,
        normalisation={m: n.to(torch.device("cpu")) for m, n in samples.normalisation.items()},
        weights=Encoder.weights_of(method),
        training={
            "pixels": len(samples),
            "seed": job.seed,
            "device": device.type,
            "precision": precision,
            "effort": job.effort,
            "losses": losses,
            "seconds": round(seconds, 1),
        },
        versions=versions(),
    )
    with outputs.whole([job.model]) as writing:
        save_encoder(writing[job.model], encoder)
    report.progress(1.0, "Done")
    report.log(f"The encoder is written; it took {duration(seconds)}. Give it as INIT to a training.")
    return {"model": job.model, "pixels": len(samples), "seconds": seconds, "losses": losses}
