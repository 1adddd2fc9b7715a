"""Contrastive losses against loops that follow the papers' sums term by term."""

from __future__ import annotations

import math

import pytest
import torch

from engine.layers.contrastive import class_text_alignment, cosine_similarities, info_nce


def cosine(a, b):
    return float((a * b).sum() / (a.norm() * b.norm()))


def slow_info_nce(a, b, temperature):
    """Eq. 10 of MDiCo: the two directions are added, each the mean over its samples."""
    total = 0.0
    for anchors, others in ((a, b), (b, a)):
        for i in range(len(a)):
            scores = [math.exp(cosine(anchors[i], others[k]) / temperature) for k in range(len(a))]
            total += -math.log(scores[i] / sum(scores)) / len(a)
    return total


def slow_alignment(features, target, texts, temperature):
    """Each sample i contributes the pair (its feature, its class's text); positives share the class."""
    n = len(features)
    pairs = [(features[i], texts[target[i]]) for i in range(n)]
    total = 0.0
    for anchor, other in ((0, 1), (1, 0)):
        for i in range(n):
            scores = [math.exp(cosine(pairs[i][anchor], pairs[k][other]) / temperature) for k in range(n)]
            positives = [k for k in range(n) if target[k] == target[i]]
            total += -sum(math.log(scores[p] / sum(scores)) for p in positives) / len(positives) / n
    return total / 2


@pytest.mark.parametrize("temperature", [0.07, 0.1, 1.0])
def test_info_nce_equals_the_sum_over_cross_modal_pairs(temperature):
    a, b = torch.randn(6, 5, dtype=torch.float64), torch.randn(6, 5, dtype=torch.float64)
    assert float(info_nce(a, b, temperature)) == pytest.approx(slow_info_nce(a, b, temperature), rel=1e-4)


def test_info_nce_of_features_that_tell_nothing_is_the_sum_of_two_guesses():
    """Without a similarity to go by each direction guesses among n, at a cost of log n."""
    a = torch.ones(5, 3)
    assert float(info_nce(a, a)) == pytest.approx(2 * math.log(5), rel=1e-5)


def test_info_nce_is_symmetric_and_lowest_for_matching_pairs():
    a, b = torch.randn(8, 16), torch.randn(8, 16)
    assert torch.allclose(info_nce(a, b), info_nce(b, a))
    assert info_nce(a, a) < info_nce(a, a.roll(1, 0))
    assert float(info_nce(torch.eye(8), torch.eye(8))) < 1e-4


def test_info_nce_ignores_the_length_of_features():
    a, b = torch.randn(8, 16), torch.randn(8, 16)
    assert torch.allclose(info_nce(a, b), info_nce(7 * a, 0.1 * b), atol=1e-6)


@pytest.mark.parametrize("target", [[0, 0, 1, 2, 2, 2], [1, 1, 1, 1, 1, 1], [0, 1, 2, 3, 4, 0]])
def test_alignment_equals_the_sums_over_samples_and_their_texts(target):
    features, texts = torch.randn(6, 7, dtype=torch.float64), torch.randn(5, 7, dtype=torch.float64)
    expected = slow_alignment(features, target, texts, 0.07)
    assert float(class_text_alignment(features, torch.tensor(target), texts, 0.07)) == pytest.approx(expected, rel=1e-4)


def test_alignment_is_bounded_below_and_pulls_samples_towards_their_text():
    """The positives in the denominator: minimising drives the loss to a finite bound, not to minus infinity."""
    torch.manual_seed(0)
    texts, target = torch.eye(3, 8), torch.arange(12) % 3
    features = torch.randn(12, 8, requires_grad=True)
    optimizer = torch.optim.Adam([features], 0.1)
    for _ in range(200):
        loss = class_text_alignment(features, target, texts)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert torch.equal(cosine_similarities(features, texts).argmax(1), target)
    assert loss.item() == pytest.approx(math.log(4), abs=0.01)  # four samples of each class share the probability


def test_gradients_reach_features_but_a_class_without_samples_stays_finite():
    features = torch.randn(4, 6, requires_grad=True)
    class_text_alignment(features, torch.tensor([0, 0, 2, 2]), torch.randn(5, 6)).backward()
    assert features.grad.isfinite().all() and features.grad.abs().sum() > 0


def test_similarities_stay_in_float32_under_autocast():
    a, b = torch.randn(4, 64), torch.randn(3, 64)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        mixed = cosine_similarities(a, b)
    assert mixed.dtype == torch.float32
    assert torch.equal(mixed, cosine_similarities(a, b))
