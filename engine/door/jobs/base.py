"""What all jobs have in common: JSON, the files that they read and write, and checks of what several ask for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import NamedTuple

from ..errors import InputError
from ..modalities import MODALITIES
from ..sources import LabelSource, LayerSource

DEVICES = ("auto", "cpu", "cuda", "mps")
PRECISIONS = ("auto", "float32", "bfloat16")
EFFORTS = ("quick", "standard", "paper")


class NamedFile(NamedTuple):
    """A file, or a folder, of a job, and the parameter that gives it as a command line spells it: MSI, MODEL."""

    parameter: str
    path: str


class Job:
    """Base of the jobs: reads and writes JSON, checks itself on construction."""

    kind: str

    def to_json(self) -> str:
        return json.dumps({"job": self.kind, **asdict(self)})  # type: ignore[call-overload]

    def inputs(self) -> list[NamedFile]:
        """Files and folders that the job reads; where QGIS made a copy of one, the file behind the copy, too."""
        return []

    def written(self) -> list[NamedFile]:
        """Files that the job leaves when it succeeds, and only then."""
        return []

    def outputs(self) -> list[str]:
        """The paths of ``written``."""
        return [file.path for file in self.written()]


def given(*files: tuple[str, str]) -> list[NamedFile]:
    """(parameter, path) of each file that has a path: what is optional may have none."""
    return [NamedFile(parameter, path) for parameter, path in files if path]


def layer_files(layers: Mapping[str, LayerSource]) -> list[NamedFile]:
    """The rasters of the layers."""
    names = {
        modality: f"{modality.upper()}_SERIES" if len(s.paths) > 1 else modality.upper()
        for modality, s in layers.items()
    }
    return given(*((names[modality], path) for modality, source in layers.items() for path in source.paths))


def label_files(labels: LabelSource, parameter: str = "") -> list[NamedFile]:
    """The file of the labels, and the one that it is a copy of; by itself the parameter is that of a training."""
    name = parameter or ("TRAINING_RASTER" if labels.raster else "TRAINING")
    return given((name, labels.path), (name, labels.origin))


def check_layers(layers: Mapping[str, LayerSource]) -> None:
    if not layers:
        raise InputError(f"Give at least one layer: {', '.join(name.upper() for name in MODALITIES)}.")
    unknown = set(layers) - set(MODALITIES)
    if unknown:
        raise InputError(f"There is no modality {', '.join(sorted(unknown))}; there are {', '.join(MODALITIES)}.")


def check_grid(grid: str, pixel_size: float, layers: dict[str, LayerSource]) -> None:
    if grid and grid not in layers:
        raise InputError(f"GRID is '{grid}', but no such layer is given.")
    if pixel_size < 0:
        raise InputError("PIXEL_SIZE must be a positive number; left out, pixels are as in training.")


def check_device(device: str) -> None:
    if device not in DEVICES:
        raise InputError(f"DEVICE is '{device}'; it must be one of {', '.join(DEVICES)}.")


def check_precision(precision: str) -> None:
    if precision not in PRECISIONS:
        raise InputError(f"PRECISION is '{precision}'; it must be one of {', '.join(PRECISIONS)}.")


def check_effort(effort: str) -> None:
    if effort not in EFFORTS:
        raise InputError(f"EFFORT is '{effort}'; it must be one of {', '.join(EFFORTS)}.")


def check_minutes(minutes: float | None) -> None:
    if minutes is not None and minutes <= 0:
        raise InputError(f"TIME is {minutes:g} minutes; give a positive number, or leave it empty.")
