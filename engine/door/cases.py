"""Cases of a what-if: the sets of layers that are taken to be there. Standard library only."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from .errors import InputError
from .modalities import MODALITIES

Case = tuple[str, ...]


def usual_cases(layers: Collection[str]) -> list[Case]:
    """Each layer left out, then each alone; without repetition, and without the complete set."""
    given = [name for name in MODALITIES if name in layers]
    without = [tuple(other for other in given if other != name) for name in given]
    return list(dict.fromkeys([*without, *((name,) for name in given)]))


def parse_cases(text: str) -> tuple[Case, ...]:
    """'hsi+sar; msi' -> (('hsi', 'sar'), ('msi',)); InputError where it is written otherwise."""
    cases = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        names = {name.strip().lower() for name in part.split("+")}
        if not names <= set(MODALITIES):
            raise InputError(
                f"CASES: '{part}' is not understood; write the layers of a case like hsi+sar, the cases with "
                f"semicolons between them. There are {', '.join(MODALITIES)}."
            )
        cases.append(tuple(name for name in MODALITIES if name in names))
    return tuple(cases)


def check_cases(cases: Sequence[Case], layers: Collection[str]) -> None:
    """InputError where there is nothing to compare, or a case names a layer that is not given."""
    if len(layers) < 2:
        raise InputError("Give at least two layers: a what-if leaves some of them out.")
    for case in cases:
        strange = [name for name in case if name not in layers]
        if strange or not case:
            raise InputError(
                f"CASES names {', '.join(strange) or 'no layer'}, but the layers that are given are "
                f"{', '.join(layers)}; give that layer, or name others."
            )
        if set(case) == set(layers):
            raise InputError(
                f"CASES names {'+'.join(case)}, which are all the layers; that map is always made, so name less."
            )
    if len(set(cases)) < len(cases):
        raise InputError("CASES names a case twice; name each once.")


def case_title(case: Collection[str]) -> str:
    """'HSI + SAR', the names of the parameters."""
    return " + ".join(name.upper() for name in MODALITIES if name in case)


def case_file(case: Collection[str]) -> str:
    """'hsi_sar.tif'."""
    return "_".join(name for name in MODALITIES if name in case) + ".tif"
