"""Batch normalisation folded into the convolution or linear layer before it: the same results, one pass less."""

from __future__ import annotations

from itertools import pairwise

from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval, fuse_linear_bn_eval

_CONVOLUTIONS = (nn.Conv1d, nn.Conv2d)
_NORMS = (nn.BatchNorm1d, nn.BatchNorm2d)


def fold_batch_norm(network: nn.Module) -> None:
    """Fold every normalisation that directly follows a layer in a ``Sequential``; for networks that only predict.

    Changes ``network``, which is in eval mode; its weights are then no longer those of its training.
    """
    for sequence in [module for module in network.modules() if isinstance(module, nn.Sequential)]:
        for position, (layer, norm) in enumerate(list(pairwise(sequence))):
            if not isinstance(norm, _NORMS):
                continue
            if isinstance(layer, _CONVOLUTIONS):
                sequence[position] = fuse_conv_bn_eval(layer, norm)
            elif isinstance(layer, nn.Linear):
                sequence[position] = fuse_linear_bn_eval(layer, norm)
            else:
                continue
            sequence[position + 1] = nn.Identity()
