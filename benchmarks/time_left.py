"""How right the time left is: a training of the sample scene for each method, and what it said of its own end.

    python -m benchmarks.time_left [--methods lvpcnet,mdico] [--effort quick] [--size 400] [--wall] [--out FILE]

A training says with each event of progress how long it will still take. After its first minute, and until ten seconds
before its end, what it said is divided by what it then took. A figure above 1 was too long. The clock is the
processor's, of one thread, so that what else runs on the machine does not count; with --wall it is the one on the wall,
which is for a machine that is idle. A stage that validation ends early makes what was said before too long; the table
tells which did.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import torch

from engine.door.jobs import EFFORTS, SampleDataJob, TrainJob
from engine.door.options import METHODS
from engine.door.sources import LabelSource, LayerSource
from engine.runtime.reporter import Reporter
from engine.tasks import sampledata, train

LAYERS = ("hsi", "msi", "sar", "lidar", "rgb")
FIRST, LAST = 60.0, 10.0


class Listening(Reporter):
    """Keeps what is said of the time left, and the log."""

    def __init__(self, clock: train.Clock) -> None:
        super().__init__()
        self.clock, self.started = clock, clock()
        self.said: list[tuple[float, float]] = []
        self.log_lines: list[str] = []

    def _emit(self, event: str, **values: Any) -> None:
        if event == "progress" and values["left"] is not None:
            self.said.append((self.clock() - self.started, values["left"]))
        if event == "log":
            self.log_lines.append(values["text"])


def measure(folder: Path, method: str, effort: str, clock: train.Clock) -> dict[str, Any]:
    """Train once; ``said``: seconds since the start, and those that were said to be left."""
    layers = {m: LayerSource((str(folder / f"{m}.tif"),)) for m in LAYERS}
    labels = LabelSource(str(folder / "training.gpkg"), "", "class")
    model, page = str(folder / f"{method}.rsmiss"), str(folder / f"{method}.html")
    report = Listening(clock)
    result = train.run(TrainJob(method, layers, labels, model, page, effort=effort, device="cpu"), report, clock)
    return {
        "seconds": clock() - report.started,
        "accuracy": result["oa"],
        "foretold": next(line for line in report.log_lines if line.startswith("Training takes")),
        "early": [line for line in report.log_lines if "stopped early" in line],
        "said": report.said,
    }


def ratios(run: dict[str, Any]) -> list[float]:
    """What was said over what it took, after the first minute."""
    end = run["seconds"]
    return [left / (end - at) for at, left in run["said"] if at >= FIRST and end - at >= LAST]


def table(runs: dict[str, dict[str, Any]]) -> str:
    """Seconds of each training, what was foretold, and the ratios' median and worst."""
    lines = [
        "| method | seconds | said before | said / true: median | least | most | overall accuracy | ended early |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for method, run in runs.items():
        found = ratios(run)
        shown = [f"{value:.2f}" for value in (statistics.median(found), min(found), max(found))] if found else [""] * 3
        early = "; ".join(run["early"]) or "no"
        foretold = run["foretold"].removeprefix("Training takes ")
        accuracy = f"{100 * run['accuracy']:.1f}"
        lines.append(f"| {method} | {run['seconds']:.0f} | {foretold} | {' | '.join(shown)} | {accuracy} | {early} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--methods", default=",".join(METHODS))
    parser.add_argument("--effort", default="quick", choices=EFFORTS)
    parser.add_argument("--size", type=int, default=400)
    parser.add_argument("--wall", action="store_true", help="the clock on the wall instead of the processor's")
    parser.add_argument("--out", type=Path, help="JSON file of what was said; the table goes beside it, as .md")
    arguments = parser.parse_args()
    clock = time.monotonic if arguments.wall else time.process_time
    if not arguments.wall:
        torch.set_num_threads(1)
    runs: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as folder:
        sampledata.run(SampleDataJob(folder, arguments.size), Reporter())
        for method in arguments.methods.split(","):
            runs[method] = measure(Path(folder), method, arguments.effort, clock)
            sys.stderr.write(table({method: runs[method]}).splitlines()[-1] + "\n")
            if arguments.out:
                arguments.out.write_text(json.dumps(runs) + "\n")
                arguments.out.with_suffix(".md").write_text(table(runs))
    sys.stdout.write(table(runs))


if __name__ == "__main__":
    main()
