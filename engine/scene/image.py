"""An image of one modality on a window of the grid: values and where they are valid. No GDAL here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..door.modalities import ModalityInfo
from .grid import Grid, Window
from .rasters.series import fill_gaps, times

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Image:
    """``values`` (bands, rows, cols) float32, NaN in every band where ``valid`` (rows, cols) is False."""

    values: Floats
    valid: NDArray[np.bool_]


def to_image(values: Floats, info: ModalityInfo) -> Image:
    """The image in raw values (bands, rows, cols) whose holes are not finite; gaps in a series are closed.

    A pixel of a layer without dates is valid where all its bands are; for a series see ``fill_gaps``.
    """
    if info.steps > 1:
        by_date = values.reshape(info.steps, -1, *values.shape[1:])
        by_date, valid = fill_gaps(by_date, np.isfinite(by_date).all(1), times(info.dates))
        values = by_date.reshape(values.shape)
    else:
        valid = np.isfinite(values).all(0)
    if not valid.all():
        values = np.where(valid, values, np.float32(np.nan))
    return Image(values, valid)


def read_mirrored(read: Callable[[Window], Floats], grid: Grid, window: Window, halo: int) -> Floats:
    """``read`` of a window and ``halo`` pixels around it, mirrored at the edges of the grid.

    The mirror does not repeat the edge (numpy.pad's "reflect") and is also right where the halo is larger than
    the grid. ``read`` is called once, for a window inside the grid.
    """
    rows = _reflected(window.row - halo, window.rows + 2 * halo, grid.rows)
    cols = _reflected(window.col - halo, window.cols + 2 * halo, grid.cols)
    top, left = int(rows.min()), int(cols.min())
    inner = Window(top, left, int(rows.max()) - top + 1, int(cols.max()) - left + 1)
    values = read(inner)
    if (inner.rows, inner.cols) == (len(rows), len(cols)):
        return values
    return values[:, (rows - top)[:, None], cols - left]


def _reflected(first: int, count: int, size: int) -> NDArray[Any]:
    """Indices first … first + count - 1, folded back into 0 … size - 1."""
    period = max(1, 2 * (size - 1))
    index = np.arange(first, first + count) % period
    return np.minimum(index, period - index) if size > 1 else np.zeros(count, np.int64)
