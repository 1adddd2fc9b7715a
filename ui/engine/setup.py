"""Makes the engine's environment: a venv of its own, filled and tried, whole or not at all."""

from __future__ import annotations

import shutil
from collections import deque
from pathlib import Path

from qgis.PyQt.QtCore import QLockFile, QObject, QProcess, QProcessEnvironment, pyqtSignal

from ...engine.door.events import Event
from ..translation import mark, tr
from .background import Background
from .environment import REQUIREMENTS, clean_environment, environment_folder, environments_folder
from .folders import GROWING, SCRATCH, delete, leftovers, new_name, put_away
from .network import Network, qgis_network
from .outcomes import Outcome, explain
from .plan import Plan, Step, python_version
from .watch import Watch, doing

CANCELLED = mark("The set-up was cancelled; nothing was left behind.")
_TEMPORARY = ("TMPDIR", "TEMP", "TMP")
#: of a step's output, enough for what explains its end
_KEPT_LINES = 400


class EnvironmentSetup(QObject):
    """The steps of a plan, one child process after the other; all by signals, nothing is waited for.

    ``said``: a line of output. ``stepped``: (steps done, steps in all, title). ``does``: what pip or uv does now.
    ``grew``: (bytes written, bytes a second). ``ended``: an Outcome, with '' for its sentence where all went well;
    its line counts from the first that was said.
    """

    said = pyqtSignal(str)
    stepped = pyqtSignal(int, int, str)
    does = pyqtSignal(str)
    grew = pyqtSignal(object, float)
    ended = pyqtSignal(object)

    def __init__(self, plan: Plan, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.plan = plan
        self.expected = plan.space  # bytes that are written in all
        self.final = environment_folder()
        self.growing, self.scratch = new_name(GROWING), new_name(SCRATCH)
        self.lock = setup_lock()
        self.network = Network()
        self.process: QProcess | None = None
        self.steps: list[Step] = []
        self.done = 0
        self.cancelled = False
        self.error = ""  # the engine's own sentence
        self.lines: deque[str] = deque(maxlen=_KEPT_LINES)
        self.count = 0
        self.rest = b""
        self.watch = Watch([self.growing, self.scratch], self)
        self.watch.grew.connect(self.grew)

    def start(self) -> None:
        """Begin; everything else happens by signals."""
        problem = self.plan.problem() or take(self.lock)
        if problem:
            self.ended.emit(Outcome(problem, -1))
            return
        remains = leftovers()
        Background(lambda: delete(remains)).start()
        self.scratch.mkdir(parents=True)
        self.network = qgis_network(self.scratch)
        self.steps = list(self.plan.steps(self.growing, self.scratch))
        self.watch.start()
        self._next()

    def cancel(self) -> None:
        """Stop, and remove what was begun; ``ended`` says when that is done."""
        self.cancelled = True
        if self.process is not None:
            self.process.kill()

    def abandon(self) -> None:
        """Stop at once, because QGIS ends; what was begun is removed by the next set-up."""
        self.watch.stop()
        if self.process is not None:
            self.process.disconnect()
            self.process.kill()
            self.process.waitForFinished(1000)
            self.process = None
        self.lock.unlock()

    def _next(self) -> None:
        if self.cancelled:
            self._end(Outcome(tr(CANCELLED), -1))
            return
        if self.done == len(self.steps):
            self._move_in()
            return
        step = self.steps[self.done]
        self.stepped.emit(self.done, len(self.steps), step.title)
        self.lines.clear()
        self.error = ""
        self.process = QProcess(self)
        self.process.setProcessEnvironment(self._environment())
        self.process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        self.process.setWorkingDirectory(str(REQUIREMENTS.parent))
        self.process.readyReadStandardOutput.connect(self._listen)
        self.process.finished.connect(self._finished)
        self.process.errorOccurred.connect(self._failed)
        self.process.start(step.command[0], step.command[1:])

    def _environment(self) -> QProcessEnvironment:
        environment = clean_environment()
        temporary = dict.fromkeys(_TEMPORARY, str(self.scratch))  # on the disk that was found large enough
        for name, value in {**temporary, **self.network.variables, "PYTHONUNBUFFERED": "1"}.items():
            environment.insert(name, value)
        return environment

    def _listen(self) -> None:
        if self.process is None:
            return
        *lines, self.rest = (self.rest + bytes(self.process.readAllStandardOutput())).split(b"\n")
        for line in lines:
            self._take(line.decode("utf-8", "replace").rstrip("\r"))

    def _take(self, line: str) -> None:
        event = Event.parse(line)
        text = self.network.hide(line if event is None else event.values.get("text", ""))
        if not text.strip():
            return
        if event is not None and event.event == "error":
            self.error = text
        self.lines.append(text)
        self.count += 1
        self.said.emit(text)
        now = doing(text)
        if now is not None:
            self.does.emit(now)

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            step = self.steps[self.done]
            sentence = tr("{title} failed: '{program}' does not start.")
            self._end(Outcome(sentence.format(title=step.title, program=step.command[0]), -1))

    def _finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._listen()
        if self.rest:
            self._take(self.rest.decode("utf-8", "replace"))
            self.rest = b""
        self.process = None
        step = self.steps[self.done]
        good = code == 0 and status == QProcess.ExitStatus.NormalExit
        if good and step.space:
            self.expected = step.space
        if good or step.optional or self.cancelled:
            self.done += 1
            self._next()
            return
        outcome = explain(list(self.lines), step.title, python_version(), self.plan.wheels)
        if self.error:
            outcome = Outcome(self.error, len(self.lines) - 1)
        first = self.count - len(self.lines)
        self._end(Outcome(outcome.sentence, first + outcome.line if outcome.line >= 0 else -1))

    def _move_in(self) -> None:
        """Put the new environment in the old one's place, which comes back where that fails."""
        away: Path | None = None
        try:
            self.plan.record.write(self.growing)
            if self.final.exists():
                away = put_away(self.final)
            self.growing.rename(self.final)
        except OSError as error:
            if away is not None and not self.final.exists():
                shutil.move(str(away), str(self.final))
            sentence = tr("'{folder}' cannot be replaced ({problem}): end what uses it and try again.")
            self._end(Outcome(sentence.format(folder=self.final, problem=error.strerror), -1))
            return
        self._end(Outcome("", -1), *([away] if away is not None else []))

    def _end(self, outcome: Outcome, *also: Path) -> None:
        self.process = None
        self.watch.stop()
        folders = [self.growing, self.scratch, *also]
        removal = Background(lambda: delete(folders))
        removal.ended.connect(lambda _: self._tell(outcome))
        removal.start()

    def _tell(self, outcome: Outcome) -> None:
        self.lock.unlock()
        self.ended.emit(outcome)


def setup_lock() -> QLockFile:
    """The lock of this profile's environments. Age alone never breaks it, a holder that is dead does."""
    lock = QLockFile(str(environments_folder() / "setup.lock"))
    lock.setStaleLockTime(0)
    return lock


def take(lock: QLockFile) -> str:
    """Take the lock at once; who has it where that fails, or ''."""
    try:
        environments_folder().mkdir(parents=True, exist_ok=True)
    except OSError as error:
        sentence = tr("The folder '{folder}' cannot be made ({problem}); make it writable.")
        return sentence.format(folder=environments_folder(), problem=error.strerror)
    if lock.tryLock(0):
        return ""
    if lock.error() == QLockFile.LockError.PermissionError:
        return tr("The folder '{folder}' cannot be written; make it writable.").format(folder=environments_folder())
    known, process, host, _ = lock.getLockInfo()
    holder = tr("process {number} on '{host}'").format(number=process, host=host) if known else tr("another process")
    sentence = tr(
        "The engine is being set up or removed already, by {holder}. Wait until that has ended; where it is long gone, "
        "delete '{file}'."
    )
    return sentence.format(holder=holder, file=environments_folder() / "setup.lock")
