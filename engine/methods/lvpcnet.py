"""LVPCnet: language-guided visual prompt compensation (ACM MM 2024).

Stage 1, LVFD: one encoder shared by all modalities and one of each modality's own learn features c and s, aligned with
descriptions of the classes: c with what a class is, s with what that modality sees of it. Stage 2, VPC: all of that is
frozen; prompts make the encoder of a missing modality read an available one, so that the result stands in for s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..door.errors import InputError
from ..door.options.lvpcnet import LvpcnetOptions
from ..layers.contrastive import class_text_alignment
from ..layers.holes import of_known
from ..layers.mixing import random_mix
from ..layers.precision import full_precision
from ..layers.recompute import by_parts, whole
from ..layers.texts import TextBuffers
from ..layers.window_encoder import DEPTH, WIDTH, Stem, WindowEncoder, match_bands
from ..samples.batches import Batch
from .base import Method, Plan, Stage, numbered
from .lvpcnet_stages import FeatureMemory, Features, Pairs, stages

_PROJECTED = 128


class Lvpcnet(Method):
    """LVPCnet for any number of modalities; reads ``texts["shared"]`` and ``texts["attribute.<modality>"]``.

    An embedded pixel holds the modality's own 64 channels, then 64 for each other modality: how that modality's stem
    sees this one's bands. Without prompts it holds its own alone: nothing stands in for a missing modality, whose part
    of the classifier's input is zero. Raises InputError where the descriptions are missing or of another number of
    classes.
    """

    options: LvpcnetOptions

    def make_layers(self, texts: Mapping[str, Tensor]) -> None:
        options = self.options
        names = list(self.modalities)
        self.window = options.window
        pairs = [(i, j) for i in names for j in names if i != j and options.prompts]  # missing i, read from j
        self.stems = nn.ModuleDict({m: Stem(info.bands) for m, info in self.modalities.items()})
        if options.decoupling:
            self.shared = WindowEncoder(self.window)
        self.specific = nn.ModuleDict({m: WindowEncoder(self.window) for m in names})
        self.classifier = nn.Linear(WIDTH * (1 + len(names)), self.target.outputs)
        self.matching = nn.ParameterDict(
            {
                _pair(i, j): nn.Parameter(
                    match_bands(self.modalities[i].bands, self.modalities[j].bands), options.matching == "trainable"
                )
                for i, j in pairs
            }
        )
        self.prompts = nn.ParameterDict(
            {_pair(i, j): nn.Parameter(0.02 * torch.randn(DEPTH, options.prompt_length, WIDTH)) for i, j in pairs}
        )
        if options.language:
            self.texts = TextBuffers(_texts(texts, names, self.target.outputs))
            self.projections = nn.ModuleDict({key: _projection(self.texts.width) for key in ("common", *names)})
        else:
            self.modality_classifier = nn.Linear(WIDTH, len(names))

    # ---- the network

    def embed(self, images: Mapping[str, Tensor]) -> Features:
        """(n, bands, rows, cols) -> (n, rows, cols, 64 M): the own stem's view of each pixel, then the others'.

        Without prompts (n, rows, cols, 64).
        """
        return {source: self._views(source, image.permute(0, 2, 3, 1)) for source, image in images.items()}

    def classify(self, windows: Mapping[str, Tensor]) -> Tensor:
        """Embedded windows (n, w, w, 64 M) of any subset of the modalities -> logits (n, classes)."""
        return full_precision(self.classifier, self.features(windows))

    def classify_with_features(self, windows: Mapping[str, Tensor]) -> tuple[Tensor, Tensor]:
        """Logits (n, classes) and features (n, 64 (1 + M))."""
        features = self.features(windows)
        return full_precision(self.classifier, features), features

    @property
    def feature_names(self) -> list[str]:
        """Of c, and of s, or what stands in for it, of each modality."""
        return [name for part in ("shared", *self.modalities) for name in numbered(part, WIDTH)]

    def features(self, windows: Mapping[str, Tensor]) -> Tensor:
        """Embedded windows (n, w, w, 64 M) of any subset -> what the classifier reads, (n, 64 (1 + M))."""
        shared, specific = self._own_features(windows)
        return self._joined(shared, {**specific, **self._compensated(windows)})

    def _views(self, source: str, pixels: Tensor) -> Tensor:
        """(n, rows, cols, bands) -> (n, rows, cols, 64 M)."""
        others = self._others(source) if self.options.prompts else []
        foreign = [self._foreign_view(m, source, pixels) for m in others]
        return torch.cat([of_known(self.stems[source], pixels), *foreign], dim=-1)

    def _foreign_view(self, missing: str, source: str, pixels: Tensor) -> Tensor:
        """How a missing modality's stem sees the pixels (n, rows, cols, bands) of an available one."""
        stem, matching = cast(Stem, self.stems[missing]), self.matching[_pair(missing, source)]
        return of_known(lambda seen: stem.foreign(seen, matching), pixels)

    def _own_features(self, windows: Mapping[str, Tensor]) -> tuple[Features, Features]:
        """c and s of the modalities that are there."""
        own = {m: windows[m][..., :WIDTH] for m in self.modalities if m in windows}
        specific = {m: by_parts(self.specific[m], window) for m, window in own.items()}
        if not self.options.decoupling:
            return specific, specific
        return {m: by_parts(self.shared, window) for m, window in own.items()}, specific

    def _compensated(self, windows: Mapping[str, Tensor]) -> Features:
        """ŝ of the modalities that are not there, from embedded windows (n, w, w, 64 M) of those that are (eq. 7)."""

        def stand_in(missing: str, source: str) -> Tensor:
            start = WIDTH * (1 + self._others(source).index(missing))
            return self._prompted(missing, source, windows[source][..., start : start + WIDTH])

        return self._stand_ins(windows, stand_in)

    def _compensated_patches(self, patches: Mapping[str, Tensor]) -> Features:
        """``_compensated`` of patches (n, bands, w, w): makes no views that are not read, and spares memory."""

        def stand_in(missing: str, source: str) -> Tensor:
            def read(patch: Tensor) -> Tensor:
                view = self._foreign_view(missing, source, patch.permute(0, 2, 3, 1))
                return self._prompted(missing, source, view)

            return by_parts(read, patches[source])

        return self._stand_ins(patches, stand_in)

    def _stand_ins(self, there: Mapping[str, Tensor], stand_in: Callable[[str, str], Tensor]) -> Features:
        """ŝ of each missing modality: the mean over those that are ``there`` (n, …); zeros without prompts."""
        sources = [m for m in self.modalities if m in there]
        missing = [m for m in self.modalities if m not in there]
        if not self.options.prompts:
            some = there[sources[0]]
            return {m: some.new_zeros(len(some), WIDTH) for m in missing}
        return {m: torch.stack([stand_in(m, source) for source in sources]).mean(0) for m in missing}

    def _prompted(self, missing: str, source: str, view: Tensor) -> Tensor:
        """ŝ of a missing modality from its view of an available one: (n, w, w, 64) -> (n, 64)."""
        return self.specific[missing](view, self.prompts[_pair(missing, source)])

    def _logits(self, shared: Features, specific: Features) -> Tensor:
        return full_precision(self.classifier, self._joined(shared, specific))

    def _joined(self, shared: Features, specific: Features) -> Tensor:
        """[mean of the available c; s_1; …; s_M]."""
        common = torch.stack(list(shared.values())).mean(0)
        return torch.cat([common, *(specific[m] for m in self.modalities)], dim=-1)

    def _others(self, source: str) -> list[str]:
        return [m for m in self.modalities if m != source]

    # ---- training

    def stages(self, plan: Plan) -> Iterator[Stage]:
        """LVFD, then VPC: see ``lvpcnet_stages``."""
        return stages(self, plan)

    @property
    def meets_absence(self) -> bool:
        """Whether the first stage learns from cases of absence, too."""
        return self.options.absence and self.options.prompts

    def feature_loss(self, batch: Batch) -> dict[str, Tensor]:
        """L1 = λ1 (Σ L(text, c_m) + Σ L(text_m, s_m)) + λ2 CE (stage 1); with CE in a case of absence, too.

        Where a sample really lacks modalities, stand-ins fill the classifier's input, and nothing learns from them.
        """
        mix = random_mix(len(batch), self.options.mixing, batch.target.device)
        mixed = replace(batch, patches={m: mix.apply(patch) for m, patch in batch.patches.items()})
        shared, specific = self._own_features(self._own_views(mixed.patches))
        with torch.no_grad():
            stand_ins = self._compensated_patches(mixed.patches)
        logits = {"cross_entropy": self._logits(shared, {**specific, **stand_ins})}
        if self.meets_absence and len(mixed.patches) > 1:
            logits["absence"] = self._absence_logits(mixed, shared, specific)
        losses: dict[str, Tensor] = {}
        for weight, target in mix.targets(batch.target):
            terms = {name: F.cross_entropy(values, target) for name, values in logits.items()}
            if self.options.language:
                terms["shared_text"] = self._weighted(
                    self._align("common", "shared", c, target) for c in shared.values()
                )
            terms["specific"] = self._weighted(self._specific_loss(m, s, target) for m, s in specific.items())
            losses = {name: losses.get(name, 0.0) + weight * value for name, value in terms.items()}
        if not self.options.language and len(shared) > 1:
            losses["divergence"] = self._weighted([divergence(list(shared.values()))])
        return losses

    def _absence_logits(self, batch: Batch, shared: Features, specific: Features) -> Tensor:
        """Classifier of [c_j; s_j; ŝ_i] (eq. 1) in a random case of absence, already in stage 1.

        The prompts are as they start. Ours, by option ABSENCE, which is off: published is absence in stage 2 alone,
        whose classifier is frozen and has met complete samples only. Whether it gains is not shown: one seed within
        Houston's training pixels had 82.3 % instead of 78.8 with HSI alone, 63.0 instead of 55.4 with LiDAR alone;
        another, on a fold of them with balanced batches, 61.3 instead of 59.6 and 49.3 instead of 49.0, and 69.3
        instead of 72.3 with both.
        """
        present = draw_absence(list(batch.patches), list(self.modalities))
        stand_ins = self._compensated_patches(batch.only(present).patches)
        return self._logits({m: shared[m] for m in present}, {**{m: specific[m] for m in present}, **stand_ins})

    def prompt_loss(self, batch: Batch, memory: FeatureMemory, unlabelled: Pairs | None = None) -> dict[str, Tensor]:
        """L2 = λ3 L(text_i, ŝ_i) (eq. 8) + λ4 CE([c_j; s_j; ŝ_i]) (eq. 1), for a random case of absence (stage 2).

        With option REGRESSION (ours) + λ5 |ŝ_i − s_i|², for the layers that a sample has but is taken to lack, and for
        those of as many ``unlabelled`` pixels.
        """
        present = draw_absence(list(batch.patches), list(self.modalities))
        patches, weight = batch.only(present).patches, self.options.regression
        shared, specific = memory.read(batch.index, batch.patches if weight else patches, self._true_features)
        stand_ins = self._compensated_patches(patches)
        logits = self._logits({m: shared[m] for m in present}, {**specific, **stand_ins})
        losses = {"cross_entropy": F.cross_entropy(logits, batch.target)}
        losses["specific"] = self._weighted(self._specific_loss(m, s, batch.target) for m, s in stand_ins.items())
        errors = squared_errors(stand_ins, specific) if weight else []
        if weight and unlabelled is not None:
            errors += [
                e for pair in unlabelled.samples.draw(len(batch)) for e in self._unlabelled_errors(pair, unlabelled)
            ]
        if errors:
            losses["regression"] = weight * torch.cat(errors).mean()
        return losses

    def _unlabelled_errors(self, batch: Batch, unlabelled: Pairs) -> list[Tensor]:
        """``squared_errors`` of unlabelled pixels in a random case of absence."""
        present = draw_absence(list(batch.patches), list(self.modalities))
        hidden = {m: patch for m, patch in batch.patches.items() if m not in present}
        if not hidden:
            return []
        _, true = unlabelled.memory.read(batch.index, hidden, self._true_features)
        return squared_errors(self._compensated_patches(batch.only(present).patches), true)

    def _true_features(self, patches: Mapping[str, Tensor]) -> tuple[Features, Features]:
        """c and s of patches (n, bands, w, w)."""
        return self._own_features(self._own_views(patches))

    def _own_views(self, patches: Mapping[str, Tensor]) -> Features:
        return {m: whole(self.stems[m], patch.permute(0, 2, 3, 1), by=of_known) for m, patch in patches.items()}

    def _specific_loss(self, modality: str, features: Tensor, target: Tensor) -> Tensor:
        """What makes features (n, 64) those of a modality: its description of the class; without language, its name."""
        if self.options.language:
            return self._align(modality, f"attribute.{modality}", features, target)
        number = list(self.modalities).index(modality)
        return F.cross_entropy(full_precision(self.modality_classifier, features), torch.full_like(target, number))

    def _align(self, projection: str, text: str, features: Tensor, target: Tensor) -> Tensor:
        projected = self.projections[projection](features)
        return class_text_alignment(projected, target, self.texts[text], self.options.temperature)

    def _weighted(self, terms: Iterable[Tensor]) -> Tensor:
        return self.options.alignment_weight * torch.stack(list(terms)).sum()


def draw_absence(available: Sequence[str], modalities: Sequence[str]) -> list[str]:
    """The modalities that are left in a case of absence: a random non-empty subset of the available ones that is not
    all modalities, each with the same chance."""
    cases = 2 ** len(available) - 1 - (len(available) == len(modalities))
    code = int(torch.randint(1, cases + 1, ()))
    return [m for i, m in enumerate(available) if code >> i & 1]


def squared_errors(stand_ins: Features, true: Features) -> list[Tensor]:
    """Mean squared difference (n,) of each modality's stand-ins (n, d) to its true features, where it has both."""
    return [(stand_in - true[m]).float().square().mean(-1) for m, stand_in in stand_ins.items() if m in true]


def divergence(features: Sequence[Tensor]) -> Tensor:
    """Jensen-Shannon divergence of the distributions that m features (n, d) make over their channels; mean over n."""
    logs = torch.stack(list(features)).float().log_softmax(-1)
    mean = logs.exp().mean(0, keepdim=True)
    return (logs.exp() * (logs - mean.clamp_min(torch.finfo(mean.dtype).tiny).log())).sum(-1).mean()


def _pair(missing: str, source: str) -> str:
    return f"{missing}_from_{source}"


def _projection(width: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(WIDTH, _PROJECTED), nn.GELU(), nn.Linear(_PROJECTED, width))


def _texts(texts: Mapping[str, Tensor], modalities: Sequence[str], classes: int) -> dict[str, Tensor]:
    wanted = ["shared", *(f"attribute.{m}" for m in modalities)]
    lacking = [name for name in wanted if name not in texts]
    if lacking:
        raise InputError(f"LVPCnet needs class descriptions ({', '.join(lacking)}); choose a TEXT_PROVIDER.")
    if len(texts["shared"]) != classes:
        raise InputError(
            f"There are descriptions of {len(texts['shared'])} classes, but the model has {classes}; "
            "give one description for each class."
        )
    return {name: texts[name] for name in wanted}
