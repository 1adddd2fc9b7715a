"""Text towers that run here, from weights that the user has on disk. Nothing is ever downloaded."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from ..door.errors import EngineError, InputError
from .encoders import file_hash

_BATCH = 64
#: bare operators of torchvision, in a library that lives as long as the process
_bare_operators: list[torch.library.Library] = []


class OpenClip:
    """A CLIP text tower of open_clip, with weights from a .safetensors file (a pickled checkpoint could run code)."""

    def __init__(self, weights: Path, architecture: str) -> None:
        if weights.suffix.lower() != ".safetensors":
            raise InputError(
                f"The open_clip weights '{weights.name}' must be a .safetensors file; other checkpoints can run "
                "code when they are opened."
            )
        open_clip = _package("open_clip", "open_clip_torch")
        _check_architecture(open_clip, architecture)
        state = _weights(weights)
        self._model = open_clip.create_model(architecture, load_weights=False, pretrained_text=False).eval()
        try:
            self._model.load_state_dict(state)
        except RuntimeError as error:
            raise InputError(
                f"The open_clip weights '{weights.name}' are not those of the architecture {architecture}; "
                "set TEXT_ARCHITECTURE to the one they were made for."
            ) from error
        self._tokenizer = open_clip.get_tokenizer(architecture)
        self.name, self.hash = f"open_clip {architecture}", file_hash(weights)

    def encode(self, texts: Sequence[str]) -> Tensor:
        limit = self._tokenizer.context_length
        lengths = (len(self._tokenizer.encode(text)) + 2 for text in texts)  # a start and an end token more
        _check_lengths(texts, lengths, limit, self.name)
        with torch.inference_mode():
            parts = [self._model.encode_text(tokens) for tokens in self._tokenizer(list(texts)).split(_BATCH)]
        return torch.cat(parts).float().clone()


class SentenceTransformers:
    """A sentence encoder in a folder, as the sentence-transformers library saves it, with .safetensors weights."""

    def __init__(self, folder: Path) -> None:
        weights = sorted(folder.rglob("*.safetensors"))
        if not folder.is_dir() or not weights:
            raise InputError(
                f"'{folder}' is no folder with a sentence-transformers model in it; it must hold its configuration and "
                "its weights as .safetensors."
            )
        library = _package("sentence_transformers", "sentence-transformers")
        try:
            self._model = library.SentenceTransformer(
                str(folder), device="cpu", local_files_only=True, model_kwargs={"use_safetensors": True}
            )
        except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as error:
            raise InputError(f"The sentence-transformers model '{folder}' cannot be loaded: {error}") from error
        self.name, self.hash = folder.name, file_hash(*weights)

    def encode(self, texts: Sequence[str]) -> Tensor:
        tokens = self._model.tokenizer(list(texts), truncation=False, padding=False)["input_ids"]
        _check_lengths(texts, map(len, tokens), self._model.max_seq_length, self.name)
        with torch.inference_mode():
            encoded = self._model.encode(
                list(texts), batch_size=_BATCH, convert_to_tensor=True, show_progress_bar=False
            )
        return encoded.float().cpu().clone()


def _check_lengths(texts: Sequence[str], lengths: Iterable[int], limit: int | None, name: str) -> None:
    """An encoder silently cuts what is too long; say it instead."""
    for text, length in zip(texts, lengths, strict=True):
        if limit is not None and length > limit:
            raise InputError(
                f"The description '{text[:60]}…' has {length} tokens, but {name} reads only {limit}; shorten it."
            )


def _check_architecture(open_clip: ModuleType, architecture: str) -> None:
    config = open_clip.get_model_config(architecture)
    if config is None:
        raise InputError(f"open_clip knows no architecture '{architecture}'; take one of open_clip.list_models().")
    text = config.get("text_cfg", {})
    if "hf_model_name" in text or "hf_tokenizer_name" in text or "siglip" in architecture.lower():
        raise InputError(
            f"The architecture {architecture} needs a tokenizer from the network; choose one with CLIP's own, "
            "such as ViT-B-32, or use sentence-transformers with a local folder."
        )


def _weights(path: Path) -> dict[str, Tensor]:
    try:
        return load_file(path)
    except (OSError, SafetensorError) as error:
        raise InputError(f"The open_clip weights '{path}' cannot be read: {error}.") from error


def _mend_torchvision() -> None:
    """Let torchvision be imported also where it was built for another torch than the one here.

    Both libraries import it, although text towers use nothing of it. Its compiled operators then do not load, and its
    Python code fails at the two that it refers to: it is enough to declare them.
    """
    if _bare_operators or importlib.util.find_spec("torchvision") is None:
        return
    try:
        importlib.import_module("torchvision")
    except RuntimeError:
        library = torch.library.Library("torchvision", "DEF")
        for operator in ("nms", "qnms"):
            library.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        _bare_operators.append(library)


def _package(module: str, package: str) -> Any:
    _mend_torchvision()
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise EngineError(
            f"This text provider needs the Python package {package}, which the engine's Python cannot import "
            f"({error}); install it there, or set TEXT_PROVIDER to bundled or file."
        ) from error
