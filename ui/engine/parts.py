"""Optional parts of the engine: what only some users need, each with its own list of packages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_PLUGIN = Path(__file__).parents[2]


@dataclass(frozen=True)
class Part:
    """``name`` is how an environment notes that it has the part; ``download`` and ``disk`` are bytes."""

    name: str
    title: str
    about: str
    requirements: Path
    download: int
    disk: int


#: in the order in which the dialog shows them
PARTS: tuple[Part, ...] = (
    Part(
        "language",
        "Sentence encoder",
        "Reads descriptions of classes that you write yourself. LVPCnet and DPMamba want it for classes beyond the "
        "usual.",
        _PLUGIN / "requirements-language.txt",
        84_000_000,
        92_000_000,
    ),
)


def part(name: str) -> Part | None:
    """The part of that name; None for one that this version of the plugin does not know."""
    return next((known for known in PARTS if known.name == name), None)
