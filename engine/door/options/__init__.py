"""The registry of methods: one line each. Standard library only, so that QGIS reads it without torch."""

from __future__ import annotations

from ..errors import InputError
from .base import Declaration, MethodOptions, asked_for, is_open, option
from .dpmamba import DPMAMBA
from .lds2ae import LDS2AE
from .lvpcnet import LVPCNET
from .mdico import MDICO
from .xmodalnet import XMODALNET

METHODS: dict[str, Declaration] = {d.name: d for d in (LDS2AE, LVPCNET, DPMAMBA, MDICO, XMODALNET)}


def declaration(name: str) -> Declaration:
    """The declaration of a method; InputError names those that there are."""
    if name not in METHODS:
        raise InputError(f"There is no method '{name}'; there are {', '.join(METHODS)}.")
    return METHODS[name]


__all__ = ["METHODS", "Declaration", "MethodOptions", "asked_for", "declaration", "is_open", "option"]
