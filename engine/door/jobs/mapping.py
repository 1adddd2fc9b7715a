"""Jobs that map a scene: once, or as if layers were missing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..cases import Case, case_file, check_cases, usual_cases
from ..errors import InputError
from ..modalities import MODALITIES
from ..sources import LayerSource
from ..target import CLASSES, NUMBER
from .base import Job, NamedFile, check_device, check_grid, check_layers, check_precision, given, layer_files


@dataclass(frozen=True)
class ClassifyJob(Job):
    """Map the scene of ``layers`` with a model file; layers left out are what is missing.

    ``extent``: (xmin, ymin, xmax, ymax) in ``extent_crs`` (WKT; empty: the CRS of the scene's reference layer), or
    empty for all of the scene.
    ``grid``: the layer whose grid the map has, and ``pixel_size`` in units of the map's CRS; empty and 0: as in the
    model's training.
    ``tile``: side of the windows in pixels; ``batch``: pixels in one forward pass (0: chosen by the device).
    """

    model: str
    layers: dict[str, LayerSource]
    output: str
    confidence: str = ""
    probabilities: str = ""
    availability: str = ""
    features: str = ""
    extent: tuple[float, ...] = ()
    extent_crs: str = ""
    grid: str = ""
    pixel_size: float = 0.0
    device: str = "auto"
    precision: str = "auto"
    tile: int = 256
    batch: int = 0

    kind = "classify"

    def __post_init__(self) -> None:
        check_layers(self.layers)
        check_device(self.device)
        check_precision(self.precision)
        if len(self.extent) not in (0, 4):
            raise InputError("EXTENT must be four numbers: xmin, ymin, xmax, ymax.")
        check_grid(self.grid, self.pixel_size, self.layers)
        if self.tile < 16:
            raise InputError(f"TILE_SIZE is {self.tile}; it must be at least 16 pixels.")

    def inputs(self) -> list[NamedFile]:
        return [*layer_files(self.layers), *given(("MODEL", self.model))]

    def written(self) -> list[NamedFile]:
        return given(
            ("OUTPUT", self.output),
            ("CONFIDENCE", self.confidence),
            ("PROBABILITIES", self.probabilities),
            ("AVAILABILITY", self.availability),
            ("FEATURES", self.features),
        )


@dataclass(frozen=True)
class WhatIfJob(Job):
    """Map one scene several times, as if only some of its layers were there; compare with the map of all of them.

    ``cases``: the layers that each case has; empty: each layer left out, and each alone. The rest as in ClassifyJob.
    """

    model: str
    layers: dict[str, LayerSource]
    folder: str
    cases: tuple[Case, ...] = ()
    extent: tuple[float, ...] = ()
    extent_crs: str = ""
    grid: str = ""
    pixel_size: float = 0.0
    device: str = "auto"
    precision: str = "auto"
    tile: int = 256
    batch: int = 0

    kind = "whatif"

    def __post_init__(self) -> None:
        check_layers(self.layers)
        check_device(self.device)
        check_precision(self.precision)
        check_cases(self.cases, list(self.layers))
        if not self.folder:
            raise InputError("Give the FOLDER that the maps shall go to.")
        check_grid(self.grid, self.pixel_size, self.layers)
        if len(self.extent) not in (0, 4):
            raise InputError("EXTENT must be four numbers: xmin, ymin, xmax, ymax.")
        if self.tile < 16:
            raise InputError(f"TILE_SIZE is {self.tile}; it must be at least 16 pixels.")

    def maps(self) -> dict[Case, str]:
        """Case -> its map, the complete one first."""
        complete = tuple(name for name in MODALITIES if name in self.layers)
        paths = {complete: self.path("complete.tif")}
        return paths | {case: self.path(case_file(case)) for case in self.cases or usual_cases(complete)}

    def path(self, name: str) -> str:
        return str(Path(self.folder) / name)

    @property
    def disagreement(self) -> str:
        return self.path("disagreement.tif")

    @property
    def depends(self) -> str:
        """Which layer's loss changes the map; empty where no case leaves out one layer alone."""
        return self.path("depends_on.tif") if self.losses() else ""

    @property
    def spread(self) -> str:
        """How far the cases' values lie apart, of a model of a number, in the place of the two above."""
        return self.path("spread.tif")

    @property
    def table(self) -> str:
        return self.path("agreement.csv")

    @property
    def page(self) -> str:
        return self.path("agreement.html")

    def losses(self) -> dict[Case, str]:
        """Case -> the one layer that it leaves out, of the cases that leave out one."""
        missing = {case: set(self.layers) - set(case) for case in self.maps()}
        return {case: names.pop() for case, names in missing.items() if len(names) == 1}

    def compared(self, target: str) -> list[str]:
        """The maps that compare the cases of a model of this kind of target."""
        return [self.spread] if target == NUMBER else [path for path in (self.disagreement, self.depends) if path]

    def left_by(self, target: str) -> list[str]:
        """Every file that a model of this kind of target leaves."""
        return [*self.maps().values(), *self.compared(target), self.table, self.page]

    def inputs(self) -> list[NamedFile]:
        return [*layer_files(self.layers), *given(("MODEL", self.model))]

    def written(self) -> list[NamedFile]:
        """What may be written, as the job alone does not tell what the model predicts."""
        paths = dict.fromkeys([*self.left_by(CLASSES), *self.left_by(NUMBER)])
        return given(*(("FOLDER", path) for path in paths))
