"""EFFORT: how many steps a training has, and what stays as it was set."""

import math
from dataclasses import fields, replace

import pytest

from engine.door.jobs import EFFORTS, TrainJob
from engine.door.options import METHODS, asked_for, is_open
from engine.door.sources import LabelSource, LayerSource, SplitSettings
from engine.training.effort import EFFORT, STEPS, asked, epochs_options, sampling, seen, settled


def options_of(method, **changes):
    return METHODS[method].options.from_json(changes)


def plan_of(method, effort, labelled, unlabelled=0, /, *, factor=1.0, **values):
    """What an effort makes of a job that asks for these values."""
    return settled(method, options_of(method, **values), asked_for(values), effort, labelled, unlabelled, factor)


def window_of(method, effort, **values):
    return seen(method, options_of(method, **values), asked_for(values), effort).window


def steps(plan, name, samples):
    whole = math.ceil(samples / min(samples, plan.options.batch_size))
    return getattr(plan.options, name) * min(whole, plan.epoch_steps or whole)


@pytest.mark.parametrize("method", METHODS)
def test_every_method_has_steps_for_each_of_its_epochs_options(method):
    assert tuple(EFFORT) == EFFORTS
    for effort in ("quick", "standard"):
        assert set(STEPS[method][effort].stages) == set(epochs_options(options_of(method)))


@pytest.mark.parametrize("samples", [40, 1500, 1_000_000])
def test_the_steps_are_those_of_the_table_whatever_the_number_of_samples(samples):
    for effort in ("quick", "standard"):
        plan = plan_of("lds2ae", effort, samples)
        assert plan.options.batch_size == STEPS["lds2ae"][effort].batch_size
        for name, wanted in STEPS["lds2ae"][effort].stages.items():
            assert steps(plan, name, samples) == pytest.approx(wanted, rel=0.1)
            assert getattr(plan.options, name) >= 10


@pytest.mark.parametrize("method", METHODS)
def test_paper_is_the_published_schedule(method):
    options = options_of(method)
    plan = plan_of(method, "paper", 1500, 1500)
    assert plan.epoch_steps == 0
    if method == "mdico":  # its default is our own
        assert plan.options.epochs == 100
    elif method == "xmodalnet":  # 150 for each of its three rounds
        assert plan.options == replace(options, epochs=450)
    else:
        assert plan.options == options


def test_paper_leaves_out_what_mdico_has_beside_its_paper():
    """Unless it was asked for."""
    plain = plan_of("mdico", "paper", 1500).options
    assert (plain.mixing, plain.balance, plain.fusion) == (0.0, 1.0, "mean")
    assert plan_of("mdico", "paper", 1500, mixing=0.2).options.mixing == 0.2
    assert plan_of("mdico", "standard", 1500).options.mixing == 0.4


def test_what_was_set_stays_as_it_was_set():
    plan = plan_of("lds2ae", "quick", 1000, finetune_epochs=7, batch_size=100)
    assert (plan.options.finetune_epochs, plan.options.batch_size) == (7, 100)
    assert plan.epoch_steps == 0  # epochs that were set are whole ones
    assert plan.options.pretrain_epochs == 10  # 100 steps, 10 an epoch
    without = plan_of("lds2ae", "quick", 1000, pretrain_epochs=0)
    assert without.options.pretrain_epochs == 0


def test_the_warm_up_keeps_its_share_of_a_stage():
    plan = plan_of("dpmamba", "quick", 1200)
    shortest = min(plan.options.teacher_epochs, plan.options.student_epochs)
    assert plan.options.warmup_epochs == round(30 * shortest / 500) <= shortest / 10
    kept = plan_of("dpmamba", "quick", 1200, warmup_epochs=3)
    assert kept.options.warmup_epochs == 3


@pytest.mark.parametrize("changes", [{}, {"pretrain_epochs": 300, "finetune_epochs": 40}])
@pytest.mark.parametrize("effort", EFFORTS)
def test_a_factor_shortens_every_stage(changes, effort):
    whole = plan_of("lds2ae", effort, 2000, **changes)
    tenth = plan_of("lds2ae", effort, 2000, factor=0.1, **changes)
    for name in epochs_options(whole.options):
        assert steps(tenth, name, 2000) == pytest.approx(steps(whole, name, 2000) / 10, rel=0.3, abs=3)


def test_samples_a_class_follow_the_effort_unless_asked_for():
    assert [sampling(SplitSettings(), effort).samples_per_class for effort in EFFORTS] == [100, 200, 0]
    assert sampling(SplitSettings(samples_per_class=0), "quick").samples_per_class == 0
    assert sampling(SplitSettings(samples_per_class=30), "paper").samples_per_class == 30


@pytest.mark.parametrize("method", ["lds2ae", "lvpcnet", "dpmamba"])
def test_a_window_that_is_left_open_is_that_of_the_effort(method):
    windows = [window_of(method, effort) for effort in EFFORTS]
    assert windows[0] < windows[1] < windows[2] == options_of(method).window
    assert window_of(method, "quick", window=9) == 9


def test_a_window_that_tokens_must_divide_stays():
    assert window_of("lds2ae", "quick", token=11) == 11
    assert window_of("lds2ae", "quick", token=1) == 5


@pytest.mark.parametrize("method", METHODS)
def test_published_values_can_be_asked_for(method):
    """What stands in the job was asked for, also where it is the default."""
    published = {item.name: item.metadata["published"] for item in fields(METHODS[method].options) if is_open(item)}
    assert window_of(method, "quick", **published) == options_of(method).window
    plan = plan_of(method, "quick", 1500, 1500, **published)
    assert {name: getattr(plan.options, name) for name in published} == published
    assert plan.epoch_steps == 0
    own = {name: value for name, value in vars(options_of(method)).items() if value is not None}
    assert plan_of(method, "paper", 1500, 1500, **own).options == replace(
        options_of(method), **({"epochs": 100, "patience": 5} if method == "mdico" else {})
    )


@pytest.mark.parametrize("effort", EFFORTS)
@pytest.mark.parametrize("method", METHODS)
def test_what_an_effort_changes_is_open_in_a_dialog(method, effort):
    options = seen(method, options_of(method), (), effort)
    options = settled(method, options, (), effort, 1500, 1500, 0.5).options
    changed = {item.name for item in fields(options) if getattr(options, item.name) != item.default}
    assert changed <= {item.name for item in fields(options) if is_open(item)}


def test_an_option_that_is_none_was_not_asked_for():
    assert asked_for({"window": 11, "epochs": None, "token": 0}) == {"window", "token"}


@pytest.mark.parametrize(
    ("encoder", "options", "window"),
    [("", {}, 5), ("a", {}, 7), ("a", {"window": 11}, 11), ("a", {"token": 1}, 7), ("a", {"token": 11}, 11)],
)
def test_a_training_that_begins_with_an_encoder_has_its_window(encoder, options, window, monkeypatch):
    """Unless it asks for another, which is refused later, or has tokens that do not divide it."""
    monkeypatch.setattr("engine.training.effort.read_encoder_header", lambda path: {"options": {"window": 7}})
    layers = {m: LayerSource((f"{m}.tif",)) for m in ("hsi", "lidar")}
    job = TrainJob("lds2ae", layers, LabelSource("a.gpkg", "a", "class"), "m.rsmiss", effort="quick", init=encoder)
    assert asked(replace(job, options=options)).window == window
