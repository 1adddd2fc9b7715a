"""An ensemble: several networks of one method, which differ by the seed of their training, as one method.

What they predict is the mean of their probabilities, of numbers the mean, for every subset of the modalities: deep
ensembles (Lakshminarayanan et al., NeurIPS 2017). Each member keeps its own embedding, one after the other in the
channels, so that mapping and accuracy see nothing but a method with more channels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import cast

import torch
from torch import Tensor, nn

from ..layers import fusion
from .base import Method, Plan, Stage


class Ensemble(Method):
    """K trained networks of one method, modalities, target and options; K = 1 predicts what the network does."""

    def __init__(self, members: Sequence[Method]) -> None:
        nn.Module.__init__(self)  # the layers are there: they are the members
        first = members[0]
        self.modalities, self.target, self.options = first.modalities, first.target, first.options
        self.window, self.margin, self.stride = first.window, first.margin, first.stride
        self.members = nn.ModuleList(members)

    def make_layers(self, texts: Mapping[str, Tensor]) -> None:
        """Nothing: each member has its layers and its texts."""

    @property
    def networks(self) -> list[Method]:
        return [cast(Method, member) for member in self.members]

    def embed(self, images: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """(n, bands, rows, cols) -> (n, rows - 2 margin, cols - 2 margin, K channels)."""
        return self._side_by_side(lambda member: member.embed(images))

    def embed_patches(self, patches: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Patches (n, bands, window, window) -> (n, w, w, K channels)."""
        return self._side_by_side(lambda member: member.embed_patches(patches))

    def _side_by_side(self, embed: Callable[[Method], dict[str, Tensor]]) -> dict[str, Tensor]:
        found = [embed(member) for member in self.networks]
        return {m: torch.cat([embedded[m] for embedded in found], dim=-1) for m in found[0]}

    def classify(self, windows: Mapping[str, Tensor]) -> Tensor:
        """Embedded windows (n, w, w, K channels) -> logits (n, outputs) of the mean probabilities, or mean numbers."""
        parts = zip(self.networks, self._parts(windows), strict=True)
        return fusion.together([member.classify(part) for member, part in parts], self.target.kind)

    @property
    def feature_names(self) -> list[str]:
        return self.networks[0].feature_names

    def features(self, windows: Mapping[str, Tensor]) -> Tensor:
        """Embedded windows (n, w, w, K channels) -> features (n, features) of the first member.

        Those of another one are of another space: the members learnt them alone.
        """
        return self.networks[0].features(self._parts(windows)[0])

    def classify_with_features(self, windows: Mapping[str, Tensor]) -> tuple[Tensor, Tensor]:
        first, *others = self._parts(windows)
        logits, features = self.networks[0].classify_with_features(first)
        rest = [member.classify(part) for member, part in zip(self.networks[1:], others, strict=True)]
        return fusion.together([logits, *rest], self.target.kind), features

    def _parts(self, windows: Mapping[str, Tensor]) -> list[dict[str, Tensor]]:
        """The windows (n, w, w, K channels) of each member, (n, w, w, channels)."""
        parts = {m: window.chunk(len(self.members), dim=-1) for m, window in windows.items()}
        return [{m: part[k] for m, part in parts.items()} for k in range(len(self.members))]

    def portion(self, most: int) -> int:
        """Fewer samples together, so that K embeddings take the memory of one."""
        return max(1, super().portion(most) // len(self.members))

    def stages(self, plan: Plan) -> Iterator[Stage]:
        """None: its members are trained one by one, and know nothing of each other."""
        return iter(())


def members_of(method: Method) -> int:
    """How many networks predict together."""
    return len(method.members) if isinstance(method, Ensemble) else 1
