"""Canada 2017, monthly Sentinel-1 and Sentinel-2 series of fields: crops from both sensors, or from one of them.

    python -m benchmarks.canada [--methods mdico] [--seeds 5] [--options JSON] [--out FILE] [--classes 8] [--fold 0]

The test cells are those of the data's own split. With --fold K (0 to 4) they are left out altogether, and the K-th
fifth of the other cells is measured instead: what options are chosen by. Validation is a fifth of the training cells.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold

from engine.scene.rasters.series import fill_gaps

from .comparison import main
from .problem import TEST, TRAINING, VALIDATION, Problem, shared

FOLDS = 5


def problem(classes: int = 8, fold: int | None = None) -> Problem:
    """The ``classes`` most frequent crops, as series of a pixel; gaps of clouds are closed along time."""
    with np.load(shared("worldcereal_canada2017_timeseries/canada2017.npz"), allow_pickle=False) as file:
        kept = (file["y"] >= 1) & (file["y"] <= classes)
        if fold is not None:
            kept &= file["split"] != "test"
        layers = {"msi": _series(file["s2"][kept]), "sar": _series(file["s1"][kept])}
        target, cells, split = file["y"][kept].astype(np.int64) - 1, file["h3_l3_cell"][kept], file["split"][kept]
        names, months = file["class_names"][:classes].tolist(), tuple(file["months"].tolist())
    measured = split == "test" if fold is None else _folds(target, cells) == fold
    part = np.where(measured, TEST, TRAINING)
    learnt = np.where(~measured)[0]
    part[learnt[_folds(target[learnt], cells[learnt]) == 0]] = VALIDATION
    dates = {m: months for m in layers}
    return Problem("Canada", layers, torch.from_numpy(target), names, torch.from_numpy(part), dates)


def _series(values: NDArray[np.float32]) -> torch.Tensor:
    """(n, dates, bands), NaN where there are no data -> (n, dates · bands, 1, 1) without gaps."""
    columns = np.moveaxis(values, 0, -1)[..., None]  # (dates, bands, n, 1)
    valid = np.isfinite(columns).all(1)
    filled, known = fill_gaps(np.nan_to_num(columns), valid, np.arange(len(columns), dtype=np.float64))
    means = filled[:, :, known].mean(-1)[:, :, None, None]
    whole = np.where(known, filled, means).transpose(2, 0, 1, 3)  # (n, dates, bands, 1)
    return torch.from_numpy(np.ascontiguousarray(whole)).float().flatten(1, 2).unsqueeze(-1)


def _folds(target: NDArray[np.int64], cells: NDArray[np.str_]) -> NDArray[np.int64]:
    """Which fifth each sample belongs to; cells are never divided, and classes spread as evenly as they allow."""
    numbers = np.empty(len(target), np.int64)
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    for number, (_, where) in enumerate(folds.split(target, target, cells)):
        numbers[where] = number
    return numbers


if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--classes", type=int, default=8)
    parser.add_argument("--fold", type=int, choices=range(FOLDS))
    own, others = parser.parse_known_args()
    sys.argv[1:] = others
    main(problem(own.classes, own.fold), __doc__)
