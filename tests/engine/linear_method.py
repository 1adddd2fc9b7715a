"""The smallest honest method: a linear classifier for each modality on the patch's centre, logits averaged."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn

from engine.door.modalities import ModalityInfo
from engine.door.options import MethodOptions, option
from engine.door.target import ClassInfo, Target
from engine.methods.base import Method, Plan, Stage, numbered
from engine.samples.batches import ArraySource, Samples
from engine.samples.normalisation import Normalisation


@dataclass(frozen=True)
class LinearOptions(MethodOptions):
    window: int = option(3, "Window", "Side of the patch.", minimum=1, maximum=9)
    epochs: int = option(30, "Epochs", "How long to train.", minimum=1, maximum=1000)


class Linear(Method):
    def __init__(self, modalities, target, options=None, texts=None):
        super().__init__(modalities, target, options or LinearOptions(), texts)

    def make_layers(self, texts):
        self.window = self.options.window
        outputs = self.target.outputs
        self.layers = nn.ModuleDict({m: nn.Linear(info.bands, outputs) for m, info in self.modalities.items()})

    def embed(self, images):
        return {m: self.layers[m](image.permute(0, 2, 3, 1)) for m, image in images.items()}

    def classify(self, windows):
        centre = self.window // 2
        return torch.stack([w[:, centre, centre] for w in windows.values()]).mean(0)

    @property
    def feature_names(self):
        return numbered("logit", self.target.outputs)

    def features(self, windows):
        return self.classify(windows)

    def loss(self, batch):
        logits = self.forward(batch.patches)
        return {"cross_entropy": nn.functional.cross_entropy(logits, batch.target)}

    def stages(self, plan: Plan):
        yield Stage(
            name="linear",
            samples=plan.labelled,
            loss=self.loss,
            parameters=list(self.parameters()),
            optimizer=lambda parameters: torch.optim.Adam(parameters, 0.05),
            epochs=self.options.epochs,
            batch_size=32,
            select=True,
        )


def classes(count: int) -> Target:
    table = tuple(ClassInfo(i + 1, f"class {i + 1}", f"#{40 * i:02x}8040") for i in range(count))
    return Target("classes", "class", table)


def toy_samples(count: int = 90, seed: int = 0, window: int = 3, holes: float = 0.0) -> Samples:
    """Three classes that two modalities tell apart in their first bands; some samples lack one of them."""
    generator = torch.Generator().manual_seed(seed)
    target = torch.arange(count) % 3
    sources, available = {}, torch.ones(count, 2, dtype=torch.bool)
    for column, (name, bands) in enumerate({"hsi": 5, "lidar": 2}.items()):
        patches = torch.randn(count, bands, window, window, generator=generator)
        signal = target if name == "hsi" else target.clamp(max=1)
        patches[:, 0] += 4 * signal[:, None, None]
        available[:, column] = torch.rand(count, generator=generator) >= holes
        sources[name] = ArraySource(patches)
    available[~available.any(1)] = True
    normalisation = {m: Normalisation.fit(s.patches[:, :, window // 2, window // 2]) for m, s in sources.items()}
    return Samples.of(sources, normalisation, available, target)


def toy_method(samples: Samples, **options) -> Linear:
    torch.manual_seed(0)
    infos = {m: ModalityInfo(m, samples.sources[m].patches.shape[1]) for m in samples.modalities}
    return Linear(infos, classes(3), LinearOptions(**options))


def toy_plan(samples: Samples, validation: Samples | None = None, seed: int = 0) -> Plan:
    empty = samples.subset(torch.arange(0))
    generator = torch.Generator().manual_seed(seed)
    return Plan(samples, empty, validation or empty, torch.device("cpu"), seed, generator)
