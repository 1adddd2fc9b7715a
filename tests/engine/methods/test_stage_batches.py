"""What every method learns from at once: batches that are not too short, and classes in equal numbers where it says."""

import pytest
import torch
from methods_helper import method_of, plan_of

from engine.door.options import METHODS
from engine.training.stage_loop import batches

OPTIONS = {
    "lds2ae": {"pretrain_epochs": 1, "finetune_epochs": 1},
    "lvpcnet": {"feature_epochs": 1, "prompt_epochs": 1},
    "xmodalnet": {"pretrain_epochs": 1, "epochs": 1},
    "dpmamba": {"teacher_epochs": 1, "student_epochs": 1},
    "mdico": {"epochs": 1},
}
BATCH = 24


def stages_of(name, labelled, unlabelled=0):
    method = method_of(name, window=3, batch_size=BATCH, **OPTIONS[name])
    plan = plan_of(method, labelled, unlabelled)
    plan.trial = True
    return list(method.stages(plan)), plan


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("unlabelled", [0, BATCH])
def test_no_batch_of_any_stage_is_shorter_than_a_quarter(name, unlabelled):
    stages, plan = stages_of(name, 2 * BATCH + 2, unlabelled)
    assert stages
    for stage in stages:
        sizes = [len(positions) for positions in batches(stage, plan.generator)]
        assert len(sizes) >= 2
        assert min(sizes) >= BATCH / 4


BALANCED = [("lds2ae", "fine-tuning"), ("lvpcnet", "features"), ("lvpcnet", "prompts"), ("dpmamba", "student")]


@pytest.mark.parametrize(("name", "stage"), BALANCED)
def test_a_rare_class_is_learnt_as_often_as_a_common_one(name, stage):
    method = method_of(name, window=3, batch_size=BATCH, **OPTIONS[name])
    plan = plan_of(method, 120)
    rare = torch.where(plan.labelled.target == 0)[0][4:]  # of 40 samples 4 are left
    kept = torch.ones(120, dtype=torch.bool).scatter(0, rare, False)
    plan.labelled = plan.labelled.subset(torch.where(kept)[0])
    (found,) = (s for s in method.stages(plan) if s.name == stage)
    drawn = [found.samples.target[positions] for positions in batches(found, plan.generator)]
    assert len(drawn) >= 3
    for target in drawn:
        assert target.bincount().tolist() == [BATCH // 3] * 3


#: name, and of each stage: picks its best epoch, classes in equal numbers, samples that must learn together
STAGES = [
    ("lds2ae", [(False, False, 2), (True, True, 2)]),
    ("lvpcnet", [(True, True, 8), (True, True, 8)]),
    ("xmodalnet", [(False, False, 2), (True, False, 2)]),
    ("dpmamba", [(True, True, 8), (True, True, 8)]),
    ("mdico", [(True, False, 8)]),
]


@pytest.mark.parametrize(("name", "expected"), STAGES)
def test_what_learns_classes_keeps_its_best_epoch_and_what_compares_samples_has_some(name, expected):
    stages, _ = stages_of(name, 2 * BATCH, BATCH)
    assert [(stage.select, stage.balanced, stage.least) for stage in stages] == expected
    spans = [stage.span for stage in stages]
    assert spans[0][0] == 0 and spans[-1][1] == 1
    assert all(before[1] == after[0] for before, after in zip(spans, spans[1:], strict=False))
