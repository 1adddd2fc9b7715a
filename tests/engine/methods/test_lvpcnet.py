"""LVPCnet: its losses and prompts against slow references, and what it promises about missing modalities."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from itertools import combinations

import pytest
import torch
from methods_helper import BANDS, batch_of, method_of, nearest_class, patches_of, plan_of, samples_of, target_of
from torch.nn import functional as F

from engine.accuracy.evaluation import evaluate
from engine.door.errors import InputError
from engine.door.modalities import ModalityInfo
from engine.door.options import declaration
from engine.layers.contrastive import class_text_alignment
from engine.layers.mixing import Mix
from engine.layers.window_encoder import DEPTH, WIDTH, Stem, WindowEncoder, match_bands
from engine.methods.base import build
from engine.methods.lvpcnet import divergence, draw_absence
from engine.methods.lvpcnet_stages import FeatureMemory, Pairs
from engine.runtime.reporter import Reporter
from engine.training.sequence import train
from engine.training.stage_loop import START, StageRun

THREE = ("hsi", "sar", "lidar")
ABLATIONS = [
    {},
    {"language": False},
    {"decoupling": False},
    {"prompts": False},
    {"absence": True},
    {"matching": "trainable"},
]


def network(modalities=THREE, **options):
    return method_of("lvpcnet", modalities, **{"window": 3, **options})


def subsets(modalities):
    return [s for size in range(1, len(modalities) + 1) for s in combinations(modalities, size)]


# ---- any subset


@pytest.mark.parametrize("options", ABLATIONS, ids=str)
def test_every_subset_of_modalities_gives_logits(options):
    method = network(**options)
    for subset in subsets(THREE):
        logits = method(patches_of(method, modalities=subset))
        assert logits.shape == (4, 3) and logits.isfinite().all()


def test_six_modalities_one_modality_and_single_pixels_are_legal():
    six = network(tuple(BANDS))
    outputs = [six(patches_of(six, 2, modalities=subset)) for subset in subsets(tuple(BANDS))]
    assert len(outputs) == 63 and all(output.isfinite().all() for output in outputs)
    one = network(("hsi",), window=1)
    assert one(patches_of(one)).shape == (4, 3)


def test_a_missing_modality_has_no_influence_and_every_present_one_has():
    method = network()
    patches = patches_of(method)
    seen = {m: patches[m] for m in ("hsi", "lidar")}
    logits = method(seen)
    assert torch.equal(logits, method(dict(reversed(seen.items()))))
    for m in seen:
        assert not torch.allclose(logits, method({**seen, m: patches[m] + 1}), atol=1e-4)
    assert not torch.allclose(logits, method(patches), atol=1e-4)


def test_a_tile_is_embedded_once_for_all_its_windows():
    method = network()
    tile = {m: torch.randn(1, BANDS[m], 7, 6) for m in THREE}
    embedded = method.embed(tile)
    for subset in subsets(THREE):
        windows = {m: embedded[m][:, 2:5, 1:4] for m in subset}
        expected = method({m: tile[m][:, :, 2:5, 1:4] for m in subset})
        assert torch.allclose(method.classify(windows), expected, atol=1e-5)


def test_an_even_window_is_refused():
    with pytest.raises(ValueError, match="WINDOW is 4; it must be odd"):
        declaration("lvpcnet").options.from_json({"window": 4})


# ---- prompts


@pytest.mark.parametrize("length", [1, 4])
def test_prompts_stand_anew_in_every_layer_between_class_token_and_pixels(length):
    """Eq. 7, layer by layer: [class, prompts of the layer, pixels]; what comes out of the prompts is thrown away."""
    torch.manual_seed(0)
    encoder, window, prompts = WindowEncoder(3).eval(), torch.randn(2, 3, 3, WIDTH), torch.randn(DEPTH, length, WIDTH)
    rows = []
    for sample in window:
        tokens = [encoder.class_token[0, 0], *(sample.reshape(9, WIDTH) + encoder.positions)]
        for block, prompt in zip(encoder.encoder.blocks, prompts, strict=True):
            out = block(torch.stack([tokens[0], *prompt, *tokens[1:]]).unsqueeze(0))[0]
            tokens = [out[0], *out[1 + length :]]
        rows.append(encoder.encoder.norm(tokens[0]))
    assert torch.allclose(encoder(window, prompts), torch.stack(rows), atol=1e-5)
    assert not torch.allclose(encoder(window, prompts), encoder(window), atol=1e-3)


def test_every_pair_of_missing_and_source_has_its_own_prompts():
    method = network(prompt_length=4)
    assert len(method.prompts) == 6
    assert all(p.numel() == 4 * 64 * 4 == 1024 for p in method.prompts.values())


def test_stand_ins_are_the_mean_over_the_sources():
    method = network()
    patches = patches_of(method, modalities=("hsi", "sar"))
    stand_in = method._compensated(method.embed(patches))["lidar"]
    expected = []
    for source in ("hsi", "sar"):
        pixels = patches[source].permute(0, 2, 3, 1) @ match_bands(BANDS["lidar"], BANDS[source]).T
        window = method.stems["lidar"].eval()(pixels)
        expected.append(method.specific["lidar"](window, method.prompts[f"lidar_from_{source}"]))
    assert torch.allclose(stand_in, sum(expected) / 2, atol=1e-5)


def test_the_classifier_reads_the_mean_of_c_and_every_s():
    method = network()
    patches = patches_of(method, modalities=("hsi", "lidar"))
    windows = method.embed(patches)
    c, s = method._own_features(windows)
    read = torch.cat([(c["hsi"] + c["lidar"]) / 2, s["hsi"], method._compensated(windows)["sar"], s["lidar"]], 1)
    assert torch.allclose(method(patches), method.classifier(read), atol=1e-5)


@pytest.mark.parametrize(("bands", "source"), [(1, 7), (3, 7), (7, 7), (7, 1), (7, 3), (144, 2)])
def test_bands_are_matched_by_copies_and_averages_of_neighbours(bands, source):
    matching = match_bands(bands, source)
    assert matching.shape == (bands, source)
    for i, row in enumerate(matching):
        first, last = math.floor(i * source / bands), math.ceil((i + 1) * source / bands)
        expected = torch.zeros(source)
        expected[first:last] = 1 / (last - first)
        assert torch.allclose(row, expected)
    if bands == source:
        assert torch.equal(matching, torch.eye(bands))


def test_a_foreign_layer_does_not_move_a_stems_statistics():
    stem = Stem(5).train()
    before = stem.norm.running_mean.clone()
    stem.foreign(10 + torch.randn(4, 3, 3, 2), match_bands(5, 2))
    assert torch.equal(stem.norm.running_mean, before)
    stem(10 + torch.randn(4, 3, 3, 5))
    assert not torch.equal(stem.norm.running_mean, before)


def test_without_prompts_nothing_stands_in_for_a_missing_modality():
    """The part of the classifier's input that is specific to it is zero, and no encoder ever reads foreign bands."""
    method = network(prompts=False)
    patches = patches_of(method, modalities=("hsi", "lidar"))
    embedded = method.embed(patches)
    assert all(window.shape[-1] == WIDTH for window in embedded.values())
    c, s = method._own_features(embedded)
    read = torch.cat([(c["hsi"] + c["lidar"]) / 2, s["hsi"], torch.zeros(4, WIDTH), s["lidar"]], 1)
    assert torch.allclose(method(patches), method.classifier(read), atol=1e-5)


def test_without_prompts_training_meets_no_stand_ins(monkeypatch):
    method = network(prompts=False, absence=True)
    batch = batch_of(method)
    read = []
    monkeypatch.setattr(Stem, "foreign", lambda *arguments: read.append(arguments))
    assert "absence" not in method.feature_loss(batch)
    method.feature_loss(batch.only(["hsi"]))
    assert not read
    (stage,) = method.stages(plan_of(method, 30))
    assert stage.subsets == [THREE]  # the epoch is picked by what it learns


def test_shared_and_specific_features_are_each_their_own_encoders():
    """c by the encoder that all modalities share, s by the modality's own; they are not mistaken for each other."""
    method = network()
    windows = method.embed(patches_of(method))
    c, s = method._own_features(windows)
    for m in THREE:
        own = windows[m][..., :WIDTH]
        torch.testing.assert_close(c[m], method.shared(own))
        torch.testing.assert_close(s[m], method.specific[m](own))
        assert not torch.allclose(c[m], s[m], atol=1e-2)


def test_each_feature_learns_its_own_text_and_its_own_slot_of_the_classifier():
    """Gradients tell who learns what: c all modalities' encoder and no other, s its own modality's and no other."""
    method = network(("hsi", "lidar"))
    losses = method.feature_loss(batch_of(method))

    def learning(loss):
        names = {"shared": method.shared, "hsi": method.specific["hsi"], "lidar": method.specific["lidar"]}
        tokens = [encoder.class_token for encoder in names.values()]
        found = torch.autograd.grad(loss, tokens, retain_graph=True, allow_unused=True)
        return {name for name, g in zip(names, found, strict=True) if g is not None and float(g.abs().max()) > 0}

    assert learning(losses["shared_text"]) == {"shared"}
    assert learning(losses["specific"]) == {"hsi", "lidar"}
    assert learning(losses["cross_entropy"]) == {"shared", "hsi", "lidar"}


def test_a_stem_is_a_convolution_of_a_pixel_normalised_and_cut_at_zero():
    torch.manual_seed(0)
    stem = Stem(5).train()
    pixels = torch.randn(4, 3, 3, 5)
    mixed = (pixels @ stem.linear.weight.T + stem.linear.bias).reshape(-1, WIDTH)
    normed = (mixed - mixed.mean(0)) / (mixed.var(0, correction=0) + stem.norm.eps).sqrt()
    assert torch.allclose(stem(pixels).reshape(-1, WIDTH), normed.clamp_min(0), atol=1e-4)


def test_a_foreign_layer_is_normalised_by_the_own_statistics():
    torch.manual_seed(0)
    stem, matching = Stem(5).eval(), match_bands(5, 2)
    stem.norm.running_mean.normal_()
    stem.norm.running_var.uniform_(0.5, 2)
    pixels = torch.randn(4, 3, 3, 2)
    assert torch.allclose(stem.foreign(pixels, matching), stem(pixels @ matching.T), atol=1e-5)


def test_an_encoder_is_as_published():
    """Four layers, 64 wide, eight heads, an MLP of twice the width; places are told apart, the class token is read."""
    torch.manual_seed(0)
    encoder = WindowEncoder(3).eval()
    blocks = list(encoder.encoder.blocks)
    assert len(blocks) == DEPTH == 4
    assert {block.attention.heads for block in blocks} == {8}
    assert {(block.mlp[0].in_features, block.mlp[0].out_features) for block in blocks} == {(64, 128)}
    window = torch.randn(2, 3, 3, WIDTH)
    assert not torch.allclose(encoder(window), encoder(window.flip(1)), atol=1e-3)
    before = encoder(window)
    with torch.no_grad():
        encoder.class_token += 1.0 * torch.randn(WIDTH)
    assert not torch.allclose(encoder(window), before, atol=1e-3)


def test_the_training_is_as_published():
    """Adam at 0.001, half a cosine over each stage, 500 and 300 epochs of batches of 1,024."""
    method = method_of("lvpcnet", ("hsi", "lidar"))
    assert method.window == 11
    for stage, epochs in zip(method.stages(plan_of(method, 30)), (500, 300), strict=True):
        assert (stage.epochs, stage.batch_size) == (epochs, 1024)
        optimizer = stage.optimizer(stage.parameters)
        assert isinstance(optimizer, torch.optim.Adam)
        assert optimizer.defaults["lr"] == 1e-3 and optimizer.defaults["weight_decay"] == 0
        schedule = stage.schedule(optimizer)
        rates = []
        for _ in range(epochs):
            rates.append(schedule.get_last_lr()[0])
            optimizer.step()
            schedule.step()
        assert rates[epochs // 2] == pytest.approx(0.5e-3, rel=1e-3)
        assert schedule.get_last_lr()[0] == pytest.approx(0, abs=1e-9)


# ---- losses


def test_the_first_stages_loss_is_alignment_with_both_texts_and_classification():
    method = network(("hsi", "lidar"), alignment_weight=0.5, temperature=0.1)
    batch = batch_of(method)
    c, s = method._own_features(method.embed(batch.patches))
    texts = method.texts
    shared = sum(
        class_text_alignment(method.projections["common"](x), batch.target, texts["shared"], 0.1) for x in c.values()
    )
    specific = sum(
        class_text_alignment(method.projections[m](x), batch.target, texts[f"attribute.{m}"], 0.1) for m, x in s.items()
    )
    losses = method.feature_loss(batch)
    assert torch.allclose(losses["shared_text"], shared / 2, rtol=1e-4)
    assert torch.allclose(losses["specific"], specific / 2, rtol=1e-4)
    assert torch.allclose(losses["cross_entropy"], F.cross_entropy(method(batch.patches), batch.target), rtol=1e-4)


def test_the_first_stage_classifies_in_a_case_of_absence_too(monkeypatch):
    method = network(("hsi", "lidar"), absence=True)
    batch = batch_of(method)
    monkeypatch.setattr("engine.methods.lvpcnet.draw_absence", lambda *_: ["hsi"])
    loss = method.feature_loss(batch)["absence"]
    assert torch.allclose(loss, F.cross_entropy(method(batch.only(["hsi"]).patches), batch.target), rtol=1e-4)
    (gradient,) = torch.autograd.grad(loss, [method.specific["lidar"].class_token])
    assert gradient.abs().sum() > 0  # the missing modality's encoder learns to read the layer that is there
    assert "absence" not in network(("hsi", "lidar")).feature_loss(batch)  # as published
    assert "absence" not in method.feature_loss(batch.only(["hsi"]))


def test_mixed_samples_belong_to_both_their_classes(monkeypatch):
    method = network(("hsi", "lidar"), mixing=1.0)
    batch, partner = batch_of(method), torch.tensor([1, 2, 3, 4, 5, 0])
    monkeypatch.setattr("engine.methods.lvpcnet.random_mix", lambda *_: Mix(0.7, partner))
    mixed = replace(batch, patches={m: 0.7 * x + 0.3 * x[partner] for m, x in batch.patches.items()})
    losses = method.feature_loss(batch)
    monkeypatch.setattr("engine.methods.lvpcnet.random_mix", lambda *_: Mix(1.0, partner))
    own, other = (method.feature_loss(replace(mixed, target=y)) for y in (batch.target, batch.target[partner]))
    for name, value in losses.items():
        torch.testing.assert_close(value, 0.7 * own[name] + 0.3 * other[name])


def test_the_second_stages_loss_aligns_stand_ins_and_classifies_with_them(monkeypatch):
    method = network(("hsi", "lidar"))
    batch, memory = batch_of(method), FeatureMemory(method.modalities, 6, torch.device("cpu"))
    monkeypatch.setattr("engine.methods.lvpcnet.draw_absence", lambda *_: ["hsi"])
    stand_in = method._compensated(method.embed(batch.only(["hsi"]).patches))["lidar"]
    aligned = class_text_alignment(method.projections["lidar"](stand_in), batch.target, method.texts["attribute.lidar"])
    for _ in range(2):  # the second time from memory
        losses = method.prompt_loss(batch, memory)
        assert set(losses) == {"specific", "cross_entropy"}
        assert torch.allclose(losses["specific"], aligned, rtol=1e-4)
        expected = F.cross_entropy(method(batch.only(["hsi"]).patches), batch.target)
        assert torch.allclose(losses["cross_entropy"], expected, rtol=1e-4)


def test_stand_ins_are_drawn_to_the_features_that_they_stand_for_also_of_unlabelled_pixels(monkeypatch):
    method = network(("hsi", "lidar"), regression=3.0)
    batch, plan = batch_of(method), plan_of(method, 9, unlabelled=20)
    unlabelled = Pairs(plan.unlabelled, FeatureMemory.of(method, plan.unlabelled))
    drawn = []
    monkeypatch.setattr("engine.methods.lvpcnet.draw_absence", lambda *_: ["hsi"])
    draw = type(plan.unlabelled).draw
    monkeypatch.setattr(type(plan.unlabelled), "draw", lambda *_: drawn.extend(draw(*_)) or drawn[-1:])

    def error(patches):
        features = method.embed(patches)
        true = method._own_features(features)[1]["lidar"]
        stand_in = method._compensated({"hsi": features["hsi"]})["lidar"]
        return [float(((a - b) ** 2).detach().sum() / WIDTH) for a, b in zip(stand_in, true, strict=True)]

    memory = FeatureMemory.of(method, plan.labelled)
    alone, both = (method.prompt_loss(batch, memory, pairs) for pairs in (None, unlabelled))
    labelled, others = error(batch.patches), error(drawn[0].patches)
    assert len(others) == len(labelled) == 6 and (drawn[0].target == -1).all()
    assert float(alone["regression"]) == pytest.approx(3 * sum(labelled) / 6, rel=1e-3)
    assert float(both["regression"]) == pytest.approx(3 * sum(labelled + others) / 12, rel=1e-3)
    assert both.keys() == {"specific", "cross_entropy", "regression"}
    gradients = torch.autograd.grad(both["regression"], list(method.prompts.values()), allow_unused=True)
    assert any(g is not None and g.abs().sum() > 0 for g in gradients)
    plain = network(("hsi", "lidar"))
    assert torch.allclose(plain.prompt_loss(batch, memory)["cross_entropy"], both["cross_entropy"])
    # nothing is known of a layer that is really absent
    assert "regression" not in method.prompt_loss(batch.only(["hsi"]), memory)


def test_the_second_stage_reads_unlabelled_pixels_where_it_regresses():
    for regression, reads in ((1.0, True), (0.0, False)):
        method = network(("hsi", "lidar"), regression=regression, feature_epochs=1, prompt_epochs=1)
        plan = plan_of(method, 9, unlabelled=20)
        losses = [stage.loss.keywords.get("unlabelled") for stage in method.stages(plan) if stage.name == "prompts"]
        assert [pairs is not None for pairs in losses] == [reads]


def test_the_memory_computes_a_samples_features_once():
    calls = []

    def compute(windows):
        ((m, window),) = windows.items()
        calls.append(len(window))
        flat = window.mean((1, 2))
        return {m: flat}, {m: -flat}

    memory = FeatureMemory(["sar"], 10, torch.device("cpu"))
    windows = torch.randn(4, 3, 3, WIDTH)
    memory.read(torch.tensor([7, 2]), {"sar": windows[:2]}, compute)
    c, s = memory.read(torch.tensor([2, 9, 7]), {"sar": windows[[1, 2, 0]]}, compute)
    assert calls == [2, 1]
    assert torch.allclose(c["sar"], windows[[1, 2, 0]].mean((1, 2))) and torch.equal(s["sar"], -c["sar"])


def test_without_language_divergence_and_a_modality_classifier_take_its_place():
    method = network(("hsi", "lidar"), language=False)
    batch = batch_of(method)
    c, s = method._own_features(method.embed(batch.patches))
    names = sum(F.cross_entropy(method.modality_classifier(s[m]), torch.full((6,), i)) for i, m in enumerate(s))
    losses = method.feature_loss(batch)
    assert set(losses) == {"cross_entropy", "divergence", "specific"}
    assert torch.allclose(losses["divergence"], divergence([c["hsi"], c["lidar"]]))
    assert torch.allclose(losses["specific"], names, rtol=1e-4)
    assert not any(key.startswith("texts") for key in method.state_dict())


def test_divergence_equals_the_mean_kullback_leibler_to_the_mean_distribution():
    a, b = torch.randn(5, 8).softmax(1), torch.randn(5, 8).softmax(1)
    mean = (a + b) / 2
    total = 0.0
    for i in range(5):
        for p in (a, b):
            total += sum(float(p[i, k] * math.log(p[i, k] / mean[i, k])) for k in range(8)) / 2 / 5
    assert float(divergence([a.log(), b.log()])) == pytest.approx(total, rel=1e-4)
    assert float(divergence([a.log(), a.log()])) == pytest.approx(0, abs=1e-6)


def test_without_decoupling_one_encoder_gives_both_features():
    method = network(decoupling=False)
    c, s = method._own_features(method.embed(patches_of(method)))
    assert all(c[m] is s[m] for m in THREE)
    assert not any(key.startswith("shared.") for key in method.state_dict())


@pytest.mark.parametrize(
    ("available", "cases"),
    [
        (("hsi", "lidar"), {("hsi",), ("lidar",), ("hsi", "lidar")}),
        (THREE, {("hsi",), ("sar",), ("lidar",), ("hsi", "sar"), ("hsi", "lidar"), ("sar", "lidar")}),
        (("sar",), {("sar",)}),
    ],
)
def test_absence_is_drawn_among_all_its_cases(available, cases):
    torch.manual_seed(0)
    assert {tuple(draw_absence(available, THREE)) for _ in range(200)} == cases


# ---- training


def short(method):
    return replace(method.options, feature_epochs=2, prompt_epochs=2, batch_size=16)


@pytest.mark.parametrize("options", [{}, {"language": False}, {"decoupling": False}], ids=str)
def test_the_second_stage_changes_the_prompts_and_nothing_else(options):
    method = network(**options)
    method.options = replace(short(method), prompt_epochs=8, batch_size=8)
    plan = plan_of(method, 30)
    stages = method.stages(plan)
    StageRun(method, plan, next(stages), Reporter()).run()
    before = {key: value.clone() for key, value in method.state_dict().items()}
    stage = next(stages)
    assert sum(p.numel() for p in stage.parameters) == 6 * 4 * 64 * 4
    StageRun(method, plan, replace(stage, select=False), Reporter()).run()
    changed = {key for key, value in method.state_dict().items() if not torch.equal(value, before[key])}
    assert changed == {f"prompts.{pair}" for pair in method.prompts}
    assert next(stages, None) is None
    assert all(p.requires_grad for key, p in method.named_parameters() if not key.startswith("matching"))


def test_the_first_stage_leaves_prompts_and_fixed_matching_alone():
    method = network()
    method.options = short(method)
    before = {key: value.clone() for key, value in method.state_dict().items()}
    plan = plan_of(method, 30)
    StageRun(method, plan, next(method.stages(plan)), Reporter()).run()
    same = {key for key, value in method.state_dict().items() if torch.equal(value, before[key])}
    assert same == {key for key in before if key.startswith(("prompts", "matching", "texts"))}


def test_trainable_matching_is_learnt_with_the_prompts():
    method = network(("hsi", "lidar"), matching="trainable")
    method.options = short(method)
    _, stage = method.stages(plan_of(method, 30))
    assert len(stage.parameters) == 4


def test_there_is_no_second_stage_where_nothing_can_be_missing_or_prompts_are_off():
    for method in (network(("hsi",)), network(prompts=False)):
        assert [stage.name for stage in method.stages(plan_of(method, 30))] == ["features"]


def test_a_second_stage_that_only_gets_worse_keeps_its_starting_prompts():
    method = network(("hsi", "lidar"))
    method.options = replace(short(method), feature_epochs=6)
    plan = plan_of(method, 30)
    stages = method.stages(plan)
    StageRun(method, plan, next(stages), Reporter()).run()
    before = {key: value.clone() for key, value in method.state_dict().items()}
    stage = next(stages)

    def worse(batch):
        return {name: -10 * value for name, value in stage.loss(batch).items()}

    optimizer = partial(torch.optim.SGD, lr=10.0)
    history = StageRun(method, plan, replace(stage, loss=worse, optimizer=optimizer), Reporter()).run()
    assert history.best_epoch == START
    assert history.start > max(history.validation.values())
    for key, value in method.state_dict().items():
        assert torch.equal(value, before[key])


def test_samples_that_really_lack_modalities_are_learnt_from():
    method = network()
    method.options = short(method)
    plan = plan_of(method, 30)
    available = torch.tensor([[True, False, True], [False, True, False], [True, True, True]]).repeat(10, 1)
    histories = train(method, replace(plan, labelled=replace(plan.labelled, available=available)), Reporter())
    assert [history.stage for history in histories] == ["features", "prompts"]
    assert all(math.isfinite(value) for history in histories for values in history.losses.values() for value in values)


@pytest.mark.parametrize("options", [pytest.param(ABLATIONS[0], marks=pytest.mark.numerical), *ABLATIONS[1:]], ids=str)
def test_a_toy_scene_is_learnt_with_and_without_each_modality(options):
    method = network(("hsi", "sar"), **options)
    method.options = replace(method.options, feature_epochs=12, prompt_epochs=8, batch_size=30)
    plan, asked = plan_of(method, 90), samples_of(method, 60, seed=5)
    features, *_ = histories = train(method, plan, Reporter())
    assert features.losses["cross_entropy"][-1] < 0.5 * features.losses["cross_entropy"][0]
    assert len(histories) == (1 if options.get("prompts") is False else 2)
    whole, hsi, sar = evaluate(method, asked)
    for result in (whole, hsi):
        assert result.values["oa"] >= nearest_class(plan.labelled, asked, result.modalities) - 0.05, result.modalities
    assert sar.values["oa"] > 0.6  # so few steps tell two of the three classes


# ---- the model file


def test_weights_and_texts_survive_a_state_dict():
    method, other = network(), network(seed=1)
    assert {key for key in method.state_dict() if key.startswith("texts.")} == {
        f"texts.{key}" for key in ("shared", "attribute__hsi", "attribute__sar", "attribute__lidar")
    }
    other.load_state_dict(method.state_dict())
    patches = patches_of(method, modalities=("sar",))
    assert torch.equal(method(patches), other(patches))


@pytest.mark.parametrize("texts", [None, {"shared": torch.ones(3, 4)}])
def test_missing_descriptions_are_named(texts):
    infos = {"hsi": ModalityInfo("hsi", 4)}
    with pytest.raises(InputError, match="needs class descriptions .*attribute.hsi"):
        build("lvpcnet", infos, target_of(), declaration("lvpcnet").defaults(), texts)


def test_descriptions_of_another_number_of_classes_are_refused():
    infos, texts = {"hsi": ModalityInfo("hsi", 4)}, {"shared": torch.ones(5, 4), "attribute.hsi": torch.ones(5, 4)}
    with pytest.raises(InputError, match="descriptions of 5 classes, but the model has 3"):
        build("lvpcnet", infos, target_of(), declaration("lvpcnet").defaults(), texts)
