"""Patches of a scene around given pixels: the blocks that hold them are read once, patches cut when asked for.

No GDAL here: any scene with ``grid``, ``modalities`` and ``read`` will do.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..door.errors import InputError
from ..door.modalities import ModalityInfo
from ..scene.grid import Grid, Window
from ..scene.image import Image
from .batches import Samples
from .normalisation import Normalisation
from .store import Store, allocate

Indices = NDArray[np.int64]

_BLOCK_SIDES = (1, 4, 8, 16, 32, 64)
_READ_COST = 2000  # pixels that could be read in the time that opening one more block takes
_SPECTRA = 200_000  # so many give the same statistics as millions
_WINDOWS, _SMALLEST_WINDOW = 64, 32  # where unlabelled pixels are looked for


class PixelScene(Protocol):
    """What is asked of a scene: Scene and ArrayScene have it."""

    grid: Grid
    modalities: dict[str, ModalityInfo]

    def read(self, window: Window, halo: int = 0, modalities: Sequence[str] | None = None) -> dict[str, Image]: ...


class Listener(Protocol):
    """What is asked of a Reporter."""

    def check(self) -> None: ...
    def progress(self, value: float, text: str = "") -> None: ...
    def log(self, text: str) -> None: ...


@dataclass(frozen=True)
class BlockSource:
    """A PatchSource over the stored blocks of one modality.

    ``store`` holds blocks (blocks, side, side, bands), NaN in all bands of a pixel without data. Sample i is the patch
    of ``window`` pixels whose upper left corner is row ``top[i]``, column ``left[i]`` of block ``block[i]``.
    """

    store: Store
    block: Tensor
    top: Tensor
    left: Tensor
    window: int

    def gather(self, index: Tensor) -> tuple[Tensor, Tensor]:
        """index (k,) -> patches (k, bands, window, window), NaN where invalid; valid (k, window, window)."""
        index = index.cpu()
        cut = self.store.values.unfold(1, self.window, 1).unfold(
            2, self.window, 1
        )  # (blocks, r, c, bands, window, window)
        cut = cut.permute(0, 1, 2, 4, 5, 3)  # bands last, as they lie in memory
        patches = cut[self.block[index], self.top[index], self.left[index]].movedim(-1, 1)
        self.store.release()
        return patches, patches[:, 0].isfinite()

    def available(self) -> Tensor:
        """Whether the samples' own pixels are valid: (n,) bool."""
        half = self.window // 2
        seen = self.store.values[..., 0][self.block, self.top + half, self.left + half].isfinite()
        self.store.release()
        return seen

    def spectra(self, index: Tensor) -> Tensor:
        """The samples' own pixels: index (k,) -> (k, bands), NaN where invalid."""
        half = self.window // 2
        spectra = self.store.values[self.block[index], self.top[index] + half, self.left[index] + half]
        self.store.release()
        return spectra


def collect(
    scene: PixelScene,
    rows: Indices,
    cols: Indices,
    target: Tensor,
    group: Tensor,
    *,
    window: int,
    fit: Indices | None,
    normalisation: Mapping[str, Normalisation] | None,
    components: Mapping[str, int],
    device: torch.device,
    report: Listener,
) -> Samples:
    """The samples of a scene at pixels ``rows``, ``cols`` (n,), each with ``target`` and ``group``.

    Only the blocks that hold them are read, each once. Statistics are ``normalisation``, or else those of the
    pixels at positions ``fit``, with as many principal ``components`` as asked for. Samples that no modality
    sees are dropped; those that stay keep their position as their number. Raises InputError where a modality has
    too few valid pixels among ``fit``.
    """
    if window % 2 == 0:
        raise ValueError(f"the window of a patch must be odd, not {window}")
    sources = _read_blocks(scene, rows, cols, window, report)
    available = torch.stack([source.available() for source in sources.values()], dim=1)
    if normalisation is None:
        chosen = torch.arange(len(rows)) if fit is None else torch.as_tensor(fit)
        normalisation = {
            m: _statistics(source, chosen, components.get(m, 0), scene.modalities[m]) for m, source in sources.items()
        }
    samples = Samples.of(sources, normalisation, available, target, group=group, device=device)
    seen = available.any(1)
    if not bool(seen.all()):
        report.log(f"Pixels left out, because no layer has data there: {int((~seen).sum())} of {len(rows)}.")
    return samples.subset(torch.where(seen)[0])


def unlabelled_pixels(
    scene: PixelScene, count: int, avoid_rows: Indices, avoid_cols: Indices, seed: int
) -> tuple[Indices, Indices]:
    """Up to ``count`` random pixels (rows, cols) that some modality sees and that are not among those to avoid.

    They are looked for in at most 64 random windows, so that a huge scene costs no more than a small one; the
    windows are just large enough for twice the pixels wanted.
    """
    rng, grid = np.random.default_rng(seed), scene.grid
    side = max(_SMALLEST_WINDOW, math.ceil(math.sqrt(2 * count / _WINDOWS)))
    across = math.ceil(grid.cols / side)
    chosen = rng.choice(grid.count(side), min(_WINDOWS, grid.count(side)), replace=False)
    avoid = avoid_rows * grid.cols + avoid_cols
    found = [np.empty(0, np.int64)]
    for number in np.sort(chosen).tolist():
        row, col = number // across * side, number % across * side
        window = Window(row, col, min(side, grid.rows - row), min(side, grid.cols - col))
        seen = np.logical_or.reduce([image.valid for image in scene.read(window).values()])
        inside_rows, inside_cols = np.nonzero(seen)
        found.append((inside_rows + row) * grid.cols + inside_cols + col)
    pixels = np.concatenate(found)
    pixels = pixels[~np.isin(pixels, avoid)]
    drawn = np.sort(rng.choice(pixels, min(count, len(pixels)), replace=False))
    return drawn // grid.cols, drawn % grid.cols


def _read_blocks(
    scene: PixelScene, rows: Indices, cols: Indices, window: int, report: Listener
) -> dict[str, BlockSource]:
    """Read the blocks around the pixels, with a halo of half a window, into one tensor for each modality."""
    half = window // 2
    side = _block_side(rows, cols, half)
    across = math.ceil(scene.grid.cols / side)
    corners, number = np.unique(rows // side * across + cols // side, return_inverse=True)
    stored = side + 2 * half
    stores = allocate({m: (len(corners), stored, stored, info.bands) for m, info in scene.modalities.items()})
    for i, corner in enumerate(corners.tolist()):
        report.check()
        images = scene.read(Window(corner // across * side, corner % across * side, side, side), half)
        for modality, image in images.items():
            store = stores[modality]
            store.values[i] = torch.from_numpy(np.ascontiguousarray(image.values.transpose(1, 2, 0)))
            store.release()
        report.progress((i + 1) / len(corners), "Reading the samples")
    block, top, left = (torch.from_numpy(part) for part in (number.reshape(-1), rows % side, cols % side))
    return {m: BlockSource(store, block, top, left, window) for m, store in stores.items()}


def _block_side(rows: Indices, cols: Indices, half: int) -> int:
    """The side of blocks that reads and stores least: large for polygons, a pixel for points far apart."""

    def cost(side: int) -> int:
        blocks = len(np.unique(np.stack([rows // side, cols // side]), axis=1).T)
        return blocks * ((side + 2 * half) ** 2 + _READ_COST)

    return min(_BLOCK_SIDES, key=cost)


def _statistics(source: BlockSource, positions: Tensor, components: int, info: ModalityInfo) -> Normalisation:
    """Band statistics of the valid spectra at these positions."""
    step = max(1, len(positions) // _SPECTRA)
    spectra = source.spectra(positions[::step])
    spectra = spectra[spectra.isfinite().all(1)]
    if len(spectra) <= components:
        raise InputError(
            f"The {info.title} layer has data at {len(spectra)} training pixels, too few to learn from; leave the "
            "layer out, or add training polygons where it has data."
        )
    return Normalisation.fit(spectra, components)
