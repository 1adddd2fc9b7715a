"""Options that several methods have, each said once."""

from __future__ import annotations

from typing import Any

from .base import option


def window(default: int, largest: int, more: str = "", effort: bool = False) -> Any:
    """Side of the patch; MethodOptions refuses an even one. ``effort``: quick and standard have smaller ones."""
    help = f"Side of the patch around a pixel; odd.{more}"
    return option(default, "Window (pixels)", help, minimum=1, maximum=largest, effort=effort)


def epochs(default: int | None, label: str, help: str, least: int = 1, published: int | None = None) -> Any:
    """How often a stage goes through its samples."""
    return option(default, label, help, minimum=least, maximum=10000, kind=int, effort=True, published=published)


def batch_size(default: int, more: str = "") -> Any:
    help = f"Samples in one optimiser step.{more}"
    return option(default, "Batch size", help, minimum=2, maximum=65536, effort=True)


def learning_rate(default: float | None, help: str, least: float = 1e-7) -> Any:
    return option(default, "Learning rate", help, minimum=least, maximum=1.0, kind=float)


def weight_decay(default: float, help: str, published: float | None = None) -> Any:
    return option(default, "Weight decay", help, minimum=0.0, maximum=1.0, published=published)


def average(default: float, more: str = "") -> Any:
    """Moving average of the weights; no paper has one."""
    help = f"Decay of the moving average of the weights, which is what maps; 0 for none.{more}"
    return option(default, "Weight averaging", help, minimum=0.0, maximum=0.9999, published=0.0)


def flips(more: str = "") -> Any:
    """Flips and rotations of the patches; no paper has them."""
    help = (
        "Each time that a patch is learnt from, it is turned and mirrored at random, the same way in all layers. "
        f"Without effect on single pixels.{more}"
    )
    return option(False, "Flips and rotations", help)


def mixing(default: float, more: str = "", published: float | None = None) -> Any:
    """Mixup."""
    help = f"Each training sample is mixed with a part of another (mixup); larger: by more; 0: not at all.{more}"
    return option(default, "Mixing", help, minimum=0.0, maximum=10.0, published=published)
