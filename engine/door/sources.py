"""What a job reads and how: layers, labels, their split, and the texts of the classes. Each checks itself."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import InputError

SPLITS = ("polygon", "block", "pixel")
TEXT_PROVIDERS = ("bundled", "open_clip", "sentence-transformers", "file", "orthogonal")


@dataclass(frozen=True)
class LayerSource:
    """The raster(s) that carry a modality: one file, or one a date.

    ``dates`` > 1 says that a single file holds so many dates, the bands of a date together.
    """

    paths: tuple[str, ...]
    dates: int = 1

    def __post_init__(self) -> None:
        if not self.paths:
            raise InputError("A layer was given without a file.")
        if self.dates < 1:
            raise InputError(f"'{self.paths[0]}' was given {self.dates} dates; it must have at least one.")
        if self.dates > 1 and len(self.paths) > 1:
            raise InputError("Give either one raster with several dates or one raster a date, not both.")


@dataclass(frozen=True)
class LabelSource:
    """The training polygons or points: a vector file, its table, the field to learn, and the layer's style.

    ``styles``: value (text or integer of the field) -> name and colour, where the layer has a categorised style.
    ``raster``: the file is a raster instead, whose first band holds class codes; ``layer`` and ``field`` are empty.
    ``origin``: the user's own file where ``path`` is a copy made of it; else empty.
    """

    path: str
    layer: str
    field: str
    title: str = ""
    styles: tuple[tuple[str, str, str], ...] = ()  # (field value as text, name, #rrggbb)
    raster: bool = False
    origin: str = ""


@dataclass(frozen=True)
class SplitSettings:
    """How labelled pixels are shared out among training, validation and test."""

    by: str = "polygon"
    validation: float = 0.2
    test: float = 0.2
    samples_per_class: int | None = None  # 0: all; None: as many as the effort takes
    buffer: int | None = None  # pixels between the parts; None: half of the window, and none for single pixels

    def __post_init__(self) -> None:
        if self.by not in SPLITS:
            raise InputError(f"SPLIT is '{self.by}'; it must be one of {', '.join(SPLITS)}.")
        if not 0 <= self.validation < 1 or not 0 <= self.test < 1 or self.validation + self.test >= 1:
            raise InputError(
                f"VALIDATION_SHARE ({self.validation}) and TEST_SHARE ({self.test}) must lie between 0 and 1 "
                "and leave something to train on."
            )
        if (self.samples_per_class or 0) < 0:
            raise InputError("SAMPLES_PER_CLASS must be 0 (all) or a positive number.")
        if (self.buffer or 0) < 0:
            raise InputError(f"BUFFER is {self.buffer} pixels; it must be 0 (none) or a positive number.")


@dataclass(frozen=True)
class TextSource:
    """Where class embeddings come from, and the user's own descriptions.

    ``match``: classes without a description may take that of the nearest described class. ``origin``: the user's own
    table where ``descriptions`` is a copy made of it; else empty.
    """

    provider: str = "bundled"
    model: str = ""  # weights file, model folder or embeddings file
    architecture: str = "ViT-B-32"  # open_clip only
    descriptions: str = ""  # CSV as rsmiss:describeclasses writes it
    match: bool = False
    origin: str = ""

    def __post_init__(self) -> None:
        if self.provider not in TEXT_PROVIDERS:
            raise InputError(f"TEXT_PROVIDER is '{self.provider}'; it must be one of {', '.join(TEXT_PROVIDERS)}.")
