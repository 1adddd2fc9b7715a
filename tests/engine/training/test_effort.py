"""EFFORT: how many steps a training has, and what stays as it was set."""

import math
from dataclasses import replace

import pytest

from engine.door.jobs import EFFORTS, TrainJob
from engine.door.options import METHODS
from engine.door.sources import LabelSource, LayerSource, SplitSettings
from engine.training.effort import EFFORT, STEPS, asked, epochs_options, sampling, seen, settled


def options_of(method, **changes):
    return METHODS[method].options.from_json(changes)


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
        plan = settled("lds2ae", options_of("lds2ae"), effort, samples, 0)
        assert plan.options.batch_size == STEPS["lds2ae"][effort].batch_size
        for name, wanted in STEPS["lds2ae"][effort].stages.items():
            assert steps(plan, name, samples) == pytest.approx(wanted, rel=0.1)
            assert getattr(plan.options, name) >= 10


@pytest.mark.parametrize("method", METHODS)
def test_paper_is_the_published_schedule(method):
    options = options_of(method)
    plan = settled(method, options, "paper", 1500, 1500)
    assert plan.epoch_steps == 0
    if method == "mdico":  # its default is our own
        assert plan.options.epochs == 100
    elif method == "xmodalnet":  # 150 for each of its three rounds
        assert plan.options == replace(options, epochs=450)
    else:
        assert plan.options == options


def test_paper_leaves_out_what_mdico_has_beside_its_paper():
    """Unless it was asked for."""
    plain = settled("mdico", options_of("mdico"), "paper", 1500, 0).options
    assert (plain.mixing, plain.balance, plain.fusion) == (0.0, 1.0, "mean")
    assert settled("mdico", options_of("mdico", mixing=0.2), "paper", 1500, 0).options.mixing == 0.2
    assert settled("mdico", options_of("mdico"), "standard", 1500, 0).options.mixing == 0.4


def test_what_was_set_stays_as_it_was_set():
    options = options_of("lds2ae", finetune_epochs=7, batch_size=100)
    plan = settled("lds2ae", options, "quick", 1000, 0)
    assert (plan.options.finetune_epochs, plan.options.batch_size) == (7, 100)
    assert plan.epoch_steps == 0  # epochs that were set are whole ones
    assert plan.options.pretrain_epochs == 10  # 100 steps, 10 an epoch
    without = settled("lds2ae", options_of("lds2ae", pretrain_epochs=0), "quick", 1000, 0)
    assert without.options.pretrain_epochs == 0


def test_the_warm_up_keeps_its_share_of_a_stage():
    plan = settled("dpmamba", options_of("dpmamba"), "quick", 1200, 0)
    shortest = min(plan.options.teacher_epochs, plan.options.student_epochs)
    assert plan.options.warmup_epochs == round(30 * shortest / 500) <= shortest / 10
    kept = settled("dpmamba", options_of("dpmamba", warmup_epochs=3), "quick", 1200, 0)
    assert kept.options.warmup_epochs == 3


@pytest.mark.parametrize("changes", [{}, {"pretrain_epochs": 300, "finetune_epochs": 40}])
@pytest.mark.parametrize("effort", EFFORTS)
def test_a_factor_shortens_every_stage(changes, effort):
    whole = settled("lds2ae", options_of("lds2ae", **changes), effort, 2000, 0)
    tenth = settled("lds2ae", options_of("lds2ae", **changes), effort, 2000, 0, 0.1)
    for name in epochs_options(whole.options):
        assert steps(tenth, name, 2000) == pytest.approx(steps(whole, name, 2000) / 10, rel=0.3, abs=3)


def test_samples_a_class_follow_the_effort_unless_asked_for():
    assert [sampling(SplitSettings(), effort).samples_per_class for effort in EFFORTS] == [100, 200, 0]
    assert sampling(SplitSettings(samples_per_class=0), "quick").samples_per_class == 0
    assert sampling(SplitSettings(samples_per_class=30), "paper").samples_per_class == 30


@pytest.mark.parametrize("method", ["lds2ae", "lvpcnet", "dpmamba"])
def test_a_window_left_as_published_is_that_of_the_effort(method):
    published = options_of(method)
    windows = [seen(method, published, effort).window for effort in EFFORTS]
    assert windows[0] < windows[1] < windows[2] == published.window
    assert seen(method, options_of(method, window=9), "quick").window == 9


def test_a_window_that_tokens_must_divide_stays():
    options = options_of("lds2ae", token=11)
    assert seen("lds2ae", options, "quick") == options


@pytest.mark.parametrize(("encoder", "window"), [("", 5), ("encoder.rsmiss", 11)])
def test_a_training_that_begins_with_an_encoder_keeps_the_published_window(encoder, window):
    layers = {m: LayerSource((f"{m}.tif",)) for m in ("hsi", "lidar")}
    job = TrainJob("lds2ae", layers, LabelSource("a.gpkg", "a", "class"), "m.rsmiss", effort="quick", init=encoder)
    assert asked(job).window == window
