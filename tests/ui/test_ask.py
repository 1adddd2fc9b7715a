"""Short questions: is there a GPU, does the index answer? Never a long wait, never a blocked window."""

from __future__ import annotations

import importlib
import sys

import pytest
from qt_loop import run_until


@pytest.fixture
def ask(profile):
    return importlib.import_module("rsmiss.ui.engine.ask")


def answer(ask, *command, limit=60_000):
    heard = []
    question = ask.Question(list(command), ask.clean_environment(), limit=limit)
    question.answered.connect(heard.append)
    question.start()
    assert heard == []  # not waited for
    run_until(lambda: heard, "an answer")
    return heard, question


def test_an_answer_is_what_was_said(ask):
    assert answer(ask, sys.executable, "-c", "print('NVIDIA')")[0] == ["NVIDIA\n"]


@pytest.mark.parametrize("command", [(sys.executable, "-c", "raise SystemExit(9)"), ("/no/such/program",)])
def test_a_program_that_fails_answers_nothing(ask, command):
    assert answer(ask, *command)[0] == [None]


def test_a_program_that_hangs_is_ended_and_answers_nothing(ask):
    heard, question = answer(ask, sys.executable, "-c", "input()", limit=300)
    assert heard == [None]
    run_until(lambda: question.process.state() == question.process.ProcessState.NotRunning, "the program to end")


def look(ask, variables=None, index=True):
    heard = []
    looker = ask.Look(variables or {}, index)
    looker.ended.connect(lambda *found: heard.append(found))
    looker.start()
    run_until(lambda: heard, "the look to end")
    return heard


def program(folder, *lines):
    path = folder / "nvidia-smi"
    path.write_text("\n".join(("#!/bin/sh", *lines, "")))
    path.chmod(0o755)
    return str(path)


def test_the_gpu_and_the_index_are_looked_for_at_once(ask, tmp_path, monkeypatch):
    smi = program(tmp_path, "echo 'NVIDIA RTX A2000, 581.57, 8.6'")
    monkeypatch.setattr(ask, "_nvidia_smi", lambda: smi)
    monkeypatch.setattr(ask, "_FETCH", "import sys; assert sys.argv[1].startswith('https://download.pytorch.org/')")
    ((gpus, index),) = look(ask)
    assert [(gpu.name, gpu.driver, gpu.capability) for gpu in gpus] == [("NVIDIA RTX A2000", 581, 8.6)]
    assert index is True


def test_an_index_behind_a_dead_proxy_does_not_answer(ask, monkeypatch):
    monkeypatch.setattr(ask, "_nvidia_smi", lambda: "")
    monkeypatch.setattr(ask, "driver_gpus", lambda: [])
    assert look(ask, {"https_proxy": "http://127.0.0.1:9"}) == [([], False)]


def test_wheels_need_no_index(ask, monkeypatch):
    monkeypatch.setattr(ask, "_nvidia_smi", lambda: "")
    monkeypatch.setattr(ask, "driver_gpus", lambda: [])
    monkeypatch.setattr(ask, "qgis_python", lambda: pytest.fail("a process was started"))
    assert look(ask, index=False) == [([], False)]


def test_the_driver_counts_where_nvidia_smi_fails(ask, tmp_path, monkeypatch):
    smi = program(tmp_path, "echo 'NVIDIA-SMI has failed'", "exit 9")
    monkeypatch.setattr(ask, "_nvidia_smi", lambda: smi)
    version = tmp_path / "version"
    version.write_text("NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.14  Thu Feb 22 01:44:30 UTC 2024\n")
    found = ask.driver_gpus(version)
    assert [(gpu.driver, gpu.capability) for gpu in found] == [(550, 0.0)]
    monkeypatch.setattr(ask, "driver_gpus", lambda: found)
    assert look(ask, index=False) == [(found, False)]


def test_no_driver_no_gpu(ask, tmp_path):
    assert ask.driver_gpus(tmp_path / "none") == []
