"""COLEARN: all modalities teach every subset of them on unlabelled samples."""

from dataclasses import replace

import pytest
import torch
from linear_method import toy_method, toy_plan, toy_samples
from methods_helper import method_of, samples_of
from torch import nn

from engine.accuracy.evaluation import evaluate, predict
from engine.door.options import METHODS
from engine.runtime.reporter import Reporter
from engine.training import colearning, trial
from engine.training.colearning import LABELLING, NAME, Selection, drawn, loss, selected, taught
from engine.training.outlook import Outlook
from engine.training.sequence import train
from engine.training.stage_loop import START, StageRun


def unlabelled(samples):
    return samples.with_target(torch.full_like(samples.target, -1))


def toy(labelled=15, extra=150, steps=40, holes=0.0, validation=60):
    """A method and its plan: few labels, many unlabelled samples that lie in the same three clouds."""
    everything = toy_samples(labelled + extra + validation, holes=holes)
    cut = everything.target.new_tensor([labelled, labelled + extra])
    part = torch.bucketize(torch.arange(len(everything)), cut, right=True)
    known, others, judged = (everything.subset(torch.where(part == i)[0]) for i in range(3))
    plan = replace(toy_plan(known, judged), unlabelled=unlabelled(others), colearn=steps)
    return toy_method(known), plan, others.target


def labelled_by(method, plan):
    said, known = (taught(method, s, plan) for s in (plan.unlabelled, plan.labelled))
    return selected(plan.unlabelled, said, known, plan.labelled.target[known.positions])


# ---- what the teacher says


def test_the_teacher_is_the_mean_of_all_modalities_together_and_of_each_alone():
    method, plan, _ = toy()
    said = taught(method, plan.unlabelled, plan)
    subsets = [("hsi", "lidar"), ("hsi",), ("lidar",)]
    found = predict(method, plan.unlabelled, subsets)
    slow = torch.stack([found[s] for s in subsets]).mean(0)
    assert torch.allclose(said.outputs, slow[said.positions], atol=1e-6)
    assert sorted(said.positions.tolist()) == list(range(len(plan.unlabelled)))


def test_samples_that_lack_a_modality_are_not_labelled():
    method, plan, _ = toy(holes=0.3)
    positions = taught(method, plan.unlabelled, plan).positions
    complete = plan.unlabelled.available.all(1)
    assert 0 < len(positions) < len(plan.unlabelled)
    assert sorted(positions.tolist()) == torch.where(complete)[0].tolist()


def test_labelling_ends_when_it_is_told_to(monkeypatch):
    monkeypatch.setattr(colearning, "_AT_ONCE", 20)
    method, plan, _ = toy()
    assert len(taught(method, plan.unlabelled, plan, step=lambda: False).positions) == 20
    assert len(taught(method, plan.unlabelled.subset(torch.arange(0)), plan).positions) == 0


# ---- what is taken of it


def test_taken_samples_have_the_class_and_the_probabilities_that_the_teacher_gave_them():
    method, plan, _ = toy()
    train(method, replace(plan, colearn=0), Reporter())
    chosen, said = labelled_by(method, plan), taught(method, plan.unlabelled, plan)
    rows = {int(number): row for number, row in zip(plan.unlabelled.numbers[said.positions], said.outputs, strict=True)}
    for number, target, row in zip(chosen.taken.numbers.tolist(), chosen.taken.target, chosen.outputs, strict=True):
        assert torch.equal(rows[number], row) and int(row.argmax()) == int(target)


def test_each_class_gives_its_share_and_the_counts_add_up():
    method, plan, _ = toy()
    train(method, replace(plan, colearn=0), Reporter())
    chosen = labelled_by(method, plan)
    assert chosen.counts.sum() == len(plan.unlabelled)
    assert chosen.counts[:, 0].tolist() == chosen.taken.target.bincount(minlength=3).tolist()
    for taken, unsure, _ in chosen.counts.tolist():
        assert taken == -(-int(100 * colearning.KEEP) * (taken + unsure) // 100)


def test_samples_of_a_class_that_the_training_does_not_know_are_rejected_though_the_network_is_sure():
    method, plan, _ = toy()
    train(method, replace(plan, colearn=0), Reporter())
    foreign = torch.arange(100)
    for source in plan.unlabelled.sources.values():
        source.patches[plan.unlabelled.numbers[foreign]] += 12.0  # beyond the last class, on its side of the border
    said = taught(method, plan.unlabelled, plan)
    strange = torch.isin(said.positions, foreign)
    assert said.outputs[strange].amax(1).min() > 0.9
    chosen = labelled_by(method, plan)
    assert not torch.isin(chosen.taken.numbers, plan.unlabelled.numbers[foreign]).any()
    assert chosen.counts[:, 2].sum() >= 100 and len(chosen.taken)


# ---- how the subsets learn


def test_the_loss_is_the_cross_entropy_of_each_sample_seen_by_the_subset_that_it_drew():
    method, plan, _ = toy()
    (batch,) = plan.labelled.batches(torch.arange(15))
    table = torch.rand(int(batch.index.max()) + 1, 3).softmax(1)
    torch.manual_seed(4)
    found = loss(method, table, batch)["teaching"].detach()
    torch.manual_seed(4)
    slow = 0.0
    for subset, rows in drawn(["hsi", "lidar"], 15):
        for row in rows.tolist():
            logits = method({m: batch.patches[m][row : row + 1] for m in subset})[0].detach()
            slow -= float((table[batch.index[row]] * logits.log_softmax(0)).sum()) / 15
    assert float(found) == pytest.approx(slow, rel=1e-4)


def test_every_subset_is_drawn_and_none_has_fewer_than_eight_samples():
    torch.manual_seed(0)
    seen = set()
    for _ in range(60):
        groups = list(drawn(["hsi", "msi", "sar"], 40))
        assert sorted(torch.cat([rows for _, rows in groups]).tolist()) == list(range(40))
        assert min(len(rows) for _, rows in groups) >= 8
        seen |= {subset for subset, _ in groups}
    assert len(seen) == 7
    assert len(list(drawn(["hsi", "msi"], 5))) == 1


def test_labelled_samples_stay_and_keep_their_labels():
    method, plan, _ = toy()
    stages = list(method.stages(plan))
    wrong = plan.unlabelled.with_target(torch.zeros(len(plan.unlabelled), dtype=torch.long))
    chosen = Selection(wrong, torch.tensor([[0.6, 0.3, 0.1]]).repeat(len(wrong), 1), torch.zeros(3, 3))
    stage, _ = colearning.stage(method, plan, chosen, stages)
    table = stage.loss.args[1]
    assert torch.equal(table[plan.labelled.numbers], nn.functional.one_hot(plan.labelled.target, 3).float())
    assert torch.equal(table[wrong.numbers], chosen.outputs)
    assert torch.isin(plan.labelled.numbers, stage.samples.numbers).all() and stage.balanced


@pytest.mark.parametrize(("steps", "extra"), [(40, 150), (7, 150), (100, 9)])
def test_the_stage_has_the_steps_that_the_plan_gives_it(steps, extra):
    method, plan, _ = toy(extra=extra, steps=steps)
    stage, its_plan = colearning.stage(
        method, plan, colearning.everything(method, plan.unlabelled), list(method.stages(plan))
    )
    taken = StageRun(method, its_plan, stage, Reporter()).steps
    assert taken == pytest.approx(steps, rel=0.15, abs=1)


def test_what_a_method_keeps_as_it_is_stays_so():
    """An encoder that fine-tuning does not change is not changed here either; and batch statistics stay."""
    method = method_of("lds2ae", window=3, token=3, freeze="encoder", pretrain_epochs=1, finetune_epochs=1)
    samples = samples_of(method, 40)
    plan = replace(toy_plan(samples), colearn=2, unlabelled=unlabelled(samples))
    stage, _ = colearning.stage(method, plan, colearning.everything(method, samples), list(method.stages(plan)))
    assert {id(p) for p in stage.parameters} == {id(p) for p in method.head.parameters()}
    mamba = method_of("dpmamba", window=1, teacher_epochs=1, student_epochs=1)
    stage, _ = colearning.stage(
        mamba, plan, colearning.everything(mamba, samples), list(mamba.stages(replace(plan, trial=True)))
    )
    assert any(isinstance(module, nn.BatchNorm2d) for module in stage.frozen)
    assert len(stage.parameters) == len(list(mamba.parameters()))


# ---- the whole of it


def test_each_sensor_alone_comes_to_say_what_all_say_together():
    agreed = []
    for steps in (0, 150):
        method, plan, _ = toy(steps=steps, validation=0)
        histories = train(method, plan, Reporter())
        if steps:
            assert [h.stage for h in histories] == ["linear", NAME]
            assert histories[1].taken.sum() == len(plan.unlabelled)
        else:
            chosen = labelled_by(method, plan)
        found = predict(method, chosen.taken, [("hsi",), ("lidar",)])
        agreed.append([float((outputs.argmax(1) == chosen.taken.target).float().mean()) for outputs in found.values()])
        assert not method.training
    assert all(after > before + 0.02 for before, after in zip(*agreed, strict=True)), agreed


def test_weights_that_validation_likes_less_are_not_kept(monkeypatch):
    method, plan, _ = toy()
    train(method, replace(plan, colearn=0), Reporter())
    before = {k: v.clone() for k, v in method.state_dict().items()}

    def turned(network, samples, plan, step=lambda: True):
        said = taught(network, samples, plan, step)
        return replace(said, outputs=said.outputs.roll(1, 1))

    monkeypatch.setattr(colearning, "taught", turned)
    monkeypatch.setattr(colearning, "foreign", lambda distance, between, share: distance < 0)
    said = []
    monkeypatch.setattr(method, "stages", lambda plan: _nothing(type(method).stages(method, plan)))
    histories = train(method, replace(plan, say=said.append), Reporter())
    assert histories[-1].best_epoch == START
    assert all(torch.equal(before[k], v) for k, v in method.state_dict().items())
    assert any("the one from before" in text for text in said)


def _nothing(stages):
    """The method's stages, of no epoch at all."""
    for stage in stages:
        yield replace(stage, epochs=0)


def test_where_no_labelled_sample_has_all_layers_nothing_resembles_one():
    method, plan, _ = toy()
    lacking = replace(plan.labelled, available=torch.tensor([[True, False]]).repeat(len(plan.labelled), 1))
    said = []
    histories = train(method, replace(plan, labelled=lacking, say=said.append), Reporter())
    assert [h.stage for h in histories] == ["linear"]
    assert any("150 resemble no labelled" in text for text in said)


def test_without_a_sample_that_has_all_layers_the_stage_is_left_out():
    method, plan, _ = toy()
    lacking = replace(plan.unlabelled, available=torch.tensor([[True, False]]).repeat(len(plan.unlabelled), 1))
    said = []
    histories = train(method, replace(plan, unlabelled=lacking, say=said.append), Reporter())
    assert [h.stage for h in histories] == ["linear"]
    assert any("left out" in text for text in said)
    assert [c.stage for c in trial.costs(method, replace(plan, unlabelled=lacking), Reporter(), clock())] == ["linear"]


def clock(seconds=0.001):
    """Each look at it is so much later."""
    now = [0.0]

    def tick():
        now[0] += seconds
        return now[0]

    return tick


def test_the_trial_counts_labelling_and_the_stage_and_progress_reaches_the_end():
    method, plan, _ = toy()
    costs = trial.costs(toy_method(plan.labelled), plan, Reporter(), clock())
    assert [cost.stage for cost in costs] == ["linear", LABELLING, NAME]
    assert all(cost.seconds > 0 for cost in costs)
    outlook = Outlook(costs, clock=clock())
    train(method, plan, Reporter(), outlook)
    assert outlook.share() == pytest.approx(1.0)


def test_progress_rises_while_pixels_are_labelled(monkeypatch):
    monkeypatch.setattr(colearning, "_AT_ONCE", 20)
    method, plan, _ = toy()
    costs = trial.costs(toy_method(plan.labelled), plan, Reporter(), clock())
    report, shares = Reporter(), []
    monkeypatch.setattr(
        report, "progress", lambda share, text="", left=None: shares.append(share) if "Labelling" in text else None
    )
    train(method, plan, report, Outlook(costs, clock=clock()))
    assert len(shares) == 8 and all(after > before for before, after in zip(shares, shares[1:], strict=False))


@pytest.mark.parametrize("name", list(METHODS))
def test_every_method_can_learn_so(name):
    epochs = {
        n: 1
        for n in (
            "epochs",
            "teacher_epochs",
            "student_epochs",
            "feature_epochs",
            "prompt_epochs",
            "pretrain_epochs",
            "finetune_epochs",
        )
    }
    known = vars(METHODS[name].defaults())
    options = {"window": 1} if name in ("dpmamba", "lvpcnet", "mdico") else {"window": 3}
    if name == "lds2ae":
        options["token"] = 3
    method = method_of(name, **options, **{k: v for k, v in epochs.items() if k in known})
    samples = samples_of(method, 60)
    labelled, others = samples.subset(torch.arange(24)), samples.subset(torch.arange(24, 60))
    plan = replace(toy_plan(labelled, labelled), unlabelled=unlabelled(others), colearn=3)
    histories = train(method, plan, Reporter())
    assert histories[-1].stage == NAME and histories[-1].losses["teaching"]
    stages = [history.stage for history in histories]
    assert len({*stages, LABELLING}) == len(stages) + 1  # what is foretold of each is found by its name
    assert all(result.n for result in evaluate(method, labelled))
