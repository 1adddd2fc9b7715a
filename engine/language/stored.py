"""Embeddings computed beforehand: the product's own, and those in a file of the user's."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from ..door.errors import InputError
from .weights import file_hash

_BUNDLED = Path(__file__).parents[2] / "resources" / "text_embeddings.safetensors"
_FORMATS = (".npz", ".safetensors")


class StoredEmbeddings:
    """Embeddings computed beforehand, found by their text.

    A .npz holds the arrays ``texts`` (k,) and ``embeddings`` (k, width); a .safetensors the tensor ``embeddings``
    and, in its metadata, ``texts`` as a JSON list (and maybe ``encoder`` and ``weights_sha256``).
    """

    def __init__(self, texts: Sequence[str], embeddings: Tensor, name: str, hash: str, advice: str) -> None:
        self._rows = {_spaced(text): i for i, text in enumerate(texts)}
        self._embeddings = embeddings
        self._advice = advice
        self.name, self.hash = name, hash

    @classmethod
    def bundled(cls) -> StoredEmbeddings:
        """The embeddings of the product's own class descriptions."""
        advice = (
            "the embeddings that come with the product are of its own descriptions only. For your own texts add the "
            "sentence encoder with 'Set up the engine', or set TEXT_PROVIDER to open_clip, sentence-transformers or "
            "file"
        )
        return cls._safetensors(_BUNDLED, advice)

    @classmethod
    def read(cls, path: Path) -> StoredEmbeddings:
        """A file of the user's; InputError where it is no such file."""
        if path.suffix.lower() not in _FORMATS:
            raise InputError(f"The embeddings '{path.name}' must be a file of type {' or '.join(_FORMATS)}.")
        advice = f"add it to '{path.name}' with the encoder that made that file"
        return cls._npz(path, advice) if path.suffix.lower() == ".npz" else cls._safetensors(path, advice)

    @classmethod
    def _safetensors(cls, path: Path, advice: str) -> StoredEmbeddings:
        try:
            with safe_open(path, "pt") as file:
                meta = file.metadata() or {}
                embeddings, texts = file.get_tensor("embeddings"), json.loads(meta["texts"])
        except (OSError, SafetensorError, KeyError, ValueError) as error:
            raise _unreadable(path, error) from error
        name = meta.get("encoder", path.name)
        return cls(*_checked(path, texts, embeddings), name, meta.get("weights_sha256") or file_hash(path), advice)

    @classmethod
    def _npz(cls, path: Path, advice: str) -> StoredEmbeddings:
        try:
            with np.load(path, allow_pickle=False) as file:
                texts, embeddings = file["texts"].tolist(), torch.from_numpy(file["embeddings"])
        except (OSError, KeyError, ValueError, TypeError, AttributeError, EOFError) as error:
            raise _unreadable(path, error) from error
        return cls(*_checked(path, texts, embeddings), path.name, file_hash(path), advice)

    def missing(self, texts: Sequence[str]) -> list[str]:
        """The texts of which there is no embedding."""
        return [text for text in texts if _spaced(text) not in self._rows]

    def encode(self, texts: Sequence[str]) -> Tensor:
        """k texts -> (k, width), float32; InputError that quotes a text without an embedding."""
        missing = self.missing(texts)
        if missing:
            more = f" (and for {len(missing) - 1} more)" if len(missing) > 1 else ""
            raise InputError(f"There is no embedding for '{missing[0]}'{more}: {self._advice}.")
        return self._embeddings[[self._rows[_spaced(text)] for text in texts]].float()


def _checked(path: Path, texts: object, embeddings: Tensor) -> tuple[list[str], Tensor]:
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise InputError(f"In the embeddings '{path.name}', 'texts' must be a list of texts.")
    if embeddings.ndim != 2 or len(embeddings) != len(texts) or not embeddings.shape[1]:
        raise InputError(
            f"In the embeddings '{path.name}', 'embeddings' must have one row for each of the {len(texts)} texts; "
            f"its shape is {tuple(embeddings.shape)}."
        )
    if not embeddings.is_floating_point() or not bool(embeddings.isfinite().all()):
        raise InputError(f"In the embeddings '{path.name}', 'embeddings' must be finite decimal numbers.")
    if not bool(embeddings.float().norm(dim=1).gt(0).all()):
        raise InputError(f"In the embeddings '{path.name}', a row of 'embeddings' is zero; compute it anew.")
    return texts, embeddings


def _unreadable(path: Path, error: Exception) -> InputError:
    return InputError(
        f"The embeddings '{path}' cannot be read ({error}); the file must hold 'texts' and their 'embeddings'."
    )


def _spaced(text: str) -> str:
    return " ".join(text.split())
