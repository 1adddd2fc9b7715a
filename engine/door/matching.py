"""Which described class comes nearest to a name that has no description. A proposal, never a decision.

Standard library only: dialogs propose before anything runs.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .descriptions import descriptions, plain

_FILE = Path(__file__).parents[2] / "resources" / "near_names.json"

#: how alike two spellings must be to be taken for one word with a slip in it; shorter names have no room for one
_ALIKE, _SHORTEST = 0.82, 5


def unknown_names(names: Sequence[str]) -> list[str]:
    """The names of which the product has no description, in their order."""
    return [name for name in names if descriptions().find(name) is None]


def proposals(names: Sequence[str]) -> dict[str, str]:
    """For each unknown name of a training its nearest described class, where there is one.

    Two classes never share a description, since language could not tell them apart: a description that one of
    ``names`` has, or was proposed for another, is passed over.
    """
    taken = {known for name in names if (known := descriptions().names.get(plain(name)))}
    found: dict[str, str] = {}
    for name in unknown_names(names):
        near = next((known for known in _candidates(plain(name)) if known not in taken), None)
        if near is not None:
            found[name] = near
            taken.add(near)
    return found


def shown(found: Mapping[str, str]) -> str:
    """Proposals in a sentence: 'village' → 'residential area', …"""
    return ", ".join(f"'{name}' → '{known}'" for name, known in found.items())


def without_encoder(names: Sequence[str], match: bool) -> list[str]:
    """The names of a training that only a text encoder can put into numbers; ``match``: proposals are accepted."""
    accepted = proposals(names) if match else {}
    return [name for name in unknown_names(names) if name not in accepted]


def told_apart(names: Sequence[str]) -> bool:
    """Whether no two of the names have one description, as 'forest' and 'woods' do."""
    known = [entry for name in names if (entry := descriptions().names.get(plain(name)))]
    return len(set(known)) == len(known)


def refusal(names: Sequence[str], match: bool) -> str:
    """What to say of a training that needs a text encoder where there is none; '' where it needs none."""
    lacking = without_encoder(names, match)
    if not lacking:
        return ""
    near = {} if match else proposals(names)
    listed = ", ".join(f"'{name}'" for name in lacking)
    offer = f" Near ones are {shown(near)}: set MATCH_NAMES to take them." if near else ""
    return (
        f"There is no description of {listed}.{offer} Add the sentence encoder with 'Set up the engine' to learn "
        "classes of any name. Rename these classes (water, forest, maize …) otherwise, or write descriptions with "
        "rsmiss:describeclasses and set TEXT_PROVIDER to open_clip, sentence-transformers or file."
    )


def _candidates(name: str) -> Iterator[str]:
    """Described classes near a plain name, the nearest first: by meaning, by a part of the name, by its spelling."""
    words = name.split()
    table = _table()
    if not words or set(words) & set(table.denials):
        return
    kept = [word for word in words if word not in table.filling] or words
    for part in (words, kept):
        yield from _meaning(part)
    # what stands last says what it is: a mountain forest is a forest, a forest road a road
    for length in range(len(kept) - 1, 0, -1):
        for start in range(len(kept) - length, -1, -1):
            yield from _meaning(kept[start : start + length])
    spelling = " ".join(kept)
    if len(spelling) >= _SHORTEST:
        for alike in difflib.get_close_matches(spelling, [*descriptions().names, *table.near], n=3, cutoff=_ALIKE):
            yield from _meaning(alike.split())


def _meaning(words: Sequence[str]) -> Iterator[str]:
    """The class that these words name, then those that the table of near names gives."""
    name = " ".join(words)
    known = descriptions().names.get(name)
    if known is not None:
        yield known
    yield from _table().near.get(name, ())


@dataclass(frozen=True)
class _Table:
    """``near``: plain spelling -> described classes, the nearest first. ``filling``: words that do not change what a
    class is. ``denials``: words that turn it into what it is not."""

    near: Mapping[str, Sequence[str]]
    filling: Sequence[str]
    denials: Sequence[str]


@cache
def _table() -> _Table:
    content = json.loads(_FILE.read_text(encoding="utf-8"))
    near = {plain(name): known for name, known in content["near"].items()}
    return _Table(near, content["filling"].split(), content["denials"].split())
