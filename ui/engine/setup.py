"""Makes the engine's environment: a venv of its own, filled and tried, whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from qgis.core import QgsSettings
from qgis.PyQt.QtCore import QObject, QProcess, pyqtSignal

from ...engine.door.events import Event
from ...engine.door.jobs import CheckJob
from .environment import REQUIREMENTS, clean_environment, environment_folder, python_of, qgis_python

#: a folder of wheels to install from without a network
WHEELS_SETTING = "rsmiss/wheels"
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
#: free space wanted, in bytes: the build without and the one with CUDA
_SPACE = {True: 3 << 30, False: 9 << 30}

Step = tuple[str, list[str]]


class EnvironmentSetup(QObject):
    """The steps, one child process after the other. ``said`` gives their output, ``ended`` '' or what went wrong."""

    said = pyqtSignal(str)
    stepped = pyqtSignal(int, int, str)
    ended = pyqtSignal(str)

    def __init__(self, cpu_only: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cpu_only = cpu_only
        self.final = environment_folder()
        self.partial = self.final.with_name(f"{self.final.name}.partial")
        self.scratch = tempfile.TemporaryDirectory(prefix="rsmiss-")
        self.process: QProcess | None = None
        self.steps: list[Step] = []
        self.done = 0

    def start(self) -> None:
        """Begin; everything else happens by signals."""
        problem = self._problem()
        if problem:
            self.ended.emit(problem)
            return
        shutil.rmtree(self.partial, ignore_errors=True)
        self.partial.parent.mkdir(parents=True, exist_ok=True)
        self.steps = list(self._plan())
        self._next()

    def cancel(self) -> None:
        """Stop at once and remove what was begun."""
        if self.process is not None:
            self.process.finished.disconnect()
            self.process.kill()
            self.process.waitForFinished(3000)
            self._end("The set-up was cancelled; nothing was left behind.")

    def _problem(self) -> str:
        if not qgis_python():
            return "QGIS's own Python was not found; make an environment by hand and name it in RSMISS_PYTHON."
        self.final.parent.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(self.final.parent).free
        if free < _SPACE[self.cpu_only]:
            return (
                f"There is not enough space in '{self.final.parent}': {free / 1e9:.1f} GB are free, "
                f"{_SPACE[self.cpu_only] / 1e9:.0f} GB are needed."
            )
        return ""

    def _plan(self) -> Iterator[Step]:
        python, uv = str(python_of(self.partial)), shutil.which("uv")
        if uv:
            yield (
                "Making the environment",
                [uv, "venv", "--system-site-packages", "--python", qgis_python(), str(self.partial)],
            )
            install = [uv, "pip", "install", "--python", python]
        else:
            yield "Making the environment", [qgis_python(), "-m", "venv", "--system-site-packages", str(self.partial)]
            install = [python, "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off"]
        yield "Downloading and installing PyTorch and its companions", [*install, *self._sources(bool(uv))]
        check = Path(self.scratch.name) / "check.json"
        check.write_text(CheckJob().to_json(), encoding="utf-8")
        yield "Trying the engine", [python, "-m", "engine", str(check)]

    def _sources(self, uv: bool) -> list[str]:
        """What to install, from where, with QGIS's numpy kept."""
        constraints = Path(self.scratch.name) / "constraints.txt"
        # QGIS's own numpy, which the engine shares
        constraints.write_text(f"numpy=={version('numpy')}\n", encoding="utf-8")
        arguments = ["-r", str(REQUIREMENTS), "-c", str(constraints)]
        wheels = QgsSettings().value(WHEELS_SETTING, "", type=str)
        if wheels:
            return [*arguments, "--no-index", "--find-links", wheels]
        if self.cpu_only and os.name == "posix" and os.uname().sysname == "Linux":
            torch = next(line for line in REQUIREMENTS.read_text().splitlines() if line.startswith("torch=="))
            arguments += [f"{torch}+cpu", "--extra-index-url", CPU_INDEX]
            arguments += ["--index-strategy", "unsafe-best-match"] if uv else []
        return arguments

    def _next(self) -> None:
        if self.done == len(self.steps):
            shutil.rmtree(self.final, ignore_errors=True)
            self.partial.rename(self.final)
            self._end("")
            return
        title, command = self.steps[self.done]
        self.stepped.emit(self.done, len(self.steps), title)
        self.process = QProcess(self)
        self.process.setProcessEnvironment(clean_environment())
        self.process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        self.process.setWorkingDirectory(str(REQUIREMENTS.parent))
        self.process.readyReadStandardOutput.connect(self._listen)
        self.process.finished.connect(self._finished)
        self.process.start(command[0], command[1:])
        if not self.process.waitForStarted(20_000):
            self._end(f"{title} failed: '{command[0]}' does not start.")

    def _listen(self) -> None:
        if self.process is None:
            return
        for line in bytes(self.process.readAllStandardOutput()).decode("utf-8", "replace").splitlines():
            event = Event.parse(line)
            text = line if event is None else event.values.get("text", "")
            if text.strip():
                self.said.emit(text)

    def _finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._listen()
        if code != 0 or status != QProcess.ExitStatus.NormalExit:
            title = self.steps[self.done][0]
            self._end(f"{title} failed; the last lines above say why. Nothing was left behind.")
            return
        self.done += 1
        self._next()

    def _end(self, problem: str) -> None:
        self.process = None
        if problem:
            shutil.rmtree(self.partial, ignore_errors=True)
        self.scratch.cleanup()
        self.ended.emit(problem)
