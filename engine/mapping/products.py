"""What can be mapped, and how it is made of what a model says of each pixel. Works on arrays and tensors only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from ..door.target import CLASSES, LABELS, NUMBER, Target
from ..scene.grid import Window

MAP, CONFIDENCE, PROBABILITIES, AVAILABILITY = "map", "confidence", "probabilities", "availability"
FEATURES = "features"
#: what can be mapped of each kind of target
PRODUCTS = {
    CLASSES: (MAP, CONFIDENCE, PROBABILITIES, AVAILABILITY, FEATURES),
    LABELS: (MAP, PROBABILITIES, AVAILABILITY, FEATURES),
    NUMBER: (MAP, AVAILABILITY, FEATURES),
}
#: value of a label map where nothing is known; 0 and 1 are answers
NO_LABEL = 255


@dataclass(frozen=True)
class Tile:
    """Results of a window, which counts from the corner of the mapped area: product -> (bands, rows, cols).

    Map of classes: their values, 0 where there are no data; of labels: 0, 1, NO_LABEL; of a number: float32.
    Confidence, probabilities and features: float32. These are NaN where there are no data. Availability: the code of
    ``availability``.
    """

    window: Window
    products: dict[str, NDArray[Any]]


def products_of(
    outputs: Tensor, features: Tensor | None, codes: NDArray[np.uint8], target: Target, wanted: Collection[str]
) -> dict[str, NDArray[Any]]:
    """The ``wanted`` products of ``outputs`` (rows, cols, outputs) and ``features`` (rows, cols, features), both NaN
    where there are no data, which is where ``codes`` (rows, cols), the modalities of each pixel, are 0."""
    results: dict[str, NDArray[Any]] = {}
    if {MAP, CONFIDENCE} & set(wanted):
        results |= _map(outputs, codes > 0, target)
    if PROBABILITIES in wanted:
        results[PROBABILITIES] = _bands(outputs)
    if AVAILABILITY in wanted:
        results[AVAILABILITY] = codes[None]
    if features is not None:
        results[FEATURES] = _bands(features)
    return {name: values for name, values in results.items() if name in wanted}


def _map(outputs: Tensor, seen: NDArray[np.bool_], target: Target) -> dict[str, NDArray[Any]]:
    if target.kind == NUMBER:
        return {MAP: _bands(outputs)}
    if target.kind == LABELS:
        thresholds = np.array(target.thresholds or (0.5,) * len(target.classes), np.float32)
        given = _bands(outputs) >= thresholds[:, None, None]
        return {MAP: np.where(seen, given, NO_LABEL).astype(np.uint8)}
    confidence, chosen = outputs.max(2)
    values = class_values(target)
    shown = np.where(seen, values[chosen.cpu().numpy()], 0).astype(values.dtype)
    return {MAP: shown[None], CONFIDENCE: confidence.cpu().numpy()[None]}


def _bands(values: Tensor) -> NDArray[np.float32]:
    """(rows, cols, bands) -> (bands, rows, cols)."""
    bands: NDArray[np.float32] = values.permute(2, 0, 1).cpu().numpy()
    return bands


def class_values(target: Target) -> NDArray[Any]:
    """Raster values of the classes, in the order of the logits; Byte where they fit, else UInt16."""
    values = np.array([c.value for c in target.classes], np.int64)
    return values.astype(np.min_scalar_type(int(values.max(initial=0))))
