"""Weights of text encoders on the user's disk: read from .safetensors alone, and known by their hash."""

from __future__ import annotations

import hashlib
from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from ..door.errors import InputError

SUFFIX = ".safetensors"
#: formats of weights that may hold pickled Python, which runs when they are opened
_PICKLED = (".bin", ".pt", ".pth", ".pkl", ".ckpt")
#: the line of Python itself stands there: it opens such a file, and code that is shipped never does
_CONVERSION = "the guide shows how, under 'Descriptions, series, labels, numbers'."


def file_hash(*paths: Path) -> str:
    """SHA-256 of the files, one after the other, as hexadecimal digits."""
    digest = hashlib.sha256()
    for path in paths:
        with open(path, "rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def read_weights(path: Path) -> dict[str, Tensor]:
    """Name -> tensor of a .safetensors file; InputError where it is none."""
    if path.suffix.lower() != SUFFIX:
        raise InputError(
            f"The weights '{path.name}' must be a .safetensors file; other formats can run code when they are opened. "
            f"If you trust where they come from, convert them once: {_CONVERSION}"
        )
    try:
        return load_file(path)
    except (OSError, SafetensorError) as error:
        raise InputError(f"The weights '{path}' cannot be read: {error}.") from error


def folder_weights(folder: Path) -> list[Path]:
    """The .safetensors files in a model's folder, sorted; InputError where it has others, or none."""
    if not folder.is_dir():
        raise InputError(f"'{folder}' is no folder; TEXT_MODEL must be the folder of a sentence-transformers model.")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    safe = [path for path in files if path.suffix.lower() == SUFFIX]
    # where both stand side by side, libraries open the safe one
    places = {path.parent for path in safe if path.name.startswith("model")}
    for path in files:
        openvino = path.with_suffix(".xml").exists()
        if path.suffix.lower() in _PICKLED and path.parent not in places and not openvino:
            raise InputError(
                f"The model '{folder}' has weights in '{path.relative_to(folder)}', a format that can run code when it "
                "is opened; .safetensors alone are read. If you trust where it comes from, convert it once: "
                f"{_CONVERSION}"
            )
    if not safe:
        raise InputError(
            f"'{folder}' is no folder with a sentence-transformers model in it; it must hold its configuration and "
            "its weights as .safetensors."
        )
    return safe
