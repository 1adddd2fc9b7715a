"""The wavelengths of a raster's bands, as GDAL's metadata tell them. Standard library: the dataset is handed in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

#: factor from the units that files name
_NANOMETRES = {
    "nanometers": 1.0,
    "nanometer": 1.0,
    "nm": 1.0,
    "micrometers": 1e3,
    "micrometer": 1e3,
    "um": 1e3,
    "µm": 1e3,
}


def wavelengths_of(dataset: Any, bands: Sequence[int]) -> tuple[float, ...]:
    """Nanometres of each of ``bands``, counted from 1, of a GDAL dataset; empty where not all of them have one.

    Read are CENTRAL_WAVELENGTH_UM of the domain IMAGERY, a band's own item ``wavelength``, and ENVI's list.
    """
    unit = dataset.GetMetadataItem("wavelength_units", "ENVI") or dataset.GetMetadataItem("wavelength_units") or ""
    listed = re.findall(r"[\d.eE+-]+", dataset.GetMetadataItem("wavelength", "ENVI") or "")
    found = []
    for number in bands:
        band = dataset.GetRasterBand(number)
        micrometres = _number(band_item(band, "CENTRAL_WAVELENGTH_UM", "IMAGERY"))
        if micrometres is not None:
            found.append(micrometres * 1e3)
            continue
        value = _number(band_item(band, "wavelength") or (listed[number - 1] if len(listed) >= number else ""))
        factor = _to_nanometres(band_item(band, "wavelength_units") or unit, value)
        if value is None or factor is None:
            return ()
        found.append(value * factor)
    return tuple(round(value, 4) for value in found)


def band_item(band: Any, key: str, domain: str = "") -> str:
    """A metadata item of a GDAL band, whatever the case of its key; "" without."""
    items = band.GetMetadata(domain) or {}
    return next((str(value) for name, value in items.items() if name.lower() == key.lower()), "")


def _to_nanometres(unit: str, value: float | None) -> float | None:
    """Factor from a unit; without one, numbers below 100 are taken for micrometres. None: no unit of length."""
    if unit.strip().lower() in ("", "unknown"):
        return 1e3 if value is not None and value < 100 else 1.0
    return _NANOMETRES.get(unit.strip().lower())


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
