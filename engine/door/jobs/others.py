"""Jobs around a training: the page of a model, made-up data, the check of the engine, a table of descriptions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError
from ..modalities import MODALITIES
from ..sources import LabelSource
from .base import Job, check_device

#: formats of a table of class descriptions
TABLES = (".csv", ".gpkg")


@dataclass(frozen=True)
class ModelInfoJob(Job):
    """Describe a model file as HTML."""

    model: str
    html: str

    kind = "modelinfo"

    def outputs(self) -> list[str]:
        return [self.html]


@dataclass(frozen=True)
class SampleDataJob(Job):
    """Write the sample scene into a folder: ``size`` pixels of 5 m a side."""

    folder: str
    size: int = 400
    seed: int = 0

    kind = "sampledata"


@dataclass(frozen=True)
class CheckJob(Job):
    """Report the Python, the packages and the devices, and try a real tensor operation."""

    device: str = "auto"

    kind = "check"

    def __post_init__(self) -> None:
        check_device(self.device)


@dataclass(frozen=True)
class DescribeJob(Job):
    """Write a table with a description of each class of a training layer, to be edited by the user."""

    labels: LabelSource
    output: str
    modalities: tuple[str, ...] = tuple(MODALITIES)

    kind = "describe"

    def __post_init__(self) -> None:
        if self.output and Path(self.output).suffix.lower() not in TABLES:
            raise InputError(f"OUTPUT is '{self.output}'; its name must end with {' or '.join(TABLES)}.")

    def outputs(self) -> list[str]:
        return [self.output]
