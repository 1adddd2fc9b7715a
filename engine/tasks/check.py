"""The check of the engine: which Python, packages and devices, and a real tensor operation."""

from __future__ import annotations

import importlib.metadata
import platform
import sys
from typing import Any

import torch

from ..door.errors import EngineError
from ..door.jobs import CheckJob
from ..door.sentence_encoder import NAME
from ..language import minilm
from ..language.bundled import Bundled
from ..runtime import device as devices
from ..runtime.reporter import Reporter

_PACKAGES = ("torch", "numpy", "scikit-learn", "einops", "safetensors", "jinja2", "matplotlib", "gdal")


def run(job: CheckJob, report: Reporter) -> dict[str, Any]:
    """Say what there is and try it; EngineError where the device does not compute."""
    report.log(f"Python {platform.python_version()}: {sys.executable}")
    for name in _PACKAGES:
        report.log(f"{name} {_version(name)}")
    report.log(_sentence_encoder())
    found = available_devices()
    report.log(f"Devices: {', '.join(found)}")
    device = devices.choose(job.device)
    _compute(device)
    report.log(f"A matrix product on {device.type} is right. {_precision(device)}")
    return {
        "python": sys.executable,
        "torch": torch.__version__,
        "device": device.type,
        "devices": ", ".join(found),
    }


def available_devices() -> list[str]:
    """Devices in words: 'cpu (8 threads)', 'cuda: NVIDIA H200 (140 GB)', 'mps'."""
    found = [f"cpu ({torch.get_num_threads()} threads)"]
    for i in range(torch.cuda.device_count() if torch.cuda.is_available() else 0):
        properties = torch.cuda.get_device_properties(i)
        found.append(f"cuda: {properties.name} ({properties.total_memory / 1e9:.0f} GB)")
    if torch.backends.mps.is_available():
        found.append("mps")
    return found


def _sentence_encoder() -> str:
    """Whether that optional part is there; EngineError where it is, and is not what it should be."""
    if not minilm.installed():
        return f"{NAME}, the sentence encoder for classes of any name, is not installed (it is optional)."
    Bundled().encode(["a name without a description"])
    return f"{NAME}, the sentence encoder for classes of any name, is installed and works."


def _compute(device: torch.device) -> None:
    """A small product whose answer is known."""
    try:
        ones = torch.ones(64, 64, device=device)
        total = float((ones @ ones).sum())
    except RuntimeError as error:
        raise EngineError(
            f"PyTorch cannot compute on {device.type} ({error}); update the graphics driver, or choose DEVICE cpu."
        ) from error
    if total != 64.0**3:
        raise EngineError(f"PyTorch computes wrongly on {device.type}; choose another DEVICE.")


def _precision(device: torch.device) -> str:
    """What PRECISION auto does on this device, in words."""
    if not devices.may_gain(device):
        return "PRECISION auto computes there in float32."
    if device.type == "cuda":
        return "PRECISION auto computes there in bfloat16, and numbers in float32."
    return "PRECISION auto computes there in bfloat16 where a few measured batches are faster, and numbers in float32."


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "is missing"
