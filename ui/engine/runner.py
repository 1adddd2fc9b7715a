"""Runs a job of the engine in a child process, from a background thread, and passes on what it says.

The child's standard input is its life line: when it closes, because the user cancelled or QGIS is gone, it stops.
"""

from __future__ import annotations

import tempfile
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from qgis.core import QgsProcessingFeedback
from qgis.PyQt.QtCore import QCoreApplication, QProcess, QProcessEnvironment, QThread

from ...engine.door.errors import Cancelled, EngineError
from ...engine.door.events import Event
from ...engine.door.jobs import Job
from ...engine.door.partial import clear
from ...engine.door.process import ENVIRONMENT
from ..jobs.journal import Entry, journal
from ..jobs.record import DONE, Asked
from ..translation import mark, tr
from .environment import clean_environment, engine_python

PLUGIN_FOLDER = Path(__file__).parents[2]
#: milliseconds between two looks at whether the user cancelled
_POLL = 150
#: seconds that a cancelled job has to stop by itself before it is killed
_GRACE = 4.5
_KEPT_LOG_LINES = 40
#: seconds between two lines of progress, which QGIS adds to its log
_LINE_EVERY = 2.0
_CANCELLED = mark("The job was cancelled; no output was written.")


def run_job(
    job: Job, feedback: QgsProcessingFeedback, asked: Asked | None = None, words: Callable[..., str] | None = None
) -> dict[str, Any]:
    """Run a job to its end and return its result; the journal hears of it from its beginning to its end.

    ``words(text, abbreviations=…)`` puts what the engine says into the words of the dialog, for its log and for the
    journal; see RsmissAlgorithm.words.

    Raises EngineError with the engine's own sentence where it fails, Cancelled when the user cancelled; in both
    cases no child and no half-written output stays.
    """
    with journal().job(job, asked or Asked()) as entry:
        result = _run(job, feedback, entry, words or _unchanged)
        entry.end(DONE, result=result)
        return result


def _run(job: Job, feedback: QgsProcessingFeedback, entry: Entry, words: Callable[..., str]) -> dict[str, Any]:
    python = engine_python()
    with tempfile.TemporaryDirectory(prefix="rsmiss-") as folder:
        path = Path(folder) / "job.json"
        path.write_text(job.to_json(), encoding="utf-8")
        child = _Child(python, path, feedback, entry, words)
        try:
            return child.result()
        finally:
            child.end()
            for output in job.outputs():
                clear(output)


class _Child:
    """The running engine."""

    def __init__(
        self,
        python: str,
        job_file: Path,
        feedback: QgsProcessingFeedback,
        entry: Entry,
        words: Callable[..., str],
    ) -> None:
        self.feedback, self.entry, self.words = feedback, entry, words
        self.outcome: dict[str, Any] | None = None
        self.error = ""
        self.last_line = 0.0
        self.log: deque[str] = deque(maxlen=_KEPT_LOG_LINES)
        self.rest, self.rest_of_log = b"", b""
        self.process = QProcess()
        self.process.setWorkingDirectory(str(PLUGIN_FOLDER))
        self.process.setProcessEnvironment(_child_environment())
        self.process.start(python, ["-m", "engine", str(job_file)])
        if not self.process.waitForStarted(20_000):
            sentence = tr("The engine's Python '{python}' does not start: {problem}.")
            raise EngineError(sentence.format(python=python, problem=self.process.errorString()))

    def result(self) -> dict[str, Any]:
        while self.process.state() != QProcess.ProcessState.NotRunning:
            if self.cancelled:
                self.end()
                raise Cancelled(tr(_CANCELLED))
            self.process.waitForReadyRead(_POLL)
            self._listen()
            _let_signals_in()
        self._listen()
        if self.outcome is not None and self.process.exitCode() == 0:
            return self.outcome
        self.entry.say(self.log)
        if self.error:
            raise EngineError(self.error)
        for line in self.log:
            self.feedback.pushDebugInfo(line)
        if self.cancelled or self.process.exitCode() == 130:
            raise Cancelled(tr(_CANCELLED))
        raise EngineError(self._died())

    @property
    def cancelled(self) -> bool:
        """Whether the user cancelled, in Processing or in the list of jobs."""
        return self.feedback.isCanceled() or self.entry.cancelled

    def end(self) -> None:
        """Ask the child to stop, wait a little, then kill it."""
        if self.process.state() == QProcess.ProcessState.NotRunning:
            return
        self.process.closeWriteChannel()
        self.process.terminate()
        deadline = time.monotonic() + _GRACE
        while self.process.state() != QProcess.ProcessState.NotRunning and time.monotonic() < deadline:
            self.process.waitForFinished(_POLL)
        if self.process.state() != QProcess.ProcessState.NotRunning:
            self.process.kill()
            self.process.waitForFinished(2000)

    def _listen(self) -> None:
        *lines, self.rest_of_log = (self.rest_of_log + bytes(self.process.readAllStandardError())).split(b"\n")
        self.log.extend(line.decode("utf-8", "replace") for line in lines)
        *lines, self.rest = (self.rest + bytes(self.process.readAllStandardOutput())).split(b"\n")
        for line in lines:
            event = Event.parse(line.decode("utf-8", "replace"))
            if event is not None:
                self._take(event)

    def _take(self, event: Event) -> None:
        values = event.values
        if event.event in ("log", "error"):
            values = {**values, "text": self.words(values["text"], abbreviations=event.event == "error")}
            event = replace(event, values=values)
        self.entry.take(event)
        if event.event == "progress":
            self.feedback.setProgress(100 * values["value"])
            if time.monotonic() - self.last_line >= _LINE_EVERY:
                self.last_line = time.monotonic()
                self.feedback.setProgressText(values["text"])
        elif event.event == "log" and values["level"] == "warning":
            self.feedback.pushWarning(values["text"])
        elif event.event == "log":
            self.feedback.pushInfo(values["text"])
        elif event.event == "result":
            self.outcome = values
        elif event.event == "error":
            self.error = values["text"]

    def _died(self) -> str:
        last = next((line for line in reversed(self.log) if line.strip()), tr("it said nothing"))
        if self.process.exitStatus() == QProcess.ExitStatus.CrashExit:
            return tr(
                "The engine was ended by the system, most likely for want of memory; choose a smaller BATCH_SIZE or "
                "TILE_SIZE. Its last words: {words}"
            ).format(words=last)
        sentence = tr("The engine ended without a result (status {status}). Its last words: {words}")
        return sentence.format(status=self.process.exitCode(), words=last)


def _unchanged(text: str, **_: object) -> str:
    return text


def _let_signals_in() -> None:
    """qgis_process hears of Ctrl+C through its event loop, which this thread blocks where it is the main one."""
    application = QCoreApplication.instance()
    if application is not None and application.thread() == QThread.currentThread():
        QCoreApplication.processEvents()


def _child_environment() -> QProcessEnvironment:
    environment = clean_environment()
    for name, value in ENVIRONMENT.items():
        if not environment.contains(name):
            environment.insert(name, value)
    return environment
