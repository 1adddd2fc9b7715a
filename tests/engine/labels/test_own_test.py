"""A test of the user's own beside the training areas."""

import numpy as np
import pytest

from engine.door.errors import InputError
from engine.door.target import ClassInfo, Target
from engine.labels.labelled_pixels import Labels
from engine.labels.own_test import with_test

COLS = 50


def labels_of(names, target, first=0, kind="classes", values=None, notes=()):
    """Pixels from ``first`` on, one a group."""
    values = values or range(1, len(names) + 1)
    info = Target(kind, "class", tuple(ClassInfo(v, n, "#000000") for v, n in zip(values, names, strict=True)))
    pixels = np.arange(first, first + len(target))
    return Labels(pixels // COLS, pixels % COLS, np.arange(len(target)), np.array(target), info, list(notes))


def test_classes_are_the_same_by_name_whatever_their_values():
    both, test = with_test(labels_of(["a", "b", "c"], [0, 1, 2]), labels_of(["C", "a"], [0, 1, 1], 10), COLS, print)
    assert both.target.tolist() == [0, 1, 2, 2, 0, 0]
    assert test.tolist() == [False] * 3 + [True] * 3
    assert both.info.names == ["a", "b", "c"]
    assert len(set(both.group.tolist())) == 6


@pytest.mark.parametrize("unnamed", ["training", "test"])
def test_codes_without_names_are_the_codes_with_names(unnamed):
    plain, named = (["3", "9"], ["wet", "dry"])
    training, test = (plain, named) if unnamed == "training" else (named, plain)
    first = labels_of(training, [0, 1], values=[3, 9])
    both, _ = with_test(first, labels_of(test, [1, 0], 10, values=[3, 9]), COLS, print)
    assert both.target.tolist() == [0, 1, 1, 0]


def test_classes_that_training_lacks_are_left_out_and_named():
    said = []
    both, test = with_test(labels_of(["a", "b"], [0, 1]), labels_of(["a", "x"], [0, 1, 1], 10), COLS, said.append)
    assert both.target.tolist() == [0, 1, 0]
    assert test.sum() == 1
    assert said == ["TEST: classes that TRAINING does not have, so their 2 pixels are left out: x."]
    assert both.notes == said


def test_pixels_of_both_are_not_learnt_from():
    said = []
    both, test = with_test(labels_of(["a", "b"], [0, 1, 0, 1]), labels_of(["a", "b"], [0, 1], 3), COLS, said.append)
    assert (both.rows * COLS + both.cols).tolist() == [0, 1, 2, 3, 4]
    assert both.target.tolist() == [0, 1, 0, 0, 1]
    assert test.tolist() == [False] * 3 + [True] * 2
    assert said == ["TEST: pixels that TRAINING holds, too, so they are not learnt from: 1."]


def test_what_was_said_of_either_is_kept():
    both, _ = with_test(
        labels_of(["a", "b"], [0, 1], notes=["one"]), labels_of(["a"], [0], 9, notes=["two"]), COLS, print
    )
    assert both.notes == ["one", "two"]


def test_several_labels_a_pixel_are_matched_column_by_column():
    training = labels_of(["a", "b"], [[1, 0], [1, 1]], kind="labels")
    both, _ = with_test(
        training, labels_of(["b", "x", "a"], [[1, 0, 1], [0, 1, 0], [0, 0, 0]], 9, "labels"), COLS, print
    )
    assert both.target.tolist() == [[1, 0], [1, 1], [1, 1], [0, 0]]


def test_numbers_need_no_classes():
    both, _ = with_test(labels_of([], [0.5, 1.5], kind="number"), labels_of([], [2.5], 9, "number"), COLS, print)
    assert both.target.tolist() == [0.5, 1.5, 2.5]


@pytest.mark.parametrize(
    ("test", "words"),
    [
        (labels_of(["x"], [0], 9), "TEST has no class of TRAINING: it has x, TRAINING has a, b"),
        (labels_of(["a", "b"], [0, 1, 0]), "TEST covers all pixels of TRAINING"),
    ],
)
def test_a_test_that_cannot_serve(test, words):
    with pytest.raises(InputError, match=words):
        with_test(labels_of(["a", "b"], [0, 1]), test, COLS, print)
