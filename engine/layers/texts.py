"""Class embeddings inside a method, so that they travel in its model file and classifying needs no text encoder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from torch import Tensor, nn
from torch.nn import functional as F


class TextBuffers(nn.Module):
    """Class embeddings by name, each (classes, width), L2-normalised and never trained.

    A buffer's name must not hold a dot: ``attribute.hsi`` is kept as ``attribute__hsi``, and both names find it.
    Raises ValueError where the embeddings have different shapes or there are none.
    """

    def __init__(self, texts: Mapping[str, Tensor]) -> None:
        super().__init__()
        shapes = {tuple(values.shape) for values in texts.values()}
        if len(shapes) != 1 or len(next(iter(shapes))) != 2:
            raise ValueError(f"class embeddings must all be (classes, width), not {sorted(shapes)}")
        for name, values in texts.items():
            self.register_buffer(_key(name), F.normalize(values.detach().float(), dim=-1))
        self.classes, self.width = next(iter(shapes))

    def __getitem__(self, name: str) -> Tensor:
        """The embeddings (classes, width) of that name; KeyError names those that there are."""
        if name not in self:
            there = ", ".join(key.replace("__", ".") for key in self._buffers)
            raise KeyError(f"no class embeddings '{name}'; there are {there}")
        return cast(Tensor, self._buffers[_key(name)])

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._buffers


def _key(name: str) -> str:
    return name.replace(".", "__")
