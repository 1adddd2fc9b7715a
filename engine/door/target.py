"""What a model predicts: one class a pixel, several labels a pixel, or a number. Standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

CLASSES, LABELS, NUMBER = "classes", "labels", "number"
KINDS = (CLASSES, LABELS, NUMBER)


@dataclass(frozen=True)
class ClassInfo:
    """A class of the map: its value in the raster (1…65535), name, and colour as ``#rrggbb``."""

    value: int
    name: str
    color: str


@dataclass(frozen=True)
class Target:
    """``classes``: the class table, in the order of the logits (empty for a number).

    For a number, ``mean`` and ``std`` are of the training samples; the network predicts the z-score.
    For labels, ``thresholds`` holds the probability above which each label is given (chosen on validation).
    """

    kind: str
    field: str
    classes: tuple[ClassInfo, ...] = ()
    mean: float = 0.0
    std: float = 1.0
    thresholds: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"target '{self.kind}' is none of {', '.join(KINDS)}")

    @property
    def outputs(self) -> int:
        """Width of the network's output: the number of classes, or 1 for a number."""
        return len(self.classes) if self.kind != NUMBER else 1

    @property
    def names(self) -> list[str]:
        return [c.name for c in self.classes]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Target:
        classes = tuple(ClassInfo(**c) for c in values.get("classes", ()))
        return cls(**{**values, "classes": classes, "thresholds": tuple(values.get("thresholds", ()))})
