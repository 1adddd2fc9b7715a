"""What is computed again has the gradients of the plain way, in every method that does so."""

from __future__ import annotations

from functools import partial

import pytest
import torch
from methods_helper import batch_of, method_of
from torch import nn

from engine.layers import recompute
from engine.layers.recompute import by_parts, recomputing, whole
from engine.methods.dpmamba import Teacher
from engine.methods.lvpcnet_stages import FeatureMemory

THREE = ("hsi", "sar", "lidar")


def outcome(method, loss, at_once):
    """Losses, gradients and buffers of a step from the same random state."""
    method.train()
    method.zero_grad()
    before = {name: value.clone() for name, value in method.named_buffers()}
    torch.manual_seed(4)
    with recomputing(at_once):
        losses = loss()
        torch.stack(list(losses.values())).sum().backward()
    gradients = {name: p.grad.clone() for name, p in method.named_parameters() if p.grad is not None}
    buffers = {name: value.clone() for name, value in method.named_buffers()}
    for name, value in method.named_buffers():
        value.copy_(before[name])
    return {name: value.detach() for name, value in losses.items()}, gradients, buffers


def same(found, expected):
    """Equal but for rounding, by the size of the largest of them: before a normalisation a bias has no gradient."""
    for ours, theirs in zip(found, expected, strict=True):
        assert ours.keys() == theirs.keys()
        scale = max(float(value.abs().max()) for value in theirs.values())
        for name, value in ours.items():
            torch.testing.assert_close(value, theirs[name], rtol=1e-3, atol=1e-6 * scale, msg=name)


def plainly(function, tensors, again):
    return function(*tensors)


def losses_of(name):
    """The method and each of its losses that compare samples with each other."""
    method = method_of(name, THREE, window=3, **({"absence": True} if name == "lvpcnet" else {}))
    batch = batch_of(method, 7)
    if name == "lvpcnet":

        def prompt_loss():
            method.eval()  # as the second stage has it
            return method.prompt_loss(batch, FeatureMemory(method.modalities, 7, torch.device("cpu")))

        return method, {
            "features": partial(method.feature_loss, batch),
            "holes": partial(method.feature_loss, batch.only(("hsi", "sar"))),
            "prompts": prompt_loss,
        }
    if name == "dpmamba":
        return method, {
            "teacher": partial(method.teacher_loss, batch),
            "student": partial(method.student_loss, batch, teacher=Teacher(method, 7)),
        }
    return method, {"loss": partial(method.loss, batch)}


CASES = [
    ("lvpcnet", "features"),
    ("lvpcnet", "holes"),
    ("lvpcnet", "prompts"),
    ("dpmamba", "teacher"),
    ("dpmamba", "student"),
    ("mdico", "loss"),
]


@pytest.mark.parametrize(("name", "loss"), CASES)
def test_a_step_in_parts_is_the_step_of_the_whole_batch(name, loss, monkeypatch):
    """Dropout of the parts is drawn as theirs, so it is compared part by part; without it, with the whole batch."""
    method, losses = losses_of(name)
    forgetful = outcome(method, losses[loss], 3)
    with monkeypatch.context() as patched:
        patched.setattr(recompute, "_checkpointed", plainly)
        same(forgetful, outcome(method, losses[loss], 3))
    monkeypatch.setattr(torch.nn.functional, "dropout", lambda x, *_, **__: x)
    same(outcome(method, losses[loss], 3), outcome(method, losses[loss], 0))


@pytest.mark.parametrize(("name", "loss"), CASES)
def test_a_step_in_parts_does_forget(name, loss):
    """What is kept for the gradients is a fraction, and does not hang on the size of the parts."""
    method, losses = losses_of(name)

    def kept(at_once):
        sizes = {}

        def pack(tensor):
            sizes[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
            return tensor

        method.train()
        torch.manual_seed(0)
        with recomputing(at_once), torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
            losses[loss]()
        owned = {p.untyped_storage().data_ptr() for p in method.parameters()}
        return sum(size for pointer, size in sizes.items() if pointer not in owned)

    assert kept(2) < 0.5 * kept(0)


def test_running_statistics_move_once_and_only_once():
    norm = nn.BatchNorm1d(3)
    network = nn.Sequential(nn.Linear(4, 3), norm, nn.ReLU())
    x = torch.randn(6, 4, requires_grad=True)
    with recomputing(2):
        whole(network, x).square().sum().backward()
    mixed = network[0](x)
    torch.testing.assert_close(norm.running_mean, 0.1 * mixed.mean(0))
    assert int(norm.num_batches_tracked) == 1 and norm.momentum == 0.1


def test_parts_are_as_large_as_asked_for_with_and_without_gradients():
    sizes = []

    def double(x):
        sizes.append(len(x))
        return 2 * x

    x = torch.arange(7.0)
    with recomputing(3):
        assert torch.equal(by_parts(double, x), 2 * x)
        with torch.no_grad():
            assert torch.equal(by_parts(double, x), 2 * x)
    assert sizes == [3, 3, 1, 3, 3, 1]
    by_parts(double, x)
    assert sizes[-1] == 7
