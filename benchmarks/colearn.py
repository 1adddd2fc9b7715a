"""What COLEARN gives a single sensor beyond self-training: pseudo-labels by all sensors beside those by its own.

    python -m benchmarks.colearn [--sets houston,canada,flanders] [--learners forest,perceptron,dpmamba] [--draws 10]
        [--labelled 10] [--fold 0] [--out FILE]

Each draw labels other pixels, so many a class; the others of the training and validation areas are unlabelled. Each
sensor is then mapped alone by a learner that has had

- nothing more: the labelled pixels alone;
- self-training: unlabelled pixels too, with the labels that the same learner gives them from this sensor alone;
- COLEARN: the same unlabelled pixels, with the labels that it gives them from all sensors;
- true labels: the same unlabelled pixels, with the labels that they have: what there is to gain (forest, perceptron).

Selection, rejection, steps and their rates are the same in both, those of engine/training/colearning.py. A method goes
on from one trained network; in self-training a copy for each sensor goes on with that sensor alone, in COLEARN one copy
with every subset. A forest and a perceptron begin anew, from labelled and taken pixels. With --fold the test areas are
left out, and a part of the training areas is measured: what settings are chosen by.
"""

from __future__ import annotations

import argparse
import copy
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy import stats
from sklearn.ensemble import RandomForestClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import Tensor

from engine.accuracy.evaluation import evaluate
from engine.door.options import METHODS
from engine.methods.base import Method, Plan, Stage, build
from engine.runtime.reporter import Reporter
from engine.samples.batches import Samples
from engine.training import colearning
from engine.training.colearning import Taught
from engine.training.effort import EFFORT, settled
from engine.training.stage_loop import StageRun

from . import canada, flanders, houston
from .problem import TEST, TRAINING, UNLABELLED, UNUSED, VALIDATION, Problem, few_labels
from .training import texts_of

FOREST, PERCEPTRON = "forest", "perceptron"
NOTHING, SELF, COLEARN, TRUTH = "nothing", "self-training", "COLEARN", "true labels"
_TITLES = (NOTHING, SELF, COLEARN, TRUTH)
#: unlabelled and test pixels at the most, drawn at random; the test pixels are the same in every draw
_UNLABELLED, _TESTED = 1000, 1500
#: trees of a forest, and steps of a method's own training by the table of EFFORT
_TREES, _EFFORT = 100, "quick"


def problem(name: str, labelled: int, draw: int, fold: int | None) -> Problem:
    """A data set with so many labels a class, drawn anew."""
    if name == "flanders":
        if fold is not None:
            raise SystemExit("Flanders has no folds; leave out --fold or flanders.")
        whole = central(flanders.problem(labelled=10**6))
    else:
        whole = houston.problem(fold=fold) if name == "houston" else canada.problem(4, fold)
    part = few_labels(whole.part.numpy(), whole.target.numpy(), labelled, draw)
    asked = np.random.default_rng(draw).permutation(np.where(part == UNLABELLED)[0])
    part[asked[_UNLABELLED:]] = UNUSED
    tested = np.random.default_rng(0).permutation(np.where(part == TEST)[0])
    part[tested[_TESTED:]] = UNUSED
    return replace(whole, part=torch.from_numpy(part))


def central(problem: Problem) -> Problem:
    """The pixels alone, without their neighbours."""
    middle = problem.window // 2
    layers = {m: patches[:, :, middle : middle + 1, middle : middle + 1] for m, patches in problem.layers.items()}
    return replace(problem, layers=layers)


# ---- scikit-learn's learners


def run_baseline(problem: Problem, name: str, draw: int) -> dict[str, dict[str, float]]:
    """Sensor -> what it had -> overall accuracy."""
    learnt, asked, tested = (problem.part == part for part in (TRAINING, UNLABELLED, TEST))
    target, known = problem.target[learnt], asked & (problem.target >= 0)
    bands = {m: patches.flatten(1) for m, patches in problem.layers.items()}
    views = {"all": torch.cat(list(bands.values()), 1), **bands}
    models = {view: _fitted(name, draw, values[learnt], target) for view, values in views.items()}
    said = {view: _probabilities(model, views[view][asked], len(problem.classes)) for view, model in models.items()}
    together = _taken(torch.stack(list(said.values())).mean(0), views["all"][learnt], target, views["all"][asked])
    found: dict[str, dict[str, float]] = {}
    for sensor, own in bands.items():
        alone = _taken(said[sensor], own[learnt], target, own[asked])
        found[sensor] = {NOTHING: _right(models[sensor], own[tested], problem.target[tested])}
        for title, taken, labels in ((SELF, *alone), (COLEARN, *together), (TRUTH, None, problem.target[known])):
            more = own[known] if taken is None else own[asked][taken]
            model = _fitted(name, draw, torch.cat([own[learnt], more]), torch.cat([target, labels]))
            found[sensor][title] = _right(model, own[tested], problem.target[tested])
    return found


def _fitted(name: str, draw: int, features: Tensor, target: Tensor) -> Any:
    model: Any = RandomForestClassifier(_TREES, random_state=draw)
    if name == PERCEPTRON:
        model = make_pipeline(StandardScaler(), MLPClassifier(max_iter=300, random_state=draw))
    return model.fit(features.numpy(), target.numpy())


def _probabilities(model: Any, features: Tensor, classes: int) -> Tensor:
    outputs = torch.zeros(len(features), classes)
    outputs[:, model.classes_] = torch.from_numpy(model.predict_proba(features.numpy())).float()
    return outputs


def _right(model: Any, features: Tensor, target: Tensor) -> float:
    return float((torch.from_numpy(model.predict(features.numpy())) == target).float().mean())


def _taken(outputs: Tensor, known: Tensor, target: Tensor, asked: Tensor) -> tuple[Tensor, Tensor]:
    """Which of the pixels ``asked`` are taken, and with which labels; ``outputs``: their probabilities."""
    scale = StandardScaler().fit(known.numpy())
    near = [torch.from_numpy(scale.transform(values.numpy())).float() for values in (asked, known)]
    said = Taught(torch.arange(len(outputs)), outputs, near[0])
    learnt = Taught(torch.arange(len(target)), torch.empty(0, 1), near[1])
    taken, _ = colearning.kept(said, learnt, target)
    return taken, said.classes[taken]


# ---- methods


def run_method(problem: Problem, name: str, draw: int) -> dict[str, dict[str, float]]:
    """As run_baseline; one network, trained as EFFORT quick says, goes on with and without the other sensors."""
    network, plan, stages, test = _trained(problem, name, draw)
    found = {m: {NOTHING: _accuracy(network, seen_by(test, [m]))} for m in problem.layers}
    together = _gone_on(network, plan, stages)
    for m in problem.layers:
        alone = replace(
            plan,
            labelled=seen_by(plan.labelled, [m]),
            unlabelled=seen_by(plan.unlabelled, [m]),
            validation=seen_by(plan.validation, [m]),
        )
        found[m][SELF] = _accuracy(_gone_on(network, alone, stages), seen_by(test, [m]))
        found[m][COLEARN] = _accuracy(together, seen_by(test, [m]))
    return found


def _trained(problem: Problem, name: str, draw: int) -> tuple[Method, Plan, list[Stage], Samples]:
    entry, target, sensors = METHODS[name], problem.table(), list(problem.layers)
    texts = texts_of(name, target.names, sensors)
    options = entry.options.from_json({"window": problem.window})
    torch.manual_seed(draw)
    margin = 2 * build(name, problem.infos(sensors), target, options, texts).margin if name == "dpmamba" else 0
    samples = problem.samples(sensors, problem.window + margin)
    plan = settled(name, options, {"window"}, _EFFORT, len(samples[TRAINING]), len(samples[UNLABELLED]))
    effort = EFFORT[_EFFORT]
    torch.manual_seed(draw)
    network = build(name, problem.infos(sensors), target, plan.options, texts)
    made = Plan(
        samples[TRAINING],
        samples[UNLABELLED],
        samples[VALIDATION],
        torch.device("cpu"),
        draw,
        torch.Generator().manual_seed(draw),
        epoch_steps=plan.epoch_steps,
        validation_limit=effort.validation,
        looks=effort.looks,
        patience=effort.patience,
        colearn=effort.colearn,
    )
    stages = []
    for stage in network.stages(made):
        StageRun(network, made, stage, Reporter()).run()
        stages.append(stage)
    network.eval()
    return network, made, stages, samples[TEST]


def _gone_on(network: Method, plan: Plan, stages: Sequence[Stage]) -> Method:
    """A copy of the network after the stage of COLEARN with what the plan's samples show."""
    network, stages = copy.deepcopy((network, list(stages)))
    said, known = (colearning.taught(network, s, plan) for s in (plan.unlabelled, plan.labelled))
    chosen = colearning.selected(plan.unlabelled, said, known, plan.labelled.target[known.positions])
    stage, plan = colearning.stage(network, plan, chosen, stages)
    torch.manual_seed(plan.seed)
    StageRun(network, replace(plan, generator=torch.Generator().manual_seed(plan.seed)), stage, Reporter()).run()
    return network.eval()


def seen_by(samples: Samples, sensors: Sequence[str]) -> Samples:
    """The same samples without the other sensors."""
    columns = [i for i, m in enumerate(samples.modalities) if m in sensors]
    return replace(
        samples,
        sources={m: samples.sources[m] for m in sensors},
        normalisation={m: samples.normalisation[m] for m in sensors},
        available=samples.available[:, columns],
    )


def _accuracy(network: Method, samples: Samples) -> float:
    return evaluate(network, samples)[0].values["oa"]


# ---- the table


def compare(
    sets: Sequence[str], learners: Sequence[str], draws: int, labelled: int, fold: int | None, out: Path | None
) -> dict[str, Any]:
    """Set -> learner -> sensor -> what it had -> one overall accuracy a draw; written to ``out`` after each draw."""
    results: dict[str, Any] = {}
    for draw in range(draws):
        for name in sets:
            drawn = problem(name, labelled, draw, fold)
            for learner in learners:
                started = time.monotonic()
                run = run_baseline if learner in (FOREST, PERCEPTRON) else run_method
                found = run(drawn, learner, draw)
                for sensor, values in found.items():
                    for title, value in values.items():
                        at = results.setdefault(name, {}).setdefault(learner, {}).setdefault(sensor, {})
                        at.setdefault(title, []).append(value)
                sys.stderr.write(f"draw {draw}, {name}, {learner}, {time.monotonic() - started:.0f} s: {found}\n")
        if out:
            out.write_text(json.dumps(results, indent=1) + "\n")
            out.with_suffix(".md").write_text(table(results))
    return results


def table(results: dict[str, Any]) -> str:
    """Means over draws, and the paired difference of COLEARN and self-training with its 95 % interval."""
    lines = [
        "Overall accuracy with one sensor, %; COLEARN − self-training: mean and 95 % interval over draws",
        "",
        f"| set | learner | sensor | draws | {' | '.join(_TITLES)} | {COLEARN} − {SELF} |",
        f"| --- | --- | --- |{' ---: |' * (len(_TITLES) + 2)}",
    ]
    for name, learners in results.items():
        for learner, sensors in learners.items():
            had = next(iter(sensors.values()))
            every = {title: np.mean([sensors[s][title] for s in sensors], 0).tolist() for title in had}
            for sensor, values in {**sensors, "mean of the sensors": every}.items():
                means = [f"{100 * np.mean(values[t]):.1f}" if t in values else "" for t in _TITLES]
                row = [name, learner, sensor, str(len(values[NOTHING])), *means, _interval(values)]
                lines.append(f"| {' | '.join(row)} |")
    return "\n".join(lines) + "\n"


def _interval(values: dict[str, list[float]]) -> str:
    differences = 100 * (np.array(values[COLEARN]) - np.array(values[SELF]))
    if len(differences) < 2:
        return f"{differences.mean():+.1f}"
    half = stats.t.ppf(0.975, len(differences) - 1) * differences.std(ddof=1) / np.sqrt(len(differences))
    return f"{differences.mean():+.1f} [{differences.mean() - half:+.1f}, {differences.mean() + half:+.1f}]"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", default="houston,canada,flanders")
    parser.add_argument("--learners", default=f"{FOREST},{PERCEPTRON},dpmamba")
    parser.add_argument("--draws", type=int, default=10)
    parser.add_argument("--labelled", type=int, default=10)
    parser.add_argument("--fold", type=int, choices=(0, 1))
    parser.add_argument("--out", help="JSON file for the results; the table goes beside it, as .md")
    given = parser.parse_args()
    found = compare(
        given.sets.split(","),
        given.learners.split(","),
        given.draws,
        given.labelled,
        given.fold,
        Path(given.out) if given.out else None,
    )
    sys.stdout.write(table(found))
