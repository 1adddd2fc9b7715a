"""Every test finds the memory that a job's own process has at its start, not that of hundreds of tests before it: where
memory is short, trainings learn from smaller batches, and no longer the same."""

import sys

import pytest


@pytest.fixture(autouse=True)
def memory_of_a_new_process(monkeypatch):
    memory = sys.modules.get("engine.training.memory")
    if memory is not None:
        monkeypatch.setattr(memory, "held", lambda: 0.5e9)
