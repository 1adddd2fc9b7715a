"""Where the embeddings of texts come from: one small interface, five providers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import torch
from torch import Tensor

from ..door.errors import InputError
from ..door.sources import TextSource
from . import minilm
from .bundled import Bundled
from .stored import StoredEmbeddings


class TextEncoder(Protocol):
    """``name`` and ``hash`` say which weights the embeddings come from."""

    name: str
    hash: str

    def encode(self, texts: Sequence[str]) -> Tensor:
        """k texts -> embeddings (k, width), float32. Raises InputError that quotes a text it cannot embed."""


def open_encoder(source: TextSource) -> TextEncoder:
    """The encoder of a provider; InputError where its file does not fit, EngineError where its package is missing."""
    if source.provider == "bundled":
        return Bundled()
    if source.provider == "orthogonal":
        return Orthogonal()
    if not source.model:
        raise InputError(f"The text provider {source.provider} needs TEXT_MODEL: {_WANTED[source.provider]}.")
    if source.provider == "file":
        return StoredEmbeddings.read(Path(source.model))
    # these import large packages that few people have
    from .towers import OpenClip, SentenceTransformers

    if source.provider == "open_clip":
        return OpenClip(Path(source.model), source.architecture)
    return SentenceTransformers(Path(source.model))


def reads_any(source: TextSource) -> bool:
    """Whether the provider can be asked about a class that has no description among the product's own."""
    return source.provider != "bundled" or bool(source.descriptions) or minilm.installed()


_WANTED = {
    "open_clip": "a .safetensors file with the weights of its architecture",
    "sentence-transformers": "a folder with the model",
    "file": "a .npz or .safetensors file with texts and their embeddings",
}


class Orthogonal:
    """Every text a unit vector of its own: no meaning at all. An ablation, to be asked for by name."""

    name, hash = "orthogonal", ""

    def encode(self, texts: Sequence[str]) -> Tensor:
        return torch.eye(len(texts))
