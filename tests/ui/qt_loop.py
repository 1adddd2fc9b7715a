"""Qt's event loop in tests: run it until something is so."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path


def run_until(condition: Callable[[], object], what: str, seconds: float = 120) -> None:
    """Let Qt work until the condition holds; fails where it never does."""
    from qgis.PyQt.QtCore import QCoreApplication, QEventLoop

    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited {seconds:.0f} s for {what}"
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        time.sleep(0.005)


def processes_in(folder: Path) -> list[int]:
    """Processes whose program lies in a folder or whose command names it."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if str(folder).encode() in command:
                found.append(int(entry.name))
    return found
