"""How long a training takes: what its steps cost here, how much of them is done, and when time is up."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .memory import Bounds

Clock = Callable[[], float]  # seconds, from any start

#: seconds of work in a stage before its own rate says more than the rate before it
_TELLING = 5.0


@dataclass(frozen=True)
class Cost:
    """A stage as planned and as measured before: seconds of a step and of a look at validation, and its memory."""

    stage: str
    steps: int
    looks: int
    step: float
    look: float
    bounds: Bounds = Bounds()

    @property
    def seconds(self) -> float:
        return self.steps * self.step + self.looks * self.look


class Outlook:
    """The time that is left, from the work that is left and the rate at which the running stage does its own.

    Work is counted in seconds, as ``costs`` foretold them. ``after``: seconds that come after the last stage.
    ``until``: when the last stage must end, by the clock; None: never.
    """

    def __init__(
        self,
        costs: Sequence[Cost],
        after: float = 0.0,
        until: float | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        self.costs = {cost.stage: cost for cost in costs}
        self.total = sum(cost.seconds for cost in costs)
        self.after, self.until, self.clock = after, until, clock
        self.rate = 1.0  # seconds that a foretold second takes
        self.ended = 0.0  # work of the stages before this one
        self.done = 0.0  # work of this one
        self.work = 0.0  # what this one has in all
        self.cost: Cost | None = None
        self.started = clock()
        self.stage_until: float | None = None

    def begin(self, stage: str, steps: int, looks: int) -> None:
        """A stage starts; one that was not foretold costs what the one before it did."""
        self.cost = self.costs.get(stage, self.cost)
        self.work, self.done, self.started = self._seconds(steps, looks), 0.0, self.clock()
        self.stage_until = None
        if self.until is not None:
            ahead = max(self.work, self.total - self.ended)
            share = self.work / ahead if ahead else 1.0
            self.stage_until = self.started + share * (self.until - self.started)

    def step(self) -> None:
        self.done += self.cost.step if self.cost else 0.0

    def look(self) -> None:
        self.done += self.cost.look if self.cost else 0.0

    def end(self) -> None:
        """The stage is over; what it left undone is not to come any more."""
        self._measure()
        self.ended += self.work
        self.done = self.work = 0.0

    def share(self) -> float | None:
        """Part of all stages' work that is done; None where nothing was foretold."""
        return min(1.0, (self.ended + self.done) / self.total) if self.total else None

    def left(self) -> float | None:
        """Seconds to the end of the job; None where nothing was foretold."""
        if not self.total:
            return None
        self._measure()
        left = self.rate * max(0.0, self.total - self.ended - self.done)
        if self.until is not None:
            left = min(left, max(0.0, self.until - self.clock()))
        return left + self.rate * self.after

    @property
    def over(self) -> bool:
        """Whether the running stage has had its time."""
        return self.stage_until is not None and self.clock() >= self.stage_until

    def _measure(self) -> None:
        if self.done >= _TELLING or self.done and self.done >= self.work:
            self.rate = (self.clock() - self.started) / self.done

    def _seconds(self, steps: int, looks: int) -> float:
        return steps * self.cost.step + looks * self.cost.look if self.cost else 0.0
