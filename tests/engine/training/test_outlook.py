"""The time left, and ending in time; by a clock of the test's own."""

import io
import json
from dataclasses import replace

import pytest
import torch
from linear_method import toy_method, toy_plan, toy_samples

from engine.runtime.reporter import Reporter
from engine.training import trial
from engine.training.outlook import Cost, Outlook
from engine.training.sequence import train
from engine.training.stage_loop import StageRun


class Ticking:
    """A clock that says what it was set to."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def test_the_time_left_follows_the_rate_of_the_stage_that_runs():
    clock = Ticking()
    outlook = Outlook([Cost("a", 100, 2, 1.0, 10.0), Cost("b", 50, 0, 2.0, 0.0)], after=30.0, clock=clock)
    outlook.begin("a", 100, 2)
    assert outlook.left() == 120 + 100 + 30
    for _ in range(50):
        clock.now += 2  # twice as slow as foretold
        outlook.step()
    assert outlook.left() == 2 * (70 + 100 + 30)
    assert outlook.share() == pytest.approx(50 / 220)
    outlook.end()  # early: what is left undone is not to come
    assert outlook.left() == 2 * (100 + 30)
    outlook.begin("b", 50, 0)
    clock.now += 60
    for _ in range(30):
        outlook.step()
    assert outlook.left() == 40 + 30


def test_a_stage_has_its_share_of_the_time():
    clock = Ticking()
    outlook = Outlook([Cost("a", 10, 0, 1.0, 0.0), Cost("b", 30, 0, 1.0, 0.0)], until=180.0, clock=clock)
    outlook.begin("a", 10, 0)
    clock.now = 119.0
    assert not outlook.over
    clock.now = 120.0
    assert outlook.over
    outlook.end()
    outlook.begin("b", 30, 0)
    clock.now = 179.0
    assert not outlook.over
    clock.now = 180.0
    assert outlook.over


def test_looks_and_steps_have_rates_of_their_own():
    clock = Ticking()
    outlook = Outlook([Cost("a", 20, 5, 1.0, 4.0), Cost("b", 30, 0, 1.0, 0.0)], after=8.0, clock=clock)
    outlook.begin("a", 20, 5)
    for _ in range(2):
        clock.now += 12  # three times as slow as foretold
        outlook.look()
        for _ in range(5):
            clock.now += 1
            outlook.step()
    assert outlook.left() == 10 + 3 * 12 + 30 + 3 * 8


def test_while_accuracy_is_measured_the_time_left_runs_down_by_the_rate_of_the_looks():
    clock = Ticking()
    outlook = Outlook([Cost("a", 5, 2, 1.0, 5.0)], after=10.0, clock=clock)
    outlook.begin("a", 5, 2)
    for _ in range(5):
        clock.now += 1
        outlook.step()
    for _ in range(2):
        clock.now += 10
        outlook.look()
    outlook.end()
    assert outlook.measured() == (0.0, 20.0)
    clock.now += 5
    assert outlook.measured() == (0.25, 15.0)
    clock.now += 50
    assert outlook.measured() == (1.0, 1.0)


def test_nothing_foretold_nothing_told():
    outlook = Outlook([])
    outlook.begin("a", 3, 0)
    assert outlook.left() is None
    assert outlook.share() is None
    assert not outlook.over


def slow_stage(method, plan, clock, **changes):
    """Each step takes a second of the clock."""

    def loss(batch):
        clock.now += 1.0
        return method.loss(batch)

    (stage,) = method.stages(plan)
    return replace(stage, loss=loss, **changes)


def test_progress_moves_with_every_batch_and_says_the_time_left():
    clock, stream = Ticking(), io.StringIO()
    samples = toy_samples(96)
    method, plan = toy_method(samples), toy_plan(samples)
    stage = slow_stage(method, plan, clock, epochs=4, batch_size=32)
    outlook = Outlook([Cost("linear", 12, 0, 1.0, 0.0)], after=100.0, clock=clock)
    StageRun(method, plan, stage, Reporter(stream), outlook).run()
    events = [json.loads(line) for line in stream.getvalue().splitlines()]
    events = [e for e in events if e["event"] == "progress"]
    assert len(events) == 13
    assert [e["value"] for e in events] == [pytest.approx(i / 12, abs=1e-3) for i in range(13)]
    assert events[3]["text"] == "linear, step 4 of 12; about 2 minutes left"
    assert events[3]["left"] == pytest.approx(109)


def test_a_training_out_of_time_ends_and_keeps_the_best_weights():
    clock, said = Ticking(), []
    samples = toy_samples(96)
    method = toy_method(samples)
    plan = toy_plan(samples, toy_samples(seed=1))
    plan.say = said.append
    stage = slow_stage(method, plan, clock, epochs=100, batch_size=32)
    outlook = Outlook([Cost("linear", 300, 0, 1.0, 0.0)], until=110.0, clock=clock)
    history = StageRun(method, plan, stage, Reporter(), outlook).run()
    assert clock.now == 110.0
    assert said == ["linear: out of time after 10 of 300 steps."]
    assert max(history.validation.values()) == history.validation[history.best_epoch]


@pytest.mark.parametrize("batch", [1.0, 7.0])
@pytest.mark.parametrize("look", [0.0, 3.0])
def test_time_is_exceeded_by_one_batch_at_the_most_looks_included(batch, look):
    """Whatever a batch takes beside what was foretold, which is a second; a look at three subsets takes ``look``."""
    clock = Ticking()
    samples = toy_samples(96)
    method = toy_method(samples)
    plan = toy_plan(samples, toy_samples(seed=1))
    classify = method.classify

    def learnt(part):
        clock.now += batch
        return loss(part)

    def looked(windows):
        clock.now += 0.0 if method.training else look / 3
        return classify(windows)

    loss, method.classify = method.loss, looked
    (stage,) = method.stages(plan)
    stage = replace(stage, loss=learnt, epochs=100, batch_size=32)
    outlook = Outlook([Cost("linear", 300, 51, 1.0, look)], until=150.0, clock=clock)
    history = StageRun(method, plan, stage, Reporter(), outlook).run()
    assert 150 - batch - look <= clock.now <= 150 + batch
    assert history.validation


def test_a_trial_measures_every_stage_and_leaves_the_plan_as_it_was():
    clock = Ticking()
    samples = toy_samples(96)
    method = toy_method(samples, epochs=7)
    loss = method.loss

    def timed(batch):
        clock.now += 0.5
        return loss(batch)

    method.loss = timed
    plan = toy_plan(samples, toy_samples(seed=1))
    before = plan.generator.get_state()
    (cost,) = trial.costs(method, plan, Reporter(), clock)
    assert (cost.stage, cost.steps, cost.looks, cost.step) == ("linear", 21, 8, 0.5)
    assert torch.equal(plan.generator.get_state(), before)


def test_an_epoch_ends_after_as_many_steps_as_the_plan_says():
    samples = toy_samples(96)
    method = toy_method(samples, epochs=5)
    plan = replace(toy_plan(samples), epoch_steps=2)
    sizes = []
    loss = method.loss
    method.loss = lambda batch: (sizes.append(len(batch)), loss(batch))[1]
    train(method, plan, Reporter())
    assert len(sizes) == 10
