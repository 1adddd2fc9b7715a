"""What flips, averaged weights, mixing and ensembles give, on folds of training areas: what their defaults follow.

    python -m benchmarks.gains [--cases houston:lds2ae,scene:mdico] [--seeds 6] [--effort quick] [--out FILE]

A case is a place and a method. Of Houston one of the two blocks for training is measured, of the sample scene a part of
the training polygons, each fold with three seeds; test areas are never looked at. Each seed trains a case once as it is
by default (plain) and once with each change, from the same samples. Three plain networks of a fold are also measured as
an ensemble, against the mean of the three alone. Results are written after each training, and those that FILE holds are
not run again, but for the plain networks of an ensemble that is missing. Times are the processor's, of one process;
start it with one thread.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from engine.accuracy.evaluation import Subset, accuracy, every_subset, predict
from engine.door.jobs import SampleDataJob, TrainJob
from engine.door.modalities import ModalityInfo
from engine.door.options import METHODS, MethodOptions
from engine.door.sources import LabelSource, LayerSource, SplitSettings
from engine.door.target import Target
from engine.labels.labelled_pixels import read_labels
from engine.labels.split import split
from engine.methods.base import Method, build
from engine.runtime.reporter import Reporter
from engine.samples.batches import Samples
from engine.scene.scene import Scene
from engine.tasks import sampledata
from engine.tasks.training_samples import read_samples
from engine.training.course import Course
from engine.training.effort import asked, sampling

from . import effort as efforts
from . import houston
from .training import PARTS, drawn, texts_of

AVERAGE, MIXING, FLIPS = {"average": 0.99}, {"mixing": 0.4}, {"flips": True}
#: MDiCo has averaged weights and mixing by default; single pixels cannot be turned
CASES: dict[str, dict[str, dict[str, Any]]] = {
    "houston:lds2ae": {"average": AVERAGE, "mixing": MIXING},
    "houston:lvpcnet": {"average": AVERAGE, "mixing": MIXING},
    "houston:dpmamba": {"average": AVERAGE, "mixing": MIXING},
    "houston 20 labels:xmodalnet": {"average": AVERAGE, "flips": FLIPS},
    "scene:lds2ae": {"average": AVERAGE, "mixing": MIXING, "flips": FLIPS},
    "scene:lvpcnet": {"average": AVERAGE, "flips": FLIPS},
    "scene:dpmamba": {"average": AVERAGE, "flips": FLIPS},
    "scene:mdico": {"flips": FLIPS},
}
PLAIN, ENSEMBLE, MEMBERS = "plain", "ensemble of 3", 3
#: Houston has two blocks for training; the scene's polygons are shared out anew for each fold
FOLDS = 2
_LAYERS = ("msi", "lidar")

Parts = dict[str, Samples]
Outputs = dict[Subset, Tensor]


def of_houston(name: str, method: str, effort: str, fold: int) -> tuple[TrainJob, Parts, Target, Mapping[str, Any]]:
    """A job, the samples, the target and the layers of a fold of Houston's training blocks."""
    few = "labels" in name
    data = houston.problem(20 if few else None, few, fold)
    job = TrainJob(
        method,
        {m: LayerSource((m,)) for m in data.layers},
        LabelSource("", "", ""),
        "",
        options={"window": data.window},
        effort=effort,
        device="cpu",
    )
    infos = data.infos(list(data.layers))
    window = fresh(job, infos, data.table(), 0).window
    samples = dict(zip(PARTS, data.samples(list(data.layers), window), strict=True))
    samples["training"] = drawn(samples["training"], effort, fold)
    return job, samples, data.table(), infos


def of_scene(folder: Path, method: str, effort: str, fold: int) -> tuple[TrainJob, Parts, Target, Mapping[str, Any]]:
    """... of the sample scene: a fifth of the training polygons is measured, another picks the epoch."""
    made = SampleDataJob(str(folder))
    if not Path(made.training).exists():
        sampledata.run(made, Reporter())
    layers = {m: LayerSource((path,)) for m, path in made.layers().items() if m in _LAYERS}
    labels = LabelSource(made.training, "training", "class")
    job = TrainJob(method, layers, labels, "", seed=fold, effort=effort, device="cpu")
    scene = Scene.open(layers)
    try:
        pixels = read_labels(labels, scene.grid, job.target, lambda text: None)
        infos = dict(scene.modalities)
        window = fresh(job, infos, pixels.info, 0).window
        settings = sampling(SplitSettings(), effort)
        parts = split(pixels, settings, scene.grid, fold, lambda text: None, window=window)
        unlabelled = METHODS[method].unlabelled * len(parts.train)
        samples = read_samples(
            job,
            scene,
            pixels,
            parts,
            pixels.info,
            window=window,
            unlabelled=unlabelled,
            normalisation=None,
            device=torch.device("cpu"),
            report=Reporter(),
        )
    finally:
        scene.close()
    return job, samples, pixels.info, infos


def fresh(
    job: TrainJob, infos: Mapping[str, ModalityInfo], target: Target, seed: int, options: MethodOptions | None = None
) -> Method:
    torch.manual_seed(seed)
    return build(job.method, infos, target, options or asked(job), texts_of(job.method, target.names, list(infos)))


def trained(
    job: TrainJob, samples: Parts, target: Target, infos: Mapping[str, Any], changes: dict[str, Any], seed: int
) -> tuple[Outputs, float]:
    """What a network says of the measured samples, for each subset, and the processor's seconds of its training."""
    job = TrainJob(**{**vars(job), "options": {**job.options, **changes}, "seed": seed})

    def network(options: MethodOptions, seed: int) -> Method:
        return fresh(job, infos, target, seed, options)

    test, started = samples["test"], time.process_time()
    course = Course(job, network, dict(samples), Reporter(), lambda text: None, time.process_time, started)
    method, histories = course.run()
    return predict(method, test, every_subset(list(infos)), whole=True), sum(h.seconds for h in histories)


def measured(outputs: Outputs, samples: Samples, target: Target) -> float:
    """The mean over the subsets of the overall accuracy."""
    found = [accuracy(subset, given, samples.target, target) for subset, given in outputs.items()]
    return float(np.mean([a.values["oa"] for a in found if a.n]))


def run(case: str, effort: str, seeds: int, folder: Path, done: dict[str, dict[str, Any]], keep: Any) -> None:
    """All trainings of a case that ``done`` (change -> seed -> result) does not hold; ``keep()`` after each."""
    place, method = case.split(":")
    members: list[tuple[int, Outputs]] = []
    for seed in range(seeds):
        fold = seed // MEMBERS % FOLDS
        found = of_scene(folder, method, effort, fold) if place == "scene" else of_houston(place, method, effort, fold)
        job, samples, target, infos = found
        trio = "+".join(str(seed // MEMBERS * MEMBERS + i) for i in range(MEMBERS))
        complete = seed // MEMBERS < seeds // MEMBERS  # of an ensemble
        for change, options in {PLAIN: {}, **CASES[case]}.items():
            results = done.setdefault(change, {})
            missing = change == PLAIN and complete and trio not in done.get(ENSEMBLE, {})
            if str(seed) in results and not missing:
                continue
            outputs, seconds = trained(job, samples, target, infos, options, seed)
            value = measured(outputs, samples["test"], target)
            results[str(seed)] = {"oa": value, "seconds": seconds}
            sys.stderr.write(f"{case} {change} {seed}: {100 * value:.1f} %, {seconds:.0f} s\n")
            keep()
            if change == PLAIN:
                members.append((seed, outputs))
                if len(members) == MEMBERS:
                    _ensemble(members, samples["test"], target, done)
                    members.clear()
                    keep()


def _ensemble(
    members: list[tuple[int, Outputs]], samples: Samples, target: Target, done: dict[str, dict[str, Any]]
) -> None:
    """The mean of their probabilities, beside the mean of what each of them is alone."""
    mean = {s: torch.stack([outputs[s] for _, outputs in members]).mean(0) for s in members[0][1]}
    alone = float(np.mean([done[PLAIN][str(seed)]["oa"] for seed, _ in members]))
    seconds = sum(done[PLAIN][str(seed)]["seconds"] for seed, _ in members)
    key = "+".join(str(seed) for seed, _ in members)
    done.setdefault(ENSEMBLE, {})[key] = {"oa": measured(mean, samples, target), "seconds": seconds, "alone": alone}


def table(runs: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> str:
    """Mean over the subsets of OA, in per cent, and paired differences to plain with their interval of 95 %."""
    lines = [
        "| case | change | trainings | OA, plain | difference | seconds |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    pooled: dict[str, list[float]] = {}
    for case, changes in runs.items():
        plain = changes.get(PLAIN, {})
        for change, results in changes.items():
            if change == PLAIN:
                continue
            pairs = [
                (100 * (r["alone"] if "alone" in r else plain[seed]["oa"]), 100 * r["oa"])
                for seed, r in results.items()
                if "alone" in r or seed in plain
            ]
            if not pairs:
                continue
            differences = [after - before for before, after in pairs]
            pooled.setdefault(change, []).extend(differences)
            before = np.mean([b for b, _ in pairs])
            seconds = np.mean([r["seconds"] for r in results.values()])
            shown = efforts.interval(differences)
            lines.append(f"| {case} | {change} | {len(pairs)} | {before:.1f} | {shown} | {seconds:.0f} |")
    for change, differences in pooled.items():
        lines.append(f"| all | {change} | {len(differences)} | | {efforts.interval(differences)} | |")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", default=",".join(CASES))
    parser.add_argument("--seeds", type=int, default=6)
    parser.add_argument("--effort", default="quick")
    parser.add_argument("--out", type=Path, help="JSON file of the results; the table goes beside it, as .md")
    arguments = parser.parse_args()
    out: Path | None = arguments.out
    runs: dict[str, Any] = json.loads(out.read_text()) if out and out.exists() else {}

    def keep() -> None:
        if out:
            out.write_text(json.dumps(runs, indent=1) + "\n")
            out.with_suffix(".md").write_text(table(runs))

    with tempfile.TemporaryDirectory() as folder:
        for case in arguments.cases.split(","):
            run(case, arguments.effort, arguments.seeds, Path(folder), runs.setdefault(case, {}), keep)
    sys.stdout.write(table(runs))


if __name__ == "__main__":
    main()
