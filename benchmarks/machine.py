"""What the machine can do: matrix rates and copy bandwidth, measured in the same run as everything else."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable

import torch

from engine.runtime.device import has_bfloat16

_SIDE = {"cpu": 2048, "cuda": 8192}
_COPY_BYTES = {"cpu": 256 << 20, "cuda": 4 << 30}


def seconds(work: Callable[[], object], device: torch.device, repeats: int = 5) -> float:
    """Median time of one call, after one warm-up; CUDA is timed by events."""
    work()
    return statistics.median(once(work, device) for _ in range(repeats))


def once(work: Callable[[], object], device: torch.device) -> float:
    """Time of one call."""
    if device.type == "cuda":
        begin, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        begin.record()
        work()
        end.record()
        torch.cuda.synchronize()
        return begin.elapsed_time(end) / 1000
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def matrix_rate(device: torch.device, dtype: torch.dtype) -> float:
    """FLOP/s of a square matrix product; a small one where the hardware only emulates the type."""
    emulated = device.type == "cpu" and dtype == torch.bfloat16 and not has_bfloat16(device)
    side = 256 if emulated else _SIDE[device.type]
    a = torch.randn(side, side, device=device).to(dtype)
    b = torch.randn(side, side, device=device).to(dtype)
    return 2 * side**3 / seconds(lambda: a @ b, device)


def copy_bandwidth(device: torch.device) -> float:
    """Bytes/s read plus written by a copy."""
    count = _COPY_BYTES[device.type] // 4
    source = torch.ones(count, device=device)
    target = torch.empty_like(source)
    return 8 * count / seconds(lambda: target.copy_(source), device)


def describe(device: torch.device) -> dict[str, object]:
    """Name, threads, and the measured rates (GFLOP/s, GB/s)."""
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else _processor()
    return {
        "name": name,
        "cores": os.cpu_count(),
        "threads": torch.get_num_threads(),
        "capability": torch.backends.cpu.get_cpu_capability(),
        "torch": torch.__version__,
        "fp32_gflops": round(matrix_rate(device, torch.float32) / 1e9, 1),
        "bf16_gflops": round(matrix_rate(device, torch.bfloat16) / 1e9, 1),
        "copy_gbytes": round(copy_bandwidth(device) / 1e9, 1),
    }


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return next(line.split(":")[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()
