"""How the plugin runs its engine: whatever becomes of the child, the user gets one sentence and no remains.

A stub stands in for the engine where it must misbehave; see stub_engine.py.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest
from qgis_process import Qgis, Run

#: seconds that a busy machine is given on top of a limit
BUSY = 1.0
STUB = Path(__file__).with_name("stub_engine.py")


@dataclass
class Stub:
    """QGIS with the stub as engine, and what the stub noted."""

    qgis: Qgis
    notes: Path
    folder: Path

    @property
    def starts(self) -> list[str]:
        return self.notes.read_text().split() if self.notes.exists() else []

    def job_process(self) -> int:
        """The id of the stub that runs a job, once it has begun to write its output."""
        wait_for(lambda: any(s != "probe" for s in self.starts) and self.remains(), "the stub to start")
        return int(self.starts[-1])

    def remains(self) -> list[str]:
        return [path.name for path in self.folder.iterdir()]

    def run(self) -> Run:
        return self.qgis("rsmiss:modelinfo", MODEL="any.rsmiss", HTML=self.folder / "info.html")

    def start(self) -> AbstractContextManager[subprocess.Popen[str]]:
        return self.qgis.start("rsmiss:modelinfo", MODEL="any.rsmiss", HTML=self.folder / "info.html")


@pytest.fixture
def stub(qgis, tmp_path) -> Callable[..., Stub]:
    """``stub(mode, **variables)``: QGIS with a stub that behaves so."""

    def make(mode: str = "quiet", **variables: str) -> Stub:
        python = program(tmp_path, f'exec "{sys.executable}" "{STUB}" "$@"')
        notes, folder = tmp_path / "notes", tmp_path / "outputs"
        folder.mkdir()
        return Stub(qgis.with_engine(python, STUB=mode, STUB_NOTES=str(notes), **variables), notes, folder)

    return make


def program(folder: Path, *lines: str) -> Path:
    """A shell script to be named as the engine's Python."""
    path = folder / "python"
    path.write_text("\n".join(("#!/bin/sh", *lines, "")))
    path.chmod(0o755)
    return path


def alive(process: int) -> bool:
    """Whether a process runs; one that ended and waits for its parent does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_for(condition: Callable[[], object], what: str, seconds: float = 60) -> float:
    """Seconds that it took."""
    start = time.monotonic()
    while not condition():
        waited = time.monotonic() - start
        assert waited < seconds, f"waited {waited:.0f} s for {what}"
        time.sleep(0.03)
    return time.monotonic() - start


def test_the_engines_sentence_is_all_that_the_user_reads(stub):
    failing = stub("error")
    done = failing.run()
    assert (done.status, done.errors) == (1, ["The layer 'fields' has no CRS; set one."])
    assert failing.remains() == []


@pytest.mark.parametrize(
    ("mode", "sentence"),
    [
        ("crash", r"The engine was ended by the system.*BATCH_SIZE.*Its last words: allocating 99 GB"),
        ("silent", r"The engine ended without a result \(status 3\)\. Its last words: Segmentation of words"),
        ("result but failed", r"The engine ended without a result \(status 1\)\. Its last words: it said nothing"),
    ],
)
def test_an_engine_that_dies_is_explained_and_leaves_nothing(stub, mode, sentence):
    failing = stub(mode)
    done = failing.run()
    assert done.status == 1
    assert any(re.fullmatch(sentence, line) for line in done.errors), done.complained
    assert "Traceback" not in done.complained
    assert failing.remains() == []


@pytest.mark.parametrize("mode", ["quiet", "chatty", "stubborn"])
def test_ctrl_c_ends_everything_within_five_seconds(stub, mode):
    running = stub(mode)
    with running.start() as process:
        child = running.job_process()
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        took = wait_for(lambda: process.poll() is not None and not alive(child), "qgis_process to end", 20)
    assert took < 5 + BUSY
    assert process.returncode != 0
    assert running.remains() == []


def test_an_engine_that_listens_is_not_waited_for(stub):
    """The grace is for a stubborn one."""
    running = stub("quiet")
    with running.start() as process:
        child = running.job_process()
        os.kill(process.pid, signal.SIGINT)
        assert wait_for(lambda: process.poll() is not None and not alive(child), "qgis_process to end", 20) < 2 + BUSY


def test_the_engine_stops_when_qgis_is_killed(qgis, tmp_path):
    """Nobody can tell it then: its standard input ends."""
    note, scene = tmp_path / "child", tmp_path / "scene"
    scene.mkdir()
    python = program(tmp_path, f'[ "$1" = -c ] || echo $$ >"{note}"', f'exec "{sys.executable}" "$@"')
    with qgis.with_engine(python).start("rsmiss:sampledata", FOLDER=scene, SIZE=2000) as process:
        wait_for(lambda: note.exists() and note.read_text().strip(), "the engine to start")
        child = int(note.read_text())
        time.sleep(1)
        assert alive(child)
        process.kill()
        wait_for(lambda: not alive(child), "the engine to stop", 5 + BUSY)


# ---- an engine that is not set up


def test_a_python_without_the_packages_is_told_what_to_install_and_how(stub):
    bare = stub(STUB_LACKS="torch einops")
    done = bare.run()
    assert done.status == 1
    (sentence,) = done.errors
    assert "lacks torch, einops" in sentence and "-m pip install -r" in sentence
    requirements = Path(re.search(r"-r ([^']+)'", sentence)[1])
    assert "torch" in requirements.read_text()
    assert bare.starts == ["probe"] and bare.remains() == []


def test_a_real_python_without_torch_is_recognised(qgis, tmp_path):
    """No stub: an interpreter that sees only the standard library."""
    python = program(tmp_path, 'exec /usr/bin/python3 -S -I "$@"')
    done = qgis.with_engine(python)("rsmiss:checkengine")
    assert done.status == 1
    (sentence,) = done.errors
    assert f"'{python}' lacks torch, sklearn, einops" in sentence and "pip install" in sentence


def test_a_setting_that_names_nothing_is_said(qgis, tmp_path):
    python = tmp_path / "python"
    done = qgis.with_engine(python)("rsmiss:checkengine")
    assert done.status == 1
    (sentence,) = done.errors
    assert f"There is no Python at '{python}'" in sentence and "RSMISS_PYTHON" in sentence


def test_a_setting_that_names_no_python_is_said(qgis, tmp_path):
    python = program(tmp_path, "exit 7")
    done = qgis.with_engine(python)("rsmiss:checkengine")
    assert done.status == 1
    (sentence,) = done.errors
    assert f"'{python}'" in sentence and "is no working Python" in sentence and "RSMISS_PYTHON" in sentence


def test_lists_and_help_never_start_the_engine(stub):
    idle = stub(STUB_LACKS="torch")
    listed = idle.qgis.command("list")
    helped = idle.qgis.command("help", "rsmiss:trainlvpcnet")
    assert listed.status == helped.status == 0
    assert "rsmiss:trainlvpcnet" in listed.said and "CLASS_FIELD" in helped.said
    assert idle.starts == []
