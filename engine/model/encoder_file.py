"""Files of pre-trained encoders: a method's weights without those of its head, and the statistics of its layers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load_file
from safetensors.torch import save as to_bytes
from torch import Tensor

from ..door.encoder_header import read_encoder_header
from ..door.errors import InputError, ModelFileError
from ..door.modalities import ModalityInfo
from ..door.model_header import ENCODER, ENTRY, VERSION
from ..door.options import MethodOptions
from ..methods.base import Method
from ..samples.normalisation import Normalisation
from .model_file import mean_of, read_normalisation, stored_normalisation

_METHOD, _HEAD = "method.", "head."


@dataclass
class Encoder:
    """``weights``: the method's state without its head. ``modalities``: the layers as the network sees them;
    ``normalisation``: how they are made of the rasters' bands."""

    name: str
    options: MethodOptions
    modalities: dict[str, ModalityInfo]
    normalisation: dict[str, Normalisation]
    weights: dict[str, Tensor]
    training: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)

    @staticmethod
    def weights_of(method: Method) -> dict[str, Tensor]:
        """What of a method knows nothing of classes."""
        return {key: value for key, value in method.state_dict().items() if not key.startswith(_HEAD)}


def save_encoder(path: str | Path, encoder: Encoder) -> None:
    """Write the file; ModelFileError where the disk does not take it."""
    header = {
        "format": ENCODER,
        "version": VERSION,
        "method": encoder.name,
        "options": asdict(encoder.options),
        "modalities": {name: info.to_json() for name, info in encoder.modalities.items()},
        "training": encoder.training,
        "versions": encoder.versions,
    }
    tensors = {f"{_METHOD}{key}": value.detach().cpu().contiguous() for key, value in encoder.weights.items()}
    tensors |= stored_normalisation(encoder.normalisation)
    try:
        Path(path).write_bytes(to_bytes(tensors, metadata={ENTRY: json.dumps(header)}))
    except (OSError, SafetensorError) as error:
        raise ModelFileError(f"The encoder's file '{path}' cannot be written: {error}.") from error


def load_normalisation(path: str | Path, layers: Mapping[str, ModalityInfo]) -> dict[str, Normalisation]:
    """The statistics of the layers, given as the rasters have them; ModelFileError where there are none.

    InputError where they are of other bands, as where principal components were taken of one of both alone.
    """
    tensors, name = _tensors(path), Path(path).name
    for key, info in layers.items():
        taught = len(tensors.get(mean_of(key), range(info.bands)))
        if taught != info.bands:
            raise InputError(
                f"INIT: '{name}' was pre-trained on a {info.title} layer of {taught} bands, but this training's has "
                f"{info.bands}; give the same bands and the same COMPONENTS."
            )
    return {key: read_normalisation(tensors, info, name) for key, info in layers.items()}


def begin_with(method: Method, path: str | Path) -> None:
    """Put the encoder's weights into a method, whose head stays as it is; it skips its pre-training then.

    ModelFileError where the weights are not those of the method that the header describes.
    """
    read_encoder_header(path)
    weights = {key.removeprefix(_METHOD): t for key, t in _tensors(path).items() if key.startswith(_METHOD)}
    head = {key: value for key, value in method.state_dict().items() if key.startswith(_HEAD)}
    try:
        method.load_state_dict({**weights, **head})
    except RuntimeError as error:
        name = Path(path).name
        raise ModelFileError(
            f"The weights in '{name}' do not fit the layers of this training; pre-train anew."
        ) from error
    method.pretrained = True


def _tensors(path: str | Path) -> dict[str, Tensor]:
    try:
        return load_file(path)
    except (OSError, SafetensorError) as error:
        raise ModelFileError(f"The tensors of '{Path(path).name}' cannot be read: {error}.") from error
