"""Pixels without data inside a window, in every method: left out, in training and in mapping alike."""

import pytest
import torch
from methods_helper import method_of, patches_of, plan_of

from engine.door.options import METHODS
from engine.layers.holes import known
from engine.training.epochs import batches

CASES = [
    *((name, {}) for name in METHODS),
    ("lds2ae", {"window": 9, "token": 3}),
    ("dpmamba", {"backbone": "vit"}),
    ("mdico", {"spatial": True, "steps": 3}),
]
SHORT = {"pretrain_epochs": 1, "finetune_epochs": 1, "feature_epochs": 1, "prompt_epochs": 1, "epochs": 1}


def made(name, options):
    return settled(method_of(name, **{"window": 7, **options}))


def settled(method):
    """... with running statistics that are not those of the start, and heads that say something."""
    torch.manual_seed(1)
    for key, value in method.state_dict().items():
        if key.endswith("running_mean"):
            value.copy_(0.2 * torch.randn_like(value))
        if key.endswith("head.weight"):
            value.copy_(torch.randn_like(value))
    return method


def holes_in(patches, share=0.3, seed=0):
    """Holes of each modality's own, never at the centre."""
    generator = torch.Generator().manual_seed(seed)
    found = {}
    for name, patch in patches.items():
        empty = torch.rand(len(patch), *patch.shape[2:], generator=generator) < share
        empty[:, patch.shape[2] // 2, patch.shape[3] // 2] = False
        found[name] = patch.masked_fill(empty.unsqueeze(1), torch.nan)
    return found


@pytest.mark.parametrize(("name", "options"), CASES)
def test_whole_windows_do_not_feel_the_holes_of_others_in_their_batch(name, options):
    method = made(name, options)
    whole = patches_of(method, 6)
    mixed = {m: torch.cat([p[:3], holes_in({m: p})[m][3:]]) for m, p in whole.items()}
    with torch.inference_mode():
        alone, beside = method(whole), method(mixed)
    assert beside.isfinite().all()
    torch.testing.assert_close(beside[:3], alone[:3], atol=1e-5, rtol=1e-5)
    assert (beside[3:] - alone[3:]).abs().max() > 1e-4


@pytest.mark.parametrize(("name", "options"), CASES)
def test_a_tile_with_holes_is_mapped_as_its_patches_are(name, options):
    method = made(name, options)
    side, window = 5, method.window
    tile = holes_in(
        {
            m: torch.randn(1, i.bands, side + window - 1, side + window - 1, generator=torch.Generator().manual_seed(3))
            for m, i in method.modalities.items()
        }
    )
    w, step = window - 2 * method.margin, method.stride
    half = window // 2
    centres = {m: known(p, 1)[0, half : half + side, half : half + side] for m, p in tile.items()}
    both = torch.stack(list(centres.values())).all(0)
    with torch.inference_mode():
        embedded = method.embed(tile)
        for row, col in both.nonzero().tolist()[:8]:
            cut = {m: p[:, :, row : row + window, col : col + window] for m, p in tile.items()}
            windows = {m: e[:, row : row + w : step, col : col + w : step] for m, e in embedded.items()}
            torch.testing.assert_close(method.classify(windows), method(cut), atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize(("name", "options"), CASES)
def test_every_stage_learns_from_windows_with_holes(name, options):
    lengths = {k: v for k, v in SHORT.items() if k in METHODS[name].options.__dataclass_fields__}
    method = method_of(name, **{"window": 7, **options, **lengths})
    plan = plan_of(method, 24, 12)
    plan.trial = True
    for m, source in plan.labelled.sources.items():
        source.patches.copy_(holes_in({m: source.patches}, 0.4)[m])
    method.train()
    for stage in method.stages(plan):
        for module in stage.frozen:
            module.eval()
        positions = next(iter(batches(stage, plan.generator)))
        (batch,) = stage.samples.batches(positions)
        assert batch.patches["hsi"].isnan().any()
        losses = stage.loss(batch)
        assert all(value.isfinite() for value in losses.values()), losses
        method.zero_grad()
        torch.stack(list(losses.values())).sum().backward()
        for key, parameter in method.named_parameters():
            assert parameter.grad is None or parameter.grad.isfinite().all(), (stage.name, key)
    for key, value in method.state_dict().items():
        assert value.isfinite().all(), key


def test_lds2ae_pays_no_attention_to_tokens_without_data():
    method = made("lds2ae", {"window": 5})
    tokens = torch.randn(1, 25, 128)
    there = torch.rand(25) > 0.4
    tokens[:, ~there] = torch.nan
    short = method._sequence("hsi", (tokens + method.positions)[:, there], torch.zeros(1, dtype=torch.long))
    expected = method.projections["hsi"](method.encoder.class_token(short))
    torch.testing.assert_close(method.class_token("hsi", tokens), expected)


@pytest.mark.parametrize("prompts", [None, torch.randn(4, 3, 64)])
def test_lvpcnet_pays_no_attention_to_pixels_without_data(prompts):
    encoder = made("lvpcnet", {"window": 5}).specific["hsi"]
    window = torch.randn(1, 5, 5, 64)
    window[:, 1, 2:] = torch.nan
    there = window[0, :, :, 0].isfinite().flatten()
    short = torch.cat([encoder.class_token, (window.flatten(1, 2) + encoder.positions)[:, there]], dim=1)
    torch.testing.assert_close(encoder(window, prompts), encoder.encoder.class_token(short, prompts))


def test_dpmambas_prompt_stands_in_for_pixels_without_data():
    method = made("dpmamba", {})
    patches = holes_in(patches_of(method, 3))
    windows = method.embed_patches(patches)
    found = method._image("hsi", windows, None)
    empty = patches["hsi"][:, 0, 1:-1, 1:-1].isnan()
    prompt = method.prompts["hsi"].permute(1, 2, 0).expand_as(found)
    assert torch.equal(found[empty], prompt[empty])
    assert torch.equal(found[~empty], windows["hsi"][~empty])
    assert (windows["hsi"].isnan().all(-1) == empty).all()


def test_xmodalnets_ranges_are_of_the_pixels_with_data():
    method = method_of("xmodalnet", window=5, epochs=1, pretrain_epochs=1)
    plan = plan_of(method, 24)
    source = plan.labelled.sources["hsi"]
    source.patches.copy_(holes_in({"hsi": source.patches})["hsi"])
    method._measure(plan.labelled)
    scaled = plan.labelled.normalisation["hsi"].apply(source.patches)
    values = scaled[:24].movedim(1, 0).flatten(1)
    expected = values.nan_to_num(nan=torch.inf).amin(1)
    torch.testing.assert_close(method.stream("hsi").range.low, expected)
    assert method.stream("hsi").range.high.isfinite().all()
