"""Which layer of a project is which kind of sensor data, as far as names, bands and wavelengths tell.

Standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import median

from ...engine.door.modalities import MODALITIES

#: (west, south, east, north) in degrees
Box = tuple[float, float, float, float]

#: words of a layer's or file's name that say what it is
_WORDS = {
    "hsi": "hsi hyperspectral enmap prisma aviris hymap casi desis emit hyspex apex",
    "msi": "msi multispectral s2 s2a s2b s2c sentinel2 landsat lsat l4 l5 l7 l8 l9 planet planetscope rapideye",
    "sar": "sar s1 s1a s1b s1c sentinel1 radar palsar terrasar tsx radarsat cosmo vv vh backscatter",
    "lidar": "lidar als dem dsm dtm ndsm chm srtm height heights elevation dgm dom dhm canopy",
    "rgb": "rgb ortho orthophoto orthofoto aerial dop naip uav drone",
}
#: words of what is made from the layers, and is none of them
_MADE = "map truth class classes confidence availability probabilities probability prediction mask"
_MISSIONS = re.compile(r"(sentinel|landsat)[\s_-]+(\d)")
_DATE = re.compile(r"(?:19|20)\d\d[-_.]?(?:0[1-9]|1[0-2])(?:[-_.]?(?:0[1-9]|[12]\d|3[01]))?(?!\d)")
_COLOURS = ({"red", "green", "blue"}, {"r", "g", "b"})
_POLARISATIONS = {"vv", "vh", "hh", "hv"}
#: bands of one date from which a layer is hyperspectral, and beyond which it cannot be what it is given as
_HYPERSPECTRAL = 60
MOST_BANDS = {"msi": _HYPERSPECTRAL, "rgb": 10}
#: bands that a layer has at least, and at most, to be taken for a kind by its name
_LIKELY = {"hsi": (20, 10_000), "msi": (3, 60), "sar": (1, 12), "lidar": (1, 12), "rgb": (3, 4)}
#: a hyperspectral sensor has this many bands at least, and no more nanometres from one to the next, as a rule
_SPECTRUM, _STEP = 30, 30.0


@dataclass(frozen=True)
class LayerFacts:
    """What is known of a raster layer without reading its pixels; ``box`` is None where it does not know its place."""

    id: str
    name: str
    file: str
    bands: int
    band_names: tuple[str, ...] = ()
    palette: bool = False
    box: Box | None = None
    #: nanometres, one a band; empty where they are not known
    wavelengths: tuple[float, ...] = ()


def guess(layers: Sequence[LayerFacts], kinds: Collection[str] = tuple(MODALITIES)) -> dict[str, str | list[str]]:
    """Parameter (HSI, MSI_SERIES, …) -> id of the layer, or ids in order of time where each has a date in its name.

    A parameter stays out where nothing, or more than one layer, would do: a slot that is left empty is seen, a wrong
    layer is not. Layers of another place than most are left out.
    """
    found: dict[str, list[LayerFacts]] = {}
    for layer in _of_one_place(layers):
        kind = kind_of(layer)
        if kind in kinds:
            found.setdefault(kind, []).append(layer)
    slots: dict[str, str | list[str]] = {}
    for kind, candidates in found.items():
        dates = [date_of(layer) for layer in candidates]
        if len(candidates) == 1:
            slots[kind.upper()] = candidates[0].id
        elif all(dates) and len(set(dates)) == len(dates) and len({layer.bands for layer in candidates}) == 1:
            slots[f"{kind.upper()}_SERIES"] = [layer.id for _, layer in _by_date(dates, candidates)]
    return slots


def kind_of(layer: LayerFacts) -> str:
    """The modality that a layer carries; "" where its names and bands do not agree on one."""
    words = _words(layer.name) | _words(layer.file)
    if layer.palette or words & set(_MADE.split()):
        return ""
    named = {kind for kind, known in _WORDS.items() if words & set(known.split())}
    seen = _kind_of_spectrum(layer)
    if seen and named <= {"hsi", "msi"}:
        named = {seen}  # wavelengths are measured; a name may say what it likes
    bands = {name.strip().lower() for name in layer.band_names}
    if bands and bands <= _POLARISATIONS:
        named.add("sar")
    elif any(colours <= bands <= {*colours, "alpha", "a"} for colours in _COLOURS) and not named:
        named.add("rgb")
    elif layer.bands >= _HYPERSPECTRAL and not named:
        named.add("hsi")
    if len(named) != 1:
        return ""
    kind = named.pop()
    low, high = _LIKELY[kind]
    return kind if low <= layer.bands <= high else ""


def _kind_of_spectrum(layer: LayerFacts) -> str:
    """hsi or msi by the steps between the wavelengths; "" where they are unknown or of fewer than four bands."""
    waves = sorted(set(layer.wavelengths))
    if len(waves) < 4:
        return ""
    step = median(after - before for before, after in zip(waves, waves[1:], strict=False))
    return "hsi" if len(waves) >= _SPECTRUM and step <= _STEP else "msi"


def date_of(layer: LayerFacts) -> str:
    """The date in a layer's name, or in its file's, as digits; "" where there is none."""
    match = _DATE.search(layer.name) or _DATE.search(layer.file)
    return re.sub(r"\D", "", match.group()) if match else ""


def _by_date(dates: Sequence[str], layers: Sequence[LayerFacts]) -> list[tuple[str, LayerFacts]]:
    return sorted(zip(dates, layers, strict=True), key=lambda pair: pair[0])


def _words(name: str) -> set[str]:
    joined = _MISSIONS.sub(r"\1\2", name.lower())
    return set(re.findall(r"[a-z]+\d?[a-z]?(?![a-z])|[a-z]+", joined)) | set(re.findall(r"[a-z]+", joined))


def _of_one_place(layers: Sequence[LayerFacts]) -> list[LayerFacts]:
    """The layers that overlap the one which most others overlap."""
    placed = [layer for layer in layers if layer.box is not None]
    if not placed:
        return list(layers)
    middle = max(placed, key=lambda layer: sum(_overlap(layer.box, other.box) for other in placed))
    return [layer for layer in layers if _overlap(layer.box, middle.box)]


def _overlap(one: Box | None, other: Box | None) -> bool:
    if one is None or other is None:
        return False
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
