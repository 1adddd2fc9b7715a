"""Flanders, monthly Sentinel-2 (rich) and Sentinel-1 (broad) of declared parcels: crops from both, or from one of them.

    python -m benchmarks.flanders [--methods xmodalnet] [--seeds 5] [--labelled 40] [--half 0] [--closed]
        [--out FILE]

Two places of 640 m. Pixels of a parcel are alike, so a parcel is never divided: of each class one half of the parcels
is test, and of the other half a third validation. --half 1 swaps the halves. Of the training parcels' pixels
``--labelled`` a class are labelled; the rest, and all that belongs to no such parcel, are unlabelled. With --closed the
latter are left out, so that all unlabelled pixels belong to the three classes.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass

import numpy as np
import torch
from einops import rearrange
from numpy.typing import NDArray

from engine.door.sources import LabelSource, LayerSource
from engine.door.target import CLASSES
from engine.labels.labelled_pixels import read_labels
from engine.scene.grid import Window
from engine.scene.scene import Scene

from .comparison import main
from .problem import TEST, TRAINING, UNLABELLED, UNUSED, VALIDATION, Problem, few_labels, shared

PLACES = ("00002806639B424A", "0000280849BAC91C")
#: crop codes of the classes with four parcels and more in the two places together
CROPS = {9120: "grass", 1200: "maize", 1110: "winter wheat"}
DATES = 8
SIDE = 7


@dataclass(frozen=True)
class Place:
    """Every pixel of a place: patches (n, bands, 7, 7) of each layer, crop code and parcel (n,), 0 where none."""

    msi: NDArray[np.float32]
    sar: NDArray[np.float32]
    crop: NDArray[np.int64]
    parcel: NDArray[np.int64]


def problem(labelled: int = 40, half: int = 0, closed: bool = False) -> Problem:
    """Grass, maize and winter wheat; see the data's own README."""
    first, second = (_place(name) for name in PLACES)
    layers = {"msi": np.concatenate([first.msi, second.msi]), "sar": np.concatenate([first.sar, second.sar])}
    crop = np.concatenate([first.crop, second.crop])
    parcel = np.concatenate([first.parcel, np.where(second.parcel > 0, second.parcel + first.parcel.max(), 0)])
    target = np.select([crop == code for code in CROPS], range(len(CROPS)), -1)
    part = few_labels(_parts(target, parcel, half), target, labelled)
    if closed:
        part[(part == UNLABELLED) & (target < 0)] = UNUSED
    months = tuple(f"2018-{month:02}" for month in range(3, 3 + DATES))
    return Problem(
        "Flanders",
        {m: torch.from_numpy(values) for m, values in layers.items()},
        torch.from_numpy(target),
        list(CROPS.values()),
        torch.from_numpy(part),
        {m: months for m in layers},
    )


def _place(name: str) -> Place:
    folder = shared(f"worldcereal_flanders_patches/{name}")
    files = {"msi": "s2_10m_monthly.tif", "other": "s2_20m_monthly.tif", "sar": "s1_20m_monthly.tif"}
    scene = Scene.open({m: LayerSource((str(folder / file),), DATES) for m, file in files.items()}, reference="msi")
    grid = scene.grid
    images = {
        m: _by_date(image.values) for m, image in scene.read(Window(0, 0, grid.rows, grid.cols), SIDE // 2).items()
    }
    images["msi"] = np.concatenate([images["msi"], images.pop("other")], axis=1)
    patches = {m: _patches(image) for m, image in images.items()}
    source = LabelSource(str(folder / "labels_croptype_polygons.gpkg"), "", "code")
    labels = read_labels(source, grid, CLASSES, lambda text: None)
    scene.close()
    crop, parcel = np.zeros((2, grid.rows * grid.cols), np.int64)
    pixels = labels.rows * grid.cols + labels.cols
    crop[pixels] = np.array([int(name) for name in labels.info.names])[labels.target]
    parcel[pixels] = labels.group + 1
    seen = np.isfinite(patches["msi"]).all((1, 2, 3)) & np.isfinite(patches["sar"]).all((1, 2, 3))
    return Place(patches["msi"][seen], patches["sar"][seen], crop[seen], parcel[seen])


def _by_date(values: NDArray[np.float32]) -> NDArray[np.float32]:
    return rearrange(values, "(t b) r c -> t b r c", t=DATES)


def _patches(image: NDArray[np.float32]) -> NDArray[np.float32]:
    """(dates, bands, rows + 6, cols + 6) -> (rows · cols, dates · bands, 7, 7)."""
    windows = torch.from_numpy(image).unfold(2, SIDE, 1).unfold(3, SIDE, 1)
    return rearrange(windows, "t b r c h w -> (r c) (t b) h w").contiguous().numpy()


def _parts(target: NDArray[np.int64], parcel: NDArray[np.int64], half: int) -> NDArray[np.int64]:
    """Each class's parcels by falling size: every second one is test; of the others every third, from the second on,
    is validation."""
    part = np.full(len(target), UNLABELLED)
    for label in range(len(CROPS)):
        numbers, sizes = np.unique(parcel[target == label], return_counts=True)
        numbers = numbers[np.argsort(-sizes, kind="stable")]
        learnt = numbers[1 - half :: 2]
        part[np.isin(parcel, numbers[half::2])] = TEST
        part[np.isin(parcel, learnt)] = TRAINING
        part[np.isin(parcel, learnt[1::3])] = VALIDATION
    return part


if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--labelled", type=int, default=40)
    parser.add_argument("--half", type=int, choices=(0, 1), default=0)
    parser.add_argument("--closed", action="store_true")
    own, others = parser.parse_known_args()
    sys.argv[1:] = others
    main(problem(own.labelled, own.half, own.closed), __doc__)
