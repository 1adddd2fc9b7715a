"""The header of a model file, read without torch: what the model is, what it wants, how good it was.

A model file is a safetensors file: the length of a JSON header (8 bytes, little-endian), that header, the tensors.
Everything that is not a tensor is JSON in one entry of its ``__metadata__``. Standard library only: QGIS reads it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from .errors import InputError, ModelFileError
from .modalities import ModalityInfo
from .options import declaration
from .target import LABELS, NUMBER, Target

FORMAT = "rsmiss-model"
#: the format of a pre-trained encoder, which has no classes: encoder_header.py
ENCODER = "rsmiss-encoder"
VERSION = 1
#: the entry of safetensors' ``__metadata__`` that holds the header
ENTRY = "rsmiss"

#: networks that an ensemble has at the most
MOST_MEMBERS = 10

_LENGTH_BYTES = 8
_LONGEST = 100_000_000  # safetensors' own limit
#: how many of the measures are named where there is room for a line: the headline stands first
_SHOWN = 3
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_KEYS: dict[str, type | tuple[type, ...]] = {
    "method": str,
    "options": dict,
    "modalities": dict,
    "target": dict,
    "window": int,
    "training": dict,
    "accuracy": list,
    "crs": str,
    "extent": list,
    "text": (dict, type(None)),
    "versions": dict,
}


def read_header(path: str | Path) -> dict[str, Any]:
    """The checked header of a model file.

    Keys: format, version, method, options, modalities (name -> ModalityInfo as JSON), target (Target as JSON), window,
    members (networks that predict together; files of older versions do not say it and have one), training, accuracy,
    crs, extent, text, versions. Raises ModelFileError that says what is wrong with the file.
    """
    name = Path(path).name
    header = metadata(Path(path), name)
    if header.get("format") == ENCODER:
        raise ModelFileError(
            f"'{name}' is a pre-trained encoder, which knows no classes yet; give it as INIT to 'Train LDS2AE'."
        )
    if header.get("format") != FORMAT:
        raise ModelFileError(f"'{name}' is not a model file of rsmiss.")
    version = header.get("version")
    if not isinstance(version, int) or version < 1:
        raise ModelFileError(f"'{name}' is damaged: its header has no version number.")
    if version > VERSION:
        raise ModelFileError(
            f"'{name}' was written by a newer rsmiss (its format is {version}, this one reads up to {VERSION}); "
            "update the plugin."
        )
    for key, kind in _KEYS.items():
        if not isinstance(header.get(key), kind) or (key not in header):
            raise ModelFileError(f"'{name}' is damaged: the entry '{key}' of its header is missing or of a wrong type.")
    check_options(header, name)
    check_modalities(header["modalities"], name)
    _check_target(header["target"], name)
    if header["window"] < 1:
        raise ModelFileError(f"'{name}' is damaged: its window is {header['window']} pixels.")
    members = header.setdefault("members", 1)
    if type(members) is not int or not 1 <= members <= MOST_MEMBERS:
        raise ModelFileError(f"'{name}' is damaged: it is an ensemble of {members} networks.")
    if not all(isinstance(row, dict) and isinstance(row.get("modalities"), list) for row in header["accuracy"]):
        raise ModelFileError(f"'{name}' is damaged: its table of accuracies cannot be read.")
    return header


def measured(accuracy: Sequence[Mapping[str, Any]], modalities: Iterable[str]) -> dict[str, Any]:
    """The row of a header's accuracies of exactly these modalities; empty where they were not measured."""
    wanted = set(modalities)
    return next((dict(row) for row in accuracy if set(row["modalities"]) == wanted and row.get("n")), {})


def accuracy_text(row: Mapping[str, Any]) -> str:
    """'OA 0.950, AA 0.900, KAPPA 0.880 on 90 samples', from a row of a header's accuracies; empty for an empty one."""
    values = measures_text(row)
    return f"{values} on {row['n']} samples" if values else ""


def measures_text(row: Mapping[str, Any]) -> str:
    """'OA 0.950, AA 0.900, KAPPA 0.880', which is the same in every language."""
    values = [f"{name.upper()} {value:.3f}" for name, value in row.items() if isinstance(value, float)]
    return ", ".join(values[:_SHOWN])


def metadata(path: Path, name: str) -> dict[str, Any]:
    """Our JSON inside the safetensors file; checks on the way that the file has its full length."""
    try:
        with path.open("rb") as file:
            start = file.read(_LENGTH_BYTES)
            length = int.from_bytes(start, "little")
            if len(start) < _LENGTH_BYTES or not 2 <= length <= _LONGEST:
                raise ModelFileError(f"'{name}' is not a model file of rsmiss.")
            text = file.read(length)
        size = path.stat().st_size
    except OSError as error:
        raise ModelFileError(f"The model file '{path}' cannot be read: {error.strerror or error}.") from error
    if not text.startswith(b"{"):
        raise ModelFileError(f"'{name}' is not a model file of rsmiss.")
    if len(text) < length:
        raise _cut_short(name)
    try:
        tensors = json.loads(text)
        metadata = tensors.pop("__metadata__", {})
        end = max((entry["data_offsets"][1] for entry in tensors.values()), default=0)
        header = json.loads(metadata.get(ENTRY, "{}"))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise ModelFileError(f"'{name}' is not a model file of rsmiss, or it is damaged.") from error
    if not isinstance(header, dict):
        raise ModelFileError(f"'{name}' is not a model file of rsmiss.")
    if size < _LENGTH_BYTES + length + end:
        raise _cut_short(name)
    return header


def _cut_short(name: str) -> ModelFileError:
    return ModelFileError(f"'{name}' is cut short, as by a broken copy or download; copy it again, or train anew.")


def check_options(header: Mapping[str, Any], name: str) -> None:
    """ModelFileError where method or options are not of this version."""
    try:
        options = declaration(header["method"]).options
    except InputError as error:
        raise ModelFileError(
            f"'{name}' was trained with the method '{header['method']}', which this rsmiss does not have; update it."
        ) from error
    try:
        options.from_json(header["options"])
    except (ValueError, TypeError) as error:
        raise ModelFileError(
            f"The options in '{name}' do not fit this version of its method ({error}); train the model anew."
        ) from error


def check_modalities(modalities: Mapping[str, Any], name: str) -> None:
    """ModelFileError where the layers cannot be read."""
    if not modalities:
        raise ModelFileError(f"'{name}' is damaged: it names no modality.")
    for modality, values in modalities.items():
        try:
            known = ModalityInfo.from_json(values)
        except (ValueError, TypeError, AttributeError) as error:
            raise ModelFileError(f"'{name}' is damaged: its modality '{modality}' cannot be read ({error}).") from error
        if known.name != modality:
            raise ModelFileError(f"'{name}' is damaged: its modality '{modality}' calls itself '{known.name}'.")


def _check_target(values: Mapping[str, Any], name: str) -> None:
    """Class values, names and colours are put into rasters and pages, so a foreign file must not smuggle in others."""
    try:
        target = Target.from_json(values)
        numbers = [c.value for c in target.classes]
        sound = all(type(v) is int and 1 <= v <= 65535 for v in numbers) and len(set(numbers)) == len(numbers)
        sound &= all(isinstance(c.name, str) and _COLOR.fullmatch(c.color) is not None for c in target.classes)
        sound &= bool(target.classes) != (target.kind == NUMBER)
    except (ValueError, TypeError, AttributeError) as error:
        raise ModelFileError(f"'{name}' is damaged: its target cannot be read ({error}).") from error
    if not sound:
        raise ModelFileError(f"'{name}' is damaged: its class table has impossible values, names or colours.")
    if target.kind == LABELS and len(target.thresholds) not in (0, len(target.classes)):
        raise ModelFileError(f"'{name}' is damaged: it has {len(target.thresholds)} thresholds for its labels.")
