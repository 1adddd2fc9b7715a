"""EFFORT: what quick and standard lose to paper, and the time that they take, on the benchmarks where paper can be run.

    python -m benchmarks.effort [--cases houston:lvpcnet,canada:mdico] [--efforts quick,standard,paper] [--seeds 5]
        [--fold 0] [--out FILE]

A case is a benchmark and a method: each is trained through the same course as a training of a user, by its effort. Test
samples are only measured; with --fold they are left out, and a part of the training samples is measured instead: what
the efforts' tables are chosen by. Results are written after each training, and those that FILE holds are not run again,
so that a run may stop at any time. Times are the processor's, of one process; start it with one thread.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from engine.accuracy.evaluation import evaluate
from engine.door.jobs import EFFORTS

from . import canada, flanders, houston
from .problem import TEST, Problem
from .training import Training

CASES = (
    "houston:lds2ae",
    "houston:lvpcnet",
    "houston:dpmamba",
    "houston 20 labels:xmodalnet",
    "canada:mdico",
    "flanders:xmodalnet",
)
#: one training: the overall accuracy of each subset, and the processor's seconds
Run = dict[str, Any]


def problem(name: str, fold: int | None) -> Problem:
    if name == "canada":
        return canada.problem(8, fold)
    if name == "flanders":
        if fold is not None:
            raise SystemExit("Flanders has too few parcels for folds.")
        return flanders.problem()
    return houston.problem(20, True, fold) if "labels" in name else houston.problem(None, False, fold)


def train(data: Problem, name: str, effort: str, seed: int) -> Run:
    """Train one method on all layers of a problem; measure every subset of them."""
    training = Training(data, name, list(data.layers), seed, {}, effort)
    method = training.run()
    test = data.samples(list(data.layers), method.window)[TEST]  # all of it; a training of a user measures fewer
    found = {"+".join(a.modalities): a.values["oa"] for a in evaluate(method, test)}
    epochs = {history.stage: len(next(iter(history.losses.values()))) for history in training.histories}
    seconds = sum(history.seconds for history in training.histories)
    return {"oa": found, "mean": float(np.mean(list(found.values()))), "seconds": seconds, "epochs": epochs}


def table(runs: Mapping[str, Mapping[str, Mapping[str, Run]]]) -> str:
    """The mean over the subsets of OA, in per cent, and paired differences to paper with their interval of 95 %."""
    lines = [
        "| case | effort | seeds | OA, mean over subsets | difference to paper | seconds |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for case, efforts in runs.items():
        for effort, seeds in efforts.items():
            values = {seed: 100 * run["mean"] for seed, run in seeds.items()}
            paper = {seed: 100 * run["mean"] for seed, run in efforts.get("paper", {}).items()}
            common = [values[seed] - paper[seed] for seed in values if seed in paper]
            difference = interval(common) if effort != "paper" else ""
            spread = np.std(list(values.values()), ddof=1) if len(values) > 1 else 0.0
            shown = f"{np.mean(list(values.values())):.1f} ± {spread:.1f}"
            seconds = np.mean([run["seconds"] for run in seeds.values()])
            lines.append(f"| {case} | {effort} | {len(values)} | {shown} | {difference} | {seconds:.0f} |")
    return "\n".join(lines) + "\n"


def interval(differences: list[float]) -> str:
    if len(differences) < 2:
        return f"{differences[0]:+.1f}" if differences else ""
    half = stats.t.ppf(0.975, len(differences) - 1) * np.std(differences, ddof=1) / len(differences) ** 0.5
    mean = np.mean(differences)
    return f"{mean:+.1f} ({mean - half:+.1f} to {mean + half:+.1f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", default=",".join(CASES))
    parser.add_argument("--efforts", default=",".join(EFFORTS))
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--fold", type=int)
    parser.add_argument("--out", type=Path, help="JSON file of the results; the table goes beside it, as .md")
    arguments = parser.parse_args()
    out: Path | None = arguments.out
    runs: dict[str, dict[str, dict[str, Run]]] = json.loads(out.read_text()) if out and out.exists() else {}
    for seed in map(str, range(arguments.seeds)):
        for case in arguments.cases.split(","):
            place, method = case.split(":")
            for effort in arguments.efforts.split(","):
                done = runs.setdefault(case, {}).setdefault(effort, {})
                if seed in done:
                    continue
                done[seed] = train(problem(place, arguments.fold), method, effort, int(seed))
                run = done[seed]
                sys.stderr.write(f"{case} {effort} {seed}: {100 * run['mean']:.1f} %, {run['seconds']:.0f} s\n")
                if out:
                    out.write_text(json.dumps(runs, indent=1) + "\n")
                    out.with_suffix(".md").write_text(table(runs))
    sys.stdout.write(table(runs))


if __name__ == "__main__":
    main()
