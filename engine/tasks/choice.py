"""Which method suits the data at hand: one table, read from the top; the first row that fits is taken.

The figures are those of benchmarks/README.md, where methods are measured beside a random forest; a row that no figure
there supports says so. DPMamba is never chosen: where it was measured, it is level with LVPCnet or behind it. Pure:
facts in, method and reason out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..door.target import CLASSES, LABELS

#: labelled pixels a class up to which few is few: the benchmarks have 20 on Houston and 40, too many, on Flanders
FEW = 30
#: so many unlabelled pixels for each labelled one are many
MANY_TIMES = 10
#: pixels a second that LVPCnet and MDiCo map on two cores, Houston's layers
LVPCNET_RATE, MDICO_RATE = 304, 27_007
#: pixels of a scene that LVPCnet would map for longer than a quarter of an hour there: who waits so long for each map
#: does not try what a missing layer does to it
LARGE = 15 * 60 * LVPCNET_RATE


@dataclass(frozen=True)
class Facts:
    """What the choice rests on.

    ``layers``: modalities that are given. ``dates``: of the longest series; 1 without one. ``labelled``: training
    pixels. ``pixels``: of the whole scene. ``gpu``: whether the computation has one. ``described``: whether language
    tells every class from the others, by descriptions or by the sentence encoder.
    """

    target: str
    layers: tuple[str, ...]
    dates: int
    labelled: int
    classes: int
    pixels: int
    gpu: bool
    described: bool

    @property
    def each(self) -> float:
        """Training pixels a class, on average."""
        return self.labelled / max(1, self.classes)


@dataclass(frozen=True)
class Choice:
    """A method's registered name, and why it was chosen, as a sentence."""

    method: str
    reason: str


@dataclass(frozen=True)
class Row:
    """One row of the table: where ``fits`` is true, ``method`` is taken for the ``reason``."""

    method: str
    fits: Callable[[Facts], bool]
    reason: Callable[[Facts], str]


TABLE: tuple[Row, ...] = (
    Row(
        "mdico",
        lambda facts: facts.target != CLASSES,
        lambda facts: (
            f"it alone learns {'several labels a pixel' if facts.target == LABELS else 'a number'}; the others learn "
            "classes"
        ),
    ),
    Row(
        "mdico",
        lambda facts: facts.dates > 1,
        lambda facts: (
            f"the layers hold {facts.dates} dates, and it reads series as such: on Sentinel-1 and Sentinel-2 series of "
            "Canadian fields (8 crops) its weighted F1 is 73.7 %, a random forest's 69.5; with Sentinel-1 alone they "
            "are level"
        ),
    ),
    Row(
        "xmodalnet",
        lambda facts: (
            "hsi" in facts.layers
            and len(facts.layers) > 1
            and facts.each <= FEW
            and facts.pixels >= MANY_TIMES * facts.labelled
        ),
        lambda facts: (
            f"there are few labelled pixels ({facts.each:.0f} a class), many others and a hyperspectral layer, and it "
            "learns from the unlabelled ones too: on Houston with 20 a class its overall accuracy is 78.3 %, a random "
            "forest's 76.6; with LiDAR alone it is far behind the forest, 48.5 to 63.5"
        ),
    ),
    Row(
        "mdico",
        lambda facts: not facts.gpu and facts.pixels > LARGE,
        lambda facts: (
            f"the scene has {facts.pixels / 1e6:.1f} million pixels and there is no GPU: on two cores it maps "
            f"{MDICO_RATE:,} pixels a second, LVPCnet {LVPCNET_RATE}, which would take "
            f"{facts.pixels / LVPCNET_RATE / 60:.0f} minutes; its accuracy on layers without dates is not measured"
        ),
    ),
    Row(
        "lvpcnet",
        lambda facts: "hsi" in facts.layers and facts.described,
        lambda facts: (
            "there is a hyperspectral layer, and words tell the classes apart: on Houston its overall accuracy is "
            "88.0 % with all layers and 81.1 with the spectrum alone, a random forest's 84.4 and 74.4, DPMamba's 85.3 "
            "and 81.2; with LiDAR alone the forest is better, 64.2 to 61.7"
        ),
    ),
    Row(
        "lds2ae",
        lambda facts: True,
        lambda facts: (
            "it needs neither dates nor words, reads any layers, and learns from unlabelled pixels too; the benchmarks "
            "do not tell which method is best on such data, so compare the reports of several where it matters"
        ),
    ),
)


def choose(facts: Facts) -> Choice:
    """The method of the first row that fits; the last one always does."""
    row = next(row for row in TABLE if row.fits(facts))
    return Choice(row.method, row.reason(facts))
