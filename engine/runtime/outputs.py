"""Outputs appear under their names only when complete: written beside them first, renamed at the end."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ..door.errors import InputError, RsmissError
from ..door.events import partial_path
from .overwriting import SIDECARS, same_file

_open: set[str] = set()


@contextmanager
def whole(paths: Sequence[str]) -> Iterator[dict[str, str]]:
    """final path -> path to write to. All are renamed into place when the block ends well, else all are removed.

    What GDAL puts beside a raster goes with it, and what belonged to an older file of that name goes away.
    Raises InputError as ``check`` does. An error from within the block names the outputs as the user did.
    """
    check(paths)
    pairs = {path: partial_path(path) for path in paths if path}
    _open.update(pairs.values())
    try:
        yield pairs
        for final, partial in pairs.items():
            _put_in_place(partial, final)
    except RsmissError as error:
        raise type(error)(_by_final_names(str(error), pairs)) from error
    finally:
        for partial in pairs.values():
            _remove(partial)
            _open.discard(partial)


def check(paths: Sequence[str]) -> None:
    """Raise InputError where a folder is missing or cannot be written, or two outputs have one name."""
    asked = [path for path in paths if path]
    if same_file(asked) is not None:
        raise InputError(f"Two outputs have the same file name ({', '.join(asked)}); give each its own.")
    for path in asked:
        _check_writable(Path(path))


def discard_all() -> None:
    """Remove every partial output of this process."""
    for partial in list(_open):
        _remove(partial)


def _by_final_names(text: str, pairs: dict[str, str]) -> str:
    for final, partial in pairs.items():
        text = text.replace(partial, final).replace(Path(partial).name, Path(final).name)
    return text


def _put_in_place(partial: str, final: str) -> None:
    os.replace(partial, final)
    for suffix in SIDECARS:
        if os.path.exists(partial + suffix):
            os.replace(partial + suffix, final + suffix)
        else:
            Path(final + suffix).unlink(missing_ok=True)


def _remove(partial: str) -> None:
    for suffix in ("", *SIDECARS):
        Path(partial + suffix).unlink(missing_ok=True)


def _check_writable(path: Path) -> None:
    folder = path.parent
    if not folder.is_dir():
        raise InputError(f"The folder '{folder}' of the output '{path.name}' does not exist; create it first.")
    if not os.access(folder, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise InputError(f"The output '{path}' cannot be written; choose another place.")
    if path.is_dir():
        raise InputError(f"The output '{path}' is a folder; give a file name.")
