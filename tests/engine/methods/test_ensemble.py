"""An ensemble says what its members say in the mean, of every subset, for every method and every kind of target."""

from itertools import combinations

import numpy as np
import pytest
import torch
from methods_helper import method_of, patches_of, plan_of, samples_of

from engine.accuracy.evaluation import predict, to_outputs
from engine.door.options import METHODS
from engine.door.target import LABELS, NUMBER, ClassInfo, Target
from engine.methods.base import build
from engine.methods.ensemble import Ensemble, members_of

OPTIONS = {"lds2ae": {"window": 9, "token": 3}, "lvpcnet": {"window": 3}, "dpmamba": {"window": 3}, "xmodalnet": {}}
SUBSETS = [s for size in (1, 2) for s in combinations(("hsi", "lidar"), size)]


def apart(method, seed):
    """The method with other weights, so that its answers are sure and differ from those of other seeds."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in method.parameters():
            parameter += 0.3 * torch.randn(parameter.shape, generator=generator)
    return method


def members(name, count=3):
    return [apart(method_of(name, **OPTIONS.get(name, {"window": 3})), seed) for seed in range(count)]


def softmax(logits):
    e = np.exp(logits - logits.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


@pytest.mark.parametrize("name", METHODS)
def test_its_probabilities_are_the_mean_of_those_of_its_members(name):
    networks = members(name)
    ensemble = Ensemble(networks).eval()
    for subset in SUBSETS:
        patches = patches_of(ensemble, 5, modalities=subset)
        with torch.inference_mode():
            said = [softmax(network(patches).double().numpy()) for network in networks]
            found = to_outputs(ensemble(patches), ensemble.target).numpy()
        assert np.abs(said[0] - said[1]).max() > 0.01
        np.testing.assert_allclose(found, np.mean(said, axis=0), atol=2e-3)
        samples = samples_of(ensemble, 7)
        each = [predict(network, samples, [subset])[subset].numpy() for network in networks]
        np.testing.assert_allclose(predict(ensemble, samples, [subset])[subset], np.mean(each, axis=0), atol=2e-3)


@pytest.mark.parametrize("kind", [LABELS, NUMBER])
def test_labels_have_the_mean_probability_and_a_number_the_mean(kind):
    classes = tuple(ClassInfo(i + 1, f"label {i}", "#808080") for i in range(3))
    target = Target(LABELS, "labels", classes) if kind == LABELS else Target(NUMBER, "height", mean=5.0, std=2.0)
    like = method_of("mdico", window=1)
    networks = [apart(build("mdico", like.modalities, target, like.options), seed).eval() for seed in range(3)]
    ensemble, patches = Ensemble(networks).eval(), patches_of(like, 6)
    with torch.inference_mode():
        said = np.stack([network(patches).double().numpy() for network in networks])
        found = to_outputs(ensemble(patches), target).numpy()
    expected = 1 / (1 + np.exp(-said)) if kind == LABELS else 5 + 2 * said
    np.testing.assert_allclose(found, expected.mean(0), atol=1e-4)


def test_fewer_samples_go_through_it_together():
    networks = members("lds2ae", 10)
    assert Ensemble(networks).portion(512) == networks[0].portion(512) // 10
    assert Ensemble(networks).portion(1) == 1


def test_it_has_no_stages_and_knows_its_members():
    ensemble = Ensemble(members("mdico", 2))
    assert list(ensemble.stages(plan_of(ensemble))) == []
    assert (members_of(ensemble), members_of(ensemble.networks[0])) == (2, 1)


@pytest.mark.parametrize("name", METHODS)
def test_its_features_are_those_of_the_first_member(name):
    networks = members(name, 2)
    ensemble = Ensemble(networks).eval()
    assert ensemble.feature_names == networks[0].feature_names
    for subset in SUBSETS:
        patches = patches_of(ensemble, 3, modalities=subset)
        with torch.inference_mode():
            embedded = ensemble.embed_patches(patches)
            logits, features = ensemble.classify_with_features(embedded)
            expected = networks[0].features(networks[0].embed_patches(patches))
            assert not torch.equal(expected, networks[1].features(networks[1].embed_patches(patches)))
            torch.testing.assert_close(features, expected)
            torch.testing.assert_close(ensemble.features(embedded), expected)
            torch.testing.assert_close(logits, ensemble.classify(embedded))
