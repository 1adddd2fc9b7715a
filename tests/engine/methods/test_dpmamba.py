"""DPMamba: its blocks and losses against slow references, and what it promises about missing modalities."""

import math
import os
from dataclasses import replace
from itertools import combinations

import pytest
import torch
from linear_method import classes, toy_plan
from torch.nn import functional as F

from engine.accuracy.evaluation import evaluate
from engine.door.errors import InputError
from engine.door.modalities import MODALITIES, ModalityInfo
from engine.door.options import declaration
from engine.layers.distillation import alignment, group_numbers, probability_distance, relation_distance
from engine.layers.mixing import Mix
from engine.layers.modality_aware import AttentionFusion, DepthwiseConv, ModalityAwareBlock, PairedConv, SumFusion
from engine.layers.pixel_transformer import PixelTransformer
from engine.layers.selective_scan import SelectiveScan
from engine.methods.base import build
from engine.methods.dpmamba import Teacher, random_subsets
from engine.runtime.reporter import Reporter
from engine.samples.batches import ArraySource, Batch, Samples
from engine.samples.normalisation import Normalisation
from engine.training.sequence import train
from engine.training.stage_loop import batches

BANDS = {"hsi": 6, "sar": 2, "lidar": 1}


def subsets(modalities):
    return [s for size in range(1, len(modalities) + 1) for s in combinations(modalities, size)]


def model(bands=None, count=3, **options):
    bands = bands or BANDS
    torch.manual_seed(0)
    infos = {m: ModalityInfo(m, b) for m, b in bands.items()}
    settings = declaration("dpmamba").options.from_json({"window": 5, **options})
    return build("dpmamba", infos, classes(count), settings, {"relations": torch.randn(count, 12)}).eval()


def patches(bands=None, n=4, side=7, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return {m: torch.randn(n, b, side, side, generator=generator) for m, b in (bands or BANDS).items()}


def toy(count=60, seed=0, holes=0.0):
    """Three classes; hsi tells all of them apart, lidar one from the two others."""
    generator = torch.Generator().manual_seed(seed)
    target = torch.arange(count) % 3
    signal = {"hsi": F.one_hot(target, 3).float(), "lidar": (target == 2).float()[:, None]}
    values = {
        m: 3 * s[:, :, None, None] + 0.5 * torch.randn(*s.shape, 7, 7, generator=generator) for m, s in signal.items()
    }
    available = torch.rand(count, 2, generator=generator) >= holes
    available[~available.any(1), 0] = True
    normalisation = {m: Normalisation(torch.zeros(v.shape[1]), torch.ones(v.shape[1])) for m, v in values.items()}
    sources = {m: ArraySource(v) for m, v in values.items()}
    return Samples.of(sources, normalisation, available, target)


TOY_BANDS = {"hsi": 3, "lidar": 1}


# ---- blocks


def test_attention_fusion_weighs_each_pixel_by_a_softmax_over_the_images():
    torch.manual_seed(0)
    fusion = AttentionFusion(8).eval()
    images = [torch.randn(2, 3, 3, 8) for _ in range(3)]
    fused = fusion(images)
    w, b = fusion.score.weight[0], fusion.score.bias
    for n in range(2):
        for r in range(3):
            for c in range(3):
                scores = [math.exp(float((image[n, r, c] @ w + b).detach())) for image in images]
                expected = sum(s / sum(scores) * image[n, r, c] for s, image in zip(scores, images, strict=True))
                torch.testing.assert_close(fused[n, r, c], expected)


def test_fusion_drops_weights_in_training_only():
    torch.manual_seed(0)
    fusion = AttentionFusion(8)
    images = [torch.ones(1, 40, 40, 8), torch.ones(1, 40, 40, 8)]
    dropped = fusion(images)[..., 0]  # the two weights are equal: 0.5 / 0.7 each where kept
    share = [float((dropped.round(decimals=3) == value).float().mean()) for value in (0.0, 0.714, 1.429)]
    assert share == pytest.approx([0.09, 0.42, 0.49], abs=0.05)
    torch.testing.assert_close(fusion.eval()(images), images[0])


@pytest.mark.parametrize("side", [5, 1])
def test_a_paired_convolution_is_a_grouped_one(side):
    torch.manual_seed(0)
    layer = PairedConv(16, heads=2)
    torch.nn.init.normal_(layer.bias)
    x = torch.randn(2, side, side, 16)
    order = [c for head in (0, 8) for i in range(4) for c in (head + i, head + i + 4)]  # partners side by side
    weight = layer.weight[order].clone()
    weight[1::2] = weight[1::2].flip(1)  # the second of a group lists its partner first
    grouped = F.conv2d(x.permute(0, 3, 1, 2)[:, order], weight, layer.bias[order], padding=1, groups=8)
    torch.testing.assert_close(layer(x).permute(0, 3, 1, 2)[:, order], grouped, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("side", [5, 1])
def test_a_depthwise_convolution_sees_each_channel_alone(side):
    torch.manual_seed(0)
    layer = DepthwiseConv(4)
    x = torch.randn(2, side, side, 4)
    for channel in range(4):
        image, kernel = x[..., channel].unsqueeze(1), layer.weight[channel : channel + 1]
        expected = F.conv2d(image, kernel, layer.bias[channel : channel + 1], padding=1)[:, 0]
        torch.testing.assert_close(layer(x)[..., channel], expected)


def test_a_block_is_joint_branch_then_own_branches_without_residual():
    torch.manual_seed(0)
    block = ModalityAwareBlock(["a", "b"], 16, 4, lambda: AttentionFusion(16), lambda: SelectiveScan(16, 4)).eval()
    images = {"a": torch.randn(2, 5, 5, 16), "b": torch.randn(2, 5, 5, 16)}
    ln = {m: F.layer_norm(x, (16,), block.norms[m].weight, block.norms[m].bias) for m, x in images.items()}

    def branch(part, inputs):
        x = part.norm(part.fusion(inputs))
        x = part.mixer(part.convolution(x)) @ part.linear.weight.T + part.linear.bias
        return x * torch.sigmoid(x)

    joint = branch(block.joint, [ln["a"], ln["b"]])
    result = block(images)
    for m in images:
        torch.testing.assert_close(result[m], branch(block.branches[m], [ln[m], joint]))


def test_a_block_scans_once_for_each_modality_and_once_jointly():
    network = model()
    for block in network.blocks:
        assert sum(isinstance(module, SelectiveScan) for module in block.modules()) == len(BANDS) + 1


# ---- losses


def similarities_of(target, count=4, seed=0):
    return torch.randn(len(target), count, generator=torch.Generator().manual_seed(seed)) * 3


COMPLETE = torch.tensor([2, 0, 1, 3, 0, 1, 2, 3, 3, 1, 2, 0])
SHORT = torch.tensor([0, 1, 1, 3, 0, 1])  # no class 2; three groups: {0, 1, 3}, {0, 1}, {1}


def groups_of(target):
    """Lists of sample numbers, at most one of each class, in the order of the samples."""
    groups, taken = [], {}
    for i, c in enumerate(target.tolist()):
        k = taken.get(c, 0)
        taken[c] = k + 1
        if k == len(groups):
            groups.append([])
        groups[k].append(i)
    return groups


@pytest.mark.parametrize("target", [COMPLETE, SHORT])
def test_groups_hold_one_sample_of_each_class(target):
    numbers = group_numbers(target, 4)
    for k, group in enumerate(groups_of(target)):
        assert sorted(torch.where(numbers == k)[0].tolist()) == sorted(group)


@pytest.mark.parametrize("target", [COMPLETE, SHORT])
def test_alignment_is_the_symmetric_cross_entropy_of_each_group(target):
    similarities = similarities_of(target)
    to_texts, to_samples = [], []
    for group in groups_of(target):
        for i in group:
            c = int(target[i])
            to_texts.append(-math.log(similarities[i, c].exp() / sum(similarities[i, t].exp() for t in range(4))))
            to_samples.append(-math.log(similarities[i, c].exp() / sum(similarities[j, c].exp() for j in group)))
    expected = (sum(to_texts) / len(target) + sum(to_samples) / len(target)) / 2
    assert float(alignment(similarities, target)) == pytest.approx(expected, rel=1e-5)


def pearson(a, b):
    a, b = a - a.mean(), b - b.mean()
    return float((a * b).sum() / (a.square().sum() * b.square().sum()).sqrt())


@pytest.mark.parametrize("target", [COMPLETE, SHORT])
def test_relation_distance_is_pearsons_over_rows_and_columns_of_each_group(target):
    student, teacher = similarities_of(target, seed=1), similarities_of(target, seed=2)
    rows, columns = [], []
    for group in groups_of(target):
        rows += [pearson(student[i], teacher[i]) for i in group]
        if len(group) > 1:
            columns += [pearson(student[group, t], teacher[group, t]) for t in range(4)]
    expected = (1 - sum(rows) / len(rows)) + (1 - sum(columns) / len(columns))
    assert float(relation_distance(student, teacher, target)) == pytest.approx(expected, rel=1e-4)


def test_relations_of_the_same_matrix_do_not_differ():
    similarities = similarities_of(COMPLETE)
    assert float(relation_distance(2 * similarities + 1, similarities, COMPLETE)) == pytest.approx(0, abs=1e-5)
    lone = torch.tensor([1])
    assert float(relation_distance(similarities[:1], similarities[:1], lone)) == pytest.approx(0, abs=1e-5)


def test_probability_distance_is_the_divergence_of_softened_probabilities():
    student, teacher = similarities_of(COMPLETE, seed=1), similarities_of(COMPLETE, seed=2)
    p, q = (teacher / 4).softmax(1), (student / 4).softmax(1)
    expected = 16 * float((p * (p / q).log()).sum() / len(COMPLETE))
    assert float(probability_distance(student, teacher)) == pytest.approx(expected, rel=1e-5)


def test_gradients_of_the_losses_are_finite_where_classes_are_missing():
    student = similarities_of(SHORT).requires_grad_()
    loss = alignment(student, SHORT) + relation_distance(student, similarities_of(SHORT, seed=3), SHORT)
    loss.backward()
    assert student.grad.isfinite().all() and student.grad.abs().sum() > 0


# ---- the method


def test_every_subset_of_six_modalities_gives_logits():
    bands = {m: 2 for m in MODALITIES}
    network, images = model(bands, window=3), patches(bands, n=2, side=5)
    with torch.inference_mode():
        answers = [network({m: images[m] for m in s}) for s in subsets(bands)]
    assert len(answers) == 63
    assert all(a.shape == (2, 3) and a.isfinite().all() for a in answers)


@pytest.mark.parametrize("window", [1, 3, 9])
@pytest.mark.parametrize("bands", [{"rgb": 3}, BANDS])
def test_any_window_and_any_number_of_modalities(window, bands):
    network = model(bands, window=window)
    assert network.window == window + 2
    assert network(patches(bands, side=window + 2)).shape == (4, 3)


def test_two_calls_give_the_same_answer():
    network, images = model(), patches()
    first = network(images)
    network(patches(seed=1))
    assert torch.equal(network(images), first)


def test_logits_are_scaled_cosines_with_the_texts():
    network, images = model(), patches()
    with torch.no_grad():
        features, answer = network.features(network.embed(images)), network(images)
    for row, logits in zip(features, answer, strict=True):
        for text, logit in zip(network.texts["relations"], logits, strict=True):
            assert float(logit) == pytest.approx(12.5 * float(row @ text / row.norm() / text.norm()), rel=1e-3)


@torch.no_grad()
def test_the_head_norms_all_modalities_together_and_averages_all_pixels():
    network, images = model(), patches()
    torch.nn.init.uniform_(network.head_norm.weight, 0.5, 2)
    torch.nn.init.normal_(network.head_norm.bias)
    windows = network.embed(images)
    mixed = windows
    for block in network.blocks:
        mixed = block(mixed)
    norm, found = network.head_norm, network.features(windows)
    for n in range(4):
        pixels = []
        for row in range(5):
            for col in range(5):
                x = torch.cat([mixed[m][n, row, col] for m in BANDS])
                scaled = (x - x.mean()) / (x.var(correction=0) + norm.eps).sqrt()
                pixels.append(scaled * norm.weight + norm.bias)
        expected = network.head.weight @ (sum(pixels) / 25) + network.head.bias
        torch.testing.assert_close(found[n], expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("options", [{}, {"fusion": "add"}, {"mixer": "dwconv"}])
def test_there_are_two_blocks_and_both_count(options):
    network, images = model(**options), patches()
    assert [type(block) for block in network.blocks] == [ModalityAwareBlock] * 2
    assert len(model(backbone="vit").blocks[0].encoder.layers) == 2
    before = network(images)
    for block in network.blocks:
        kept = [p.clone() for p in block.parameters()]
        for parameter in block.parameters():
            parameter.data += 0.1 * torch.randn_like(parameter)
        assert not torch.allclose(network(images), before, atol=1e-4)
        for parameter, value in zip(block.parameters(), kept, strict=True):
            parameter.data.copy_(value)


def test_the_ablation_of_fusion_is_a_sum():
    images = [torch.randn(n, 3, 3, 8) for n in (4, 1, 4)]  # one is the same for all samples
    found = SumFusion(8)(images)
    for n in range(4):
        torch.testing.assert_close(found[n], images[0][n] + images[1][0] + images[2][n])


def vision_transformer():
    torch.manual_seed(0)
    network = PixelTransformer(["hsi", "lidar"], 3, 16, 4, 2).eval()
    for parameter in (network.places, *network.kinds.values()):
        torch.nn.init.normal_(parameter)
    return network


@torch.no_grad()
def test_the_vision_transformer_tells_places_and_modalities():
    """Without what is added for each, pixels and modalities that change places would only take their answers along."""
    network = vision_transformer()
    images = {m: torch.randn(2, 3, 3, 16) for m in ("hsi", "lidar")}
    found = network(images)
    swapped = network({"hsi": images["lidar"], "lidar": images["hsi"]})
    assert not torch.allclose(found["hsi"], swapped["lidar"], atol=1e-2)
    flipped = network({m: x.flip(1) for m, x in images.items()})
    assert not torch.allclose(found["hsi"], flipped["hsi"].flip(1), atol=1e-2)


@torch.no_grad()
def test_every_pixel_of_the_vision_transformer_attends_to_every_modality_and_pixel():
    network = vision_transformer()
    images = {m: torch.randn(2, 3, 3, 16) for m in ("hsi", "lidar")}
    found = network(images)
    changed = {**images, "lidar": images["lidar"].clone()}
    changed["lidar"][0, 2, 2] += torch.randn(16)
    after = network(changed)
    for m in images:
        apart = (found[m][0] - after[m][0]).abs().amax(-1)
        assert (apart > 1e-5).all(), m
        assert torch.equal(found[m][1], after[m][1])  # other samples are not seen


@torch.no_grad()
def test_the_vision_transformer_is_pre_norm_layers_over_the_tokens_of_all_modalities():
    network = vision_transformer()
    images = {m: torch.randn(1, 3, 3, 16) for m in ("hsi", "lidar")}
    tokens = torch.stack(
        [
            images[m][0, r, c] + network.places[r, c] + network.kinds[m]
            for m in images
            for r in range(3)
            for c in range(3)
        ]
    )
    for layer in network.encoder.layers:
        x = F.layer_norm(tokens, (16,), layer.norm1.weight, layer.norm1.bias)
        q, k, v = (x @ layer.self_attn.in_proj_weight.T + layer.self_attn.in_proj_bias).chunk(3, dim=-1)
        heads = []
        for h in range(4):
            part = slice(4 * h, 4 * h + 4)
            heads.append((q[:, part] @ k[:, part].T / 2).softmax(1) @ v[:, part])
        tokens = tokens + layer.self_attn.out_proj(torch.cat(heads, 1))
        x = F.layer_norm(tokens, (16,), layer.norm2.weight, layer.norm2.bias)
        tokens = tokens + layer.linear2(F.gelu(layer.linear1(x)))
    last = network.encoder.norm
    tokens = F.layer_norm(tokens, (16,), last.weight, last.bias)
    found = torch.cat([x.flatten(0, 2) for x in network(images).values()])
    torch.testing.assert_close(found, tokens, rtol=1e-4, atol=1e-5)


def test_a_prompt_stands_in_for_a_missing_modality():
    network, images = model(), patches()
    windows = network.embed(images)
    without = network.classify({"hsi": windows["hsi"]})
    stand_ins = {m: network.prompts[m].permute(1, 2, 0).expand(4, 5, 5, 64) for m in ("sar", "lidar")}
    torch.testing.assert_close(without, network.classify({"hsi": windows["hsi"], **stand_ins}))
    network.prompts["lidar"].data.neg_()
    assert not torch.allclose(without, network.classify({"hsi": windows["hsi"]}))


def test_the_stem_of_a_missing_modality_has_no_influence():
    network, images = model(), patches()
    before = network({"hsi": images["hsi"], "sar": images["sar"]})
    for parameter in [*network.stems["lidar"].parameters(), *network.norms["lidar"].parameters()]:
        parameter.data.normal_()
    assert torch.equal(network({"hsi": images["hsi"], "sar": images["sar"]}), before)


def test_samples_that_do_not_show_a_modality_are_as_if_it_were_missing():
    network, images = model(), patches()
    windows = network.embed(images)
    seen = {
        "hsi": torch.tensor([1, 1, 0, 0]).bool(),
        "sar": torch.ones(4).bool(),
        "lidar": torch.tensor([1, 0, 1, 0]).bool(),
    }
    mixed = network.features(windows, seen)
    for i in range(4):
        there = {m: windows[m][i : i + 1] for m in windows if seen[m][i]}
        torch.testing.assert_close(mixed[i : i + 1], network.features(there), rtol=1e-4, atol=1e-5)


def test_windows_cut_from_an_embedded_tile_equal_embedded_patches():
    network = model()
    tile = {m: torch.randn(1, b, 12, 13) for m, b in BANDS.items()}
    embedded = network.embed(tile)
    for row, column in [(0, 0), (3, 4), (5, 6)]:
        cut = {m: image[:, :, row : row + 7, column : column + 7] for m, image in tile.items()}
        windows = {m: e[:, row : row + 5, column : column + 5] for m, e in embedded.items()}
        for m, window in network.embed(cut).items():
            torch.testing.assert_close(windows[m], window)
        torch.testing.assert_close(network.classify(windows), network(cut), rtol=1e-4, atol=1e-5)


def test_a_model_is_rebuilt_from_its_state():
    network, images = model(), patches()
    other = model()
    for parameter in other.parameters():
        parameter.data.normal_()
    other.load_state_dict(network.state_dict())
    assert torch.equal(other(images), network(images))
    assert not any("teacher" in name for name in network.state_dict())


@pytest.mark.parametrize(
    "options", [{"mixer": "dwconv"}, {"fusion": "add"}, {"prompts": False}, {"distillation": "kl"}]
)
def test_ablations_give_logits_for_every_subset(options):
    network, images = model(**options), patches()
    for subset in subsets(BANDS):
        assert network({m: images[m] for m in subset}).isfinite().all()
    assert bool(network.prompts) == options.get("prompts", True)
    mixers = [module for block in network.blocks for module in block.modules() if isinstance(module, SelectiveScan)]
    assert bool(mixers) == (options.get("mixer") != "dwconv")


def test_a_vision_transformer_can_take_the_place_of_the_scans():
    network, images = model(backbone="vit"), patches()
    answers = [network({m: images[m] for m in subset}) for subset in subsets(BANDS)]
    assert all(a.shape == (4, 3) and a.isfinite().all() for a in answers)
    assert not any(isinstance(module, (SelectiveScan, DepthwiseConv)) for module in network.modules())


def test_class_descriptions_are_asked_for():
    infos, settings = {"rgb": ModalityInfo("rgb", 3)}, declaration("dpmamba").defaults()
    with pytest.raises(InputError, match="needs class descriptions"):
        build("dpmamba", infos, classes(3), settings)
    with pytest.raises(InputError, match="descriptions of 2 classes, but the model has 3"):
        build("dpmamba", infos, classes(3), settings, {"relations": torch.randn(2, 12)})


def test_an_even_window_is_refused():
    with pytest.raises(ValueError, match="WINDOW is 10; it must be odd"):
        declaration("dpmamba").options.from_json({"window": 10})


# ---- training


def toy_model(**options):
    quick = {"learning_rate": 3e-3, "warmup_epochs": 2, "batch_size": 30, "teacher_epochs": 12, "student_epochs": 12}
    return model(TOY_BANDS, **{**quick, **options})


def batch_of(samples, positions):
    (batch,) = samples.batches(positions)
    return batch


def test_random_subsets_are_uniform_over_the_non_empty_ones():
    torch.manual_seed(0)
    drawn = random_subsets(["hsi", "sar", "lidar"], 7000, torch.device("cpu"))
    codes = sum(seen.long() << i for i, seen in enumerate(drawn.values()))
    counts = codes.bincount(minlength=8)
    assert counts[0] == 0
    assert (counts[1:] - 1000).abs().max() < 150


def test_the_students_loss_is_alignment_features_and_relations():
    network, samples = toy_model(), toy(12)
    teacher = Teacher(network, 12)
    for parameter in network.parameters():
        parameter.data += 0.02 * torch.randn_like(parameter)
    batch = batch_of(samples, torch.arange(12))
    torch.manual_seed(5)
    losses = network.student_loss(batch, teacher)
    torch.manual_seed(5)
    seen = random_subsets(["hsi", "lidar"], 12, torch.device("cpu"))
    student, taught = [], []
    for i in range(12):
        one = {m: p[i : i + 1] for m, p in batch.patches.items()}
        student.append(network.features(network.embed({m: p for m, p in one.items() if seen[m][i]})))
        taught.append(teacher.network.features(teacher.network.embed(one)))
    student, taught = torch.cat(student), torch.cat(taught)
    ours, theirs = network.similarities(student), network.similarities(taught)
    expected = {
        "alignment": alignment(ours, batch.target),
        "features": (student - taught).square().mean(),
        "relations": relation_distance(ours, theirs, batch.target),
    }
    assert losses.keys() == expected.keys()
    for name, value in expected.items():
        torch.testing.assert_close(losses[name], value, rtol=1e-3, atol=1e-5)


def test_mixed_samples_belong_to_both_their_classes_and_are_taught_both_answers(monkeypatch):
    network, samples = toy_model(), toy(12)
    teacher, batch = Teacher(network, 12), batch_of(samples, torch.arange(12))
    partner = torch.arange(12).roll(1)
    everything = {m: torch.ones(12, dtype=torch.bool) for m in batch.patches}
    monkeypatch.setattr("engine.methods.dpmamba.random_subsets", lambda *_: everything)
    monkeypatch.setattr("engine.methods.dpmamba.random_mix", lambda *_: Mix(0.6, partner))
    mixed = {m: 0.6 * x + 0.4 * x[partner] for m, x in batch.patches.items()}
    features = network.features(network.embed(mixed))
    ours = network.similarities(features)
    expected = 0.6 * alignment(ours, batch.target) + 0.4 * alignment(ours, batch.target[partner])
    torch.testing.assert_close(network.teacher_loss(batch)["alignment"], expected)
    losses, taught = network.student_loss(batch, teacher), teacher.features(batch)
    torch.testing.assert_close(losses["alignment"], expected)
    error = (features - 0.6 * taught - 0.4 * taught[partner]).square().mean()
    torch.testing.assert_close(losses["features"], error)


def test_the_teacher_remembers_what_it_said_of_a_sample():
    network, samples = toy_model(), toy(12)
    teacher = Teacher(network, 12)
    first = teacher.features(batch_of(samples, torch.tensor([3, 1, 3])))
    assert teacher.memory.known.nonzero().flatten().tolist() == [1, 3]
    batch = batch_of(samples, torch.tensor([1, 2]))
    assert torch.equal(teacher.features(batch)[0], first[1])
    expected = network.features(network.embed(batch.patches))
    torch.testing.assert_close(teacher.features(batch), expected, rtol=1e-4, atol=1e-5)
    nothing = Batch({m: p * 0 for m, p in batch.patches.items()}, batch.target, batch.index)
    torch.testing.assert_close(teacher.features(nothing), teacher.features(batch))


def test_samples_with_gaps_have_no_distillation():
    network, samples = toy_model(), toy(12)
    batch = batch_of(samples, torch.arange(12))
    losses = network.student_loss(batch.only(["lidar"]), Teacher(network, 12))
    assert list(losses) == ["alignment"]


@pytest.mark.parametrize(
    ("distillation", "terms"),
    [("kl", {"alignment", "probabilities"}), ("text", {"alignment", "features", "relations"})],
)
def test_student_training_leaves_the_teacher_as_it_was(distillation, terms):
    network = toy_model(teacher_epochs=2, student_epochs=2, distillation=distillation)
    plan = toy_plan(toy())
    stages = network.stages(plan)
    next(stages)
    student = next(stages)
    teacher = student.loss.keywords["teacher"]
    before = {name: value.clone() for name, value in teacher.network.state_dict().items()}
    for name, value in network.state_dict().items():
        assert torch.equal(value, before[name])
    network.train()
    optimizer = student.optimizer(student.parameters)
    for _ in range(2):
        losses = student.loss(batch_of(plan.labelled, torch.arange(30)))
        assert set(losses) == terms
        sum(losses.values()).backward()
        optimizer.step()
    assert not teacher.network.training
    for name, value in teacher.network.state_dict().items():
        assert torch.equal(value, before[name])
    assert any(not torch.equal(value, before[name]) for name, value in network.state_dict().items())


def test_the_teacher_learns_from_complete_samples_alone():
    samples = toy(60, holes=0.4)
    network = toy_model()
    teacher, student = list(network.stages(toy_plan(samples)))
    assert 0 < len(teacher.samples) < 60 and teacher.samples.available.all()
    assert len(student.samples) == 60
    assert teacher.subsets == [("hsi", "lidar")]
    assert teacher.span[1] == student.span[0] == 0.5


def test_teacher_and_student_learn_from_balanced_batches():
    """Of 27 samples 20 are of one class, and each batch holds every class as often."""
    samples = toy(60)
    few = torch.cat([torch.where(samples.target == c)[0][:n] for c, n in ((0, 20), (1, 4), (2, 3))])
    for stage in toy_model(batch_size=9).stages(toy_plan(samples.subset(few))):
        assert stage.balanced
        drawn = list(batches(stage, torch.Generator().manual_seed(0)))
        assert len(drawn) == 3
        for positions in drawn:
            assert stage.samples.target[positions].bincount().tolist() == [3, 3, 3]


def test_without_complete_samples_the_student_learns_alone_and_says_so():
    samples = toy(30)
    samples.available[:, 1] = torch.arange(30) % 2 == 0
    samples.available[:, 0] = ~samples.available[:, 1]
    said = []
    plan = toy_plan(samples)
    plan.say = said.append
    (student,) = toy_model().stages(plan)
    assert student.name == "student" and student.span == (0.0, 1.0)
    assert "no teacher" in said[0]


def test_the_learning_rate_warms_up_and_then_follows_a_cosine():
    network = model(TOY_BANDS, teacher_epochs=100, warmup_epochs=10)
    teacher = next(network.stages(toy_plan(toy())))
    optimizer = teacher.optimizer(teacher.parameters)
    schedule = teacher.schedule(optimizer)
    rates = []
    for _ in range(100):
        rates.append(optimizer.param_groups[0]["lr"] / 3e-4)
        optimizer.step()
        schedule.step()
    assert rates[:11] == pytest.approx([0.1 + 0.09 * e for e in range(10)] + [1.0])
    assert rates[10:] == pytest.approx([(1 + math.cos(math.pi * e / 90)) / 2 for e in range(90)], abs=1e-6)


@pytest.mark.parametrize(("window", "asked", "rate"), [(3, None, 3e-4), (1, None, 3e-3), (1, 0.01, 0.01)])
def test_single_pixels_learn_faster_unless_a_rate_is_asked_for(window, asked, rate):
    network = toy_model()
    network.side, network.options = window, replace(network.options, learning_rate=asked)
    optimizer = network._optimizer(list(network.parameters()))
    assert {group["lr"] for group in optimizer.param_groups} == {rate}


def test_weights_decay_but_not_scales_states_and_prompts():
    network = toy_model()
    stage = next(network.stages(toy_plan(toy())))
    decaying, kept = stage.optimizer(stage.parameters).param_groups
    assert (decaying["weight_decay"], kept["weight_decay"]) == (0.05, 0.0)
    names = {id(parameter): name for name, parameter in network.named_parameters()}
    assert len(decaying["params"]) + len(kept["params"]) == len(names)
    for parameter in decaying["params"]:
        assert names[id(parameter)].endswith("weight") and parameter.ndim > 1
    for parameter in kept["params"]:
        name = names[id(parameter)]
        assert parameter.ndim == 1 or any(word in name for word in ("prompts", "log_decay", "step_bias", "skip"))


@pytest.mark.numerical
def test_a_toy_problem_is_learnt_with_every_subset():
    network = toy_model()
    plan = replace(toy_plan(toy(), toy(30, seed=1)), precision=os.environ["RSMISS_PRECISION"])
    histories = train(network, plan, Reporter())
    assert [h.stage for h in histories] == ["teacher", "student"]
    assert histories[0].losses["alignment"][-1] < 0.5 * histories[0].losses["alignment"][0]
    complete, hsi, lidar = evaluate(network, toy(60, seed=2))
    assert complete.values["oa"] > 0.95
    assert hsi.values["oa"] > 0.9
    assert lidar.values["oa"] >= 0.6


def test_training_goes_on_with_gaps_in_the_data():
    network = toy_model(teacher_epochs=2, student_epochs=2)
    teacher, student = train(network, toy_plan(toy(60, holes=0.4)), Reporter())
    assert all(math.isfinite(v) for h in (teacher, student) for values in h.losses.values() for v in values)
    assert {"alignment", "features", "relations"} == set(student.losses)


def test_mixed_precision_trains_and_agrees_roughly():
    network, samples = toy_model(), toy(12)
    batch = batch_of(samples, torch.arange(12))
    exact = network(batch.patches)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        rounded = network(batch.patches)
        losses = network.student_loss(batch, Teacher(network, 12))
    torch.testing.assert_close(rounded.float(), exact, rtol=0.1, atol=0.5)
    sum(losses.values()).backward()
    used = [p.grad for p in network.parameters() if p.grad is not None]
    assert used and all(g.isfinite().all() for g in used)
