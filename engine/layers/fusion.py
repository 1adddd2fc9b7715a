"""What several modalities say together: a product of experts, or a weighted mean of numbers.

A modality that carries badly to new places is still sure of itself, and in a plain mean of probabilities it takes the
others down with it. Weights that are fitted where training did not look tell how far each may be believed in each
company.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize
from torch import Tensor
from torch.nn import functional as F

from ..door.target import CLASSES, LABELS

Doubles = NDArray[np.float64]

#: no expert that is kept is silenced altogether, so that a product of experts always says something
_LEAST, _MOST = 0.01, 10.0
#: what equal weights count for beside the validation samples, in samples
_PRIOR = 1.0
#: fewer samples than so many say less of three made-up modalities than the plain mean of their probabilities
_FEWEST = 16
#: standard errors by which a modality must lower the cost of the validation samples to be listened to
_SURE = 1.0


def together(logits: Sequence[Tensor], kind: str) -> Tensor:
    """Logits (n, outputs) of one or more modalities -> logits of the mean of their probabilities, or mean values."""
    if len(logits) == 1:
        return logits[0]
    stack, count = torch.stack(list(logits)).float(), math.log(len(logits))
    if kind == CLASSES:
        return stack.log_softmax(-1).logsumexp(0) - count
    if kind == LABELS:  # the common divisor cancels in log p - log (1 - p)
        return F.logsigmoid(stack).logsumexp(0) - F.logsigmoid(-stack).logsumexp(0)
    return stack.mean(0)


def weighted(logits: Sequence[Tensor], weights: Tensor, kind: str) -> Tensor:
    """Logits (n, outputs) of k modalities and weights (k,) -> logits of their product of experts, or weighted values.

    Classes: log p of each modality, weighted and added. Labels: log p - log (1 - p). A number: the values themselves.
    """
    stack = torch.stack(list(logits)).float()
    if kind == CLASSES:
        stack = stack.log_softmax(-1)
    return torch.einsum("k,kno->no", weights.to(stack), stack)


def experts(
    logits: Sequence[Tensor], available: Tensor, target: Tensor, kind: str, check: Callable[[], None]
) -> Tensor:
    """Weights of every subset of M modalities, its bits the row's number, (2 ** M, M); 0 where none are fitted.

    ``logits`` (n, outputs) of each modality, of the samples of which it is ``available`` (n, M). A subset of two and
    more is fitted on the samples that show all of it; one that fewer than 16 show has none. ``check`` may raise.
    """
    count = len(logits)
    weights = torch.zeros(2**count, count)
    for subset in (s for size in range(2, count + 1) for s in combinations(range(count), size)):
        check()
        complete = available[:, list(subset)].all(1)
        if int(complete.sum()) >= _FEWEST:
            found = fitted_weights([logits[i][complete] for i in subset], target[complete], kind)
            weights[sum(1 << i for i in subset), list(subset)] = found
    return weights


def fitted_weights(logits: Sequence[Tensor], target: Tensor, kind: str) -> Tensor:
    """The weights (k,) with which k modalities predict ``target`` best, for logits (n, outputs) each.

    Classes and labels: the least cross-entropy, which is convex in the weights; a weight is also the inverse of a
    temperature. A number: the least squared error of a mean with weights of at least 0 that add up to 1: inverse
    variances where errors are independent; errors that modalities have in common are taken account of.
    A modality without which the others do as well, up to what chance may explain, has the weight 0.
    """
    scores = torch.stack([x.detach().double().cpu() for x in logits])
    truth = target.cpu()
    if kind == CLASSES:
        scores, truth = scores.log_softmax(-1), F.one_hot(truth, scores.shape[-1])
    truth = truth.double().reshape(scores.shape[1:])
    kept = list(range(len(scores)))
    weights, costs = _fitted(scores, truth, kind)
    while len(kept) > 1:
        fewer = [[i for i in kept if i != left_out] for left_out in kept]
        found = [_fitted(scores[rest], truth, kind) for rest in fewer]
        best = min(range(len(found)), key=lambda i: float(found[i][1].mean()))
        gain = found[best][1] - costs
        if float(gain.mean()) > _SURE * float(gain.std(correction=0)) / len(gain) ** 0.5:
            break
        kept, (weights, costs) = fewer[best], found[best]
    return torch.zeros(len(scores)).index_copy(0, torch.tensor(kept), torch.from_numpy(weights).float())


def _fitted(scores: Tensor, truth: Tensor, kind: str) -> tuple[Doubles, Tensor]:
    """Weights (k,) of scores (k, n, outputs), and what each sample costs with them, (n,)."""
    if kind in (CLASSES, LABELS):
        weights = _experts(scores, truth, kind)
    else:
        weights = least_variance((scores - truth)[..., 0].numpy())
    fused = torch.einsum("k,kno->no", torch.from_numpy(weights), scores)
    return weights, _costs(fused, truth, kind)


def _costs(fused: Tensor, truth: Tensor, kind: str) -> Tensor:
    if kind == CLASSES:
        return -(fused.log_softmax(-1) * truth).sum(1)
    if kind == LABELS:
        return F.binary_cross_entropy_with_logits(fused, truth, reduction="none").mean(1)
    return (fused - truth).square().mean(1)


def _experts(scores: Tensor, truth: Tensor, kind: str) -> Doubles:
    start = np.full(len(scores), 1 / len(scores))

    def cost(values: Doubles) -> tuple[float, Doubles]:
        fused, apart = torch.einsum("k,kno->no", torch.from_numpy(values), scores), values - start
        said = fused.softmax(-1) if kind == CLASSES else fused.sigmoid() / truth.shape[1]
        wrong = said - (truth if kind == CLASSES else truth / truth.shape[1])
        slope = torch.einsum("no,kno->k", wrong, scores).numpy()
        total = float(_costs(fused, truth, kind).sum())
        return total + _PRIOR * float(apart @ apart), slope + 2 * _PRIOR * apart

    found = minimize(cost, start, jac=True, method="L-BFGS-B", bounds=[(_LEAST, _MOST)] * len(scores))
    return np.asarray(found.x, np.float64)


def least_variance(errors: Doubles) -> Doubles:
    """Errors (k, n) of k predictions -> weights (k,), at least 0 with a sum of 1, of the mean with the least squares.

    Every set of predictions is tried with the weights that are best without bounds, unless one of them is below 0.
    """
    products = errors @ errors.T / errors.shape[1]
    products += 1e-6 * np.trace(products) / len(products) * np.eye(len(products)) + 1e-12 * np.eye(len(products))
    best, least = np.zeros(len(errors)), np.inf
    for size in range(1, len(errors) + 1):
        for chosen in combinations(range(len(errors)), size):
            inner = products[np.ix_(chosen, chosen)]
            raw = np.linalg.solve(inner, np.ones(size))
            raw /= raw.sum()
            variance = float(raw @ inner @ raw)
            if (raw >= 0).all() and variance < least:
                best, least = np.zeros(len(errors)), variance
                best[list(chosen)] = raw
    return best
