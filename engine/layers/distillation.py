"""The losses of DPMamba's text-bridging distillation: classes and texts are what teacher and student have in common.

Similarities (n, C) are those of n samples with the texts of C classes. A *group* holds one sample of each class; a
class that has no sample left is missing from its group.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

#: of Hinton et al. (2015), for the distillation of probabilities
_TEMPERATURE = 4.0


def group_numbers(target: Tensor, classes: int) -> Tensor:
    """Class indices (n,) -> (n,): the k-th sample of each class goes to group k."""
    one_hot = F.one_hot(target, classes)
    return (one_hot.cumsum(0) * one_hot).sum(1) - 1


def alignment(similarities: Tensor, target: Tensor) -> Tensor:
    """Symmetric cross-entropy between the samples of each group and the texts (DPMamba, L_CA, eq. 9-11) -> scalar.

    similarities (n, C), target (n,). Samples to texts: each sample against all C texts, also where its group lacks
    classes. Texts to samples: the text of each class against the samples of its group.
    """
    grid, group = _grid(similarities, target, -torch.inf)
    to_samples = grid.log_softmax(1)[group, target, target]
    return (F.cross_entropy(similarities, target) - to_samples.mean()) / 2


def relation_distance(student: Tensor, teacher: Tensor, target: Tensor) -> Tensor:
    """Pearson distance between the rows and between the columns of the groups' similarity matrices -> scalar.

    DPMamba, L_ICRC, eq. 6: how a sample relates to the classes, and how a class relates to the samples.
    student, teacher (n, C), target (n,). Columns count in groups of at least two samples.
    """
    rows = 1 - _correlation(student, teacher, torch.ones_like(student), dim=1).mean()
    ours, _ = _grid(student, target, 0.0)
    theirs, _ = _grid(teacher, target, 0.0)
    there, _ = _grid(torch.ones_like(student), target, 0.0)
    several = there[:, :, 0].sum(1) > 1
    if not several.any():
        return rows
    columns = _correlation(ours[several], theirs[several], there[several], dim=1)
    return rows + 1 - columns.mean()


def probability_distance(student: Tensor, teacher: Tensor) -> Tensor:
    """Kullback-Leibler divergence of softened class probabilities (n, C) -> scalar: what the text bridge replaces."""
    ours, theirs = (student / _TEMPERATURE).log_softmax(1), (teacher / _TEMPERATURE).log_softmax(1)
    return F.kl_div(ours, theirs, reduction="batchmean", log_target=True) * _TEMPERATURE**2


def _grid(similarities: Tensor, target: Tensor, empty: float) -> tuple[Tensor, Tensor]:
    """(n, C) -> (groups, C samples, C texts), ``empty`` where a group lacks a class; and each sample's group (n,)."""
    classes = similarities.shape[1]
    group = group_numbers(target, classes)
    grid = similarities.new_full((int(group.max()) + 1, classes, classes), empty)
    return grid.index_put((group, target), similarities), group


def _correlation(a: Tensor, b: Tensor, there: Tensor, dim: int) -> Tensor:
    """Pearson's correlation along ``dim`` over the entries where ``there`` is 1."""
    count = there.sum(dim, keepdim=True)
    a = (a - (a * there).sum(dim, keepdim=True) / count) * there
    b = (b - (b * there).sum(dim, keepdim=True) / count) * there
    return F.cosine_similarity(a, b, dim=dim)
