"""One comparison for every data set of pixels: trained on all sensors, on one, and baselines; over seeds.

Each method is trained once on all sensors and mapped with every subset; then once on each single sensor. The baselines
(baselines.py) get each subset's own bands. Validation picks epochs and settings; test samples are only measured.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from engine.accuracy.evaluation import evaluate
from engine.door.jobs import EFFORTS
from engine.door.options import METHODS

from .baselines import BASELINES, SEEDLESS, run_baseline, suits
from .problem import TEST, Problem
from .protocol import OWN, PAPER, PAPERS, PROTOCOLS
from .training import Training

Metrics = dict[str, float]
Results = dict[str, dict[str, dict[str, list[float]]]]


@dataclass(frozen=True)
class Settings:
    """How the methods are trained and measured: ``options`` of all of them; ``effort``: quick, standard or paper, as a
    user's training, or the options as they stand where it is empty; ``single``: on each sensor alone, too; ``noise``:
    signal-to-noise ratios (dB) of noisy test samples; ``protocol``: own, or each paper's (protocol.py)."""

    options: dict[str, Any] = field(default_factory=dict)
    effort: str = ""
    single: bool = True
    noise: Sequence[float] = ()
    protocol: str = OWN


def run_method(
    problem: Problem, method: str, seed: int, changed: dict[str, Any], settings: Settings
) -> dict[str, Metrics]:
    """Column -> metrics: 'a+b' and each subset of it after training on all, 'only a' after training on a alone.

    'a+b, 20 dB': the same networks on test samples with so much noise, which training has not seen.
    """
    paper = PAPERS[method] if settings.protocol == PAPER else None
    problem = paper.split(problem, seed) if paper else problem
    options = {**(paper.options if paper else {}), **settings.options, **changed}
    how = (seed, options, PAPER if paper else settings.effort, paper.balanced if paper else True)
    modalities = list(problem.layers)
    network = Training(problem, method, modalities, *how).run()
    test = problem.samples(modalities, network.window)[TEST]
    found = {"+".join(a.modalities): a.values for a in evaluate(network, test)}
    for decibel in settings.noise:
        test = problem.noisy(decibel).samples(modalities, network.window)[TEST]
        found |= {f"{'+'.join(a.modalities)}, {decibel:g} dB": a.values for a in evaluate(network, test)}
    for name in modalities if settings.single else ():
        alone = Training(problem, method, [name], *how).run()
        found[f"only {name}"] = evaluate(alone, problem.samples([name], alone.window)[TEST])[0].values
    return found


def compare(
    problem: Problem,
    methods: Sequence[str],
    seeds: int,
    settings: Settings,
    *,
    baselines: Sequence[str] = BASELINES,
    out: Path | None = None,
) -> Results:
    """Method -> column -> metric -> one value a seed; after each training they are written to ``out``, and those that
    it holds are not run again.

    A method may bring options of its own, "xmodalnet:propagation=false:rounds=1": an ablation, on all sensors only.
    "dpmamba:stages=1" is trained on complete samples alone, and measured with every subset.
    """
    results: Results = json.loads(out.read_text()) if out and out.exists() else {}
    split = _shared_split(problem, methods, settings)
    for seed in range(seeds):
        for name in [*(name for name in baselines if suits(problem, name)), *methods]:
            if _done(results, name, seed):
                continue
            started = time.monotonic()
            if name in BASELINES:
                run = run_baseline(split(seed), name, seed, settings.noise)
            else:
                method, changed = _parsed(name)
                alone = Settings(**{**vars(settings), "single": settings.single and not changed})
                run = run_method(problem, method, seed, changed, alone)
            for column, values in run.items():
                for metric, value in values.items():
                    results.setdefault(name, {}).setdefault(column, {}).setdefault(metric, []).append(value)
            shown = {column: round(100 * values["oa"], 1) for column, values in run.items()}
            sys.stderr.write(f"seed {seed}, {name}, {time.monotonic() - started:.0f} s: OA {shown}\n")
            if out:
                out.write_text(json.dumps(results, indent=1) + "\n")
                out.with_suffix(".md").write_text(tables(problem, results))
    return results


def _done(results: Results, name: str, seed: int) -> bool:
    runs = max((len(values) for columns in results.get(name, {}).values() for values in columns.values()), default=0)
    return runs > (0 if name in SEEDLESS else seed)


def _parsed(name: str) -> tuple[str, dict[str, Any]]:
    """ "xmodalnet:rounds=1" -> method and options."""
    method, *own = name.split(":")
    return method, {key: json.loads(value) for key, value in (item.split("=") for item in own)}


def _shared_split(problem: Problem, methods: Sequence[str], settings: Settings) -> Callable[[int], Problem]:
    """The samples that the baselines learn from and are measured on, by seed: those of the methods beside them."""
    if settings.protocol == OWN:
        return lambda seed: problem
    papers = [PAPERS[_parsed(name)[0]] for name in methods]
    if len({(paper.labelled, paper.validation) for paper in papers}) > 1:
        raise SystemExit("The papers of these methods divide the samples in different ways; compare them one by one.")
    return lambda seed: papers[0].split(problem, seed)


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
    parser.add_argument("--baselines", action=argparse.BooleanOptionalAction, default=True, help="baselines, too")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--options", default="{}", help="JSON of options for the methods")
    parser.add_argument("--effort", default="", choices=("", *EFFORTS), help="as a user's training; else by --options")
    parser.add_argument("--single", action=argparse.BooleanOptionalAction, default=True, help="single sensors, too")
    parser.add_argument("--noise", default="", help="signal-to-noise ratios of noisy test samples: 10,20,30,40")
    parser.add_argument("--protocol", default=OWN, choices=PROTOCOLS, help="paper: each method's, with its leaks")
    parser.add_argument("--out", help="JSON file for the results; the tables go beside it, as .md")
    arguments = parser.parse_args()
    settings = Settings(
        json.loads(arguments.options),
        arguments.effort,
        arguments.single,
        [float(decibel) for decibel in arguments.noise.split(",") if decibel],
        arguments.protocol,
    )
    results = compare(
        problem,
        [name for name in arguments.methods.split(",") if name],
        arguments.seeds,
        settings,
        baselines=BASELINES if arguments.baselines else (),
        out=Path(arguments.out) if arguments.out else None,
    )
    sys.stdout.write(tables(problem, results))
