"""Tucurui reservoir, Landsat 5 (`msi`) and elevation (`lidar`): an easy layer beside a weak one that carries badly.

    python -m benchmarks.tucurui [--methods mdico] [--seeds 5] [--labelled 200] [--window 5] [--fold 0] [--out FILE]

Pixels of a polygon are alike, so a polygon is never divided: of each class every third polygon, by falling size, is
test. With --fold 0, 1 or 2 these are left out altogether, and a third of the other polygons is measured instead: what
options are chosen by. Of the polygons that are left a quarter is validation. ``--labelled`` pixels a class are labelled
at the most; the others of these polygons are unlabelled.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np
import torch
from numpy.typing import NDArray

from engine.door.sources import LabelSource, LayerSource
from engine.door.target import CLASSES
from engine.labels.labelled_pixels import read_labels
from engine.scene.grid import Window
from engine.scene.scene import Scene

from .comparison import main
from .problem import TEST, TRAINING, UNUSED, VALIDATION, Problem, few_labels, shared

FILES = {"msi": "landsat5_tm.tif", "lidar": "srtm.tif"}
FOLDS = 3


def problem(labelled: int = 200, window: int = 5, fold: int | None = None) -> Problem:
    """Cleared land, fallen dry trees, forest and water; see the data's own README."""
    folder, half = shared("rstoolbox_lsat_srtm"), window // 2
    scene = Scene.open({m: LayerSource((str(folder / file),)) for m, file in FILES.items()}, reference="msi")
    grid = scene.grid
    source = LabelSource(str(folder / "training_polygons.gpkg"), "training_polygons", "class")
    labels = read_labels(source, grid, CLASSES, lambda text: None)
    images = {m: image.values for m, image in scene.read(Window(0, 0, grid.rows, grid.cols), half).items()}
    scene.close()
    layers = {m: _patches(image, window, labels.rows, labels.cols) for m, image in images.items()}
    whole = np.all([np.isfinite(patches).all((1, 2, 3)) for patches in layers.values()], axis=0)
    target, polygon = labels.target[whole].astype(np.int64), labels.group[whole]
    part = few_labels(parts(target, polygon, fold), target, labelled)
    return Problem(
        "Tucurui",
        {m: torch.from_numpy(patches[whole]).float() for m, patches in layers.items()},
        torch.from_numpy(target),
        list(labels.info.names),
        torch.from_numpy(part),
    )


def _patches(image: NDArray[np.float32], side: int, rows: NDArray[np.int64], cols: NDArray[np.int64]) -> NDArray:
    """(bands, rows + side - 1, cols + side - 1) -> (n, bands, side, side), one for each row and column given."""
    windows = np.lib.stride_tricks.sliding_window_view(image, (side, side), axis=(1, 2))
    return np.ascontiguousarray(windows[:, rows, cols].transpose(1, 0, 2, 3))


def parts(target: NDArray[np.int64], polygon: NDArray[np.int64], fold: int | None = None) -> NDArray[np.int64]:
    """Each class's polygons by falling size, dealt out in turn."""
    part = np.full(len(target), UNUSED)
    for label in np.unique(target):
        numbers, sizes = np.unique(polygon[target == label], return_counts=True)
        numbers = numbers[np.argsort(-sizes, kind="stable")]
        left_out = numbers[2::3]
        learnt = np.setdiff1d(numbers, left_out, assume_unique=True)
        if fold is not None:
            left_out, learnt = learnt[fold::FOLDS], np.delete(learnt, np.s_[fold::FOLDS])
        part[np.isin(polygon, left_out)] = TEST
        part[np.isin(polygon, learnt)] = TRAINING
        part[np.isin(polygon, learnt[1::4])] = VALIDATION
    return part


if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--labelled", type=int, default=200)
    parser.add_argument("--window", type=int, default=5)
    parser.add_argument("--fold", type=int, choices=range(FOLDS))
    own, others = parser.parse_known_args()
    sys.argv[1:] = others
    main(problem(own.labelled, own.window, own.fold), __doc__)
