"""The embeddings of a training's classes: descriptions found or read, then encoded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import Tensor

from ..door.errors import InputError
from ..door.jobs import TextSource
from .descriptions import Texts, descriptions
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
    ``named_only``: classes of which nothing but the name was known.
    """

    tensors: dict[str, Tensor]
    provider: str
    encoder: str
    hash: str
    descriptions: str
    named_only: tuple[str, ...] = ()

    def describe(self) -> dict[str, Any]:
        """What a model file and a report tell of the texts."""
        told = {
            "provider": self.provider,
            "encoder": self.encoder,
            "width": next(iter(self.tensors.values())).shape[1],
            "hash": self.hash,
            "descriptions": self.descriptions,
        }
        return {**told, "described by name only": ", ".join(self.named_only)} if self.named_only else told


def class_texts(
    source: TextSource, names: Sequence[str], modalities: Sequence[str], say: Callable[[str], None]
) -> ClassTexts:
    """Embeddings of the classes ``names`` for the methods that read language.

    The descriptions are the user's table where there is one, else the product's own. ``say`` is told which classes
    are unknown and described by nothing but their name. Raises InputError where a class cannot be described, two
    classes have the same description, or the provider does not have an embedding; EngineError where its package
    is missing.
    """
    columns = ("shared", *modalities, "relations")
    if source.provider == "orthogonal":
        texts: Sequence[Texts] = [{column: f"{name}, {column}" for column in columns} for name in names]
        unknown: list[str] = []
        origin = "none"
    elif source.descriptions:
        texts, unknown, origin = read_table(source.descriptions, names, columns), [], Path(source.descriptions).name
    else:
        texts, unknown = descriptions().describe(names)
        origin = "the product's own"
        _report_unknown(unknown, source.provider, say)
    _check_distinct(names, texts)
    encoder = open_encoder(source)
    return ClassTexts(
        tensors=_embed(encoder, texts, modalities),
        provider=source.provider,
        encoder=encoder.name,
        hash=encoder.hash,
        descriptions=origin,
        named_only=tuple(unknown),
    )


def _embed(encoder: TextEncoder, texts: Sequence[Texts], modalities: Sequence[str]) -> dict[str, Tensor]:
    """Each text is encoded once, all in one call."""
    columns = {"shared": "shared", **{f"attribute.{m}": m for m in modalities}, "relations": "relations"}
    every = list(dict.fromkeys(text[column] for column in columns.values() for text in texts))
    row = {text: i for i, text in enumerate(every)}
    embeddings = encoder.encode(every)
    return {name: embeddings[[row[text[column]] for text in texts]] for name, column in columns.items()}


def _report_unknown(unknown: Sequence[str], provider: str, say: Callable[[str], None]) -> None:
    if not unknown:
        return
    shown = ", ".join(f"'{name}'" for name in unknown)
    if provider == "bundled":
        raise InputError(
            f"There is no description of {shown}. Rename these classes (water, forest, maize …), or write "
            f"descriptions with rsmiss:describeclasses and {_OWN_WORDS}."
        )
    say(f"There is no description of {shown}: the name alone is used. Write your own with rsmiss:describeclasses.")


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
