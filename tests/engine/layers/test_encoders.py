"""Encoders of series, pixels and patches, against loops that spell out what they compute."""

from __future__ import annotations

import pytest
import torch

from engine.layers import encoders
from engine.layers.encoders import PatchCnn, Pointwise, SeriesCnn, Windowed, encoder
from engine.layers.resnet import Bottleneck, ResNet50
from engine.layers.series import NETWORKS, ConvTran, Lstm, SeriesMlp, SeriesTransformer, TempCnn, time_positions

KINDS = {
    "pixel": dict(bands=5, steps=1, window=1),
    "patch of 3": dict(bands=5, steps=1, window=3),
    "patch of 7": dict(bands=5, steps=1, window=7),
    "large patch": dict(bands=3, steps=1, window=33, patch="resnet50"),
    "series of patches": dict(bands=12, steps=6, window=7, spatial=True),
    "series of patches of 3": dict(bands=12, steps=6, window=3, spatial=True, series="lstm"),
    **{f"series, {kind}": dict(bands=12, steps=6, window=3, series=kind) for kind in NETWORKS},
}


def settled(network):
    """In eval mode, with running statistics that are not those of a fresh network."""
    for module in network.modules():
        if isinstance(module, torch.nn.modules.batchnorm._BatchNorm):
            module.running_mean.normal_(0, 0.2)
            module.running_var.uniform_(0.5, 2)
            torch.nn.init.normal_(module.bias, 0, 0.2)
    return network.eval()


def batch_normed(values, norm):
    """(…, channels last) with the running statistics."""
    return (values - norm.running_mean) / (norm.running_var + norm.eps).sqrt() * norm.weight + norm.bias


@pytest.mark.parametrize("kind", KINDS)
@torch.no_grad()
def test_a_tile_gives_each_pixel_what_its_patch_gives(kind):
    torch.manual_seed(0)
    settings = KINDS[kind]
    network, window = settled(encoder(width=16, dropout=0.2, **settings)), settings["window"]
    tile = torch.randn(2, settings["bands"], window + 2, window + 3)
    dense = network(tile)
    assert dense.shape == (2, 3, 4, 16)
    for row in range(3):
        for col in range(4):
            alone = network(tile[:, :, row : row + window, col : col + window])[:, 0, 0]
            assert torch.allclose(dense[:, row, col], alone, atol=2e-4 * float(alone.abs().max()))


@pytest.mark.parametrize("kind", ["pixel", "patch of 7", "series, tempcnn", "series of patches", "large patch"])
@torch.no_grad()
def test_portions_that_fit_the_memory_change_nothing(kind, monkeypatch):
    settings = KINDS[kind]
    tile = torch.randn(1, settings["bands"], settings["window"] + 4, settings["window"] + 2)

    def result(values):
        torch.manual_seed(1)
        monkeypatch.setattr(encoders, "_ACTIVATIONS", values)
        return settled(encoder(width=16, dropout=0.2, **settings))(tile)

    assert torch.allclose(result(1), result(1 << 30), atol=1e-5)


def test_a_batch_that_learns_is_not_cut_into_portions(monkeypatch):
    """Batch statistics are of the whole batch, in whatever portions a tile would be embedded."""
    monkeypatch.setattr(encoders, "_ACTIVATIONS", 1)
    network = encoder(bands=4, steps=1, window=1, width=8, dropout=0.0).train()
    network(torch.randn(6, 4, 1, 1))
    norms = [m for m in network.modules() if isinstance(m, torch.nn.BatchNorm1d)]
    assert all(int(norm.num_batches_tracked) == 1 for norm in norms)


@torch.no_grad()
def test_a_series_is_read_at_the_central_pixel_alone():
    network = encoder(bands=12, steps=6, window=5, width=8, dropout=0.0).eval()
    patch = torch.randn(1, 12, 5, 5)
    changed = torch.randn(1, 12, 5, 5)
    changed[:, :, 2, 2] = patch[:, :, 2, 2]
    assert torch.equal(network(patch), network(changed))


@torch.no_grad()
def test_tempcnn_is_two_padded_convolutions_over_the_dates_and_a_hidden_layer():
    torch.manual_seed(2)
    bands, steps, channels = 3, 5, 4
    network = settled(TempCnn(bands, steps, channels, 0.2))
    series = torch.randn(2, steps * bands)

    def convolved(sequence, layer):  # (steps, inputs) -> (steps, channels)
        convolution, norm = layer[0], layer[1]
        rows = []
        for t in range(steps):
            value = convolution.bias.clone()
            for k in range(5):
                if 0 <= t + k - 2 < steps:
                    value += convolution.weight[:, :, k] @ sequence[t + k - 2]
            rows.append(batch_normed(value, norm).relu())
        return torch.stack(rows)

    for i in range(2):
        sequence = torch.stack([series[i, t * bands : (t + 1) * bands] for t in range(steps)])
        for layer in network.convolutions:
            sequence = convolved(sequence, layer)
        linear, norm = network.hidden[0], network.hidden[1]
        expected = batch_normed(linear.weight @ sequence.T.flatten() + linear.bias, norm).relu()
        assert torch.allclose(network(series)[i], expected, atol=1e-5)


@torch.no_grad()
def test_the_perceptron_of_series_is_two_hidden_layers_over_all_dates():
    torch.manual_seed(2)
    network, series = settled(SeriesMlp(3, 4, 6, 0.2)), torch.randn(12)
    x = series
    for part in (network.first, network.hidden):
        x = batch_normed(part[0].weight @ x + part[0].bias, part[1]).relu()
    assert x.shape == (512,)
    assert torch.allclose(network(series[None])[0], x, atol=1e-5)


@torch.no_grad()
def test_lstm_gives_the_state_behind_the_last_date():
    network = Lstm(2, 4, 3, 0.2).eval()
    series = torch.randn(3, 8)
    outputs, _ = network.lstm(torch.stack([series[:, 2 * t : 2 * t + 2] for t in range(4)], dim=1))
    assert torch.allclose(network(series), outputs[:, -1])


@torch.no_grad()
def test_convtran_attends_with_a_bias_for_each_distance_in_time():
    torch.manual_seed(3)
    steps, channels, heads = 4, 16, 8
    network = ConvTran(2, steps, channels, 0.0).eval()
    torch.nn.init.normal_(network.relative)
    x = torch.randn(1, steps, channels)
    q, k, v = (part.unflatten(-1, (heads, 2)) for part in network.qkv(x)[0].chunk(3, dim=-1))
    rows = []
    for i in range(steps):
        joined = []
        for h in range(heads):
            scores = torch.stack([q[i, h] @ k[j, h] / 2**0.5 for j in range(steps)]).softmax(0)
            biases = torch.stack([network.relative[h, i - j + steps - 1] for j in range(steps)])
            joined.append(sum((scores[j] + biases[j]) * v[j, h] for j in range(steps)))
        rows.append(network.out(torch.cat(joined)))
    assert torch.allclose(network._attention(x)[0], torch.stack(rows), atol=1e-5)


def layer_normed(x, norm):
    """Rows (steps, channels), each to mean 0 and deviation 1, then scaled and moved."""
    apart = x - x.mean(1, keepdim=True)
    return apart / (apart.square().mean(1, keepdim=True) + norm.eps).sqrt() * norm.weight + norm.bias


@torch.no_grad()
def test_convtran_adds_attention_and_perceptron_each_normalised_and_averages_the_dates():
    torch.manual_seed(3)
    steps, channels = 4, 16
    network = settled(ConvTran(2, steps, channels, 0.0))
    for norm in (network.norm1, network.norm2):
        torch.nn.init.uniform_(norm.weight, 0.5, 2)
        torch.nn.init.normal_(norm.bias)
    torch.nn.init.normal_(network.relative)
    series = torch.randn(1, steps * 2)
    x = network.convolution(series.view(1, steps, 2).transpose(1, 2))[0].T  # (steps, channels)
    positions = time_positions(steps, channels, channels / steps)
    x = layer_normed(x + network._attention((x + positions)[None])[0], network.norm1)
    first, _, second, _ = network.mlp
    inner = (x @ first.weight.T + first.bias).clamp_min(0) @ second.weight.T + second.bias
    x = layer_normed(x + inner, network.norm2)
    assert torch.allclose(network(series)[0], sum(x) / steps, atol=1e-5)


@torch.no_grad()
def test_the_transformer_averages_what_all_dates_have_become():
    torch.manual_seed(3)
    network = SeriesTransformer(2, 5, 16, 0.0).eval()
    series = torch.randn(1, 10)
    dates = [network.embedding.weight @ series[0, 2 * t : 2 * t + 2] + network.embedding.bias for t in range(5)]
    tokens = network.encoder(torch.stack(dates)[None] + time_positions(5, 16))[0]
    assert torch.allclose(network(series)[0], sum(tokens) / 5, atol=1e-5)


@pytest.mark.parametrize("kind", ["lstm", "transformer", "convtran", "tempcnn"])
@torch.no_grad()
def test_the_order_of_the_dates_matters(kind):
    torch.manual_seed(4)
    network = NETWORKS[kind](2, 6, 16, 0.0).eval()
    series = torch.randn(1, 12)
    backwards = series.view(1, 6, 2).flip(1).flatten(1)
    assert not torch.allclose(network(series), network(backwards), atol=1e-3)


def test_positions_in_time_are_sines_and_cosines_of_the_date():
    positions = time_positions(5, 4, speed=2.0)
    for t in range(5):
        for i in range(2):
            angle = torch.tensor(t * 2.0 / 10000 ** (2 * i / 4))
            assert torch.allclose(positions[t, 2 * i : 2 * i + 2], torch.stack([angle.sin(), angle.cos()]), atol=1e-6)


@torch.no_grad()
def test_the_small_cnn_sees_the_mean_of_the_window_and_its_centre():
    torch.manual_seed(5)
    network = settled(PatchCnn(3, 7, 8, 0.2))
    patch = torch.randn(1, 3, 7, 7)
    seen = network.convolutions(patch)[0]  # (128, 3, 3)
    expected = network.features(torch.cat([seen.flatten(1).mean(1), seen[:, 1, 1]])[None])
    assert torch.allclose(network(patch)[0, 0], expected, atol=1e-5)


def date_vector(network, patch):
    """What the convolutions of ``network`` make of a patch (bands, w, w) with holes, pixel by pixel and tap by tap."""
    there = ~patch[0].isnan()
    seen = patch
    for convolution, norm, *_ in network.convolutions:
        outputs, _, side, _ = convolution.weight.shape
        reach = seen.shape[1] - side + 1
        found = torch.full((outputs, reach, reach), torch.nan)
        kept = torch.zeros(reach, reach, dtype=torch.bool)
        for row in range(reach):
            for col in range(reach):
                if not there[row + side // 2, col + side // 2]:
                    continue
                total, taps = torch.zeros(outputs), 0
                for i in range(side):
                    for j in range(side):
                        if there[row + i, col + j]:
                            total += convolution.weight[:, :, i, j] @ seen[:, row + i, col + j]
                            taps += 1
                value = total * side**2 / taps + convolution.bias
                found[:, row, col] = batch_normed(value, norm).relu()
                kept[row, col] = True
        seen, there = found, kept
    pixels = [seen[:, row, col] for row, col in there.nonzero().tolist()]
    middle = seen.shape[1] // 2
    return torch.cat([sum(pixels) / len(pixels), seen[:, middle, middle]])


@pytest.mark.parametrize("window", [3, 7])
@torch.no_grad()
def test_a_series_of_patches_is_read_as_the_vectors_of_its_dates(window):
    """With holes in the window, which are left out, whatever is around the pixel."""
    torch.manual_seed(7)
    steps, bands = 4, 3
    network = settled(encoder(steps * bands, steps, window, 8, 0.2, spatial=True))
    patches = torch.randn(2, steps * bands, window, window)
    patches[0, :, 0, 1:] = torch.nan
    patches[0, :, window // 2 - 1, window // 2 - 1 : window // 2 + 1] = torch.nan
    for i, found in enumerate(network(patches)[:, 0, 0]):
        dates = [date_vector(network, patches[i, t * bands : (t + 1) * bands]) for t in range(steps)]
        expected = network.network(torch.cat(dates)[None])[0]
        assert torch.allclose(found, expected, atol=1e-5 * max(1.0, float(expected.abs().max())))


@torch.no_grad()
def test_a_series_of_patches_sees_its_surroundings_and_a_window_of_one_pixel_has_none():
    torch.manual_seed(8)
    network, patch = settled(encoder(12, 6, 5, 8, 0.0, spatial=True)), torch.randn(1, 12, 5, 5)
    changed = torch.randn(1, 12, 5, 5)
    changed[:, :, 2, 2] = patch[:, :, 2, 2]
    assert isinstance(network, SeriesCnn) and not torch.allclose(network(patch), network(changed), atol=1e-3)
    assert isinstance(encoder(12, 6, 1, 8, 0.0, spatial=True), Pointwise)


@torch.no_grad()
def test_a_bottleneck_adds_its_shortcut():
    torch.manual_seed(6)
    same, strided = settled(Bottleneck(32, 8, 1)), settled(Bottleneck(16, 8, 2))
    x = torch.randn(1, 32, 6, 6)
    inner = same.expand(same.middle(same.reduce(x).relu()).relu())
    assert torch.allclose(same(x), (x + inner).relu(), atol=1e-5)
    assert strided(torch.randn(1, 16, 6, 6)).shape == (1, 32, 3, 3)


@torch.no_grad()
def test_resnet50_halves_the_image_in_the_stem_twice_and_before_each_but_the_first_group():
    network, image = ResNet50(3).eval(), torch.randn(1, 3, 64, 64)
    image = network.stem(image)
    sides = [image.shape[-1]]
    for block in network.blocks:
        image = block(image)
        sides.append(image.shape[-1])
    assert sides == [16] + [16] * 3 + [8] * 4 + [4] * 6 + [2] * 3
    assert image.shape[1] == 2048
    strided = [network.blocks[i].middle[0].stride for i in (0, 3, 7, 13)]
    assert strided == [(1, 1), (2, 2), (2, 2), (2, 2)]  # in the 3×3 convolution, where nothing is skipped


def test_resnet50_has_the_published_number_of_weights():
    """25,557,032 with the classifier of 1,000 classes, which is not part of it."""
    count = sum(p.numel() for p in ResNet50(3).parameters())
    assert count == 25_557_032 - (2048 * 1000 + 1000)
    four = sum(p.numel() for p in ResNet50(4).parameters())
    assert four - count == 64 * 7 * 7


def test_the_encoder_follows_series_window_and_choice():
    assert isinstance(encoder(12, 6, 5, 8, 0.1), Pointwise)
    assert isinstance(encoder(12, 1, 1, 8, 0.1), Pointwise)
    assert isinstance(encoder(12, 1, 5, 8, 0.1), PatchCnn)
    assert isinstance(encoder(3, 1, 33, 8, 0.1, patch="resnet50"), Windowed)
