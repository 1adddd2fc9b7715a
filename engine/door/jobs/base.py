"""What all jobs have in common: JSON, outputs, and checks of what several of them ask for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

from ..errors import InputError
from ..modalities import MODALITIES
from ..sources import LayerSource

DEVICES = ("auto", "cpu", "cuda", "mps")
PRECISIONS = ("auto", "float32", "bfloat16")
EFFORTS = ("quick", "standard", "paper")


class Job:
    """Base of the jobs: reads and writes JSON, checks itself on construction."""

    kind: str

    def to_json(self) -> str:
        return json.dumps({"job": self.kind, **asdict(self)})  # type: ignore[call-overload]

    def outputs(self) -> list[str]:
        """Files that the job leaves when it succeeds, and only then."""
        return []


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
