"""Maps as GeoTIFFs that QGIS shows with names and colours at once: tiled, compressed, written window by window."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from osgeo import gdal, gdal_array

from ..door.errors import InputError
from ..door.target import CLASSES, LABELS, ClassInfo, Target
from ..labels.palette import colours
from ..scene.availability import BITS, modalities_of, title_of
from ..scene.grid import Grid, Window
from .products import AVAILABILITY, CONFIDENCE, FEATURES, MAP, NO_LABEL, PROBABILITIES, class_values

gdal.UseExceptions()

_BLOCK = 256
_SUFFIXES = (".tif", ".tiff")


@dataclass(frozen=True)
class Layout:
    """What a raster holds: a name for each band, data type, nodata value, and the table of its values, if any.

    ``sparse``: the legend names only those values of the table that were written.
    """

    bands: tuple[str, ...]
    dtype: np.dtype[Any]
    nodata: float
    table: tuple[ClassInfo, ...] = ()
    sparse: bool = False


def layout(product: str, target: Target, modalities: Collection[str] = (), features: Collection[str] = ()) -> Layout:
    """How a product of mapping is stored; ``modalities`` are those of the scene, for the availability map, and
    ``features`` the names of the method's."""
    if product == AVAILABILITY:
        return Layout(("availability",), np.dtype(np.uint8), 0, availability_table(modalities), sparse=True)
    if product == CONFIDENCE:
        return Layout(("confidence",), np.dtype(np.float32), math.nan)
    if product == PROBABILITIES:
        return Layout(tuple(target.names), np.dtype(np.float32), math.nan)
    if product == FEATURES:
        return Layout(tuple(features), np.dtype(np.float32), math.nan)
    if product != MAP:
        raise ValueError(f"there is no product '{product}'")
    if target.kind == CLASSES:
        return Layout((target.field or "class",), class_values(target).dtype, 0, target.classes)
    if target.kind == LABELS:
        return Layout(tuple(target.names), np.dtype(np.uint8), NO_LABEL)
    return Layout((target.field or "value",), np.dtype(np.float32), math.nan)


def availability_table(modalities: Collection[str]) -> tuple[ClassInfo, ...]:
    """Code, name ('HSI + LIDAR') and colour of each non-empty subset of the modalities.

    A code has its colour in every map, and the first ones, which are the commonest, lie farthest apart.
    """
    everything = range(1, 2 * max(BITS.values()))
    shown = dict(zip(everything, colours([title_of(code) for code in everything]), strict=True))
    codes = [code for code in everything if set(modalities_of(code)) <= set(modalities)]
    return tuple(ClassInfo(code, title_of(code), shown[code]) for code in codes)


class RasterWriter:
    """A GeoTIFF that is filled window by window, and complete once the block of its ``with`` has ended.

    Raises InputError where the file cannot be made or written: a wrong ending of its name, a full disk.
    """

    def __init__(self, path: str, grid: Grid, layout: Layout, metadata: Mapping[str, str] | None = None) -> None:
        if Path(path).suffix.lower() not in _SUFFIXES:
            raise InputError(f"The output '{Path(path).name}' is written as a GeoTIFF; let its name end in .tif.")
        self.path, self.layout = path, layout
        self._written: set[int] = set()
        with self._explained():
            self._dataset = self._create(grid)
            self._dataset.SetMetadata({"AREA_OR_POINT": "Area", "TIFFTAG_SOFTWARE": "rsmiss", **(metadata or {})})
            for number, name in enumerate(layout.bands, 1):
                band = self._dataset.GetRasterBand(number)
                band.SetDescription(name)
                band.SetNoDataValue(layout.nodata)
            if layout.table:
                _describe(self._dataset.GetRasterBand(1), layout.table)

    def write(self, window: Window, values: NDArray[Any]) -> None:
        """Put values (bands, rows, cols) into a window."""
        if self.layout.sparse:
            self._written.update(np.unique(values).tolist())
        with self._explained():
            self._dataset.WriteArray(np.ascontiguousarray(values), window.col, window.row)

    def close(self) -> None:
        """Write all that is still in memory."""
        if self._dataset is None:
            return
        with self._explained():
            try:
                self._dataset.FlushCache()
                if self.layout.sparse:
                    # opened anew: a file that is growing takes no other colours once data are on the disk
                    self._dataset = None
                    self._dataset = gdal.Open(self.path, gdal.GA_Update)
                    found = [info for info in self.layout.table if info.value in self._written]
                    _describe(self._dataset.GetRasterBand(1), found)
                    self._dataset.FlushCache()
            finally:
                self._dataset = None

    def __enter__(self) -> RasterWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self._dataset = None  # the file is thrown away: what its last blocks have to say matters no more

    def _create(self, grid: Grid) -> gdal.Dataset:
        driver = gdal.GetDriverByName("GTiff")
        code = gdal_array.NumericTypeCodeToGDALTypeCode(self.layout.dtype.type)
        options = _creation_options(driver, self.layout)
        dataset = driver.Create(self.path, grid.cols, grid.rows, len(self.layout.bands), code, options)
        dataset.SetGeoTransform(grid.transform)
        if grid.crs:
            dataset.SetProjection(grid.crs)
        return dataset

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except RuntimeError as error:
            raise InputError(
                f"The output '{Path(self.path).name}' cannot be written ({error}); check that the disk has room."
            ) from error


def _creation_options(driver: gdal.Driver, layout: Layout) -> list[str]:
    compression = "ZSTD" if "ZSTD" in driver.GetMetadataItem("DMD_CREATIONOPTIONLIST") else "DEFLATE"
    predictor = ["PREDICTOR=3"] if layout.dtype.kind == "f" else []  # classes have no gradients to predict
    # GDAL takes three bands of bytes for red, green and blue, and a fourth for their opacity
    meaning = ["PHOTOMETRIC=MINISBLACK", "ALPHA=NO"] if len(layout.bands) > 1 else []
    tiles = ["TILED=YES", f"BLOCKXSIZE={_BLOCK}", f"BLOCKYSIZE={_BLOCK}", "INTERLEAVE=BAND"]
    return [*tiles, *meaning, f"COMPRESS={compression}", *predictor, "BIGTIFF=IF_SAFER"]


def _describe(band: gdal.Band, table: Sequence[ClassInfo]) -> None:
    """Give a band its colour table, category names and raster attribute table; ``table`` may skip values."""
    colors, names = gdal.ColorTable(), [""] * (max((info.value for info in table), default=0) + 1)
    colors.SetColorEntry(0, (0, 0, 0, 0))
    names[0] = title_of(0)
    attributes = gdal.RasterAttributeTable()
    columns = {
        "Value": (gdal.GFT_Integer, gdal.GFU_MinMax),
        "Class": (gdal.GFT_String, gdal.GFU_Name),
        "Red": (gdal.GFT_Integer, gdal.GFU_Red),
        "Green": (gdal.GFT_Integer, gdal.GFU_Green),
        "Blue": (gdal.GFT_Integer, gdal.GFU_Blue),
        "Alpha": (gdal.GFT_Integer, gdal.GFU_Alpha),
    }
    for name, (kind, usage) in columns.items():
        attributes.CreateColumn(name, kind, usage)
    for row, info in enumerate(table):
        red, green, blue = (int(info.color[i : i + 2], 16) for i in (1, 3, 5))
        colors.SetColorEntry(info.value, (red, green, blue, 255))
        names[info.value] = info.name
        attributes.SetValueAsInt(row, 0, info.value)
        attributes.SetValueAsString(row, 1, info.name)
        for column, level in enumerate((red, green, blue, 255), 2):
            attributes.SetValueAsInt(row, column, level)
    attributes.SetTableType(gdal.GRTT_THEMATIC)
    band.SetColorInterpretation(gdal.GCI_PaletteIndex)
    band.SetColorTable(colors)
    band.SetCategoryNames(names)
    band.SetDefaultRAT(attributes)
