"""LDS2AE: its tokens, masks and losses against slow references, and what it promises of missing modalities."""

from itertools import combinations, permutations

import pytest
import torch
from methods_helper import batch_of, method_of, patches_of
from torch import nn
from torch.nn import functional as F

from engine.door.modalities import MODALITIES
from engine.door.options import declaration
from engine.layers.diffusion import FIRST_BETA, LAST_BETA
from engine.layers.masking import random_visible, reconstruction_errors, unshuffled
from engine.layers.vit import sincos_positions
from engine.methods import lds2ae
from engine.methods.lds2ae import random_subset
from engine.samples.batches import Batch

THREE = ("hsi", "sar", "lidar")
QUIET = dict(window=5, augment=False, diffusion=False)


def subsets(modalities):
    return [s for size in range(1, len(modalities) + 1) for s in combinations(modalities, size)]


def lively(method):
    """The same method with a head and norms away from their start, where mistakes would not show."""
    nn.init.normal_(method.head.weight, std=0.1)
    for module in method.modules():
        if isinstance(module, nn.BatchNorm1d):
            nn.init.normal_(module.running_mean)
            nn.init.uniform_(module.running_var, 0.5, 2)
    return method


# ---- tokens and windows


def slow_token(method, modality, pixels):
    """The token of one p × p square, (bands, p, p), through plain convolutions."""
    first, norm1, _, second, norm2, _ = method.stems[modality]
    embedding = method.token_embeddings[modality]
    x = pixels[None]
    for layer, norm in ((first, norm1), (second, norm2)):
        x = F.conv2d(x, layer.weight[:, :, None, None], layer.bias)
        x = F.batch_norm(x, norm.running_mean, norm.running_var, norm.weight, norm.bias).relu()
    kernel = embedding.weight.unflatten(1, (method.token, method.token, -1)).permute(0, 3, 1, 2)
    return F.conv2d(x, kernel, embedding.bias, stride=method.token).flatten()


@pytest.mark.parametrize(("window", "token"), [(5, 1), (9, 3)])
@torch.no_grad()
def test_a_token_is_the_stem_and_a_strided_convolution(window, token):
    method = lively(method_of("lds2ae", window=window, token=token))
    patches = patches_of(method, 2)
    for modality, embedded in method.embed_patches(patches).items():
        side = window // token
        assert embedded.shape == (2, side, side, lds2ae.WIDTH)
        for row in range(side):
            for col in range(side):
                rows, cols = slice(row * token, (row + 1) * token), slice(col * token, (col + 1) * token)
                for patch, tokens in zip(patches[modality], embedded, strict=True):
                    expected = slow_token(method, modality, patch[:, rows, cols])
                    torch.testing.assert_close(tokens[row, col], expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(("window", "token"), [(1, 1), (5, 1), (9, 3), (15, 5)])
@torch.no_grad()
def test_windows_cut_from_an_embedded_tile_are_the_embedded_patches(window, token):
    method = lively(method_of("lds2ae", window=window, token=token))
    tile = {m: torch.randn(1, i.bands, window + 3, window + 4) for m, i in method.modalities.items()}
    embedded = method.embed(tile)
    for row, col in ((0, 0), (2, 1), (3, 4)):
        cut = {m: x[:, :, row : row + window, col : col + window] for m, x in tile.items()}
        read = window - 2 * method.margin
        windows = {m: e[:, row : row + read, col : col + read] for m, e in embedded.items()}
        windows = {m: w[:, :: method.stride, :: method.stride] for m, w in windows.items()}
        for m, expected in method.embed_patches(cut).items():
            torch.testing.assert_close(windows[m], expected, rtol=1e-4, atol=1e-4)
        torch.testing.assert_close(method.classify(windows), method(cut), rtol=1e-4, atol=1e-4)


@torch.no_grad()
def test_the_timestep_is_added_to_all_tokens_or_to_the_class_token_alone():
    for choice, others in (("all", 1), ("class", 0)):
        method = method_of("lds2ae", window=3, timestep=choice)
        tokens, t = torch.randn(2, 9, lds2ae.WIDTH), torch.tensor([3, 700])
        step = method.timestep(t)
        sequence = method._sequence("hsi", tokens, t)
        for i in range(2):
            torch.testing.assert_close(sequence[i, 0], method.class_tokens["hsi"] + step[i])
            torch.testing.assert_close(sequence[i, 1:], tokens[i] + others * step[i])


# ---- masks and noise


@pytest.mark.parametrize(("length", "ratio", "kept"), [(121, 0.7, 36), (81, 0.4, 49), (1, 0.7, 1), (9, 0.0, 9)])
def test_a_mask_leaves_its_share_of_the_tokens_visible_once_each(length, ratio, kept):
    visible = random_visible(torch.zeros(5, length, 2), ratio)
    assert visible.shape == (5, kept)
    assert all(len(set(row)) == kept and set(row) <= set(range(length)) for row in visible.tolist())


def test_every_token_is_visible_equally_often_and_each_sample_has_its_own_mask():
    torch.manual_seed(0)
    visible = random_visible(torch.zeros(20_000, 10, 1), 0.7)
    shares = torch.bincount(visible.flatten(), minlength=10) / 20_000
    torch.testing.assert_close(shares, torch.full((10,), 0.3), atol=0.015, rtol=0)
    assert len({tuple(sorted(row)) for row in visible.tolist()}) == 120  # all 3 of 10


def test_visible_tokens_return_to_their_places_among_mask_tokens():
    tokens, mask_token = torch.randn(3, 4, 6), torch.randn(6)
    visible = random_visible(torch.zeros(3, 10, 1), 0.6)
    places = unshuffled(tokens, visible, mask_token, 10)
    for i in range(3):
        for place in range(10):
            row = visible[i].tolist()
            expected = tokens[i, row.index(place)] if place in row else mask_token
            assert torch.equal(places[i, place], expected)


def encoded_with(method, pixels, visible, t, modality="hsi"):
    torch.manual_seed(5)
    return method.encode_visible(modality, pixels, visible, t)


@torch.no_grad()
def test_the_encoder_sees_the_visible_pixels_alone():
    method = method_of("lds2ae", window=5)
    pixels, t = method.tokens(patches_of(method, 3)["hsi"]), torch.tensor([0, 200, 900])
    visible = random_visible(pixels, 0.7)
    hidden = torch.ones(3, 25, dtype=torch.bool).scatter(1, visible, False)
    elsewhere = torch.where(hidden[:, :, None, None], torch.full_like(pixels, 50.0), pixels)
    before = encoded_with(method, pixels, visible, t)
    assert before.shape == (3, 1 + visible.shape[1], lds2ae.WIDTH)
    assert torch.equal(before, encoded_with(method, elsewhere, visible, t))
    shown = torch.where(hidden[:, :, None, None], pixels, pixels + 1)
    assert not torch.allclose(before, encoded_with(method, shown, visible, t))


@torch.no_grad()
def test_an_encoded_token_carries_the_position_and_the_noised_pixels_of_its_place():
    method = lively(method_of("lds2ae", window=5))
    pixels, t = method.tokens(patches_of(method, 2)["hsi"]), torch.tensor([50, 400])
    visible = random_visible(pixels, 0.7)
    torch.manual_seed(5)
    noise = torch.randn(2, visible.shape[1], 1, 7)
    for i, result in enumerate(encoded_with(method, pixels, visible, t)):
        sequence = [method.class_tokens["hsi"]]
        for j, place in enumerate(visible[i].tolist()):
            noised = method.diffusion.signal[t[i]] * pixels[i, place] + method.diffusion.noise[t[i]] * noise[i, j]
            sequence.append(slow_token(method, "hsi", noised.T[:, :, None]) + method.positions[place])
        sequence = torch.stack(sequence) + method.timestep(t[i : i + 1])
        expected = method.projections["hsi"](method.encoder(sequence[None]))[0]
        torch.testing.assert_close(result, expected, rtol=1e-3, atol=1e-4)


def test_the_shared_encoder_computes_visible_tokens_only():
    method, lengths = method_of("lds2ae", window=11), []
    method.encoder.register_forward_hook(lambda module, inputs, output: lengths.append(output.shape[1]))
    method.pretrain_loss(batch_of(method, 2))
    assert lengths == [37, 37]


def test_without_diffusion_nothing_is_noised():
    method = method_of("lds2ae", **QUIET)
    pixels, t = method.tokens(patches_of(method, 2)["hsi"]), torch.tensor([0, 999])
    visible = random_visible(pixels, 0.7)
    torch.manual_seed(5)
    first = method.encode_visible("hsi", pixels, visible, t)
    assert torch.equal(first, method.encode_visible("hsi", pixels, visible, t))


# ---- losses


def slow_errors(rebuilt, truth, visible):
    """Means over samples, tokens, pixels and bands, one token after the other."""
    seen, hidden = [], []
    for i in range(len(truth)):
        for place in range(truth.shape[1]):
            error = float(((rebuilt[i, place] - truth[i, place]) ** 2).mean())
            (seen if place in visible[i].tolist() else hidden).append(error)
    return sum(seen) / len(seen), sum(hidden) / max(1, len(hidden))


def test_reconstruction_errors_are_means_over_visible_and_over_masked_tokens():
    truth, rebuilt = torch.randn(3, 9, 4, 2), torch.randn(3, 9, 4, 2)
    for ratio in (0.5, 0.0):
        visible = random_visible(truth, ratio)
        found = [float(e) for e in reconstruction_errors(rebuilt, truth, visible)]
        assert found == pytest.approx(slow_errors(rebuilt, truth, visible), rel=1e-5)


@pytest.mark.parametrize("modalities", [("hsi",), ("hsi", "lidar"), THREE])
@torch.no_grad()
def test_pretraining_rebuilds_each_modality_from_itself_and_from_every_other(modalities, monkeypatch):
    method = method_of("lds2ae", modalities, **QUIET)
    batch, masks = batch_of(method, 3), []

    def recorded(tokens, ratio):
        masks.append(random_visible(tokens, ratio))
        return masks[-1]

    monkeypatch.setattr(lds2ae, "random_visible", recorded)
    terms = method.pretrain_loss(batch)
    visible = dict(zip(modalities, masks, strict=True))
    truth = {m: method.tokens(x) for m, x in batch.patches.items()}
    t = torch.zeros(3, dtype=torch.long)
    encoded = {m: method.encode_visible(m, truth[m], visible[m], t) for m in modalities}
    sums = {"visible": 0.0, "masked": 0.0, "cross visible": 0.0, "cross masked": 0.0}
    for m in modalities:
        seen, hidden = slow_errors(method.decoders[m](encoded[m], visible[m]), truth[m], visible[m])
        sums["visible"] += seen
        sums["masked"] += 0.1 * hidden
    for source, m in permutations(modalities, 2):
        seen, hidden = slow_errors(method.decoders[m](encoded[source], visible[source]), truth[m], visible[source])
        sums["cross visible"] += 0.1 * seen / (len(modalities) - 1)
        sums["cross masked"] += 0.01 * hidden / (len(modalities) - 1)
    expected = {name: value for name, value in sums.items() if len(modalities) > 1 or "cross" not in name}
    assert {name: float(value) for name, value in terms.items()} == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("width", [32, 64, 128])
@torch.no_grad()
def test_a_decoder_puts_tokens_back_among_mask_tokens_adds_positions_and_drops_the_class_token(width):
    method = method_of("lds2ae", window=9, token=3, decoder_width=width)
    decoder = method.decoders["hsi"]
    nn.init.normal_(decoder.mask_token)
    encoded, visible = torch.randn(2, 1 + 3, lds2ae.WIDTH), random_visible(torch.zeros(2, 9, 1), 0.7)
    rebuilt = decoder(encoded, visible)
    assert rebuilt.shape == (2, 9, 9, 7)
    for i in range(2):
        x = decoder.embedding(encoded[i])
        row = visible[i].tolist()
        tokens = [x[1 + row.index(place)] if place in row else decoder.mask_token for place in range(9)]
        sequence = torch.cat([x[:1], torch.stack(tokens) + sincos_positions(3, width)])
        squares = decoder.unfold(decoder.blocks(sequence[None])[0, 1:]).view(9, 9, width)
        expected = squares @ decoder.pixels.weight.T + decoder.pixels.bias
        torch.testing.assert_close(rebuilt[i], expected, rtol=1e-4, atol=1e-5)


def test_pixels_of_a_token_are_the_square_of_the_patch_in_reading_order():
    method = method_of("lds2ae", window=9, token=3)
    patch = torch.randn(1, 7, 9, 9)
    pixels = method.tokens(patch)
    for row in range(9):
        for col in range(9):
            token, place = row // 3 * 3 + col // 3, row % 3 * 3 + col % 3
            assert torch.equal(pixels[0, token, place], patch[0, :, row, col])


@torch.no_grad()
def test_pretraining_noises_all_modalities_of_a_sample_by_one_drawn_timestep(monkeypatch):
    method, drawn = method_of("lds2ae", THREE, window=3), torch.tensor([3, 500, 999])
    monkeypatch.setattr(method.diffusion, "draw", lambda count: drawn[:count])
    given = []
    method.timestep.register_forward_hook(lambda module, inputs, output: given.append(inputs[0]))
    method.diffusion.register_forward_hook(lambda module, inputs, output: given.append(inputs[1]))
    method.pretrain_loss(batch_of(method, 3))
    assert len(given) == 6
    assert all(torch.equal(t, drawn) for t in given)


@torch.no_grad()
def test_pretraining_rebuilds_the_augmented_patches(monkeypatch):
    monkeypatch.setattr(lds2ae, "random_centre_crop", lambda patches: {m: x + 1 for m, x in patches.items()})
    quiet = dict(window=3, diffusion=False, mask_ratio=0.0)
    method, plain = method_of("lds2ae", **quiet), method_of("lds2ae", augment=False, **quiet)  # the same weights
    batch = batch_of(method, 3)
    shifted = Batch({m: x + 1 for m, x in batch.patches.items()}, batch.target, batch.index)
    terms = [m.pretrain_loss(b)["visible"] for m, b in ((method, batch), (plain, shifted), (plain, batch))]
    torch.testing.assert_close(terms[0], terms[1])
    assert not torch.allclose(terms[0], terms[2])


def test_the_weights_of_the_four_reconstructions_are_options(monkeypatch):
    weights = {"masked_weight": 0.7, "cross_visible_weight": 0.3, "cross_masked_weight": 0.05}
    monkeypatch.setattr(lds2ae, "random_visible", lambda tokens, ratio: torch.arange(7).expand(len(tokens), -1))
    terms = {}
    for name, chosen in (("paper", {}), ("own", weights)):
        method = method_of("lds2ae", THREE, **QUIET, **chosen)  # the same network weights
        terms[name] = {k: float(v.detach()) for k, v in method.pretrain_loss(batch_of(method, 3)).items()}
    paper, own = terms["paper"], terms["own"]
    assert own["visible"] == pytest.approx(paper["visible"])
    assert own["masked"] == pytest.approx(7 * paper["masked"])
    assert own["cross visible"] == pytest.approx(3 * paper["cross visible"])
    assert own["cross masked"] == pytest.approx(5 * paper["cross masked"])


@pytest.mark.parametrize("steps", [1, 50, 1000])
def test_the_number_of_noise_levels_is_an_option(steps):
    """alpha bar by a plain product, eq. 1-2; timesteps are drawn up to the last one."""
    diffusion = method_of("lds2ae", window=3, diffusion_steps=steps).diffusion
    kept = 1.0
    for t in range(steps):
        beta = FIRST_BETA + (LAST_BETA - FIRST_BETA) * t / max(1, steps - 1)
        kept *= 1 - beta
        if t in (0, steps // 2, steps - 1):
            assert float(diffusion.signal[t]) == pytest.approx(kept**0.5, rel=1e-4)
            assert float(diffusion.noise[t]) == pytest.approx((1 - kept) ** 0.5, rel=1e-4)
    torch.manual_seed(0)
    drawn = diffusion.draw(20 * steps)
    assert (int(drawn.min()), int(drawn.max())) == (0, steps - 1)


def test_decoders_are_narrower_than_the_encoder_and_as_wide_in_the_released_code():
    paper, author = method_of("lds2ae", window=3), method_of("lds2ae", window=3, preset="author")
    for method, width in ((paper, 64), (author, lds2ae.WIDTH)):
        assert {block.norm1.normalized_shape for block in method.decoders["hsi"].blocks.blocks} == {(width,)}
    assert {block.norm1.normalized_shape for block in paper.encoder.blocks} == {(lds2ae.WIDTH,)}
    with pytest.raises(ValueError, match="DECODER_WIDTH is 60; its 8 heads must divide it"):
        declaration("lds2ae").options.from_json({"decoder_width": 60})


def test_without_cross_reconstruction_there_are_two_terms():
    method = method_of("lds2ae", cross=False, window=3)
    assert set(method.pretrain_loss(batch_of(method))) == {"visible", "masked"}


def test_the_supervised_term_counts_labelled_samples_only(monkeypatch):
    method = lively(method_of("lds2ae", supervised=0.5, mask_ratio=0.0, **QUIET))
    monkeypatch.setattr(lds2ae, "random_visible", lambda tokens, ratio: torch.arange(25).expand(len(tokens), -1))
    batch = batch_of(method, 4)
    target = torch.tensor([0, -1, 2, -1])
    term = method.pretrain_loss(Batch(batch.patches, target, batch.index))["classes"]
    scores = method(batch.patches).softmax(1)  # all tokens visible, no noise: what fine-tuning computes
    expected = -0.5 * (scores[0, 0].log() + scores[2, 2].log()) / 2
    torch.testing.assert_close(term, expected, rtol=1e-4, atol=1e-5)
    unlabelled = Batch(batch.patches, torch.full((4,), -1), batch.index)
    assert "classes" not in method.pretrain_loss(unlabelled)


def test_fine_tuning_is_the_cross_entropy_of_a_drawn_subset(monkeypatch):
    method = lively(method_of("lds2ae", THREE, window=3, subsets="drawn"))
    batch = batch_of(method)
    for chosen in (["hsi"], ["sar", "lidar"]):
        monkeypatch.setattr(lds2ae, "random_subset", lambda names, chosen=chosen: chosen)
        scores = method({m: batch.patches[m] for m in chosen}).softmax(1)
        expected = -sum(scores[i, t].log() for i, t in enumerate(batch.target.tolist())) / len(batch)
        torch.testing.assert_close(method.finetune_loss(batch)["classes"], expected)


@pytest.mark.parametrize("modalities", [("hsi",), ("hsi", "lidar"), THREE])
def test_fine_tuning_on_all_subsets_is_the_mean_of_their_cross_entropies(modalities):
    method = lively(method_of("lds2ae", modalities, window=3, subsets="all"))
    batch, expected = batch_of(method), 0.0
    for chosen in subsets(modalities):  # each by a pass of its own
        scores = method({m: batch.patches[m] for m in chosen}).softmax(1)
        expected += -sum(scores[i, t].log() for i, t in enumerate(batch.target.tolist())) / len(batch)
    found = method.finetune_loss(batch)["classes"]
    torch.testing.assert_close(found, expected / len(subsets(modalities)), rtol=1e-4, atol=1e-5)


def test_fine_tuning_on_all_subsets_encodes_each_modality_once():
    method, passes = method_of("lds2ae", THREE, window=3, subsets="all"), []
    for m in THREE:
        method.stems[m].register_forward_hook(lambda module, inputs, output: passes.append(module))
    method.finetune_loss(batch_of(method))
    assert len(passes) == 3


def test_all_subsets_are_drawn_equally_often():
    torch.manual_seed(0)
    drawn = [tuple(random_subset(THREE)) for _ in range(3500)]
    counts = {s: drawn.count(s) for s in subsets(THREE)}
    assert sum(counts.values()) == 3500
    assert min(counts.values()) > 400


# ---- missing modalities


@torch.no_grad()
def test_a_missing_modality_is_the_mean_of_the_class_tokens_that_are_there():
    method = lively(method_of("lds2ae", THREE, window=3))
    windows = method.embed_patches(patches_of(method))
    hsi, lidar = (method.class_token(m, windows[m].flatten(1, 2)) for m in ("hsi", "lidar"))
    slots = torch.cat([hsi, (hsi + lidar) / 2, lidar], dim=1)
    del windows["sar"]
    torch.testing.assert_close(method.classify(windows), slots @ method.head.weight.T + method.head.bias)


@torch.no_grad()
def test_weights_of_an_absent_modality_have_no_influence():
    method = lively(method_of("lds2ae", window=3))
    patches = patches_of(method, modalities=["lidar"])
    before = method(patches)
    for own in (method.stems, method.token_embeddings, method.projections, method.decoders):
        for parameter in own["hsi"].parameters():
            parameter.normal_()
    method.class_tokens["hsi"].normal_()
    assert torch.equal(method(patches), before)


@torch.no_grad()
def test_every_subset_of_six_modalities_gives_its_own_logits():
    method = lively(method_of("lds2ae", tuple(MODALITIES), window=3))
    patches, seen = patches_of(method, 2), []
    for chosen in subsets(tuple(MODALITIES)):
        logits = method({m: patches[m] for m in chosen})
        assert logits.shape == (2, 3)
        assert logits.isfinite().all()
        seen.append(logits)
    assert len(torch.stack(seen).flatten(1).unique(dim=0)) == 63


@torch.no_grad()
def test_the_order_in_which_modalities_are_given_does_not_matter():
    method = lively(method_of("lds2ae", THREE, window=3))
    patches = patches_of(method)
    turned = dict(reversed(patches.items()))
    torch.testing.assert_close(method(turned), method(patches))


@pytest.mark.parametrize("timestep", ["all", "class"])
@torch.no_grad()
def test_predictions_are_deterministic(timestep):
    method = lively(method_of("lds2ae", window=5, timestep=timestep))
    patches = patches_of(method)
    first = method(patches)
    torch.manual_seed(1234)
    assert torch.equal(method(patches), first)
