"""The memory of a training: what it foretells is what it takes, and it keeps within bounds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from linear_method import toy_method, toy_plan, toy_samples
from methods_helper import method_of, plan_of

from engine.door.errors import EngineError
from engine.door.process import ENVIRONMENT
from engine.methods.base import LEAST_NORMALISED
from engine.runtime.reporter import Reporter
from engine.training import memory, trial
from engine.training.memory import Bounds, Meter, Need
from engine.training.outlook import Cost, Outlook
from engine.training.stage_loop import StageRun

CHILD = Path(__file__).with_name("steps_child.py")
MEGABYTE = 1 << 18  # float32 values
ONLY_LINUX = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="a process's peak is not told here")


# ---- what is measured


def test_the_most_that_is_there_at_once_is_counted():
    with Meter() as meter:
        a = torch.ones(3, MEGABYTE)
        b = a + 1  # 6 MB
        del a
        c = b[:1].view(-1) * 2  # a view is nothing new; 4 MB
        del b, c
        torch.ones(5, MEGABYTE)
    assert meter.peak == 6 << 20
    assert meter.now == 0


def test_what_was_there_before_is_not_counted():
    before = torch.ones(8, MEGABYTE)
    with Meter() as meter:
        (before[2:].T + 0).sum()
    assert meter.peak < 7 << 20


def test_what_backward_keeps_and_makes_is_counted():
    weight = torch.ones(MEGABYTE, requires_grad=True)
    with Meter() as meter:
        (weight.exp().exp() * 2).sum().backward()
    assert meter.peak >= 4 << 20
    assert meter.now == weight.grad.numel() * 4


def test_a_need_grows_with_the_samples_and_has_a_fixed_part():
    state = {}

    def work(count):
        state.setdefault("of the optimiser", torch.ones(3, MEGABYTE))
        both = [torch.ones(2, MEGABYTE), torch.ones(count, MEGABYTE)]
        del both

    need = memory.need(work)
    assert (need.fixed, need.sample) == (5 << 20, 1 << 20)
    assert need.of(100) > need.of(10) > 15 << 20


# ---- how it is kept in bounds


def run_of(name, **options):
    method = method_of(name, ("hsi", "sar", "lidar"), **{"window": 3, **options})
    plan = plan_of(method, 40)
    return StageRun(method, plan, next(iter(method.stages(plan))), Reporter())


@pytest.mark.parametrize("name", ["lvpcnet", "dpmamba", "mdico"])
def test_losses_over_the_whole_batch_are_computed_again_only_where_memory_is_short(name, monkeypatch):
    run = run_of(name, **({"window": 7} if name == "mdico" else {}))
    plain = memory.bounds(run, 512, 0.5e9)
    assert (plain.micro_batch, plain.at_once) == (0, 0)
    monkeypatch.setattr(memory, "BUDGET", 0.5e9)
    spared = memory.bounds(run, 512, 0.5e9)
    assert (spared.micro_batch, spared.at_once) == (0, memory.AT_ONCE)
    assert spared.memory - 0.5e9 < 0.8 * (plain.memory - 0.5e9)


def test_means_over_samples_go_through_the_network_in_smaller_parts(monkeypatch):
    run = run_of("lds2ae")
    plain = memory.bounds(run, 512, 0.0)
    assert (plain.micro_batch, plain.at_once) == (run.stage.micro_batch, 0)
    monkeypatch.setattr(memory, "BUDGET", 0.5 * plain.memory)
    spared = memory.bounds(run, 512, 0.0)
    assert LEAST_NORMALISED <= spared.micro_batch <= 0.6 * plain.micro_batch and not spared.at_once
    assert spared.memory <= memory.BUDGET
    assert not memory.exceeded(spared.memory, [spared])


def test_parts_are_no_smaller_than_batch_norm_needs_and_what_that_exceeds_is_said(monkeypatch):
    monkeypatch.setattr(memory, "BUDGET", 1e6)
    run = run_of("lds2ae")
    least = memory.bounds(run, 512, 0.0)
    assert least.micro_batch == LEAST_NORMALISED == 16 and least.memory > memory.BUDGET
    assert memory.bounds(run, 8, 0.0).micro_batch == 8  # there are no more
    monkeypatch.setattr(memory, "BUDGET", 2e9)
    said = memory.exceeded(2.44e9, [Bounds(1e9, 64), replace(least, memory=2.44e9)])
    assert "about 2.4 GB of memory, more than the 2.0 GB" in said and "fewer than 16 samples at once" in said
    assert "samples at once" not in memory.exceeded(2.5e9, [Bounds(2.5e9, 0, memory.AT_ONCE)])


@pytest.mark.parametrize(("batch", "part"), [(8, 8), (16, 16), (20, 10), (64, 16), (33, 17)])
def test_what_is_foretold_is_for_the_equal_parts_that_a_batch_is_gone_through_in(batch, part, monkeypatch):
    run = run_of("lds2ae")
    run.stage.micro_batch = 19
    monkeypatch.setattr(memory, "step", lambda run, at_once: Need(0.0, 1e6))
    assert memory.bounds(run, batch, 1e9) == Bounds(1e9 + Need(0.0, 1e6).of(part), 19)


def test_a_step_that_needs_the_same_for_any_number_of_samples_stays_whole(monkeypatch):
    run = run_of("lds2ae")
    monkeypatch.setattr(memory, "step", lambda run, at_once: Need(1e9, 0.0))
    assert memory.bounds(run, 16, 3e9) == Bounds(3e9 + Need(1e9, 0.0).of(16), 16)


def test_a_stage_goes_by_the_bounds_that_were_foretold_for_it():
    samples = toy_samples(64)
    method, plan = toy_method(samples), toy_plan(samples)
    (stage,) = method.stages(plan)
    sizes = []

    def loss(batch):
        sizes.append(len(batch))
        return {"nothing": 0 * next(method.parameters()).sum()}

    stage = replace(stage, loss=loss, epochs=1, micro_batch=32, select=False)
    cost = Cost(stage.name, 2, 0, 0.0, 0.0, Bounds(micro_batch=8, at_once=3))
    run = StageRun(method, plan, stage, Reporter(), Outlook([cost]))
    run.run()
    assert sizes == [8] * 8
    assert run.at_once == 3


@pytest.mark.parametrize(("micro", "expected"), [(0, "at_once"), (32, "micro_batch")])
def test_a_gpu_that_is_full_computes_parts_again_where_the_loss_needs_the_whole_batch(micro, expected, monkeypatch):
    samples = toy_samples(64)
    method, plan = toy_method(samples), toy_plan(samples)
    said, calls = [], []
    plan.say = said.append
    (stage,) = method.stages(plan)

    def full_twice(batch):
        calls.append(len(batch))
        if len(calls) < 3:
            raise torch.cuda.OutOfMemoryError("full")
        return {"nothing": 0 * next(method.parameters()).sum()}

    run = StageRun(method, plan, replace(stage, loss=full_twice, micro_batch=micro), Reporter())
    run.step(torch.arange(64))
    assert getattr(run, expected) == (16 if not micro else 8)
    assert calls == ([64, 64, 64] if not micro else [32, 16] + [8] * 8)
    assert len(said) == 2 and said[-1].startswith("The GPU's memory is full; going on with ")


def full_beyond(most, stage, method, sizes):
    """The stage, with a loss that no more than so many samples fit the GPU for."""

    def loss(batch):
        sizes.append(len(batch))
        if len(batch) > most:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return {"nothing": 0 * next(method.parameters()).sum()}

    return replace(stage, loss=loss)


def test_a_gpu_that_is_full_in_the_trial_takes_fewer_samples_at_once_there_and_in_the_training(monkeypatch):
    samples, sizes = toy_samples(64), []
    method, plan = toy_method(samples), toy_plan(samples)
    stage = replace(next(iter(method.stages(plan))), epochs=1, micro_batch=32, select=False)
    monkeypatch.setattr(memory, "bounds", lambda run, batch, held: Bounds(1e9, 32))
    monkeypatch.setattr(memory, "looking", lambda *asked: 0.0)
    monkeypatch.setattr(method, "stages", lambda plan: iter([full_beyond(5, stage, method, sizes)]))
    (cost,) = trial.costs(method, plan, Reporter(), time.monotonic)
    assert sizes[0] == 8 and cost.bounds == Bounds(1e9, 4)
    sizes.clear()
    StageRun(method, plan, full_beyond(5, stage, method, sizes), Reporter(), Outlook([cost])).run()
    assert sizes == [4] * 16


@pytest.mark.parametrize("micro", [0, 32])
def test_a_gpu_that_holds_not_even_one_sample_is_said_in_a_sentence(micro):
    samples = toy_samples(64)
    method, plan = toy_method(samples), toy_plan(samples)
    stage = replace(next(iter(method.stages(plan))), micro_batch=micro)
    run = StageRun(method, plan, full_beyond(0, stage, method, []), Reporter())
    with pytest.raises(EngineError, match="memory is full even with one sample at once; choose a smaller WINDOW"):
        run.step(torch.arange(64))


# ---- what a process really takes


def child(*arguments: object) -> dict[str, float]:
    """What steps_child.py prints."""
    done = subprocess.run(
        [sys.executable, str(CHILD), *map(str, arguments)],
        env={**os.environ, **ENVIRONMENT, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


@ONLY_LINUX
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("method", "layers", "bands", "batch"),
    [
        ("lds2ae", 2, 20, 64),
        ("lvpcnet", 2, 20, 64),
        ("dpmamba", 2, 20, 60),
        ("mdico", 2, 20, 128),
        ("xmodalnet", 2, 60, 100),
    ],
)
def test_a_training_takes_what_it_foretells(method, layers, bands, batch):
    found = child(method, layers, bands, batch, 1)
    assert found["foretold"] == pytest.approx(found["peak"], rel=1 / 3)
    assert found["peak"] < 2.5e9


@ONLY_LINUX
@pytest.mark.timeout(600)
def test_a_batch_that_would_take_more_is_kept_in_bounds():
    """Plainly these steps would keep about 1.5 GB for their gradients alone."""
    found = child("lvpcnet", 3, 20, 192, 1)
    assert found["at_once"] == memory.AT_ONCE
    assert found["foretold"] == pytest.approx(found["peak"], rel=1 / 3)
    assert found["peak"] < 1e9


def test_a_need_has_room_for_the_allocator():
    assert Need(1e9, 0.0).of(7) > 1e9
