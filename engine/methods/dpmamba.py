"""DPMamba: distillation prompt Mamba (IJCAI 2025).

Each modality's patch is embedded; a learnt prompt stands in where a modality is missing; modality-aware blocks mix
modalities and pixels; class descriptions are what the result is compared with. A teacher learns from complete
samples; the student, which starts as its copy, learns to give the same answers from any subset.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, LRScheduler, SequentialLR

from ..door.errors import InputError
from ..door.options.dpmamba import DpmambaOptions
from ..layers.contrastive import cosine_similarities
from ..layers.distillation import alignment, probability_distance, relation_distance
from ..layers.holes import known, of_known, through
from ..layers.memory import Memory
from ..layers.mixing import Mix, random_mix
from ..layers.modality_aware import (
    AttentionFusion,
    DepthwiseConv,
    ModalityAwareBlock,
    PairedConv,
    SumFusion,
    start_small,
)
from ..layers.pixel_transformer import PixelTransformer
from ..layers.precision import FullPrecision, full_precision
from ..layers.recompute import by_parts, whole
from ..layers.selective_scan import SelectiveScan
from ..layers.texts import TextBuffers
from ..samples.batches import Batch, Samples
from .base import LEAST_COMPARED, Method, Plan, Stage, numbered

WIDTH, HEADS, BLOCKS = 64, 4, 2
#: what cosines are multiplied with: 1 / 0.08
_SCALE = 12.5
#: published; and for single pixels, the better of 0.001 and 0.003 within Houston's training pixels (one seed)
_RATE, _PIXEL_RATE = 3e-4, 3e-3


class Dpmamba(Method):
    """DPMamba for any number of modalities; needs ``texts["relations"]`` (classes, width).

    Deviation from the published code: the 3×3 convolution of the embedding is *valid*, so that the outermost pixels
    of a patch see their true neighbours instead of zeros, and a patch has the same embedding as its place in a tile.
    Hence patches are the window and a pixel more on each side: ``window`` = options.window + 2, ``margin`` = 1.
    """

    margin = 1
    options: DpmambaOptions

    def make_layers(self, texts: Mapping[str, Tensor]) -> None:
        options = self.options
        if "relations" not in texts:
            raise InputError("DPMamba needs class descriptions; choose a TEXT_PROVIDER.")
        self.texts = TextBuffers({"relations": texts["relations"]})
        if self.texts.classes != self.target.outputs:
            raise InputError(
                f"There are descriptions of {self.texts.classes} classes, but the model has {self.target.outputs}; "
                "give one description for each class."
            )
        self.side = options.window
        self.window = self.side + 2 * self.margin
        self.stems = nn.ModuleDict({m: _stem(info.bands) for m, info in self.modalities.items()})
        self.norms = nn.ModuleDict({m: nn.LayerNorm(WIDTH) for m in self.modalities})
        self.prompts = nn.ParameterDict(
            {m: nn.Parameter(torch.randn(WIDTH, self.side, self.side)) for m in self.modalities if options.prompts}
        )
        self.blocks = _backbone(list(self.modalities), self.side, options)
        self.head_norm = nn.LayerNorm(WIDTH * len(self.modalities))
        self.head = nn.Linear(WIDTH * len(self.modalities), self.texts.width)
        start_small(self.head)

    # ---- the network

    def embed(self, images: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """(n, bands, rows, cols) -> (n, rows - 2, cols - 2, 64): convolution, normalisations and ReLU."""
        stems = {m: whole(self.stems[m], image, by=through).permute(0, 2, 3, 1) for m, image in images.items()}
        return {m: of_known(self.norms[m], stem) for m, stem in stems.items()}

    def classify(self, windows: Mapping[str, Tensor]) -> Tensor:
        """Embedded windows (n, w, w, 64) of any subset of the modalities -> logits (n, classes)."""
        return self.similarities(self.features(windows))

    def classify_with_features(self, windows: Mapping[str, Tensor]) -> tuple[Tensor, Tensor]:
        """Logits (n, classes) and features (n, text width)."""
        features = self.features(windows)
        return self.similarities(features), features

    @property
    def feature_names(self) -> list[str]:
        """Of the space of the texts, which the features are compared with."""
        return numbered("text", self.texts.width)

    def features(self, windows: Mapping[str, Tensor], seen: Mapping[str, Tensor] | None = None) -> Tensor:
        """Embedded windows (n, w, w, 64) -> (n, text width). ``seen``: modality -> (n,) bool, samples that show it."""
        names, shown = list(windows), list(seen or ())

        def compute(*tensors: Tensor) -> Tensor:
            some = dict(zip(names, tensors[: len(names)], strict=True))
            flags = dict(zip(shown, tensors[len(names) :], strict=True))
            return self._mixed(some, None if seen is None else flags)

        return by_parts(compute, *windows.values(), *(seen or {}).values())

    def _mixed(self, windows: Mapping[str, Tensor], seen: Mapping[str, Tensor] | None) -> Tensor:
        images = {m: self._image(m, windows, seen) for m in self.modalities}
        for block in self.blocks:
            images = block(images)
        fused = self.head_norm(torch.cat(torch.broadcast_tensors(*images.values()), dim=-1))
        return full_precision(self.head, fused.mean((1, 2)))

    def similarities(self, features: Tensor) -> Tensor:
        """(n, text width) -> (n, classes): scaled cosines with the class texts, the logits."""
        return _SCALE * cosine_similarities(features, self.texts["relations"])

    def _image(self, modality: str, windows: Mapping[str, Tensor], seen: Mapping[str, Tensor] | None) -> Tensor:
        """The modality's windows, with its prompt (1, w, w, 64) in their place where it is not seen.

        At a pixel without data the modality is missing there, and the prompt of that place stands in.
        """
        pixels = known(windows[modality]) if modality in windows else None
        if modality in windows and seen is None and pixels is None:
            return windows[modality]
        prompt = self._prompt(modality).permute(1, 2, 0).unsqueeze(0)
        if modality not in windows:
            return prompt
        window = windows[modality] if pixels is None else torch.where(pixels.unsqueeze(-1), windows[modality], prompt)
        return window if seen is None else torch.where(seen[modality].view(-1, 1, 1, 1), window, prompt)

    def _prompt(self, modality: str) -> Tensor:
        if modality in self.prompts:
            return self.prompts[modality]
        return self.head.weight.new_zeros(WIDTH, self.side, self.side)

    # ---- training

    def stages(self, plan: Plan) -> Iterator[Stage]:
        """The teacher on complete samples, then the student; without complete samples the student learns alone."""
        options, teacher, start = self.options, None, 0.0
        complete = plan.labelled.subset(torch.where(plan.labelled.available.all(1))[0])
        if options.distillation != "none" and not len(complete):
            plan.say("No labelled sample has all modalities: there is no teacher, and the student learns alone.")
        elif options.distillation != "none":
            start = options.teacher_epochs / (options.teacher_epochs + options.student_epochs)
            yield self._stage(
                "teacher", complete, self.teacher_loss, options.teacher_epochs, (0.0, start), [tuple(self.modalities)]
            )
            teacher = Teacher(self, 0 if options.flips else int(complete.numbers.max()) + 1)
        loss = partial(self.student_loss, teacher=teacher)
        yield self._stage("student", plan.labelled, loss, options.student_epochs, (start, 1.0))

    def teacher_loss(self, batch: Batch) -> dict[str, Tensor]:
        """L_CA (eq. 9-11) of the complete input."""
        mix = random_mix(len(batch), self.options.mixing, batch.target.device)
        similarities = self.forward({m: mix.apply(patch) for m, patch in batch.patches.items()})
        return {"alignment": self._alignment(similarities, batch.target, mix)}

    def _alignment(self, similarities: Tensor, target: Tensor, mix: Mix) -> Tensor:
        """L_CA of mixed samples: of both their classes, each with its share."""
        return torch.stack([share * alignment(similarities, classes) for share, classes in mix.targets(target)]).sum()

    def student_loss(self, batch: Batch, teacher: Teacher | None = None) -> dict[str, Tensor]:
        """L = L_CA + L_FC + L_ICRC, each sample seen by a random subset of the modalities that it has.

        Distillation is for the samples that the teacher saw complete; the others have L_CA alone. Where samples are
        mixed, so is what the teacher said of them.
        """
        seen = random_subsets(list(batch.patches), len(batch), batch.target.device)
        mix = random_mix(len(batch), self.options.mixing, batch.target.device)
        features = self.features(self.embed({m: mix.apply(patch) for m, patch in batch.patches.items()}), seen)
        similarities = self.similarities(features)
        losses = {"alignment": self._alignment(similarities, batch.target, mix)}
        if teacher is None or len(batch.patches) < len(self.modalities):
            return losses
        taught = mix.apply(teacher.features(batch))
        if self.options.distillation == "kl":
            losses["probabilities"] = probability_distance(similarities, self.similarities(taught))
            return losses
        losses["features"] = F.mse_loss(features.float(), taught)  # L_FC, eq. 5
        losses["relations"] = relation_distance(similarities, self.similarities(taught), batch.target)  # L_ICRC, eq. 6
        return losses

    def _stage(
        self,
        name: str,
        samples: Samples,
        loss: Callable[[Batch], dict[str, Tensor]],
        epochs: int,
        span: tuple[float, float],
        subsets: Sequence[tuple[str, ...]] | None = None,
    ) -> Stage:
        return Stage(
            name=name,
            samples=samples,
            loss=loss,
            parameters=list(self.parameters()),
            optimizer=self._optimizer,
            schedule=partial(_warm_cosine, epochs=epochs, warmup=min(self.options.warmup_epochs, epochs // 2)),
            epochs=epochs,
            batch_size=self.options.batch_size,
            span=span,
            balanced=True,
            least=LEAST_COMPARED,
            select=True,
            clip=self.options.clip,
            average=self.options.average,
            flips=self.options.flips,
            subsets=subsets,
        )

    def _optimizer(self, parameters: Sequence[nn.Parameter]) -> torch.optim.Optimizer:
        """AdamW; the weights of linear layers and convolutions decay, what sets a scale or a state does not."""
        decaying = {
            module.weight for module in self.modules() if isinstance(module, (nn.Linear, nn.Conv2d, PairedConv))
        }
        groups = [
            {"params": [p for p in parameters if p in decaying], "weight_decay": self.options.weight_decay},
            {"params": [p for p in parameters if p not in decaying], "weight_decay": 0.0},
        ]
        # fused: the update of all weights in one pass, on the CPU a fifth of the time
        rate = self.options.learning_rate or (_PIXEL_RATE if self.side == 1 else _RATE)
        return torch.optim.AdamW(groups, lr=rate, fused=True)


class Teacher:
    """A frozen copy of a trained network, and what it has said of each complete sample, which never changes.

    Patches that are turned and mirrored are others each time: it remembers nothing of them.
    """

    def __init__(self, network: Dpmamba, count: int) -> None:
        """``count``: the largest sample number and one; 0 where patches change, so that nothing is remembered."""
        self.network = copy.deepcopy(network).eval().requires_grad_(False)
        self.memory = Memory(count, network.texts.width, network.head.weight.device) if count else None

    def features(self, batch: Batch) -> Tensor:
        """(n, text width) of a complete batch."""

        def compute(new: Tensor) -> Tensor:
            return self.network.features(self.network.embed({m: p[new] for m, p in batch.patches.items()}))

        if self.memory is None:
            with torch.no_grad():
                return compute(torch.ones_like(batch.index, dtype=torch.bool)).float()
        return self.memory.read(batch.index, compute)


def random_subsets(modalities: Sequence[str], count: int, device: torch.device) -> dict[str, Tensor]:
    """For each of ``count`` samples one of the 2^m - 1 non-empty subsets, uniformly: modality -> (count,) bool."""
    codes = torch.randint(1, 2 ** len(modalities), (count,), device=device)
    return {m: (codes >> i & 1).bool() for i, m in enumerate(modalities)}


def _stem(bands: int) -> nn.Sequential:
    return FullPrecision(nn.Conv2d(bands, WIDTH, 3), nn.BatchNorm2d(WIDTH), nn.ReLU())


def _backbone(modalities: Sequence[str], side: int, options: DpmambaOptions) -> nn.ModuleList:
    if options.backbone == "vit":
        return nn.ModuleList([PixelTransformer(modalities, side, WIDTH, HEADS, BLOCKS)])
    fusion: Callable[[], nn.Module] = partial(SumFusion if options.fusion == "add" else AttentionFusion, WIDTH)
    mixer: Callable[[], nn.Module] = partial(SelectiveScan, WIDTH, HEADS)
    if options.mixer == "dwconv":
        mixer = partial(DepthwiseConv, WIDTH)
    return nn.ModuleList(ModalityAwareBlock(modalities, WIDTH, HEADS, fusion, mixer) for _ in range(BLOCKS))


def _warm_cosine(optimizer: torch.optim.Optimizer, epochs: int, warmup: int) -> LRScheduler:
    """Linear warm-up, then half a cosine down to zero; stepped once an epoch."""
    cosine = CosineAnnealingLR(optimizer, max(1, epochs - warmup))
    if not warmup:
        return cosine
    return SequentialLR(optimizer, [LinearLR(optimizer, 1 / warmup, total_iters=warmup), cosine], [warmup])
