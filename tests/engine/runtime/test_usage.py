"""What a running job says of the memory it takes."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from engine.door.events import Event
from engine.runtime import reporter, usage
from engine.runtime.reporter import Reporter

ROOT = Path(__file__).parents[3]
HOLDING = (
    "from engine.runtime.usage import memory; before = memory(); held = bytearray(b'x') * (64 << 20); "
    "print(memory() - before)"
)


def events(stream):
    return [Event.parse(line) for line in stream.getvalue().splitlines()]


def test_memory_follows_what_the_process_holds():
    if not usage.memory():
        pytest.skip("this system does not tell")
    # a process of its own: one that has let go of memory takes from that first
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); {HOLDING}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 0.9 * (64 << 20)


def test_the_peak_is_of_this_process_and_not_of_the_one_that_started_it():
    if not usage.peak_memory():
        pytest.skip("this system does not tell")
    held = bytearray(b"x") * (512 << 20)
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from engine.runtime.usage import peak_memory; "
    code += "held = bytearray(b'x') * (64 << 20); del held; print(peak_memory())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert 64 << 20 < int(done.stdout) < len(held)


def test_progress_brings_the_memory_along_but_not_every_time(monkeypatch):
    stream = io.StringIO()
    now = [100.0]
    monkeypatch.setattr(reporter.time, "monotonic", lambda: now[0])
    report = Reporter(stream)
    part = report.within(0.2, 0.4)
    for i in range(50):
        now[0] += 0.1
        (part if i % 2 else report).progress(i / 50)
    said = [e for e in events(stream) if e.event == "usage"]
    assert len(said) == 3  # at the first, and every two seconds of the five
    assert all(set(e.values) == {"memory", "device_memory"} for e in said)
