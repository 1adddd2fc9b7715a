"""LDS2AE: its options, stages and schedules, and that it learns."""

import pytest
import torch
from methods_helper import batch_of, method_of, patches_of, plan_of, samples_of
from torch import nn

from engine.accuracy.evaluation import every_subset, predict
from engine.door.options.lds2ae import Lds2aeOptions
from engine.runtime.reporter import Reporter
from engine.samples.batches import Batch
from engine.training.sequence import train

SMALL = dict(window=3, pretrain_epochs=2, finetune_epochs=2, batch_size=32)


def stages_of(method, **sizes):
    plan = plan_of(method, **sizes)
    return list(method.stages(plan))


def rates(stage, epochs):
    """Learning rate of each epoch."""
    optimizer = stage.optimizer([nn.Parameter(torch.zeros(1))])
    schedule, found = stage.schedule(optimizer), []
    for _ in range(epochs):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return found


def weights(module):
    return {name: value.clone() for name, value in module.state_dict().items()}


# ---- options


def test_the_defaults_are_the_published_ones():
    options = Lds2aeOptions()
    assert (options.window, options.token, options.mask_ratio) == (11, 1, 0.7)
    assert (options.pretrain_epochs, options.finetune_epochs, options.batch_size) == (400, 150, 1024)


def test_the_head_starts_near_zero():
    method = method_of("lds2ae", window=3)
    assert float(method.head.weight.detach().std()) == pytest.approx(2e-5, rel=0.1)
    assert not method.head.bias.any()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"window": 10}, "WINDOW is 10; it must be odd"),
        ({"window": 11, "token": 3}, "TOKEN is 3; it must divide WINDOW, 11"),
        ({"freeze": "encoder", "pretrain_epochs": 0}, "FREEZE"),
        ({"mask_ratio": 1.0}, "MASK_RATIO is 1.0"),
    ],
)
def test_options_that_cannot_work_are_refused(wrong, words):
    with pytest.raises(ValueError, match=words):
        Lds2aeOptions(**wrong)


def test_the_authors_preset_overrules_the_options_it_names_and_no_other():
    options = Lds2aeOptions(preset="author", window=5, mask_ratio=0.5).resolved()
    assert (options.timestep, options.schedule) == ("class", "restarts")
    assert (options.supervised, options.cross) == (0.005, False)
    assert (options.window, options.mask_ratio, options.diffusion) == (5, 0.5, True)
    method = method_of("lds2ae", preset="author", window=3)
    assert set(method.pretrain_loss(batch_of(method))) == {"visible", "masked", "classes"}


# ---- stages


def test_pretraining_walks_over_all_samples_and_fine_tuning_over_labelled_ones():
    first, second = stages_of(method_of("lds2ae", **SMALL), count=12, unlabelled=8)
    assert (len(first.samples), len(second.samples)) == (20, 12)
    assert (first.samples.target >= 0).sum() == 12
    assert (first.select, second.select) == (False, True)
    assert first.span[0] == 0
    assert 0 < first.span[1] == second.span[0] < second.span[1] == 1


def test_both_stages_use_adam_with_the_published_decay():
    for stage in stages_of(method_of("lds2ae", window=3, learning_rate=0.002), count=12):
        optimizer = stage.optimizer([nn.Parameter(torch.zeros(1))])
        assert type(optimizer) is torch.optim.Adam
        assert optimizer.defaults["lr"] == 0.002
        assert optimizer.defaults["weight_decay"] == 1e-4


@pytest.mark.parametrize(("window", "token", "samples"), [(1, 1, 7744), (11, 1, 64), (27, 3, 64)])
def test_large_windows_go_through_the_network_in_small_portions(window, token, samples):
    method = method_of("lds2ae", window=window, token=token)
    assert [stage.micro_batch for stage in stages_of(method, count=2)] == [samples, samples]


@pytest.mark.parametrize(
    ("modalities", "width", "samples"),
    [(2, 128, 64), (3, 128, 30), (5, 128, 16), (2, 64, 64), (3, 64, 53), (5, 64, 21)],
)
def test_many_modalities_share_the_memory_of_two(modalities, width, samples):
    """Pre-training decodes each from each, so a sample costs the square of their number; narrow decoders cost less.

    Batch norm has 16 samples all the same.
    """
    method = method_of("lds2ae", ("hsi", "msi", "sar", "lidar", "rgb")[:modalities], decoder_width=width)
    assert {stage.micro_batch for stage in stages_of(method, count=2)} == {samples}


def test_without_cross_reconstruction_each_modality_is_decoded_once():
    """Five encoders of 4 blocks that see 0.3, five decoders of 3, beside the two and four of two modalities."""
    method = method_of("lds2ae", ("hsi", "msi", "sar", "lidar", "rgb"), decoder_width=128, cross=False)
    share = (2 * 4 * 0.3 + 4 * 3) / (5 * 4 * 0.3 + 5 * 3)
    assert {stage.micro_batch for stage in stages_of(method, count=2)} == {int(64 * share)} == {43}


def test_without_pretraining_there_is_one_stage():
    (stage,) = stages_of(method_of("lds2ae", **{**SMALL, "pretrain_epochs": 0}), count=12)
    assert (stage.name, stage.span) == ("fine-tuning", (0.0, 1.0))


def test_the_published_schedules():
    first, second = stages_of(method_of("lds2ae"), count=12)
    cosine = rates(first, 401)
    assert cosine[0] == 1e-3
    assert cosine[200] == pytest.approx(5e-4)
    assert cosine[400] == pytest.approx(0, abs=1e-9)
    steps = rates(second, 150)
    assert [round(steps[e], 8) for e in (0, 99, 100, 130, 131, 149)] == [1e-3, 1e-3, 1e-4, 1e-4, 1e-5, 1e-5]


def test_the_authors_schedule_restarts_after_5_15_and_35_epochs():
    first, _ = stages_of(method_of("lds2ae", schedule="restarts"), count=12)
    found = rates(first, 40)
    assert [epoch for epoch, rate in enumerate(found) if rate == 1e-3] == [0, 5, 15, 35]


def test_a_frozen_encoder_stays_as_pretraining_left_it():
    method = method_of("lds2ae", freeze="encoder", **SMALL)
    plan, before, after = plan_of(method, 24), {}, {}
    for stage in method.stages(plan):
        if stage.name == "fine-tuning":
            method.train()
            for module in stage.frozen:
                module.eval()
            before = weights(method)
            optimizer = stage.optimizer(stage.parameters)
            sum(stage.loss(next(stage.samples.batches(torch.arange(24)))).values()).backward()
            optimizer.step()
            after = weights(method)
            assert all(p.grad is None for name, p in method.named_parameters() if not name.startswith("head"))
    changed = {name for name, value in after.items() if not torch.equal(value, before[name])}
    assert changed == {"head.weight", "head.bias"}


def test_fine_tuning_changes_the_encoder_by_default_and_leaves_the_decoders():
    method = method_of("lds2ae", **{**SMALL, "pretrain_epochs": 0})
    before = weights(method)
    train(method, plan_of(method, 24), Reporter())
    changed = {name.split(".")[0] for name, value in weights(method).items() if not torch.equal(value, before[name])}
    assert changed >= {"stems", "token_embeddings", "class_tokens", "timestep", "encoder", "projections", "head"}
    assert "decoders" not in changed


def test_every_weight_learns_in_pretraining_but_the_head():
    method = method_of("lds2ae", window=3)
    sum(method.pretrain_loss(batch_of(method)).values()).backward()
    without = {name.split(".")[0] for name, p in method.named_parameters() if p.grad is None or not p.grad.any()}
    assert without == {"head"}


# ---- learning


@pytest.mark.numerical
def test_training_lowers_the_losses_and_learns_every_subset():
    method = method_of("lds2ae", window=3, pretrain_epochs=10, finetune_epochs=12, batch_size=32)
    pretraining, finetuning = train(method, plan_of(method, 60, unlabelled=30), Reporter())
    for name in ("visible", "masked", "cross visible", "cross masked"):
        losses = pretraining.losses[name]
        assert losses[-1] < 0.8 * losses[0], name
    assert finetuning.losses["classes"][-1] < 0.2 < finetuning.losses["classes"][0]
    samples = samples_of(method, 60, seed=5)
    for subset, scores in predict(method, samples, every_subset(["hsi", "lidar"])).items():
        assert (scores.argmax(1) == samples.target).float().mean() > 0.9, subset


def test_samples_that_lack_a_modality_are_learnt_from_too():
    method = method_of("lds2ae", **SMALL)
    plan = plan_of(method, 30, unlabelled=10)
    plan.labelled.available[::3, 0] = False
    plan.labelled.available[1::3, 1] = False
    pretraining, finetuning = train(method, plan, Reporter())
    assert set(pretraining.losses) == {"visible", "masked", "cross visible", "cross masked"}
    assert all(torch.tensor(losses).isfinite().all() for losses in pretraining.losses.values())
    assert len(finetuning.losses["classes"]) == 2


@pytest.mark.parametrize(
    "options",
    [
        {"window": 1},
        {"window": 9, "token": 3},
        {"window": 11},
        {"diffusion": False},
        {"mask_ratio": 0.0},
        {"augment": False},
        {"preset": "author"},
        {"freeze": "encoder"},
    ],
    ids=str,
)
def test_one_step_of_each_stage_with_every_option(options):
    method = method_of("lds2ae", **{"window": 3, **options}).train()
    batch = batch_of(method)
    for loss in (method.pretrain_loss, method.finetune_loss):
        total = sum(loss(batch).values())
        assert total.isfinite()
        assert total > 0
        total.backward()


def test_one_modality_is_enough():
    method = method_of("lds2ae", ("sar",), **SMALL)
    train(method, plan_of(method, 24), Reporter())
    assert method(patches_of(method)).shape == (4, 3)


@torch.no_grad()
def test_a_saved_state_predicts_the_same():
    method = method_of("lds2ae", window=3)
    nn.init.normal_(method.head.weight)
    twin = method_of("lds2ae", window=3, seed=1)
    patches = patches_of(method)
    assert not torch.allclose(twin(patches), method(patches))
    twin.load_state_dict(method.state_dict())
    assert torch.equal(twin(patches), method(patches))


def test_the_same_seed_gives_the_same_training():
    def trained():
        method = method_of("lds2ae", **SMALL)
        torch.manual_seed(3)
        train(method, plan_of(method, 24), Reporter())
        return weights(method)

    first, second = trained(), trained()
    assert all(torch.equal(value, second[name]) for name, value in first.items())


def test_bfloat16_gives_nearly_the_same_logits_and_losses():
    method = method_of("lds2ae", window=3, diffusion=False, augment=False, mask_ratio=0.0)
    nn.init.normal_(method.head.weight, std=0.1)
    batch = batch_of(method)
    exact = method(batch.patches)
    seen = {name: float(value.detach()) for name, value in method.pretrain_loss(batch).items()}
    with torch.autocast("cpu", dtype=torch.bfloat16):
        rough = method(batch.patches)
        terms = method.pretrain_loss(Batch(batch.patches, batch.target, batch.index))
        sum(terms.values()).backward()
    torch.testing.assert_close(rough.float(), exact, atol=0.1, rtol=0.05)
    assert {name: float(value.detach()) for name, value in terms.items()} == pytest.approx(seen, rel=0.05, abs=1e-3)
