"""A method for tests of what surrounds methods: logits from window means, written without matrix products.

Each modality's mean over the window is multiplied with its own weights; the modalities that are there are averaged.
``embed`` takes off a margin of one pixel, as a 3 x 3 convolution does, and the embedded pixel is the mean of its 3 x 3
neighbourhood: so a window that is cut at the wrong place, or misses its halo, gives another result.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import torch
from torch import nn

from engine.door.modalities import ModalityInfo
from engine.door.options import METHODS, Declaration, MethodOptions, option
from engine.door.target import CLASSES, LABELS, NUMBER, ClassInfo, Target
from engine.layers.holes import filled, known
from engine.layers.texts import TextBuffers
from engine.methods.base import Method
from engine.model.model_file import TrainedModel
from engine.samples.normalisation import Normalisation


@dataclass(frozen=True)
class WindowMeanOptions(MethodOptions):
    window: int = option(5, "Window", "Side of the patch.", minimum=3, maximum=99)


class WindowMean(Method):
    margin = 1

    def make_layers(self, texts):
        self.window = self.options.window
        self.weights = nn.ParameterDict(
            {m: nn.Parameter(torch.randn(info.bands, self.target.outputs)) for m, info in self.modalities.items()}
        )
        self.texts = TextBuffers(texts) if texts else None

    def embed(self, images):
        whole = {m: filled(i, known(i, 1), 1) for m, i in images.items()}
        return {m: nn.functional.avg_pool2d(i, 3, stride=1).permute(0, 2, 3, 1) for m, i in whole.items()}

    def classify(self, windows):
        scores = [(w.mean((1, 2))[:, :, None] * self.weights[m]).sum(1) for m, w in windows.items()]
        return torch.stack(scores).mean(0)

    @property
    def feature_names(self):
        return [f"{m} {band}" for m, info in self.modalities.items() for band in range(1, info.bands + 1)]

    def features(self, windows):
        means = {m: w.mean((1, 2)) for m, w in windows.items()}
        count = len(next(iter(means.values())))
        absent = {m: torch.zeros(count, info.bands) for m, info in self.modalities.items()}
        return torch.cat(list({**absent, **means}.values()), 1)

    def stages(self, plan):
        return iter(())


DECLARATION = Declaration(
    name="windowmean",
    title="Window mean",
    summary="A mean, <b>plainly</b>.",
    citation="Nobody, 1900",
    options=WindowMeanOptions,
    module="window_mean",
    model="WindowMean",
    targets=(CLASSES, LABELS, NUMBER),
)


def register(monkeypatch) -> None:
    """Make the method known under its name, as a line in the registry and a file in engine/methods would."""
    monkeypatch.setitem(METHODS, DECLARATION.name, DECLARATION)
    monkeypatch.setitem(sys.modules, "engine.methods.window_mean", sys.modules[__name__])


def class_table(count: int = 4, step: int = 1) -> Target:
    table = tuple(ClassInfo(step * (i + 1), f"class {i + 1}", f"#{50 * i:02x}80{40 * i:02x}") for i in range(count))
    return Target(CLASSES, "landcover", table)


def trained(
    bands: dict[str, int],
    target: Target | None = None,
    *,
    window: int = 5,
    components: dict[str, int] | None = None,
    texts: dict[str, torch.Tensor] | None = None,
    seed: int = 0,
    **more,
) -> TrainedModel:
    """A model with random weights and statistics, as training would leave it."""
    torch.manual_seed(seed)
    target = target or class_table()
    infos = {m: ModalityInfo(m, count) for m, count in bands.items()}
    normalisation = {
        m: Normalisation.fit(3 * torch.randn(50, count) + 1, (components or {}).get(m, 0)) for m, count in bands.items()
    }
    seen = {m: info.reduced(normalisation[m].outputs) for m, info in infos.items()}
    options = WindowMeanOptions(window=window)
    method = WindowMean(seen, target, options, texts).eval()
    return TrainedModel(method, "windowmean", options, infos, normalisation, target, window, **more)
