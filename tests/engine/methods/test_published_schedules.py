"""EFFORT paper: the epochs, batches, optimisers and schedules that the papers give, spelt out."""

from __future__ import annotations

import math

import pytest
import torch
from methods_helper import method_of, plan_of

from engine.door.options import METHODS
from engine.training.effort import settled

ADAM, ADAMW = torch.optim.Adam, torch.optim.AdamW


def stages_of(name, monkeypatch):
    """The stages of a training by the paper, of 320 labelled and 40 unlabelled samples."""
    options = settled(name, METHODS[name].defaults(), (), "paper", 320, 40)
    assert options.epoch_steps == 0
    method = method_of(name, **vars(options.options))
    guesses = iter([torch.arange(40) % 3, torch.zeros(40).long(), torch.ones(40).long()])
    monkeypatch.setattr("engine.methods.xmodalnet.first_labels", lambda network, plan: next(guesses))
    monkeypatch.setattr("engine.methods.xmodalnet.propagated_labels", lambda network, plan: next(guesses))
    return list(method.stages(plan_of(method, 320, unlabelled=40)))


def rates(stage):
    """The learning rate of each epoch."""
    optimizer = stage.optimizer(list(stage.parameters))
    schedule = stage.schedule(optimizer) if stage.schedule else None
    found = []
    for _ in range(stage.epochs):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if schedule:
            schedule.step()
    return found


def cosine(epochs, rate=1e-3):
    return [rate * (1 + math.cos(math.pi * e / epochs)) / 2 for e in range(epochs)]


def warm(epochs, rate, warmup):
    risen = [rate * (1 / warmup + (1 - 1 / warmup) * e / warmup) for e in range(warmup)]
    return risen + cosine(epochs - warmup, rate)


def steps(epochs, rate, falls):
    return [rate * 0.1 ** sum(e >= fall for fall in falls) for e in range(epochs)]


def poly(epochs, rate, power):
    return [rate * (1 - e / epochs) ** power for e in range(epochs)]


#: name, stage, batch, optimiser, weight decay, patience, gradient clip, learning rates
PUBLISHED = [
    ("lds2ae", 0, 1024, ADAM, 1e-4, 0, 0.0, cosine(400)),
    ("lds2ae", 1, 1024, ADAM, 1e-4, 0, 0.0, steps(150, 1e-3, (100, 131))),
    ("lvpcnet", 0, 1024, ADAM, 0.0, 0, 0.0, cosine(500)),
    ("lvpcnet", 1, 1024, ADAM, 0.0, 0, 0.0, cosine(300)),
    ("xmodalnet", 1, 300, ADAM, 0.0, 0, 0.0, poly(150, 5e-4, 0.98)),
    ("xmodalnet", 2, 300, ADAM, 0.0, 0, 0.0, poly(150, 5e-4, 0.98)),
    ("xmodalnet", 3, 300, ADAM, 0.0, 0, 0.0, poly(150, 5e-4, 0.98)),
    ("dpmamba", 0, 120, ADAMW, 0.05, 0, 1.0, warm(500, 3e-4, 30)),
    ("dpmamba", 1, 120, ADAMW, 0.05, 0, 1.0, warm(500, 3e-4, 30)),
    ("mdico", 0, 128, ADAMW, 0.0, 5, 0.0, [1e-3] * 100),  # without decay AdamW is Adam
]


def test_every_method_is_there_with_all_its_stages(monkeypatch):
    assert {name for name, *_ in PUBLISHED} == set(METHODS)
    for name in METHODS:
        rows = [stage for other, stage, *_ in PUBLISHED if other == name]
        assert max(rows) + 1 == len(stages_of(name, monkeypatch))


@pytest.mark.parametrize(("name", "number", "batch", "optimiser", "decay", "patience", "clip", "expected"), PUBLISHED)
def test_a_stage_is_as_its_paper_says(name, number, batch, optimiser, decay, patience, clip, expected, monkeypatch):
    stage = stages_of(name, monkeypatch)[number]
    assert (stage.epochs, stage.batch_size) == (len(expected), batch)
    assert (stage.patience, stage.clip, stage.average) == (patience, clip, 0.0)
    made = stage.optimizer(list(stage.parameters))
    assert type(made) is optimiser
    assert made.param_groups[0]["weight_decay"] == decay
    assert made.defaults["betas"] == (0.9, 0.999)
    assert rates(stage) == pytest.approx(expected, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(("name", "window"), [("lds2ae", 11), ("lvpcnet", 11), ("xmodalnet", 7), ("dpmamba", 11)])
def test_patches_are_as_large_as_in_the_paper(name, window):
    assert settled(name, METHODS[name].defaults(), (), "paper", 320, 40).options.window == window
