"""The HTML report of a training: what it was given, what each missing layer costs, how it learnt."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from ..accuracy.evaluation import HEADLINE, Accuracy
from ..door.modalities import MODALITIES, ModalityInfo
from ..door.target import CLASSES, NUMBER, Target
from ..training.stage_loop import History
from .pages import METRIC_TITLES, template


@dataclass
class TrainingReport:
    """All that the page shows; ``counts``: class name -> (training, validation, test) samples."""

    title: str
    citation: str
    modalities: dict[str, ModalityInfo]
    target: Target
    settings: dict[str, Any]
    counts: dict[str, tuple[int, int, int]]
    evaluated_on: str
    accuracies: Sequence[Accuracy]
    histories: Sequence[History]
    notes: Sequence[str]
    text: dict[str, Any] | None = None
    versions: dict[str, str] = field(default_factory=dict)

    def html(self) -> str:
        """The page, one file with its pictures inside."""
        shown = [a for a in self.accuracies if a.n]
        metrics = list(shown[0].values) if shown else list(HEADLINE[self.target.kind])
        return template("training_report.html").render(
            r=self,
            names={m: MODALITIES[m].title for m in self.modalities},
            all_modalities=list(self.modalities),
            metrics=metrics,
            titles=METRIC_TITLES,
            share=self.target.kind != NUMBER,
            confusion=self._confusion(shown),
            scatter=_scatter(shown[0], self.target) if shown and self.target.kind == NUMBER else "",
            curves=_curves(self.histories),
        )

    def _confusion(self, shown: Sequence[Accuracy]) -> list[dict[str, Any]]:
        """Confusion matrix of the complete input, with the producer's and user's accuracy of each class."""
        if self.target.kind != CLASSES or not shown or shown[0].confusion is None:
            return []
        matrix = shown[0].confusion
        truth, given = matrix.sum(1), matrix.sum(0)
        return [
            {
                "name": info.name,
                "color": info.color,
                "row": matrix[i].tolist(),
                "strongest": int(matrix[i].max()) or 1,
                "producer": matrix[i, i] / truth[i] if truth[i] else None,
                "user": matrix[i, i] / given[i] if given[i] else None,
            }
            for i, info in enumerate(self.target.classes)
        ]


def _curves(histories: Sequence[History]) -> str:
    """Loss terms and validation score of each stage, as one SVG-like PNG data address."""
    stages = [h for h in histories if h.losses]
    if not stages:
        return ""
    figure = Figure(figsize=(4.6 * len(stages), 3.2), layout="constrained")
    for axes, history in zip(np.atleast_1d(figure.subplots(1, len(stages))), stages, strict=True):
        for name, values in history.losses.items():
            axes.plot(range(1, len(values) + 1), values, linewidth=1.2, label=name)
        axes.set(title=history.stage, xlabel="epoch", ylabel="loss")
        handles, labels = axes.get_legend_handles_labels()
        if history.validation:
            score = axes.twinx()
            epochs = [epoch + 1 for epoch in history.validation]
            (line,) = score.plot(epochs, list(history.validation.values()), color="black", linewidth=1.2)
            score.set_ylabel("validation score")
            handles, labels = [*handles, line], [*labels, "validation"]
        axes.legend(handles, labels, fontsize=7, frameon=False)
    return _picture(figure)


def _scatter(result: Accuracy, target: Target) -> str:
    if result.truth is None or result.predicted is None:
        return ""
    figure = Figure(figsize=(4.2, 4.2), layout="constrained")
    axes = figure.subplots()
    low = float(min(result.truth.min(), result.predicted.min()))
    high = float(max(result.truth.max(), result.predicted.max()))
    axes.plot([low, high], [low, high], color="0.6", linewidth=1)
    axes.scatter(result.truth, result.predicted, s=8, alpha=0.5)
    axes.set(xlabel=f"{target.field}, measured", ylabel=f"{target.field}, predicted", aspect="equal")
    return _picture(figure)


def _picture(figure: Figure) -> str:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
