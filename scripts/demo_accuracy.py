"""How good the demo's maps are: the model against random forests, on the scene's truth, for every case.

Three maps a case, all learnt from the same training pixels:

- the model, one for all cases;
- a random forest on all layers, the bands of what is missing filled with their means over the training pixels;
- a random forest of its own for just the layers that remain, pixel by pixel: one for each pattern of layers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from osgeo import gdal
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score, balanced_accuracy_score, cohen_kappa_score

from engine.door.sources import LabelSource, LayerSource, SplitSettings
from engine.door.target import CLASSES
from engine.labels.labelled_pixels import read_labels
from engine.labels.split import split
from engine.scene.grid import Window
from engine.scene.scene import Scene

gdal.UseExceptions()

_TREES = 200
_TILE = 512
METHODS = ("model", "forest, means for the missing", "forest on what remains")
Images = dict[str, NDArray[np.float32]]


@dataclass(frozen=True)
class Case:
    """``layers``: modality -> raster that is there; ``map``: what the model made of them."""

    title: str
    layers: Mapping[str, Path]
    map: Path


@dataclass(frozen=True)
class Learnt:
    """Training pixels: bands (n, bands) of each modality, NaN where there are none, and class values (n,)."""

    bands: Images
    classes: NDArray[np.int64]


def compare(
    cases: Sequence[Case],
    *,
    training_layers: Mapping[str, Path],
    reference: str,
    polygons: Path,
    field: str,
    truth: Path,
    settings: SplitSettings,
    seed: int,
    table: Path,
    picture: Path,
) -> None:
    """Write the table of accuracies (on pixels outside of all polygons) and a picture of all maps.

    ``reference``, ``settings`` and ``seed`` are those of the model's training, so its pixels are found again.
    """
    names, colors = legend(truth)
    training = _open(training_layers, reference)
    labels = read_labels(LabelSource(str(polygons), "training", field), training.grid, CLASSES, lambda text: None)
    values = np.array([names.index(name) for name in labels.info.names])
    part = split(labels, settings, training.grid, seed, lambda text: None).train
    images = _read(training)
    rows, cols = labels.rows[part], labels.cols[part]
    learnt = Learnt({m: image[:, rows, cols].T for m, image in images.items()}, values[labels.target[part]])
    filled = Filled(learnt)
    true = read_map(truth, truth)
    judged = true > 0
    judged[labels.rows, labels.cols] = False
    maps: dict[tuple[str, str], NDArray[np.int64]] = {}
    for case in cases:
        seen = _read(_open(case.layers, reference))
        maps[case.title, METHODS[0]] = read_map(case.map, truth)
        maps[case.title, METHODS[1]] = filled.map(seen)
        maps[case.title, METHODS[2]] = map_by_pattern(learnt, seen)
    table.write_text(_table(cases, maps, true, judged, len(part)), encoding="utf-8")
    draw(picture, cases, maps, true, colors, names)


class Filled:
    """A forest on all bands; what is missing is filled with the means of the training pixels."""

    def __init__(self, learnt: Learnt) -> None:
        self.means = {m: np.nanmean(bands, 0) for m, bands in learnt.bands.items()}
        self.forest = _forest().fit(self._features(learnt.bands, len(learnt.classes)), learnt.classes)

    def map(self, images: Images) -> NDArray[np.int64]:
        """Class values (rows, cols) from images (bands, rows, cols)."""
        rows, cols = next(iter(images.values())).shape[1:]
        pixels = {m: image.reshape(len(image), -1).T for m, image in images.items()}
        return self.forest.predict(self._features(pixels, rows * cols)).reshape(rows, cols)

    def _features(self, pixels: Images, count: int) -> NDArray[np.float32]:
        columns = []
        for modality, means in self.means.items():
            bands = pixels.get(modality)
            if bands is None:
                columns.append(np.broadcast_to(means, (count, len(means))))
            else:
                columns.append(np.where(np.isfinite(bands).all(1)[:, None], bands, means))
        return np.hstack(columns)


def map_by_pattern(learnt: Learnt, images: Images) -> NDArray[np.int64]:
    """Class values (rows, cols): each pixel by the forest that learnt from just the layers that see it; 0 by none."""
    names = list(images)
    rows, cols = images[names[0]].shape[1:]
    pixels = {m: image.reshape(len(image), -1).T for m, image in images.items()}
    patterns = np.stack([np.isfinite(pixels[m]).all(1) for m in names], 1)
    result = np.zeros(rows * cols, np.int64)
    for pattern in np.unique(patterns, axis=0):
        here = (patterns == pattern).all(1)
        used = [m for m, there in zip(names, pattern, strict=True) if there]
        if not used:
            continue
        known = np.hstack([learnt.bands[m] for m in used])
        complete = np.isfinite(known).all(1)
        forest = _forest().fit(known[complete], learnt.classes[complete])
        result[here] = forest.predict(np.hstack([pixels[m][here] for m in used]))
    return result.reshape(rows, cols)


def _forest() -> RandomForestClassifier:
    return RandomForestClassifier(n_estimators=_TREES, n_jobs=-1, random_state=0)


def _open(layers: Mapping[str, Path], reference: str) -> Scene:
    return Scene.open({m: LayerSource((str(path),)) for m, path in layers.items()}, reference=reference)


def _read(scene: Scene) -> Images:
    """All of a scene that fits into memory: modality -> (bands, rows, cols), NaN where there are no data."""
    grid = scene.grid
    images = {m: np.empty((info.bands, grid.rows, grid.cols), np.float32) for m, info in scene.modalities.items()}
    for window in grid.windows(_TILE):
        for modality, image in scene.read(window).items():
            images[modality][(..., *_slices(window))] = image.values
    scene.close()
    return images


def _slices(window: Window) -> tuple[slice, slice]:
    return slice(window.row, window.row + window.rows), slice(window.col, window.col + window.cols)


def read_map(path: Path, truth: Path) -> NDArray[np.int64]:
    """A class map on the grid of the truth, with the truth's values: classes go by their names."""
    frame = gdal.Open(str(truth))
    names, _ = legend(truth)
    values = np.array([0, *(names.index(name) for name in legend(path)[0][1:])])
    left, width, _, top, _, height = frame.GetGeoTransform()
    bounds = (left, top + height * frame.RasterYSize, left + width * frame.RasterXSize, top)
    warped = gdal.Warp(
        "",
        str(path),
        format="MEM",
        dstSRS=frame.GetProjection(),
        outputBounds=bounds,
        width=frame.RasterXSize,
        height=frame.RasterYSize,
        resampleAlg="near",
    )
    return values[warped.GetRasterBand(1).ReadAsArray()]


def legend(path: Path) -> tuple[list[str], NDArray[np.uint8]]:
    """Names and colours (values, 3) of the values of a class map; value 0 is no class."""
    dataset = gdal.Open(str(path))
    band = dataset.GetRasterBand(1)
    table = band.GetColorTable()  # first: GDAL 3.6 knows no names before something else has opened the file's sidecar
    names = band.GetCategoryNames()
    colors = np.array([table.GetColorEntry(value)[:3] for value in range(len(names))], np.uint8)
    colors[0] = 255
    return names, colors


def _table(
    cases: Sequence[Case],
    maps: Mapping[tuple[str, str], NDArray[np.int64]],
    true: NDArray[np.int64],
    judged: NDArray[np.bool_],
    count: int,
) -> str:
    """Overall accuracy, average accuracy and kappa of every map, as text."""
    width = max(map(len, METHODS)) + 2
    lines = [
        f"Accuracy (%) on {int(judged.sum())} pixels outside the training polygons; {count} training pixels.",
        "Each cell: overall accuracy / average accuracy / 100 kappa.",
        "",
        f"{'layers':16}" + "".join(f"{method:>{width}}" for method in METHODS),
    ]
    for case in cases:
        cells = (_scores(true[judged], maps[case.title, method][judged]) for method in METHODS)
        lines.append(f"{case.title:16}" + "".join(f"{cell:>{width}}" for cell in cells))
    return "\n".join(lines) + "\n"


def _scores(true: NDArray[np.int64], mapped: NDArray[np.int64]) -> str:
    measures: tuple[Any, ...] = (accuracy_score, balanced_accuracy_score, cohen_kappa_score)
    return " / ".join(f"{100 * measure(true, mapped):.1f}" for measure in measures)


def draw(
    path: Path,
    cases: Sequence[Case],
    maps: Mapping[tuple[str, str], NDArray[np.int64]],
    true: NDArray[np.int64],
    colors: NDArray[np.uint8],
    names: Sequence[str],
) -> None:
    """One picture: a column a case, a row a method, the truth and the legend on the right."""
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch

    figure = Figure(figsize=(3.1 * (len(cases) + 1), 3.3 * len(METHODS)), layout="constrained")
    axes = figure.subplots(len(METHODS), len(cases) + 1, squeeze=False)
    for ax in axes.flat:
        ax.set_axis_off()
    for column, case in enumerate(cases):
        for row, method in enumerate(METHODS):
            axes[row, column].imshow(colors[maps[case.title, method]], interpolation="nearest")
            axes[row, column].set_title(f"{case.title}: {method}", fontsize=8)
    axes[0, -1].imshow(colors[true], interpolation="nearest")
    axes[0, -1].set_title("truth", fontsize=8)
    handles = [Patch(color=colors[value] / 255, label=names[value]) for value in np.unique(true) if value]
    axes[1, -1].legend(handles=handles, loc="upper left", frameon=False, fontsize=8)
    figure.savefig(path, dpi=110)
