"""The provider that needs nothing of the user's: embeddings that come with the product, and its sentence encoder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from ..door.sentence_encoder import NAME, WEIGHTS
from . import minilm
from .stored import StoredEmbeddings


class Bundled:
    """The stored embeddings of the product's descriptions; for any other text the encoder that made them.

    That encoder is an optional part of the engine. Without it, other texts are refused.
    """

    name, hash = NAME, WEIGHTS

    def __init__(self) -> None:
        self._stored = StoredEmbeddings.bundled()
        self._encoder: Any = None

    def encode(self, texts: Sequence[str]) -> Tensor:
        """k texts -> (k, width), float32; InputError that quotes a text where the encoder is not installed."""
        others = self._stored.missing(texts)
        if not others or not minilm.installed():
            return self._stored.encode(texts)
        self._encoder = self._encoder or minilm.SentenceEncoder.open()
        rows = dict(zip(others, self._encoder.encode(others), strict=True))
        known = [text for text in texts if text not in rows]
        rows |= dict(zip(known, self._stored.encode(known), strict=True))
        return torch.stack([rows[text] for text in texts])
