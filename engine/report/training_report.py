"""The HTML report of a training: what it was given, what each missing layer costs, how it learnt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..accuracy.evaluation import HEADLINE, Accuracy
from ..door.cases import case_title
from ..door.modalities import MODALITIES, ModalityInfo
from ..door.target import NUMBER, Target
from ..training.stage_loop import History
from .pages import METRIC_TITLES, template
from .pictures import Picture
from .plots import curves, scatter


@dataclass
class TrainingReport:
    """All that the page shows; ``counts``: class name -> (training, validation, test) samples.

    ``files``: what was read and written, by kind; ``made``: when, in words.
    """

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
    pictures: Sequence[Picture] = ()
    features: Picture | None = None
    files: Mapping[str, Sequence[str]] = field(default_factory=dict)
    made: str = ""
    text: dict[str, Any] | None = None
    versions: dict[str, str] = field(default_factory=dict)

    def html(self) -> str:
        """The page, one file with its pictures inside."""
        shown = [a for a in self.accuracies if a.n]
        metrics = list(shown[0].values) if shown else list(HEADLINE[self.target.kind])
        number = self.target.kind == NUMBER
        return template("training_report.html").render(
            r=self,
            names={m: MODALITIES[m].title for m in self.modalities},
            all_modalities=list(self.modalities),
            metrics=metrics,
            titles=METRIC_TITLES,
            share=not number,
            number=number,
            holes=len({a.n for a in self.accuracies}) > 1,
            classes=self.target.classes,
            matrices=list(self._matrices(shown)),
            scatter=scatter(shown[0], self.target) if shown and number else "",
            curves=curves(self.histories),
            colearned=list(self._colearned()),
        )

    def _colearned(self) -> Iterator[tuple[str, list[tuple[str, list[int]]]]]:
        """Of each stage of COLEARN: each class with the pixels that it took, was not sure enough of, and rejected."""
        for history in self.histories:
            if history.taken is not None:
                yield history.stage, list(zip(self.target.names, history.taken.tolist(), strict=True))

    def _matrices(self, shown: Sequence[Accuracy]) -> Iterator[dict[str, Any]]:
        """Of each subset: its confusion matrix, with producer's accuracy, user's accuracy and F1 of each class."""
        for result in shown:
            if result.confusion is None:
                continue
            matrix = result.confusion
            truth, given = matrix.sum(1), matrix.sum(0)
            rows = [
                {
                    "info": info,
                    "counts": matrix[i].tolist(),
                    "strongest": int(matrix[i].max()) or 1,
                    "producer": matrix[i, i] / truth[i] if truth[i] else None,
                    "user": matrix[i, i] / given[i] if given[i] else None,
                    "f1": 2 * matrix[i, i] / (truth[i] + given[i]) if truth[i] + given[i] else None,
                }
                for i, info in enumerate(self.target.classes)
            ]
            yield {"title": case_title(result.modalities), "n": result.n, "rows": rows}
