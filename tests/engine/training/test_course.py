"""A training from its job on: planned by effort and by time, timed before it starts."""

import pytest
import torch
from methods_helper import method_of, samples_of, target_of

from engine.door.jobs import LabelSource, LayerSource, TrainJob
from engine.methods.base import build
from engine.runtime.reporter import Reporter
from engine.training.course import Course
from engine.training.effort import STEPS, Steps

SMALL = {"window": 1}


@pytest.fixture(autouse=True)
def few_steps(monkeypatch):
    monkeypatch.setitem(STEPS["lds2ae"], "quick", Steps(32, {"pretrain_epochs": 20, "finetune_epochs": 40}))


class Listening(Reporter):
    """Keeps what was said and how far it was."""

    def __init__(self):
        super().__init__()
        self.events = []

    def _emit(self, event, **values):
        self.events.append((event, values))

    @property
    def said(self):
        return [values["text"] for event, values in self.events if event == "log"]


class Costly:
    """A clock that ``seconds`` go by of at each look, so that all work has its price."""

    def __init__(self, seconds):
        self.now, self.seconds = 0.0, seconds

    def __call__(self):
        self.now += self.seconds
        return self.now


def course_of(seconds, notes, **changes):
    """LDS2AE on single pixels; a look at the clock costs so many seconds."""
    layers = {m: LayerSource((f"{m}.tif",)) for m in ("hsi", "lidar")}
    job = TrainJob("lds2ae", layers, LabelSource("a.gpkg", "a", "class"), "m.rsmiss", options=SMALL, **changes)
    method = method_of("lds2ae", **SMALL)
    samples = {
        "training": samples_of(method, 60),
        "validation": samples_of(method, 30, seed=1),
        "test": samples_of(method, 30, seed=2),
    }
    samples["unlabelled"] = samples["training"].with_target(torch.full((60,), -1))

    def network(options):
        torch.manual_seed(job.seed)
        return build("lds2ae", method.modalities, target_of(), options)

    report = Listening()
    return Course(job, network, samples, report, notes.append, Costly(seconds), 0.0), report


def test_quick_trains_by_steps_and_foretells_its_time():
    course, report = course_of(1e-3, [], effort="quick")
    _, (pretraining, finetuning) = course.run()
    assert course.options.batch_size == 32
    assert len(pretraining.losses["visible"]) == course.options.pretrain_epochs == 10  # 20 steps, 2 an epoch
    assert 1 <= len(finetuning.validation) <= 8
    (line,) = [text for text in report.said if text.startswith("Training takes about")]
    assert "on this machine's CPU; about 0." in line
    assert any("step 1 of 20; about" in v["text"] for e, v in report.events if e == "progress")


def test_a_trial_changes_nothing_of_what_is_trained():
    weights = []
    for seconds in (1e-3, 2e-3):  # other costs, the same training
        method, _ = course_of(seconds, [], effort="quick")[0].run()
        weights.append(method.state_dict())
    for name, value in weights[0].items():
        assert torch.equal(value, weights[1][name])


def test_time_leaves_steps_out_says_so_and_is_kept():
    notes = []
    course, _ = course_of(0.7, notes, effort="quick", minutes=2.0)
    course.run()
    assert course.clock.now <= 120
    (note,) = [text for text in notes if text.startswith("TIME, 2 minutes")]
    assert "of the 60 steps of EFFORT quick; the others are left out." in note


def test_a_training_of_hours_is_warned_of():
    notes = []
    course, _ = course_of(60.0, notes, effort="quick", minutes=None)
    course._foretell(3 * 3600.0)
    assert len(notes) == 1
    assert "3 h 0 min" in notes[0]
    for choice in ("EFFORT", "WINDOW", "TIME"):
        assert choice in notes[0]


def test_time_that_measuring_would_eat_measures_fewer_test_samples():
    notes = []
    course, _ = course_of(2.0, notes, effort="quick", minutes=0.5)
    course.run()
    assert 1 <= len(course.samples["test"]) < 30
    assert any("test samples" in note for note in notes)


def test_training_by_steps_learns():
    method, _ = course_of(1e-3, [], effort="quick")[0].run()
    samples = samples_of(method, 60, seed=9)
    (batch,) = samples.batches(torch.arange(60))
    assert (method(batch.patches).argmax(1) == samples.target).float().mean() > 0.9
