"""Speed and memory of training and mapping, beside a plain reference and the machine's own limits.

    python -m benchmarks.speed [--methods lds2ae,mdico] [--shapes trento] [--device cuda] [--out FILE]
        [--compare OLD.json]

The reference is ours too, run as published code usually is: windows copied pixel by pixel, float32, attention not
fused, a scan that is one masked matrix for each path, the whole network for each window. Both take turns in the same
run; medians are shown. Every figure of a method comes from a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from statistics import median

import torch
from torch.utils.flop_counter import FlopCounterMode

from engine.door.options import METHODS
from engine.door.process import ENVIRONMENT
from engine.mapping.inference import map_scene
from engine.model.folding import fold_batch_norm
from engine.model.model_file import TrainedModel
from engine.runtime.device import choose
from engine.runtime.reporter import Reporter
from engine.scene.grid import Window
from engine.training.stage_loop import StageRun, batches

from . import machine
from .reference import plain_rate
from .subjects import SHAPES, Shape, model, plan, scene

HERE = Path(__file__).parent
#: seconds that one measurement should last, and how often it is repeated
LASTING, REPEATS = 1.5, 3
#: side of the area that tells about how fast a method is
PROBE = 24
REFERENCE_PIXELS = {"cpu": 256, "cuda": 4096}
MEGABYTE = 2**20


def folded(method: str, shape: Shape, device: torch.device) -> TrainedModel:
    """The model as it maps: see engine.model.folding."""
    trained = model(method, shape, device)
    fold_batch_norm(trained.method)
    return trained


def mapped(trained: TrainedModel, place, rows: int, cols: int, device: torch.device) -> float:
    """Pixels a second through the real mapping, reading and writing to memory included."""
    area = Window(0, 0, rows, cols)
    started = time.perf_counter()
    map_scene(place, trained, lambda tile: None, device=device, area=area)
    return rows * cols / (time.perf_counter() - started)


def extent(trained: TrainedModel, shape: Shape, device: torch.device) -> tuple[int, int]:
    """Rows and columns of a part of the scene that takes about LASTING seconds to map; at least PROBE a side."""
    rows = cols = PROBE
    mapped(trained, scene(shape, rows, cols, "complete"), rows, cols, device)
    for _ in range(2):  # the first estimate is from an area that is nearly all margin
        rate = mapped(trained, scene(shape, rows, cols, "complete"), rows, cols, device)
        wanted = min(shape.pixels, max(PROBE**2, int(rate * LASTING)))
        rows = min(shape.rows, max(PROBE, int((wanted * shape.rows / shape.cols) ** 0.5)))
        cols = min(shape.cols, max(PROBE, wanted // rows))
    return rows, cols


def mapping(method: str, shape: Shape, device: torch.device) -> dict:
    """Rates of every case, the reference's, their ratio, and the share of the machine's matrix rate."""
    plain, trained = model(method, shape, device), folded(method, shape, device)
    rows, cols = extent(trained, shape, device)
    cases = ["complete", *shape.bands, "holes"]
    places = {case: scene(shape, rows, cols, case) for case in cases}
    rates: dict[str, list[float]] = {case: [] for case in [*cases, "reference"]}
    for _ in range(REPEATS):
        for case in cases:
            rates[case].append(mapped(trained, places[case], rows, cols, device))
        rates["reference"].append(plain_rate(plain, places["complete"], REFERENCE_PIXELS[device.type], device))
    result = {f"{case} pixels/s": round(median(values), 1) for case, values in rates.items()}
    ours = result["complete pixels/s"]
    per_pixel = work(trained)
    return {
        **result,
        "ratio": round(ours / result["reference pixels/s"], 2),
        "GFLOP/s": round(ours * per_pixel / 1e9, 2),
        "area": [rows, cols],
    }


def work(trained: TrainedModel) -> float:
    """Floating-point operations of one mapped pixel, embedding counted once a pixel (as tiles share it)."""
    side = trained.window
    device = next(trained.method.parameters()).device
    images = {
        m: torch.zeros(1, info.bands, side + 31, side + 31, device=device) for m, info in trained.modalities.items()
    }
    inner, stride = side - 2 * trained.method.margin, trained.method.stride
    with torch.inference_mode():
        with FlopCounterMode(display=False) as dense:
            embedded = trained.method.embed(images)
        windows = {m: e[:, :inner:stride, :inner:stride].expand(8, -1, -1, -1) for m, e in embedded.items()}
        with FlopCounterMode(display=False) as each:
            trained.method.classify(windows)
    return dense.get_total_flops() / 32**2 + each.get_total_flops() / 8


def training(method: str, shape: Shape, device: torch.device) -> dict:
    """Samples and operations a second of each stage, over a few steps of the method's own batch size, 480 at most."""
    trained = model(method, shape, device)
    prepared = plan(trained, 240, device)
    result = {}
    for stage in trained.method.stages(prepared):
        run = StageRun(trained.method, prepared, stage, Reporter())
        trained.method.train()
        for module in stage.frozen:
            module.eval()
        steps = _forever(stage, prepared)
        first = next(steps)
        with FlopCounterMode(display=False) as counter:
            run.step(first)
        rates = []
        for positions in islice(steps, REPEATS):
            started = time.perf_counter()
            run.step(positions)
            if device.type == "cuda":
                torch.cuda.synchronize()
            rates.append(len(positions) / (time.perf_counter() - started))
        rate = median(rates)
        result[f"{stage.name} samples/s"] = round(rate, 1)
        result[f"{stage.name} GFLOP/s"] = round(rate * counter.get_total_flops() / len(first) / 1e9, 2)
    return result


def _forever(stage, prepared):
    while True:
        yield from batches(stage, prepared.generator)


def growth(method: str, shape: Shape, device: torch.device, area: list[int]) -> dict:
    """Seconds for an area of so many rows and columns."""
    trained, (rows, cols) = folded(method, shape, device), area
    place = scene(shape, rows, cols, "complete")
    mapped(trained, scene(shape, PROBE, PROBE, "complete"), PROBE, PROBE, device)
    return {"seconds": round(rows * cols / mapped(trained, place, rows, cols, device), 3)}


def peak(device: torch.device) -> float:
    """MB: resident memory of this process, or allocated on the GPU."""
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated() / MEGABYTE
    # not getrusage, whose maximum a process inherits from the one that started it
    with open("/proc/self/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) / 1024


def child(name: str, method: str, shape: str, device: str, threads: int = 0, area: Sequence[int] = ()) -> dict:
    """One measurement in a process of its own."""
    values = json.dumps([name, method, shape, device, threads, area])
    command = [sys.executable, "-m", "benchmarks.speed", "--child", values]
    environment = {**os.environ, **ENVIRONMENT}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=HERE.parent, env=environment)
    if done.returncode:
        return {"failed": done.stderr.strip().splitlines()[-1:]}
    return json.loads(done.stdout.splitlines()[-1])


def run_child(name: str, method: str, shape: str, device_name: str, threads: int, area: list[int]) -> dict:
    device = choose(device_name)
    if threads:
        torch.set_num_threads(threads)
    before = peak(device)
    what = {"mapping": mapping, "training": training, "growth": lambda m, s, d: growth(m, s, d, area)}[name]
    return {**what(method, SHAPES[shape], device), "peak MB": round(peak(device)), "before MB": round(before)}


def measure(methods: list[str], shapes: list[str], device: str) -> dict:
    results: dict = {"machine": machine.describe(choose(device)), "cases": {}}
    for shape in shapes:
        for method in methods:
            case = {name: child(name, method, shape, device) for name in ("mapping", "training")}
            if "area" in case["mapping"]:
                rows, cols = area = case["mapping"]["area"]
                case["one thread"] = child("growth", method, shape, device, 1, area)
                case["small"] = child("growth", method, shape, device, 0, area)
                case["sixteenfold"] = child("growth", method, shape, device, 0, (4 * rows, 4 * cols))
                case["mapping"]["share of machine"] = round(case["mapping"]["GFLOP/s"] / limit(results["machine"]), 3)
            results["cases"][f"{method} {shape}"] = case
            sys.stderr.write(f"{method} {shape}: {json.dumps(case)}\n")
    return results


def limit(described: dict) -> float:
    """GFLOP/s of the machine's matrix products, in the precision that the methods run in there."""
    return max(described["fp32_gflops"], described["bf16_gflops"])


def rates_of(trained: dict) -> dict[str, float]:
    """Stage -> samples a second."""
    return {name.removesuffix(" samples/s"): rate for name, rate in trained.items() if name.endswith(" samples/s")}


def markdown(results: dict, old: dict | None) -> str:
    """The table; with an old result, each rate's ratio to it in brackets."""
    info = results["machine"]
    lines = [
        f"{info['name']}, {info['threads']} threads, {info['capability']}, torch {info['torch']}: "
        f"fp32 {info['fp32_gflops']} GFLOP/s, bf16 {info['bf16_gflops']} GFLOP/s, copy {info['copy_gbytes']} GB/s.",
        "",
        "| method, scene | complete | one missing | holes | reference | ratio | of the matrix rate "
        "| training samples/s (of the matrix rate) | 16× the scene: time, memory |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, case in results["cases"].items():
        m = case["mapping"]
        if "failed" in m:
            lines.append(f"| {name} | failed: {m['failed']} | | | | | | | |")
            continue
        before = (old or {}).get("cases", {}).get(name, {}).get("mapping", {}).get("complete pixels/s")
        faster = f" ({m['complete pixels/s'] / before:.2f}×)" if before else ""
        missing = " / ".join(f"{m[f'{b} pixels/s']:,.0f}" for b in SHAPES[name.split()[1]].bands)
        stages = ", ".join(
            f"{stage} {rate:,.0f} ({case['training'][f'{stage} GFLOP/s'] / limit(info):.0%})"
            for stage, rate in rates_of(case["training"]).items()
        )
        small, large = case["small"], case["sixteenfold"]
        grown = "failed" if "failed" in large else f"{large['seconds'] / small['seconds']:.1f}×, {large['peak MB']} MB"
        lines.append(
            f"| {name} | {m['complete pixels/s']:,.0f}{faster} | {missing} | {m['holes pixels/s']:,.0f} "
            f"| {m['reference pixels/s']:,.0f} | {m['ratio']} | {m['share of machine']:.0%} | {stages} | {grown} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--methods", default=",".join(METHODS))
    parser.add_argument("--shapes", default=",".join(SHAPES))
    parser.add_argument("--device", default="auto")
    parser.add_argument("--out", help="JSON file for the results")
    parser.add_argument("--compare", help="JSON file of an earlier run")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        sys.stdout.write(json.dumps(run_child(*json.loads(arguments.child))) + "\n")
        return
    results = measure(arguments.methods.split(","), arguments.shapes.split(","), arguments.device)
    old = json.loads(Path(arguments.compare).read_text()) if arguments.compare else None
    if arguments.out:
        Path(arguments.out).write_text(json.dumps(results, indent=1) + "\n")
    sys.stdout.write(markdown(results, old))


if __name__ == "__main__":
    main()
