"""Pseudo-labels of unlabelled samples: a first guess by a support vector machine, then by label propagation."""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray
from sklearn.calibration import CalibratedClassifierCV
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import pairwise_distances
from sklearn.model_selection import GridSearchCV, StratifiedKFold, cross_val_predict
from sklearn.preprocessing import StandardScaler
from sklearn.semi_supervised import LabelPropagation
from sklearn.svm import SVC

Floats = NDArray[np.float32]
Labels = NDArray[np.int64]

#: up to so many nodes the graph is complete and weighted by distance; above it joins nearest neighbours
DENSE_NODES, NEIGHBOURS = 5000, 10
#: affinities tried, in units of 1 / the median squared distance
_WIDTHS = (0.5, 2.0, 8.0, 32.0, 128.0)
_FOLDS, _ITERATIONS = 3, 200
#: the largest change of a node's label distribution, on average, that counts as convergence
_TOLERANCE = 1e-4
#: nodes by which the affinity is chosen, and samples that an SVM learns from: both cost their square or more
_CHOOSING_NODES, _SVM_SAMPLES = 1000, 2000
#: nodes between which the median distance is measured
_MEDIAN_NODES = 500


def propagate(features: Floats, labels: Labels, seed: int = 0) -> Labels:
    """Labels for all samples, those of the labelled ones clamped (X-ModalNet, eq. 1-2).

    ``features`` (n, d); ``labels`` (n,) class indices, -1 where unknown. Returns (n,); -1 where no labelled sample is
    connected. Memory is of order n · neighbours above ``DENSE_NODES`` samples, of order n² below.
    """
    if not (labels >= 0).any():
        return labels.copy()
    scaled = StandardScaler().fit_transform(features).astype(np.float32)
    gamma = _best_gamma(scaled, labels, seed) if len(labels) < DENSE_NODES else None
    return _propagated(scaled, labels, gamma)


def _propagated(features: Floats, labels: Labels, gamma: float | None) -> Labels:
    """``gamma`` None: over nearest neighbours."""
    tolerance = _TOLERANCE * len(labels)
    graph = dict(kernel="knn", n_neighbors=min(NEIGHBOURS, len(labels) - 1))
    if gamma is not None:
        graph = dict(kernel="rbf", gamma=gamma)
    model = LabelPropagation(max_iter=_ITERATIONS, tol=tolerance, **graph)
    with warnings.catch_warnings():
        # what has not settled after so many steps is decided by the steps taken
        warnings.simplefilter("ignore", ConvergenceWarning)
        # a node that no label reaches has no distribution; it is told apart below
        warnings.simplefilter("ignore", RuntimeWarning)
        model.fit(features, labels)
    reached = np.nan_to_num(model.label_distributions_).sum(1) > 0
    found = np.where(reached, model.transduction_, -1)
    return np.where(labels >= 0, labels, found).astype(np.int64)


def _best_gamma(features: Floats, labels: Labels, seed: int) -> float:
    """The affinity that best predicts labelled samples from the others, by cross-validation."""
    generator = np.random.default_rng(seed)
    known, unknown = np.where(labels >= 0)[0], np.where(labels < 0)[0]
    known = generator.permutation(known)[:_CHOOSING_NODES]
    unknown = generator.permutation(unknown)[: _CHOOSING_NODES - len(known)]
    nodes = np.concatenate([known, unknown])
    some = features[nodes[:_MEDIAN_NODES]]
    distances = pairwise_distances(some, metric="sqeuclidean")[np.triu_indices(len(some), 1)]
    gammas = [width / max(float(np.median(distances)), 1e-12) for width in _WIDTHS] if len(distances) else [1.0]
    folds = min(_FOLDS, int(np.bincount(labels[known]).max()))
    if folds < 2 or len(gammas) == 1:
        return gammas[len(gammas) // 2]
    parts = np.arange(len(known)) % folds
    scores = [
        np.mean([_score(features[nodes], labels[nodes], parts == f, gamma) for f in range(folds)]) for gamma in gammas
    ]
    return gammas[int(np.argmax(scores))]


def _score(features: Floats, labels: Labels, asked: NDArray[np.bool_], gamma: float) -> float:
    """Share of the labelled samples ``asked`` (the first ones) whose hidden label is found again."""
    where = np.where(asked)[0]
    hidden = labels.copy()
    hidden[where] = -1
    return float((_propagated(features, hidden, gamma)[where] == labels[where]).mean())


def svm_labels(features: Floats, labels: Labels, asked: Floats, seed: int = 0, reject: float = 0.0) -> Labels:
    """What a support vector machine (RBF; C and gamma by cross-validation) says of ``asked`` (k, d) -> (k,).

    It learns from ``features`` (n, d) and ``labels`` (n,), of which at most 2,000 samples are drawn. With ``reject`` it
    says -1 of what it is less sure of than of all but this share of the labelled samples, each judged without its own
    label: these may belong to no class. A class of fewer than six samples is too few to tell; nothing is rejected then.
    """
    chosen = np.random.default_rng(seed).permutation(len(labels))[:_SVM_SAMPLES]
    features, labels = features[chosen], labels[chosen]
    classes, counts = np.unique(labels, return_counts=True)
    if len(classes) == 1:
        return np.full(len(asked), classes[0], np.int64)
    model = SVC(C=10.0, gamma="scale")
    if counts.min() >= 2:
        grid = {"C": [1.0, 10.0, 100.0], "gamma": [factor / features.shape[1] for factor in (0.1, 1.0, 10.0)]}
        model = GridSearchCV(model, grid, cv=_folds(counts, seed)).fit(features, labels).best_estimator_
    found = model.fit(features, labels).predict(asked).astype(np.int64)
    if reject and counts.min() >= 2 * _FOLDS:
        sure = CalibratedClassifierCV(model, cv=_folds(counts, seed), ensemble=False)
        known = cross_val_predict(sure, features, labels, cv=_folds(counts, seed), method="predict_proba").max(1)
        doubtful = sure.fit(features, labels).predict_proba(asked).max(1) < np.quantile(known, reject)
        found[doubtful] = -1
    return found


def _folds(counts: NDArray[np.int64], seed: int) -> StratifiedKFold:
    return StratifiedKFold(min(_FOLDS, int(counts.min())), shuffle=True, random_state=seed)
