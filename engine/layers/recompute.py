"""Memory for time: what a part of a network computed is forgotten, and computed again when its gradients are wanted.

Losses over a whole batch cannot be cut into smaller ones, but what comes before them can: each sample's features by
themselves, in parts of the batch, of which only the inputs are kept (Chen et al., 2016; for contrastive losses Gao et
al., 2021). Gradients are those of the plain way, dropout included, whose random state is kept with each part.
Batch normalisation is of the whole batch, so modules that have it are computed whole, one module at a time, and their
running statistics move once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from functools import partial
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.utils.checkpoint import checkpoint

_AT_ONCE: ContextVar[int] = ContextVar("samples of a part", default=0)


@contextmanager
def recomputing(samples: int) -> Iterator[None]:
    """Within, ``by_parts`` and ``whole`` spare memory, with ``samples`` in a part; 0: they do not."""
    before = _AT_ONCE.set(samples)
    try:
        yield
    finally:
        _AT_ONCE.reset(before)


def _called(module: nn.Module, *tensors: Tensor) -> Tensor:
    return cast(Tensor, module(*tensors))


def by_parts(function: Callable[..., Tensor], *tensors: Tensor) -> Tensor:
    """``function`` of tensors (n, …), which treats each of the n samples by itself -> (n, …).

    No batch normalisation that learns may be inside: it would see parts of the batch.
    """
    samples = _AT_ONCE.get()
    if not samples:
        return function(*tensors)
    parts = zip(*(tensor.split(samples) for tensor in tensors), strict=True)
    if not torch.is_grad_enabled():
        return torch.cat([function(*part) for part in parts])
    return torch.cat([_checkpointed(function, part, nullcontext()) for part in parts])


def whole(module: nn.Module, *tensors: Tensor, by: Callable[..., Tensor] = _called) -> Tensor:
    """``by(module, *tensors)``, for all samples at once, so that batch normalisation may be inside."""
    if not _AT_ONCE.get() or not torch.is_grad_enabled():
        return by(module, *tensors)
    return _checkpointed(partial(by, module), tensors, _Still(module))


def _checkpointed(
    function: Callable[..., Tensor], tensors: tuple[Tensor, ...], again: AbstractContextManager[None]
) -> Tensor:
    """``again``: the context of the second time."""

    def compute(*values: Tensor) -> Tensor:
        with recomputing(0):  # what is inside is computed again with all the rest
            return function(*values)

    contexts = (nullcontext(), again)
    return cast(Tensor, checkpoint(compute, *tensors, use_reentrant=False, context_fn=lambda: contexts))


class _Still:
    """The context in which the running statistics of all batch normalisations in a module stay as they are."""

    def __init__(self, module: nn.Module) -> None:
        self.norms = [part for part in module.modules() if isinstance(part, _BatchNorm)]

    def __enter__(self) -> None:
        self.before = [(norm.momentum, _count(norm)) for norm in self.norms]
        for norm in self.norms:
            norm.momentum = 0.0

    def __exit__(self, *_: object) -> None:
        for norm, (momentum, count) in zip(self.norms, self.before, strict=True):
            norm.momentum = momentum
            if norm.num_batches_tracked is not None and count is not None:
                norm.num_batches_tracked.copy_(count)


def _count(norm: _BatchNorm) -> Tensor | None:
    return None if norm.num_batches_tracked is None else norm.num_batches_tracked.clone()
