"""One raster file as GDAL opens it: what it is, where it lies, which bands it has, and reading them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from osgeo import gdal, osr

from ...door.errors import InputError
from ...door.modalities import MODALITIES
from ...door.wavelengths import band_item, wavelengths_of
from ..grid import Grid, Window

gdal.UseExceptions()
osr.UseExceptions()

_METRES_PER_DEGREE = 111_320.0
_NO_TRANSFORM = (0.0, 1.0, 0.0, 0.0, 0.0, 1.0)  # what some drivers give for want of a geotransform


@dataclass
class RasterFile:
    """An opened raster. ``bands`` are GDAL's numbers (from 1) of those with data: no alpha, no bad bands.

    ``names`` and ``wavelengths`` (nanometres) go with ``bands``; either is empty where the file has none.
    ``placed`` says whether the file knows where it lies (a CRS and a geotransform). ``grid`` is north-up;
    ``flips`` says whether the file's own rows, and columns, run the other way.
    """

    dataset: Any
    path: str
    label: str
    grid: Grid
    placed: bool
    flips: tuple[bool, bool]
    bands: tuple[int, ...]
    dropped: int
    names: tuple[str, ...]
    wavelengths: tuple[float, ...]
    nodata: float | None
    categories: bool
    _alpha: int = field(default=0, repr=False)

    @property
    def metres(self) -> float:
        """Side of a pixel in metres (in pixels where the file does not know where it lies)."""
        return self.grid_side * metres_per_unit(self.grid) if self.placed else self.grid_side

    @property
    def grid_side(self) -> float:
        """Side of a pixel (of a square of the same area) in the units of the file's CRS."""
        return math.sqrt(abs(self.grid.transform[1] * self.grid.transform[5]))

    def in_units(self, values: NDArray[np.float32], bands: Sequence[int]) -> NDArray[np.float32]:
        """Stored values (bands, rows, cols) in the units that the file declares for them: times scale, plus offset.

        So files that store the same quantity in different ways fit the same model. Changes ``values``.
        """
        for plane, number in zip(values, bands, strict=True):
            band = self.dataset.GetRasterBand(number)
            scale, offset = band.GetScale() or 1.0, band.GetOffset() or 0.0
            if (scale, offset) != (1.0, 0.0):
                plane *= scale
                plane += offset
        return values

    @property
    def may_have_holes(self) -> bool:
        """False only where neither nodata, nor a mask, nor NaN can take a pixel away."""
        bands = [self.dataset.GetRasterBand(b) for b in self.bands]
        floating = (gdal.GDT_Float32, gdal.GDT_Float64)
        return bool(self._alpha) or any(b.DataType in floating or b.GetMaskFlags() != gdal.GMF_ALL_VALID for b in bands)

    def read(self, window: Window, bands: Sequence[int]) -> NDArray[np.float32]:
        """Those of GDAL's ``bands`` in a window of ``grid``: (bands, rows, cols), NaN where invalid."""
        south_up, east_left = self.flips
        row = self.grid.rows - window.row - window.rows if south_up else window.row
        col = self.grid.cols - window.col - window.cols if east_left else window.col
        values = self._read((col, row, window.cols, window.rows), bands)
        return values[:, :: -1 if south_up else 1, :: -1 if east_left else 1]

    def _read(self, place: tuple[int, int, int, int], bands: Sequence[int]) -> NDArray[np.float32]:
        raw = self.dataset.ReadAsArray(*place, band_list=list(bands))
        raw = raw.reshape(len(bands), place[3], place[2])
        with np.errstate(over="ignore"):  # a float64 nodata value beyond float32 becomes infinite: a hole all the same
            values = raw.astype(np.float32)
        for i, number in enumerate(bands):
            invalid = self._invalid(raw[i], number, place)
            if invalid is not None:
                values[i][invalid] = np.nan
        mask = self._common_mask(place)
        if mask is not None:
            values[:, mask == 0] = np.nan
        return values

    def _invalid(self, raw: NDArray[Any], number: int, place: tuple[int, ...]) -> Any:
        """Where one band has no data of its own account: bool, or None where it has all."""
        band = self.dataset.GetRasterBand(number)
        flags, nodata = band.GetMaskFlags(), band.GetNoDataValue()
        if flags == 0:  # a mask of this band alone
            return band.GetMaskBand().ReadAsArray(*place) == 0
        if nodata is None or math.isnan(nodata):
            return None
        if raw.dtype.kind in "iu":
            limits = np.iinfo(raw.dtype)
            if not float(nodata).is_integer() or not limits.min <= nodata <= limits.max:
                return None
        with np.errstate(over="ignore"):
            return raw == raw.dtype.type(nodata)

    def _common_mask(self, place: tuple[int, ...]) -> Any:
        """The mask or alpha that all bands share, or None."""
        if self._alpha:
            return self.dataset.GetRasterBand(self._alpha).ReadAsArray(*place)
        first = self.dataset.GetRasterBand(self.bands[0])
        if first.GetMaskFlags() & gdal.GMF_PER_DATASET:
            return first.GetMaskBand().ReadAsArray(*place)
        return None


def open_raster(path: str, modality: str, label: str = "") -> RasterFile:
    """Open a raster for a modality; InputError where it is missing, no raster, complex, or rotated.

    ``label``: what messages call it, where it is no layer of its modality.
    """
    label = label or f"{MODALITIES[modality].title} layer '{Path(path).name or path}'"
    dataset = _dataset(path, label)
    grid, located, flips = _grid(dataset, label)
    bands, dropped = _bands(dataset, label)
    numbers = [dataset.GetRasterBand(b) for b in bands]
    if any(gdal.DataTypeIsComplex(band.DataType) for band in numbers):
        raise InputError(f"The {label} holds complex numbers; convert it first, to intensity in decibels for instance.")
    return RasterFile(
        dataset=dataset,
        path=path,
        label=label,
        grid=grid,
        placed=located and bool(grid.crs),
        flips=flips,
        bands=tuple(bands),
        dropped=dropped,
        names=_names(numbers),
        wavelengths=wavelengths_of(dataset, bands),
        nodata=_finite(numbers[0].GetNoDataValue()),
        categories=any(band.GetColorTable() is not None or band.GetCategoryNames() for band in numbers),
        _alpha=next((b for b in range(1, dataset.RasterCount + 1) if _is_alpha(dataset, b)), 0),
    )


def spatial_reference(wkt: str) -> Any:
    """The CRS as OSR has it, x (or longitude) first whatever the authority says."""
    reference = osr.SpatialReference()
    reference.ImportFromWkt(wkt)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return reference


def crs_name(crs: str) -> str:
    """What a person calls a CRS (WKT): its name, or that it is unknown."""
    return (spatial_reference(crs).GetName() if crs else "") or "an unknown CRS"


def metres_per_unit(grid: Grid) -> float:
    """Length of one unit of the grid's CRS in the middle of the grid, for comparing pixel sizes; 1 without a CRS."""
    if not grid.crs:
        return 1.0
    reference = spatial_reference(grid.crs)
    if not reference.IsGeographic():
        return float(reference.GetLinearUnits())
    _, south, _, north = grid.extent
    latitude = (south + north) / 2 * reference.GetAngularUnits()
    return _METRES_PER_DEGREE * math.degrees(reference.GetAngularUnits()) * math.sqrt(max(1e-3, math.cos(latitude)))


def _dataset(path: str, label: str) -> Any:
    if not path.startswith("/vsi") and ":" not in path[2:] and not Path(path).exists():
        raise InputError(f"The file of the {label} does not exist: '{path}'.")
    try:
        dataset = gdal.OpenEx(path, gdal.OF_RASTER | gdal.OF_VERBOSE_ERROR)
    except RuntimeError as error:
        raise InputError(f"The {label} cannot be opened as a raster: {error}.") from error
    if dataset.RasterCount == 0:
        inside = [name for name, _ in dataset.GetSubDatasets()]
        hint = f"; choose one of its subdatasets: {', '.join(inside[:5])}" if inside else ""
        raise InputError(f"The {label} has no bands{hint}.")
    return dataset


def _grid(dataset: Any, label: str) -> tuple[Grid, bool, tuple[bool, bool]]:
    """The file's grid, north-up; whether it has a geotransform; whether its own rows, and columns, are reversed."""
    rows, cols = dataset.RasterYSize, dataset.RasterXSize
    transform = dataset.GetGeoTransform(can_return_null=True)
    if transform in (None, _NO_TRANSFORM):
        if dataset.GetGCPCount():
            raise InputError(f"The {label} has only ground control points; warp it to a map projection first.")
        return Grid(dataset.GetProjection(), (0.0, 1.0, 0.0, float(rows), 0.0, -1.0), rows, cols), False, (False, False)
    left, width, skew_x, top, skew_y, height = transform
    if skew_x or skew_y:
        raise InputError(f"The {label} has a rotated geotransform; warp it to a north-up grid first (gdalwarp does).")
    north_up = (
        left if width > 0 else left + cols * width,
        abs(width),
        0.0,
        top if height < 0 else top + rows * height,
        0.0,
        -abs(height),
    )
    return Grid(dataset.GetProjection(), north_up, rows, cols), True, (height > 0, width < 0)


def _bands(dataset: Any, label: str) -> tuple[list[int], int]:
    """GDAL's numbers of the bands with data, and how many the file marks as bad."""
    count = dataset.RasterCount
    data = [b for b in range(1, count + 1) if not _is_alpha(dataset, b)]
    listed = dataset.GetMetadataItem("bbl", "ENVI") or dataset.GetMetadataItem("bbl") or ""
    flags = [float(value) for value in re.findall(r"[\d.]+", listed)]
    bad = {b for b in data if band_item(dataset.GetRasterBand(b), "bbl") in ("0", "0.0")}
    if len(flags) == count:
        bad |= {b for b in data if flags[b - 1] == 0}
    good = [b for b in data if b not in bad]
    if not good:
        raise InputError(f"The {label} has no usable band: its bad-band list (bbl) or alpha takes all {count} of them.")
    return good, len(data) - len(good)


def _is_alpha(dataset: Any, number: int) -> bool:
    return bool(dataset.GetRasterBand(number).GetColorInterpretation() == gdal.GCI_AlphaBand)


def _names(bands: Sequence[Any]) -> tuple[str, ...]:
    names = tuple(band.GetDescription() for band in bands)
    return names if any(names) else ()


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
