"""qgis_process with the plugin in a profile of its own, without a window."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
_TIMEOUT = 240  # seconds


@dataclass(frozen=True)
class Run:
    """How a command of qgis_process ended. ``said``: standard output; ``complained``: standard error."""

    status: int
    said: str
    complained: str

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.said)

    @property
    def results(self) -> dict[str, Any]:
        assert self.status == 0, self.complained
        return self.json["results"]

    @property
    def errors(self) -> list[str]:
        """The lines of standard error, each once: qgis_process repeats what an algorithm says."""
        return list(dict.fromkeys(line for line in self.complained.splitlines() if line.strip()))


@dataclass(frozen=True)
class Qgis:
    """qgis_process with the plugin. ``qgis(ID, NAME=value)`` runs an algorithm."""

    program: str
    environment: dict[str, str]
    extra: dict[str, str] = field(default_factory=dict)

    def __call__(self, algorithm: str, **parameters: Any) -> Run:
        """Run an algorithm with JSON in and out; the parameters keep their types."""
        values = {name: os.fspath(v) if isinstance(v, Path) else v for name, v in parameters.items()}
        return self.command("--json", "run", algorithm, "-", stdin=json.dumps({"inputs": values}))

    def command(self, *arguments: str, stdin: str = "", cwd: Path | None = None) -> Run:
        done = subprocess.run(
            [self.program, *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=_TIMEOUT,
            env=self.variables,
            cwd=cwd,
        )
        return Run(done.returncode, done.stdout, done.stderr)

    @contextmanager
    def start(self, algorithm: str, **parameters: Any) -> Iterator[subprocess.Popen[str]]:
        """The running qgis_process, in a process group of its own, of which nothing outlives the block."""
        words = [f"{name}={value}" for name, value in parameters.items()]
        process = subprocess.Popen(
            [self.program, "run", algorithm, "--", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=self.variables,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()

    def with_engine(self, python: Path | str, **variables: str) -> Qgis:
        """The same QGIS with another Python for the engine, and further variables for it."""
        return Qgis(self.program, self.environment, {"RSMISS_PYTHON": str(python), **variables})

    @property
    def variables(self) -> dict[str, str]:
        return {**self.environment, **self.extra}


def make_qgis(home: Path, plugin: Callable[[Path], object], enable: bool = True) -> Qgis:
    """QGIS with an empty profile under ``home``; ``plugin`` puts the plugin into the folder it is given."""
    program = shutil.which("qgis_process")
    if program is None:
        pytest.skip("qgis_process is not installed")
    plugins = home / "plugins"
    plugins.mkdir()
    plugin(plugins)
    home.chmod(0o700)
    qgis = Qgis(program, _environment(home))
    if enable:
        enabled = qgis.command("plugins", "enable", "rsmiss")
        assert enabled.status == 0, enabled.complained
    return qgis


def _environment(home: Path) -> dict[str, str]:
    return {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "QGIS_PLUGINPATH": str(home / "plugins"),
        "QGIS_CUSTOM_CONFIG_PATH": str(home / "config"),
        "XDG_RUNTIME_DIR": str(home),
        "RSMISS_PYTHON": sys.executable,
        "OMP_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
