"""Pseudo-labels of unlabelled pixels, for X-ModalNet: first by their spectra, then by what the network sees of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from ..layers.cross_modal import central
from ..layers.label_propagation import propagate, svm_labels
from ..samples.batches import Batch, Samples
from .base import Plan

if TYPE_CHECKING:
    from .xmodalnet import Xmodalnet

_READ_AT_ONCE = 1024


def first_labels(network: Xmodalnet, plan: Plan) -> Tensor:
    """Pseudo-labels (n,) by a support vector machine on the pixels' spectra; -1 where option REJECT doubts any."""
    plan.say("First pseudo-labels by a support vector machine.")
    return plan.once("first labels", lambda: _by_spectra(network, plan))


def _by_spectra(network: Xmodalnet, plan: Plan) -> Tensor:
    both = (plan.labelled, plan.unlabelled)
    learnt, asked = (rows(network, s, lambda batch: spectra(network, batch)).numpy() for s in both)
    found = svm_labels(learnt, plan.labelled.target.numpy(), asked, plan.seed, network.options.reject)
    return torch.from_numpy(found)


def propagated_labels(network: Xmodalnet, plan: Plan) -> Tensor:
    """Pseudo-labels (n,) by label propagation on the top features; -1 where no label arrives."""
    network.eval()
    features = torch.cat(
        [rows(network, s, lambda batch: top_features(network, batch)) for s in (plan.labelled, plan.unlabelled)]
    )
    known = torch.cat([plan.labelled.target, torch.full((len(plan.unlabelled),), -1)])
    found = propagate(features.numpy(), known.numpy(), plan.seed)
    return torch.from_numpy(found[len(plan.labelled) :])


def with_labels(samples: Samples, labels: Tensor) -> Samples | None:
    """The samples that have a pseudo-label, with it."""
    known = torch.where(labels >= 0)[0]
    return samples.with_target(labels).subset(known) if len(known) else None


def spectra(network: Xmodalnet, batch: Batch) -> Tensor:
    """Central pixels of all modalities (n, all bands); 0, the training mean, where one is missing."""
    zeros = torch.zeros(len(batch), 1, device=batch.index.device)
    seen = {m: central(image, network.margin).flatten(1) for m, image in batch.patches.items()}
    filled = [seen.get(m, zeros.expand(-1, info.bands)) for m, info in network.modalities.items()]
    return torch.cat(filled, dim=1)


def top_features(network: Xmodalnet, batch: Batch) -> Tensor:
    """Top features of all modalities (n, M · 128); the mean of the others where one is missing."""
    tops = {m: features.flatten(1) for m, features in network.embed(batch.patches).items()}
    mean = torch.stack(list(tops.values())).mean(0)
    return torch.cat([tops.get(m, mean) for m in network.modalities], dim=1)


def in_batches(network: Xmodalnet, samples: Samples) -> Iterator[tuple[Tensor, Batch]]:
    """All samples in batches, with their positions."""
    for names, where in samples.patterns(torch.arange(len(samples))):
        for positions in where.split(network.portion(_READ_AT_ONCE)):
            (batch,) = samples.batches(positions, names)
            yield positions, batch


@torch.no_grad()
def rows(network: Xmodalnet, samples: Samples, features: Callable[[Batch], Tensor]) -> Tensor:
    """Features of all samples in their order, (n, d) on the CPU."""
    parts = [(positions, features(batch).float().cpu()) for positions, batch in in_batches(network, samples)]
    order = torch.cat([positions for positions, _ in parts]).argsort()
    return torch.cat([found for _, found in parts])[order]
