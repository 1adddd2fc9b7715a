"""What is known of one job: who asked for it, how far it is, what it said, how it ended. Plain data, no Qt."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

RUNNING, DONE, FAILED, CANCELLED = "running", "done", "failed", "cancelled"
VALIDATION = "validation"
#: points of a curve that are kept at the most: more than a plot has pixels to show
POINTS = 400
#: points of a curve that outlive the session
KEPT_POINTS = 100
LOG_LINES = 300

Points = list[tuple[int, float]]


@dataclass(frozen=True)
class Asked:
    """What was asked for in QGIS: the algorithm, its title and its parameters, so that it can be asked for again."""

    algorithm: str = ""
    title: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)


@dataclass
class JobRecord:
    """One job. ``started``: ISO time in UTC; ``curves``: stage -> name of a loss or score -> (epoch, value)."""

    id: str
    kind: str
    asked: Asked
    started: str
    state: str = RUNNING
    seconds: float = 0.0
    progress: float = 0.0
    text: str = ""
    left: float | None = None
    device: str = ""
    memory: int = 0
    device_memory: int = 0
    curves: dict[str, dict[str, Points]] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    result: dict[str, Any] = field(default_factory=dict)
    error: str = ""

    def take(self, event: str, values: dict[str, Any]) -> None:
        """Learn from an event of the engine; see ``engine.door.jobs.Event``."""
        if event == "progress":
            self.progress = float(values.get("value", self.progress))
            self.text = str(values.get("text", ""))
            self.left = values.get("left")
        elif event == "log":
            self.say(str(values.get("text", "")))
        elif event == "metric":
            self._add_point(str(values["stage"]), str(values["name"]), int(values["epoch"]), float(values["value"]))
        elif event == "device":
            self.device = str(values.get("name", ""))
        elif event == "usage":
            self.memory = max(self.memory, int(values.get("memory", 0)))
            self.device_memory = max(self.device_memory, int(values.get("device_memory", 0)))

    def copy(self) -> JobRecord:
        """A record that no later event changes; quick, as it is made at every look at a running job."""
        curves = {stage: {name: list(points) for name, points in named.items()} for stage, named in self.curves.items()}
        return replace(self, curves=curves, log=list(self.log))

    def say(self, line: str) -> None:
        self.log.append(line)
        del self.log[:-LOG_LINES]

    def _add_point(self, stage: str, name: str, epoch: int, value: float) -> None:
        if not math.isfinite(value):
            return
        points = self.curves.setdefault(stage, {}).setdefault(name, [])
        points.append((epoch, value))
        if len(points) > POINTS:
            del points[-2::-2]  # every other one; the newest stays

    @property
    def title(self) -> str:
        return self.asked.title or self.kind

    def losses(self, stage: str) -> dict[str, Points]:
        """The curves of a stage that training makes small."""
        return {name: p for name, p in self.curves.get(stage, {}).items() if name.split()[0] != VALIDATION}

    def scores(self, stage: str) -> dict[str, Points]:
        """The validation curves of a stage, by subset; the mean over the subsets is called 'mean'."""
        found = {name: p for name, p in self.curves.get(stage, {}).items() if name.split()[0] == VALIDATION}
        return {name.partition(" ")[2] or "mean": points for name, points in found.items()}

    # ---- as a line of JSON

    def line(self) -> str:
        """The record as it is kept; curves have no more points than a look back needs."""
        values = asdict(self)
        for named in values["curves"].values():
            for points in named.values():
                while len(points) > KEPT_POINTS:
                    del points[-2::-2]
        return json.dumps(values, default=str)

    @classmethod
    def parse(cls, line: str) -> JobRecord | None:
        """The record in a line, or None where the line is none of this version."""
        try:
            values = json.loads(line)
            known = {item.name for item in fields(cls)}
            values = {name: value for name, value in values.items() if name in known}
            values["asked"] = Asked(**values["asked"])
            values["curves"] = {
                stage: {name: _points(points) for name, points in named.items()}
                for stage, named in values["curves"].items()
            }
            return cls(**values)
        except (ValueError, KeyError, TypeError, AttributeError):
            return None


def _points(values: Iterable[Any]) -> Points:
    return [(int(epoch), float(value)) for epoch, value in values]
