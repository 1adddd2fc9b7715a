"""Outputs appear under their names only when complete: written beside them first, renamed at the end."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from ..door import lock
from ..door.errors import InputError, RsmissError
from ..door.partial import partial_path, remove_leftovers
from .overwriting import SIDECARS, same_file

_open: set[str] = set()
#: final path -> its lock, or None where there can be none, of what this process writes
_held: dict[str, lock.Lock | None] = {}


@contextmanager
def whole(paths: Sequence[str]) -> Iterator[dict[str, str]]:
    """final path -> path to write to. All are renamed into place when the block ends well, else all are removed.

    What GDAL puts beside a raster goes with it, and what belonged to an older file of that name goes away.
    Raises InputError as ``claimed`` does. An error from within the block names the outputs as the user did.
    """
    with claimed(paths):
        pairs = {path: partial_path(path) for path in paths if path}
        _open.update(pairs.values())
        try:
            yield pairs
            _put_in_place(pairs)
        except RsmissError as error:
            raise type(error)(_by_final_names(str(error), pairs)) from error
        finally:
            for partial in pairs.values():
                _remove(partial)
                _open.discard(partial)


@contextmanager
def claimed(paths: Sequence[str]) -> Iterator[None]:
    """While the block runs no other job writes these outputs; what killed jobs left of them is removed.

    Raises InputError as ``check`` does, and where another job writes one of them. May be entered again for the same
    outputs.
    """
    check(paths)
    with ExitStack() as locks:
        for path in filter(None, paths):
            locks.enter_context(_claimed(os.path.abspath(path)))
        yield


def check(paths: Sequence[str]) -> None:
    """Raise InputError where a folder is missing or cannot be written, or two outputs have one name."""
    asked = [path for path in paths if path]
    if same_file(asked) is not None:
        raise InputError(f"Two outputs have the same file name ({', '.join(asked)}); give each its own.")
    for path in asked:
        _check_writable(Path(path))


def discard_all() -> None:
    """Remove every partial output of this process, and let others write in their places."""
    for partial in list(_open):
        _remove(partial)
    for path in list(_held):
        _release(path)


@contextmanager
def _claimed(path: str) -> Iterator[None]:
    if path in _held:
        yield
        return
    try:
        _held[path] = lock.take(path)
    except lock.BusyError as error:
        raise InputError(
            f"The output '{path}' is being written by another job; wait until that has ended, or choose another name."
        ) from error
    try:
        if _held[path] is not None:  # so whoever began these is dead
            remove_leftovers(path)
        yield
    finally:
        _release(path)


def _release(path: str) -> None:
    held = _held.pop(path, None)
    if held is not None:
        held.release()


def _by_final_names(text: str, pairs: dict[str, str]) -> str:
    for final, partial in pairs.items():
        text = text.replace(partial, final).replace(Path(partial).name, Path(final).name)
    return text


def _put_in_place(pairs: dict[str, str]) -> None:
    """Rename all partial files, and what lies beside them, or none: what was there comes back where one cannot be."""
    undo: list[tuple[str, str]] = []
    try:
        for final, partial in pairs.items():
            for suffix in ("", *SIDECARS):
                there = os.path.exists(final + suffix)
                old = _second_name(final, suffix) if there else ""
                if old or not there:
                    undo.append((final + suffix, old))
                if suffix and not os.path.exists(partial + suffix):
                    Path(final + suffix).unlink(missing_ok=True)
                else:
                    os.replace(partial + suffix, final + suffix)
    except OSError:
        for path, old in reversed(undo):
            with suppress(OSError):
                os.replace(old, path) if old else Path(path).unlink(missing_ok=True)
        raise
    finally:
        for _, old in undo:
            if old:
                Path(old).unlink(missing_ok=True)


def _second_name(final: str, suffix: str) -> str:
    """Give what is there a second name; nothing where the disk has no second names."""
    name = partial_path(final) + suffix
    try:
        os.link(final + suffix, name)
    except OSError:
        return ""
    return name


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
