"""What a running job takes: its memory, and the GPU's. Standard library only; torch is asked where it is loaded."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_STATM, _STATUS = Path("/proc/self/statm"), Path("/proc/self/status")


def memory() -> int:
    """Bytes of main memory that this process holds; 0 where the system does not tell without further packages."""
    if _STATM.exists():
        return int(_STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    if sys.platform == "darwin":
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # the most it ever was; bytes on macOS alone
    return 0


def peak_memory() -> int:
    """Bytes of main memory that this process has held at the most; 0 where the system does not tell.

    Not by getrusage where it can be helped: on Linux that counts what the process that started this one held.
    """
    if _STATUS.exists():
        lines = _STATUS.read_text(encoding="utf-8").splitlines()
        return next((1024 * int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)
    return memory()


def device_memory() -> int:
    """Bytes of the GPU's memory that PyTorch holds; 0 without one."""
    torch = sys.modules.get("torch")
    if torch is None or not torch.cuda.is_initialized():
        return 0
    return int(torch.cuda.memory_reserved())
