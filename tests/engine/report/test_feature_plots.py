"""The picture of features: the right samples at places that tell what the network makes of them, in their colours."""

from __future__ import annotations

import base64
from dataclasses import replace

import numpy as np
import pytest
import torch
from linear_method import Linear, toy_method, toy_samples

from engine.door.errors import Cancelled
from engine.door.target import LABELS, NUMBER, Target
from engine.methods.ensemble import Ensemble
from engine.report import feature_plots
from engine.report.feature_plots import feature_picture, features_of


@pytest.fixture
def drawn(monkeypatch):
    """What is drawn: subset -> positions, places and colours of its points."""
    found = {}
    draw = feature_plots._draw

    def watched(axes, panel, colours):
        draw(axes, panel, colours)
        (points,) = axes.collections
        found[panel.subset] = panel.index, np.asarray(points.get_offsets()), points.get_facecolors()

    monkeypatch.setattr(feature_plots, "_draw", watched)
    return found


def test_features_are_of_the_samples_that_have_all_layers_of_the_subset():
    samples = toy_samples(40, holes=0.4)
    method = toy_method(samples)
    for subset in (("hsi", "lidar"), ("lidar",)):
        index, features = features_of(method, samples, subset, lambda: None)
        has = samples.available[:, [samples.modalities.index(m) for m in subset]].all(1)
        assert sorted(index) == torch.where(has)[0].tolist()
        for position, row in zip(index, features, strict=True):
            (batch,) = samples.batches(torch.tensor([position]), subset)
            with torch.no_grad():
                expected = method.features(method.embed_patches(batch.patches))[0]
            np.testing.assert_allclose(row, expected, atol=1e-5)


def test_all_layers_and_each_alone_have_a_panel_in_which_classes_that_are_told_apart_lie_apart(drawn):
    samples = toy_samples(90)
    method = toy_method(samples)
    with torch.no_grad():  # hsi tells all three classes, lidar takes the last two for one
        for layer in method.layers.values():
            layer.weight.zero_(), layer.bias.zero_()
            layer.weight[:, 0] = torch.tensor([1.0, -1.0, 2.0])
            layer.weight[1, 1] = 0.1
    picture = feature_picture(method, samples, 1000, seed=0)
    assert picture.title == "Features of 90 samples"
    assert [name for _, name in picture.legend] == ["class 1", "class 2", "class 3"]
    assert set(drawn) == {("hsi", "lidar"), ("hsi",), ("lidar",)}

    def neighbours_of_the_own_class(subset):
        index, places, _ = drawn[subset]
        far = np.linalg.norm(places[:, None] - places[None], axis=2) + 1e9 * np.eye(len(places))
        return (samples.target[index][far.argmin(1)] == samples.target[index]).double().mean()

    assert neighbours_of_the_own_class(("hsi",)) > 0.9
    assert neighbours_of_the_own_class(("lidar",)) < 0.85


def test_every_point_has_the_colour_of_its_class(drawn):
    samples = toy_samples(30)
    method = toy_method(samples)
    feature_picture(method, samples, 1000, seed=0)
    for index, _, colours in drawn.values():
        shown = ["#" + bytes(np.round(c[:3] * 255).astype(np.uint8).tolist()).hex() for c in colours]
        assert shown == [method.target.classes[k].color for k in samples.target[index].tolist()]


def test_a_sample_of_several_labels_has_the_colour_of_its_first_one_and_grey_without_any(drawn):
    samples = toy_samples(30)
    method = toy_method(samples)
    method.target = replace(method.target, kind=LABELS)
    truth = torch.zeros(30, 3)
    truth[1::3, 1:], truth[2::3, 2] = 1, 1
    picture = feature_picture(method, samples.with_target(truth), 1000, seed=0)
    assert picture.legend[-1] == ("#bbbbbb", "no label")
    colours = [color for color, _ in picture.legend]
    index, _, shown = drawn[("hsi", "lidar")]
    expected = [colours[(3, 1, 2)[k % 3]] for k in index.tolist()]
    assert ["#" + bytes(np.round(c[:3] * 255).astype(np.uint8).tolist()).hex() for c in shown] == expected


def test_a_number_is_coloured_by_its_value_in_its_own_units(drawn):
    samples = toy_samples(30)
    infos, target = toy_method(samples).modalities, Target(NUMBER, "moisture", mean=30.0, std=4.0)
    values = torch.linspace(-2, 2, 30)
    picture = feature_picture(Linear(infos, target), samples.with_target(values), 1000, seed=0)
    assert [name for _, name in picture.legend] == ["22", "38"]
    index, _, shown = drawn[("hsi",)]
    brightness = shown[np.argsort(index), :3].sum(1)
    assert (np.diff(brightness) > -0.02).all() and brightness[-1] > brightness[0] + 0.5


def test_the_picture_is_bounded_and_the_same_for_the_same_seed(drawn):
    samples = toy_samples(60)
    method = toy_method(samples)
    first, second, other = (feature_picture(method, samples, 20, seed=seed) for seed in (0, 0, 1))
    assert first.address == second.address != other.address
    assert first.title == "Features of 20 samples"
    assert all(len(index) == 20 for index, _, _ in drawn.values())
    kind, content = first.address.split(",")
    assert kind == "data:image/svg+xml;base64" and b"<image" in base64.b64decode(content), "points are pixels"


def test_layers_with_too_few_samples_or_features_that_are_all_alike_have_no_panel(drawn):
    samples = toy_samples(30)
    samples.available[4:, 1] = False
    method = toy_method(samples)
    feature_picture(method, samples, 1000, seed=0)
    assert set(drawn) == {("hsi",)}
    with torch.no_grad():
        method.layers["hsi"].weight.zero_()
    assert feature_picture(method, samples, 1000, seed=0) is None
    assert feature_picture(method, samples.subset(torch.arange(0)), 1000, seed=0) is None


def test_those_of_an_ensemble_are_its_first_networks_and_said_to_be(drawn):
    samples = toy_samples(30)
    method, other = toy_method(samples), Linear(toy_method(samples).modalities, toy_method(samples).target)
    alone = feature_picture(method, samples, 1000, seed=0)
    together = feature_picture(Ensemble([method, other]), samples, 1000, seed=0)
    assert together.address == alone.address
    assert together.title == "Features of 30 samples, as the ensemble's first network has them"


def test_it_stops_when_asked():
    def stop():
        raise Cancelled

    samples = toy_samples(30)
    with pytest.raises(Cancelled):
        feature_picture(toy_method(samples), samples, 1000, seed=0, check=stop)
