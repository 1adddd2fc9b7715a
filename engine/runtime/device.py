"""Where tensors live and in which precision: CPU, CUDA or Apple's MPS; float32, or bfloat16 where it is as good.

What decides the precision, in this order:

1. A number is learnt and mapped in float32, whatever is asked for: three digits are not enough for one.
2. The job's PRECISION, then the environment variable RSMISS_PRECISION, where they are not ``auto``.
3. ``auto`` is bfloat16 only for what BFLOAT16_TARGETS names, on NVIDIA GPUs that have it in hardware, and on CPUs with
   AMX where a few measured batches are faster so. On all other CPUs and on MPS it is float32.
"""

from __future__ import annotations

import copy
import os
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext

import torch
from torch import nn

from ..door.errors import EngineError, InputError
from ..door.jobs import PRECISIONS
from ..door.target import CLASSES, NUMBER

AUTO, FLOAT32, BFLOAT16 = PRECISIONS
#: the environment variable that stands in for a job's ``auto``
VARIABLE = "RSMISS_PRECISION"
#: method -> targets that three seeds learnt as well in bfloat16 as in float32 (benchmarks/results/precision_cpu.md: a
#: CPU, one easy scene); auto is float32 for all others. X-ModalNet is not here: with both layers and with the elevation
#: two of three seeds were lower, and it was no faster
BFLOAT16_TARGETS: Mapping[str, tuple[str, ...]] = {
    "dpmamba": (CLASSES,),
    "lds2ae": (CLASSES,),
    "lvpcnet": (CLASSES,),
    "mdico": (CLASSES,),
}
#: what to say where a device cannot hold what a single sample needs
FULL = (
    "The device's memory is full even with one sample at once; choose a smaller WINDOW or fewer layers, end what else "
    "uses the device, or choose DEVICE cpu."
)
#: how often the batches are measured, the fastest time of each precision counts; and what share of float32's time
#: bfloat16 may take at the most: a gain within the clock's noise is not worth three digits
_TRIALS, _WORTH_IT = 3, 0.9
#: samples of a batch that is measured
_LEARNT_AT_ONCE, _MAPPED_AT_ONCE = 64, 256


def choose(name: str) -> torch.device:
    """The device by its job name; ``auto`` takes CUDA, then MPS, then the CPU. EngineError where it is not there."""
    if name == "cuda" and not torch.cuda.is_available():
        raise EngineError("DEVICE is cuda, but PyTorch finds no usable NVIDIA GPU here; choose auto or cpu.")
    if name == "mps" and not torch.backends.mps.is_available():
        raise EngineError("DEVICE is mps, but there is no Apple GPU here; choose auto or cpu.")
    if name != "auto":
        return torch.device(name)
    if torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


def has_bfloat16(device: torch.device) -> bool:
    """Whether this device has units for bfloat16. Most CPUs that have them are no faster with it."""
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return device.type == "cpu" and torch.cpu._is_avx512_bf16_supported()


def may_gain(device: torch.device) -> bool:
    """Whether ``auto`` thinks of bfloat16 on this device at all: an NVIDIA GPU with it, or a CPU with AMX."""
    if device.type == "cuda":
        return has_bfloat16(device)
    return device.type == "cpu" and torch.cpu._is_amx_tile_supported()


def resolve(
    wanted: str,
    device: torch.device,
    method: str,
    kind: str,
    *,
    say: Callable[[str], None] = lambda text: None,
    work: Callable[[], object] | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> str:
    """FLOAT32 or BFLOAT16, by the rules above, for a registered method and the kind of its target.

    ``work`` computes a batch or a few; on a CPU ``auto`` measures it, and is float32 without. ``say`` hears of what
    is not as asked for. InputError where RSMISS_PRECISION is none of the precisions.
    """
    asked = _asked(wanted)
    if kind == NUMBER:
        if asked == BFLOAT16:
            say("PRECISION is bfloat16, but a number is always computed in float32: three digits are too few for it.")
        return FLOAT32
    if asked != AUTO:
        return asked
    if kind not in BFLOAT16_TARGETS.get(method, ()) or not may_gain(device):
        return FLOAT32
    if device.type == "cuda":
        return BFLOAT16
    return BFLOAT16 if work is not None and _is_faster(work, device, clock) else FLOAT32


def autocast(device: torch.device, precision: str) -> AbstractContextManager[object]:
    """The context in which to compute in FLOAT32 or BFLOAT16."""
    if precision == BFLOAT16:
        return torch.autocast(device.type, dtype=torch.bfloat16)
    return nullcontext()


def trial(
    network: nn.Module, window: int, bands: Mapping[str, int], device: torch.device, *, learning: bool = False
) -> Callable[[], None]:
    """Work for ``resolve``: a batch of random patches through a copy of the network, and back again for ``learning``.

    ``bands``: modality -> bands that the network sees. Neither the network nor torch's random state changes.
    """
    made: list[tuple[nn.Module, dict[str, torch.Tensor]]] = []

    def work() -> None:
        with torch.random.fork_rng(devices=[]), torch.set_grad_enabled(learning):
            if not made:
                count = _LEARNT_AT_ONCE if learning else _MAPPED_AT_ONCE
                patches = {m: torch.randn(count, n, window, window, device=device) for m, n in bands.items()}
                made.append((copy.deepcopy(network).train(learning), patches))
            tried, patches = made[0]
            outputs = tried(patches)
            if learning:
                outputs.float().square().mean().backward()

    return work


def _asked(wanted: str) -> str:
    """What the job says, or else the environment."""
    if wanted != AUTO:
        return wanted
    value = os.environ.get(VARIABLE) or AUTO
    if value not in PRECISIONS:
        raise InputError(
            f"The environment variable {VARIABLE} is '{value}'; it must be one of {', '.join(PRECISIONS)}."
        )
    return value


def _is_faster(work: Callable[[], object], device: torch.device, clock: Callable[[], float]) -> bool:
    """Whether bfloat16 takes clearly less time than float32; the first call of each sets things up and is not timed."""
    fastest: dict[str, float] = {}
    for precision in (FLOAT32, BFLOAT16):
        with autocast(device, precision):
            work()
            for _ in range(_TRIALS):
                started = clock()
                work()
                took = clock() - started
                fastest[precision] = min(took, fastest.get(precision, took))
    return fastest[BFLOAT16] < _WORTH_IT * fastest[FLOAT32]
