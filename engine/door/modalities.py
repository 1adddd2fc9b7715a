"""The fixed registry of modalities, and what is known of the layer that carries one.

Standard library only: the QGIS side reads it too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

#: how a coarser or finer layer is brought onto the grid: (going up, going down), GDAL's names
CONTINUOUS = ("bilinear", "average")


@dataclass(frozen=True)
class Modality:
    """One kind of sensor data.

    ``attribute`` is what language can say of a class as this sensor sees it;
    ``normalisation`` is ``"zscore"`` for each band.
    """

    name: str
    title: str
    attribute: str
    resampling: tuple[str, str] = CONTINUOUS
    normalisation: str = "zscore"


MODALITIES: dict[str, Modality] = {
    m.name: m
    for m in (
        Modality("hsi", "Hyperspectral", "material and colour"),
        Modality("msi", "Multispectral", "vegetation and colour"),
        Modality("sar", "SAR", "roughness and moisture"),
        Modality("lidar", "LiDAR or elevation", "height"),
        Modality("rgb", "Aerial RGB", "texture and colour"),
        Modality("other", "Other raster", "the further measurement"),
    )
}


@dataclass(frozen=True)
class ModalityInfo:
    """What is known of the layer that carries a modality.

    ``bands`` counts all bands; a time series holds ``bands / len(dates)`` bands for each date, the bands
    of a date together. ``wavelengths`` are in nanometres, ``pixel_size`` in the units of the grid's CRS.
    """

    name: str
    bands: int
    dates: tuple[str, ...] = ()
    band_names: tuple[str, ...] = ()
    wavelengths: tuple[float, ...] = ()
    pixel_size: float | None = None
    nodata: float | None = None

    def __post_init__(self) -> None:
        if self.name not in MODALITIES:
            raise ValueError(f"'{self.name}' is no modality; there are {', '.join(MODALITIES)}")
        if self.bands < 1:
            raise ValueError(f"modality '{self.name}' has no bands")
        if self.dates and self.bands % len(self.dates):
            raise ValueError(
                f"modality '{self.name}': {self.bands} bands cannot be shared evenly among {len(self.dates)} dates"
            )

    @property
    def title(self) -> str:
        return MODALITIES[self.name].title

    @property
    def inside_title(self) -> str:
        """The title inside a sentence: 'hyperspectral', 'SAR'."""
        first, *others = self.title.split(" ")
        return " ".join([first.lower() if first.istitle() else first, *others])

    @property
    def steps(self) -> int:
        """Number of dates; 1 for a layer without a series."""
        return max(1, len(self.dates))

    def reduced(self, bands: int) -> ModalityInfo:
        """The layer as a network sees it that is fed ``bands`` principal components instead of the bands."""
        if bands == self.bands:
            return self
        return replace(self, bands=bands, dates=(), band_names=(), wavelengths=())

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> ModalityInfo:
        lists = {key: tuple(values[key]) for key in ("dates", "band_names", "wavelengths") if key in values}
        return cls(**{**values, **lists})
