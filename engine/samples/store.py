"""Where the pixels around samples lie: in memory while they are few, else in files that are mapped into it."""

from __future__ import annotations

import math
import mmap
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from ..door.errors import InputError

#: bytes of the values of all modalities together that lie in memory at the most
IN_MEMORY = 2**28


@dataclass(frozen=True)
class Store:
    """``values``: what is kept, float32. ``release``: gives back the memory of what was read of them or written."""

    values: Tensor
    release: Callable[[], None]


def allocate(shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Store]:
    """An empty store of each shape; the smallest lie in memory, those that do not fit lie in files.

    Such a file vanishes with its store. The pages that were read of it count as the process's memory until they are
    released; the system may go on keeping them for itself, where there is room. InputError where the temporary folder
    has no room for the files: writing to memory that a full disk cannot back ends a process without a word.
    """
    stores, room, on_disk = {}, IN_MEMORY, 0
    for name, shape in sorted(shapes.items(), key=lambda item: math.prod(item[1])):
        size = 4 * math.prod(shape)
        if size <= room:
            stores[name] = Store(torch.empty(shape), _nothing)
            room -= size
        else:
            on_disk += size  # files take no room before they are written
            _check_room(on_disk)
            stores[name] = _mapped(shape, size)
    return {name: stores[name] for name in shapes}


def _check_room(size: int) -> None:
    folder = tempfile.gettempdir()
    free = shutil.disk_usage(folder).free
    if free < size:
        raise InputError(
            f"The temporary folder '{folder}' has {free / 1e9:.1f} GB free, but the pixels around the samples take "
            f"{size / 1e9:.1f} GB; make room there, or choose fewer samples or a smaller WINDOW."
        )


def _mapped(shape: tuple[int, ...], size: int) -> Store:
    with tempfile.TemporaryFile(prefix="rsmiss") as file:
        file.truncate(size)
        mapped = mmap.mmap(file.fileno(), size)
    values = torch.from_numpy(np.frombuffer(mapped, np.float32).reshape(shape))
    advice = getattr(mmap, "MADV_DONTNEED", None)  # Windows takes pages back by itself where memory gets short
    return Store(values, _nothing if advice is None else lambda: mapped.madvise(advice))


def _nothing() -> None:
    """What is in memory stays there."""
