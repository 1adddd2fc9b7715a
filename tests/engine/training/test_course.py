"""A training from its job on: planned by effort and by time, timed before it starts."""

import time
from dataclasses import replace

import pytest
import torch
from methods_helper import method_of, samples_of, target_of

from engine.accuracy.evaluation import evaluate
from engine.door.errors import Cancelled
from engine.door.jobs import TrainJob
from engine.door.sources import LabelSource, LayerSource
from engine.methods.base import Method, build
from engine.methods.ensemble import Ensemble
from engine.runtime.reporter import Reporter
from engine.training import course as course_module
from engine.training import memory
from engine.training.course import Course
from engine.training.effort import EFFORT, STEPS, Steps
from engine.training.outlook import Cost

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
    """A clock by which the loss of 32 samples takes a second, and each prediction of a subset a part of one."""

    def __init__(self, prediction):
        self.now, self.prediction, self.batch = 0.0, prediction, 1.0

    def __call__(self):
        return self.now

    def charge(self, method):
        for name in ("pretrain_loss", "finetune_loss"):
            setattr(method, name, self.charged(getattr(method, name), lambda batch: self.batch * len(batch) / 32))
        method.classify = self.charged(method.classify, lambda windows: self.prediction)
        return method

    def charged(self, work, price):
        def charged(argument):
            self.now += price(argument)
            return work(argument)

        return charged


def course_of(prediction, notes, **changes):
    """LDS2AE on single pixels; a prediction costs so many seconds."""
    layers = {m: LayerSource((f"{m}.tif",)) for m in ("hsi", "lidar")}
    job = TrainJob("lds2ae", layers, LabelSource("a.gpkg", "a", "class"), "m.rsmiss", options=SMALL, **changes)
    method = method_of("lds2ae", **SMALL)
    samples = {
        "training": samples_of(method, 60),
        "validation": samples_of(method, 30, seed=1),
        "test": samples_of(method, 30, seed=2),
    }
    samples["unlabelled"] = samples["training"].with_target(torch.full((60,), -1))

    def network(options, seed):
        torch.manual_seed(seed)
        return clock.charge(build("lds2ae", method.modalities, target_of(), options))

    report, clock = Listening(), Costly(prediction)
    return Course(job, network, samples, report, notes.append, clock, 0.0), report


def test_quick_trains_by_steps_and_foretells_its_time():
    course, report = course_of(0.0, [], effort="quick")
    _, (pretraining, finetuning) = course.run()
    assert course.options.batch_size == 32
    assert len(pretraining.losses["visible"]) == course.options.pretrain_epochs == 10  # 20 steps, 2 an epoch
    assert 1 <= len(finetuning.validation) <= 8
    (line,) = [text for text in report.said if text.startswith("Training takes about")]
    assert "on this machine's CPU; about " in line
    assert line.endswith(" GB.")
    assert any("step 1 of 20; about" in v["text"] for e, v in report.events if e == "progress")


def test_a_trial_changes_nothing_of_what_is_trained():
    weights = []
    for prediction in (0.0, 0.1):  # other costs, the same training
        method, _ = course_of(prediction, [], effort="quick")[0].run()
        weights.append(method.state_dict())
    for name, value in weights[0].items():
        assert torch.equal(value, weights[1][name])


def test_each_network_of_an_ensemble_is_the_one_that_its_seed_gives_alone():
    course, report = course_of(0.0, [], effort="quick", ensemble=2, seed=5)
    ensemble, histories = course.run()
    assert isinstance(ensemble, Ensemble) and not ensemble.training
    for network, seed in zip(ensemble.networks, (5, 6), strict=True):
        alone, _ = course_of(0.0, [], effort="quick", seed=seed)[0].run()
        for name, value in alone.state_dict().items():
            assert torch.equal(network.state_dict()[name], value)
    stages = ["pre-training (1 of 2)", "fine-tuning (1 of 2)", "pre-training (2 of 2)", "fine-tuning (2 of 2)"]
    assert [history.stage for history in histories] == stages
    assert list(dict.fromkeys(v["stage"] for e, v in report.events if e == "metric")) == stages


def test_forecast_progress_and_time_left_count_all_networks():
    told = {}
    for ensemble in (1, 3):
        course, report = course_of(0.0, [], effort="quick", ensemble=ensemble)
        course.run()
        (line,) = [text for text in report.said if text.startswith("Training")]
        events = [v for e, v in report.events if e == "progress" and "step" in v["text"]]
        told[ensemble] = course.outlook.total, events[0]["left"], course.clock.now, line
        shares = [v["value"] for v in events]
        assert shares == sorted(shares)
        assert 0.08 + 0.87 * 0.8 < shares[-1] <= 0.951  # it ends early where validation says so
        first = [v["value"] for v in events if f"(1 of {ensemble})" in v["text"] or ensemble == 1]
        assert max(first) <= 0.081 + 0.87 / ensemble
    assert told[3][0] == pytest.approx(3 * told[1][0])
    assert told[3][1] > 2.5 * told[1][1]
    assert told[3][3].startswith("Training 3 networks takes about 3 minutes")  # 60 steps of a second each
    assert told[1][3].startswith("Training takes about 60 seconds")


def test_an_ensemble_ends_in_its_time():
    notes = []
    course, _ = course_of(0.01, notes, effort="quick", minutes=1.0, ensemble=3)
    ensemble, _ = course.run()
    assert 40 < course.clock.now <= 60
    assert len(ensemble.networks) == 3
    (note,) = [text for text in notes if text.startswith("TIME, 1 minutes")]
    assert "of the 180 steps of EFFORT quick; the others are left out." in note
    assert 30 < int(note.split("room for ")[1].split()[0]) < 60  # of a second each


def test_an_ensemble_stops_when_it_is_asked_to():
    course, report = course_of(0.0, [], effort="quick", ensemble=3)
    emit = report._emit

    def stopping(event, **values):
        emit(event, **values)
        if values.get("stage") == "fine-tuning (2 of 3)":
            report.stop()

    report._emit = stopping
    with pytest.raises(Cancelled):
        course.run()
    assert not any("(3 of 3)" in str(values) for _, values in report.events)


def test_time_leaves_steps_out_says_so_and_is_kept():
    notes = []
    course, _ = course_of(0.01, notes, effort="quick", minutes=0.5)
    course.run()
    assert 20 < course.clock.now <= 30
    (note,) = [text for text in notes if text.startswith("TIME, 0.5 minutes")]
    assert "of the 60 steps of EFFORT quick; the others are left out." in note


def test_the_picture_of_features_has_its_seconds_in_the_plan_and_a_share_of_the_time_at_the_most(monkeypatch):
    monkeypatch.setattr(course_module, "_PICTURED", 1.0)  # seconds of a sample in each of three panels
    plain, drawn = course_of(0.0, [], effort="quick")[0], course_of(0.0, [], effort="quick", report="m.html")[0]
    assert (plain.pictured, drawn.pictured) == (0, 30)
    after = [course._fitted(course._planned(1.0), [])[2] for course in (plain, drawn)]
    assert after[1] - after[0] == pytest.approx(90)
    assert course_of(0.0, [], effort="quick", report="m.html", minutes=10.0)[0].pictured == 10  # 5 % of them
    monkeypatch.setitem(EFFORT, "quick", replace(EFFORT["quick"], pictured=7))
    assert course_of(0.0, [], effort="quick", report="m.html")[0].pictured == 7


@pytest.mark.parametrize("look", [0.1, 8.0])
def test_time_counts_the_looks_at_validation(look):
    """A look that costs as much as eight steps of a second; half the looks do not take half the time."""
    course, _ = course_of(0.0, [], effort="quick", minutes=1.0)
    costs = [Cost("pre-training", 20, 0, 1.0, 0.0), Cost("fine-tuning", 40, 6, 1.0, look)]
    _, fitted, after, _ = course._fitted(course._planned(1.0), costs)
    assert 0.5 * 54 <= sum(cost.seconds for cost in fitted) + after <= 54


@pytest.mark.parametrize("slower", [1.0, 4.0])
@pytest.mark.parametrize("prediction", [0.01, 0.3])
def test_time_has_room_for_the_measuring_after_the_training(prediction, slower, monkeypatch):
    """Also where batches take longer than they did when they were timed."""
    course, report = course_of(prediction, [], effort="quick", minutes=0.8)
    monkeypatch.setattr(course, "_foretell", lambda *told: setattr(course.clock, "batch", slower))
    method, _ = course.run()
    evaluate(method, course.measured)
    assert course.clock.now <= 48
    assert len(course.measured) == len(course.samples["test"])


def test_an_effort_measures_no_more_test_samples_than_it_says(monkeypatch):
    notes = []
    monkeypatch.setitem(EFFORT, "quick", replace(EFFORT["quick"], test=7))
    course, _ = course_of(0.0, notes, effort="quick")
    course.run()
    assert (course.part, len(course.measured), len(course.samples["test"])) == ("test", 7, 7)
    assert "EFFORT quick measures 7 of the 30 test samples, drawn at random." in notes


def test_without_test_samples_fewer_validation_samples_are_measured_and_all_pick_the_epoch(monkeypatch):
    monkeypatch.setitem(EFFORT, "quick", replace(EFFORT["quick"], test=7))
    course, _ = course_of(0.0, [], effort="quick")
    nothing = course.samples["test"].subset(torch.arange(0))
    again = Course(
        course.job, course.network, {**course.samples, "test": nothing}, Reporter(), print, course.clock, 0.0
    )
    again.run()
    assert (again.part, len(again.measured), len(again.samples["validation"])) == ("validation", 7, 30)


def test_the_support_vector_machine_of_xmodalnet_runs_once(monkeypatch):
    calls = []
    layers = {m: LayerSource((f"{m}.tif",)) for m in ("hsi", "lidar")}
    options = {"pretrain_epochs": 0, "epochs": 2, "rounds": 1, "batch_size": 30}
    job = TrainJob("xmodalnet", layers, LabelSource("a.gpkg", "a", "class"), "m.rsmiss", options=options)
    method = method_of("xmodalnet", **options)
    samples = {part: samples_of(method, 60, seed=i) for i, part in enumerate(("training", "validation", "test"))}
    samples["unlabelled"] = samples["training"].with_target(torch.full((60,), -1))

    def labels(learnt, known, asked, *others):
        calls.append(len(asked))
        return known[torch.zeros(len(asked), dtype=torch.long).numpy()]

    monkeypatch.setattr("engine.methods.pseudo_labels.svm_labels", labels)
    Course(
        job,
        lambda chosen, seed: build("xmodalnet", method.modalities, target_of(), chosen),
        samples,
        Reporter(),
        print,
        time.monotonic,
        0.0,
    ).run()
    assert calls == [60]


@pytest.mark.parametrize(("effort", "choice"), [("paper", "standard or quick"), ("standard", "EFFORT quick")])
def test_a_training_of_hours_is_warned_of(effort, choice):
    notes = []
    course, _ = course_of(0.0, notes, effort=effort)
    course._foretell(3 * 3600.0)
    assert len(notes) == 1
    for words in ("3 h 0 min", choice, "WINDOW", "TIME"):
        assert words in notes[0]


def test_what_a_method_fits_to_validation_samples_counts_in_every_look_and_after_the_training(monkeypatch):
    plain = course_of(0.01, [], effort="quick")[0]
    plain.run()
    settle = Method.settle
    course, _ = course_of(0.01, [], effort="quick")
    asked = []

    def costly(method, plan, samples=None):
        asked.append(samples)
        course.clock.now += 2.0 if samples is None else 0.5
        return settle(method, plan, samples)

    monkeypatch.setattr(Method, "settle", costly)
    course.run()
    before, after = (c.outlook.costs["fine-tuning"] for c in (plain, course))
    assert after.look - before.look == pytest.approx(0.5)
    assert course.outlook.after - plain.outlook.after == pytest.approx(2.0)
    assert sum(samples is None for samples in asked) == 1 and len(asked) > 3


def test_a_training_that_takes_more_memory_than_it_should_says_so(monkeypatch):
    """In parts of 16 samples, which may not be fewer."""
    notes = []
    monkeypatch.setattr(memory, "BUDGET", 0.5e9)
    course, _ = course_of(0.0, notes, effort="quick")
    course.run()
    (note,) = [text for text in notes if text.startswith("Training needs about ")]
    assert "more than the 0.5 GB" in note and "fewer than 16 samples at once" in note


def test_time_that_measuring_would_eat_measures_fewer_test_samples():
    notes = []
    course, _ = course_of(4.0, notes, effort="quick", minutes=0.8)
    course._fitted(course._planned(1.0), [])
    assert 1 <= len(course.samples["test"]) < 30
    assert any("test samples" in note for note in notes)


def test_training_by_steps_learns():
    method, _ = course_of(0.0, [], effort="quick")[0].run()
    samples = samples_of(method, 60, seed=9)
    (batch,) = samples.batches(torch.arange(60))
    assert (method(batch.patches).argmax(1) == samples.target).float().mean() > 0.9
