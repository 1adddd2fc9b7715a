"""MDiCo: its losses against loops that follow the paper's equations, and what it can be asked to do."""

from __future__ import annotations

import copy
import math
from dataclasses import replace
from itertools import combinations

import pytest
import torch
from methods_helper import batch_of, method_of, nearest_class, patches_of, plan_of, samples_of, target_of

from engine.accuracy.evaluation import evaluate, every_subset, to_outputs
from engine.door.errors import Cancelled, InputError
from engine.door.modalities import ModalityInfo
from engine.door.options.mdico import MDICO, MdicoOptions
from engine.door.target import ClassInfo, Target
from engine.layers import mixing, series_augment
from engine.layers.balance import class_weights
from engine.layers.contrastive import another_of_the_class, nt_xent
from engine.layers.fusion import together
from engine.methods.base import Plan, build
from engine.methods.mdico import Parts, automatic_epochs
from engine.model.model_file import TrainedModel, load, save
from engine.runtime.reporter import Reporter
from engine.samples.batches import ArraySource, Batch, Samples
from engine.training import stage_loop
from engine.training.sequence import train
from engine.training.stage_loop import StageRun

THREE = ("hsi", "sar", "lidar")
QUICK = dict(epochs=8, batch_size=16, average=0.9)


def parts_of(modalities, count=6):
    return {m: Parts(*(torch.randn(count, 64) for _ in range(3))) for m in modalities}


def cross_entropy(logits, target):
    """Of one sample, spelt out."""
    return -math.log(math.exp(logits[target]) / sum(math.exp(x) for x in logits.tolist()))


def mean(values):
    values = list(values)
    return float(sum(values) / len(values))


# ---- losses


@torch.no_grad()
def test_main_loss_is_the_mean_over_modalities_of_each_ones_own_prediction():
    """Eq. 7."""
    method, parts, target = method_of("mdico", THREE), parts_of(THREE), torch.arange(6) % 3
    expected = mean(
        mean(cross_entropy(method.heads[m](torch.cat([p.shared[i], p.specific[i]])), target[i]) for i in range(6))
        for m, p in parts.items()
    )
    assert float(method.main_loss(parts, target)) == pytest.approx(expected, rel=1e-4)


@torch.no_grad()
def test_auxiliary_loss_asks_one_head_about_shared_and_about_specific_features():
    """Eq. 8: the sum over both, divided by the number of modalities."""
    method, parts, target = method_of("mdico", THREE), parts_of(THREE), torch.arange(6) % 3
    total = 0.0
    for p in parts.values():
        for features in (p.shared, p.specific):
            total += mean(cross_entropy(method.auxiliary_head(features[i]), target[i]) for i in range(6))
    assert float(method.auxiliary_loss(parts, target)) == pytest.approx(total / 3, rel=1e-4)


def slow_info_nce(a, b, temperature):
    def cosine(x, y):
        return float(x @ y / (x.norm() * y.norm()))

    def direction(first, second):  # from each sample of one modality to all samples of the other
        terms = []
        for i in range(len(first)):
            scores = [math.exp(cosine(first[i], second[j]) / temperature) for j in range(len(second))]
            terms.append(-math.log(scores[i] / sum(scores)))
        return mean(terms)

    return direction(a, b) + direction(b, a)


@torch.no_grad()
def test_contrastive_loss_is_the_mean_over_all_pairs_of_modalities():
    """Eq. 9-10."""
    method, parts = method_of("mdico", THREE), parts_of(THREE)
    expected = mean(slow_info_nce(parts[a].shared, parts[b].shared, 0.07) for a, b in combinations(THREE, 2))
    assert float(method.contrastive_loss(parts, torch.zeros(6).long())) == pytest.approx(expected, rel=1e-4)


@torch.no_grad()
def test_modality_loss_asks_which_modality_specific_and_unused_features_come_from():
    """Eq. 11."""
    method, parts = method_of("mdico", THREE), parts_of(THREE)
    total = 0.0
    for position, m in enumerate(method.modalities):
        total += mean(cross_entropy(method.specific_critic(parts[m].specific[i]), position) for i in range(6))
        total += mean(cross_entropy(method.unused_critic(parts[m].unused[i]), position) for i in range(6))
    assert float(method.modality_loss(parts)) == pytest.approx(total / 3, rel=1e-4)


@torch.no_grad()
def test_as_the_authors_code_shared_features_take_the_place_of_unused_ones():
    method, parts = method_of("mdico", author_compat=True), parts_of(("hsi", "lidar"))
    other = {m: p._replace(unused=torch.randn(6, 64)) for m, p in parts.items()}
    assert torch.equal(method.modality_loss(parts), method.modality_loss(other))
    shared = {m: p._replace(shared=torch.randn(6, 64)) for m, p in parts.items()}
    assert not torch.equal(method.modality_loss(parts), method.modality_loss(shared))
    expected = nt_xent(parts["hsi"].shared, parts["lidar"].shared, 0.1)
    assert torch.equal(method.contrastive_loss(parts, torch.zeros(6).long()), expected)


def test_nt_xent_has_negatives_from_both_modalities():
    a, b = torch.randn(5, 8), torch.randn(5, 8)
    every = [x / x.norm() for x in (*a, *b)]
    terms = []
    for i in range(10):
        scores = {j: math.exp(float(every[i] @ every[j]) / 0.1) for j in range(10) if j != i}
        terms.append(-math.log(scores[(i + 5) % 10] / sum(scores.values())))
    assert float(nt_xent(a, b, 0.1)) == pytest.approx(mean(terms), rel=1e-4)


def test_the_four_losses_are_added_and_options_leave_each_out():
    modes = {
        (): {"main", "auxiliary", "contrastive", "modality"},
        ("auxiliary",): {"main", "contrastive", "modality"},
        ("contrastive",): {"main", "auxiliary", "modality"},
        ("modality",): {"main", "auxiliary", "contrastive"},
    }
    for off, expected in modes.items():
        method = method_of("mdico", window=1, **{name: False for name in off})
        assert set(method.loss(batch_of(method))) == expected


@torch.no_grad()
def test_without_unused_features_only_specific_ones_are_asked():
    torch.manual_seed(0)
    parts = parts_of(("hsi", "lidar"))
    whole, less = method_of("mdico"), method_of("mdico", unused=False)
    expected = mean(
        torch.nn.functional.cross_entropy(less.specific_critic(p.specific), torch.full((6,), i))
        for i, p in enumerate(parts.values())
    )
    assert float(less.modality_loss(parts)) == pytest.approx(expected, rel=1e-4)
    assert float(whole.modality_loss(parts)) > float(less.modality_loss(parts))


def test_unpaired_contrasts_different_samples_of_a_class():
    torch.manual_seed(0)
    target = torch.tensor([2, 0, 1, 0, 2, 2, 1, 0] * 8)
    other = another_of_the_class(target)
    assert torch.equal(target[other], target)
    assert torch.equal(other.sort().values, torch.arange(64))
    assert (other != torch.arange(64)).float().mean() > 0.5


def test_unpaired_needs_classes():
    with pytest.raises(InputError, match="PAIRED"):
        build("mdico", {"hsi": ModalityInfo("hsi", 3)}, Target("number", "yield"), MdicoOptions(paired=False))


@torch.no_grad()
def test_unlabelled_samples_take_part_in_the_losses_that_need_no_labels(monkeypatch):
    method = method_of("mdico", THREE, window=1, mixing=0.0, unlabelled=2)
    plan = plan_of(method, 12, unlabelled=20)
    (_,) = method.stages(plan)
    assert method.unlabelled is None  # nothing is kept behind the training
    stages = method.stages(plan)
    next(stages)
    assert method.unlabelled is plan.unlabelled
    batch, other, asked = batch_of(method), batch_of(method, 3, seed=4), []
    lone = batch_of(method, 2, seed=5).only(["sar"])  # of these there is nothing to contrast
    monkeypatch.setattr(Samples, "draw", lambda samples, count: asked.append(count) or [other, lone])
    found = method.loss(batch)
    method.unlabelled = None
    known, theirs, few = (method.loss(b) for b in (batch, other, lone))
    assert asked == [6]
    contrast = (6 * float(known["contrastive"]) + 3 * float(theirs["contrastive"])) / 9
    assert float(found["contrastive"]) == pytest.approx(contrast, rel=1e-5)
    told = (6 * float(known["modality"]) + 3 * float(theirs["modality"]) + 2 * float(few["modality"])) / 11
    assert float(found["modality"]) == pytest.approx(told, rel=1e-5)
    for name in ("main", "auxiliary"):
        assert torch.equal(found[name], known[name])


def test_without_being_asked_for_unlabelled_samples_have_no_part():
    method = method_of("mdico", window=1)
    next(iter(method.stages(plan_of(method, unlabelled=20))))
    assert method.unlabelled is None


@pytest.mark.parametrize(("shown", "fitted"), [(15, False), (16, True)])
def test_a_subset_that_few_validation_samples_show_keeps_the_mean(shown, fitted):
    method = method_of("mdico", THREE, window=1, **QUICK)
    plan = plan_of(method)
    plan.validation.available[shown:, 2] = False
    stages = method.stages(plan)
    next(stages)
    assert next(stages, None) is None
    assert bool(method.experts[7].any()) == fitted  # of all three
    assert bool(method.experts[3].any())  # of the first two, which all 30 show


def test_weighing_looks_at_no_more_samples_at_once_than_have_room(monkeypatch):
    method, sizes = method_of("mdico", window=1, **QUICK), []
    embed = method.embed
    monkeypatch.setattr(method, "portion", lambda most: min(most, 7))
    monkeypatch.setattr(method, "embed", lambda images: sizes.append(len(images["hsi"])) or embed(images))
    stages = method.stages(plan_of(method))
    next(stages)
    assert next(stages, None) is None
    assert sizes == [7, 7, 7, 7, 2]


def test_each_look_at_validation_goes_by_weights_that_are_fitted_to_its_samples(monkeypatch):
    """So the epoch is picked by what maps will use; the best one's weights stay with it."""
    method = method_of("mdico", window=1, **{**QUICK, "epochs": 2})
    plan, looked, asked = plan_of(method), [], []
    plan.validation_limit, plan.check = 20, lambda: asked.append(None)
    evaluate = stage_loop.evaluate

    def seen(model, samples, *others):
        expected = copy.deepcopy(model)
        expected.settle(plan, samples)
        looked.append((len(samples), model.experts[3].clone()))
        assert looked[-1][1].any() and torch.equal(model.experts, expected.experts)
        return evaluate(model, samples, *others)

    monkeypatch.setattr(stage_loop, "evaluate", seen)
    (history,) = train(method, plan, Reporter())
    assert [count for count, _ in looked] == [20, 20, 20]
    assert not torch.equal(looked[0][1], looked[2][1]) and asked
    assert method.experts.any()  # of all validation samples


def test_weighing_can_be_cancelled_and_leaves_the_mean_where_the_fusion_is_the_mean():
    method, plan = method_of("mdico", window=1, **QUICK), plan_of(method_of("mdico", window=1))

    def stop():
        raise Cancelled

    plan.check = stop
    with pytest.raises(Cancelled):
        method.settle(plan)
    plain = method_of("mdico", window=1, fusion="mean", **QUICK)
    plain.settle(plan)
    assert not plain.experts.any()


def test_unlabelled_samples_need_pairs():
    with pytest.raises(InputError, match="UNLABELLED to 0"):
        method_of("mdico", paired=False, unlabelled=1)


def test_one_modality_has_no_losses_that_need_two():
    method = method_of("mdico", ("sar",), window=1)
    assert set(method.loss(batch_of(method))) == {"main", "auxiliary"}


def test_a_sample_seen_by_one_modality_of_two_has_no_contrast():
    method = method_of("mdico", window=1)
    assert set(method.loss(batch_of(method).only(["hsi"]))) == {"main", "auxiliary", "modality"}


def test_every_weight_is_trained():
    method = method_of("mdico", THREE, window=3).train()
    torch.stack(list(method.loss(batch_of(method)).values())).sum().backward()
    assert not [name for name, p in method.named_parameters() if p.grad is None or not p.grad.abs().sum() > 0]


@torch.no_grad()
@pytest.mark.parametrize("kind", ["shared", "specific"])
def test_one_kind_of_features_can_predict_alone(kind):
    method = method_of("mdico", window=1, predict=kind)
    patches, target = patches_of(method, 6), torch.arange(6) % 3
    parts = {m: Parts(*(p.flatten(1) for p in method.disentangle(m, x))) for m, x in patches.items()}
    read = {m: getattr(p, kind) for m, p in parts.items()}
    for m in parts:
        assert torch.allclose(method({m: patches[m]}), method.heads[m](read[m]), atol=1e-5)
    expected = mean(mean(cross_entropy(method.heads[m](read[m][i]), target[i]) for i in range(6)) for m in parts)
    assert float(method.main_loss(parts, target)) == pytest.approx(expected, rel=1e-4)


def test_weights_of_the_losses_can_be_learnt():
    """Kendall et al.: L / σ² + log σ, of which the best σ² is 2 L."""
    plain, weighed = (method_of("mdico", window=1, mixing=0.0, weighting=kind) for kind in ("sum", "uncertainty"))
    weighed.load_state_dict(plain.state_dict(), strict=False)
    batch = batch_of(plain)
    expected = {name: loss.detach() for name, loss in plain.loss(batch).items()}
    learnt = weighed.loss_weights.log_variances
    for name, value in weighed.loss(batch).items():
        assert torch.allclose(value, expected[name])
    with torch.no_grad():
        for name, loss in expected.items():
            learnt[name].copy_((2 * loss).log())
    found = weighed.loss(batch)
    for name, loss in expected.items():
        assert found[name].item() == pytest.approx(0.5 + math.log(2 * float(loss)) / 2, rel=1e-4)
    sum(found.values()).backward()
    assert all(abs(float(parameter.grad)) < 1e-6 for parameter in learnt.values())
    assert not hasattr(plain, "loss_weights")


# ---- predictions


def test_several_modalities_predict_by_the_mean_of_their_probabilities():
    a, b, c = torch.randn(5, 4), 3 * torch.randn(5, 4), torch.randn(5, 4)
    classes = (a.softmax(1) + b.softmax(1) + c.softmax(1)) / 3
    assert torch.allclose(together([a, b, c], "classes").softmax(1), classes, atol=1e-6)
    labels = (a.sigmoid() + b.sigmoid() + c.sigmoid()) / 3
    assert torch.allclose(together([a, b, c], "labels").sigmoid(), labels, atol=1e-6)
    assert torch.allclose(together([a, b, c], "number"), (a + b + c) / 3, atol=1e-6)


def disagreeing(method, count=60, wrong="sar", seed=0):
    """A plan whose validation says the opposite of what a modality has learnt: its classes are dealt anew."""
    plan = plan_of(method, seed=seed)
    samples = samples_of(method, count, seed=seed + 1)
    sources = dict(samples.sources)
    values = sources[wrong].patches
    sources[wrong] = ArraySource(values[torch.randperm(count, generator=torch.Generator().manual_seed(9))])
    return replace(plan, validation=replace(samples, sources=sources))


@pytest.mark.numerical
def test_training_weighs_the_modalities_of_every_subset_on_validation_and_the_model_file_keeps_it(tmp_path):
    method = method_of("mdico", THREE, window=1, **QUICK)
    plan = disagreeing(method)
    train(method, plan, Reporter())
    sets = {(0, 1): 3, (0, 2): 5, (1, 2): 6, (0, 1, 2): 7}  # hsi, sar, lidar are bits 0, 1 and 2
    for places, row in sets.items():
        weights = method.experts[row]
        assert weights[list(places)].sum() == weights.sum() > 0
        assert weights[1] == 0  # what sar says is wrong there
    with torch.no_grad():
        method.experts[7] = torch.tensor([1.3, 0.2, 0.7])  # whichever chance has left at 0
        method.experts[6] = torch.tensor([0.0, 0.4, 0.9])
    patches = {m: x[:8] for m, x in patches_of(method, 8).items()}
    with torch.no_grad():
        alone = {m: method({m: x}) for m, x in patches.items()}
        for places, row in sets.items():
            names = [THREE[i] for i in places]
            product = sum(float(method.experts[row, THREE.index(m)]) * alone[m].log_softmax(1) for m in names)
            both = method({m: patches[m] for m in reversed(names)})  # whatever the order that they come in
            assert torch.allclose(both.softmax(1), product.softmax(1), atol=1e-5)
    trained = TrainedModel(
        method, "mdico", method.options, method.modalities, dict(plan.labelled.normalisation), method.target, 1
    )
    save(tmp_path / "model.rsmiss", trained)
    assert torch.equal(load(tmp_path / "model.rsmiss", torch.device("cpu")).method.experts, method.experts)


@pytest.mark.parametrize("case", ["mean", "no validation", "trial"])
def test_nothing_is_weighed_where_the_mean_is_asked_for_or_there_is_nothing_to_weigh_by(case):
    method = method_of("mdico", window=1, fusion="mean" if case == "mean" else "weighted", **{**QUICK, "epochs": 1})
    plan = plan_of(method)
    if case == "no validation":
        plan = replace(plan, validation=plan.validation.subset(torch.arange(0)))
    list(method.stages(replace(plan, trial=case == "trial")))
    assert not method.experts.any()


def test_samples_that_miss_a_modality_do_not_weigh_it():
    method = method_of("mdico", THREE, window=1, **{**QUICK, "epochs": 1})
    plan = plan_of(method)
    plan.validation.available[:, 1] = False
    list(method.stages(plan))
    assert [row for row in range(8) if method.experts[row].any()] == [5]


def test_numbers_are_weighed_by_their_errors():
    method, plan = series_problem("number")
    train(method, plan, Reporter())
    weights = method.experts[3]
    assert float(weights.sum()) == pytest.approx(1, abs=1e-5)
    (batch,) = plan.validation.batches(torch.arange(40))
    with torch.no_grad():
        alone = [method({m: x})[:, 0] for m, x in batch.patches.items()]
        both = method(batch.patches)[:, 0]
    assert torch.allclose(both, weights[0] * alone[0] + weights[1] * alone[1], atol=1e-5)
    error = [float((x - batch.target).square().mean()) for x in (*alone, both)]
    assert error[2] <= min(error[:2]) + 1e-6


def test_sure_modalities_that_disagree_stay_finite():
    sure = torch.tensor([[200.0, -200.0]])
    for kind in ("classes", "labels"):
        assert together([sure, -sure], kind).isfinite().all()


def test_class_weights_are_the_inverse_shares_to_the_power_of_balance():
    target = torch.tensor([0] * 6 + [1] * 3 + [3])
    full, none, half = (class_weights(target, 4, power) for power in (1.0, 0.0, 0.5))
    assert torch.allclose(full, torch.tensor([1 / 6, 1 / 3, 0, 1]))
    assert torch.equal(none, torch.tensor([1.0, 1, 0, 1]))
    assert torch.allclose(half, full.sqrt())


@torch.no_grad()
@pytest.mark.parametrize("balance", [0.0, 0.5, 1.0])
def test_rare_classes_weigh_more_in_both_losses_that_predict(balance):
    method = method_of("mdico", window=1, balance=balance)
    plan = plan_of(method)
    rare = torch.cat([torch.where(plan.labelled.target == c)[0][:n] for c, n in enumerate((12, 6, 3))])
    (_,) = method.stages(replace(plan, labelled=plan.labelled.subset(rare)))
    weights = [(21 / n) ** balance for n in (12, 6, 3)]
    parts, target = parts_of(("hsi", "lidar")), torch.tensor([0, 0, 0, 1, 1, 2])

    def expected(logits):  # the weighted mean over the samples
        each = [weights[t] * cross_entropy(x, t) for x, t in zip(logits, target.tolist(), strict=True)]
        return sum(each) / sum(weights[t] for t in target.tolist())

    main = mean(expected(method.heads[m](torch.cat([p.shared, p.specific], 1))) for m, p in parts.items())
    assert float(method.main_loss(parts, target)) == pytest.approx(main, rel=1e-4)
    both = [expected(method.auxiliary_head(x)) for p in parts.values() for x in (p.shared, p.specific)]
    assert float(method.auxiliary_loss(parts, target)) == pytest.approx(sum(both) / 2, rel=1e-4)


@pytest.mark.parametrize("average", [0.0, 0.9, 0.99])
def test_the_weights_are_averaged_as_asked(average):
    method = method_of("mdico", window=1, average=average, epochs=2)
    (stage,) = method.stages(plan_of(method))
    assert stage.average == average
    assert (StageRun(method, plan_of(method), stage, Reporter()).average is not None) == bool(average)


@pytest.mark.parametrize("window", [1, 5])
@torch.no_grad()
def test_every_subset_of_modalities_gives_logits(window):
    method = method_of("mdico", THREE, window=window)
    patches = patches_of(method)
    for subset in every_subset(THREE):
        logits = method({m: patches[m] for m in subset})
        assert logits.shape == (4, 3)
        assert logits.isfinite().all()
    alone = {m: method({m: patches[m]}).softmax(1) for m in THREE}
    assert torch.allclose(method(patches).softmax(1), sum(alone.values()) / 3, atol=1e-6)


@pytest.mark.parametrize("encoders", ["separate", "joint"])
@torch.no_grad()
def test_a_tile_and_its_patches_give_the_same_logits(encoders):
    method = method_of("mdico", window=5, encoders=encoders)
    tile = {m: torch.randn(1, i.bands, 7, 6) for m, i in method.modalities.items()}
    embedded = method.embed(tile)
    for row in range(3):
        for col in range(2):
            window = {m: e[:, row : row + 1, col : col + 1] for m, e in embedded.items()}
            patch = {m: image[:, :, row : row + 5, col : col + 5] for m, image in tile.items()}
            assert torch.allclose(method.classify(window), method(patch), atol=1e-5)


# ---- training


@pytest.mark.numerical
@pytest.mark.parametrize("window", [1, 3])
def test_trained_on_all_modalities_it_maps_with_any(window):
    method = method_of("mdico", THREE, window=window, **QUICK)
    plan, asked = plan_of(method), samples_of(method, 60, seed=5)
    train(method, plan, Reporter())
    for result in evaluate(method, asked):
        assert result.values["oa"] >= nearest_class(plan.labelled, asked, result.modalities) - 0.15, result.modalities


@pytest.mark.parametrize(("samples", "epochs"), [(40, 300), (1000, 38), (5000, 30)])
def test_without_a_number_few_samples_are_gone_through_more_often(samples, epochs):
    """1, 8 and 40 steps an epoch: 300 steps at least, 30 epochs at least."""
    assert automatic_epochs(samples, 128) == epochs
    method = method_of("mdico", window=1)
    plan = plan_of(method, 64)
    (stage,) = method.stages(plan)
    assert stage.epochs == 300 == stage.schedule(stage.optimizer(stage.parameters)).T_max


def series_problem(kind, window=1, spatial=False):
    """Two series whose level tells the answer, the bands of a date together; in a window all around the pixel alone."""
    infos = {m: ModalityInfo(m, 2 * steps, tuple(map(str, range(steps)))) for m, steps in (("msi", 6), ("sar", 4))}
    generator = torch.Generator().manual_seed(0)
    truth = torch.randn(120, generator=generator)
    noise = {m: 0.3 * torch.randn(120, i.bands, window, window, generator=generator) for m, i in infos.items()}
    told = truth[:, None, None, None].repeat(1, 1, window, window)
    if window > 1:
        told[:, :, window // 2, window // 2] = 0
    sources = {m: ArraySource(told + noise[m]) for m in infos}
    classes = (ClassInfo(1, "high", "#000000"), ClassInfo(2, "low", "#ffffff"))
    table, target = {
        "number": (Target("number", "yield"), truth),
        "labels": (Target("labels", "crops", classes), torch.stack([truth > 0.3, truth < -0.3], 1).float()),
    }[kind]
    identity = samples_of(method_of("mdico"), 4).normalisation["hsi"]
    norms = {m: type(identity)(torch.zeros(i.bands), torch.ones(i.bands)) for m, i in infos.items()}
    samples = Samples.of(sources, norms, torch.ones(120, 2, dtype=torch.bool), target)
    torch.manual_seed(0)
    method = build("mdico", infos, table, MdicoOptions(window=window, spatial=spatial, **QUICK))
    generator = torch.Generator().manual_seed(0)
    parts = [samples.subset(torch.arange(*ends)) for ends in ((0, 80), (0, 0), (80, 120))]
    return method, Plan(*parts, torch.device("cpu"), 0, generator)


@pytest.mark.parametrize(("kind", "metric"), [("number", "r2"), ("labels", "f1_macro")])
def test_numbers_and_labels_are_learnt_from_series(kind, metric):
    method, plan = series_problem(kind)
    train(method, plan, Reporter())
    for result in evaluate(method, plan.validation):
        assert result.values[metric] > 0.85, result.modalities


@pytest.mark.parametrize("spatial", [True, False])
def test_what_only_the_surroundings_of_a_series_tell_is_learnt_if_they_are_read(spatial):
    method, plan = series_problem("number", window=3, spatial=spatial)
    train(method, plan, Reporter())
    for result in evaluate(method, plan.validation):
        assert result.values["r2"] > 0.7 if spatial else result.values["r2"] < 0.3, result.modalities


def test_a_number_is_fitted_by_squared_error_and_labels_by_binary_cross_entropy():
    number, _ = series_problem("number")
    logits, truth = torch.randn(5, 1), torch.randn(5)
    assert float(number._prediction_loss(logits, truth)) == pytest.approx(
        mean((float(x) - float(y)) ** 2 for x, y in zip(logits[:, 0], truth, strict=True)), rel=1e-5
    )
    labels, _ = series_problem("labels")
    logits, truth = torch.randn(5, 2), torch.randint(0, 2, (5, 2)).float()
    p = logits.sigmoid()
    expected = mean(
        float(-(t * q.log() + (1 - t) * (1 - q).log())) for t, q in zip(truth.view(-1), p.view(-1), strict=True)
    )
    assert float(labels._prediction_loss(logits, truth)) == pytest.approx(expected, rel=1e-4)


def test_the_model_file_gives_the_same_map(tmp_path):
    method = method_of("mdico", window=3)
    samples = samples_of(method, 6)
    trained = TrainedModel(
        method, "mdico", method.options, method.modalities, dict(samples.normalisation), method.target, method.window
    )
    save(tmp_path / "model.rsmiss", trained)
    again = load(tmp_path / "model.rsmiss", torch.device("cpu")).method
    patches = patches_of(method)
    with torch.no_grad():
        assert torch.equal(to_outputs(method(patches), method.target), to_outputs(again(patches), target_of()))


@pytest.mark.parametrize(("asked", "expected"), [({}, 0.2), ({"dropout": 0.35}, 0.35)])
@pytest.mark.parametrize("window", [1, 7])
def test_every_layer_of_the_encoders_drops_what_is_asked_for(asked, expected, window):
    method = method_of("mdico", window=window, **asked)
    rates = {module.p for module in method.modules() if isinstance(module, torch.nn.Dropout)}
    assert rates == {expected}


def test_it_declares_the_three_targets():
    assert set(MDICO.targets) == {"classes", "labels", "number"}


def test_an_even_window_is_refused():
    with pytest.raises(ValueError, match="odd"):
        MdicoOptions(window=4)


# ---- augmentation


def test_a_shift_moves_whole_dates_and_repeats_the_outermost():
    series = torch.arange(8.0).view(1, 8, 1, 1).repeat(3, 1, 1, 1)  # four dates of two bands
    shifted = series_augment.shift_dates(series, 4, torch.tensor([0, 1, -2]))[:, :, 0, 0].tolist()
    assert shifted == [[0, 1, 2, 3, 4, 5, 6, 7], [0, 1, 0, 1, 2, 3, 4, 5], [4, 5, 6, 7, 6, 7, 6, 7]]


def test_series_of_different_length_move_by_the_same_share_of_the_season():
    torch.manual_seed(0)
    shifts = series_augment.random_shifts(200, 4, {"msi": 12, "sar": 6, "lidar": 1}, torch.device("cpu"))
    assert set(shifts) == {"msi", "sar"}
    assert int(shifts["msi"].abs().max()) == 4
    assert (shifts["msi"] / 2 - shifts["sar"]).abs().max() <= 0.5


def test_lost_dates_lose_all_their_bands_and_one_date_always_stays():
    torch.manual_seed(0)
    lost = series_augment.lose_dates(torch.ones(500, 12, 1, 1), 4, 0.4).view(500, 4, 3)
    assert torch.equal(lost.amin(2), lost.amax(2))
    assert lost.amax((1, 2)).min() == 1
    assert 0.35 < float((lost == 0).float().mean()) < 0.42
    all_but_one = series_augment.lose_dates(torch.ones(50, 12, 1, 1), 4, 1.0).view(50, 4, 3)
    assert torch.equal(all_but_one[:, :, 0].sum(1), torch.ones(50))


def test_noise_and_gain_have_the_deviation_asked_for():
    torch.manual_seed(0)
    noise = series_augment.band_noise(torch.zeros(2000, 3, 2, 2), 0.3)
    assert float(noise.std()) == pytest.approx(0.3, rel=0.05)
    gain = series_augment.band_gain(torch.ones(2000, 3, 2, 2), 0.2)
    assert float(gain.std()) == pytest.approx(0.2, rel=0.05)
    assert torch.equal(gain.amin((2, 3)), gain.amax((2, 3)))


def test_augmentation_can_be_switched_off():
    method = method_of("mdico", window=1, mixing=0.0)
    batch: Batch = batch_of(method)
    assert torch.equal(method.loss(batch)["main"], method.loss(batch)["main"])
    for changed in (dict(mixing=0.0, augment=True), dict(mixing=0.4)):
        other = method_of("mdico", window=1, **changed)
        assert not torch.equal(other.loss(batch)["main"], other.loss(batch)["main"])


@torch.no_grad()
def test_a_mixed_sample_is_its_own_target_and_its_partners_each_by_its_share(monkeypatch):
    method = method_of("mdico", ("hsi", "sar"), window=1)
    batch = batch_of(method)
    partner = torch.arange(len(batch)).roll(1)
    monkeypatch.setattr(mixing, "random_mix", lambda *_: mixing.Mix(0.7, partner))
    mixed = {m: 0.7 * x + 0.3 * x[partner] for m, x in batch.patches.items()}
    parts = {m: Parts(*(p.flatten(1) for p in method.disentangle(m, x))) for m, x in mixed.items()}
    found = method.loss(batch)
    for name, loss in (("main", method.main_loss), ("auxiliary", method.auxiliary_loss)):
        expected = 0.7 * loss(parts, batch.target) + 0.3 * loss(parts, batch.target[partner])
        assert float(found[name]) == pytest.approx(float(expected), rel=1e-5)


def test_a_sample_keeps_at_least_half_of_itself():
    torch.manual_seed(0)
    shares = [mixing.random_mix(4, 0.4, torch.device("cpu")).share for _ in range(200)]
    assert 0.5 <= min(shares) < 0.6 and max(shares) > 0.95
    patches, whole = torch.randn(4, 3, 1, 1), mixing.random_mix(4, 0.0, torch.device("cpu"))
    assert torch.equal(whole.apply(patches), patches)
    assert [weight for weight, _ in whole.targets(torch.arange(4))] == [1.0]
