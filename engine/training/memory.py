"""How much memory a training takes: measured on a few samples, foretold for whole batches, and kept in bounds.

A step is bounded in two ways. A loss that is a mean over samples goes through its batch in smaller parts, whose
gradients add up. Any other computes its features in parts that are forgotten and computed again (layers/recompute.py).
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from ..accuracy.evaluation import predict
from ..methods.base import LEAST_NORMALISED, Method
from ..runtime import usage
from ..samples.batches import Samples

if TYPE_CHECKING:
    from .stage_loop import StageRun

#: bytes that the process may have while it trains
BUDGET = 2.0e9
#: samples of a part whose features are computed again
AT_ONCE = 8
#: samples of the two batches that are measured; what is drawn at random differs, so several are
_FEW, _MANY, _DRAWS = 8, 16, 2
#: of a process that has read the libraries, where the system does not tell
_PROCESS = 0.5e9
#: of what libraries keep for themselves once they compute
_LIBRARIES = 0.1e9
#: what allocators and operators need beyond the tensors that are there
_OVERHEAD = 1.25


@dataclass(frozen=True)
class Need:
    """Bytes of a step: ``fixed``, and for each ``sample``."""

    fixed: float
    sample: float

    def of(self, samples: int) -> float:
        return _OVERHEAD * (self.fixed + self.sample * samples)


@dataclass(frozen=True)
class Bounds:
    """How a stage goes through its batches, and the ``memory`` in bytes that the process then has at the most.

    ``micro_batch``: samples at once, their gradients added up; ``at_once``: samples whose features are computed at
    once, to be computed again; 0: all of them.
    """

    memory: float = 0.0
    micro_batch: int = 0
    at_once: int = 0


def held() -> float:
    """Bytes that the process has now, and that libraries will soon have."""
    return (usage.memory() or _PROCESS) + _LIBRARIES


def bounds(run: StageRun, batch_size: int, held: float) -> Bounds:
    """How batches of a stage fit into the BUDGET, of which the process already holds so many bytes."""
    batch, micro = batch_size, run.stage.micro_batch
    plain = step(run, 0)
    samples = min(batch, micro) if micro else batch
    if held + plain.of(samples) <= BUDGET:
        return Bounds(held + plain.of(_part(batch, samples)), micro)
    if micro:
        room = (BUDGET - held) / _OVERHEAD - plain.fixed
        if plain.sample:  # else fewer would need no less
            samples = min(samples, max(LEAST_NORMALISED, int(room / plain.sample)))
        return Bounds(held + plain.of(_part(batch, samples)), samples)
    return Bounds(held + step(run, AT_ONCE).of(samples), 0, AT_ONCE)


def _part(batch: int, most: int) -> int:
    """Samples of the largest part of a batch that goes through the network in equal parts of so many at the most."""
    return -(-batch // -(-batch // most))


def exceeded(most: float, parts: Sequence[Bounds]) -> str:
    """What to say where the ``most`` bytes that stages with such bounds take are more than the BUDGET; else nothing."""
    if most <= BUDGET:
        return ""
    least = any(part.micro_batch == LEAST_NORMALISED for part in parts)
    reason = f"; with fewer than {LEAST_NORMALISED} samples at once it would learn badly" if least else ""
    return (
        f"Training needs about {most / 1e9:.1f} GB of memory, more than the {BUDGET / 1e9:.1f} GB that it else keeps "
        f"to{reason}. A smaller WINDOW, fewer layers or COMPONENTS in the place of bands need less."
    )


def step(run: StageRun, at_once: int) -> Need:
    """What a step of a stage needs; the network is spoilt by it."""
    samples = run.stage.samples
    counts = samples.available.sum(1)
    full = torch.where(counts == counts.max())[0]  # the samples that have as many modalities as any
    names = next(names for names, _ in samples.patterns(full[:1]))
    full = next(found for found_names, found in samples.patterns(full) if found_names == names)
    run.at_once = at_once

    def learn(count: int) -> None:
        run.learn([(names, full[torch.arange(count) % len(full)])], count)

    return need(learn)


def looking(method: Method, samples: Samples, precision: str) -> float:
    """Bytes that measuring the accuracy needs beside what the process holds."""

    def look(count: int) -> None:
        predict(
            method, samples.subset(torch.arange(count) % len(samples)), [tuple(samples.modalities)], precision=precision
        )

    return need(look, draws=1).of(method.portion(len(samples)))


def need(work: Callable[[int], object], draws: int = _DRAWS) -> Need:
    """From the peaks of ``work`` with a few samples and with twice as many; the largest of several random draws.

    What the first time makes for good, as the state of an optimiser, is in the fixed part.
    """
    with Meter() as meter:
        work(_FEW)
    kept = meter.now
    peaks = {count: 0 for count in (_FEW, _MANY)}
    for draw in range(draws):
        for count in peaks:
            with torch.random.fork_rng(devices=[]), Meter() as meter:
                torch.manual_seed(draw)
                work(count)
            peaks[count] = max(peaks[count], meter.peak)
    each = max(0, peaks[_MANY] - peaks[_FEW]) / (_MANY - _FEW)
    return Need(kept + max(0.0, peaks[_MANY] - each * _MANY), each)


class Meter(TorchDispatchMode):
    """Counts the bytes of all tensors that are made within and are still there: ``peak`` is the most of them."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.peak = 0, 0
        self.known: dict[int, Any] = {}

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        for leaf in tree_leaves((args, kwargs)):
            self._count(leaf, made=False)  # a view of what was there before is not new
        result = func(*args, **(kwargs or {}))
        for leaf in tree_leaves(result):
            self._count(leaf, made=True)
        return result

    def _count(self, value: object, made: bool) -> None:
        if not isinstance(value, Tensor):
            return
        storage: Any = value.untyped_storage()
        key = storage._cdata
        if key in self.known:
            return
        size = storage.nbytes() if made else 0
        self.known[key] = weakref.finalize(storage, self._forget, key, size)
        self.now += size
        self.peak = max(self.peak, self.now)

    def _forget(self, key: int, size: int) -> None:
        self.known.pop(key, None)
        self.now -= size
