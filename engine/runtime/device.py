"""Where tensors live and in which precision: CPU, CUDA or Apple's MPS; bfloat16 where the hardware has it."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

import torch

from ..door.errors import EngineError


def choose(name: str) -> torch.device:
    """The device by its job name; ``auto`` takes CUDA, then MPS, then the CPU. EngineError where it is not there."""
    if name == "cuda" and not torch.cuda.is_available():
        raise EngineError("DEVICE is cuda, but PyTorch finds no usable NVIDIA GPU here; choose auto or cpu.")
    if name == "mps" and not torch.backends.mps.is_available():
        raise EngineError("DEVICE is mps, but there is no Apple GPU here; choose auto or cpu.")
    if name != "auto":
        return torch.device(name)
    if torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


def has_bfloat16(device: torch.device) -> bool:
    """Whether matrix products in bfloat16 are faster than in float32 on this device."""
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return device.type == "cpu" and torch.cpu._is_avx512_bf16_supported()


def autocast(device: torch.device) -> AbstractContextManager[object]:
    """Mixed precision where it pays, nothing elsewhere."""
    if has_bfloat16(device):
        return torch.autocast(device.type, dtype=torch.bfloat16)
    return nullcontext()
