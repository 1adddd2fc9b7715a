"""Weights with which modalities predict together: against grids that try them all, and what they are for."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from engine.layers.fusion import fitted_weights, least_variance, weighted


def experts(count=400, classes=3, sure=(2.0, 2.0), right=(0.9, 0.4), seed=0):
    """Logits of two modalities, the first right more often than the second, each as sure of itself as said."""
    generator = torch.Generator().manual_seed(seed)
    target = torch.randint(classes, (count,), generator=generator)
    found = []
    for strength, share in zip(sure, right, strict=True):
        guess = torch.randint(classes, (count,), generator=generator)
        said = torch.where(torch.rand(count, generator=generator) < share, target, guess)
        noise = 0.3 * torch.randn(count, classes, generator=generator)
        found.append(strength * torch.nn.functional.one_hot(said, classes) + noise)
    return found, target


def cost(logits, weights, target):
    """Cross-entropy of a product of experts, sample by sample."""
    total = 0.0
    for i, truth in enumerate(target.tolist()):
        products = [1.0] * logits[0].shape[1]
        for expert, weight in zip(logits, weights, strict=True):
            odds = [math.exp(x) for x in expert[i].tolist()]
            products = [p * (o / sum(odds)) ** weight for p, o in zip(products, odds, strict=True)]
        total -= math.log(products[truth] / sum(products))
    return total / len(target)


def test_the_weights_are_those_of_the_least_cross_entropy():
    """Beside it, equal weights count for a sample."""
    logits, target = experts(60, right=(0.8, 0.7))

    def whole(weights):
        return 60 * cost(logits, weights, target) + sum((w - 0.5) ** 2 for w in weights)

    grid = {(a, b): whole((a, b)) for a in np.arange(0, 3.01, 0.25) for b in np.arange(0, 3.01, 0.25)}
    found = fitted_weights(logits, target, "classes").tolist()
    assert whole(found) <= min(grid.values())
    assert np.abs(np.subtract(found, min(grid, key=grid.get))).max() <= 0.25


def test_a_product_of_experts_multiplies_their_weighted_probabilities():
    a, b = torch.randn(5, 4), 3 * torch.randn(5, 4)
    weights = torch.tensor([0.8, 0.3])
    product = a.softmax(1) ** 0.8 * b.softmax(1) ** 0.3
    expected = product / product.sum(1, keepdim=True)
    assert torch.allclose(weighted([a, b], weights, "classes").softmax(1), expected, atol=1e-6)
    odds = (a.sigmoid() / (1 - a.sigmoid())) ** 0.8 * (b.sigmoid() / (1 - b.sigmoid())) ** 0.3
    assert torch.allclose(weighted([a, b], weights, "labels").sigmoid(), odds / (1 + odds), atol=1e-5)
    assert torch.allclose(weighted([a, b], weights, "number"), 0.8 * a + 0.3 * b, atol=1e-6)


def test_a_sure_modality_that_is_mostly_wrong_takes_nothing_away():
    """In a plain mean it does, as it is surer of itself than the good one."""
    learnt, known = experts(sure=(2.0, 9.0), right=(0.95, 0.1))
    asked, truth = experts(sure=(2.0, 9.0), right=(0.95, 0.1), seed=1)
    weights = fitted_weights(learnt, known, "classes")

    def right(logits):
        return float((logits.argmax(1) == truth).float().mean())

    plain = sum(x.softmax(1) for x in asked)
    assert right(weighted(asked, weights, "classes")) >= right(asked[0]) - 0.01
    assert right(plain) < right(asked[0]) - 0.2
    assert weights[1] < weights[0] / 10


def test_a_modality_that_adds_nothing_has_no_weight_and_one_that_adds_something_has():
    """Chance lets the one that guesses be right a little more often than not, here and there."""
    silent = [fitted_weights(*experts(100, right=(0.9, 0.0), seed=seed), "classes")[1] == 0 for seed in range(20)]
    assert np.mean(silent) > 0.7
    heard = [fitted_weights(*experts(100, right=(0.7, 0.6), seed=seed), "classes")[1] > 0 for seed in range(20)]
    assert np.mean(heard) == 1


def test_of_three_modalities_the_two_that_help_are_kept():
    (a, b), target = experts(300, right=(0.7, 0.6))
    nothing = 4 * torch.randn(300, 3, generator=torch.Generator().manual_seed(5))
    weights = fitted_weights([a, nothing, b], target, "classes")
    assert weights[1] == 0 and weights[0] > 0.3 and weights[2] > 0.3
    assert torch.allclose(weights[[0, 2]], fitted_weights([a, b], target, "classes"), atol=1e-4)


def test_one_validation_sample_is_enough_to_go_on():
    (a, b), target = experts(1)
    assert fitted_weights([a, b], target, "classes").isfinite().all()


def test_labels_are_weighed_by_what_they_say_of_each_label():
    generator = torch.Generator().manual_seed(0)
    truth = torch.randint(2, (500, 3), generator=generator).float()
    good = 2 * (2 * truth - 1) + torch.randn(500, 3, generator=generator)
    bad = 6 * torch.randn(500, 3, generator=generator)
    weights = fitted_weights([bad, good], truth, "labels")
    assert weights[1] > 1 and weights[0] == 0


def test_numbers_are_weighed_by_the_inverse_variance_of_independent_errors():
    generator = torch.Generator().manual_seed(0)
    truth = torch.randn(20000, generator=generator)
    found = [(truth + s * torch.randn(20000, generator=generator))[:, None] for s in (1.0, 2.0, 0.5)]
    expected = torch.tensor([1 / 1, 1 / 4, 1 / 0.25])
    assert torch.allclose(fitted_weights(found, truth, "number"), expected / expected.sum(), atol=0.02)


def test_errors_in_common_are_taken_account_of():
    """By inverse variances alone the worse of two that err together would cost."""
    generator = np.random.default_rng(0)
    common, own = generator.standard_normal((2, 5000))
    errors = np.stack([common, common + 0.7 * own])
    weights = least_variance(errors)
    assert weights.sum() == pytest.approx(1) and (weights >= 0).all()
    assert np.mean((weights @ errors) ** 2) <= np.mean(errors[0] ** 2)
    grid = min(np.mean((w * errors[0] + (1 - w) * errors[1]) ** 2) for w in np.linspace(0, 1, 101))
    assert np.mean((weights @ errors) ** 2) == pytest.approx(grid, rel=1e-4)


def test_perfect_and_equal_predictions_are_no_hindrance():
    assert least_variance(np.zeros((3, 4))).sum() == pytest.approx(1)
    assert least_variance(np.ones((2, 4))).sum() == pytest.approx(1)
