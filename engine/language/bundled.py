"""The provider that needs nothing of the user's: embeddings that come with the product, and its sentence encoder."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from . import minilm
from .stored import StoredEmbeddings


class Bundled:
    """The stored embeddings of the product's descriptions; for any other text the encoder that made them.

    That encoder is an optional part of the engine. Without it, other texts are refused. ``hash`` is that of the weights
    that made the stored embeddings, and of the encoder's, which are the same.
    """

    def __init__(self) -> None:
        self._stored = StoredEmbeddings.bundled()
        self.name, self.hash = self._stored.name, self._stored.hash
        self._encoder: minilm.SentenceEncoder | None = None

    def encode(self, texts: Sequence[str]) -> Tensor:
        """k texts -> (k, width), float32; InputError that quotes a text where the encoder is not installed."""
        others = self._stored.missing(texts)
        if not others or not minilm.installed():
            return self._stored.encode(texts)
        encoder = self._encoder = self._encoder or minilm.SentenceEncoder.open(self.hash)
        rows = dict(zip(others, encoder.encode(others), strict=True))
        known = [text for text in texts if text not in rows]
        rows |= dict(zip(known, self._stored.encode(known), strict=True))
        return torch.stack([rows[text] for text in texts])
