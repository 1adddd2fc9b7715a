"""Houston 2013 pixels (hyperspectral + LiDAR profile): what training on both sensors gives when one is missing.

    python -m benchmarks.houston [--methods lvpcnet,dpmamba] [--seeds 5] [--labelled 20] [--patches] [--fold 0]
        [--out FILE]

The pixels come in the order of a scan, so neighbours are alike: training, validation and test are contiguous blocks
of that order, of each class, never random pixels. Half is test; a fifth of the rest is validation. With --fold 0 or 1
test is left out altogether, and one of the two blocks for training is measured instead: what options are chosen by.
With --labelled so many pixels a class are labelled, and the others of the training and validation blocks unlabelled.
With --patches the LiDAR profile is seen in a window of 7 (the hyperspectral pixels have no neighbours).
"""

from __future__ import annotations

import argparse
import sys

import numpy as np
import torch
from einops import rearrange

from .comparison import main
from .problem import TEST, TRAINING, UNUSED, VALIDATION, Problem, few_labels, shared

NAMES = [
    "healthy grass",
    "stressed grass",
    "synthetic grass",
    "trees",
    "soil",
    "water",
    "residential",
    "commercial",
    "road",
    "highway",
    "railway",
    "parking lot 1",
    "parking lot 2",
    "tennis court",
    "running track",
]


def problem(labelled: int | None = None, patches: bool = False, fold: int | None = None) -> Problem:
    """The 2,832 training pixels of the benchmark; see the data's own README."""
    with np.load(shared("houston2013_pixels_hsi_lidar/houston2013_train_pixels.npz"), allow_pickle=False) as file:
        layers = {"hsi": file["hsi"][:, :, None, None], "lidar": file["lidar"][:, :, None, None]}
        if patches:
            layers["lidar"] = rearrange(file["lidar_patch7"], "n (b h w) -> n b h w", h=7, w=7)
        target = torch.from_numpy(file["label"].astype(np.int64) - 1)
    part = blocks(target, fold)
    if labelled:
        part = torch.from_numpy(few_labels(part.numpy(), target.numpy(), labelled))
    return Problem("Houston", {m: torch.from_numpy(v).float() for m, v in layers.items()}, target, NAMES, part)


def blocks(target: torch.Tensor, fold: int | None = None) -> torch.Tensor:
    """0 training, 1 validation, 2 test: each class in four stretches of the scan, the second and the last for test;
    the end of the first and of the third, a fifth of them, picks the epoch. ``fold`` 0 or 1: the third or the first
    stretch is measured, and the second and the last have no part."""
    part = torch.empty_like(target)
    for label in target.unique():
        where = torch.where(target == label)[0]
        quarter = 4 * torch.arange(len(where)) / len(where)
        learnt = torch.where(quarter.frac() > 0.8, VALIDATION, TRAINING)
        left_out = quarter.long() % 2 == 1
        part[where] = torch.where(left_out, TEST if fold is None else UNUSED, learnt)
        if fold is not None:
            part[where[quarter.long() == (2, 0)[fold]]] = TEST
    return part


if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--labelled", type=int)
    parser.add_argument("--patches", action="store_true")
    parser.add_argument("--fold", type=int, choices=(0, 1))
    own, others = parser.parse_known_args()
    sys.argv[1:] = others
    main(problem(own.labelled, own.patches, own.fold), __doc__)
