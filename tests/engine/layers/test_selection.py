"""Which pseudo-labels are taken: against slow references, one sample at a time."""

import math

import pytest
import torch

from engine.layers import selection
from engine.layers.selection import apart, foreign, nearest, surest


@pytest.fixture(params=[3, 2048], ids=["in parts", "at once"])
def parts(request, monkeypatch):
    monkeypatch.setattr(selection, "_AT_ONCE", request.param)


def drawn(count, seed):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(count, 4, generator=generator), torch.randint(0, 3, (count,), generator=generator)


def test_each_sample_is_measured_from_the_nearest_labelled_one_of_its_class(parts):
    (features, classes), (known, target) = drawn(11, 0), drawn(7, 1)
    classes[4] = 5  # nobody labelled that one
    slow = [
        min([math.dist(f, k) for k, t in zip(known.tolist(), target, strict=True) if t == c], default=math.inf)
        for f, c in zip(features.tolist(), classes, strict=True)
    ]
    assert nearest(features, classes, known, target).tolist() == pytest.approx(slow, rel=1e-4)
    assert nearest(features[:0], classes[:0], known, target).shape == (0,)


def test_labelled_samples_are_measured_from_the_others_of_their_class(parts):
    known, target = drawn(9, 2)
    target[3] = 7  # alone
    slow = [
        min(
            [
                math.dist(known[i].tolist(), known[j].tolist())
                for j in range(len(known))
                if j != i and target[i] == target[j]
            ],
            default=math.inf,
        )
        for i in range(len(known))
    ]
    assert apart(known, target).tolist() == pytest.approx(slow, rel=1e-4)


def test_what_is_further_than_all_but_a_share_of_the_labelled_ones_is_foreign():
    between = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0, torch.inf])
    distance = torch.tensor([0.5, 3.9, 4.1, 9.0, torch.inf])
    assert foreign(distance, between, 0.25).tolist() == [False, False, True, True, True]
    assert foreign(distance, between, 0.0).tolist() == [False, False, False, True, True]


def test_where_no_two_labelled_samples_are_of_a_class_only_unknown_classes_are_foreign():
    alone = torch.tensor([torch.inf, torch.inf])
    assert foreign(torch.tensor([3.0, torch.inf]), alone, 0.1).tolist() == [False, True]


def test_of_each_class_the_surest_share_is_taken_however_sure_the_others_are():
    classes = torch.tensor([0, 0, 0, 0, 1, 1, 1, 2])
    sure = torch.tensor([0.99, 0.98, 0.97, 0.96, 0.3, 0.5, 0.4, 0.2])
    allowed = torch.tensor([True, True, True, True, True, True, True, True])
    assert surest(sure, classes, allowed, 0.5).tolist() == [True, True, False, False, False, True, True, True]


def test_what_is_not_allowed_is_never_taken_and_does_not_count():
    classes = torch.tensor([0, 0, 0, 1])
    allowed = torch.tensor([False, True, True, False])
    taken = surest(torch.tensor([0.9, 0.2, 0.8, 0.9]), classes, allowed, 0.5)
    assert taken.tolist() == [False, False, True, False]
