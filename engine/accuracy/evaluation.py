"""How good a model is with every subset of its modalities. Metrics are scikit-learn's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn import metrics
from torch import Tensor

from ..door.errors import EngineError
from ..door.target import CLASSES, LABELS, NUMBER, Target
from ..methods.base import Method
from ..runtime.device import FLOAT32, FULL, autocast
from ..samples.batches import Samples

Subset = tuple[str, ...]
_BATCH = 512


def every_subset(modalities: Sequence[str]) -> list[Subset]:
    """All 2^m - 1 non-empty subsets, the complete one first, then by falling size."""
    return [s for size in range(len(modalities), 0, -1) for s in combinations(modalities, size)]


def telling_subsets(modalities: Sequence[str]) -> list[Subset]:
    """The subsets that pick the best epoch: all modalities, each one left out, each one alone."""
    m = len(modalities)
    return [s for s in every_subset(modalities) if len(s) in {1, m - 1, m}]


def to_outputs(logits: Tensor, target: Target) -> Tensor:
    """Logits -> what a map shows: probabilities of classes or labels (n, classes), or the number itself (n, 1)."""
    logits = logits.float()
    if target.kind == CLASSES:
        return logits.softmax(1)
    if target.kind == LABELS:
        return logits.sigmoid()
    return logits * target.std + target.mean


def predict(
    method: Method,
    samples: Samples,
    subsets: Iterable[Subset],
    check: Callable[[], None] = lambda: None,
    precision: str = FLOAT32,
    batch_size: int = 0,
    whole: bool = False,
) -> dict[Subset, Tensor]:
    """Outputs (n, outputs) on the CPU for each subset; rows of NaN where none of its modalities is available.

    ``whole``: rows of NaN where any of its modalities is missing, so that a subset is never mixed with a smaller one.
    Each modality is embedded once for all subsets. ``check`` is called for each batch and may raise. ``precision`` is
    float32 or bfloat16. ``batch_size`` 0: as many samples as fit the memory meant for them.
    """
    subsets, batch_size = list(subsets), batch_size or method.portion(_BATCH)
    results = {s: torch.full((len(samples), method.target.outputs), torch.nan) for s in subsets}

    def look(names: Sequence[str], positions: Tensor) -> None:
        check()
        (batch,) = samples.subset(positions).batches(torch.arange(len(positions)), names)
        embedded = method.embed_patches(batch.patches)
        for subset in subsets:
            check()
            there = {m: embedded[m] for m in names if m in subset}
            if there and (len(there) == len(subset) or not whole):
                results[subset][positions] = to_outputs(method.classify(there), method.target).cpu()

    training = method.training
    method.eval()
    try:
        with torch.inference_mode(), autocast(samples.device, precision):
            for names, where in samples.patterns(torch.arange(len(samples))):
                for positions in where.split(batch_size):
                    _halved(partial(look, names), positions)
    finally:
        method.train(training)
    return results


def _halved(work: Callable[[Tensor], None], positions: Tensor) -> None:
    """Work on positions (n,), in halves where the GPU is full; EngineError where it is with one alone."""
    try:
        work(positions)
        return
    except torch.OutOfMemoryError as error:
        if len(positions) == 1:
            raise EngineError(FULL) from error
    # after the handler, when the pass that failed no longer holds its tensors
    torch.cuda.empty_cache()
    for half in positions.tensor_split(2):
        _halved(work, half)


@dataclass(frozen=True)
class Accuracy:
    """What one subset of modalities achieves on ``n`` samples; ``confusion`` rows are the truth (classes only)."""

    modalities: Subset
    n: int
    values: dict[str, float]
    confusion: NDArray[np.int64] | None = None
    truth: NDArray[Any] | None = None
    predicted: NDArray[Any] | None = None

    def to_json(self) -> dict[str, Any]:
        return {"modalities": list(self.modalities), "n": self.n, **self.values}


def accuracy(subset: Subset, outputs: Tensor, truth: Tensor, target: Target) -> Accuracy:
    """Metrics of one subset, over the samples that have an output. ``truth``: as in Batch.target."""
    seen = outputs.isfinite().all(1)
    predicted, actual = outputs[seen].numpy(), truth[seen].cpu().numpy()
    count = int(seen.sum())
    if not count:
        return Accuracy(subset, 0, {})
    if target.kind == CLASSES:
        return _classes(subset, predicted.argmax(1), actual, len(target.classes))
    if target.kind == LABELS:
        return Accuracy(subset, count, _labels(predicted, actual, target))
    actual = actual * target.std + target.mean
    return Accuracy(subset, count, _number(predicted[:, 0], actual), truth=actual, predicted=predicted[:, 0])


def evaluate(
    method: Method,
    samples: Samples,
    subsets: Iterable[Subset] | None = None,
    check: Callable[[], None] = lambda: None,
    precision: str = FLOAT32,
) -> list[Accuracy]:
    """Accuracy for each subset (default: every one) of the modalities, over the samples that have all of it.

    A sample with a hole in one of the subset's modalities would be measured with fewer and told as with all.
    """
    wanted = every_subset(samples.modalities) if subsets is None else list(subsets)
    outputs = predict(method, samples, wanted, check, precision, whole=True)
    return [accuracy(s, outputs[s], samples.target, method.target) for s in wanted]


def selection_score(results: Sequence[Accuracy], kind: str) -> float:
    """What picks the best epoch, higher is better: the mean over the subsets of (OA + AA) / 2, macro F1, or R²."""
    seen = [r.values for r in results if r.n]
    if not seen:
        return float("-inf")
    if kind == CLASSES:
        return float(np.mean([(v["oa"] + v["aa"]) / 2 for v in seen]))
    return float(np.mean([v["f1_macro"] if kind == LABELS else v["r2"] for v in seen]))


def best_thresholds(probabilities: Tensor, truth: Tensor) -> tuple[float, ...]:
    """For each label, the probability above which giving it has the best F1 (on validation); 0.5 if it never occurs."""
    chosen = []
    for given, actual in zip(probabilities.T.numpy(), truth.T.cpu().numpy(), strict=True):
        if not actual.any():
            chosen.append(0.5)
            continue
        precision, recall, thresholds = metrics.precision_recall_curve(actual, given)
        f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
        chosen.append(float(thresholds[int(f1[:-1].argmax())]))
    return tuple(chosen)


def _classes(subset: Subset, predicted: NDArray[Any], actual: NDArray[Any], classes: int) -> Accuracy:
    confusion = metrics.confusion_matrix(actual, predicted, labels=np.arange(classes))
    counts = confusion.sum(1)
    recall = np.diag(confusion)[counts > 0] / counts[counts > 0]
    union = counts + confusion.sum(0) - np.diag(confusion)
    total = confusion.sum()
    expected = float(counts @ confusion.sum(0)) / total**2
    oa = float(np.trace(confusion) / total)
    values = {
        "oa": oa,
        "aa": float(recall.mean()),
        "kappa": (oa - expected) / (1 - expected) if expected < 1 else 1.0,
        "miou": float((np.diag(confusion)[union > 0] / union[union > 0]).mean()),
        "f1_weighted": float(metrics.f1_score(actual, predicted, average="weighted", zero_division=0)),
        "f1_macro": float(metrics.f1_score(actual, predicted, average="macro", zero_division=0)),
    }
    return Accuracy(subset, int(total), values, confusion)


def _labels(probabilities: NDArray[Any], actual: NDArray[Any], target: Target) -> dict[str, float]:
    thresholds = np.array(target.thresholds or (0.5,) * len(target.classes))
    predicted = probabilities >= thresholds
    values = {
        f"f1_{average}": float(metrics.f1_score(actual, predicted, average=average, zero_division=0))
        for average in ("micro", "macro", "weighted")
    }
    present = actual.any(0)
    if present.any():
        precision = metrics.average_precision_score(actual[:, present], probabilities[:, present], average="macro")
        values["average_precision"] = float(precision)
    return values


def _number(predicted: NDArray[Any], actual: NDArray[Any]) -> dict[str, float]:
    return {
        "r2": float(metrics.r2_score(actual, predicted)) if len(actual) > 1 else 0.0,
        "rmse": float(metrics.mean_squared_error(actual, predicted) ** 0.5),
        "mae": float(metrics.mean_absolute_error(actual, predicted)),
    }


HEADLINE = {
    CLASSES: ("oa", "aa", "kappa", "miou"),
    LABELS: ("f1_micro", "f1_macro", "average_precision"),
    NUMBER: ("r2", "rmse", "mae"),
}
