"""X-ModalNet: blocks and losses against slow references, label propagation, and rounds of pseudo-labels."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from methods_helper import batch_of, method_of, patches_of, plan_of, samples_of

from engine.accuracy.evaluation import evaluate, every_subset
from engine.door.errors import InputError
from engine.door.modalities import ModalityInfo
from engine.door.options.xmodalnet import XmodalnetOptions
from engine.layers import label_propagation
from engine.layers.cross_modal import (
    Interactive,
    Range,
    SelfAdversarial,
    Spatial,
    SpatialDecoder,
    Spectral,
    SpectralDecoder,
    Stream,
    Tanh,
)
from engine.layers.label_propagation import propagate, svm_labels
from engine.methods.pseudo_labels import first_labels, propagated_labels
from engine.methods.xmodalnet import rich_modality, with_noise
from engine.model.model_file import TrainedModel, load, save
from engine.runtime.reporter import Reporter
from engine.training.epochs import batches
from engine.training.sequence import train

THREE = ("hsi", "sar", "lidar")
QUICK = dict(epochs=24, batch_size=20, pretrain_epochs=2)


def settled(network):
    """In eval mode, with running statistics that are not those of a fresh network."""
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.2)
            module.running_var.uniform_(0.5, 2)
    return network.eval()


def applied(x, linear, norm):
    """A fully connected layer of one sample (k,), spelt out: weights, batch normalisation, tanh."""
    y = linear.weight.flatten(1) @ x + linear.bias
    scaled = (y - norm.running_mean) / (norm.running_var + norm.eps).sqrt() * norm.weight + norm.bias
    return scaled.tanh()


# ---- blocks


@torch.no_grad()
def test_the_rich_extractor_reads_the_central_spectrum_alone():
    torch.manual_seed(0)
    network, patch = settled(Spectral(5, 7, 0.3)), torch.randn(1, 5, 7, 7)
    x = patch[0, :, 3, 3]
    for linear, norm, *_ in network.layers:
        x = applied(x, linear, norm)
    assert torch.allclose(network(patch)[0, :, 0, 0], x, atol=1e-5)


@pytest.mark.parametrize(("window", "sides"), [(7, [5, 3]), (5, [3, 3]), (3, [1, 3]), (1, [1, 1])])
@torch.no_grad()
def test_the_broad_extractor_shrinks_the_patch_to_one_pixel(window, sides):
    network = settled(Spatial(2, window, 0.3))
    assert [layer[0].kernel_size[0] for layer in network] == sides
    assert [layer[0].out_channels for layer in network] == [32, 64]
    assert network(torch.randn(3, 2, window, window)).shape == (3, 64, 1, 1)


@torch.no_grad()
def test_interactive_learning_adds_what_all_perceptrons_make_of_a_stream():
    """Eq. 4."""
    torch.manual_seed(0)
    module = settled(Interactive(THREE, 10, exchange=True, dropout=0.3))
    x = torch.randn(10)
    for stream in THREE:
        expected = torch.zeros(64)
        for source in THREE:
            pair = f"{stream}_{source}"
            hidden = applied(x, module.first[source], module.first_norms[pair])
            expected += applied(hidden, module.second[source], module.second_norms[pair])
        assert torch.allclose(module(stream, x.view(1, 10, 1, 1)).flatten(), expected, atol=1e-5)


@torch.no_grad()
def test_generators_are_two_layers_each_and_stand_side_by_side():
    """Eq. 3."""
    torch.manual_seed(0)
    module, x = settled(SelfAdversarial(0.3)), torch.randn(64)
    both = []
    for generator in (module.real, module.fake):
        (first, *_), (second, *_) = generator
        assert (first.out_channels, second.out_channels) == (128, 64)
        y = x
        for linear, norm, *_ in generator:
            y = applied(y, linear, norm)
        both.append(y)
    assert torch.allclose(module(x.view(1, 64, 1, 1)).flatten(), torch.cat(both), atol=1e-5)


@torch.no_grad()
def test_the_joint_head_reads_all_top_features_by_layers_of_256_and_64():
    method = settled(method_of("xmodalnet", THREE))
    tops = {m: torch.randn(1, 128, 1, 1) for m in reversed(THREE)}
    x = torch.cat([tops[m].flatten() for m in THREE])
    assert [part[0].out_channels for part in method.joint_layers] == [256, 64]
    for linear, norm, *_ in method.joint_layers:
        x = applied(x, linear, norm)
    assert torch.allclose(method.joint(tops)[0], method.joint_head.weight @ x + method.joint_head.bias, atol=1e-5)


@torch.no_grad()
def test_decoders_mirror_the_extractors():
    torch.manual_seed(0)
    rich, broad, top = settled(SpectralDecoder(5)), settled(SpatialDecoder(2, 7)), torch.randn(128)
    first, second, last, _ = rich
    x = applied(applied(top, *first[:2]), *second[:2])
    assert (
        len(x),
        torch.allclose(rich(top.view(1, 128, 1, 1)).flatten(), (last(x.view(1, -1, 1, 1))).sigmoid().flatten()),
    ) == (160, True)
    layer, wider, norm, _, last, _ = broad
    x = wider(applied(top, *layer[:2]).view(1, 64, 1, 1))
    assert x.shape == (1, 32, 3, 3)
    scaled = (x - norm.running_mean.view(1, -1, 1, 1)) / (norm.running_var + norm.eps).sqrt().view(1, -1, 1, 1)
    x = (scaled * norm.weight.view(1, -1, 1, 1) + norm.bias.view(1, -1, 1, 1)).tanh()
    assert torch.allclose(broad(top.view(1, 128, 1, 1)), last(x).sigmoid(), atol=1e-6)


@pytest.mark.parametrize("dropout", [0.3, 0.12])
def test_layers_drop_what_was_asked_for_convolutions_a_third_of_it_and_decoders_nothing(dropout):
    method = method_of("xmodalnet", dropout=dropout)
    rates = {name: m.p for name, m in method.named_modules() if isinstance(m, torch.nn.Dropout)}
    linear = {n: p for n, p in rates.items() if "lidar.extractor" not in n and "decoder" not in n}
    # two of the rich extractor, four of each adversary, one of each top, the exchange's, two of the joint head
    assert list(linear.values()) == [pytest.approx(dropout)] * (2 + 2 * 4 + 2 + 1 + 2)
    convolutions = [p for name, p in rates.items() if "lidar.extractor" in name]
    assert convolutions == [pytest.approx(dropout / 3)] * 2
    assert all(p == 0 for name, p in rates.items() if "decoder" in name)
    top, x = method.stream("hsi").top.train(), torch.randn(200, 64, 1, 1)
    assert float((top(x) == 0).float().mean()) == pytest.approx(dropout, abs=0.02)


def test_the_weights_are_the_same_for_every_stream_and_without_exchange_each_has_its_own():
    exchanging, alone = (
        Interactive(THREE, 10, exchange=True, dropout=0.3),
        Interactive(THREE, 10, exchange=False, dropout=0.3),
    )
    x = torch.randn(4, 10, 1, 1)
    exchanging("hsi", x).sum().backward()
    assert all(module.weight.grad is not None for module in exchanging.first.values())
    alone("hsi", x).sum().backward()
    assert [m for m, module in alone.first.items() if module.weight.grad is not None] == ["hsi"]


def test_both_adversaries_are_served_by_one_loss():
    """Eq. 7: the discriminator's gradient is that of its own loss, the generator's that of the non-saturating one."""
    torch.manual_seed(0)
    module = SelfAdversarial(0.3)
    generated = torch.randn(5, 128, 1, 1, requires_grad=True)
    loss = module.loss(generated)
    loss.backward()

    def told(x):  # a probability
        first, _, second = module.discriminator
        return 1 / (1 + torch.exp(-(second.weight @ (first.weight @ x + first.bias).tanh() + second.bias)))

    other = generated.detach().flatten(1).requires_grad_()
    real, fake = other[:, :64], other[:, 64:]
    discriminator = sum(-told(a).log() - (1 - told(b)).log() for a, b in zip(real, fake, strict=True)) / 5
    generator = sum(-told(b).log() for b in fake) / 5
    assert loss.item() == pytest.approx((discriminator + generator).item(), rel=1e-4)
    weights = list(module.discriminator.parameters())
    for ours, expected in zip(weights, torch.autograd.grad(discriminator, weights, retain_graph=True), strict=True):
        assert torch.allclose(ours.grad, expected, atol=1e-6)
    (expected,) = torch.autograd.grad(generator, other)
    assert torch.allclose(generated.grad.flatten(1), expected, atol=1e-6)
    assert not generated.grad[:, :64].any()


def test_a_range_brings_what_training_held_to_between_0_and_1():
    module = Range(2)
    module.set(torch.tensor([-1.0, 0.0]), torch.tensor([3.0, 10.0]))
    pixels = torch.tensor([[-1.0, 5.0], [3.0, 10.0], [9.0, -4.0]])[:, :, None, None]
    assert module(pixels)[:, :, 0, 0].tolist() == [[0.0, 0.5], [1.0, 1.0], [1.0, 0.0]]


@torch.no_grad()
def test_reconstruction_is_of_the_patch_and_for_the_rich_modality_of_its_centre():
    torch.manual_seed(0)
    for rich in (True, False):
        stream = settled(Stream(4, 7, 3, rich=rich, adversarial=True, dropout=0.3))
        top, scaled = torch.randn(5, 128, 1, 1), torch.rand(5, 4, 7, 7)
        rebuilt = stream.decoder(top)
        truth = scaled[:, :, 3:4, 3:4] if rich else scaled
        assert rebuilt.shape == truth.shape
        assert 0 <= rebuilt.min() <= rebuilt.max() <= 1
        squares = [(a - b) ** 2 for a, b in zip(rebuilt.flatten().tolist(), truth.flatten().tolist(), strict=True)]
        assert float(stream.reconstruction_error(top, scaled)) == pytest.approx(sum(squares) / len(squares), rel=1e-4)


def test_noise_has_the_ratio_asked_for_in_each_band():
    torch.manual_seed(0)
    image = torch.rand(400, 2, 7, 7) * torch.tensor([1.0, 0.1]).view(1, 2, 1, 1)
    noise = with_noise(image, 20.0) - image
    ratio = 10 * torch.log10(image.square().mean((0, 2, 3)) / noise.square().mean((0, 2, 3)))
    assert torch.allclose(ratio, torch.full((2,), 20.0), atol=0.2)


# ---- predictions


@torch.no_grad()
def test_a_scene_at_once_gives_what_its_patches_give():
    torch.manual_seed(0)
    method = settled(method_of("xmodalnet", THREE))
    assert (method.window, method.margin) == (7, 3)
    tile = {m: torch.randn(1, i.bands, 10, 9) for m, i in method.modalities.items()}
    embedded = method.embed(tile)
    for subset in (THREE, ("sar", "lidar")):
        for row in range(4):
            for col in range(3):
                window = {m: embedded[m][:, row : row + 1, col : col + 1] for m in subset}
                patch = {m: tile[m][:, :, row : row + 7, col : col + 7] for m in subset}
                assert torch.allclose(method.classify(window), method(patch), atol=1e-5)


@pytest.mark.parametrize("window", [1, 7])
@torch.no_grad()
def test_all_modalities_are_read_by_the_joint_head_and_a_subset_by_the_mean_of_its_streams(window):
    method = method_of("xmodalnet", THREE, window=window)
    patches = patches_of(method)
    tops = {m: e.permute(0, 3, 1, 2) for m, e in method.embed(patches).items()}
    for subset in every_subset(THREE):
        logits = method({m: patches[m] for m in subset})
        expected = sum(method.stream(m).logits(tops[m]).softmax(1) for m in subset) / len(subset)
        if subset == THREE:
            expected = method.joint(tops).softmax(1)
        assert torch.allclose(logits.softmax(1), expected, atol=1e-6), subset


@torch.no_grad()
def test_a_stream_needs_its_own_modality_alone():
    method = method_of("xmodalnet")
    patches = patches_of(method)
    alone = method.embed({"lidar": patches["lidar"]})["lidar"]
    assert torch.allclose(alone, method.embed(patches)["lidar"], atol=1e-6)


def test_the_rich_modality_is_the_hyperspectral_one_or_has_most_bands_or_is_named():
    infos = {m: ModalityInfo(m, bands) for m, bands in (("msi", 4), ("sar", 8), ("hsi", 6))}
    assert rich_modality(infos, "auto") == "hsi"
    assert rich_modality({m: infos[m] for m in ("msi", "sar")}, "auto") == "sar"
    assert rich_modality(infos, "msi") == "msi"
    with pytest.raises(InputError, match="RICH is 'rgb'"):
        rich_modality(infos, "rgb")


# ---- losses


@torch.no_grad()
def test_the_classes_are_learnt_by_the_joint_head_and_by_every_stream():
    method = method_of("xmodalnet", THREE)
    tops, target = {m: torch.randn(4, 128, 1, 1) for m in THREE}, torch.tensor([0, 1, 2, 1])

    def entropy(logits):
        shares = [math.exp(x[t]) / sum(math.exp(v) for v in x) for x, t in zip(logits.tolist(), target, strict=True)]
        return -sum(map(math.log, shares)) / len(shares)

    streams = sum(entropy(method.stream(m).logits(tops[m])) for m in THREE) / 3
    joint = entropy(method.joint(tops))
    assert float(method.prediction_loss(tops, target)) == pytest.approx(joint + streams, rel=1e-4)
    few = {m: tops[m] for m in ("hsi", "sar")}
    streams = sum(entropy(method.stream(m).logits(tops[m])) for m in few) / 2
    assert float(method.prediction_loss(few, target)) == pytest.approx(streams, rel=1e-4)


def test_options_leave_each_module_out():
    assert set(method_of("xmodalnet").loss(batch_of(method_of("xmodalnet")))) == {
        "classes",
        "reconstruction",
        "adversarial",
    }
    plain = method_of("xmodalnet", adversarial=False, interactive=False)
    assert set(plain.loss(batch_of(plain))) == {"classes", "reconstruction"}
    assert not any("discriminator" in name for name, _ in plain.named_parameters())


@pytest.mark.parametrize("start", [1.0, 0.1])
@torch.no_grad()
def test_the_adversarial_loss_weighs_as_asked_until_epoch_10_of_all_rounds(start):
    method = method_of("xmodalnet", adversarial_start=start)
    weights = []
    for done, epoch in ((0, 0), (0, 9), (0, 10), (8, 1), (8, 2)):
        method._begin_epoch(epoch, done)
        weights.append(method.adversarial_weight)
    assert weights == [start, start, 1.0, start, 1.0]
    batch = batch_of(method)
    full = method.loss(batch)["adversarial"]
    method._begin_epoch(0, 0)
    assert float(method.loss(batch)["adversarial"]) == pytest.approx(start * float(full), rel=1e-5)


@torch.no_grad()
def test_the_adversarial_loss_is_the_mean_over_the_streams():
    method = method_of("xmodalnet", THREE)
    batch = batch_of(method)
    scaled = {m: method.stream(m).range(x) for m, x in batch.patches.items()}
    each = [method.stream(m).adversary.loss(method.stream(m).generated(scaled[m])) for m in THREE]
    assert float(method.loss(batch)["adversarial"]) == pytest.approx(float(sum(each)) / 3, rel=1e-5)


@torch.no_grad()
def test_reconstructions_are_added_with_full_weight():
    method = method_of("xmodalnet", THREE)
    batch = batch_of(method)
    scaled = {m: method.stream(m).range(x) for m, x in batch.patches.items()}
    tops = method.tops(method.generated(scaled))
    each = [method.stream(m).reconstruction_error(tops[m], scaled[m]) for m in THREE]
    assert float(method.loss(batch)["reconstruction"]) == pytest.approx(float(sum(each)), rel=1e-5)


@pytest.mark.parametrize("hidden", [6, 3])
@torch.no_grad()
def test_pseudo_labelled_samples_weigh_as_labelled_ones_do(hidden, monkeypatch):
    """As many of them weigh the same, half as many half, with all their losses."""
    method = method_of("xmodalnet")
    batch, other = batch_of(method, 6), batch_of(method, hidden, seed=3)
    alone, theirs = method.terms(batch, "classes"), method.terms(other, "pseudo-labels")
    method.pseudo_labelled = samples_of(method, 12)
    asked = []
    monkeypatch.setattr(type(method.pseudo_labelled), "draw", lambda samples, count: asked.append(count) or [other])
    found = method.loss(batch)
    assert asked == [6]
    share = hidden / 6
    assert float(found["classes"]) == pytest.approx(float(alone["classes"]), rel=1e-5)
    assert float(found["pseudo-labels"]) == pytest.approx(share * float(theirs["pseudo-labels"]), rel=1e-5)
    for name in ("reconstruction", "adversarial"):
        assert float(found[name]) == pytest.approx(float(alone[name] + share * theirs[name]), rel=1e-5)


@torch.no_grad()
def test_noise_is_in_what_the_streams_read_and_not_in_what_they_rebuild(monkeypatch):
    torch.manual_seed(0)
    method = method_of("xmodalnet", noise=10.0)
    batch, read, rebuilt = batch_of(method, 64), {}, {}
    generated, reconstruction = method.generated, method.reconstruction
    monkeypatch.setattr(method, "generated", lambda images: read.update(images) or generated(images))
    monkeypatch.setattr(
        method, "reconstruction", lambda tops, images: rebuilt.update(images) or reconstruction(tops, images)
    )
    method.loss(batch)
    for m, patches in batch.patches.items():
        clean = method.stream(m).range(patches)
        assert torch.equal(rebuilt[m], clean)
        ratio = clean.square().mean() / (read[m] - clean).square().mean()
        assert 10 * math.log10(ratio) == pytest.approx(10, abs=0.3)


def test_every_weight_is_trained():
    method = method_of("xmodalnet", THREE).train()
    torch.stack(list(method.loss(batch_of(method)).values())).sum().backward()
    assert not [name for name, p in method.named_parameters() if p.grad is None]


def test_denoising_rebuilds_the_clean_input(monkeypatch):
    method = method_of("xmodalnet", corruption=0.0)
    batch = batch_of(method)
    scaled = {m: method.stream(m).range(x) for m, x in batch.patches.items()}
    clean = method.reconstruction(method.tops(method.generated(scaled)), scaled)
    assert torch.allclose(method.denoising_loss(batch)["reconstruction"], clean)
    seen = {}
    generated = method.generated
    noisy = method_of("xmodalnet", corruption=0.3)
    monkeypatch.setattr(noisy, "generated", lambda images: seen.update(images) or generated(images))
    noisy.denoising_loss(batch)
    for m, image in seen.items():
        assert float((image - scaled[m]).std()) == pytest.approx(0.3, rel=0.1)


# ---- training


def test_ranges_are_those_of_the_training_patches():
    method = method_of("xmodalnet")
    plan = plan_of(method)
    next(iter(method.stages(plan)))
    (batch,) = plan.labelled.batches(torch.arange(len(plan.labelled)))
    for m, patches in batch.patches.items():
        assert torch.equal(method.stream(m).range.low, patches.amin((0, 2, 3)))
        assert torch.equal(method.stream(m).range.high, patches.amax((0, 2, 3)))


def test_optimiser_and_schedule_are_the_papers():
    method = method_of("xmodalnet", epochs=50, propagation=False)
    _, stage = method.stages(plan_of(method))
    optimizer = stage.optimizer(stage.parameters)
    assert isinstance(optimizer, torch.optim.Adam)
    assert optimizer.defaults["betas"] == (0.9, 0.999)
    schedule, rates = stage.schedule(optimizer), []
    for _ in range(50):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    assert rates == pytest.approx([5e-4 * (1 - epoch / 50) ** 0.98 for epoch in range(50)])


def test_pretraining_takes_a_third_of_what_epochs_of_the_rounds_take():
    first, second = method_of("xmodalnet", epochs=20, pretrain_epochs=30, propagation=False).stages(
        plan_of(method_of("xmodalnet"))
    )
    assert (first.span, second.span) == ((0.0, pytest.approx(10 / 30)), (pytest.approx(10 / 30), 1.0))


def test_a_round_that_makes_it_worse_does_not_win(monkeypatch):
    """The last round learns wrong labels, with which it forgets what the first one knew."""
    method = method_of("xmodalnet", epochs=24, rounds=2, pretrain_epochs=0, batch_size=20, learning_rate=3e-3)
    plan = plan_of(method, unlabelled=40)
    truth = samples_of(method, 100).target[60:]
    monkeypatch.setattr("engine.methods.xmodalnet.first_labels", lambda network, plan: truth)
    best = {}

    def renewed(network, plan):
        best.update({name: value.clone() for name, value in network.state_dict().items()})
        plan.labelled.target.copy_((plan.labelled.target + 1) % 3)
        return (truth + 1) % 3

    monkeypatch.setattr("engine.methods.xmodalnet.propagated_labels", renewed)
    first, second = train(method, plan, Reporter())
    assert second.best_epoch == -1 and max(second.validation.values()) < second.start
    assert second.start == max([first.start, *first.validation.values()])
    assert all(torch.equal(value, best[name]) for name, value in method.state_dict().items())


def test_the_kernel_machine_is_given_the_central_spectra_of_all_layers(monkeypatch):
    method = method_of("xmodalnet", ("hsi", "lidar"))
    plan = plan_of(method, unlabelled=20)
    plan.unlabelled.available[3, 1] = False
    given = {}

    def remember(features, labels, asked, seed, reject):
        given.update(features=features, labels=labels, asked=asked, seed=seed, reject=reject)
        return np.zeros(len(asked), np.int64)

    monkeypatch.setattr("engine.methods.pseudo_labels.svm_labels", remember)
    first_labels(method, plan)
    (known,) = plan.labelled.batches(torch.arange(60))
    (asked,) = plan_of(method, unlabelled=20).unlabelled.batches(torch.arange(20))
    for batch, found in ((known, given["features"]), (asked, given["asked"])):
        expected = torch.cat([batch.patches[m][:, :, 3, 3] for m in ("hsi", "lidar")], 1)
        expected[3, 7:] = expected[3, 7:] if batch is known else 0
        assert np.allclose(found, expected)
    assert given["labels"].tolist() == plan.labelled.target.tolist()
    assert (given["seed"], given["reject"]) == (plan.seed, method.options.reject)


def test_labels_spread_over_the_top_features_of_all_streams(monkeypatch):
    method = method_of("xmodalnet", ("hsi", "lidar"))
    plan, given = plan_of(method, 30, unlabelled=20), {}

    def remember(features, labels, seed):
        given.update(features=features, labels=labels)
        return np.arange(50) % 3

    monkeypatch.setattr("engine.methods.pseudo_labels.propagate", remember)
    found = propagated_labels(method, plan)
    assert found.tolist() == (np.arange(50) % 3)[30:].tolist()
    assert given["labels"].tolist() == plan.labelled.target.tolist() + [-1] * 20
    with torch.no_grad():
        (known,), (asked,) = (s.batches(torch.arange(len(s))) for s in (plan.labelled, plan.unlabelled))
        tops = [torch.cat([method.embed(b.patches)[m].flatten(1) for b in (known, asked)]) for m in ("hsi", "lidar")]
    assert np.allclose(given["features"], torch.cat(tops, 1), atol=1e-5)


@pytest.mark.numerical
def test_pixels_of_no_class_have_no_part_in_the_rounds():
    method = method_of("xmodalnet", epochs=2, rounds=1, pretrain_epochs=0, reject=0.1)
    plan, said = plan_of(method, unlabelled=60), []
    plan.say = said.append
    foreign = torch.arange(60, 120)[::2]  # of the unlabelled every second one is unlike any class
    for m, source in plan.unlabelled.sources.items():
        source.patches[foreign] = 0.3 * torch.randn_like(source.patches[foreign]) + (4 if m == "hsi" else 0)
    for _ in method.stages(plan):
        kept = method.pseudo_labelled.numbers
    assert len(set(kept.tolist()) & set(foreign.tolist())) <= 3
    assert len(kept) >= 24
    assert any("resemble no class" in text for text in said)


def test_rejection_spares_what_is_like_the_labelled_samples():
    generator = np.random.default_rng(0)
    centres = np.array([[4.0, 0], [-4, 0], [0, 5]])
    classes = np.arange(150) % 3
    points = (centres[classes] + generator.standard_normal((150, 2))).astype(np.float32)
    between = generator.normal(0, 0.2, (50, 2)).astype(np.float32) + np.float32([0, 0.9])
    asked = np.concatenate([points[90:], between])
    found = svm_labels(points[:90], classes[:90], asked, reject=0.1)
    assert (found[60:] == -1).mean() > 0.8  # equally far from all classes
    assert (found[:60] == -1).mean() < 0.25
    kept = found[:60] >= 0
    assert (found[:60][kept] == classes[90:][kept]).all()
    assert (svm_labels(points[:90], classes[:90], asked) >= 0).all()
    few = np.concatenate([np.where(classes[:90] == c)[0][:n] for c, n in ((0, 5), (1, 30), (2, 30))])
    assert (svm_labels(points[few], classes[few], asked, reject=0.1) >= 0).all()


def test_rejection_judges_by_three_folds_of_the_seed(monkeypatch):
    """So that a seed says the same each time, and each labelled sample is judged by two thirds of the others."""
    points, classes = two_moons(90)
    judged = []

    def remember(model, features, labels, cv, method):
        judged.append([held_out.tolist() for _, held_out in cv.split(features, labels)])
        return np.full((len(labels), 2), 0.5)

    monkeypatch.setattr(label_propagation, "cross_val_predict", remember)
    for seed in (4, 4, 5):
        svm_labels(points, classes, points[:5], seed=seed, reject=0.1)
    assert [len(folds) for folds in judged] == [3] * 3
    assert judged[0] == judged[1] != judged[2]


def test_where_all_are_rejected_it_learns_from_labelled_pixels_alone(monkeypatch):
    method = method_of("xmodalnet", epochs=2, rounds=2, pretrain_epochs=0)
    plan = plan_of(method, unlabelled=20)
    monkeypatch.setattr("engine.methods.xmodalnet.first_labels", lambda network, plan: torch.full((20,), -1))
    (history,) = train(method, plan, Reporter())
    assert "pseudo-labels" not in history.losses


@pytest.mark.numerical
def test_trained_with_pseudo_labels_it_maps_with_any_modality(tmp_path):
    method = method_of("xmodalnet", ("hsi", "msi"), **QUICK)
    plan, said = plan_of(method, unlabelled=60), []
    plan.say = said.append
    histories = train(method, plan, Reporter())
    assert histories[0].stage == "pre-training"
    assert all("pseudo-labels" in history.losses for history in histories[1:])
    assert sum(len(history.losses["classes"]) for history in histories[1:]) == 24
    assert any("vector machine" in text for text in said)
    for result in evaluate(method, samples_of(method, 60, seed=5)):
        assert result.values["oa"] > 0.9, result.modalities
    trained = TrainedModel(
        method, "xmodalnet", method.options, method.modalities, dict(plan.labelled.normalisation), method.target, 7
    )
    save(tmp_path / "model.rsmiss", trained)
    again, patches = load(tmp_path / "model.rsmiss", torch.device("cpu")).method, patches_of(method)
    with torch.no_grad():
        assert torch.equal(method(patches), again(patches))


@pytest.mark.parametrize(("options", "unlabelled"), [({"propagation": False}, 20), ({}, 0)])
def test_without_pseudo_labels_it_learns_from_labelled_pixels_alone(options, unlabelled):
    method = method_of("xmodalnet", epochs=3, batch_size=20, pretrain_epochs=0, **options)
    (history,) = train(method, plan_of(method, unlabelled=unlabelled), Reporter())
    assert set(history.losses) == {"classes", "reconstruction", "adversarial"}
    assert len(history.losses["classes"]) == 3


def test_pseudo_labels_are_renewed_after_each_round_until_they_settle(monkeypatch):
    method = method_of("xmodalnet", epochs=9, rounds=3, pretrain_epochs=0)
    plan = plan_of(method, unlabelled=40)
    guesses = [torch.arange(40) % 3, torch.zeros(40).long(), torch.zeros(40).long()]
    monkeypatch.setattr("engine.methods.xmodalnet.first_labels", lambda network, plan: guesses[0])
    monkeypatch.setattr("engine.methods.xmodalnet.propagated_labels", lambda network, plan: guesses.pop(1))
    used = []
    for stage in method.stages(plan):
        used.append((stage.name, stage.epochs, method.pseudo_labelled.target.tolist()))
    assert used == [
        ("round 1", 3, guesses[0].tolist()),
        ("round 2", 3, [0] * 40),
        ("round 3", 3, [0] * 40),
    ]
    assert method.pseudo_labelled is None


def test_settled_pseudo_labels_end_the_rounds_but_not_the_training(monkeypatch):
    method = method_of("xmodalnet", epochs=12, rounds=4, pretrain_epochs=0)
    plan = plan_of(method, unlabelled=40)
    same = torch.arange(40) % 3
    monkeypatch.setattr("engine.methods.xmodalnet.first_labels", lambda network, plan: same)
    monkeypatch.setattr("engine.methods.xmodalnet.propagated_labels", lambda network, plan: same)
    assert [stage.epochs for stage in method.stages(plan)] == [3, 9]


def test_samples_that_no_label_reaches_take_no_part(monkeypatch):
    method = method_of("xmodalnet", epochs=2, rounds=1, pretrain_epochs=0)
    plan = plan_of(method, unlabelled=40)
    labels = torch.where(torch.arange(40) < 30, 1, -1)
    monkeypatch.setattr("engine.methods.xmodalnet.first_labels", lambda network, plan: labels)
    next(iter(method.stages(plan)))
    assert method.pseudo_labelled.target.tolist() == [1] * 30
    assert torch.equal(method.pseudo_labelled.numbers, plan.unlabelled.numbers[:30])


def test_missing_layers_are_no_hindrance_to_pseudo_labels():
    method = method_of("xmodalnet", epochs=4, rounds=2, pretrain_epochs=1, batch_size=20)
    plan = plan_of(method, unlabelled=40)
    plan.labelled.available[::3, 1] = False
    plan.unlabelled.available[::4, 0] = False
    train(method, plan, Reporter())
    features = propagated_labels(method, plan)
    assert features.shape == (40,)
    assert (features >= 0).all()


# ---- label propagation


def two_moons(count, seed=0):
    """Two interleaved half circles: neighbours tell the class, a plane does not."""
    generator = np.random.default_rng(seed)
    classes = np.arange(count) % 2
    angle = np.pi * generator.random(count)
    x = np.where(classes == 0, np.cos(angle), 1 - np.cos(angle))
    y = np.where(classes == 0, np.sin(angle), 0.5 - np.sin(angle))
    points = np.stack([x, y], 1) + 0.05 * generator.standard_normal((count, 2))
    return points.astype(np.float32), classes.astype(np.int64)


def test_dense_propagation_is_the_fixed_point_of_the_row_normalised_affinity():
    """Eq. 1-2, by plain loops."""
    points, classes = two_moons(30)
    labels = np.where(np.arange(30) < 6, classes, -1)
    gamma = 8.0
    weights = [[math.exp(-gamma * float(((a - b) ** 2).sum())) for b in points] for a in points]
    shares = [[0.5, 0.5] if label < 0 else [float(label == c) for c in (0, 1)] for label in labels]
    for _ in range(300):
        spread = []
        for i, row in enumerate(weights):
            both = [sum(w * shares[j][c] for j, w in enumerate(row)) / sum(row) for c in (0, 1)]
            spread.append(shares[i] if labels[i] >= 0 else both)
        shares = spread
    expected = [int(b > a) for a, b in shares]
    assert label_propagation._propagated(points, labels, gamma).tolist() == expected


@pytest.mark.parametrize("dense", [True, False])
def test_propagation_follows_the_shape_of_the_data_and_clamps_what_is_known(dense, monkeypatch):
    if not dense:
        monkeypatch.setattr(label_propagation, "DENSE_NODES", 100)
    points, classes = two_moons(400)
    labels = np.full(400, -1)
    labels[:20] = classes[:20]
    found = propagate(points, labels)
    assert (found[:20] == classes[:20]).all()
    assert (found == classes).mean() > 0.97


def test_a_wrong_label_is_kept_as_it_is_known():
    points, classes = two_moons(100)
    labels = np.where(np.arange(100) < 30, classes, -1)
    labels[0] = 1 - labels[0]
    assert propagate(points, labels)[0] == labels[0]


def test_an_island_without_labels_stays_unknown(monkeypatch):
    monkeypatch.setattr(label_propagation, "DENSE_NODES", 10)
    points, classes = two_moons(100)
    points[60:] += 1000
    labels = np.where(np.arange(100) < 20, classes, -1)
    found = propagate(points, labels)
    assert (found[60:] == -1).all()
    assert (found[:60] >= 0).all()


def test_without_any_label_nothing_is_known():
    assert (propagate(np.zeros((4, 2), np.float32), np.full(4, -1)) == -1).all()


LARGE = """
import sys
import numpy as np
from engine.layers.label_propagation import propagate
from engine.runtime.usage import peak_memory
generator = np.random.default_rng(0)
classes = np.arange(50_000) % 5
features = (3 * generator.standard_normal((5, 8))[classes] + generator.standard_normal((50_000, 8))).astype(np.float32)
labels = np.where(np.arange(50_000) < 500, classes, -1)
share = (propagate(features, labels) == classes).mean()
sys.stdout.write(f"{share} {peak_memory() / 2**30}")
"""


def test_fifty_thousand_nodes_take_less_than_two_gigabytes():
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", LARGE], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    share, gigabytes = map(float, done.stdout.split())
    assert share > 0.9
    assert gigabytes < 2


def test_first_pseudo_labels_are_those_of_a_kernel_machine():
    points, classes = two_moons(300)
    assert (svm_labels(points[:100], classes[:100], points[100:]) == classes[100:]).mean() > 0.95


def test_the_kernel_machine_copes_with_one_class_and_with_a_class_of_one_sample():
    points, classes = two_moons(20)
    assert svm_labels(points, np.full(20, 4), points[:3]).tolist() == [4, 4, 4]
    assert svm_labels(points, np.where(np.arange(20) == 3, 7, classes), points[:3]).shape == (3,)


def test_an_even_window_is_refused():
    with pytest.raises(ValueError, match="odd"):
        XmodalnetOptions(window=6)


@pytest.mark.parametrize(("count", "size", "steps"), [(180, 180, 4), (300, 300, 4), (500, 300, 4), (1500, 300, 5)])
def test_an_epoch_of_few_labelled_samples_has_about_four_steps(count, size, steps):
    method = method_of("xmodalnet", batch_size=300, propagation=False)
    pretraining, training = method.stages(plan_of(method, count, unlabelled=40))
    assert (pretraining.batch_size, training.batch_size) == (300, size)
    epoch = list(batches(training, torch.Generator()))
    assert len(epoch) == steps
    index = training.samples.numbers[torch.cat(epoch)]
    assert torch.equal(index.unique(), pretraining.samples.numbers[:count].sort().values)


def test_tanh_is_the_same_with_and_without_gradients():
    x = torch.cat([torch.linspace(-20, 20, 4001), torch.tensor([0.0, 1e-4, -1e-4, 1e30, -1e30])])
    truth = x.double().tanh().float()
    with torch.no_grad():
        before = x.clone()
        torch.testing.assert_close(Tanh()(x), truth, atol=3e-7, rtol=0)
        assert torch.equal(x, before)
        exact = x.double()
        assert torch.equal(Tanh()(exact), exact.tanh())
    torch.testing.assert_close(Tanh()(x.requires_grad_()).detach(), truth)
