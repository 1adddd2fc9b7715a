"""The features of every method: what its logits are read from, for every subset, in the same pass as these."""

from __future__ import annotations

import pytest
import torch
from methods_helper import BANDS, method_of, patches_of
from torch.nn import functional as F

from engine.accuracy.evaluation import every_subset
from engine.door.modalities import ModalityInfo
from engine.door.options import METHODS

THREE = ("hsi", "sar", "lidar")
#: where the method's costly work is, which logits and features have in common
COSTLY = {"lds2ae": "encoder.blocks.0", "lvpcnet": "shared.encoder.blocks.0", "dpmamba": "blocks.0"}
SMALL = {
    "lds2ae": {"window": 3, "token": 1},
    "lvpcnet": {"window": 3},
    "dpmamba": {"window": 3},
    "mdico": {"window": 3},
}


def small(name, **options):
    return method_of(name, THREE, **{**SMALL.get(name, {}), **options})


def embedded(method, modalities=THREE):
    return method.embed_patches(patches_of(method, modalities=modalities))


@pytest.mark.parametrize("name", METHODS)
@torch.no_grad()
def test_every_subset_has_features_as_many_as_they_have_names(name):
    method = small(name)
    names = method.feature_names
    assert len(set(names)) == len(names)
    for subset in every_subset(THREE):
        windows = embedded(method, subset)
        logits, features = method.classify_with_features(windows)
        assert features.shape == (4, len(names)) and bool(features.isfinite().all())
        assert torch.equal(logits, method.classify(windows))
        assert torch.equal(features, method.features(windows))


@pytest.mark.parametrize("name", METHODS)
@torch.no_grad()
def test_features_tell_samples_and_subsets_apart(name):
    method = small(name)
    found = torch.stack([method.features(embedded(method, subset)) for subset in every_subset(THREE)])
    assert bool((found.std(0).amax(1) > 0).all()), "of every sample, the subsets differ"
    assert bool((found.std(1).amax(1) > 0).all()), "with every subset, the samples differ"


@pytest.mark.parametrize("name", COSTLY)
@torch.no_grad()
def test_features_cost_no_second_pass(name):
    method, calls = small(name), []
    windows = embedded(method)
    method.get_submodule(COSTLY[name]).register_forward_hook(lambda *_: calls.append(1))
    method.classify(windows)
    once = len(calls)
    method.classify_with_features(windows)
    assert once > 0 and len(calls) == 2 * once


@torch.no_grad()
def test_the_head_reads_them_in_lds2ae_lvpcnet_and_dpmamba():
    for name, head in (("lds2ae", "head"), ("lvpcnet", "classifier")):
        method = small(name)
        for subset in every_subset(THREE):
            windows = embedded(method, subset)
            logits = getattr(method, head)(method.features(windows))
            torch.testing.assert_close(logits, method.classify(windows))
    method = small("dpmamba")
    for subset in every_subset(THREE):
        windows = embedded(method, subset)
        cosines = F.cosine_similarity(method.features(windows)[:, None], method.texts["relations"][None], dim=-1)
        torch.testing.assert_close(12.5 * cosines, method.classify(windows), rtol=1e-4, atol=1e-4)


@torch.no_grad()
def test_those_of_x_modalnet_are_each_streams_own_and_0_where_it_is_not_there():
    method = small("xmodalnet")
    features = method.features(embedded(method, ("hsi", "lidar")))
    assert method.feature_names[0] == "hsi 1" and method.feature_names[128] == "sar 1"
    assert not features[:, 128:256].any()
    for start, modality in ((0, "hsi"), (256, "lidar")):
        alone = method.stream(modality).logits(features[:, start : start + 128, None, None])
        torch.testing.assert_close(alone.log_softmax(1), method.classify(embedded(method, (modality,))))
    tops = method.features(embedded(method)).split(128, dim=1)
    joint = method.joint({m: top[:, :, None, None] for m, top in zip(THREE, tops, strict=True)})
    torch.testing.assert_close(joint, method.classify(embedded(method)))


@pytest.mark.parametrize(("predict", "kinds"), [("both", ["shared", "specific"]), ("shared", ["shared"])])
@torch.no_grad()
def test_those_of_mdico_are_the_mean_over_the_layers_of_what_each_ones_head_reads(predict, kinds):
    method = small("mdico", predict=predict)
    assert method.feature_names == [f"{kind} {i}" for kind in kinds for i in range(1, 65)]
    alone = {m: method.features(embedded(method, (m,))) for m in THREE}
    for m, features in alone.items():
        torch.testing.assert_close(method.heads[m](features), method.classify(embedded(method, (m,))))
    both = method.features(embedded(method, ("hsi", "lidar")))
    torch.testing.assert_close(both, (alone["hsi"] + alone["lidar"]) / 2)


def test_series_have_features_too():
    infos = {m: ModalityInfo(m, BANDS[m] * 3, dates=("2020-01-01", "2020-02-01", "2020-03-01")) for m in ("msi", "sar")}
    method = method_of("mdico", ("msi", "sar"))
    built = type(method)(infos, method.target, method.options).eval()
    with torch.no_grad():
        features = built.features(embedded(built, ("sar",)))
    assert features.shape == (4, 128)
