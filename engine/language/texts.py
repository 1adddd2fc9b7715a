"""The embeddings of a training's classes: descriptions found or read, then encoded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from torch import Tensor

from ..door.descriptions import Texts, descriptions
from ..door.errors import InputError
from ..door.matching import proposals, refusal, shown
from ..door.sentence_encoder import NAME
from ..door.sources import TextSource
from . import minilm
from .encoders import TextEncoder, open_encoder
from .table import read_table

#: texts that must tell every class from every other; two classes may well look alike to one sensor
_DISTINCT = ("shared", "relations")
_OWN_WORDS = "set TEXT_PROVIDER to open_clip, sentence-transformers or file"


@dataclass(frozen=True)
class ClassTexts:
    """Embeddings of C classes, and where they come from.

    ``tensors``: "shared" (C, width), "attribute.hsi" (C, width) for each modality, "relations" (C, width).
    ``hash``: SHA-256 of the encoder's weights; "" where there are none. ``descriptions``: whose words they are.
    ``named_only``: classes of which nothing but the name was known. ``matched``: class -> the described class whose
    texts it took, with the user's consent.
    """

    tensors: dict[str, Tensor]
    provider: str
    encoder: str
    hash: str
    descriptions: str
    named_only: tuple[str, ...] = ()
    matched: Mapping[str, str] = field(default_factory=dict)

    def describe(self) -> dict[str, Any]:
        """What a model file and a report tell of the texts."""
        told = {
            "provider": self.provider,
            "encoder": self.encoder,
            "width": next(iter(self.tensors.values())).shape[1],
            "hash": self.hash,
            "descriptions": self.descriptions,
        }
        if self.named_only:
            told["described by name only"] = ", ".join(self.named_only)
        if self.matched:
            told["described by a near class"] = shown(self.matched)
        return told


def class_texts(
    source: TextSource, names: Sequence[str], modalities: Sequence[str], say: Callable[[str], None]
) -> ClassTexts:
    """Embeddings of the classes ``names`` for the methods that read language.

    The descriptions are the user's table where there is one, else the product's own. An unknown class takes those of
    the nearest known one where the user consented (``source.match``), else it is described by nothing but its name,
    which needs an encoder; ``say`` is told of either. Raises InputError where a class cannot be described, two
    classes have the same description, or the provider does not have an embedding; EngineError where its package
    is missing.
    """
    columns = ("shared", *modalities, "relations")
    unknown: list[str] = []
    matched: dict[str, str] = {}
    if source.provider == "orthogonal":
        texts: Sequence[Texts] = [{column: f"{name}, {column}" for column in columns} for name in names]
        origin = "none"
    elif source.descriptions:
        texts, origin = read_table(source.descriptions, names, columns), Path(source.descriptions).name
    else:
        matched = proposals(names) if source.match else {}
        texts, unknown = descriptions().describe([matched.get(name, name) for name in names])
        origin = "the product's own"
        _report(unknown, matched, names, source, say)
    _check_distinct(names, texts)
    encoder = open_encoder(source)
    return ClassTexts(
        tensors=_embed(encoder, texts, modalities),
        provider=source.provider,
        encoder=encoder.name,
        hash=encoder.hash,
        descriptions=origin,
        named_only=tuple(unknown),
        matched=matched,
    )


def _embed(encoder: TextEncoder, texts: Sequence[Texts], modalities: Sequence[str]) -> dict[str, Tensor]:
    """Each text is encoded once, all in one call."""
    columns = {"shared": "shared", **{f"attribute.{m}": m for m in modalities}, "relations": "relations"}
    every = list(dict.fromkeys(text[column] for column in columns.values() for text in texts))
    row = {text: i for i, text in enumerate(every)}
    embeddings = encoder.encode(every)
    return {name: embeddings[[row[text[column]] for text in texts]] for name, column in columns.items()}


def _report(
    unknown: Sequence[str],
    matched: Mapping[str, str],
    names: Sequence[str],
    source: TextSource,
    say: Callable[[str], None],
) -> None:
    """Tell what was made of the classes without a description; InputError where nothing can be."""
    if unknown and source.provider == "bundled" and not minilm.installed():
        raise InputError(refusal(names, source.match))
    if matched:
        say(f"As MATCH_NAMES allows, classes take the description of a near one: {shown(matched)}.")
    if unknown:
        listed = ", ".join(f"'{name}'" for name in unknown)
        by = f" by the sentence encoder {NAME}" if source.provider == "bundled" else ""
        say(
            f"There is no description of {listed}: the name alone is put into numbers{by}. "
            "Write your own with rsmiss:describeclasses."
        )


def _check_distinct(names: Sequence[str], texts: Sequence[Texts]) -> None:
    for column in _DISTINCT:
        classes = defaultdict(list)
        for name, text in zip(names, texts, strict=True):
            classes[text[column]].append(f"'{name}'")
        same = next((group for group in classes.values() if len(group) > 1), None)
        if same:
            raise InputError(
                f"The classes {' and '.join(same)} have the same description ({column}), so language cannot tell them "
                f"apart. Write different ones with rsmiss:describeclasses and {_OWN_WORDS}."
            )
