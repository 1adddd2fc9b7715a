"""A scene: the layers of one place, seen on one grid and read window by window."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from osgeo import gdal

from ..door.errors import InputError
from ..door.modalities import MODALITIES, ModalityInfo
from ..door.sources import LayerSource
from .grid import Grid, Window
from .image import Floats, Image, read_mirrored, to_image
from .rasters.aligned import AlignedRaster, overlaps, same_crs
from .rasters.bands import match_bands
from .rasters.preview import coarse, preview
from .rasters.series import dates_of
from .rasters.source import RasterFile, metres_per_unit, open_raster

__all__ = ["Image", "Scene"]

_CACHE_BYTES = 256 * 2**20
_PROBE = 256  # side of the windows in which a valid pixel is looked for
_GOLDEN = (math.sqrt(5) - 1) / 2

Warn = Callable[[str], None]
Place = Callable[[Mapping[str, Sequence[RasterFile]]], tuple[str, Grid]]


class Scene:
    """Attributes: ``grid``; ``modalities``, what is known of each layer, in registry order; ``reference``, the
    modality whose grid it is.

    Memory follows the windows that are read, not the scene. One thread at a time may read.
    """

    def __init__(
        self,
        grid: Grid,
        reference: str,
        modalities: dict[str, ModalityInfo],
        rasters: dict[str, list[AlignedRaster]],
    ) -> None:
        self.grid = grid
        self.reference = reference
        self.modalities = modalities
        self._rasters = rasters

    @classmethod
    def open(
        cls,
        layers: Mapping[str, LayerSource],
        *,
        reference: str = "",
        expected: Mapping[str, ModalityInfo] | None = None,
        place: Place | None = None,
        warn: Warn = lambda text: None,
    ) -> Scene:
        """Open the layers on the grid of ``reference`` (default: the finest layer; ties in registry order).

        ``place`` chooses another grid, and the layer that stands for it, of the opened files.

        ``expected``, from a model: its bands are picked from each layer (see ``match_bands``). Raises InputError
        for a layer that is missing, is no raster, is complex, rotated, elsewhere, or has no valid pixel.
        """
        gdal.SetCacheMax(_CACHE_BYTES)
        unknown = [m for m in layers if expected is not None and m not in expected]
        if unknown or not layers:
            names = ", ".join(MODALITIES[m].title for m in unknown) or "no layer at all"
            wanted = ", ".join(MODALITIES[m].title for m in expected or MODALITIES)
            raise InputError(f"There is no use for {names}; give layers of {wanted}.")
        files = {m: [open_raster(path, m) for path in layers[m].paths] for m in MODALITIES if m in layers}
        reference = reference or finest(files)
        grid = files[reference][0].grid
        if place is not None:
            reference, grid = place(files)
        rasters: dict[str, list[AlignedRaster]] = {}
        infos: dict[str, ModalityInfo] = {}
        for modality, opened in files.items():
            for file in opened:
                _check_place(file, files[reference][0], warn)
                if file.dropped:
                    warn(f"Bands left out, because the {file.label} marks them as bad: {file.dropped}.")
            info = _info(modality, opened, _steps(layers[modality], opened, (expected or {}).get(modality)), grid)
            chosen = list(range(info.bands))
            if expected is not None:
                chosen = match_bands(info, expected[modality], opened[0].label)
                info = _chosen(info, chosen)
            infos[modality] = info
            rasters[modality] = _aligned(opened, chosen, grid, modality)
        scene = cls(grid, reference, infos, rasters)
        scene._check_data()
        return scene

    def read(self, window: Window, halo: int = 0, modalities: Sequence[str] | None = None) -> dict[str, Image]:
        """The images of a window and ``halo`` pixels around it, for all or some modalities.

        Sides are rows + 2 halo and cols + 2 halo; beyond the scene's edges the scene is mirrored without repeating
        the edge, as numpy.pad does in its "reflect" mode.
        """
        return {m: self._image(m, window, halo) for m in self.modalities if modalities is None or m in modalities}

    def files(self) -> dict[str, RasterFile]:
        """Modality -> its file, the first of a series."""
        return {name: rasters[0].file for name, rasters in self._rasters.items()}

    def preview(self, modality: str, side: int, bands: Sequence[int]) -> Floats:
        """GDAL's ``bands`` of the layer's (first) file, ``side`` pixels along the scene's longer side at most."""
        return preview(self.files()[modality], coarse(self.grid, side)[0], bands)

    def close(self) -> None:
        """Close the files; what is known of the layers stays."""
        for raster in (r for rasters in self._rasters.values() for r in rasters):
            raster.close()
        self._rasters = {}

    def _image(self, modality: str, window: Window, halo: int) -> Image:
        rasters = self._rasters[modality]

        def read(inner: Window) -> Floats:
            if len(rasters) == 1:
                return rasters[0].read(inner)
            return np.concatenate([raster.read(inner) for raster in rasters])

        return to_image(read_mirrored(read, self.grid, window, halo), self.modalities[modality])

    def _check_data(self) -> None:
        """Raise InputError for a layer without a single valid pixel on the grid; stops at the first one found."""
        for modality, rasters in self._rasters.items():
            if not any(self._image(modality, window, 0).valid.any() for window in _scattered(self.grid)):
                raise InputError(
                    f"The {rasters[0].file.label} has no valid pixel within the scene; check its nodata value, "
                    "its mask and its extent."
                )


def finest(files: Mapping[str, Sequence[RasterFile]]) -> str:
    """The modality with the smallest pixels; one that knows where it lies before any that does not."""
    first = {m: opened[0] for m, opened in files.items()}
    return min(first, key=lambda m: (not first[m].placed, round(first[m].metres, 6)))


def _check_place(file: RasterFile, reference: RasterFile, warn: Warn) -> None:
    """Raise InputError where a layer does not lie on the reference; warn where that can only be believed."""
    if file is reference:
        if not file.placed:
            warn(f"The {file.label} has no CRS, so the scene has none.")
        return
    if file.placed and reference.placed:
        if not overlaps(reference.grid, file):
            raise InputError(f"The {file.label} does not overlap the {reference.label}; give layers of one place.")
        return
    size, wanted = (file.grid.rows, file.grid.cols), (reference.grid.rows, reference.grid.cols)
    without = reference if file.placed else file
    if size != wanted:
        raise InputError(
            f"The {without.label} has no CRS, and the {file.label} ({size[0]} x {size[1]} pixels) is not of the size "
            f"of the {reference.label} ({wanted[0]} x {wanted[1]}); assign the layer its CRS."
        )
    warn(f"The {without.label} has no CRS; its pixels are taken to be those of the {reference.label}, one by one.")


def _steps(source: LayerSource, opened: Sequence[RasterFile], expected: ModalityInfo | None) -> int:
    """How many dates a layer has; a model tells where the user did not and the bands can be shared out so."""
    if len(opened) > 1 or source.dates > 1:
        return max(len(opened), source.dates)
    return expected.steps if expected and len(opened[0].bands) == expected.bands else 1


def _info(modality: str, files: Sequence[RasterFile], steps: int, grid: Grid) -> ModalityInfo:
    """What is known of a layer before bands are picked; InputError where its bands do not make up its dates."""
    first, bands = files[0], sum(len(file.bands) for file in files)
    for file in files:
        if len(file.bands) != len(first.bands):
            raise InputError(
                f"The {file.label} has {len(file.bands)} bands, the {first.label} {len(first.bands)}; every date "
                "must have the same bands."
            )
    if bands % steps:
        raise InputError(f"The {first.label} was given {steps} dates, but its {bands} bands cannot be shared evenly.")
    each = bands // steps
    names = tuple(name for file in files for name in file.names)
    names = names if len(names) == bands else ()
    texts = [list(names[i * each : (i + 1) * each]) for i in range(steps)]
    if len(files) > 1:
        texts = [[*text, Path(file.path).stem] for text, file in zip(texts, files, strict=True)]
    wavelengths = tuple(value for file in files for value in file.wavelengths)
    ratio = 1.0 if same_crs(first.grid.crs, grid.crs) else metres_per_unit(first.grid) / metres_per_unit(grid)
    return ModalityInfo(
        modality,
        bands,
        dates=dates_of(texts) if steps > 1 else (),
        band_names=names,
        wavelengths=wavelengths if len(wavelengths) == bands else (),
        pixel_size=first.grid_side * ratio,
        nodata=first.nodata,
    )


def _chosen(info: ModalityInfo, positions: Sequence[int]) -> ModalityInfo:
    """The layer with these bands alone, in this order."""
    names = tuple(info.band_names[p] for p in positions) if info.band_names else ()
    wavelengths = tuple(info.wavelengths[p] for p in positions) if info.wavelengths else ()
    return replace(info, bands=len(positions), band_names=names, wavelengths=wavelengths)


def _aligned(files: Sequence[RasterFile], positions: Sequence[int], grid: Grid, modality: str) -> list[AlignedRaster]:
    """Each file on the grid, with those of the chosen bands that it holds; files are dates, so the order holds."""
    each = len(files[0].bands)
    return [
        AlignedRaster(file, grid, MODALITIES[modality], [file.bands[p - i * each] for p in positions if p // each == i])
        for i, file in enumerate(files)
    ]


def _scattered(grid: Grid) -> Iterator[Window]:
    """Every window of the grid once, far from the last one: data are soon met wherever they lie."""
    windows = list(grid.windows(_PROBE))
    order = np.argsort((np.arange(len(windows)) * _GOLDEN + 0.5) % 1.0)
    return (windows[i] for i in order)
