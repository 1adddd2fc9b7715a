"""Which precision is taken, and that bfloat16 learns what float32 learns."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace

import numpy as np
import pytest
import torch
from linear_method import toy_method, toy_plan, toy_samples
from methods_helper import Batch, method_of, plan_of, samples_of

from engine.accuracy.evaluation import evaluate, predict
from engine.door.errors import InputError
from engine.door.options import METHODS
from engine.door.target import KINDS
from engine.layers import precision
from engine.methods.base import Method
from engine.runtime.device import BFLOAT16, BFLOAT16_TARGETS, FLOAT32, resolve, trial
from engine.runtime.reporter import Reporter
from engine.training.sequence import train

CPU, CUDA, MPS = torch.device("cpu"), torch.device("cuda"), torch.device("mps")


@pytest.fixture(autouse=True)
def no_wish(monkeypatch):
    """Nobody asked for a precision by the environment."""
    monkeypatch.delenv("RSMISS_PRECISION", raising=False)


def clock_of(float32: float, bfloat16: float):
    """A clock that shows these durations for the measured calls of each."""
    ticks = [0.0]
    for seconds in [float32] * 3 + [bfloat16] * 3:
        ticks += [ticks[-1], ticks[-1] + seconds]
    shown = iter(ticks[1:])
    return lambda: next(shown)


# ---- what is asked for


def test_without_a_wish_a_cpu_computes_in_float32_whatever_its_units(monkeypatch):
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: True)
    monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda: False)
    assert resolve("auto", CPU, "mdico", "classes", work=lambda: None, clock=clock_of(2.0, 1.0)) == FLOAT32
    assert resolve("auto", MPS, "mdico", "classes", work=lambda: None, clock=clock_of(2.0, 1.0)) == FLOAT32


@pytest.mark.parametrize(
    ("float32", "bfloat16", "found"), [(2.0, 1.0, BFLOAT16), (1.0, 0.95, FLOAT32), (1, 2, FLOAT32)]
)
def test_on_a_cpu_with_amx_measured_batches_decide(monkeypatch, float32, bfloat16, found):
    monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda: True)
    seen = []

    def work():
        seen.append(torch.is_autocast_enabled("cpu"))

    assert resolve("auto", CPU, "mdico", "classes", work=work, clock=clock_of(float32, bfloat16)) == found
    assert seen == [False] * 4 + [True] * 4
    assert resolve("auto", CPU, "mdico", "classes") == FLOAT32  # nothing to measure


def test_on_a_gpu_with_bfloat16_only_what_was_tested_takes_it(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation: True)
    assert resolve("auto", CUDA, "mdico", "classes") == BFLOAT16
    assert resolve("auto", CUDA, "mdico", "labels") == FLOAT32
    assert resolve("auto", CUDA, "xmodalnet", "classes") == FLOAT32
    assert resolve("auto", CUDA, "unheard of", "classes") == FLOAT32
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation: False)
    assert resolve("auto", CUDA, "mdico", "classes") == FLOAT32


def test_the_job_wins_over_the_environment_and_that_over_auto(monkeypatch):
    monkeypatch.setenv("RSMISS_PRECISION", "bfloat16")
    assert resolve("auto", CPU, "mdico", "labels") == BFLOAT16
    assert resolve("float32", CPU, "mdico", "classes") == FLOAT32
    monkeypatch.setenv("RSMISS_PRECISION", "float32")
    assert resolve("bfloat16", CPU, "mdico", "classes") == BFLOAT16
    monkeypatch.setenv("RSMISS_PRECISION", "half")
    with pytest.raises(InputError, match="RSMISS_PRECISION is 'half'; it must be one of auto, float32, bfloat16"):
        resolve("auto", CPU, "mdico", "classes")


def test_a_number_stays_in_float32_and_the_log_says_so(monkeypatch):
    said = []
    assert resolve("bfloat16", CUDA, "mdico", "number", say=said.append) == FLOAT32
    assert said == [
        "PRECISION is bfloat16, but a number is always computed in float32: three digits are too few for it."
    ]
    monkeypatch.setenv("RSMISS_PRECISION", "bfloat16")
    assert resolve("auto", CPU, "mdico", "number", say=said.append) == FLOAT32
    assert len(said) == 2


def test_the_table_of_what_was_tested_names_methods_and_targets_that_there_are():
    assert set(BFLOAT16_TARGETS) <= set(METHODS)
    for name, targets in BFLOAT16_TARGETS.items():
        assert set(targets) <= set(METHODS[name].targets) & set(KINDS)


@pytest.mark.parametrize("learning", [False, True])
def test_a_measured_batch_changes_neither_the_network_nor_what_is_drawn_next(learning):
    method = method_of("mdico", window=3)
    before = {name: value.clone() for name, value in method.state_dict().items()}
    bands = {m: info.bands for m, info in method.modalities.items()}
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    work = trial(method, method.window, bands, CPU, learning=learning)
    work()
    work()
    assert torch.equal(torch.rand(3), expected)
    assert all(torch.equal(value, before[name]) for name, value in method.state_dict().items())
    assert not method.training and all(p.grad is None for p in method.parameters())


# ---- what it is used for


def test_training_validation_and_prediction_compute_in_the_precision_that_they_are_given():
    seen = []

    def forward(patches):
        seen.append(torch.is_autocast_enabled("cpu"))
        return Method.forward(method, patches)

    samples = toy_samples(60)
    method = toy_method(samples, epochs=1)
    method.forward = forward
    embed, plain = [], method.embed
    method.embed = lambda images: (embed.append(torch.is_autocast_enabled("cpu")), plain(images))[1]
    for name, rounded in ((FLOAT32, False), (BFLOAT16, True)):
        seen.clear()
        embed.clear()
        train(method, replace(toy_plan(samples, toy_samples(seed=1)), precision=name), Reporter())
        predict(method, samples, [("hsi",)], precision=name)
        assert set(seen) == set(embed) == {rounded}


# ---- what bfloat16 costs

#: method -> the loss of its first stage, and the share of its gradient's length by which bfloat16 may change it
GRADIENTS = {
    "dpmamba": ("teacher_loss", 0.012),
    "lds2ae": ("pretrain_loss", 0.02),
    "lvpcnet": ("feature_loss", 0.02),
    "mdico": ("loss", 0.25),
    "xmodalnet": ("loss", 0.15),
}


def relief(method, count, seed):
    """Patches as an elevation has them: a level for each window, and hills of three hundredths of its deviation."""
    generator, side = torch.Generator().manual_seed(seed), method.window
    found = {}
    for name, info in method.modalities.items():
        hills = torch.randn(count, info.bands, side, side, generator=generator)
        found[name] = torch.randn(count, 1, 1, 1, generator=generator) + 0.03 * hills
    return found


def gradient(method, loss, batch, rounded):
    """The gradient of all weights, one vector; the same random draws every time."""
    state = {name: value.clone() for name, value in method.state_dict().items()}
    torch.manual_seed(0)
    method.zero_grad()
    with torch.autocast("cpu", dtype=torch.bfloat16) if rounded else nullcontext():
        terms = getattr(method, loss)(batch)
    torch.stack([value.float() for value in terms.values()]).sum().backward()
    method.load_state_dict(state)
    return torch.cat([p.grad.ravel() for p in method.parameters() if p.grad is not None])


def gradient_error(name, loss, seed):
    """Length of what bfloat16 changes of the gradient, as a share of the gradient's."""
    method = method_of(name, ("msi", "lidar"), seed=seed, window=5).train()
    for module in method.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    batch = Batch(relief(method, 48, seed), torch.arange(48) % 3, torch.arange(48))
    if name == "xmodalnet":
        for m, patches in batch.patches.items():
            method.stream(m).range.set(patches.amin((0, 2, 3)), patches.amax((0, 2, 3)))
    exact, rounded = (gradient(method, loss, batch, r) for r in (False, True))
    return float((rounded - exact).norm() / exact.norm())


@pytest.mark.parametrize("name", METHODS)
def test_gradients_stay_near_those_of_float32_because_first_layers_and_heads_are_in_it(name, monkeypatch):
    loss, limit = GRADIENTS[name]
    assert np.mean([gradient_error(name, loss, seed) for seed in range(3)]) < limit
    monkeypatch.setattr(precision, "exact", lambda like: nullcontext())
    assert np.mean([gradient_error(name, loss, seed) for seed in range(3)]) > limit


#: long enough that the losses have settled: after a few steps every precision looks the same
QUICK = {
    "dpmamba": {"window": 3, "teacher_epochs": 25, "student_epochs": 15, "warmup_epochs": 3, "learning_rate": 1e-3},
    "lds2ae": {"window": 3, "pretrain_epochs": 5, "finetune_epochs": 30},
    "lvpcnet": {"window": 3, "feature_epochs": 30, "prompt_epochs": 10},
    "mdico": {"window": 3, "epochs": 40},
    "xmodalnet": {"window": 3, "epochs": 40, "rounds": 1, "pretrain_epochs": 3},
}
SEEDS = 3


def accuracies(name, chosen):
    """Mean accuracy over the subsets after a training in a precision, one value a seed."""
    found = []
    for seed in range(SEEDS):
        method = method_of(name, seed=seed, batch_size=30, **QUICK[name])
        plan = plan_of(method, 60, seed=seed)
        # without validation the last epoch is kept, and every step counts
        plan = replace(plan, precision=chosen, validation=plan.validation.subset(torch.arange(0)))
        train(method, plan, Reporter())
        results = evaluate(method, samples_of(method, 150, seed=50 + seed, noise=1.5), precision=chosen)
        found.append(float(np.mean([result.values["oa"] for result in results])))
    return np.array(found)


@pytest.mark.parametrize("name", METHODS)
def test_a_training_in_bfloat16_is_as_good_as_in_float32(name):
    """Finds a training that bfloat16 breaks; what first layers and heads are worth shows in the gradients alone."""
    exact, rounded = accuracies(name, FLOAT32), accuracies(name, BFLOAT16)
    assert exact.mean() > 0.6  # there is something to lose
    # a spread of three seeds may be small by chance
    assert rounded.mean() > exact.mean() - max(0.03, exact.std(ddof=1))
