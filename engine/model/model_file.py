"""Model files: a trained method with all that is needed to map with it, as safetensors: opening one runs no code."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from safetensors.torch import save as to_bytes
from torch import Tensor

from ..door.errors import ModelFileError
from ..door.modalities import ModalityInfo
from ..door.model_header import ENTRY, FORMAT, VERSION, read_header
from ..door.options import MethodOptions, declaration
from ..door.target import Target
from ..methods.base import Method, build
from ..methods.ensemble import Ensemble, members_of
from ..samples.normalisation import Normalisation

_METHOD, _NORMALISATION = "method.", "normalisation."
#: where the weights of an ensemble's first member are
_FIRST = f"{_METHOD}members.0."


@dataclass
class TrainedModel:
    """A trained method and what it was trained on.

    ``name``: the method's registered name. ``modalities``: the layers as they are, before any PCA. ``window``: side of
    the patches in pixels. ``accuracy``: one entry for each subset, {"modalities": [...], "n": ..., metric: value}.
    ``crs`` (WKT) and ``extent`` (xmin, ymin, xmax, ymax) are those of the training scene. ``text``: what class
    descriptions the method read, None where it reads none.
    """

    method: Method
    name: str
    options: MethodOptions
    modalities: dict[str, ModalityInfo]
    normalisation: dict[str, Normalisation]
    target: Target
    window: int
    training: dict[str, Any] = field(default_factory=dict)
    accuracy: list[dict[str, Any]] = field(default_factory=list)
    crs: str = ""
    extent: list[float] = field(default_factory=list)
    text: dict[str, Any] | None = None
    versions: dict[str, str] = field(default_factory=dict)

    def header(self) -> dict[str, Any]:
        """The JSON header of the model's file."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "method": self.name,
            "options": asdict(self.options),
            "modalities": {name: info.to_json() for name, info in self.modalities.items()},
            "target": self.target.to_json(),
            "window": self.window,
            "members": members_of(self.method),
            "training": self.training,
            "accuracy": self.accuracy,
            "crs": self.crs,
            "extent": list(self.extent),
            "text": self.text,
            "versions": self.versions,
        }


def network_modalities(
    modalities: Mapping[str, ModalityInfo], normalisation: Mapping[str, Normalisation]
) -> dict[str, ModalityInfo]:
    """The layers as the network sees them: with principal components in the place of bands where these were asked."""
    return {name: info.reduced(normalisation[name].outputs) for name, info in modalities.items()}


def save(path: str | Path, model: TrainedModel) -> None:
    """Write a model file; ModelFileError where the disk does not take it."""
    tensors = {f"{_METHOD}{key}": value for key, value in model.method.state_dict().items()}
    tensors |= stored_normalisation(model.normalisation)
    # cloned: safetensors refuses weights that share their memory, as tied layers do
    stored = {key: value.detach().cpu().clone(memory_format=torch.contiguous_format) for key, value in tensors.items()}
    try:
        # safetensors' own writer lets nobody but the owner read the file
        Path(path).write_bytes(to_bytes(stored, metadata={ENTRY: json.dumps(model.header())}))
    except (OSError, SafetensorError) as error:
        raise ModelFileError(f"The model file '{path}' cannot be written: {error}.") from error


def load(path: str | Path, device: torch.device) -> TrainedModel:
    """The model in a file, on ``device``, in eval mode; ModelFileError where header and tensors do not agree."""
    header, name = read_header(path), Path(path).name
    try:
        tensors = load_file(path)
    except (OSError, SafetensorError) as error:
        raise ModelFileError(f"The tensors of '{name}' cannot be read: {error}.") from error
    modalities = {key: ModalityInfo.from_json(values) for key, values in header["modalities"].items()}
    target = Target.from_json(header["target"])
    options = declaration(header["method"]).options.from_json(header["options"])
    # statistics first: they bound the widths that the header asks for by what the file really holds
    normalisation = {key: read_normalisation(tensors, info, name) for key, info in modalities.items()}
    weights = {key.removeprefix(_METHOD): value for key, value in tensors.items() if key.startswith(_METHOD)}
    members = header["members"]
    infos, texts = network_modalities(modalities, normalisation), _texts(tensors, _FIRST if members > 1 else _METHOD)
    try:
        networks = [build(header["method"], infos, target, options, texts) for _ in range(members)]
        method = Ensemble(networks) if members > 1 else networks[0]
        method.load_state_dict(weights)
    except (RuntimeError, ValueError, KeyError, TypeError) as error:
        raise _disagree(name, "the weights are not those of the method that it describes") from error
    if method.window != header["window"]:
        raise _disagree(name, f"its window is {header['window']} pixels, its method's {method.window}")
    return TrainedModel(
        method=method.to(device).eval(),
        name=header["method"],
        options=options,
        modalities=modalities,
        normalisation={key: statistics.to(device) for key, statistics in normalisation.items()},
        target=target,
        **{key: header[key] for key in ("window", "training", "accuracy", "crs", "extent", "text", "versions")},
    )


def stored_normalisation(normalisation: Mapping[str, Normalisation]) -> dict[str, Tensor]:
    """The statistics under the names that they have in a file."""
    tensors = {}
    for name, statistics in normalisation.items():
        tensors[mean_of(name)] = statistics.mean
        tensors[f"{_NORMALISATION}{name}.std"] = statistics.std
        tensors[f"{_NORMALISATION}{name}.clip"] = torch.tensor(statistics.clip)
        if statistics.components is not None:
            tensors[f"{_NORMALISATION}{name}.components"] = statistics.components
    return tensors


def mean_of(modality: str) -> str:
    """The name that the mean of a layer's bands has in a file."""
    return f"{_NORMALISATION}{modality}.mean"


def read_normalisation(tensors: Mapping[str, Tensor], info: ModalityInfo, name: str) -> Normalisation:
    """The statistics of a layer in the file ``name``; ModelFileError where they are not those of its bands."""
    prefix = f"{_NORMALISATION}{info.name}."
    mean, std = tensors.get(mean_of(info.name)), tensors.get(f"{prefix}std")
    components = tensors.get(f"{prefix}components")
    if mean is None or std is None or mean.shape != (info.bands,) or std.shape != (info.bands,):
        raise _disagree(name, f"there are no statistics of the {info.bands} bands of '{info.name}'")
    if components is not None and (components.ndim != 2 or components.shape[1] != info.bands):
        raise _disagree(name, f"the principal components of '{info.name}' are not of {info.bands} bands")
    known = [t for t in (mean, std, components) if t is not None]
    if not all(bool(t.isfinite().all()) for t in known) or not bool((std > 0).all()):
        raise _disagree(name, f"the statistics of '{info.name}' are not numbers")
    clip = tensors.get(f"{prefix}clip", torch.tensor(math.inf))
    if clip.numel() != 1 or not bool(clip > 0):
        raise _disagree(name, f"the values of '{info.name}' end at {clip.tolist()} deviations")
    return Normalisation(mean, std, components, float(clip))


def _texts(tensors: Mapping[str, Tensor], network: str) -> dict[str, Tensor] | None:
    """The class embeddings that a network keeps as buffers, whose names must not hold a dot."""
    prefix = f"{network}texts."
    texts = {
        key.removeprefix(prefix).replace("__", "."): value for key, value in tensors.items() if key.startswith(prefix)
    }
    return texts or None


def _disagree(name: str, what: str) -> ModelFileError:
    return ModelFileError(f"The header and the tensors of '{name}' disagree: {what}; train the model anew.")
