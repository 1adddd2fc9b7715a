"""Short questions to other programs, answered by signal and never waited for: is there a GPU, is there an index?"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from qgis.PyQt.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, pyqtSignal

from .builds import INDEX, Gpu, parse_gpus
from .environment import clean_environment, qgis_python

#: milliseconds that a question may take
TIME_OUT = 5000
_SMI = ["--query-gpu=name,driver_version,compute_cap", "--format=csv,noheader"]
#: asks as pip will: with its proxy and its certificates
_FETCH = "import sys, urllib.request as u; u.urlopen(sys.argv[1], timeout=float(sys.argv[2])).read(1)"


class Question(QObject):
    """One program with a time-out; ``answered`` gives what it said, or None where it failed or took too long."""

    answered = pyqtSignal(object)

    def __init__(
        self, command: list[str], environment: QProcessEnvironment, parent: QObject | None = None, limit: int = TIME_OUT
    ) -> None:
        super().__init__(parent)
        self.command = command
        self.done = False
        self.process = QProcess(self)
        self.process.setProcessEnvironment(environment)
        self.process.finished.connect(self._finished)
        self.process.errorOccurred.connect(self._failed)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(limit)
        self.timer.timeout.connect(self._late)

    def start(self) -> None:
        self.timer.start()
        self.process.start(self.command[0], self.command[1:])

    def _finished(self, code: int, status: QProcess.ExitStatus) -> None:
        good = code == 0 and status == QProcess.ExitStatus.NormalExit
        self._answer(bytes(self.process.readAllStandardOutput()).decode("utf-8", "replace") if good else None)

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._answer(None)

    def _late(self) -> None:
        self._answer(None)
        self.process.kill()

    def _answer(self, said: str | None) -> None:
        if not self.done:
            self.done = True
            self.timer.stop()
            self.answered.emit(said)


class Look(QObject):
    """Looks for NVIDIA GPUs and PyTorch's index at once; ``ended`` gives (list of Gpu, whether the index answers)."""

    ended = pyqtSignal(object, bool)

    def __init__(self, variables: dict[str, str], index: bool, parent: QObject | None = None) -> None:
        """``variables``: the network's; ``index``: ask for the index too; wheels need none."""
        super().__init__(parent)
        self.gpus: list[Gpu] | None = None
        self.index: bool | None = None if index else False
        self.environment = clean_environment()
        for name, value in variables.items():
            self.environment.insert(name, value)

    def start(self) -> None:
        smi = _nvidia_smi()
        if smi:
            self._ask([smi, *_SMI], self._heard_of_gpus)
        else:
            self.gpus = driver_gpus()
        if self.index is None:
            seconds = str(TIME_OUT / 1000 - 1)
            self._ask([qgis_python(), "-c", _FETCH, f"{INDEX}/cpu/torch/", seconds], self._heard_of_index)
        QTimer.singleShot(0, self._tell)

    def _ask(self, command: list[str], slot: object) -> None:
        question = Question(command, self.environment, self)
        question.answered.connect(slot)
        question.start()

    def _heard_of_gpus(self, said: str | None) -> None:
        self.gpus = driver_gpus() if said is None else parse_gpus(said)
        self._tell()

    def _heard_of_index(self, said: str | None) -> None:
        self.index = said is not None
        self._tell()

    def _tell(self) -> None:
        if self.gpus is not None and self.index is not None:
            gpus, self.gpus = self.gpus, None  # tells once
            self.ended.emit(gpus, self.index)


def _nvidia_smi() -> str:
    windows = Path(os.environ.get("SYSTEMROOT", "")) / "System32" / "nvidia-smi.exe"
    for name in ("nvidia-smi", "/usr/lib/wsl/lib/nvidia-smi", str(windows)):
        found = shutil.which(name)
        if found:
            return found
    return ""


def driver_gpus(version: Path = Path("/proc/driver/nvidia/version"), library: Path | None = None) -> list[Gpu]:
    """A GPU without a name where there is a driver but no nvidia-smi that works."""
    if os.name == "nt":
        library = library or Path(os.environ.get("SYSTEMROOT", "")) / "System32" / "nvcuda.dll"
        return [Gpu("NVIDIA GPU")] if library.exists() else []
    if not version.exists():
        return []
    match = re.search(r"\s(\d{3})\.\d+", version.read_text(encoding="utf-8", errors="replace"))
    return [Gpu("NVIDIA GPU", int(match[1]) if match else 0)]
