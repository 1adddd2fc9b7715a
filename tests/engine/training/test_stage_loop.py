"""The stage loop, with the smallest honest method."""

import io
from dataclasses import replace

import pytest
import torch
from linear_method import toy_method, toy_plan, toy_samples
from methods_helper import method_of, plan_of

from engine.accuracy.evaluation import evaluate
from engine.door.errors import Cancelled, EngineError
from engine.door.events import Event
from engine.methods.base import LEAST_COMPARED
from engine.runtime.reporter import Reporter
from engine.training.epochs import batches, steps_of_an_epoch
from engine.training.sequence import train
from engine.training.stage_loop import START, StageRun


def stage_of(method, plan, **changes):
    (stage,) = method.stages(plan)
    return replace(stage, **changes)


def weights(method):
    return {name: value.clone() for name, value in method.state_dict().items()}


def test_training_learns_a_separable_problem_with_every_subset():
    method = toy_method(toy_samples())
    train(method, toy_plan(toy_samples(), toy_samples(seed=1)), Reporter())
    complete, hsi, lidar = evaluate(method, toy_samples(seed=2))
    assert complete.values["oa"] > 0.85
    assert hsi.values["oa"] > 0.6
    assert lidar.values["oa"] > 0.5


def test_the_same_seed_gives_the_same_weights():
    results = []
    for _ in range(2):
        method = toy_method(toy_samples(), epochs=3)
        train(method, toy_plan(toy_samples(holes=0.3), seed=7), Reporter())
        results.append(weights(method))
    for name, value in results[0].items():
        assert torch.equal(value, results[1][name])


def test_the_best_epoch_is_picked_by_what_there_is_where_no_sample_has_all_that_the_stage_asks_for():
    samples = toy_samples(60)
    samples.available[:, 0] = torch.arange(60) % 2 == 0
    samples.available[:, 1] = ~samples.available[:, 0]
    method = toy_method(samples, epochs=3)
    plan = toy_plan(samples, samples)
    run = StageRun(method, plan, stage_of(method, plan, subsets=[("hsi", "lidar")]), Reporter())
    run._validate(samples, 0)
    assert run.history.validation[0] > 0 and run.best_state is not None


def test_a_batch_with_holes_adds_up_the_gradients_of_its_patterns_by_their_share():
    samples = toy_samples(60, holes=0.4)
    method = toy_method(samples)
    plan = toy_plan(samples)
    run = StageRun(method, plan, stage_of(method, plan), Reporter())
    run.optimizer.step = lambda: None
    run.step(torch.arange(60))
    found = {n: p.grad.clone() for n, p in method.named_parameters()}

    method.zero_grad()
    total = 0.0
    for i in range(60):  # one sample at a time, each by what it has
        (batch,) = samples.batches(torch.tensor([i]))
        total = total + torch.nn.functional.cross_entropy(method(batch.patches), batch.target) / 60
    total.backward()
    for name, parameter in method.named_parameters():
        torch.testing.assert_close(found[name], parameter.grad, rtol=1e-4, atol=1e-6)


def test_micro_batches_give_the_gradient_of_the_whole_batch():
    samples = toy_samples(48)
    gradients = []
    for micro in (0, 7):
        method = toy_method(samples)
        plan = toy_plan(samples)
        run = StageRun(method, plan, stage_of(method, plan, micro_batch=micro), Reporter())
        run.optimizer.step = lambda: None
        run.step(torch.arange(48))
        gradients.append([p.grad for p in method.parameters()])
    for whole, parts in zip(*gradients, strict=True):
        torch.testing.assert_close(whole, parts, rtol=1e-4, atol=1e-6)


def trail_of(samples, **changes):
    """What the loss sees of each step: modalities and numbers of the samples."""
    method, plan = toy_method(samples), toy_plan(samples)
    said, steps = [], []
    plan.say = said.append
    stage = stage_of(method, plan, select=False, **changes)

    def loss(batch):
        steps[-1].append((tuple(batch.patches), batch.index.tolist()))
        return {"nothing": 0 * next(method.parameters()).sum()}

    run = StageRun(method, plan, replace(stage, loss=loss), Reporter())
    step = run.step
    run.step = lambda positions: (steps.append([]), step(positions))[1]
    run.run()
    return steps, said


def test_a_lone_sample_at_an_epochs_end_is_left_out_as_batch_statistics_need_two():
    samples = toy_samples(33)
    method, plan = toy_method(samples), toy_plan(samples)
    sizes = []

    def loss(batch):
        sizes.append(len(batch))
        return {"nothing": 0 * next(method.parameters()).sum()}

    StageRun(method, plan, stage_of(method, plan, loss=loss, epochs=3, batch_size=16, select=False), Reporter()).run()
    assert sizes == [16, 16] * 3


def test_few_samples_of_a_pattern_wait_until_enough_of_them_can_learn_together():
    samples = toy_samples(64)
    samples.available[:10, 1] = False  # ten have the first modality alone: two or three of a batch of sixteen
    steps, said = trail_of(samples, epochs=6, batch_size=16, least=4)
    alone = [numbers for step in steps for names, numbers in step if names == ("hsi",)]
    assert alone and all(len(numbers) >= 4 for numbers in alone)
    assert {n for numbers in alone for n in numbers} == set(range(10))
    assert all(len(set(numbers)) == len(numbers) for numbers in alone)
    assert not said


def test_a_pattern_with_too_few_samples_in_all_is_left_out_and_that_is_said():
    samples = toy_samples(64)
    samples.available[:3, 1] = False
    steps, said = trail_of(samples, epochs=6, batch_size=16, least=4)
    assert {names for step in steps for names, _ in step} == {("hsi", "lidar")}
    assert said == ["linear: samples that have hsi alone are left out; there are only 3, and 4 must learn together."]


@pytest.mark.parametrize("name", ["lvpcnet", "dpmamba", "mdico"])
def test_losses_that_compare_samples_never_compare_a_handful(name):
    method = method_of(name, window=3)
    assert all(stage.least == LEAST_COMPARED == 8 for stage in method.stages(plan_of(method, 30)))


@pytest.mark.parametrize(
    ("count", "sizes"), [(35, [16, 16]), (36, [16, 16, 4]), (32, [16, 16]), (3, [3]), (16, [16]), (17, [16])]
)
def test_a_last_batch_of_less_than_a_quarter_is_left_for_another_epoch(count, sizes):
    samples = toy_samples(count)
    method, plan = toy_method(samples), toy_plan(samples)
    stage = stage_of(method, plan, batch_size=16)
    assert [len(positions) for positions in batches(stage, plan.generator)] == sizes
    assert steps_of_an_epoch(stage) == len(sizes)


def test_all_samples_are_learnt_from_in_some_epoch():
    samples = toy_samples(18)
    method, plan = toy_method(samples), toy_plan(samples)
    stage = stage_of(method, plan, batch_size=16)
    drawn = torch.cat([positions for _ in range(20) for positions in batches(stage, plan.generator)])
    assert drawn.unique().tolist() == list(range(18))


def test_the_epoch_that_is_best_on_validation_is_kept():
    samples = toy_samples()
    method = toy_method(samples)
    plan = toy_plan(samples, toy_samples(seed=1))
    seen = {}

    def spoil(epoch):
        seen[epoch] = weights(method)
        if epoch == 6:
            for parameter in method.parameters():
                parameter.data.normal_()

    stage = stage_of(method, plan, begin_epoch=spoil, epochs=8)
    history = StageRun(method, plan, stage, Reporter()).run()
    best = max(history.validation, key=history.validation.get)
    assert history.best_epoch == best < 6
    for name, value in weights(method).items():
        assert torch.equal(value, seen[best + 1][name])


def test_every_validation_tells_its_score_for_each_subset_and_their_mean():
    method = toy_method(toy_samples(), epochs=2)
    stream = io.StringIO()
    train(method, toy_plan(toy_samples(), toy_samples(seed=1)), Reporter(stream))
    events = [Event.parse(line) for line in stream.getvalue().splitlines()]
    scores = [
        {e.values["name"]: e.values["value"] for e in events if e.event == "metric" and e.values["epoch"] == epoch}
        for epoch in range(2)
    ]
    for score in scores:
        subsets = {name: value for name, value in score.items() if name.startswith("validation ")}
        assert set(subsets) == {"validation hsi+lidar", "validation hsi", "validation lidar"}
        assert len(set(subsets.values())) > 1
        assert score["validation"] == pytest.approx(sum(subsets.values()) / 3)


@pytest.mark.parametrize("epochs", [50, 300])
def test_patience_counts_looks_at_validation_the_start_included(epochs):
    samples = toy_samples()
    method = toy_method(samples)
    plan = toy_plan(samples, toy_samples(seed=1))
    said = []
    plan.say = said.append
    stage = stage_of(method, plan, epochs=epochs, patience=3, optimizer=lambda p: torch.optim.SGD(p, 0.0))
    history = StageRun(method, plan, stage, Reporter()).run()
    assert len(history.losses["cross_entropy"]) == 3 * epochs // 50
    assert len(history.validation) == 3
    assert said == [f"linear: stopped early after {3 * epochs // 50} of {epochs} epochs."]


def test_the_plans_patience_is_that_of_stages_without_one():
    samples = toy_samples()
    method = toy_method(samples)
    plan = replace(toy_plan(samples, toy_samples(seed=1)), patience=2)
    stage = stage_of(method, plan, epochs=20, optimizer=lambda p: torch.optim.SGD(p, 0.0))
    assert len(StageRun(method, plan, stage, Reporter()).run().validation) == 2


def test_a_stage_that_makes_everything_worse_falls_back_to_its_start():
    samples = toy_samples()
    method = toy_method(samples)
    plan = toy_plan(samples, toy_samples(seed=1))
    train(method, plan, Reporter())
    before = weights(method)
    worse = stage_of(method, plan, epochs=3, loss=lambda batch: {"worse": -method.loss(batch)["cross_entropy"]})
    history = StageRun(method, plan, worse, Reporter()).run()
    assert history.best_epoch == START
    assert history.start > max(history.validation.values())
    for name, value in weights(method).items():
        assert torch.equal(value, before[name])


def test_every_stage_looks_at_the_same_validation_samples():
    """Else the best weights of one stage would be judged anew by the luck of the draw at the start of the next."""
    samples = toy_samples()
    method = toy_method(samples)
    plan = replace(toy_plan(samples, toy_samples(seed=1)), validation_limit=10)
    runs = [StageRun(method, plan, stage_of(method, plan, select=True), Reporter()) for _ in range(2)]
    numbers = [run.validation.numbers.tolist() for run in runs]
    assert len(numbers[0]) == 10 and numbers[0] == numbers[1]
    other = StageRun(method, replace(plan, seed=5), stage_of(method, plan, select=True), Reporter())
    assert other.validation.numbers.tolist() != numbers[0]


def test_the_moving_average_is_what_remains():
    samples = toy_samples()
    method = toy_method(samples)
    plan = toy_plan(samples)
    trail = []
    stage = stage_of(method, plan, epochs=4, average=0.5, batch_size=90)
    run = StageRun(method, plan, stage, Reporter())
    step = run.optimizer.step
    run.optimizer.step = lambda: (step(), trail.append(weights(method)))
    run.run()
    assert len(trail) >= 4
    expected = trail[0]
    for later, kept in zip(trail[1:], [1 / 3, *[0.5] * len(trail)], strict=False):
        expected = {name: kept * expected[name] + (1 - kept) * later[name] for name in later}
    for name, value in weights(method).items():
        torch.testing.assert_close(value, expected[name])


@pytest.mark.parametrize("flips", [False, True])
def test_a_loss_sees_patches_turned_where_its_stage_says_so(flips):
    samples = toy_samples(60)
    method, seen = toy_method(samples, epochs=1), []
    plan = toy_plan(samples)
    stage = stage_of(method, plan, loss=lambda batch: seen.append(batch) or method.loss(batch), flips=flips)
    StageRun(method, plan, stage, Reporter()).run()
    stays = []
    for batch in seen:
        (plain,) = samples.batches(batch.index)
        for name, patches in batch.patches.items():
            stays += [torch.equal(a, b) for a, b in zip(patches, plain.patches[name], strict=True)]
            assert torch.equal(patches.flatten(2).sort().values, plain.patches[name].flatten(2).sort().values)
    assert all(stays) != flips
    assert sum(stays) > 0 and len(stays) == 120


def test_cancelling_stops_within_one_batch():
    samples = toy_samples()
    method = toy_method(samples, epochs=1000)
    report = Reporter()
    calls = []

    def loss(batch):
        calls.append(len(batch))
        if len(calls) == 5:
            report.stop()
        return method.loss(batch)

    plan = toy_plan(samples)
    with pytest.raises(Cancelled):
        StageRun(method, plan, stage_of(method, plan, loss=loss), report).run()
    assert len(calls) == 5


def test_a_training_that_diverges_says_so():
    samples = toy_samples()
    method = toy_method(samples, epochs=100)
    plan = toy_plan(samples)
    stage = stage_of(
        method, plan, loss=lambda batch: {"cross_entropy": method.loss(batch)["cross_entropy"] * torch.nan}
    )
    with pytest.raises(EngineError, match="diverged in stage 'linear'"):
        StageRun(method, plan, stage, Reporter()).run()
    assert all(p.isfinite().all() for p in method.parameters())


def test_balanced_batches_hold_as_many_samples_of_every_class():
    samples = toy_samples(90)
    rare = samples.subset(torch.cat([torch.where(samples.target < 2)[0], torch.where(samples.target == 2)[0][:4]]))
    method = toy_method(samples)
    plan = toy_plan(rare)
    stage = stage_of(method, plan, balanced=True, batch_size=24)
    drawn = list(batches(stage, plan.generator))
    for positions in drawn:
        assert rare.target[positions].bincount().tolist() == [8, 8, 8]
    assert set(torch.cat(drawn).tolist()) >= set(torch.where(rare.target == 2)[0].tolist())
