"""A picture of features: how far apart classes lie in what a network makes of samples, with all layers and with each.

t-SNE (van der Maaten and Hinton, 2008), by scikit-learn, puts what has similar features side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba_array
from matplotlib.figure import Figure
from numpy.typing import NDArray
from sklearn.manifold import TSNE
from torch import Tensor

from ..accuracy.evaluation import Subset
from ..door.cases import case_title
from ..door.target import LABELS, NUMBER, Target
from ..methods.base import Method
from ..methods.ensemble import members_of
from ..runtime.device import FLOAT32, autocast
from ..samples.batches import Samples
from .pictures import Picture
from .plots import svg

#: panels side by side; the others go below
_ABREAST = 3
#: fewer samples have no neighbours to speak of
_FEWEST = 10
#: of t-SNE, beside scikit-learn's 1000: for a thousand samples as good to the eye, in half the time
_STEPS, _NEIGHBOURS = 500, 30
_BATCH = 512
_NO_LABEL = "#bbbbbb"
#: from so many on, points are smaller
_MANY = 300

Points = NDArray[np.float32]


@dataclass(frozen=True)
class _Panel:
    """Where the samples ``index`` (k,) lie, ``places`` (k, 2), with a subset of the layers."""

    subset: Subset
    index: NDArray[np.int64]
    places: Points


def panels(modalities: Sequence[str]) -> list[Subset]:
    """The subsets that have a panel each: all layers, and each alone."""
    return list(dict.fromkeys([tuple(modalities), *((m,) for m in modalities)]))


def feature_picture(
    method: Method,
    samples: Samples,
    count: int,
    seed: int,
    check: Callable[[], None] = lambda: None,
    precision: str = FLOAT32,
) -> Picture | None:
    """``count`` of the samples at the most, drawn at random; None where too few have data to show any.

    Coloured by class, by the first label that a sample has, or by the number. A panel shows the samples that have all
    of its layers. ``check`` is called for each batch and panel, and may raise.
    """
    chosen = torch.randperm(len(samples), generator=torch.Generator().manual_seed(seed))[:count].sort().values
    some, drawn = samples.subset(chosen), []
    for subset in panels(samples.modalities):
        index, features = features_of(method, some, subset, check, precision)
        if len(index) >= _FEWEST and np.ptp(features, 0).any():
            check()
            drawn.append(_Panel(subset, index, _places(features, seed)))
    if not drawn:
        return None
    colours, legend = _colours(some.target.cpu(), method.target)
    whose = ", as the ensemble's first network has them" if members_of(method) > 1 else ""
    return Picture(f"Features of {len(some):,} samples{whose}", _drawn(drawn, colours, len(samples.modalities)), legend)


@torch.inference_mode()
def features_of(
    method: Method, samples: Samples, subset: Subset, check: Callable[[], None], precision: str = FLOAT32
) -> tuple[NDArray[np.int64], Points]:
    """Positions (k,) of the samples that have all layers of the subset, and their features (k, features)."""
    found, places = [], []
    training = method.training
    method.eval()
    try:
        with autocast(samples.device, precision):
            for names, where in samples.patterns(torch.arange(len(samples)), subset):
                if len(names) < len(subset):
                    continue
                for positions in where.split(method.portion(_BATCH)):
                    check()
                    (batch,) = samples.batches(positions, names)
                    found.append(method.features(method.embed_patches(batch.patches)).float().cpu())
                    places.append(positions)
    finally:
        method.train(training)
    if not found:
        return np.zeros(0, np.int64), np.zeros((0, 1), np.float32)
    return torch.cat(places).numpy(), torch.cat(found).numpy()


def _places(features: Points, seed: int) -> Points:
    neighbours = min(_NEIGHBOURS, (len(features) - 1) / 3)
    start = "pca" if features.shape[1] > 1 else "random"
    reducer = TSNE(perplexity=neighbours, max_iter=_STEPS, init=start, random_state=seed)
    places: Points = reducer.fit_transform(features)
    return places


def _colours(truth: Tensor, target: Target) -> tuple[NDArray[Any], tuple[tuple[str, str], ...]]:
    """A colour for each sample, (n, 4), and the legend."""
    if target.kind == NUMBER:
        values = truth.numpy() * target.std + target.mean
        low, high = float(values.min()), float(values.max())
        shades = colormaps["cividis"]((values - low) / ((high - low) or 1.0))
        return shades, (("#00224e", f"{low:.3g}"), ("#fee838", f"{high:.3g}"))
    legend = [(info.color, info.name) for info in target.classes]
    first = truth
    if target.kind == LABELS:
        none = ~truth.bool().any(1)
        first = torch.where(none, len(legend), truth.float().argmax(1))
        if none.any():
            legend.append((_NO_LABEL, "no label"))
    colours = to_rgba_array([color for color, _ in legend])
    return colours[first.numpy()], tuple(legend)


def _drawn(drawn: Sequence[_Panel], colours: NDArray[Any], layers: int) -> str:
    """A data address of all panels; the points are pixels inside a drawing, which thousands of them would swell."""
    cols = min(_ABREAST, len(drawn))
    rows = -(-len(drawn) // cols)
    figure = Figure(figsize=(2.9 * cols, 3.1 * rows), dpi=200, layout="constrained")
    places = np.atleast_1d(figure.subplots(rows, cols)).ravel()
    for axes in places[len(drawn) :]:
        axes.set_axis_off()
    for axes, panel in zip(places, drawn, strict=False):
        _draw(axes, panel, colours)
        whole = len(panel.subset) == layers > 1
        axes.set_title("All layers" if whole else case_title(panel.subset), fontsize=9)
    return svg(figure)


def _draw(axes: Axes, panel: _Panel, colours: NDArray[Any]) -> None:
    size = 14 if len(panel.index) < _MANY else 7
    x, y = panel.places.T
    axes.scatter(x, y, s=size, c=colours[panel.index], linewidths=0, rasterized=True)
    axes.set(xticks=[], yticks=[])
