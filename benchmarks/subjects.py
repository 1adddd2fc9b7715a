"""What the speed benchmark runs: each method untrained, on scenes of two published shapes, made of noise.

Speed does not depend on what the numbers mean, so the scenes are random, of just the size that a run needs, and repeat
one row of pixels where they are whole: they take no memory, so that the peak is that of the mapping alone.
"""

from __future__ import annotations

import numpy as np
import torch

from engine.door.modalities import ModalityInfo
from engine.door.options import METHODS
from engine.door.target import ClassInfo, Target
from engine.methods.base import Plan, build
from engine.model.model_file import TrainedModel
from engine.samples.batches import ArraySource, Samples
from engine.samples.normalisation import Normalisation
from engine.scene.array_scene import ArrayScene

TEXT_WIDTH = 384


class Shape:
    """A published scene: size, bands of its two modalities, classes, and the options that its papers use."""

    def __init__(self, rows: int, cols: int, bands: dict[str, int], classes: int, options: dict[str, dict]) -> None:
        self.rows, self.cols, self.bands, self.options = rows, cols, bands, options
        table = tuple(ClassInfo(i + 1, f"class {i + 1}", "#808080") for i in range(classes))
        self.target = Target("classes", "class", table)

    @property
    def pixels(self) -> int:
        return self.rows * self.cols


SHAPES = {
    "trento": Shape(166, 600, {"hsi": 63, "lidar": 1}, 6, {"lds2ae": {"window": 11}, "dpmamba": {"window": 15}}),
    "houston": Shape(
        349, 1905, {"hsi": 144, "lidar": 1}, 15, {"lds2ae": {"window": 27, "token": 3}, "dpmamba": {"window": 11}}
    ),
}


def model(method: str, shape: Shape, device: torch.device) -> TrainedModel:
    """The method with random weights, normalising by zero mean and unit deviation."""
    entry = METHODS[method]
    infos = {m: ModalityInfo(m, bands) for m, bands in shape.bands.items()}
    options = entry.options.from_json(shape.options.get(method, {}))
    texts = None
    torch.manual_seed(0)
    if entry.language:
        names = ["shared", "relations", *(f"attribute.{m}" for m in infos)]
        texts = {name: torch.randn(len(shape.target.classes), TEXT_WIDTH) for name in names}
    network = build(method, infos, shape.target, options, texts).to(device).eval()
    statistics = {m: Normalisation(torch.zeros(b), torch.ones(b)).to(device) for m, b in shape.bands.items()}
    return TrainedModel(network, method, options, infos, statistics, shape.target, network.window)


def scene(shape: Shape, rows: int, cols: int, case: str) -> ArrayScene:
    """``case``: complete, a modality's name (that one is missing), or holes (30 % of each layer, in blocks)."""
    generator = np.random.default_rng(0)
    images = {}
    for name, bands in shape.bands.items():
        if name == case:
            continue
        image = np.broadcast_to(generator.standard_normal((bands, 1, cols), dtype=np.float32), (bands, rows, cols))
        if case == "holes":
            image = image.copy()
            blocks = generator.random((-(-rows // 16), -(-cols // 16))) < 0.3
            image[:, np.kron(blocks, np.ones((16, 16), bool))[:rows, :cols]] = np.nan
        images[name] = image
    return ArrayScene(images)


def plan(trained: TrainedModel, count: int, device: torch.device) -> Plan:
    """``count`` labelled and as many unlabelled random samples."""
    side, total = trained.window, 2 * count
    sources = {m: ArraySource(torch.randn(total, info.bands, side, side)) for m, info in trained.modalities.items()}
    target = torch.cat([torch.arange(count) % len(trained.target.classes), torch.full((count,), -1)])
    available = torch.ones(total, len(sources), dtype=torch.bool)
    samples = Samples.of(sources, trained.normalisation, available, target, device=device)
    labelled, unlabelled = samples.subset(torch.arange(count)), samples.subset(torch.arange(count, total))
    generator = torch.Generator().manual_seed(0)
    return Plan(labelled, unlabelled, labelled.subset(torch.arange(0)), device, 0, generator)
