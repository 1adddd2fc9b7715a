"""Folding batch normalisation changes how the result is reached, not the result."""

import pytest
import torch
from methods_helper import method_of, patches_of
from torch import nn

from engine.door.options import METHODS
from engine.model.folding import fold_batch_norm


def unsettled(network):
    """Statistics and scales as a training leaves them: those of a fresh network would hide a mistake."""
    generator = torch.Generator().manual_seed(1)
    for module in network.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            for tensor in (module.running_mean, module.running_var, module.weight, module.bias):
                tensor.data.copy_(0.5 + torch.rand(tensor.shape, generator=generator))
    return network


def norms_behind_layers(network):
    followed = (nn.Conv1d, nn.Conv2d, nn.Linear)
    return [
        norm
        for s in network.modules()
        if isinstance(s, nn.Sequential)
        for layer, norm in zip(list(s)[:-1], list(s)[1:], strict=True)
        if isinstance(layer, followed) and isinstance(norm, nn.modules.batchnorm._BatchNorm)
    ]


@pytest.mark.parametrize("name", METHODS)
def test_every_method_predicts_the_same(name):
    method = unsettled(method_of(name)).double()
    patches = {m: patch.double() for m, patch in patches_of(method).items()}
    with torch.no_grad():
        before = [method(patches), method({"lidar": patches["lidar"]})]
        fold_batch_norm(method)
        after = [method(patches), method({"lidar": patches["lidar"]})]
    torch.testing.assert_close(after, before)
    assert norms_behind_layers(method) == []


def test_what_follows_no_layer_stays():
    network = nn.Sequential(nn.ReLU(), nn.BatchNorm1d(3), nn.Linear(3, 3), nn.BatchNorm1d(3)).eval()
    fold_batch_norm(network)
    assert [type(module).__name__ for module in network] == ["ReLU", "BatchNorm1d", "Linear", "Identity"]
