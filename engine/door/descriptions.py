"""What each class is like, in words: the descriptions that the product brings, found by a class's name."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .modalities import MODALITIES

#: one text a class: what it is, what each modality sees of it, and how it differs from other classes
COLUMNS = ("shared", *MODALITIES, "relations")
_FILE = Path(__file__).parents[2] / "resources" / "class_descriptions.json"

#: column -> text
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Descriptions:
    """The descriptions of the product. ``classes``: name -> texts; ``names``: plain spelling -> name."""

    classes: Mapping[str, Texts]
    names: Mapping[str, str]
    template: Texts

    def find(self, name: str) -> Texts | None:
        """The texts of a class by its name or a synonym, in any spelling; None where there are none."""
        known = self.names.get(plain(name))
        return None if known is None else self.classes[known]

    def fill(self, name: str) -> dict[str, str]:
        """Template texts that say no more than the class's name, to be replaced by the user's own."""
        shown = name.strip() or name
        return {column: text.format(name=shown[:1].upper() + shown[1:]) for column, text in self.template.items()}

    def describe(self, names: Sequence[str]) -> tuple[list[Texts], list[str]]:
        """The texts of each class, and the names of those for which there is only the template."""
        found = {name: self.find(name) for name in names}
        return [found[name] or self.fill(name) for name in names], [name for name in names if found[name] is None]

    def all_texts(self) -> list[str]:
        """Every text of every known class once, in the order of the file."""
        return list(dict.fromkeys(texts[column] for texts in self.classes.values() for column in COLUMNS))


@cache
def descriptions() -> Descriptions:
    """The descriptions that the product brings."""
    content = json.loads(_FILE.read_text(encoding="utf-8"))
    names: dict[str, str] = {}
    for name, entry in content["classes"].items():
        names.update({plain(spelling): name for spelling in (name, *entry["synonyms"])})
    classes = {name: {c: entry[c] for c in COLUMNS} for name, entry in content["classes"].items()}
    return Descriptions(classes, names, content["template"])


def plain(name: str) -> str:
    """A class name without case, accents, punctuation and plurals: "Built-up areas" is "built up area"."""
    letters = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    words = re.findall(r"[^\W_]+", "".join(c for c in letters if not unicodedata.combining(c)))
    return " ".join(_singular(word) for word in words)


def _singular(word: str) -> str:
    """Both sides of a comparison pass through here, so the result need not be a word, only the same for both."""
    if len(word) < 4 or word.endswith(("ss", "us", "is")):
        return word
    for ending, single in (("ies", "y"), ("oes", "o"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x")):
        if word.endswith(ending):
            return word[: -len(ending)] + single
    return word.removesuffix("s")
