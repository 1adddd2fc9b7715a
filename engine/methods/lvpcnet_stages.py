"""The two stages of LVPCnet, and what the second remembers of the first.

Stage 1, LVFD, learns everything but the prompts. In stage 2, VPC, all of that is frozen, so that the features of a
sample are computed once. Both go through all classes equally often, as the published ones do, whose samples are
40 of each class.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.optim.lr_scheduler import CosineAnnealingLR

from ..layers.memory import Memory
from ..layers.window_encoder import WIDTH
from .base import LEAST_COMPARED, Plan, Stage

if TYPE_CHECKING:
    from ..samples.batches import Samples
    from .lvpcnet import Lvpcnet

Features = dict[str, Tensor]  # modality -> (n, 64)


def stages(network: Lvpcnet, plan: Plan) -> Iterator[Stage]:
    """LVFD, then VPC with everything frozen but the prompts (and the band matching, where it is trainable)."""
    options = network.options
    # fused: the update of all weights in one pass, on the CPU a fifth of the time
    optimizer = partial(torch.optim.Adam, lr=options.learning_rate, fused=True)
    learnt = [p for p in (*network.prompts.parameters(), *network.matching.parameters()) if p.requires_grad]
    total = options.feature_epochs + (options.prompt_epochs if learnt else 0)
    yield Stage(
        name="features",
        samples=plan.labelled,
        loss=network.feature_loss,
        parameters=[p for p in network.parameters() if all(p is not other for other in learnt)],
        optimizer=optimizer,
        schedule=partial(CosineAnnealingLR, T_max=options.feature_epochs),
        epochs=options.feature_epochs,
        batch_size=options.batch_size,
        span=(0.0, options.feature_epochs / total),
        balanced=True,
        least=LEAST_COMPARED,
        select=True,
        average=options.average,
        flips=options.flips,
        subsets=None if network.meets_absence else [tuple(network.modalities)],
    )
    if not learnt:
        return
    memory = FeatureMemory.of(network, plan.labelled)
    reads = options.regression > 0 and len(plan.unlabelled) > 0
    unlabelled = Pairs(plan.unlabelled, FeatureMemory.of(network, plan.unlabelled)) if reads else None
    with _only(learnt, network.parameters()):
        yield Stage(
            name="prompts",
            samples=plan.labelled,
            loss=partial(network.prompt_loss, memory=memory, unlabelled=unlabelled),
            parameters=learnt,
            optimizer=optimizer,
            schedule=partial(CosineAnnealingLR, T_max=options.prompt_epochs),
            epochs=options.prompt_epochs,
            batch_size=options.batch_size,
            span=(options.feature_epochs / total, 1.0),
            balanced=True,
            least=LEAST_COMPARED,
            select=True,
            average=options.average,
            frozen=[network],
        )


class FeatureMemory:
    """c and s of every sample and modality, which are computed once: in stage 2 they never change."""

    def __init__(self, modalities: Iterable[str], count: int, device: torch.device) -> None:
        """``count``: the largest sample number and one."""
        self.memories = {m: Memory(count, 2 * WIDTH, device) for m in modalities}

    @classmethod
    def of(cls, network: Lvpcnet, samples: Samples) -> FeatureMemory:
        """An empty one for these samples."""
        return cls(network.modalities, int(samples.numbers.max()) + 1, samples.device)

    def read(
        self,
        index: Tensor,
        patches: Mapping[str, Tensor],
        compute: Callable[[Mapping[str, Tensor]], tuple[Features, Features]],
    ) -> tuple[Features, Features]:
        """c and s (n, 64) of the modalities in ``patches`` for the samples ``index`` (n,)."""
        shared, specific = {}, {}
        for m, patch in patches.items():

            def both(new: Tensor, m: str = m, patch: Tensor = patch) -> Tensor:
                return torch.cat([features[m] for features in compute({m: patch[new]})], dim=-1)

            shared[m], specific[m] = self.memories[m].read(index, both).split(WIDTH, dim=-1)
        return shared, specific


@dataclass(frozen=True)
class Pairs:
    """Unlabelled samples, and what is remembered of them."""

    samples: Samples
    memory: FeatureMemory


@contextmanager
def _only(learnt: Sequence[nn.Parameter], everything: Iterable[nn.Parameter]) -> Iterator[None]:
    """Nothing but ``learnt`` needs gradients meanwhile: the rest is neither changed nor differentiated."""
    frozen = [p for p in everything if p.requires_grad and all(p is not other for other in learnt)]
    for parameter in frozen:
        parameter.requires_grad_(False)
    try:
        yield
    finally:
        for parameter in frozen:
            parameter.requires_grad_(True)
