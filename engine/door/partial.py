"""Where an output grows until it is complete, and what a job that was killed leaves of it. Standard library only."""

from __future__ import annotations

import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

from . import lock


def partial_path(path: str) -> str:
    """A new name beside the final one, with the same suffix: nobody can guess it, and no two jobs have it."""
    final = Path(path)
    return str(final.with_name(f".{final.stem}.{secrets.token_hex(4)}.partial{final.suffix}"))


def remove_leftovers(path: str) -> None:
    """Remove what grew under partial names of an output, and what GDAL wrote beside it; for the holder of its lock."""
    final = Path(path)
    left = re.compile(rf"\.{re.escape(final.stem)}\.[0-9a-f]{{8}}\.partial{re.escape(final.suffix)}([.-].*)?")
    for name in os.listdir(final.parent):
        if left.fullmatch(name):
            (final.parent / name).unlink(missing_ok=True)


def clear(path: str) -> None:
    """Remove what a killed job left of an output; where a living job writes it, nothing."""
    with suppress(lock.BusyError, OSError):  # OSError: its folder is not there
        held = lock.take(path)
        if held is not None:
            remove_leftovers(path)
            held.release()
