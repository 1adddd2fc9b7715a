"""How a running job speaks and listens: event lines out, a request to stop in."""

from __future__ import annotations

import copy
import math
import os
import signal
import stat
import threading
import time
from typing import Any, TextIO

from ..door.errors import Cancelled
from ..door.events import Event
from . import usage

#: seconds that a job has to stop by itself once it was asked to
GRACE = 4.0
#: seconds between two events that say how much memory the job takes
_USAGE_EVERY = 2.0


class Reporter:
    """Writes events to the stream it is given and knows whether the job should stop.

    Used by every task: ``progress``, ``log``, ``warn``, ``device``, ``metric``, ``result``, ``error``, and ``check``
    (raises Cancelled) which long loops call at least once a second. What the job takes goes with its progress.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._started = time.monotonic()
        self._low, self._high = 0.0, 1.0
        self._measured = [-math.inf]  # shared with the parts that ``within`` makes

    # ---- out

    def progress(self, value: float, text: str = "", left: float | None = None) -> None:
        """``value``: share of the whole job that is done, 0…1. The time left is added to the text.

        ``left``: seconds to the end of the job, from who knows them better than the share that is done tells.
        """
        value = self._low + min(1.0, max(0.0, value)) * (self._high - self._low)
        elapsed = time.monotonic() - self._started
        if left is None and 0.02 < value < 1 and elapsed > 3:
            left = elapsed * (1 - value) / value
        if left is not None:
            text = f"{text}; about {duration(left)} left" if text else f"About {duration(left)} left"
        self._emit("progress", value=round(value, 4), text=text, left=left)
        self._usage(self._started + elapsed)

    def within(self, low: float, high: float) -> Reporter:
        """The same reporter for a part of the job: its 0…1 is this one's low…high."""
        part = copy.copy(self)
        width = self._high - self._low
        part._low, part._high = self._low + low * width, self._low + high * width
        return part

    def _usage(self, now: float) -> None:
        if now - self._measured[0] >= _USAGE_EVERY:
            self._measured[0] = now
            self._emit("usage", memory=usage.memory(), device_memory=usage.device_memory())

    def device(self, name: str) -> None:
        """Where the job computes: cpu, cuda or mps."""
        self._emit("device", name=name)

    def log(self, text: str) -> None:
        self._emit("log", text=text, level="info")

    def warn(self, text: str) -> None:
        self._emit("log", text=text, level="warning")

    def metric(self, stage: str, epoch: int, name: str, value: float) -> None:
        self._emit("metric", stage=stage, epoch=epoch, name=name, value=value)

    def result(self, **values: Any) -> None:
        self._emit("result", **values)

    def error(self, text: str) -> None:
        self._emit("error", text=text)

    def _emit(self, event: str, **values: Any) -> None:
        if self._stream is None:
            return
        with self._lock:
            self._stream.write(Event(event, values).line() + "\n")
            self._stream.flush()

    # ---- in

    def stop(self) -> None:
        self._stop.set()

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    def check(self) -> None:
        """Raise Cancelled when the job was asked to stop."""
        if self.stopping:
            raise Cancelled("The job was cancelled.")

    def listen(self, abandon: Any) -> None:
        """Stop on SIGTERM, SIGINT, or the end of standard input where that is a pipe (the parent closed it or died).

        A job that is still running GRACE seconds later calls ``abandon`` (which removes partial files) and ends.
        """

        def asked(*_: Any) -> None:
            if not self.stopping:
                self.stop()
                threading.Thread(target=give_up, daemon=True).start()

        def give_up() -> None:
            time.sleep(GRACE)
            abandon()
            os._exit(130)

        def watch() -> None:
            # os.read, not sys.stdin: a thread blocked inside a buffered reader would hold its lock at shut-down
            while os.read(0, 4096):
                pass
            asked()

        signal.signal(signal.SIGTERM, asked)
        signal.signal(signal.SIGINT, asked)
        if _is_pipe(0):  # cron and systemd give what ends at once
            threading.Thread(target=watch, daemon=True).start()


def _is_pipe(number: int) -> bool:
    try:
        mode = os.fstat(number).st_mode
    except OSError:  # closed
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


def duration(seconds: float) -> str:
    """Time for a person: '12 seconds', '3 minutes', '2 h 20 min'."""
    if seconds < 90:
        whole = max(1, round(seconds))
        return f"{whole} second{'s' if whole > 1 else ''}"
    minutes = round(seconds / 60)
    return f"{minutes} minutes" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
