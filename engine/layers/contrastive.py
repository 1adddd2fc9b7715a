"""Contrastive losses: paired modalities against each other, and samples against the texts of their classes."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from . import precision


def info_nce(a: Tensor, b: Tensor, temperature: float = 0.07) -> Tensor:
    """InfoNCE of paired features (n, d), (n, d) -> scalar: the sum of both directions (MDiCo, eq. 9-10).

    Row i of ``a`` and row i of ``b`` are one sample seen by two modalities. Cross-modal pairs only: the other
    samples of the *other* modality are the negatives, those of one's own modality are not.
    """
    logits = cosine_similarities(a, b) / temperature  # (n, n)
    pairs = torch.arange(len(a), device=a.device)
    return F.cross_entropy(logits, pairs) + F.cross_entropy(logits.T, pairs)


def another_of_the_class(target: Tensor) -> Tensor:
    """For each sample (n,) the position of a random sample of the same class, each taken once."""
    order = torch.argsort(target, stable=True)
    keys = target.double() + torch.rand(len(target), device=target.device)
    chosen = torch.empty_like(order)
    chosen[order] = torch.argsort(keys)
    return chosen


def nt_xent(a: Tensor, b: Tensor, temperature: float) -> Tensor:
    """Contrastive loss of pairs (n, d), (n, d) with negatives from both modalities, as the authors' code has it."""
    features = torch.cat([a, b])
    similarities = cosine_similarities(features, features) / temperature
    similarities.fill_diagonal_(-torch.inf)
    partner = torch.arange(len(features), device=a.device).roll(len(a))
    return F.cross_entropy(similarities, partner)


def class_text_alignment(features: Tensor, target: Tensor, texts: Tensor, temperature: float = 0.07) -> Tensor:
    """Supervised contrastive alignment of features (n, d) with the texts (C, d) of their classes -> scalar.

    LVPCnet, eq. 4 and 8: ``target`` (n,) holds class indices; each sample brings its class's text into the batch, so
    all samples of a class are each other's positives, in both directions, of which the mean is taken. Denominators
    run over the whole batch, positives included: without them the loss has no lower bound.
    """
    logits = cosine_similarities(features, texts) / temperature  # (n, C)
    counts = target.bincount(minlength=len(texts))
    # to the texts of the batch, where a class's text stands once for each of its samples; absent classes weigh nothing
    batch_texts = (logits + counts.to(logits).log()).logsumexp(1)
    to_texts = (batch_texts - logits.gather(1, target.unsqueeze(1)).squeeze(1)).mean()
    # from a class's text to the samples; mean over its positives, then over the batch's texts
    to_samples = F.nll_loss(logits.log_softmax(0), target)
    return (to_texts + to_samples) / 2


def cosine_similarities(a: Tensor, b: Tensor) -> Tensor:
    """Cosine of every row of (n, d) with every row of (k, d) -> (n, k), in float32 also under autocast.

    bfloat16 keeps three digits: divided by a small temperature, its rounding would be as large as what is learnt.
    """
    with precision.exact(a):
        return F.normalize(a.float(), dim=-1) @ F.normalize(b.float(), dim=-1).T
