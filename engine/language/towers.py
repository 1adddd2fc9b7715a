"""Text towers that run here, from weights that the user has on disk. Nothing is ever downloaded."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from safetensors import SafetensorError
from torch import Tensor

from ..door.errors import EngineError, InputError
from .minilm import check_lengths
from .weights import file_hash, folder_weights, read_weights

_BATCH = 64
#: the first major version of sentence-transformers that leaves Python code in a model's folder alone
_SAFE_VERSION = 6
#: bare operators of torchvision, in a library that lives as long as the process
_bare_operators: list[torch.library.Library] = []


class OpenClip:
    """A CLIP text tower of open_clip, with weights from a .safetensors file (a pickled checkpoint could run code)."""

    def __init__(self, weights: Path, architecture: str) -> None:
        state = read_weights(weights)
        open_clip = _package("open_clip", "open_clip_torch")
        _check_architecture(open_clip, architecture)
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
        lengths = [len(self._tokenizer.encode(text)) + 2 for text in texts]  # a start and an end token more
        check_lengths(texts, lengths, limit, self.name)
        with torch.inference_mode():
            parts = [self._model.encode_text(tokens) for tokens in self._tokenizer(list(texts)).split(_BATCH)]
        return torch.cat(parts).float().clone()


class SentenceTransformers:
    """A sentence encoder in a folder, as the sentence-transformers library saves it, with .safetensors weights."""

    def __init__(self, folder: Path) -> None:
        weights = folder_weights(folder)
        library = _package("sentence_transformers", "sentence-transformers")
        _check_version(library)
        try:
            self._model = library.SentenceTransformer(
                str(folder),
                device="cpu",
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )
        except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as error:
            raise InputError(f"The sentence-transformers model '{folder}' cannot be loaded: {error}") from error
        self.name, self.hash = folder.name, file_hash(*weights)

    def encode(self, texts: Sequence[str]) -> Tensor:
        tokens = self._model.tokenizer(list(texts), truncation=False, padding=False)["input_ids"]
        check_lengths(texts, list(map(len, tokens)), self._model.max_seq_length, self.name)
        with torch.inference_mode():
            encoded = self._model.encode(
                list(texts), batch_size=_BATCH, convert_to_tensor=True, show_progress_bar=False
            )
        return encoded.float().cpu().clone()


def _check_version(library: ModuleType) -> None:
    """Up to version 5 the library imports Python from a folder on disk, whatever trust_remote_code says."""
    major = library.__version__.partition(".")[0]
    if not major.isdigit() or int(major) < _SAFE_VERSION:
        raise EngineError(
            f"The engine's Python has sentence-transformers {library.__version__}, which can run code from a model's "
            f"folder; update it to {_SAFE_VERSION}.0 or later."
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
