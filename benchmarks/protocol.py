"""``--protocol paper``: what each method's paper (or its public code) measured, as far as a benchmark's data permit.

The papers' splits leak: labelled pixels are drawn at random, so that test pixels have labelled neighbours. Figures by
this protocol are to be set beside published ones, and say little about another place. It is never the default.
Not copied, for any method, is to pick the best epoch on test pixels, as some public code does: where the paper has no
validation pixels, the last epoch of the published schedule is measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import torch

from .problem import TEST, TRAINING, UNLABELLED, UNUSED, VALIDATION, Problem

OWN, PAPER = "own", "paper"
PROTOCOLS = (OWN, PAPER)


@dataclass(frozen=True)
class Protocol:
    """``labelled``: training pixels a class, drawn at random among all pixels that have one; all others are test, and
    there is no validation. None: the benchmark's own training and test pixels. ``validation``: whether the benchmark's
    own validation pixels stay, or are learnt from. ``balanced``: whether batches of equally frequent classes are the
    paper's. ``options``: what the paper has where EFFORT paper does not put it in.
    """

    labelled: int | None
    validation: bool = False
    balanced: bool = True
    options: Mapping[str, Any] = field(default_factory=dict)

    def split(self, problem: Problem, seed: int) -> Problem:
        """The problem with the parts of the protocol; another seed draws other pixels."""
        part = problem.part.clone()
        if self.labelled is None:
            if not self.validation:
                part[part == VALIDATION] = TRAINING
            return replace(problem, part=part)
        known = (problem.target >= 0) & (part != UNUSED)
        part[part == UNLABELLED] = UNUSED
        part[known] = TEST
        generator = torch.Generator().manual_seed(seed)
        for label in problem.target[known].unique():
            members = torch.where(known & (problem.target == label))[0]
            part[members[torch.randperm(len(members), generator=generator)[: self.labelled]]] = TRAINING
        return replace(problem, part=part)


#: window and token are those of the benchmark's patches: no data set here has the papers' windows of 9 to 27 pixels
PAPERS: Mapping[str, Protocol] = {
    # pre-training sees the labelled windows alone; fine-tuning draws its batches at random
    "lds2ae": Protocol(labelled=40, balanced=False),
    "lvpcnet": Protocol(labelled=40, balanced=False, options={"absence": False, "mixing": 0.0}),
    # its loss compares one sample of each class: balanced batches are the paper's; 0.003 for single pixels is ours
    "dpmamba": Protocol(labelled=40, options={"learning_rate": 3e-4, "mixing": 0.0}),
    # early stopping needs validation pixels: those of the benchmark stay
    "mdico": Protocol(labelled=None, validation=True),
    # thousands of labels and the test pixels, without their labels, as the unlabelled ones
    "xmodalnet": Protocol(labelled=None, options={"transductive": True, "reject": 0.0}),
}
