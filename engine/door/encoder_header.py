"""The header of a pre-trained encoder's file, read without torch: what it was taught, and what can begin with it.

Such a file is a safetensors file as a model's is (model_header.py), but knows no classes: it is no model.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from .errors import InputError, ModelFileError
from .modalities import MODALITIES, ModalityInfo
from .model_header import ENCODER, FORMAT, VERSION, check_modalities, check_options, metadata
from .options import MethodOptions

#: options that the weights depend on: a training that begins with them has the same
SHAPING = ("window", "token", "timestep", "decoder_width")
_KEYS: dict[str, type] = {"method": str, "options": dict, "modalities": dict, "training": dict, "versions": dict}


def read_encoder_header(path: str | Path) -> dict[str, Any]:
    """The checked header: format, version, method, options, modalities (name -> ModalityInfo as JSON), training,
    versions. Raises ModelFileError that says what is wrong with the file."""
    name = Path(path).name
    header = metadata(Path(path), name)
    if header.get("format") == FORMAT:
        raise ModelFileError(f"'{name}' is a whole model; INIT takes a file of 'Pre-train LDS2AE'.")
    if header.get("format") != ENCODER:
        raise ModelFileError(f"'{name}' is not a pre-trained encoder of rsmiss.")
    version = header.get("version")
    if not isinstance(version, int) or not 1 <= version <= VERSION:
        raise ModelFileError(
            f"'{name}' was written by another version of rsmiss; update the plugin, or pre-train anew."
        )
    for key, kind in _KEYS.items():
        if not isinstance(header.get(key), kind):
            raise ModelFileError(f"'{name}' is damaged: the entry '{key}' of its header is missing or of a wrong type.")
    check_options(header, name)
    check_modalities(header["modalities"], name)
    return header


def with_window(options: MethodOptions, header: Mapping[str, Any], named: Collection[str]) -> MethodOptions:
    """The options with the encoder's window, unless theirs is ``named`` as asked for, or has other tokens than it."""
    window = header["options"].get("window")
    if window is None or "window" in named or window % getattr(options, "token", 1):
        return options
    return replace(options, **{"window": window})


def check_init(path: str, header: Mapping[str, Any], method: str, options: MethodOptions) -> None:
    """InputError where a training by these options cannot begin with the encoder."""
    name = Path(path).name
    if header["method"] != method:
        raise InputError(f"INIT: '{name}' is an encoder of the method {header['method']}, not of {method}.")
    taught = type(options).from_json(header["options"])
    ours, theirs = (getattr(o, "resolved", lambda o=o: o)() for o in (options, taught))
    for option in SHAPING:
        wanted, given = getattr(theirs, option), getattr(ours, option)
        if wanted != given:
            raise InputError(
                f"INIT: '{name}' was pre-trained with {option.upper()} {wanted}, but this training has {given}; set "
                f"{option.upper()} to {wanted}, or pre-train anew."
            )


def check_init_layers(path: str, header: Mapping[str, Any], layers: Mapping[str, ModalityInfo]) -> None:
    """InputError where the layers, as the network sees them, are not those of the encoder."""
    name = Path(path).name
    known = {key: ModalityInfo.from_json(values) for key, values in header["modalities"].items()}
    if set(known) != set(layers):
        taught, given = (", ".join(m.upper() for m in MODALITIES if m in names) for names in (known, layers))
        raise InputError(
            f"INIT: '{name}' was pre-trained on {taught}, but this training has {given}; give the same layers."
        )
    for key, info in layers.items():
        if info.bands != known[key].bands:
            raise InputError(
                f"INIT: '{name}' was pre-trained on {known[key].bands} bands of {key.upper()}, but this training has "
                f"{info.bands}; give the same bands and the same COMPONENTS."
            )
