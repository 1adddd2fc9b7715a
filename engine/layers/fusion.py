"""What several modalities say together: a product of experts, or a weighted mean of numbers.

A modality that carries badly to new places is still sure of itself, and in a plain mean of probabilities it takes the
others down with it. Weights that are fitted where training did not look tell how far each may be believed in each
company.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize
from torch import Tensor
from torch.nn import functional as F

from ..door.target import CLASSES, LABELS

Doubles = NDArray[np.float64]

#: no expert is silenced altogether, so that a product of experts always says something
_LEAST, _MOST = 0.01, 10.0
#: what equal weights count for beside the validation samples, in samples
_PRIOR = 1.0


def weighted(logits: Sequence[Tensor], weights: Tensor, kind: str) -> Tensor:
    """Logits (n, outputs) of k modalities and weights (k,) -> logits of their product of experts, or weighted values.

    Classes: log p of each modality, weighted and added. Labels: log p - log (1 - p). A number: the values themselves.
    """
    stack = torch.stack(list(logits)).float()
    if kind == CLASSES:
        stack = stack.log_softmax(-1)
    return torch.einsum("k,kno->no", weights.to(stack), stack)


def fitted_weights(logits: Sequence[Tensor], target: Tensor, kind: str) -> Tensor:
    """The weights (k,) with which k modalities predict ``target`` best, for logits (n, outputs) each.

    Classes and labels: the least cross-entropy, which is convex in the weights; a weight is also the inverse of a
    temperature. A number: the least squared error of a mean with weights of at least 0 that add up to 1: inverse
    variances where errors are independent; errors that modalities have in common are taken account of.
    """
    stack = torch.stack([x.detach().float().cpu() for x in logits])
    if kind == CLASSES:
        found = _experts(stack.log_softmax(-1), F.one_hot(target.cpu(), stack.shape[-1]), many=False)
    elif kind == LABELS:
        found = _experts(stack, target.cpu(), many=True)
    else:
        found = least_variance((stack[..., 0] - target.cpu().float()).double().numpy())
    return torch.from_numpy(found).float()


def _experts(scores: Tensor, truth: Tensor, many: bool) -> Doubles:
    """Scores (k, n, outputs), truth (n, outputs) 0/1, of which ``many`` may be 1 -> weights (k,)."""
    scores, truth = scores.double(), truth.double()
    start = np.full(len(scores), 1 / len(scores))

    def cost(values: Doubles) -> tuple[float, Doubles]:
        fused, apart = torch.einsum("k,kno->no", torch.from_numpy(values), scores), values - start
        if many:
            loss = F.binary_cross_entropy_with_logits(fused, truth, reduction="sum") / truth.shape[1]
            wrong = (fused.sigmoid() - truth) / truth.shape[1]
        else:
            loss, wrong = -(fused.log_softmax(-1) * truth).sum(), fused.softmax(-1) - truth
        slope = torch.einsum("no,kno->k", wrong, scores).numpy()
        return float(loss) + _PRIOR * float(apart @ apart), slope + 2 * _PRIOR * apart

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
