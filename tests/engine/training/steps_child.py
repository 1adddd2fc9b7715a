"""A training of a few steps on samples of noise, in a process of its own: what it foretells and what it takes.

    python steps_child.py METHOD LAYERS BANDS BATCH STAGES

prints the bytes that the process had before, that were foretold and that it had at the most, how many samples go
through the network at once (0: all of them), and how many of their features are computed at once to be computed again.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "engine")]

from methods_helper import target_of, texts_of  # noqa: E402

from engine.door.modalities import ModalityInfo  # noqa: E402
from engine.door.options import declaration  # noqa: E402
from engine.methods.base import Plan, build  # noqa: E402
from engine.runtime.reporter import Reporter  # noqa: E402
from engine.samples.batches import Samples  # noqa: E402
from engine.samples.normalisation import Normalisation  # noqa: E402
from engine.training import memory, trial  # noqa: E402
from engine.training.epochs import batches  # noqa: E402
from engine.training.outlook import Outlook  # noqa: E402
from engine.training.stage_loop import StageRun  # noqa: E402

MODALITIES = ("hsi", "msi", "sar", "lidar", "rgb")
WINDOW, CLASSES = 11, 4


@dataclass(frozen=True)
class Noise:
    """Patches that are made when they are asked for, so that they take no memory."""

    bands: int
    side: int

    def gather(self, index: Tensor) -> tuple[Tensor, Tensor]:
        shape = (len(index), self.bands, self.side, self.side)
        return torch.randn(shape), torch.ones(len(index), self.side, self.side, dtype=torch.bool)


def peak() -> int:
    """Bytes that the process had at the most."""
    (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) * 1024


def main(method: str, layers: int, bands: int, batch: int, stages: int) -> dict[str, float]:
    entry = declaration(method)
    infos = {m: ModalityInfo(m, bands) for m in MODALITIES[:layers]}
    texts = texts_of(infos, CLASSES, 384) if entry.language else None
    options = entry.options.from_json({"window": WINDOW, "batch_size": batch})
    torch.manual_seed(0)
    network = build(method, infos, target_of(CLASSES), options, texts)
    norms = {m: Normalisation(torch.zeros(bands), torch.ones(bands)) for m in infos}
    available = torch.ones(2 * batch, layers, dtype=torch.bool)
    samples = Samples.of(
        {m: Noise(bands, network.window) for m in infos}, norms, available, torch.arange(2 * batch) % CLASSES
    )
    hidden = samples.with_target(torch.full((2 * batch,), -1))
    few = samples.subset(torch.arange(2 * CLASSES))
    plan = Plan(samples, hidden, few, torch.device("cpu"), 0, torch.Generator().manual_seed(0), trial=True)
    report, held = Reporter(), memory.held()
    costs = trial.costs(network, plan, report, lambda: 0.0)[:stages]
    for cost, stage in zip(costs, network.stages(plan), strict=False):
        run = StageRun(network, plan, stage, report, Outlook(costs, clock=lambda: 0.0))
        run.keep_within(cost.bounds)
        network.train()
        for module in stage.frozen:
            module.eval()
        run.step(next(batches(stage, plan.generator)))
    return {
        "held": held,
        "foretold": max(cost.bounds.memory for cost in costs),
        "peak": peak(),
        "micro_batch": max(cost.bounds.micro_batch for cost in costs),
        "at_once": max(cost.bounds.at_once for cost in costs),
    }


if __name__ == "__main__":
    name, *numbers = sys.argv[1:]
    sys.stdout.write(json.dumps(main(name, *map(int, numbers))) + "\n")
