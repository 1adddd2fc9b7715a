"""The grid of a map: the one that its model was trained on, whichever layer is missing now."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from osgeo import osr

from ..door.errors import InputError
from .grid import Extent, Grid
from .rasters.aligned import extent_on, same_crs
from .rasters.extent import transformed
from .rasters.source import RasterFile, metres_per_unit, spatial_reference

_SAME_SIZE = 0.01  # share by which pixels may differ and still be those of the training
_EDGE = 1e-6  # of a pixel: rounding, not land


@dataclass(frozen=True)
class TrainedOn:
    """Grid of a model's training: CRS (WKT), side of a pixel in its units, extent, and the layer that gave it."""

    crs: str
    pixel_size: float
    extent: Extent
    reference: str

    @property
    def known(self) -> bool:
        """Whether there is enough to make a grid of: a model of a scene without a CRS has none."""
        return bool(self.crs) and self.pixel_size > 0

    @property
    def grid(self) -> Grid:
        west, south, east, north = self.extent
        size = self.pixel_size
        rows, cols = max(1, round((north - south) / size)), max(1, round((east - west) / size))
        return Grid(self.crs, (west, size, 0.0, north, 0.0, -size), rows, cols)


def map_grid(
    files: Mapping[str, Sequence[RasterFile]], trained: TrainedOn, finest: str, layer: str = "", pixel_size: float = 0.0
) -> tuple[str, Grid]:
    """The layer whose extent is mapped, and the map's grid.

    ``layer`` and ``pixel_size`` (units of the map's CRS) are the user's own wishes. Otherwise pixels are as large as
    in training, and where the layers lie on its land they are the very same pixels; elsewhere the CRS is of the same
    kind. ``finest`` gives the grid where the model or a layer does not know where it lies. Raises InputError where
    a pixel size is asked of such layers.
    """
    first = {modality: opened[0] for modality, opened in files.items()}
    if layer or not trained.known or not all(file.placed for opened in files.values() for file in opened):
        anchor = layer or (trained.reference if trained.reference in first else finest)
        own = first[anchor].grid
        if not pixel_size:
            return anchor, own
        if not first[anchor].placed:
            raise InputError(f"PIXEL_SIZE: the {first[anchor].label} has no CRS; assign it one, or leave the size out.")
        return anchor, _covering(own.extent, own.crs, pixel_size, own)
    anchor = trained.reference if trained.reference in first else _nearest(first, trained)
    file = first[anchor]
    crs = _crs(file, trained, stay=anchor == trained.reference)
    size = trained.pixel_size
    if not same_crs(crs, trained.crs) and not _geographic(crs):
        size *= metres_per_unit(trained.grid) / metres_per_unit(Grid(crs, file.grid.transform, 1, 1))
    if not pixel_size and same_crs(crs, file.grid.crs) and abs(abs(file.grid.transform[1]) / size - 1) < _SAME_SIZE:
        return anchor, file.grid
    extent = extent_on(Grid(crs, file.grid.transform, 1, 1), file)
    lattice = trained.grid if same_crs(crs, trained.crs) else None
    return anchor, _covering(extent, crs, pixel_size or size, lattice)


def _nearest(first: Mapping[str, RasterFile], trained: TrainedOn) -> str:
    """The layer that is most like the training's grid: of its CRS before others, then of the nearest pixel size."""
    wanted = trained.pixel_size * metres_per_unit(trained.grid)
    return min(
        first,
        key=lambda m: (
            not same_crs(first[m].grid.crs, trained.crs),
            round(abs(math.log(first[m].metres / wanted)), 6),
        ),
    )


def _crs(file: RasterFile, trained: TrainedOn, stay: bool) -> str:
    """The CRS of the map: the training's on its land; elsewhere the layer's own, where that is of the same kind.

    ``stay``: the layer gave the training its grid, and keeps its own CRS where that is of the same kind.
    """
    own = file.grid.crs
    same_kind = _geographic(own) == _geographic(trained.crs)
    if same_crs(own, trained.crs) or (stay and same_kind):
        return own
    if _on_the_same_land(file, trained):
        return trained.crs
    if same_kind:
        return own
    return trained.crs if _geographic(trained.crs) else _utm(file)


def _on_the_same_land(file: RasterFile, trained: TrainedOn) -> bool:
    try:
        xmin, ymin, xmax, ymax = extent_on(trained.grid, file)
    except InputError:  # beyond what that projection can show
        return False
    west, south, east, north = trained.extent
    return xmin < east and west < xmax and ymin < north and south < ymax


def _geographic(crs: str) -> bool:
    return bool(spatial_reference(crs).IsGeographic())


def _utm(file: RasterFile) -> str:
    """The UTM zone of the middle of a layer, as WKT: the metres that a model of metres needs."""
    degrees = osr.SpatialReference()
    degrees.ImportFromEPSG(4326)
    west, south, east, north = transformed(file.grid.extent, file.grid.crs, degrees.ExportToWkt())
    zone = min(60, int(((west + east) / 2 + 180) // 6) + 1)
    utm = osr.SpatialReference()
    utm.ImportFromEPSG((32600 if south + north >= 0 else 32700) + zone)
    return str(utm.ExportToWkt())


def _covering(extent: Extent, crs: str, size: float, lattice: Grid | None) -> Grid:
    """Square pixels that cover an extent, in step with those of ``lattice``, or with the extent's own corner."""
    xmin, ymin, xmax, ymax = extent
    left, top = (lattice.transform[0], lattice.transform[3]) if lattice is not None else (xmin, ymax)
    first_col, last_col = math.floor((xmin - left) / size + _EDGE), math.ceil((xmax - left) / size - _EDGE)
    first_row, last_row = math.floor((top - ymax) / size + _EDGE), math.ceil((top - ymin) / size - _EDGE)
    corner = (left + first_col * size, size, 0.0, top - first_row * size, 0.0, -size)
    return Grid(crs, corner, max(1, last_row - first_row), max(1, last_col - first_col))
