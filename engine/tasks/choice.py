"""Which method suits the data at hand: one table, read from the top; the first row that fits is taken.

The figures are those of benchmarks/README.md, where methods are measured beside random forests; a row that no figure
there supports says so. A method that is behind a forest on window features wherever a kind of data was measured is not
taken for it where another method is known to be better. DPMamba is never chosen: it is level with LVPCnet where it was
measured, or behind it. Pure: facts in, method and reason out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..door.target import CLASSES, LABELS

#: labelled pixels a class up to which few is few for a hyperspectral layer: the benchmarks have 20 on Houston
FEW = 30
#: the same for layers of dates: the benchmarks have 40 on Flanders, where MDiCo is behind, and 220 on Canada
FEW_DATED = 40
#: so many unlabelled pixels for each labelled one are many
MANY_TIMES = 10
#: pixels a second that LVPCnet, LDS2AE and MDiCo map on two cores, Houston's layers
LVPCNET_RATE, LDS2AE_RATE, MDICO_RATE = 304, 573, 27_007
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

    @property
    def large(self) -> bool:
        """Whether a map of the scene would keep one waiting."""
        return not self.gpu and self.pixels > LARGE

    @property
    def many_others(self) -> bool:
        """Whether there are many unlabelled pixels for each labelled one."""
        return self.pixels >= MANY_TIMES * self.labelled


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
        "xmodalnet",
        lambda facts: facts.dates > 1 and len(facts.layers) > 1 and facts.each <= FEW_DATED and facts.many_others,
        lambda facts: (
            f"there are few labelled pixels ({facts.each:.0f} a class) of a scene with dates, and it learns from the "
            "unlabelled ones too: on parcels of Flanders with 40 a class its overall accuracy, the mean over "
            "Sentinel-1, Sentinel-2 and both, is 82.0 %, MDiCo's 73.9 and a random forest's on window features 81.1; "
            "a forest on all pixels of the window is better, 89.1"
        ),
    ),
    Row(
        "mdico",
        lambda facts: facts.dates > 1,
        lambda facts: (
            f"the layers hold {facts.dates} dates, and it reads series as such: on Sentinel-1 and Sentinel-2 series of "
            "Canadian fields (8 crops) its overall accuracy is 74.6 %, DPMamba's 72.8 and a random forest's 75.5; with "
            "Sentinel-1 alone the forest is better, 68.4 to 62.3"
        ),
    ),
    Row(
        "lds2ae",
        lambda facts: "hsi" in facts.layers and len(facts.layers) > 1 and facts.each <= FEW,
        lambda facts: (
            f"there are few labelled pixels ({facts.each:.0f} a class) and a hyperspectral layer: on Houston with 20 a "
            "class its overall accuracy is 79.6 % with all layers, 76.4 with the spectrum and 57.3 with LiDAR alone, a "
            "random forest's on window features 82.2, 69.5 and 60.1, X-ModalNet's 76.9, 76.4 and 48.0"
            + (f"; without a GPU, a map takes about {facts.pixels / LDS2AE_RATE / 60:.0f} minutes" * facts.large)
        ),
    ),
    Row(
        "mdico",
        lambda facts: facts.large,
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
