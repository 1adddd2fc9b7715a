"""Flips, averaged weights and mixing: every method has them in its supervised stages, and in no other."""

import pytest
import torch
from methods_helper import batch_of, method_of, plan_of
from torch.nn import functional as F

from engine.door.options import METHODS
from engine.layers.mixing import Mix
from engine.methods.dpmamba import Teacher
from engine.runtime.reporter import Reporter
from engine.training.sequence import train

SHORT = {
    "lds2ae": {"pretrain_epochs": 1, "finetune_epochs": 2},
    "lvpcnet": {"feature_epochs": 2, "prompt_epochs": 2},
    "xmodalnet": {"pretrain_epochs": 1, "epochs": 2, "propagation": False},
    "dpmamba": {"teacher_epochs": 2, "student_epochs": 2},
    "mdico": {"epochs": 2},
}
#: name of a stage -> whether its patches are turned, and its weights averaged
STAGES = {
    "lds2ae": {"pre-training": (False, False), "fine-tuning": (True, True)},
    "lvpcnet": {"features": (True, True), "prompts": (False, True)},
    "xmodalnet": {"pre-training": (False, False), "round 1": (True, True)},
    "dpmamba": {"teacher": (True, True), "student": (True, True)},
    "mdico": {"co-learning": (True, True)},
}


def stages_of(name, **options):
    method = method_of(name, window=3, **SHORT[name], **options)
    plan = plan_of(method, 24)
    plan.trial = True
    return list(method.stages(plan))


@pytest.mark.parametrize("name", METHODS)
def test_the_options_reach_the_supervised_stages_alone(name):
    found = {s.name: (s.flips, s.average == 0.9) for s in stages_of(name, flips=True, average=0.9)}
    assert found == STAGES[name]
    assert not any(s.flips or s.average for s in stages_of(name, average=0.0))


@pytest.mark.parametrize("name", METHODS)
def test_every_method_trains_with_all_of_them(name):
    mixing = {} if name == "xmodalnet" else {"mixing": 0.4}
    method = method_of(name, window=3, batch_size=16, flips=True, average=0.9, **mixing, **SHORT[name])
    histories = train(method, plan_of(method, 48), Reporter())
    assert all(torch.tensor(values).isfinite().all() for h in histories for values in h.losses.values())
    assert all(value.isfinite().all() for value in method.state_dict().values())


def test_a_teacher_of_turned_patches_remembers_nothing_of_them():
    network = method_of("dpmamba", window=3)
    batch, teacher = batch_of(network, 6), Teacher(network, 0)
    turned = type(batch)({m: p.flip(-1) for m, p in batch.patches.items()}, batch.target, batch.index)
    for some in (batch, turned):
        expected = network.features(network.embed(some.patches))
        torch.testing.assert_close(teacher.features(some), expected, rtol=1e-4, atol=1e-5)
    assert not torch.allclose(teacher.features(batch), teacher.features(turned), atol=1e-4)


@pytest.mark.parametrize("flips", [False, True])
def test_a_students_teacher_remembers_where_patches_stay_as_they_are(flips):
    method = method_of("dpmamba", window=3, flips=flips, **SHORT["dpmamba"])
    *_, student = method.stages(plan_of(method, 24))
    assert (student.loss.keywords["teacher"].memory is None) == flips


def test_fine_tuning_gives_mixed_samples_both_their_classes(monkeypatch):
    method, partner = method_of("lds2ae", window=3, mixing=0.4), torch.arange(6).roll(2)
    method.head.weight.data += torch.randn(method.head.weight.shape)
    batch = batch_of(method, 6)
    monkeypatch.setattr("engine.methods.lds2ae.random_mix", lambda *_: Mix(0.7, partner))
    mixed = {m: 0.7 * x + 0.3 * x[partner] for m, x in batch.patches.items()}
    expected = []
    for subset in (["hsi"], ["lidar"], ["hsi", "lidar"]):
        logits = method({m: mixed[m] for m in subset})
        for i in range(6):
            own, other = batch.target[i : i + 1], batch.target[partner[i]].view(1)
            one = logits[i : i + 1]
            expected.append(0.7 * F.cross_entropy(one, own) + 0.3 * F.cross_entropy(one, other))
    found = method.finetune_loss(batch)["classes"]
    torch.testing.assert_close(found, torch.stack(expected).mean(), rtol=1e-4, atol=1e-5)
