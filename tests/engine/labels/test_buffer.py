"""The distance between the parts of a split."""

import numpy as np
import pytest

from engine.door.errors import InputError
from engine.door.sources import SplitSettings
from engine.door.target import ClassInfo, Target
from engine.labels.labelled_pixels import Labels
from engine.labels.split import split
from engine.scene.grid import Grid

GRID = Grid("", (0.0, 10.0, 0.0, 0.0, 0.0, -10.0), 400, 400)


def stripes(polygons=12, width=20, height=10, apart=0, classes=2):
    """Polygons in a column, ``apart`` rows between them; classes take turns."""
    rows, cols, group = [], [], []
    for number in range(polygons):
        r, c = np.mgrid[:height, :width]
        rows.append((r + number * (height + apart)).ravel())
        cols.append(c.ravel())
        group.append(np.full(height * width, number))
    rows, cols, group = map(np.concatenate, (rows, cols, group))
    info = Target("classes", "class", tuple(ClassInfo(i + 1, f"c{i}", "#000000") for i in range(classes)))
    return Labels(rows, cols, group, group % classes, info)


def parts_of(labels, window=7, said=None, warned=None, test=None, **settings):
    say, warn = (said if said is not None else []).append, (warned if warned is not None else []).append
    return split(labels, SplitSettings(**settings), GRID, 0, say, window=window, test=test, warn=warn)


def nearest(labels, some, others):
    """Chebyshev distance of the closest two pixels of two parts."""
    a = np.stack([labels.rows[some], labels.cols[some]], 1)
    b = np.stack([labels.rows[others], labels.cols[others]], 1)
    return np.abs(a[:, None] - b[None]).max(2).min()


@pytest.mark.parametrize("by", ["polygon", "block"])
@pytest.mark.parametrize(("buffer", "distance"), [(None, 4), (5, 6), (0, 1)])
def test_no_window_of_a_part_holds_a_pixel_of_a_more_honest_one(by, buffer, distance):
    labels = stripes()
    parts = parts_of(labels, by=by, buffer=buffer)
    assert nearest(labels, parts.train, parts.test) == distance
    assert nearest(labels, parts.train, parts.validation) >= distance
    assert nearest(labels, parts.validation, parts.test) >= distance


def test_how_many_pixels_were_lost_is_said_and_noted():
    labels, said, warned = stripes(), [], []
    parts = parts_of(labels, said=said, warned=warned)
    without = parts_of(labels, buffer=0)
    lost = len(without.train) - len(parts.train), len(without.validation) - len(parts.validation)
    assert lost[0] > 0
    sentence = f"BUFFER: {lost[0]} training and {lost[1]} validation pixels were left out, because they lie within 3 "
    assert [text for text in said if text.startswith(sentence)] == [n for n in parts.notes if n.startswith(sentence)]
    assert any(text.startswith(sentence) for text in said)
    assert not warned
    assert parts.test.tolist() == without.test.tolist()


def test_nothing_is_said_where_the_parts_are_far_apart():
    labels, said = stripes(apart=4), []
    parts = parts_of(labels, said=said)
    assert not [text for text in said if "BUFFER" in text]
    assert len(parts.train) + len(parts.validation) + len(parts.test) == len(labels)


def test_a_class_that_would_have_too_few_left_keeps_its_pixels_and_that_is_warned_of():
    labels, warned = stripes(width=20, height=2), []
    parts, without = parts_of(labels, warned=warned, window=31), parts_of(labels, buffer=0)
    assert parts.train.tolist() == without.train.tolist()
    (text,) = warned
    assert text.startswith("BUFFER: a distance of 15 pixels would leave too few pixels of class 'c0', class 'c1', so")
    assert text in parts.notes


def test_pixels_are_drawn_from_what_the_buffer_leaves():
    labels = stripes()
    parts = parts_of(labels, samples_per_class=50)
    assert np.bincount(labels.target[parts.train]).tolist() == [50, 50]
    assert nearest(labels, parts.train, parts.test) >= 4


def test_single_pixels_keep_no_distance_unless_asked_to():
    labels = stripes()
    parts = parts_of(labels, by="pixel")
    assert len(parts.train) + len(parts.validation) + len(parts.test) == len(labels)
    asked = parts_of(labels, by="pixel", buffer=1, test=labels.rows < 30)
    assert nearest(labels, asked.train, asked.test) >= 2


@pytest.mark.parametrize("by", ["polygon", "block", "pixel"])
def test_pixels_chosen_for_the_test_are_the_test(by):
    labels = stripes()
    chosen = labels.rows < 30
    parts = parts_of(labels, by=by, test=chosen, validation=0.25)
    assert parts.test.tolist() == np.flatnonzero(chosen).tolist()
    assert len(parts.validation) > 0
    assert nearest(labels, parts.train, parts.test) >= 4
    assert not np.isin(np.concatenate([parts.train, parts.validation]), parts.test).any()


def test_a_distance_below_zero_is_refused():
    with pytest.raises(InputError, match="BUFFER is -1 pixels"):
        SplitSettings(buffer=-1)
