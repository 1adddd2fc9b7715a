"""What the benchmarks' tables rest on: the papers' protocols, tuned baselines, trainings by effort; on tiny data."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from sklearn.neural_network import MLPClassifier

from benchmarks import comparison
from benchmarks.baselines import (
    FEATURES,
    FOREST,
    PERCEPTRON,
    PERCEPTRONS,
    TABLE,
    run_baseline,
    suits,
    tuned,
    window_features,
)
from benchmarks.comparison import Settings, compare, run_method
from benchmarks.problem import TEST, TRAINING, UNLABELLED, UNUSED, VALIDATION, Problem
from benchmarks.protocol import PAPER, PAPERS
from benchmarks.training import Training
from engine.door.options import METHODS
from engine.methods.base import Plan
from engine.training.effort import STEPS, Steps

EACH = 100


def problem(window: int = 1) -> Problem:
    """Two classes of 100 samples that the layers tell apart, and 20 samples of no class."""
    rng = np.random.default_rng(0)
    target = torch.tensor([0] * EACH + [1] * EACH + [-1] * 20)
    part = torch.full((len(target),), UNLABELLED)
    for label in range(2):
        start = label * EACH
        part[start : start + 60], part[start + 60 : start + 70] = TRAINING, VALIDATION
        part[start + 70 : start + 95], part[start + 95 : start + EACH] = TEST, UNUSED
    layers = {}
    for name, bands in (("msi", 3), ("sar", 2)):
        noise = rng.normal(0, 1, (len(target), bands, window, window))
        layers[name] = torch.from_numpy(noise + 2 * target.numpy()[:, None, None, None]).float()
    return Problem("tiny", layers, target, ["water", "forest"], part)


# ---- the papers' protocols


@pytest.mark.parametrize("method", ["lds2ae", "lvpcnet", "dpmamba"])
def test_forty_labels_a_class_are_drawn_at_random_and_the_others_are_test(method):
    own = problem()
    split, other = (PAPERS[method].split(own, seed) for seed in (0, 1))
    learnt = split.part == TRAINING
    assert [int((learnt & (own.target == label)).sum()) for label in (0, 1)] == [40, 40]
    assert ((split.part == TEST) == ((own.target >= 0) & (own.part != UNUSED) & ~learnt)).all()
    assert not ((split.part == VALIDATION) | (split.part == UNLABELLED)).any()
    assert (split.part[own.part == UNUSED] == UNUSED).all()
    # neighbours in the file are on both sides, which is what makes it leak
    assert (learnt & (own.part == TEST)).any()
    assert (other.part != split.part).any() and (PAPERS[method].split(own, 0).part == split.part).all()


def test_the_other_papers_keep_the_benchmarks_own_test():
    own = problem()
    assert (PAPERS["mdico"].split(own, 0).part == own.part).all()
    learnt = PAPERS["xmodalnet"].split(own, 0).part
    assert (learnt == torch.where(own.part == VALIDATION, TRAINING, own.part)).all()


def test_a_paper_for_every_method_and_options_that_it_has():
    assert set(PAPERS) == set(METHODS)
    for method, paper in PAPERS.items():
        METHODS[method].options.from_json(dict(paper.options))


@pytest.mark.parametrize("method", list(PAPERS))
def test_each_method_is_trained_by_its_papers_schedule_and_split(method, monkeypatch):
    asked = {}

    def training(problem, method, modalities, seed, options, effort, balanced):
        asked.update(problem=problem, options=options, effort=effort, balanced=balanced)
        raise InterruptedError

    monkeypatch.setattr(comparison, "Training", training)
    with pytest.raises(InterruptedError):
        run_method(problem(), method, 3, {}, Settings(effort="quick", protocol=PAPER))
    assert asked["effort"] == "paper" and asked["options"] == dict(PAPERS[method].options)
    assert asked["balanced"] == (method not in {"lds2ae", "lvpcnet"})
    assert (asked["problem"].part == PAPERS[method].split(problem(), 3).part).all()
    with pytest.raises(InterruptedError):
        run_method(problem(), method, 3, {}, Settings(effort="quick"))
    assert asked["effort"] == "quick" and not asked["options"] and asked["balanced"]
    assert (asked["problem"].part == problem().part).all()


def test_without_balance_no_stage_draws_classes_alike():
    for balanced in (True, False):
        training = Training(problem(), "lds2ae", ["msi", "sar"], 0, {}, balanced=balanced)
        chosen = METHODS["lds2ae"].options.from_json(training.options)
        samples = training._samples(chosen)
        parts = (samples["training"], samples["unlabelled"], samples["validation"])
        plan = Plan(*parts, torch.device("cpu"), 0, torch.Generator().manual_seed(0))
        assert [stage.balanced for stage in training._network(chosen, 0).stages(plan)] == [False, balanced]


def test_transductive_trainings_see_the_test_pixels_without_their_labels():
    for transductive, count in ((False, 20), (True, 70)):
        training = Training(problem(), "xmodalnet", ["msi", "sar"], 0, {"transductive": transductive})
        unlabelled = training._samples(METHODS["xmodalnet"].options.from_json(training.options))["unlabelled"]
        assert len(unlabelled) == count and (unlabelled.target == -1).all()


def test_methods_whose_papers_split_otherwise_are_not_set_beside_the_same_baselines(monkeypatch):
    monkeypatch.setattr(comparison, "run_baseline", None)  # it is said before anything runs
    with pytest.raises(SystemExit, match="compare them one by one"):
        compare(problem(), ["lds2ae", "mdico"], 1, Settings(protocol=PAPER))


# ---- baselines


def test_window_features_are_the_centre_the_mean_and_the_deviation_of_each_band():
    patches = torch.from_numpy(np.random.default_rng(1).normal(0, 1, (4, 2, 3, 3)))
    found = window_features(patches)
    assert found.shape == (4, 6)
    assert torch.equal(found[:, :2], patches[:, :, 1, 1])
    torch.testing.assert_close(found[:, 2:4], patches.flatten(2).mean(2))
    torch.testing.assert_close(found[:, 4:], patches.flatten(2).std(2, correction=0))
    assert torch.equal(window_features(patches[:, :, 1:2, 1:2]), patches[:, :, 1, 1])
    assert suits(problem(3), FEATURES) and not suits(problem(), FEATURES) and suits(problem(), FOREST)


def test_validation_picks_the_setting_and_the_test_has_no_say():
    data = problem()
    bands = data.layers["msi"].flatten(1).numpy()
    training, validation = data.part == TRAINING, data.part == VALIDATION
    assert tuned(data, TABLE[PERCEPTRON], bands, 0, training, validation & False) == TABLE[PERCEPTRON].grid[0]
    learns, never = {"hidden_layer_sizes": (8,)}, {"hidden_layer_sizes": (8,), "learning_rate_init": 1e-12}
    for grid in ([never, learns], [learns, never]):
        assert tuned(data, replace(TABLE[PERCEPTRON], grid=grid), bands, 0, training, validation) == learns
    turned = replace(data, target=torch.where(data.part == TEST, 1 - data.target, data.target))
    for name in (FOREST, PERCEPTRON):
        right, wrong = (run_baseline(p, name, 0)["msi"]["oa"] for p in (data, turned))
        assert right > 0.9 and right + wrong == pytest.approx(1.0)


def test_three_perceptrons_say_the_mean_of_what_each_of_them_says():
    data, setting = problem(), TABLE[PERCEPTRONS].grid[0]
    bands, training = data.layers["msi"].flatten(1).numpy(), data.part == TRAINING
    together = TABLE[PERCEPTRONS].make(setting, 2).fit(bands[training], data.target[training])
    said = []
    for seed in (6, 7, 8):
        alone = MLPClassifier(**setting, max_iter=300, random_state=seed)
        scaled = (bands - bands[training].mean(0)) / bands[training].std(0)
        said.append(alone.fit(scaled[training], data.target[training]).predict_proba(scaled))
    np.testing.assert_allclose(together.predict_proba(bands), np.mean(said, axis=0), atol=1e-3)


# ---- comparisons


@pytest.mark.parametrize("effort", ["", "quick"])
def test_an_ensemble_has_the_networks_of_its_seeds(effort, monkeypatch):
    monkeypatch.setitem(STEPS["mdico"], "quick", Steps(32, {"epochs": 4}))
    options = {"epochs": 2}
    ensemble = Training(problem(), "mdico", ["msi", "sar"], 4, {**options, "ensemble": 2}, effort).run()
    assert not torch.equal(*(network.heads["msi"].weight for network in ensemble.networks))
    for network, seed in zip(ensemble.networks, (4, 5), strict=True):
        if not effort:  # a user's training draws its samples by the first seed, for all networks
            alone = Training(problem(), "mdico", ["msi", "sar"], seed, options).run()
            assert torch.equal(network.heads["msi"].weight, alone.heads["msi"].weight)


def test_a_comparison_goes_on_where_its_file_ends(tmp_path, monkeypatch):
    ran = []

    def run(problem, name, seed, noise):
        ran.append((name, seed))
        return {"msi": {metric: 0.5 + seed / 10 for metric in ("oa", "aa", "miou", "f1_weighted")}}

    monkeypatch.setattr(comparison, "run_baseline", run)
    out = tmp_path / "found.json"
    compare(problem(3), [], 1, Settings(), out=out)
    first = list(ran)
    compare(problem(3), [], 2, Settings(), out=out)
    assert first == [(name, 0) for name in TABLE]
    # gradient boosting has nothing that a seed would change
    assert ran[len(first) :] == [(name, 1) for name in TABLE if name != "gradient boosting"]
    found = json.loads(out.read_text())
    assert found[FOREST]["msi"]["oa"] == [0.5, 0.6] and found["gradient boosting"]["msi"]["oa"] == [0.5]
    assert "| random forest | 55.0 ± 7.1 |" in out.with_suffix(".md").read_text()


def test_a_training_by_effort_measures_every_subset_and_each_sensor_alone():
    options = {"pretrain_epochs": 1, "epochs": 1, "rounds": 1, "propagation": False}
    found = run_method(problem(), "xmodalnet", 0, {"batch_norm": False}, Settings(options, "quick", noise=[20.0]))
    subsets = ["msi+sar", "msi", "sar"]
    assert list(found) == [*subsets, *(f"{subset}, 20 dB" for subset in subsets), "only msi", "only sar"]
    assert all(0 <= values["oa"] <= 1 for values in found.values())
