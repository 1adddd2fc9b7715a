"""The contract of a method: a classifier for any non-empty subset of its modalities.

``forward`` is cut in two so that a whole tile of a scene is embedded once and windows are gathered from the
result: ``forward(patches) == classify(embed_patches(patches))``. A method knows nothing of files, devices, progress
or QGIS; the Trainer knows nothing of any method.
"""

from __future__ import annotations

import importlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from ..door.modalities import ModalityInfo
from ..door.options import MethodOptions, declaration
from ..door.target import Target
from ..samples.batches import Batch, Samples

OptimizerFactory = Callable[[Sequence[nn.Parameter]], torch.optim.Optimizer]
ScheduleFactory = Callable[[torch.optim.Optimizer], torch.optim.lr_scheduler.LRScheduler]

#: samples that are compared with each other in a contrastive loss, at the least
LEAST_COMPARED = 8
#: samples that batch normalisation takes its statistics from, at the least: with 16 a network learns as well as with
#: 32 (23.7 % errors), with 8, 4 and 2 ever worse (24.8, 27.3, 34.7 %; Wu and He, Group Normalization, ECCV 2018)
LEAST_NORMALISED = 16
_PATCHES = 16 << 20


@dataclass
class Stage:
    """One optimisation: what is walked over, what is minimised, how long and by what.

    ``loss`` maps a Batch to named, already weighted terms whose sum is minimised (an empty dict: nothing to
    learn from this batch). ``span`` is the part of the whole training's progress that the stage covers.
    ``schedule`` steps once an epoch. ``select``: keep the weights of the epoch that is best on validation;
    ``patience``: stop after so many looks at validation without a better one (0: as the plan says).
    ``frozen`` modules stay in eval mode.
    ``average``: decay of an exponential moving average of the parameters, used from then on (0: none).
    ``flips``: turn and mirror each patch at random before the loss sees it, the same way in all modalities.
    ``begin_epoch(epoch)`` is called before each epoch. ``micro_batch``: how many samples at most go through the
    network at once, their gradients added up (0: the whole batch); only for losses that are means over samples.
    ``least``: how many samples of the same modalities must learn together; fewer wait for those of the next batches.
    Two is what batch statistics need; losses that compare samples with each other have LEAST_COMPARED.
    ``subsets``: which subsets of modalities pick the best epoch (None: all, each left out, each alone).
    """

    name: str
    samples: Samples
    loss: Callable[[Batch], Mapping[str, Tensor]]
    parameters: Sequence[nn.Parameter]
    optimizer: OptimizerFactory
    epochs: int
    batch_size: int
    span: tuple[float, float] = (0.0, 1.0)
    schedule: ScheduleFactory | None = None
    balanced: bool = False
    select: bool = False
    patience: int = 0
    clip: float = 0.0
    average: float = 0.0
    flips: bool = False
    frozen: Sequence[nn.Module] = ()
    begin_epoch: Callable[[int], None] | None = None
    micro_batch: int = 0
    least: int = 2
    subsets: Sequence[tuple[str, ...]] | None = None


@dataclass
class Plan:
    """What a training works with. ``unlabelled`` may be empty; ``generator`` is seeded (CPU).

    ``precision``: float32 or bfloat16, as engine.runtime.device resolves it; stages train and are validated in it.
    ``epoch_steps``: an epoch ends after so many steps (0: with its samples). ``validation_limit``: samples that a look
    at validation takes at the most, ``looks`` how many looks a stage has, ``patience`` after how many without a better
    one it ends where the stage says nothing of it (0: never). ``trial``: stages are only begun, to time their steps.
    ``found``: what was computed of the samples alone, shared by the trial and the training. ``check`` raises Cancelled
    where the job was asked to stop; what takes longer than a batch outside of the stages calls it. ``colearn``:
    optimiser steps of the stage in which the network with all modalities teaches every subset, after the method's own
    stages (0: it has none).
    """

    labelled: Samples
    unlabelled: Samples
    validation: Samples
    device: torch.device
    seed: int
    generator: torch.Generator
    say: Callable[[str], None] = field(default=lambda text: None)
    precision: str = "float32"
    epoch_steps: int = 0
    validation_limit: int = 2000
    looks: int = 50
    patience: int = 0
    trial: bool = False
    found: dict[str, Tensor] = field(default_factory=dict)
    check: Callable[[], None] = field(default=lambda: None)
    colearn: int = 0

    def once(self, name: str, work: Callable[[], Tensor]) -> Tensor:
        """What ``work`` gives, which does not depend on a network; computed the first time."""
        if name not in self.found:
            self.found[name] = work()
        return self.found[name]


class Method(nn.Module, ABC):
    """Base of the published methods.

    ``modalities`` gives bands (as the network sees them, after any PCA) and dates of each; ``texts`` holds
    embeddings for methods that read class descriptions: name -> (classes, width). Subclasses set
    ``window`` (odd side of the patches they take), ``margin`` (pixels that ``embed`` takes off each side) and
    ``stride`` (``classify`` reads every so many pixels of an embedded window, from its corner on).
    """

    window: int
    margin: int = 0
    stride: int = 1
    #: whether the weights come from a pre-training of their own, so that ``stages`` need none
    pretrained: bool = False

    def __init__(
        self,
        modalities: Mapping[str, ModalityInfo],
        target: Target,
        options: MethodOptions,
        texts: Mapping[str, Tensor] | None = None,
    ) -> None:
        super().__init__()
        self.modalities = dict(modalities)
        self.target = target
        self.options = options
        self.make_layers(texts or {})

    @abstractmethod
    def make_layers(self, texts: Mapping[str, Tensor]) -> None:
        """Set the parts of the network and ``window``, ``margin`` and ``stride``; ``texts`` may be empty."""

    @abstractmethod
    def embed(self, images: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """What depends on a pixel (and ``margin`` neighbours) alone.

        (n, bands, rows, cols) -> (n, rows - 2 margin, cols - 2 margin, channels) for each modality that is there.
        Pixels without data are NaN in all bands, and may be so in all channels; the central pixel of a patch has data.
        Cutting a window from the embedded image equals embedding the cut patch.
        """

    @abstractmethod
    def classify(self, windows: Mapping[str, Tensor]) -> Tensor:
        """Embedded windows (n, w, w, channels) of any subset -> logits (n, outputs).

        w is the number of pixels read: those of window - 2 margin, every ``stride``-th.
        """

    @property
    @abstractmethod
    def feature_names(self) -> list[str]:
        """A name for each channel of ``features``: 'shared 1', …; the same for every subset."""

    @abstractmethod
    def features(self, windows: Mapping[str, Tensor]) -> Tensor:
        """Embedded windows (n, w, w, channels) of any subset -> what their logits are read from, (n, features).

        The last representation before the logits, of the modalities that are there; finite for every subset.
        """

    def classify_with_features(self, windows: Mapping[str, Tensor]) -> tuple[Tensor, Tensor]:
        """``classify`` and ``features``; methods for which both have costly work in common do it once."""
        return self.classify(windows), self.features(windows)

    def embed_patches(self, patches: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Patches (n, bands, window, window) -> the embedded windows (n, w, w, channels) that ``classify`` reads."""
        return {m: e[:, :: self.stride, :: self.stride] for m, e in self.embed(patches).items()}

    def forward(self, patches: Mapping[str, Tensor]) -> Tensor:
        """Patches (n, bands, window, window) of the modalities that are there -> logits (n, outputs)."""
        return self.classify(self.embed_patches(patches))

    def portion(self, most: int) -> int:
        """How many samples are looked at together outside the stages: ``most``, or as many as have 16 MB of patches."""
        bands = sum(info.bands for info in self.modalities.values())
        return max(1, min(most, _PATCHES // (4 * self.window**2 * bands)))

    @abstractmethod
    def stages(self, plan: Plan) -> Iterator[Stage]:
        """What to optimise, in order. A generator: what stands between two yields runs between the stages."""

    def settle(self, plan: Plan, samples: Samples | None = None) -> None:
        """Fit what predictions need beside the weights to validation ``samples`` (None: those of the plan).

        Before each look at them, so that the epoch is picked by what maps will use, and after the last stage.
        """


def numbered(name: str, width: int) -> list[str]:
    """Names of ``width`` channels: 'shared 1', 'shared 2', …"""
    return [f"{name} {number}" for number in range(1, width + 1)]


def build(
    name: str,
    modalities: Mapping[str, ModalityInfo],
    target: Target,
    options: MethodOptions,
    texts: Mapping[str, Tensor] | None = None,
) -> Method:
    """A fresh method by its registered name, initialised from torch's random state."""
    entry = declaration(name)
    module = importlib.import_module(f".{entry.module}", __package__)
    model: type[Method] = getattr(module, entry.model)
    return model(modalities, target, options, texts)
