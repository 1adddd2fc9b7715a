"""The table that the first hour leaves, for docs/times.md."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from qgis.core import Qgis

HEAD = """| step | clicks | minutes | CPU minutes | longest pause of the window | load |
| --- | ---: | ---: | ---: | ---: | ---: |
"""


def table(steps: list[Any]) -> str:
    rows = [_row(step.title, [step]) for step in steps]
    return f"{machine()}\n\n{HEAD}" + "\n".join([*rows, _row("**all**", steps)]) + "\n"


def machine() -> str:
    """Where it was measured: processor, cores, memory, QGIS."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    wide = " with AVX-512" if any("avx512f" in line for line in lines) else ""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return f"{os.cpu_count()} cores of {model}{wide}, {memory:.0f} GB, QGIS {Qgis.version()}:"


def _row(title: str, steps: list[Any]) -> str:
    longest = max((step.longest for step in steps), key=lambda gap: gap.seconds)
    pause = (
        f"{1000 * longest.seconds:.0f} ms ({1000 * longest.cpu:.0f} computing)" if longest.seconds else "under 100 ms"
    )
    minutes, cpu = sum(step.seconds for step in steps) / 60, sum(step.cpu for step in steps) / 60
    load = max(step.load for step in steps)
    return f"| {title} | {sum(step.presses for step in steps)} | {minutes:.1f} | {cpu:.1f} | {pause} | {load:.1f} |"
