"""One comparison for every data set of pixels: trained on all sensors, on one, and a random forest; over seeds.

Each method is trained once on all sensors and mapped with every subset; then once on each single sensor. Each subset is
also given to a random forest and to a plain perceptron, which learn from the training samples as the methods do, and to
a forest that learns from the validation samples as well. Validation picks epochs; test samples are only measured.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.ensemble import RandomForestClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import Tensor, nn

from engine.accuracy.evaluation import accuracy, evaluate, every_subset
from engine.door.modalities import ModalityInfo
from engine.door.options import METHODS
from engine.door.sources import TextSource
from engine.door.target import ClassInfo, Target
from engine.methods.base import Method, Plan, build
from engine.runtime.reporter import Reporter
from engine.samples.batches import ArraySource, Samples
from engine.samples.normalisation import Normalisation
from engine.training.stage_loop import train

TRAINING, VALIDATION, TEST, UNLABELLED, UNUSED = 0, 1, 2, 3, 4
TREES = 300
FOREST, FOREST_TOO, PERCEPTRON = "random forest", "random forest, validation too", "perceptron"
BASELINES = (FOREST, FOREST_TOO, PERCEPTRON)


def shared(path: str) -> Path:
    """A file of the shared data sets, which are not part of this repository; RSMISS_SHARED says where they are."""
    root = Path(os.environ.get("RSMISS_SHARED", Path(__file__).parents[2] / "shared")) / "data"
    if not (root / path).exists():
        raise SystemExit(f"There is no '{path}' in '{root}'; set RSMISS_SHARED to the folder that holds data/.")
    return root / path


@dataclass(frozen=True)
class Problem:
    """``layers``: modality -> (n, bands, p, p), without holes; ``target`` (n,); ``part`` (n,): training, validation,
    test, unused, or unlabelled, whose target no method is told. ``dates``: modality -> names of a series' dates."""

    name: str
    layers: dict[str, Tensor]
    target: Tensor
    classes: Sequence[str]
    part: Tensor
    dates: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def infos(self, modalities: Sequence[str]) -> dict[str, ModalityInfo]:
        return {m: ModalityInfo(m, self.layers[m].shape[1], self.dates.get(m, ())) for m in modalities}

    def samples(self, modalities: Sequence[str], window: int) -> list[Samples]:
        """Training, validation, test and unlabelled samples of these modalities, normalised by the training ones.

        Patches smaller than ``window`` (single pixels) are continued at their edges.
        """
        learnt = {m: self.layers[m][self.part == TRAINING] for m in modalities}
        centre = {m: patches.shape[-1] // 2 for m, patches in learnt.items()}
        norms = {m: Normalisation.fit(patches[:, :, centre[m], centre[m]]) for m, patches in learnt.items()}
        sources = {m: ArraySource(_grown(self.layers[m], window)) for m in modalities}
        there = torch.ones(len(self.target), len(modalities), dtype=torch.bool)
        known = torch.where(self.part == UNLABELLED, -1, self.target)
        everything = Samples.of(sources, norms, there, known)
        return [everything.subset(torch.where(self.part == p)[0]) for p in (TRAINING, VALIDATION, TEST, UNLABELLED)]

    def noisy(self, decibel: float) -> Problem:
        """The same with normal noise of this signal-to-noise ratio in each band of the test samples."""
        generator, changed = torch.Generator().manual_seed(0), {}
        for name, patches in self.layers.items():
            tested = patches[self.part == TEST]
            power = tested.square().mean((0, 2, 3), keepdim=True) / 10 ** (decibel / 10)
            changed[name] = patches.clone()
            changed[name][self.part == TEST] += power.sqrt() * torch.randn(tested.shape, generator=generator)
        return replace(self, layers=changed)

    @property
    def window(self) -> int:
        """Side of the largest patches."""
        return max(patches.shape[-1] for patches in self.layers.values())

    def table(self) -> Target:
        return Target("classes", "class", tuple(ClassInfo(i + 1, n, "#808080") for i, n in enumerate(self.classes)))


def few_labels(part: NDArray[np.int64], target: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """The parts (n,), with ``count`` samples a class for training and for validation at the most; the others of these
    two are unlabelled."""
    generator, few = np.random.default_rng(0), part.copy()
    for kind in (TRAINING, VALIDATION):
        for label in np.unique(target[part == kind]):
            known = generator.permutation(np.where((part == kind) & (target == label))[0])
            few[known[count:]] = UNLABELLED
    return few


def _grown(patches: Tensor, window: int) -> Tensor:
    margin = max(0, window - patches.shape[-1]) // 2
    return torch.nn.functional.pad(patches, [margin] * 4, mode="replicate")


def trained(problem: Problem, method: str, modalities: Sequence[str], seed: int, options: dict[str, Any]) -> Method:
    """A method trained on these modalities with its defaults (and ``options``).

    Two options are for comparisons only: ``stages`` leaves out all but the first ones (DPMamba with one stage is
    trained on complete samples alone), ``batch_norm`` false takes all batch normalisation out of the network.
    """
    entry, target = METHODS[method], problem.table()
    options = dict(options)
    stages, batch_norm = options.pop("stages", None), options.pop("batch_norm", True)
    chosen, texts = entry.options.from_json({"window": problem.window, **options}), None
    if entry.language and getattr(chosen, "language", True):
        from engine.language import class_texts

        texts = class_texts(TextSource(), target.names, list(modalities), lambda text: None).tensors
    torch.manual_seed(seed)
    network = build(method, problem.infos(modalities), target, chosen, texts)
    if not batch_norm:
        _without_batch_norm(network)
    if stages:
        every = network.stages
        network.stages = lambda plan: islice(every(plan), stages)
    samples = problem.samples(modalities, network.window)
    generator = torch.Generator().manual_seed(seed)
    device = torch.device("cpu")
    plan = Plan(samples[TRAINING], samples[UNLABELLED], samples[VALIDATION], device, seed, generator)
    train(network, plan, Reporter())
    return network


def _without_batch_norm(network: nn.Module) -> None:
    for parent in list(network.modules()):
        for name, child in list(parent.named_children()):
            if isinstance(child, nn.BatchNorm1d | nn.BatchNorm2d):
                setattr(parent, name, nn.Identity())


def run_method(
    problem: Problem, method: str, seed: int, options: dict[str, Any], single: bool, noise: Sequence[float] = ()
) -> dict[str, dict[str, float]]:
    """Column -> metrics: 'a+b' and each subset of it after training on all, 'only a' after training on a alone.

    'a+b, 20 dB': the same networks on test samples with so much of ``noise``, which training has not seen.
    """
    modalities = list(problem.layers)
    network = trained(problem, method, modalities, seed, options)
    test = problem.samples(modalities, network.window)[TEST]
    found = {"+".join(a.modalities): a.values for a in evaluate(network, test)}
    for decibel in noise:
        test = problem.noisy(decibel).samples(modalities, network.window)[TEST]
        found |= {f"{'+'.join(a.modalities)}, {decibel:g} dB": a.values for a in evaluate(network, test)}
    for name in modalities if single else ():
        alone = trained(problem, method, [name], seed, options)
        found[f"only {name}"] = evaluate(alone, problem.samples([name], alone.window)[TEST])[0].values
    return found


def run_baseline(problem: Problem, name: str, seed: int, noise: Sequence[float] = ()) -> dict[str, dict[str, float]]:
    """A forest or a perceptron on each subset's own bands, with scikit-learn's settings but for the number of trees."""
    found = {}
    learnt = problem.part == TRAINING
    if name == FOREST_TOO:
        learnt |= problem.part == VALIDATION
    for subset in every_subset(list(problem.layers)):
        bands = torch.cat([problem.layers[m].flatten(1) for m in subset], 1).numpy()
        baseline = RandomForestClassifier(TREES, random_state=seed, n_jobs=-1)
        if name == PERCEPTRON:
            baseline = make_pipeline(StandardScaler(), MLPClassifier(max_iter=300, random_state=seed))
        baseline.fit(bands[learnt], problem.target[learnt])
        column = "+".join(subset)
        found[column] = _measured(problem, baseline, subset)
        for decibel in noise:
            found[f"{column}, {decibel:g} dB"] = _measured(problem.noisy(decibel), baseline, subset)
    return found


def _measured(problem: Problem, baseline: Any, subset: Sequence[str]) -> dict[str, float]:
    """Metrics of a baseline on the test samples."""
    tested = problem.part == TEST
    bands = torch.cat([problem.layers[m][tested].flatten(1) for m in subset], 1).numpy()
    given = torch.zeros(len(bands), len(problem.classes))
    given[:, baseline.classes_] = torch.from_numpy(baseline.predict_proba(bands)).float()
    return accuracy(tuple(subset), given, problem.target[tested], problem.table()).values


def compare(
    problem: Problem,
    methods: Sequence[str],
    seeds: int,
    options: dict[str, Any],
    *,
    single: bool = True,
    noise: Sequence[float] = (),
    out: Path | None = None,
) -> dict[str, Any]:
    """Method -> column -> metric -> one value a seed; after each seed they are written to ``out``.

    A method may bring options of its own, "xmodalnet:propagation=false:rounds=1": an ablation, on all sensors only.
    "dpmamba:stages=1" is trained on complete samples alone, and measured with every subset.
    """
    results: dict[str, Any] = {}
    for seed in range(seeds):
        for name in [*BASELINES, *methods]:
            started = time.monotonic()
            if name not in BASELINES:
                method, *own = name.split(":")
                changed = {key: json.loads(value) for key, value in (item.split("=") for item in own)}
                run = run_method(problem, method, seed, {**options, **changed}, single and not own, noise)
            else:
                run = run_baseline(problem, name, seed, noise)
            for column, values in run.items():
                for metric, value in values.items():
                    results.setdefault(name, {}).setdefault(column, {}).setdefault(metric, []).append(value)
            shown = {column: round(100 * values["oa"], 1) for column, values in run.items()}
            sys.stderr.write(f"seed {seed}, {name}, {time.monotonic() - started:.0f} s: OA {shown}\n")
        if out:
            out.write_text(json.dumps(results, indent=1) + "\n")
            out.with_suffix(".md").write_text(tables(problem, results))
    return results


def tables(problem: Problem, results: dict[str, Any]) -> str:
    return "\n".join(markdown(problem, results, metric) for metric in ("oa", "aa", "miou", "f1_weighted"))


def markdown(problem: Problem, results: dict[str, Any], metric: str) -> str:
    """Mean ± standard deviation over the seeds, in per cent."""
    columns = list(dict.fromkeys(c for runs in results.values() for c in runs))
    lines = [
        f"{problem.name}, {metric}, % (mean ± standard deviation over seeds)",
        "",
        "| | " + " | ".join(columns) + " |",
        "| --- |" + " --- |" * len(columns),
    ]
    for name, runs in results.items():
        cells = [_cell(runs[c][metric]) if c in runs else "" for c in columns]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _cell(values: Sequence[float]) -> str:
    return f"{100 * np.mean(values):.1f} ± {100 * np.std(values, ddof=1) if len(values) > 1 else 0:.1f}"


def main(problem: Problem, about: str) -> None:
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--methods", default=",".join(METHODS))
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--options", default="{}", help="JSON of options for the methods")
    parser.add_argument("--single", action=argparse.BooleanOptionalAction, default=True, help="single sensors, too")
    parser.add_argument("--noise", default="", help="signal-to-noise ratios of noisy test samples: 10,20,30,40")
    parser.add_argument("--out", help="JSON file for the results; the tables go beside it, as .md")
    arguments = parser.parse_args()
    results = compare(
        problem,
        arguments.methods.split(","),
        arguments.seeds,
        json.loads(arguments.options),
        single=arguments.single,
        noise=[float(decibel) for decibel in arguments.noise.split(",") if decibel],
        out=Path(arguments.out) if arguments.out else None,
    )
    sys.stdout.write(tables(problem, results))
