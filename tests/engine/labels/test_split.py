"""Splits: what is kept together, what is in each part, and what is said."""

import numpy as np
import pytest

from engine.door.sources import SplitSettings
from engine.door.target import ClassInfo, Target
from engine.labels.labelled_pixels import Labels
from engine.labels.split import split
from engine.scene.grid import Grid

GRID = Grid("", (0.0, 10.0, 0.0, 0.0, 0.0, -10.0), 400, 400)


def labels_of(polygons, kind="classes", seed=0):
    """Polygons (target value, pixels) strewn over the grid; each is a row of pixels."""
    rng = np.random.default_rng(seed)
    rows, cols, group, target = [], [], [], []
    lines = rng.permutation(GRID.rows)[: len(polygons)]
    for number, (value, size) in enumerate(polygons):
        rows += [lines[number]] * size
        cols += list(range(size))
        group += [number] * size
        target += [value] * size
    names = [f"c{i}" for i in range(len(polygons[0][0]) if kind == "labels" else 10)]
    info = Target(kind, "class", tuple(ClassInfo(i + 1, n, "#000000") for i, n in enumerate(names)))
    return Labels(np.array(rows), np.array(cols), np.array(group), np.array(target), info)


def parts_of(labels, seed=0, said=None, **settings):
    note = (said if said is not None else []).append
    return split(labels, SplitSettings(**settings), GRID, seed, note)


def many(classes=3, polygons=12, size=20):
    return labels_of([(c, size + 3 * (p % 4)) for c in range(classes) for p in range(polygons)])


@pytest.mark.parametrize("by", ["polygon", "block", "pixel"])
def test_every_pixel_is_in_one_part(by):
    labels = many()
    result = parts_of(labels, by=by)
    together = np.sort(np.concatenate([result.train, result.validation, result.test]))
    assert together.tolist() == list(range(len(labels)))


@pytest.mark.parametrize("by", ["polygon", "block", "pixel"])
def test_the_same_seed_gives_the_same_split_and_another_seed_another(by):
    labels = many()
    one, same, other = (parts_of(labels, seed, by=by).test.tolist() for seed in (1, 1, 2))
    assert one == same
    assert one != other


@pytest.mark.parametrize("seed", range(5))
def test_no_polygon_is_cut(seed):
    labels = many()
    result = parts_of(labels, seed)
    groups = [set(labels.group[part]) for part in (result.train, result.validation, result.test)]
    assert not (groups[0] & groups[1] or groups[0] & groups[2] or groups[1] & groups[2])


@pytest.mark.parametrize("seed", range(10))
def test_each_class_of_three_polygons_is_in_every_part_whatever_their_sizes(seed):
    rng = np.random.default_rng(seed)
    labels = labels_of([(c, int(rng.integers(1, 200))) for c in range(6) for _ in range(3)])
    result = parts_of(labels, seed)
    for part in (result.train, result.validation, result.test):
        assert set(labels.target[part]) == set(range(6))
    assert result.notes == []


def test_the_parts_of_each_class_come_close_to_their_shares():
    labels = labels_of([(c, 5 + p % 7) for c in range(3) for p in range(60)])
    result = parts_of(labels, validation=0.1, test=0.3)
    for c in range(3):
        total = (labels.target == c).sum()
        shares = [(labels.target[p] == c).sum() / total for p in (result.train, result.validation, result.test)]
        np.testing.assert_allclose(shares, [0.6, 0.1, 0.3], atol=0.04)


def test_a_class_of_one_polygon_is_trained_and_said_to_be_untested():
    labels = labels_of([(0, 9)] * 6 + [(1, 9)])
    said = []
    result = parts_of(labels, said=said)
    assert 1 in labels.target[result.train]
    assert 1 not in labels.target[np.concatenate([result.validation, result.test])]
    assert said == result.notes == ["The class 'c1' has too few polygons for a test: its accuracy is not measured."]


def test_a_class_of_two_polygons_is_trained_and_tested_and_said_to_lack_validation():
    labels = labels_of([(0, 9)] * 6 + [(1, 9), (1, 4)])
    result = parts_of(labels)
    assert [1 in labels.target[p] for p in (result.train, result.validation, result.test)] == [True, False, True]
    assert len(result.notes) == 1 and "'c1'" in result.notes[0] and "none for validation" in result.notes[0]


@pytest.mark.parametrize("by", ["polygon", "block", "pixel"])
def test_a_share_of_zero_leaves_its_part_empty(by):
    result = parts_of(many(), by=by, validation=0.0, test=0.4)
    assert len(result.validation) == 0
    assert len(result.test) > 0
    assert len(parts_of(many(), by=by, validation=0.0, test=0.0).train) == len(many())


def square(size=80, seed=0):
    """A square of pixels in four classes, in stripes; one polygon each."""
    rows, cols = (a.ravel() for a in np.mgrid[0:size, 0:size])
    target = cols * 4 // size
    info = Target("classes", "class", tuple(ClassInfo(i + 1, f"c{i}", "#000000") for i in range(4)))
    return Labels(rows, cols, target.copy(), target, info)


def test_blocks_are_square_and_whole_and_every_class_is_in_every_part():
    labels = square()
    result = parts_of(labels, by="block")
    image = np.zeros((80, 80), int)
    for number, part in enumerate((result.train, result.validation, result.test)):
        image[labels.rows[part], labels.cols[part]] = number
        assert set(labels.target[part]) == {0, 1, 2, 3}
    blocks = image.reshape(16, 5, 16, 5)
    assert (blocks == blocks[:, :1, :, :1]).all()
    np.testing.assert_allclose(np.bincount(image.ravel()) / image.size, [0.6, 0.2, 0.2], atol=0.02)


@pytest.mark.parametrize("seed", range(8))
def test_classes_in_a_single_block_are_always_trained(seed):
    labels = square()
    target = np.zeros_like(labels.target)
    for rare, corner in enumerate([(0, 0), (40, 40), (75, 5)], start=1):
        target[(labels.rows // 5 * 5 == corner[0]) & (labels.cols // 5 * 5 == corner[1]) & (labels.rows % 5 < 2)] = rare
    result = parts_of(Labels(labels.rows, labels.cols, labels.group, target, labels.info), seed, by="block")
    assert set(target[result.train]) == {0, 1, 2, 3}
    assert [name in " ".join(result.notes) for name in ("'c0'", "'c1'", "'c2'", "'c3'")] == [False, True, True, True]


def test_a_split_by_pixel_is_stratified_and_warns_that_it_is_too_rosy():
    labels = labels_of([(0, 300), (1, 10), (2, 3), (3, 1), (4, 4)])
    result = parts_of(labels, by="pixel")
    counts = [
        np.bincount(labels.target[p], minlength=5).tolist() for p in (result.train, result.validation, result.test)
    ]
    assert counts == [[180, 6, 1, 1, 2], [60, 2, 1, 0, 1], [60, 2, 1, 0, 1]]
    assert any("Split by polygon" in note for note in result.notes)


def test_something_stays_for_training_however_large_the_other_shares_are():
    labels = labels_of([(0, 3), (1, 3)])
    assert set(labels.target[parts_of(labels, by="pixel", validation=0.45, test=0.5).train]) == {0, 1}


@pytest.mark.parametrize("by", ["polygon", "block", "pixel"])
def test_samples_per_class_draws_from_training_alone(by):
    labels = many()
    everything, drawn = parts_of(labels, 3, by=by), parts_of(labels, 3, by=by, samples_per_class=40)
    assert np.bincount(labels.target[drawn.train]).tolist() == [40, 40, 40]
    assert set(drawn.train) <= set(everything.train)
    assert drawn.test.tolist() == everything.test.tolist()


def test_a_class_with_fewer_samples_than_asked_for_gives_all_and_is_named():
    labels = labels_of([(0, 30)] * 5 + [(1, 4)] * 3)
    result = parts_of(labels, samples_per_class=10)
    assert np.bincount(labels.target[result.train]).tolist() == [10, 4]
    assert any("class 'c1'" in note and "'c0'" not in note for note in result.notes)


def test_numbers_are_stratified_by_quantile():
    values = np.random.default_rng(0).lognormal(sigma=2, size=60).astype(np.float32)
    labels = labels_of([(float(v), 5) for v in values], "number")
    result = parts_of(labels)
    edges = np.quantile(values, [0.2, 0.4, 0.6, 0.8])
    for part in (result.train, result.validation, result.test):
        assert set(np.digitize(labels.target[part], edges)) == {0, 1, 2, 3, 4}


def test_several_labels_are_stratified_by_the_rarest():
    polygons = [((1, 0, 0), 9)] * 20 + [((1, 1, 0), 9)] * 6 + [((1, 0, 1), 9)] * 3
    labels = labels_of(polygons, "labels")
    result = parts_of(labels)
    for part in (result.train, result.validation, result.test):
        assert labels.target[part].any(0).all()


def test_ranges_of_a_number_are_named_by_their_bounds():
    labels = labels_of([(float(v), 2) for v in range(6)], "number")
    notes = parts_of(labels, samples_per_class=15).notes
    assert notes[-1].endswith("so all are used: range lowest to 2.5, range 2.5 to highest.")


def test_blocks_begin_where_the_labels_do():
    """Where on the grid an area lies does not change how it is cut into blocks."""
    labels = square()
    moved = Labels(labels.rows + 101, labels.cols + 57, labels.group, labels.target, labels.info)
    here, there = (parts_of(each, by="block") for each in (labels, moved))
    for name in ("train", "validation", "test"):
        assert getattr(here, name).tolist() == getattr(there, name).tolist()
