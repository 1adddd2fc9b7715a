"""What the methods stand beside: a forest, gradient boosting and a perceptron of scikit-learn, tuned on validation.

Each learns from the training samples, sees its subset's own bands alone, and takes the setting of its grid that is best
on the validation samples by (OA + AA) / 2, which picks the methods' epochs, too. Settings stand in the order in which
they win ties; the first is scikit-learn's own. Where there are no validation samples it is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier, VotingClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import Tensor

from engine.accuracy.evaluation import Accuracy, accuracy, every_subset, selection_score
from engine.door.target import CLASSES

from .problem import TEST, TRAINING, VALIDATION, Problem

TREES, TREES_TO_TUNE = 300, 50
FOREST, FOREST_TOO = "random forest", "random forest, validation too"
FEATURES, BOOSTING, PERCEPTRON = "forest on window features", "gradient boosting", "perceptron"
#: beside ensembles of the methods' networks
PERCEPTRONS, MEMBERS = "3 perceptrons", 3
BASELINES = (FOREST, FOREST_TOO, FEATURES, BOOSTING, PERCEPTRON, PERCEPTRONS)
#: those that no seed changes: they are run once
SEEDLESS = (BOOSTING,)

Setting = Mapping[str, Any]


@dataclass(frozen=True)
class Baseline:
    """``make(setting, seed)``: a classifier of scikit-learn, untrained. ``windowed``: it sees window features, not all
    pixels of the window. ``refit``: with the best setting it learns from the validation samples as well."""

    grid: Sequence[Setting]
    make: Callable[[Setting, int], Any]
    windowed: bool = False
    refit: bool = False


def _forest(setting: Setting, seed: int) -> Any:
    return RandomForestClassifier(**{"n_estimators": TREES, **setting}, random_state=seed)


def _boosting(setting: Setting, seed: int) -> Any:
    return HistGradientBoostingClassifier(**setting, early_stopping=False, random_state=seed)


def _perceptron(setting: Setting, seed: int) -> Any:
    return make_pipeline(StandardScaler(), MLPClassifier(**setting, max_iter=300, random_state=seed))


def _perceptrons(setting: Setting, seed: int) -> Any:
    """The mean of the probabilities of several that differ by their seeds; none is shared between two ensembles."""
    seeds = range(MEMBERS * seed, MEMBERS * (seed + 1))
    return VotingClassifier([(f"seed {s}", _perceptron(setting, s)) for s in seeds], voting="soft")


_FORESTS = [{"max_features": f, "min_samples_leaf": n} for f in ("sqrt", 0.2) for n in (1, 5)]
_BOOSTINGS = [{"max_leaf_nodes": leaves, "min_samples_leaf": n} for leaves in (31, 7) for n in (20, 5)]
_PERCEPTRONS = [{"hidden_layer_sizes": (n,), "alpha": alpha} for n in (100, 256) for alpha in (1e-4, 1.0)]

TABLE: Mapping[str, Baseline] = {
    FOREST: Baseline(_FORESTS, _forest),
    FOREST_TOO: Baseline(_FORESTS, _forest, refit=True),
    FEATURES: Baseline(_FORESTS, _forest, windowed=True),
    BOOSTING: Baseline(_BOOSTINGS, _boosting, windowed=True),
    PERCEPTRON: Baseline(_PERCEPTRONS, _perceptron),
    PERCEPTRONS: Baseline(_PERCEPTRONS, _perceptrons),
}


def suits(problem: Problem, name: str) -> bool:
    """Whether a baseline says something of its own: where all layers are single pixels, window features are none."""
    return name != FEATURES or problem.window > 1


def run_baseline(problem: Problem, name: str, seed: int, noise: Sequence[float] = ()) -> dict[str, dict[str, float]]:
    """Column -> metrics on the test samples, for each subset and noise."""
    baseline, found = TABLE[name], {}
    training, validation, test = (problem.part == part for part in (TRAINING, VALIDATION, TEST))
    for subset in every_subset(list(problem.layers)):
        bands = features(problem, subset, baseline.windowed)
        setting = tuned(problem, baseline, bands, seed, training, validation)
        learnt = training | validation if baseline.refit else training
        fitted = baseline.make(setting, seed).fit(bands[learnt], problem.target[learnt])
        column = "+".join(subset)
        found[column] = _measured(problem, fitted, bands, test, subset).values
        for decibel in noise:
            noisy = features(problem.noisy(decibel), subset, baseline.windowed)
            found[f"{column}, {decibel:g} dB"] = _measured(problem, fitted, noisy, test, subset).values
    return found


def tuned(
    problem: Problem, baseline: Baseline, bands: NDArray[np.float32], seed: int, training: Tensor, validation: Tensor
) -> Setting:
    """The setting that is best on the validation samples, learnt from the training ones; the first where all tie."""
    if not validation.any():
        return baseline.grid[0]
    fewer = {"n_estimators": TREES_TO_TUNE} if baseline.make is _forest else {}
    scores = []
    for setting in baseline.grid:
        fitted = baseline.make({**setting, **fewer}, seed).fit(bands[training], problem.target[training])
        scores.append(selection_score([_measured(problem, fitted, bands, validation, ())], CLASSES))
    return baseline.grid[int(np.argmax(scores))]


def features(problem: Problem, subset: Sequence[str], windowed: bool) -> NDArray[np.float32]:
    """(n, features): all pixels of each layer's window; ``windowed``: the central pixel's bands beside each band's mean
    and standard deviation in the window."""
    columns = [window_features(problem.layers[m]) if windowed else problem.layers[m].flatten(1) for m in subset]
    return torch.cat(columns, 1).numpy()


def window_features(patches: Tensor) -> Tensor:
    """(n, bands, p, p) -> (n, 3 · bands); a single pixel has its bands alone."""
    middle = patches.shape[-1] // 2
    centre = patches[:, :, middle, middle]
    if patches.shape[-1] == 1:
        return centre
    return torch.cat([centre, patches.mean((2, 3)), patches.std((2, 3), correction=0)], 1)


def _measured(
    problem: Problem, fitted: Any, bands: NDArray[np.float32], where: Tensor, subset: tuple[str, ...]
) -> Accuracy:
    """Accuracy of a trained baseline on some of the samples."""
    given = torch.zeros(int(where.sum()), len(problem.classes))
    given[:, fitted.classes_] = torch.from_numpy(fitted.predict_proba(bands[where])).float()
    return accuracy(subset, given, problem.target[where], problem.table())
