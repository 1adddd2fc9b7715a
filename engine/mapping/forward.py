"""Forward passes over many pixels, in batches of a size that suits the device, on all cores of the CPU.

On the CPU every thread takes batches of its own and computes them alone: threads that share each operation of one
batch wait for each other hundreds of times in it, and for whatever else the machine does on one of their cores. With
two idle cores the transformers and DPMamba map a tenth faster so, with one of the two busy a third to a half. Other
devices get one thread.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import torch
from torch import Tensor

from ..door.errors import EngineError
from ..runtime.device import autocast
from .workers import wait, worker

#: bytes of embedded windows in one forward pass on the CPU: what the caches like, shared out among the threads, and
#: what one of them gets at the least (LDS2AE on 63 + 1 bands maps equally fast from 2 to 16 MB)
_CPU_BYTES, _CPU_LEAST_BYTES = 8 << 20, 2 << 20
#: threads with batches of their own, each of which takes memory; further cores help inside a batch
_MOST_THREADS = 16
#: on CUDA: the share of the free memory for embedded windows, the rest being for activations, and their limit
_CUDA_SHARE, _CUDA_BYTES = 1 / 64, 1 << 30


class Forward:
    """Runs work over positions, batch by batch; made by ``forward_passes``."""

    def __init__(
        self,
        pool: ThreadPoolExecutor,
        threads: int,
        device: torch.device,
        precision: str,
        batch: int,
        check: Callable[[], None],
    ) -> None:
        self.pool, self.threads, self.device, self.precision = pool, threads, device, precision
        self.batch, self.check = batch, check
        self.share = 1.0  # of the batch size, halved whenever the device runs out of memory

    def run(self, work: Callable[[Tensor], None], positions: Tensor, size: int, advance: Callable[[int], None]) -> None:
        """Call ``work`` with all of ``positions`` (k,), some at a time, in inference mode and the precision.

        ``size``: bytes that one position takes; ``advance`` hears of how many more are done. Work runs in several
        threads at once, and again on the halves of what did not fit into the device's memory. Raises Cancelled within
        a batch of the request to stop, EngineError where not even one position fits.
        """
        running: deque[tuple[int, Future[None]]] = deque()
        start = 0
        while start < len(positions) or running:
            if start == len(positions) or len(running) == 2 * self.threads:
                count, first = running.popleft()
                wait(first, self.check)
                advance(count)
                continue
            part = positions[start : start + self._count(size, len(positions))]
            start += len(part)
            running.append((len(part), self.pool.submit(self._pass, work, part)))

    def _count(self, size: int, total: int) -> int:
        """Positions in one forward pass; as many passes for each thread."""
        wanted = max(1, int((self.batch or batch_size(size, self.threads, self.device)) * self.share))
        rounds = -(-total // (wanted * self.threads))
        return -(-total // (rounds * self.threads))

    def _pass(self, work: Callable[[Tensor], None], positions: Tensor) -> None:
        try:
            with torch.inference_mode(), autocast(self.device, self.precision):
                work(positions)
            return
        except torch.OutOfMemoryError as error:
            if len(positions) == 1:
                raise EngineError("The device has not enough memory for one pixel; use DEVICE cpu.") from error
        # after the handler, when the failed pass no longer holds its tensors
        torch.cuda.empty_cache()
        self.share *= 0.5
        for half in positions.tensor_split(2):
            self._pass(work, half)


@contextmanager
def forward_passes(device: torch.device, precision: str, batch: int, check: Callable[[], None]) -> Iterator[Forward]:
    """Threads for forward passes while the block lasts. ``batch``: positions in one pass, 0 to choose by the device;
    ``precision``: float32 or bfloat16."""
    cores = torch.get_num_threads()
    threads = min(cores, _MOST_THREADS) if device.type == "cpu" else 1

    def alone() -> None:
        torch.get_num_threads()  # a thread's first look takes the process's number, which would undo the next line
        torch.set_num_threads(cores // threads)

    try:
        with worker("rsmiss-forward", threads, alone) as pool:
            yield Forward(pool, threads, device, precision, batch, check)
    finally:
        torch.set_num_threads(cores)  # also the number that threads to come begin with


def batch_size(size: int, threads: int, device: torch.device) -> int:
    """Positions of ``size`` bytes in one forward pass, at least one."""
    budget = max(_CPU_LEAST_BYTES, _CPU_BYTES // threads)
    if device.type == "cuda":
        budget = min(_CUDA_BYTES, int(torch.cuda.mem_get_info(device)[0] * _CUDA_SHARE))
    return max(1, budget // size)
