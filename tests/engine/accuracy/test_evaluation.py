"""Metrics against numbers worked out by hand, and the handling of what is missing."""

import math

import numpy as np
import pytest
import torch
from linear_method import classes, toy_method, toy_samples
from sklearn.metrics import jaccard_score

from engine.accuracy.evaluation import (
    accuracy,
    best_thresholds,
    evaluate,
    every_subset,
    predict,
    telling_subsets,
    to_outputs,
)
from engine.door.errors import EngineError
from engine.door.target import ClassInfo, Target


def test_every_subset_of_three_modalities_comes_complete_one_first():
    assert every_subset(["hsi", "sar", "rgb"]) == [
        ("hsi", "sar", "rgb"), ("hsi", "sar"), ("hsi", "rgb"), ("sar", "rgb"), ("hsi",), ("sar",), ("rgb",),
    ]  # fmt: skip


def test_the_subsets_that_pick_an_epoch_are_all_each_left_out_and_each_alone():
    assert len(telling_subsets(list("abcd"))) == 1 + 4 + 4
    assert telling_subsets(["hsi"]) == [("hsi",)]


def test_class_metrics_are_those_worked_out_by_hand():
    predicted = torch.nn.functional.one_hot(torch.tensor([0, 0, 1, 1, 1, 2]), 3).float()
    truth = torch.tensor([0, 0, 0, 1, 1, 2])
    found = accuracy(("hsi",), predicted, truth, classes(3))
    assert found.values["oa"] == pytest.approx(5 / 6)
    assert found.values["aa"] == pytest.approx((2 / 3 + 1 + 1) / 3)
    chance = (3 * 2 + 2 * 3 + 1 * 1) / 36
    assert found.values["kappa"] == pytest.approx((5 / 6 - chance) / (1 - chance))
    f1 = [2 * 1 * (2 / 3) / (1 + 2 / 3), 2 * 1 * (2 / 3) / (1 + 2 / 3), 1.0]
    assert found.values["f1_macro"] == pytest.approx(sum(f1) / 3)
    assert found.values["f1_weighted"] == pytest.approx((3 * f1[0] + 2 * f1[1] + f1[2]) / 6)
    assert found.confusion.tolist() == [[2, 1, 0], [0, 2, 0], [0, 0, 1]]


def test_a_class_without_truth_does_not_count_in_the_average():
    found = accuracy(("hsi",), torch.eye(3)[[0, 2]], torch.tensor([0, 0]), classes(3))
    assert found.values["aa"] == pytest.approx(0.5)


def test_samples_without_the_subsets_modalities_are_left_out_and_counted():
    samples = toy_samples(60, holes=0.4)
    method = toy_method(samples)
    outputs = predict(method, samples, [("lidar",)])[("lidar",)]
    lacking = ~samples.available[:, 1]
    assert lacking.any()
    assert outputs[lacking].isnan().all()
    assert outputs[~lacking].isfinite().all()
    assert accuracy(("lidar",), outputs, samples.target, method.target).n == int((~lacking).sum())


@pytest.mark.parametrize("seed", range(4))
def test_the_mean_iou_is_that_of_scikit_learn(seed):
    """Classes that occur neither in the truth nor in the map do not count."""
    generator = np.random.default_rng(seed)
    truth, given = generator.integers(0, 5 - seed, 40), generator.integers(0, 6, 40)
    found = accuracy(("hsi",), torch.eye(8)[given], torch.from_numpy(truth), classes(8))
    assert found.values["miou"] == pytest.approx(jaccard_score(truth, given, average="macro"))
    assert found.values["miou"] < found.values["f1_macro"]


def test_a_subset_is_measured_on_the_samples_that_have_all_of_it():
    """A pixel that has HSI alone says nothing of HSI with LiDAR."""
    samples = toy_samples(90, holes=0.4)
    method = toy_method(samples)
    whole = samples.available.all(1)
    assert 0 < int(whole.sum()) < 90
    complete, hsi, lidar = evaluate(method, samples)
    assert (complete.n, hsi.n, lidar.n) == (int(whole.sum()), *samples.available.sum(0).tolist())
    inside = evaluate(method, samples.subset(torch.where(whole)[0]), [("hsi", "lidar")])[0]
    assert complete.values == inside.values and complete.confusion.tolist() == inside.confusion.tolist()
    mixed = predict(method, samples, [("hsi", "lidar")])[("hsi", "lidar")]  # what a map would show
    assert accuracy(("hsi", "lidar"), mixed, samples.target, method.target).values != complete.values


def test_a_subset_that_no_sample_has_is_not_measured():
    samples = toy_samples(60)
    samples.available[:, 0] = torch.arange(60) % 2 == 0
    samples.available[:, 1] = ~samples.available[:, 0]
    complete, hsi, lidar = evaluate(toy_method(samples), samples)
    assert (complete.n, complete.values) == (0, {})
    assert (hsi.n, lidar.n) == (30, 30)


def test_prediction_equals_one_sample_at_a_time():
    samples = toy_samples(40, holes=0.3)
    method = toy_method(samples)
    outputs = predict(method, samples, [("hsi", "lidar")], batch_size=7)[("hsi", "lidar")]
    for i in range(40):
        (batch,) = samples.batches(torch.tensor([i]))
        with torch.no_grad():
            torch.testing.assert_close(outputs[i], method(batch.patches)[0].softmax(0))


def test_evaluation_leaves_the_training_mode_as_it_was():
    samples = toy_samples(12)
    method = toy_method(samples).train()
    evaluate(method, samples)
    assert method.training


def test_a_number_is_measured_in_its_own_unit():
    target = Target("number", "biomass", mean=100.0, std=10.0)
    outputs = to_outputs(torch.tensor([[0.0], [1.0], [-1.0]]), target)
    assert outputs.flatten().tolist() == [100.0, 110.0, 90.0]
    found = accuracy(("msi",), outputs, torch.tensor([0.0, 1.5, -1.5]), target)  # truth 100, 115, 85
    assert found.values["mae"] == pytest.approx(10 / 3)
    assert found.values["rmse"] == pytest.approx(math.sqrt(50 / 3))
    assert found.values["r2"] == pytest.approx(1 - 50 / 450)


def test_thresholds_for_labels_are_the_best_ones_on_validation():
    table = (ClassInfo(1, "reed", "#00aa00"), ClassInfo(2, "never", "#aa0000"))
    probabilities = torch.tensor([[0.2, 0.1], [0.3, 0.2], [0.35, 0.1], [0.1, 0.4]])
    truth = torch.tensor([[0, 0], [1, 0], [1, 0], [0, 0]])
    thresholds = best_thresholds(probabilities, truth)
    assert thresholds == pytest.approx((0.3, 0.5))
    found = accuracy(("msi",), probabilities, truth, Target("labels", "kinds", table, thresholds=thresholds))
    assert found.values["f1_micro"] == 1.0


@pytest.mark.parametrize("most", [5, 0])
def test_a_gpu_that_is_full_is_asked_for_halves_until_they_fit(most, monkeypatch):
    samples = toy_samples(40)
    method = toy_method(samples)
    subsets = [("hsi", "lidar"), ("lidar",)]
    expected, embed = predict(method, samples, subsets), method.embed_patches

    def full(patches):
        if len(next(iter(patches.values()))) > most:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return embed(patches)

    monkeypatch.setattr(method, "embed_patches", full)
    if not most:
        with pytest.raises(EngineError, match="memory is full even with one sample at once"):
            predict(method, samples, subsets)
        return
    found = predict(method, samples, subsets)
    assert all(torch.allclose(found[subset], values, equal_nan=True) for subset, values in expected.items())
