"""Names and colours of classes that the user gave none: what land cover is usually shown in, else distinct colours."""

from __future__ import annotations

import colorsys
import itertools
import math
import re
from collections.abc import Iterable, Iterator, Sequence

#: words in a class's name -> colour; the first row that fits wins, so narrower words stand above wider ones
_KNOWN: tuple[tuple[str, str], ...] = (
    (r"synthetic|artificial turf|running track|tennis", "#e4717a"),
    (r"water|river|lake|sea|ocean|pond|reservoir|canal", "#2f7ed8"),
    (r"wetland|marsh|swamp|bog|mangrove", "#5ab4ac"),
    (r"snow|ice|glacier", "#dff3fa"),
    (r"conifer\w*|needle\w*|evergreen|pine|spruce", "#1b5e3a"),
    (r"forest|wood|woodland|tree|trees|deciduous|broadleaf\w*", "#2e8b3d"),
    (r"shrub\w*|bush|scrub|heath", "#9c8b3a"),
    (r"grass\w*|meadow|pasture|lawn", "#9ccb5b"),
    (r"vineyard|vine|vines", "#8e4585"),
    (r"orchard|apples?|fruit\w*", "#d98695"),
    (r"crop\w*|agricultur\w*|arable|farm\w*|field|cultivated", "#e8c547"),
    (r"bare|soil|sand|beach|rock|desert|barren|ground|quarry", "#c8a878"),
    (r"road|highway|asphalt|street|parking", "#6e6e73"),
    (r"rail\w*", "#4a4a4f"),
    (r"industr\w*|commercial", "#b0578d"),
    (r"urban|built|build\w*|roof\w*|house|houses|residential|settlement|city|apartments", "#d1423f"),
    (r"cloud\w*", "#f2f2f2"),
    (r"shadow\w*", "#3b3b4f"),
)
_DISTINCT = (
    "#4e79a7", "#f28e2b", "#59a14f", "#e15759", "#b07aa1", "#76b7b2", "#edc948", "#9c755f", "#ff9da7", "#2d6a8e",
    "#8cd17d", "#b6992d", "#d37295", "#499894", "#86bcb6", "#a0cbe8", "#d4a6c8", "#79706e", "#f1ce63", "#d7b5a6",
)  # fmt: skip
#: steps in hue, saturation and value that fill the space of colours evenly (powers of the root of x^4 = x + 1)
_SHARES = (0.8191725134, 0.6710436067, 0.5497004779)


def colours(names: Sequence[str], taken: Iterable[str] = ()) -> list[str]:
    """A colour (#rrggbb) for each class, no two alike, none of those ``taken``; the same names give the same ones.

    Usual colours come first; each class without one then gets the colour that is most unlike all others.
    """
    used = {colour.lower() for colour in taken}
    chosen: dict[int, str] = {}
    for number, name in enumerate(names):
        known = _usual(name)
        if known and known not in used:
            chosen[number] = known
            used.add(known)
    spread = _spread()
    for number in range(len(names)):
        if number not in chosen:
            spare = [colour for colour in _DISTINCT if colour not in used]
            chosen[number] = _most_unlike(spare, used) if spare else next(c for c in spread if c not in used)
            used.add(chosen[number])
    return [chosen[number] for number in range(len(names))]


def _most_unlike(spare: Sequence[str], used: Iterable[str]) -> str:
    """The spare colour whose distance (in red, green and blue) to its nearest used one is largest."""
    return max(spare, key=lambda colour: min((math.dist(_rgb(colour), _rgb(other)) for other in used), default=0.0))


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))


def _usual(name: str) -> str:
    words = re.sub(r"[\W_]+", " ", name).lower()
    return next((colour for pattern, colour in _KNOWN if re.search(rf"\b(?:{pattern})\b", words)), "")


def _spread() -> Iterator[str]:
    """Colours without end, spread evenly."""
    for step in itertools.count():
        hue, saturation, value = ((step * share) % 1 for share in _SHARES)
        red, green, blue = colorsys.hsv_to_rgb(hue, 0.4 + 0.55 * saturation, 0.45 + 0.5 * value)
        yield f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
