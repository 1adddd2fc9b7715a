"""A scene of arrays in memory, with the interface of ``engine.scene.scene.Scene``. No GDAL here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..door.errors import InputError
from ..door.modalities import MODALITIES, ModalityInfo
from .grid import Grid, Window
from .image import Floats, Image, read_mirrored, to_image


class ArrayScene:
    """``images``: modality -> (bands, rows, cols), NaN where there are no data; all of the same rows and cols.

    Attributes as of Scene: ``grid``, ``modalities`` (in registry order), ``reference`` (the first modality).
    """

    def __init__(
        self,
        images: Mapping[str, NDArray[Any]],
        grid: Grid | None = None,
        infos: Mapping[str, ModalityInfo] | None = None,
    ) -> None:
        self._images = {m: np.asarray(images[m], np.float32) for m in MODALITIES if m in images}
        shapes = {image.shape[1:] for image in self._images.values()}
        if set(images) - set(MODALITIES) or len(shapes) != 1:
            raise InputError(
                f"The images of a scene must be of known modalities and of one size; these are "
                f"{ {m: np.shape(image) for m, image in images.items()} }."
            )
        rows, cols = shapes.pop()
        self.grid = grid or Grid("", (0.0, 1.0, 0.0, float(rows), 0.0, -1.0), rows, cols)
        if (self.grid.rows, self.grid.cols) != (rows, cols):
            raise InputError(
                f"The images have {rows} x {cols} pixels, but their grid {self.grid.rows} x {self.grid.cols}."
            )
        infos = infos or {}
        self.modalities = {m: infos.get(m) or ModalityInfo(m, len(image)) for m, image in self._images.items()}
        self.reference = next(iter(self._images))

    def read(self, window: Window, halo: int = 0, modalities: Sequence[str] | None = None) -> dict[str, Image]:
        """As Scene.read."""
        return {
            m: to_image(read_mirrored(lambda w, m=m: self._crop(m, w), self.grid, window, halo), info)  # type: ignore[misc]
            for m, info in self.modalities.items()
            if modalities is None or m in modalities
        }

    def _crop(self, modality: str, window: Window) -> Floats:
        return self._images[modality][
            :, window.row : window.row + window.rows, window.col : window.col + window.cols
        ].copy()

    def close(self) -> None:
        """Nothing to close."""
