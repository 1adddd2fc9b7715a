"""Which modalities served a pixel, as one number: a bit for each modality of the registry. Standard library only.

A number means the same in every map, whichever model made it: hsi 1, msi 2, sar 4, lidar 8, rgb 16, other 32.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..door.modalities import MODALITIES

BITS: dict[str, int] = {name: 1 << position for position, name in enumerate(MODALITIES)}


def code_of(modalities: Iterable[str]) -> int:
    """The number of a set of modalities; 0 for none."""
    return sum(BITS[name] for name in set(modalities))


def modalities_of(code: int) -> list[str]:
    """The modalities of a number, in the order of the registry."""
    return [name for name, bit in BITS.items() if code & bit]


def name_of(code: int) -> str:
    """A number in words: 'hsi+lidar', or 'no data'."""
    return "+".join(modalities_of(code)) or "no data"


def title_of(code: int) -> str:
    """A number as a legend shows it: 'HSI + LIDAR', or 'no data'."""
    return " + ".join(name.upper() for name in modalities_of(code)) or "no data"
