"""Outputs appear under their names only when complete: written beside them first, renamed at the end."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from .errors import InputError
from .jobs import partial_path

_open: set[str] = set()


@contextmanager
def whole(paths: Sequence[str]) -> Iterator[dict[str, str]]:
    """final path -> path to write to. All are renamed into place when the block ends well, else all are removed.

    Raises InputError where a folder is missing or cannot be written.
    """
    pairs = {path: partial_path(path) for path in paths if path}
    for path in pairs:
        _check_writable(Path(path))
    _open.update(pairs.values())
    try:
        yield pairs
        for final, partial in pairs.items():
            os.replace(partial, final)
    finally:
        for partial in pairs.values():
            _remove(partial)
            _open.discard(partial)


def discard_all() -> None:
    """Remove every partial output of this process."""
    for partial in list(_open):
        _remove(partial)


def _remove(partial: str) -> None:
    for path in (partial, f"{partial}.aux.xml", f"{partial}.ovr"):
        Path(path).unlink(missing_ok=True)


def _check_writable(path: Path) -> None:
    folder = path.parent
    if not folder.is_dir():
        raise InputError(f"The folder '{folder}' of the output '{path.name}' does not exist; create it first.")
    if not os.access(folder, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise InputError(f"The output '{path}' cannot be written; choose another place.")
    if path.is_dir():
        raise InputError(f"The output '{path}' is a folder; give a file name.")
