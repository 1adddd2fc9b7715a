"""The table that the first hour leaves, for docs/times.md."""

from __future__ import annotations

from typing import Any

HEAD = """| step | clicks | minutes | CPU minutes | longest pause of the window |
| --- | ---: | ---: | ---: | ---: |
"""


def table(steps: list[Any]) -> str:
    rows = [_row(step.title, [step]) for step in steps]
    return HEAD + "\n".join([*rows, _row("**all**", steps)]) + "\n"


def _row(title: str, steps: list[Any]) -> str:
    longest = max((step.longest for step in steps), key=lambda gap: gap.seconds)
    pause = f"{1000 * longest.seconds:.0f} ms" if longest.seconds else "under 100 ms"
    minutes, cpu = sum(step.seconds for step in steps) / 60, sum(step.cpu for step in steps) / 60
    return f"| {title} | {sum(step.presses for step in steps)} | {minutes:.1f} | {cpu:.1f} | {pause} |"
