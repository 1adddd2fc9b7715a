"""Plots of a training as SVG inside a page. Colours are Okabe and Ito's, which colour-blind eyes tell apart."""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Sequence

import matplotlib
import numpy as np
from matplotlib.figure import Figure

from ..accuracy.evaluation import Accuracy
from ..door.target import Target
from ..training.stage_loop import History

_COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00")
_LINES = ("-", "--", ":", "-.")
_SCORE = "black"
#: stages side by side; the others go below
_ABREAST = 2
_LARGEST_SCATTER = 3000


def curves(histories: Sequence[History]) -> str:
    """Loss terms and validation score of each stage; a data address, empty where there are none."""
    stages = [h for h in histories if h.losses]
    if not stages:
        return ""
    cols = min(_ABREAST, len(stages))
    rows = math.ceil(len(stages) / cols)
    figure = Figure(figsize=(4.4 * cols, 3.0 * rows), layout="constrained")
    places = np.atleast_1d(figure.subplots(rows, cols)).ravel()
    for axes in places[len(stages) :]:
        axes.set_axis_off()
    for axes, history in zip(places, stages, strict=False):
        for number, (name, values) in enumerate(history.losses.items()):
            style = {"color": _COLOURS[number % len(_COLOURS)], "linestyle": _LINES[number % len(_LINES)]}
            axes.plot(range(1, len(values) + 1), values, linewidth=1.3, label=name.replace("_", " "), **style)
        axes.set(title=history.stage, xlabel="epoch", ylabel="loss")
        handles, labels = axes.get_legend_handles_labels()
        if history.validation:
            score = axes.twinx()
            epochs = [epoch + 1 for epoch in history.validation]
            (line,) = score.plot(epochs, list(history.validation.values()), color=_SCORE, marker=".", linewidth=0.8)
            score.set_ylabel("validation score")
            handles, labels = [*handles, line], [*labels, "validation"]
        axes.legend(handles, labels, fontsize=7, frameon=False)
    return svg(figure)


def scatter(result: Accuracy, target: Target) -> str:
    """Measured against predicted numbers; a data address."""
    if result.truth is None or result.predicted is None:
        return ""
    figure = Figure(figsize=(4.2, 4.2), layout="constrained")
    axes = figure.subplots()
    low = float(min(result.truth.min(), result.predicted.min()))
    high = float(max(result.truth.max(), result.predicted.max()))
    step = max(1, len(result.truth) // _LARGEST_SCATTER)
    axes.plot([low, high], [low, high], color="0.6", linewidth=1)
    axes.scatter(result.truth[::step], result.predicted[::step], s=8, alpha=0.5, color=_COLOURS[0])
    axes.set(xlabel=f"{target.field}, measured", ylabel=f"{target.field}, predicted", aspect="equal")
    return svg(figure)


def svg(figure: Figure) -> str:
    """A data address of the drawing, the same for the same figure."""
    buffer = io.BytesIO()
    # "$" in a user's field name is no formula; without a salt the same plot would have other marks each time
    with matplotlib.rc_context({"svg.hashsalt": "rsmiss", "text.parse_math": False}):
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    return "data:image/svg+xml;base64," + base64.b64encode(buffer.getvalue()).decode()
