"""How long a training takes: what its steps cost here, how much of them is done, and when time is up."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..runtime.reporter import duration
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


def foretold(what: str, seconds: float, device: str, memory: float | None) -> str:
    """The sentence that says what a training takes, in time and (where it is known) in bytes of memory."""
    machine = {"cpu": "this machine's CPU", "cuda": "this machine's GPU"}.get(device, "this machine")
    text = f"{what} takes about {duration(seconds)} on {machine}"
    return text + (f"; about {memory / 1e9:.1f} GB." if memory else ".")


class Outlook:
    """The time that is left, from the work that is left and the rate at which the running stage does its own.

    Work is counted in seconds, as ``costs`` foretold them. ``after``: seconds of the measuring that comes after the
    last stage. ``until``: when the last stage must end, by the clock; None: never. Steps and looks have rates of their
    own: a trial of a few samples may be wrong about one and right about the other.
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
        self.ended = 0.0  # work of the stages before this one
        self.work = 0.0  # what this one has in all
        self.cost: Cost | None = None
        self.steps, self.looks = Pace(), Pace()
        self.started = self.marked = clock()
        self.stage_until: float | None = None

    @property
    def done(self) -> float:
        """Work of the running stage that is done."""
        return self.steps.done + self.looks.done

    def begin(self, stage: str, steps: int, looks: int) -> None:
        """A stage starts; one that was not foretold costs what the one before it did."""
        self.cost = self.costs.get(stage, self.cost)
        each, look = (self.cost.step, self.cost.look) if self.cost else (0.0, 0.0)
        self.steps, self.looks = self.steps.again(steps * each), self.looks.again(looks * look)
        self.work = self.steps.work + self.looks.work
        self.started = self.marked = self.clock()
        self.stage_until = None
        if self.until is not None:
            ahead = max(self.work, self.total - self.ended)
            share = self.work / ahead if ahead else 1.0
            self.stage_until = self.started + share * (self.until - self.started)

    def step(self) -> None:
        self.steps.add(self.cost.step if self.cost else 0.0, self._since())

    def look(self) -> None:
        self.looks.add(self.cost.look if self.cost else 0.0, self._since())

    def end(self) -> None:
        """The stage is over; what it left undone is not to come any more."""
        self.marked = self.clock()
        self.ended += self.work
        self.work = 0.0
        self.steps, self.looks = self.steps.again(0.0), self.looks.again(0.0)

    def share(self) -> float | None:
        """Part of all stages' work that is done; None where nothing was foretold."""
        return min(1.0, (self.ended + self.done) / self.total) if self.total else None

    def left(self) -> float | None:
        """Seconds to the end of the job; None where nothing was foretold."""
        if not self.total:
            return None
        left = self.steps.rate * self.steps.left + self.look_rate * self.looks.left
        left += self.steps.rate * max(0.0, self.total - self.ended - self.work)  # stages to come
        if self.until is not None:
            left = min(left, max(0.0, self.until - self.clock()))
        return left + self.look_rate * self.after

    @property
    def look_rate(self) -> float:
        """Seconds that a foretold second of looking takes; until that is known, as one of learning."""
        return self.looks.rate if self.looks.known else self.steps.rate

    def measured(self) -> tuple[float, float | None]:
        """While accuracy is measured: share of it that is done, about, and seconds to the end of the job."""
        foretold, taken = self.look_rate * self.after, self.clock() - self.marked
        if not foretold:
            return 0.0, None
        return min(1.0, taken / foretold), max(1.0, foretold - taken)

    @property
    def over(self) -> bool:
        """Whether the running stage has had its time, but for one more look at validation where it takes any."""
        if self.stage_until is None:
            return False
        look = self.look_rate * self.cost.look if self.cost and self.looks.work else 0.0
        return self.clock() + look >= self.stage_until

    def _since(self) -> float:
        """Seconds since the last step or look."""
        before, self.marked = self.marked, self.clock()
        return self.marked - before


@dataclass
class Pace:
    """How fast work is done: ``work`` foretold in all; ``rate``: seconds that a foretold second takes, if ``known``."""

    work: float = 0.0
    rate: float = 1.0
    known: bool = False
    done: float = 0.0
    taken: float = 0.0

    def add(self, work: float, seconds: float) -> None:
        self.done, self.taken = self.done + work, self.taken + seconds
        if self.done >= _TELLING or self.done and self.done >= self.work:
            self.rate, self.known = self.taken / self.done, True

    def again(self, work: float) -> Pace:
        """For other work of the same kind."""
        return Pace(work, self.rate, self.known)

    @property
    def left(self) -> float:
        """Work that is left."""
        return max(0.0, self.work - self.done)
