"""Jobs that teach: a model, or an encoder beforehand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..errors import InputError
from ..model_header import MOST_MEMBERS
from ..options import declaration
from ..sources import LabelSource, LayerSource, SplitSettings, TextSource
from ..target import CLASSES, KINDS
from .base import (
    Job,
    NamedFile,
    check_device,
    check_effort,
    check_layers,
    check_minutes,
    check_precision,
    given,
    label_files,
    layer_files,
)

#: in the place of a method: the engine takes what suits the data
AUTO = "auto"


@dataclass(frozen=True)
class TrainJob(Job):
    """Train ``method`` on layers and labels; leave a model file and, on demand, an HTML report.

    With the method ``auto`` the engine chooses one by the data, and there are no ``options``.
    ``components``: modality -> number of principal components to feed the network instead of its bands.
    ``unlabelled``: how many unlabelled pixels to use; -1 lets the method choose. ``precision``: one of PRECISIONS; a
    number is learnt in float32 whatever it says.
    ``init``: the file of a pre-trained encoder to begin with, for methods that have one.
    ``test``: labels that accuracy is measured on; None: a share of ``labels``, as ``split`` says.
    ``colearn``: whether all layers teach each subset of them on unlabelled pixels (engine/training/colearning.py).
    ``effort``: how much is computed (engine/training/effort.py). ``minutes``: how long it may take; None: no limit.
    ``ensemble``: how many networks learn from the same samples, with the seeds ``seed``, ``seed`` + 1, …; the model
    predicts by the mean of them.
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
    ensemble: int = 1
    colearn: bool = False

    kind = "train"

    def __post_init__(self) -> None:
        check_layers(self.layers)
        check_device(self.device)
        check_precision(self.precision)
        check_effort(self.effort)
        check_minutes(self.minutes)
        if not 1 <= self.ensemble <= MOST_MEMBERS:
            raise InputError(f"ENSEMBLE is {self.ensemble}; it must lie between 1 and {MOST_MEMBERS}.")
        if self.target not in KINDS:
            raise InputError(f"TARGET is '{self.target}'; it must be one of {', '.join(KINDS)}.")
        if self.reference and self.reference not in self.layers:
            raise InputError(f"REFERENCE is '{self.reference}', but no such layer is given.")
        if self.colearn:
            self._check_colearn()
        if self.method != AUTO:
            self._check_method()
        elif self.init:
            raise InputError(f"INIT is an encoder of LDS2AE, but METHOD is {AUTO}; train with rsmiss:trainlds2ae.")
        elif self.options:
            raise InputError(f"METHOD is {AUTO}, so it takes no options, but {', '.join(self.options)} is given.")

    def _check_colearn(self) -> None:
        if self.target != CLASSES:
            raise InputError(
                f"COLEARN teaches classes, one a pixel, but TARGET is '{self.target}'; switch COLEARN off, or learn "
                "classes."
            )
        if len(self.layers) < 2:
            raise InputError("COLEARN needs two layers at least, to teach one by all of them; switch it off.")
        if self.unlabelled == 0:
            raise InputError(
                "COLEARN learns from unlabelled pixels, but UNLABELLED is 0; leave it empty, or switch COLEARN off."
            )

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

    def inputs(self) -> list[NamedFile]:
        tests = [] if self.test is None else label_files(self.test, "TEST")
        text = given(
            ("TEXT_MODEL", self.text.model),
            ("DESCRIPTIONS", self.text.descriptions),
            ("DESCRIPTIONS", self.text.origin),
        )
        return [*layer_files(self.layers), *label_files(self.labels), *tests, *given(("INIT", self.init)), *text]

    def written(self) -> list[NamedFile]:
        return given(("MODEL", self.model), ("REPORT", self.report))


@dataclass(frozen=True)
class PretrainJob(Job):
    """Teach a method's encoder the layers, without labels; leave it in the file ``model``, for trainings to begin with.

    ``pixels``: how many pixels of the scene to learn from; 0: all. The rest, ``minutes`` too, as in TrainJob.
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
    minutes: float | None = None

    kind = "pretrain"

    def __post_init__(self) -> None:
        check_layers(self.layers)
        check_device(self.device)
        check_precision(self.precision)
        check_effort(self.effort)
        check_minutes(self.minutes)
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

    def inputs(self) -> list[NamedFile]:
        return layer_files(self.layers)

    def written(self) -> list[NamedFile]:
        return given(("ENCODER", self.model))
