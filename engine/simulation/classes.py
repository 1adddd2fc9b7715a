"""The land cover of the sample scene: classes, what each is made of, how high and how rough it is.

Some classes share everything but one property, so that only one kind of sensor can tell them apart:
height (forest and shrubs; bitumen roofs and asphalt), spectrum (sugar beet and potatoes), roughness (plowed soil
and fallow), texture (orchards, which are trees and grass in rows).
"""

from __future__ import annotations

from dataclasses import dataclass

from ..door.target import ClassInfo


@dataclass(frozen=True)
class LandCover:
    """``material``: what it reflects like; ``soil``: share of the ground that shows through; ``contrast``: how
    strongly its texture lightens and darkens it; ``height``: mean and deviation in metres; ``vv``, ``vh``:
    backscatter in dB."""

    name: str
    color: str
    material: str
    soil: float
    contrast: float
    height: tuple[float, float]
    vv: float
    vh: float


#: by name, as a training numbers classes that are texts: a map's values are those of the truth
LAND_COVERS = (
    LandCover("asphalt", "#6e6e73", "asphalt", 0.0, 0.06, (0.0, 0.02), -12.0, -22.0),
    LandCover("bitumen roof", "#35333f", "asphalt", 0.0, 0.06, (8.0, 0.4), -11.0, -21.0),
    LandCover("broadleaved forest", "#2e8b3d", "leaf", 0.08, 0.22, (17.0, 3.0), -8.0, -13.5),
    LandCover("coniferous forest", "#1b5e3a", "needle", 0.06, 0.25, (21.0, 3.0), -8.6, -14.0),
    LandCover("fallow", "#c8a878", "soil", 0.0, 0.08, (0.0, 0.03), -13.5, -23.5),
    LandCover("houses", "#d1423f", "tile", 0.0, 0.1, (6.5, 1.0), -4.0, -12.0),
    LandCover("meadow", "#9ccb5b", "grass", 0.05, 0.06, (0.2, 0.05), -12.0, -19.0),
    LandCover("orchard", "#d98032", "leaf", 0.08, 0.1, (3.0, 0.5), -9.6, -15.2),
    LandCover("plowed soil", "#7a5230", "soil", 0.0, 0.08, (0.0, 0.05), -7.5, -17.0),
    LandCover("potatoes", "#e58fb1", "potato", 0.15, 0.08, (0.5, 0.05), -10.0, -16.0),
    LandCover("shrubs", "#9c8b3a", "leaf", 0.08, 0.22, (1.8, 0.6), -8.4, -14.0),
    LandCover("sugar beet", "#b5558f", "beet", 0.15, 0.08, (0.5, 0.05), -10.0, -16.0),
    LandCover("water", "#2f7ed8", "water", 0.0, 0.03, (0.0, 0.0), -20.0, -28.0),
    LandCover("winter wheat", "#e8c547", "cereal", 0.1, 0.05, (0.8, 0.05), -13.0, -20.0),
)

ASPHALT, ROOF, BROADLEAVED, CONIFEROUS, FALLOW, HOUSES, MEADOW = range(7)
ORCHARD, PLOWED, POTATOES, SHRUBS, BEET, WATER, WHEAT = range(7, 14)


def class_table() -> tuple[ClassInfo, ...]:
    """Value (1 …), name and colour of each class, in the order of LAND_COVERS."""
    return tuple(ClassInfo(i, cover.name, cover.color) for i, cover in enumerate(LAND_COVERS, 1))
