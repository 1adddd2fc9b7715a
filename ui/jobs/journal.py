"""Where running jobs report, from whichever thread, and where the window listens. Knows no widget.

An engine may speak thousands of times a second. A job calls out once that there is news, and again only when somebody
has looked: the window's event loop gets as many signals as it takes, not as many as there are events.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from functools import cache
from typing import Any

from qgis.PyQt.QtCore import QObject, pyqtSignal

from ...engine.door.errors import Cancelled
from ...engine.door.events import Event
from ...engine.door.jobs import Job
from . import history
from .record import CANCELLED, DONE, FAILED, RUNNING, Asked, JobRecord


class Entry:
    """A running job in the journal; every method may be called from any thread."""

    def __init__(self, journal: Journal, record: JobRecord) -> None:
        self._journal, self._record = journal, record
        self._lock = threading.Lock()
        self._told = False
        self._cancelled = threading.Event()
        self._began = time.monotonic()

    # ---- by who runs it

    def take(self, event: Event) -> None:
        """Note what the engine said."""
        with self._lock:
            self._record.take(event.event, event.values)
            tell, self._told = not self._told, True
        if tell:
            self._journal.changed.emit(self._record.id)

    @property
    def cancelled(self) -> bool:
        """Whether the user cancelled the job in the window."""
        return self._cancelled.is_set()

    def end(self, state: str, *, result: dict[str, Any] | None = None, error: str = "") -> None:
        with self._lock:
            record = self._record
            record.state, record.result, record.error = state, result or {}, error
            record.seconds = time.monotonic() - self._began
            if state == DONE:
                record.progress = 1.0

    def say(self, lines: Iterable[str]) -> None:
        with self._lock:
            for line in lines:
                self._record.say(line)

    # ---- by who looks

    def look(self) -> JobRecord:
        """A copy of what is known now."""
        with self._lock:
            self._told = False
            if self._record.state == RUNNING:
                self._record.seconds = time.monotonic() - self._began
            return self._record.copy()

    def cancel(self) -> None:
        self._cancelled.set()


class Journal(QObject):
    """The running jobs, and the past ones. The signals carry the id of the job and may come from any thread."""

    began = pyqtSignal(str)
    changed = pyqtSignal(str)
    ended = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._running: dict[str, Entry] = {}
        self._ended: dict[str, JobRecord] = {}
        self._order: dict[str, int] = {}

    @contextmanager
    def job(self, job: Job, asked: Asked) -> Iterator[Entry]:
        """Keep a job from its beginning to its end, whatever that is."""
        started = datetime.now(timezone.utc).isoformat(timespec="seconds")
        record = JobRecord(uuid.uuid4().hex, job.kind, asked, started)
        entry = Entry(self, record)
        with self._lock:
            self._running[record.id] = entry
            self._order[record.id] = len(self._order)
        self.began.emit(record.id)
        try:
            yield entry
            if entry.look().state == RUNNING:
                entry.end(DONE)
        except Cancelled:
            entry.end(CANCELLED)
            raise
        except BaseException as error:
            entry.end(FAILED, error=str(error))
            raise
        finally:
            self._close(entry)

    def _close(self, entry: Entry) -> None:
        record = entry.look()
        with self._lock:
            self._ended[record.id] = record
            del self._running[record.id]
            for old in list(self._ended)[: -history.KEPT]:
                del self._ended[old]
        history.remember(record)
        self.ended.emit(record.id)

    def running(self) -> list[str]:
        """Ids of the running jobs, the oldest first."""
        with self._lock:
            return list(self._running)

    def ids(self) -> list[str]:
        """Ids of all jobs of this session, the oldest first."""
        with self._lock:
            return sorted({**self._ended, **self._running}, key=self._order.__getitem__)

    def look(self, id: str) -> JobRecord | None:
        """What is known now of a job of this session; None where there is no such job."""
        with self._lock:
            entry, record = self._running.get(id), self._ended.get(id)
        return entry.look() if entry is not None else record

    def cancel(self, id: str) -> None:
        """Ask a running job to stop."""
        with self._lock:
            entry = self._running.get(id)
        if entry is not None:
            entry.cancel()


@cache
def journal() -> Journal:
    """The one journal of this QGIS."""
    return Journal()
