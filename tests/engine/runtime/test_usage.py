"""What a running job says of the memory it takes."""

import io

import pytest

from engine.door.events import Event
from engine.runtime import reporter, usage
from engine.runtime.reporter import Reporter


def events(stream):
    return [Event.parse(line) for line in stream.getvalue().splitlines()]


def test_memory_follows_what_the_process_holds():
    before = usage.memory()
    if not before:
        pytest.skip("this system does not tell")
    held = bytearray(b"x") * (64 << 20)
    assert usage.memory() - before > 0.9 * len(held)


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
