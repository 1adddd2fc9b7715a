"""Mapping: a trained model over a scene, window by window, each pixel by the modalities that are valid there.

Works on arrays and tensors only, no GDAL. Memory follows the side of the windows, not the size of the scene. One
thread reads ahead and one writes behind while those of engine.mapping.forward compute the window between them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..accuracy.evaluation import to_outputs
from ..door.errors import EngineError, ModelFileError
from ..door.modalities import ModalityInfo
from ..methods.ensemble import members_of
from ..model.model_file import TrainedModel
from ..runtime.device import FLOAT32, autocast
from ..runtime.reporter import Reporter
from ..scene.availability import BITS, code_of, modalities_of, name_of
from ..scene.grid import Grid, Window
from ..scene.image import Image
from .forward import Forward, forward_passes
from .products import FEATURES, MAP, Tile, products_of
from .workers import ahead, wait, worker

#: windows that are read ahead, and results that wait to be written
_QUEUE = 2
#: windows of an ensemble are not made smaller than this, in pixels
_LEAST_SIDE = 16


class MappableScene(Protocol):
    """What mapping asks of a scene; Scene and ArrayScene have it."""

    @property
    def grid(self) -> Grid: ...
    @property
    def modalities(self) -> dict[str, ModalityInfo]: ...
    def read(self, window: Window, halo: int = 0, modalities: Sequence[str] | None = None) -> dict[str, Image]: ...


@dataclass
class Summary:
    """What was mapped: all pixels, those without any data, and the number of pixels of each pattern ('hsi+lidar')."""

    pixels: int = 0
    nodata: int = 0
    patterns: dict[str, int] = field(default_factory=dict)


def map_scene(
    scene: MappableScene,
    model: TrainedModel,
    sink: Callable[[Tile], None],
    *,
    device: torch.device,
    precision: str = FLOAT32,
    products: Collection[str] = (MAP,),
    tile: int = 256,
    batch: int = 0,
    area: Window | None = None,
    report: Reporter | None = None,
) -> Summary:
    """Map ``area`` (default: all) of a scene whose modalities the model knows; ``sink`` gets the tiles, in one thread.

    ``tile``: side of the windows in pixels. ``batch``: pixels in one forward pass, 0 to choose by the device.
    ``precision``: float32 or bfloat16. Raises Cancelled within a batch of the request to stop; what ``scene`` or
    ``sink`` raise comes through.
    """
    (summary,) = map_cases(
        scene,
        model,
        [tuple(scene.modalities)],
        lambda tiles: sink(tiles[0]),
        device=device,
        precision=precision,
        products=products,
        tile=tile,
        batch=batch,
        area=area,
        report=report,
    )
    return summary


def map_cases(
    scene: MappableScene,
    model: TrainedModel,
    cases: Sequence[Collection[str]],
    sink: Callable[[list[Tile]], None],
    *,
    device: torch.device,
    precision: str = FLOAT32,
    products: Collection[str] = (MAP,),
    tile: int = 256,
    batch: int = 0,
    area: Window | None = None,
    report: Reporter | None = None,
) -> list[Summary]:
    """``map_scene`` as if only the modalities of a case were there, for several cases at once.

    Each window is read once and each modality embedded once for all cases; what is left for each of them is
    ``Method.classify``. ``sink`` gets a tile for each case, the summaries come in the order of the cases.
    """
    report = report or Reporter()
    area = area or scene.grid.whole
    tile = _side(tile, members_of(model.method))
    part, halo = scene.grid.sub(area), model.window // 2
    masks = [code_of(case) for case in cases]
    counts = np.zeros((len(cases), 2 * max(BITS.values())), np.int64)
    pixels, text = 0, ""

    def read(window: Window) -> dict[str, tuple[Tensor, Tensor]]:
        place = Window(area.row + window.row, area.col + window.col, window.rows, window.cols)
        return _to_tensors(scene.read(place, halo), halo, device)

    def advance(more: int) -> None:
        nonlocal pixels
        pixels += more
        report.progress(pixels / (area.rows * area.cols * len(cases)), text)

    with (
        worker("rsmiss-read") as reader,
        worker("rsmiss-write") as writer,
        forward_passes(device, precision, batch, report.check) as forward,
    ):
        mapper = _Mapper(model, device, products, forward)
        writing: deque[Future[None]] = deque()
        total = part.count(tile)
        for done, (window, future) in enumerate(ahead(reader, read, part.windows(tile), _QUEUE)):
            pixels, text = int(counts.sum()), f"Mapping window {done + 1} of {total}"
            advance(0)
            images = wait(future, report.check)
            tiles = []
            for count, (results, codes) in zip(counts, mapper.tile(window, images, masks, advance), strict=True):
                count += np.bincount(codes.ravel(), minlength=len(count))
                tiles.append(Tile(window, results))
            if len(writing) == _QUEUE:
                wait(writing.popleft(), report.check)
            writing.append(writer.submit(sink, tiles))
        for last in writing:
            wait(last, report.check)
    return [_summary(count) for count in counts]


def _side(tile: int, members: int) -> int:
    """Side of the windows, halved as often as it takes that so many embeddings side by side need no more memory.

    Halves of the side that was asked for keep to the blocks of the rasters.
    """
    while members > 1 and tile >= 2 * _LEAST_SIDE:
        tile, members = tile // 2, members // 4
    return tile


def _summary(counts: NDArray[np.int64]) -> Summary:
    """``counts``: the number of pixels of each availability code."""
    patterns = {name_of(code): int(counts[code]) for code in counts.nonzero()[0].tolist() if code}
    return Summary(int(counts.sum()), int(counts[0]), patterns)


# ---- one window ---------------------------------------------------------------------------------------------


class _Mapper:
    """The forward pass of a window: each modality embedded once, then a batch of pixels of one pattern at a time."""

    def __init__(
        self,
        model: TrainedModel,
        device: torch.device,
        products: Collection[str],
        forward: Forward,
    ) -> None:
        self.model, self.device, self.products, self.forward = model, device, set(products), forward
        self.side, self.stride = model.window - 2 * model.method.margin, model.method.stride

    def tile(
        self,
        window: Window,
        images: Mapping[str, tuple[Tensor, Tensor]],
        masks: Sequence[int],
        advance: Callable[[int], None],
    ) -> list[tuple[dict[str, NDArray[Any]], NDArray[np.uint8]]]:
        """For each mask, a code of modalities: the products and each pixel's availability code (rows, cols).

        ``advance`` hears how many more pixels are done.
        """
        shape, halo = (window.rows, window.cols), self.model.window // 2
        seen = torch.zeros(shape, dtype=torch.uint8)
        for name, (_, valid) in images.items():
            seen |= _centre(valid, halo).to(torch.uint8) * BITS[name]
        with torch.inference_mode():
            windows = self._embed(images) if images else {}
            return [self._case(windows, seen & mask, advance) for mask in masks]

    def _case(
        self, windows: Mapping[str, Tensor], codes: Tensor, advance: Callable[[int], None]
    ) -> tuple[dict[str, NDArray[Any]], NDArray[np.uint8]]:
        """The products where ``codes`` (rows, cols) says which modalities serve a pixel, and the codes."""
        outputs = self._empty(codes, self.model.target.outputs)
        features = self._empty(codes, len(self.model.method.feature_names)) if FEATURES in self.products else None
        for code in codes.unique().tolist():
            if code:
                pixels = (codes.ravel() == code).nonzero().ravel().to(self.device)
                self._classify({m: windows[m] for m in modalities_of(code)}, pixels, outputs, features, advance)
        self._check_numbers(outputs, codes)
        outputs, numpy_codes = outputs.view(*codes.shape, -1), codes.numpy()
        if features is not None:
            features = features.view(*codes.shape, -1)
        return products_of(outputs, features, numpy_codes, self.model.target, self.products), numpy_codes

    def _empty(self, codes: Tensor, width: int) -> Tensor:
        """NaN (pixels, width)."""
        return torch.full((codes.numel(), width), torch.nan, device=self.device)

    def _embed(self, images: Mapping[str, tuple[Tensor, Tensor]]) -> dict[str, Tensor]:
        """Modality -> view (rows, cols, w, w, channels) of the window around each pixel of the embedded tile."""
        windows = {}
        for name, (values, valid) in images.items():
            self.forward.check()
            on_device = values.unsqueeze(0).to(self.device, non_blocking=True)
            known = valid.unsqueeze(0).to(self.device, non_blocking=True)
            image = self.model.normalisation[name].apply(on_device, known)
            try:
                with autocast(self.device, self.forward.precision):
                    embedded = self.model.method.embed({name: image})[name][0]
            except torch.OutOfMemoryError as error:
                raise EngineError(
                    "The device has not enough memory for a window; choose a smaller TILE_SIZE."
                ) from error
            around = embedded.unfold(0, self.side, 1).unfold(1, self.side, 1).permute(0, 1, 3, 4, 2)
            windows[name] = around[:, :, :: self.stride, :: self.stride]
        return windows

    def _classify(
        self,
        windows: Mapping[str, Tensor],
        pixels: Tensor,
        outputs: Tensor,
        features: Tensor | None,
        advance: Callable[[int], None],
    ) -> None:
        """Fill the rows ``pixels`` (k,) of ``outputs`` and ``features`` from the windows of what is there."""
        method = self.model.method
        cols = next(iter(windows.values())).shape[1]
        size = sum(view[0, 0].numel() * view.element_size() for view in windows.values())

        def classify(part: Tensor) -> None:
            rows, columns = part // cols, part % cols
            some = {m: view[rows, columns] for m, view in windows.items()}
            if features is None:
                logits = method.classify(some)
            else:
                logits, found = method.classify_with_features(some)
                features[part] = found
            outputs[part] = to_outputs(logits, self.model.target)

        self.forward.run(classify, pixels, size, advance)

    def _check_numbers(self, outputs: Tensor, codes: Tensor) -> None:
        nothing = (codes.ravel() == 0).to(self.device)
        if not bool((outputs.isfinite().all(1) | nothing).all()):
            raise ModelFileError(
                "The model's results are not numbers at some pixels: its training diverged, or a layer's values are "
                "far from those of its training. Check the layers, or train the model anew."
            )


def _to_tensors(images: Mapping[str, Image], halo: int, device: torch.device) -> dict[str, tuple[Tensor, Tensor]]:
    """Modality -> values (bands, rows, cols), valid (rows, cols); without those that are nowhere valid inside the halo.

    In page-locked memory where the device is CUDA, so that the copy to it does not wait.
    """
    tensors = {}
    for name, image in images.items():
        valid = torch.from_numpy(image.valid)
        if not bool(_centre(valid, halo).any()):
            continue
        values = torch.from_numpy(image.values)
        pinned = device.type == "cuda"
        tensors[name] = (values.pin_memory(), valid.pin_memory()) if pinned else (values, valid)
    return tensors


def _centre(image: Tensor, halo: int) -> Tensor:
    """A (rows, cols) image without its halo."""
    return image[halo : image.shape[0] - halo, halo : image.shape[1] - halo]
