"""What bfloat16 costs: the same trainings in float32 and in bfloat16, their accuracy and their time.

    python -m benchmarks.precision [--methods mdico,lds2ae] [--seeds 3] [--options JSON] [--rounded] [--out FILE]

Landsat and elevation of the Tucurui reservoir, polygons shared out anew for each seed, 100 pixels a class to learn.
Each method learns from both layers and is measured on the test polygons with both and with each alone. There is no
validation, so that the last epoch is kept: validation picks early epochs here, after steps too few for rounding to add
up, and all precisions would look the same. Without --options, methods run with the settings below. --rounded adds
bfloat16 also in first layers, heads and similarities, which the methods keep in float32: what these are worth. Seconds
are of the processor, all threads together. Without units for bfloat16 it is emulated: accuracies hold, times do not.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import torch

from engine.door.jobs import TrainJob
from engine.door.model_header import read_header
from engine.door.sources import LabelSource, LayerSource, SplitSettings
from engine.layers import precision
from engine.runtime.device import BFLOAT16, FLOAT32
from engine.runtime.reporter import Reporter
from engine.tasks import train

from .machine import describe
from .problem import shared

FILES = {"msi": "landsat5_tm.tif", "lidar": "srtm.tif"}
ROUNDED = "bfloat16 everywhere"
#: labelled pixels a class that the methods learn from, and settings that converge in a minute or so on one core
SAMPLES = 100
QUICK: dict[str, dict[str, Any]] = {
    "mdico": {"window": 5},
    "lds2ae": {"window": 3, "pretrain_epochs": 15, "finetune_epochs": 60},
    "lvpcnet": {"window": 3, "feature_epochs": 60, "prompt_epochs": 20},
    "dpmamba": {"window": 3, "teacher_epochs": 40, "student_epochs": 40, "warmup_epochs": 5, "learning_rate": 1e-3},
    "xmodalnet": {"window": 7, "pretrain_epochs": 10, "epochs": 150, "rounds": 2},
}


def trained(method: str, seed: int, how: str, options: dict[str, Any]) -> dict[str, float]:
    """Subset ('msi+lidar') -> overall accuracy of one training, and 'seconds' -> the processor's time."""
    folder = "rstoolbox_lsat_srtm"
    layers = {name: LayerSource((str(shared(f"{folder}/{file}")),)) for name, file in FILES.items()}
    labels = LabelSource(str(shared(f"{folder}/training_polygons.gpkg")), "training_polygons", "class")
    with tempfile.TemporaryDirectory() as place, _rounding(how == ROUNDED):
        model = str(Path(place) / "model.rsmiss")
        job = TrainJob(
            method,
            layers,
            labels,
            model,
            options=options,
            split=SplitSettings(validation=0.0, test=0.3, samples_per_class=SAMPLES),
            seed=seed,
            device="cpu",
            precision=FLOAT32 if how == FLOAT32 else BFLOAT16,
        )
        started = time.process_time()
        train.run(job, Reporter())
        found = {"+".join(row["modalities"]): row["oa"] for row in read_header(model)["accuracy"]}
        return {**found, "seconds": time.process_time() - started}


@contextmanager
def _rounding(everywhere: bool) -> Iterator[None]:
    """Let autocast round also what the methods compute in float32."""
    kept = precision.exact
    if everywhere:
        precision.exact = lambda like: nullcontext()
    try:
        yield
    finally:
        precision.exact = kept


def compare(methods: list[str], seeds: int, options: dict[str, Any] | None, rounded: bool, out: Path | None) -> str:
    """The table in Markdown; each row is one method in one precision, over the seeds."""
    rows = []
    for method in methods:
        runs: dict[str, list[dict[str, float]]] = {}
        for seed in range(seeds):
            for how in [FLOAT32, BFLOAT16, *([ROUNDED] if rounded else [])]:
                run = trained(method, seed, how, QUICK[method] if options is None else options)
                runs.setdefault(how, []).append(run)
                sys.stderr.write(f"{method}, seed {seed}, {how}: {run}\n")
        rows += [_row(method, how, found, runs[FLOAT32]) for how, found in runs.items()]
        if out:
            out.write_text(_table(rows))
    return _table(rows)


def _table(rows: list[str]) -> str:
    info = describe(torch.device("cpu"))
    return "\n".join(
        [
            f"{info['name']}, {info['threads']} threads, {info['capability']}, torch {info['torch']}: "
            f"fp32 {info['fp32_gflops']} GFLOP/s, bf16 {info['bf16_gflops']} GFLOP/s.",
            "",
            "Overall accuracy on the test polygons, %, mean ± standard deviation over seeds; in brackets the mean ± "
            "standard deviation of the difference to float32 with the same seed.",
            "",
            "| method | precision | both | msi | lidar | processor seconds |",
            "| --- | --- | --- | --- | --- | --- |",
            *rows,
            "",
        ]
    )


def _row(method: str, how: str, runs: list[dict[str, float]], exact: list[dict[str, float]]) -> str:
    cells = []
    for subset in ("msi+lidar", *FILES):
        cell = _spread([100 * run[subset] for run in runs])
        if how != FLOAT32:
            apart = [100 * (run[subset] - other[subset]) for run, other in zip(runs, exact, strict=True)]
            cell += f" ({_spread(apart, '+')})"
        cells.append(cell)
    seconds = statistics.median(run["seconds"] for run in runs)
    return f"| {method} | {how} | {' | '.join(cells)} | {seconds:.0f} |"


def _spread(values: list[float], sign: str = "") -> str:
    deviation = statistics.stdev(values) if len(values) > 1 else 0.0
    return f"{statistics.mean(values):{sign}.1f} ± {deviation:.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--methods", default=",".join(QUICK))
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--options", help="JSON of options, in the place of the reduced settings")
    parser.add_argument("--rounded", action="store_true", help="bfloat16 also in what the methods keep in float32")
    parser.add_argument("--out", help="file for the table")
    arguments = parser.parse_args()
    options = None if arguments.options is None else json.loads(arguments.options)
    out = Path(arguments.out) if arguments.out else None
    sys.stdout.write(compare(arguments.methods.split(","), arguments.seeds, options, arguments.rounded, out))


if __name__ == "__main__":
    main()
