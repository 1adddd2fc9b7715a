"""The jobs that QGIS gives to the engine, as JSON.

The QGIS side writes a job, starts ``python -m engine JOB.json`` and reads events from its standard output.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from .cases import Case, case_file, check_cases, usual_cases
from .errors import InputError
from .modalities import MODALITIES
from .options import declaration
from .sources import LabelSource, LayerSource, SplitSettings, TextSource
from .target import CLASSES, KINDS

DEVICES = ("auto", "cpu", "cuda", "mps")
PRECISIONS = ("auto", "float32", "bfloat16")
#: in the place of a method: the engine takes what suits the data
AUTO = "auto"
EFFORTS = ("quick", "standard", "paper")
#: formats of a table of class descriptions
TABLES = (".csv", ".gpkg")


class Job:
    """Base of the jobs: reads and writes JSON, checks itself on construction."""

    kind: str

    def to_json(self) -> str:
        return json.dumps({"job": self.kind, **asdict(self)})  # type: ignore[call-overload]

    def outputs(self) -> list[str]:
        """Files that the job leaves when it succeeds, and only then."""
        return []


def _check_layers(layers: Mapping[str, LayerSource]) -> None:
    if not layers:
        raise InputError(f"Give at least one layer: {', '.join(name.upper() for name in MODALITIES)}.")
    unknown = set(layers) - set(MODALITIES)
    if unknown:
        raise InputError(f"There is no modality {', '.join(sorted(unknown))}; there are {', '.join(MODALITIES)}.")


def _check_grid(grid: str, pixel_size: float, layers: dict[str, LayerSource]) -> None:
    if grid and grid not in layers:
        raise InputError(f"GRID is '{grid}', but no such layer is given.")
    if pixel_size < 0:
        raise InputError("PIXEL_SIZE must be a positive number; left out, pixels are as in training.")


def _check_device(device: str) -> None:
    if device not in DEVICES:
        raise InputError(f"DEVICE is '{device}'; it must be one of {', '.join(DEVICES)}.")


def _check_precision(precision: str) -> None:
    if precision not in PRECISIONS:
        raise InputError(f"PRECISION is '{precision}'; it must be one of {', '.join(PRECISIONS)}.")


def _check_effort(effort: str) -> None:
    if effort not in EFFORTS:
        raise InputError(f"EFFORT is '{effort}'; it must be one of {', '.join(EFFORTS)}.")


@dataclass(frozen=True)
class TrainJob(Job):
    """Train ``method`` on layers and labels; leave a model file and, on demand, an HTML report.

    With the method ``auto`` the engine chooses one by the data, and there are no ``options``.
    ``components``: modality -> number of principal components to feed the network instead of its bands.
    ``unlabelled``: how many unlabelled pixels to use; -1 lets the method choose. ``precision``: one of PRECISIONS; a
    number is learnt in float32 whatever it says.
    ``init``: the file of a pre-trained encoder to begin with, for methods that have one.
    ``test``: labels that accuracy is measured on; None: a share of ``labels``, as ``split`` says.
    ``effort``: how much is computed (engine/training/effort.py). ``minutes``: how long it may take; None: no limit.
    """

    method: str
    layers: dict[str, LayerSource]
    labels: LabelSource
    model: str
    report: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    target: str = CLASSES
    reference: str = ""
    split: SplitSettings = SplitSettings()
    components: dict[str, int] = field(default_factory=dict)
    text: TextSource = TextSource()
    unlabelled: int = -1
    seed: int = 0
    device: str = "auto"
    precision: str = "auto"
    effort: str = "standard"
    minutes: float | None = None
    init: str = ""
    test: LabelSource | None = None

    kind = "train"

    def __post_init__(self) -> None:
        _check_layers(self.layers)
        _check_device(self.device)
        _check_precision(self.precision)
        _check_effort(self.effort)
        if self.minutes is not None and self.minutes <= 0:
            raise InputError(f"TIME is {self.minutes:g} minutes; give a positive number, or leave it empty.")
        if self.target not in KINDS:
            raise InputError(f"TARGET is '{self.target}'; it must be one of {', '.join(KINDS)}.")
        if self.reference and self.reference not in self.layers:
            raise InputError(f"REFERENCE is '{self.reference}', but no such layer is given.")
        if self.method != AUTO:
            self._check_method()
        elif self.init:
            raise InputError(f"INIT is an encoder of LDS2AE, but METHOD is {AUTO}; train with rsmiss:trainlds2ae.")
        elif self.options:
            raise InputError(f"METHOD is {AUTO}, so it takes no options, but {', '.join(self.options)} is given.")

    def _check_method(self) -> None:
        entry = declaration(self.method)
        if self.target not in entry.targets:
            raise InputError(
                f"{entry.title} learns {' or '.join(entry.targets)}, not {self.target}; train MDiCo for that."
            )
        if self.init and not entry.pretrain:
            raise InputError(f"INIT is an encoder of LDS2AE; {entry.title} cannot begin with it.")
        try:
            entry.options.from_json(self.options)
        except ValueError as error:
            raise InputError(f"{entry.title}: {error}.") from error

    def outputs(self) -> list[str]:
        return [path for path in (self.model, self.report) if path]


@dataclass(frozen=True)
class PretrainJob(Job):
    """Teach a method's encoder the layers, without labels; leave it in the file ``model``, for trainings to begin with.

    ``pixels``: how many pixels of the scene to learn from; 0: all. The rest as in TrainJob.
    """

    layers: dict[str, LayerSource]
    model: str
    method: str = "lds2ae"
    options: dict[str, Any] = field(default_factory=dict)
    reference: str = ""
    components: dict[str, int] = field(default_factory=dict)
    pixels: int = 0
    seed: int = 0
    device: str = "auto"
    precision: str = "auto"
    effort: str = "standard"

    kind = "pretrain"

    def __post_init__(self) -> None:
        _check_layers(self.layers)
        _check_device(self.device)
        _check_precision(self.precision)
        _check_effort(self.effort)
        if self.reference and self.reference not in self.layers:
            raise InputError(f"REFERENCE is '{self.reference}', but no such layer is given.")
        if self.pixels < 0:
            raise InputError(f"PIXELS is {self.pixels}; give a positive number, or leave it out for all pixels.")
        entry = declaration(self.method)
        if not entry.pretrain:
            raise InputError(f"{entry.title} has no encoder that can be pre-trained alone.")
        try:
            options = entry.options.from_json(self.options)
        except ValueError as error:
            raise InputError(f"{entry.title}: {error}.") from error
        if not getattr(options, "pretrain_epochs", 1):
            raise InputError("PRETRAIN_EPOCHS is 0, so nothing would be learnt; give a positive number.")

    def outputs(self) -> list[str]:
        return [self.model]


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
        _check_layers(self.layers)
        _check_device(self.device)
        _check_precision(self.precision)
        if len(self.extent) not in (0, 4):
            raise InputError("EXTENT must be four numbers: xmin, ymin, xmax, ymax.")
        _check_grid(self.grid, self.pixel_size, self.layers)
        if self.tile < 16:
            raise InputError(f"TILE_SIZE is {self.tile}; it must be at least 16 pixels.")

    def outputs(self) -> list[str]:
        return [path for path in (self.output, self.confidence, self.probabilities, self.availability) if path]


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
        _check_layers(self.layers)
        _check_device(self.device)
        _check_precision(self.precision)
        check_cases(self.cases, list(self.layers))
        if not self.folder:
            raise InputError("Give the FOLDER that the maps shall go to.")
        _check_grid(self.grid, self.pixel_size, self.layers)
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
    def table(self) -> str:
        return self.path("agreement.csv")

    @property
    def page(self) -> str:
        return self.path("agreement.html")

    def losses(self) -> dict[Case, str]:
        """Case -> the one layer that it leaves out, of the cases that leave out one."""
        missing = {case: set(self.layers) - set(case) for case in self.maps()}
        return {case: names.pop() for case, names in missing.items() if len(names) == 1}

    def outputs(self) -> list[str]:
        paths = [*self.maps().values(), self.disagreement, self.depends, self.table, self.page]
        return [path for path in paths if path]


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
        _check_device(self.device)


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


JOBS: dict[str, type[Job]] = {
    job.kind: job
    for job in (TrainJob, PretrainJob, ClassifyJob, WhatIfJob, ModelInfoJob, SampleDataJob, CheckJob, DescribeJob)
}
_NESTED = {"labels": LabelSource, "test": LabelSource, "split": SplitSettings, "text": TextSource}


def read_job(path: str | Path) -> Job:
    """The job in a JSON file; InputError where it is not one."""
    try:
        values = json.loads(Path(path).read_text(encoding="utf-8"))
        kind = JOBS[values.pop("job")]
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise InputError(f"'{path}' is not a job file of rsmiss: {error}.") from error
    known = {item.name for item in fields(kind)}  # type: ignore[arg-type]
    if set(values) - known:
        raise InputError(f"The job in '{path}' has unknown entries: {', '.join(sorted(set(values) - known))}.")
    for name, nested in _NESTED.items():
        if values.get(name) is not None:
            values[name] = _nested(nested, values[name])
    if "layers" in values:
        values["layers"] = {m: LayerSource(tuple(v["paths"]), v.get("dates", 1)) for m, v in values["layers"].items()}
    for name in ("extent", "modalities"):
        if name in values:
            values[name] = tuple(values[name])
    if "cases" in values:
        values["cases"] = tuple(tuple(case) for case in values["cases"])
    try:
        return kind(**values)
    except TypeError as error:
        raise InputError(f"The job in '{path}' is incomplete: {error}.") from error


def _nested(kind: type[Any], values: dict[str, Any]) -> Any:
    if "styles" in values:
        values = {**values, "styles": tuple(tuple(row) for row in values["styles"])}
    return kind(**values)
