"""Jobs around a training: the page of a model, made-up data, the check of the engine, a table of descriptions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError
from ..modalities import MODALITIES
from ..sources import LabelSource
from .base import Job, NamedFile, check_device, given, label_files

#: formats of a table of class descriptions
TABLES = (".csv", ".gpkg")
#: modalities of the sample scene, and those of them that have holes
SENSORS, HOLED = ("hsi", "msi", "sar", "lidar", "rgb"), ("hsi", "msi", "sar")


@dataclass(frozen=True)
class ModelInfoJob(Job):
    """Describe a model file as HTML."""

    model: str
    html: str

    kind = "modelinfo"

    def inputs(self) -> list[NamedFile]:
        return given(("MODEL", self.model))

    def written(self) -> list[NamedFile]:
        return given(("HTML", self.html))


@dataclass(frozen=True)
class SampleDataJob(Job):
    """Write the sample scene into a folder: ``size`` pixels of 5 m a side."""

    folder: str
    size: int = 400
    seed: int = 0

    kind = "sampledata"

    def layers(self) -> dict[str, str]:
        """Modality -> its layer, with the holes that clouds and the swath's edge leave."""
        return {modality: self._path(f"{modality}.tif") for modality in SENSORS}

    def complete(self) -> dict[str, str]:
        """Modality -> its layer without holes, of those that have some."""
        return {modality: self._path("complete", f"{modality}.tif") for modality in HOLED}

    @property
    def training(self) -> str:
        return self._path("training.gpkg")

    @property
    def truth(self) -> str:
        return self._path("truth.tif")

    def written(self) -> list[NamedFile]:
        paths = [*self.layers().values(), *self.complete().values(), self.training, self.truth]
        return given(*(("FOLDER", path) for path in paths))

    def _path(self, *names: str) -> str:
        return str(Path(self.folder, *names))


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

    def inputs(self) -> list[NamedFile]:
        return label_files(self.labels)

    def written(self) -> list[NamedFile]:
        return given(("OUTPUT", self.output))
