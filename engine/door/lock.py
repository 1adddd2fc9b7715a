"""One job at a time writes an output: a lock beside it, which the system opens when its holder dies, however that is.

Standard library only.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _take(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

    #: the lock is somebody else's
    _BUSY: tuple[type[OSError], ...] = (PermissionError,)
else:
    import fcntl

    def _take(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    _BUSY = (BlockingIOError,)


class Lock:
    """The lock of an output while this process holds it."""

    def __init__(self, path: str, file: int) -> None:
        self._path, self._file = path, file

    def release(self) -> None:
        """Give it back; the file beside the output goes. Does nothing the second time."""
        file, self._file = self._file, -1
        if file < 0:
            return
        if sys.platform == "win32":  # where no open file can be removed, and none that another process has opened
            os.close(file)
            with suppress(OSError):
                os.unlink(self._path)
            return
        with suppress(OSError):  # the folder has vanished
            os.unlink(self._path)
        os.close(file)


class BusyError(Exception):
    """Another job holds the lock."""


def lock_path(output: str) -> str:
    """The file beside an output that is locked while it is written."""
    final = Path(output)
    return str(final.with_name(f".{final.name}.lock"))


def take(output: str) -> Lock | None:
    """The lock of an output; raises BusyError where another job has it.

    None on a disk that knows no locks, or cannot be written: that is no reason not to try.
    """
    path = lock_path(output)
    while True:
        try:
            file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        except OSError:
            return None
        try:
            _take(file)
            if _is(path, file):
                return Lock(path, file)
        except _BUSY as error:
            os.close(file)
            raise BusyError(output) from error
        except OSError:
            with suppress(OSError):
                os.unlink(path)
            os.close(file)
            return None
        os.close(file)  # its holder has removed it meanwhile: another one is the lock now


def _is(path: str, file: int) -> bool:
    """Whether the file is still the one that is there under its name."""
    try:
        return os.path.samestat(os.stat(path), os.fstat(file))
    except OSError:
        return False
