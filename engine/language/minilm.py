"""The product's sentence encoder: all-MiniLM-L6-v2, a small BERT whose token vectors are averaged.

The model is BERT (Devlin et al., NAACL 2019) in torch's own layers; its tokens come from the tokenizers library. So it
costs two packages and runs nothing but this. A test holds it against the embeddings that sentence-transformers made.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..door.errors import EngineError, InputError
from ..door.sentence_encoder import CARRIER, MODULES, NAME
from .weights import file_hash, read_weights

_BATCH = 64
#: where a layer of torch keeps what BERT's files call otherwise
_LAYER = {
    "self_attn.out_proj": "attention.output.dense",
    "norm1": "attention.output.LayerNorm",
    "linear1": "intermediate.dense",
    "linear2": "output.dense",
    "norm2": "output.LayerNorm",
}
_EMBEDDINGS = {
    "words.weight": "word_embeddings.weight",
    "positions.weight": "position_embeddings.weight",
    "kinds.weight": "token_type_embeddings.weight",
    "norm.weight": "LayerNorm.weight",
    "norm.bias": "LayerNorm.bias",
}


def installed() -> bool:
    """Whether the engine has this optional part."""
    return all(importlib.util.find_spec(module) is not None for module in MODULES)


def model_folder() -> Path | None:
    """The model's folder inside the package that carries it, or None where that is not installed."""
    spec = importlib.util.find_spec(CARRIER)
    return Path(spec.origin).parent / "model" if spec and spec.origin else None


class Bert(nn.Module):
    """BERT's encoder over one sentence a row, and the mean of its tokens.

    ``forward``: tokens (n, length) int64 and mask (n, length) bool, true where a token is -> (n, width), unit length.
    """

    def __init__(self, config: Mapping[str, Any]) -> None:
        super().__init__()
        width, epsilon = config["hidden_size"], config["layer_norm_eps"]
        self.words = nn.Embedding(config["vocab_size"], width)
        self.positions = nn.Embedding(config["max_position_embeddings"], width)
        self.kinds = nn.Embedding(config["type_vocab_size"], width)
        self.norm = nn.LayerNorm(width, eps=epsilon)
        layer = nn.TransformerEncoderLayer(
            width,
            config["num_attention_heads"],
            config["intermediate_size"],
            dropout=0.0,
            activation="gelu",
            layer_norm_eps=epsilon,
            batch_first=True,
        )
        self.blocks = nn.TransformerEncoder(layer, config["num_hidden_layers"], enable_nested_tensor=False)

    def forward(self, tokens: Tensor, mask: Tensor) -> Tensor:
        length = tokens.shape[1]
        x = self.norm(self.words(tokens) + self.positions.weight[:length] + self.kinds.weight[0])
        x = self.blocks(x, src_key_padding_mask=~mask)
        there = mask[..., None].to(x.dtype)
        return F.normalize((x * there).sum(1) / there.sum(1), dim=-1)


class SentenceEncoder:
    """The encoder from its folder: config.json, tokenizer.json, sentence_bert_config.json and model.safetensors.

    ``hash``: the SHA-256 that its weights must have. The package that carries them is one person's copy: no other
    weights are accepted from it. Raises EngineError where they are others.
    """

    name = NAME

    def __init__(self, folder: Path, hash: str) -> None:
        import tokenizers

        weights = folder / "model.safetensors"
        self.hash = file_hash(weights) if weights.is_file() else ""
        if self.hash != hash:
            raise EngineError(
                f"The sentence encoder's weights in '{folder}' are not those of {NAME} as its authors published it, so "
                "they are not used; install that part anew with 'Set up the engine'."
            )
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self.limit = int(json.loads((folder / "sentence_bert_config.json").read_text("utf-8"))["max_seq_length"])
        self._model = Bert(config).eval()
        self._model.load_state_dict(dict(_renamed(read_weights(weights), config["num_hidden_layers"])))
        self._tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.enable_padding(pad_id=config["pad_token_id"])

    @classmethod
    def open(cls, hash: str) -> SentenceEncoder:
        """The encoder of the installed package; EngineError where it is missing, or its weights are others."""
        folder = model_folder()
        if folder is None or not installed():
            raise EngineError("The sentence encoder is not installed; add it with 'Set up the engine'.")
        return cls(folder, hash)

    def encode(self, texts: Sequence[str]) -> Tensor:
        """k texts -> (k, width), float32, unit length; InputError that quotes a text with too many tokens."""
        parts = [torch.empty(0, self._model.words.embedding_dim)]
        for start in range(0, len(texts), _BATCH):
            batch = list(texts[start : start + _BATCH])
            encoded = self._tokenizer.encode_batch(batch)
            tokens = torch.tensor([row.ids for row in encoded])
            mask = torch.tensor([row.attention_mask for row in encoded], dtype=torch.bool)
            check_lengths(batch, mask.sum(1).tolist(), self.limit, self.name)
            with torch.inference_mode():
                parts.append(self._model(tokens, mask).clone())
        return torch.cat(parts)


def check_lengths(texts: Sequence[str], lengths: Sequence[int], limit: int | None, name: str) -> None:
    """An encoder silently cuts what is too long; say it instead, as InputError."""
    for text, length in zip(texts, lengths, strict=True):
        if limit is not None and length > limit:
            raise InputError(
                f"The description '{text[:60]}…' has {length} tokens, but {name} reads only {limit}; shorten it."
            )


def _renamed(weights: Mapping[str, Tensor], layers: int) -> Iterator[tuple[str, Tensor]]:
    """The file's tensors under the names of ``Bert``; torch keeps query, key and value in one."""
    for ours, theirs in _EMBEDDINGS.items():
        yield ours, weights[f"embeddings.{theirs}"]
    for i in range(layers):
        ours, theirs = f"blocks.layers.{i}.", f"encoder.layer.{i}."
        for part in ("weight", "bias"):
            heads = [weights[f"{theirs}attention.self.{name}.{part}"] for name in ("query", "key", "value")]
            yield f"{ours}self_attn.in_proj_{part}", torch.cat(heads)
            for mine, name in _LAYER.items():
                yield f"{ours}{mine}.{part}", weights[f"{theirs}{name}.{part}"]
