"""MDiCo: multi-modal disentanglement for co-learning (Machine Learning 2025).

Each modality has two encoders. One gives what the modalities share; the other what is specific to the modality and
serves the prediction, and what is left unused. All modalities are there in training, and each learns to predict alone.

Where the paper is silent, or differs from the released code:
- several modalities predict together as a product of experts, weighted for each subset on validation samples (the paper
  maps one); with fewer than 16 of them, or with FUSION mean, as the mean of their probabilities, or of their values;
- features of more than two modalities are contrasted by the mean over all pairs;
- patches are read by a small CNN; series and single pixels as published, or, by option SPATIAL, a patch at each date;
- mixed samples, half-balanced classes, averaged weights and the schedule are ours, chosen on validation folds of a
  series of crops; options switch each off. Other augmentation than mixing lost there, and is off.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.optim.lr_scheduler import CosineAnnealingLR

from ..door.errors import InputError
from ..door.options.mdico import MdicoOptions
from ..door.target import CLASSES, LABELS
from ..layers import contrastive, fusion, mixing
from ..layers import series_augment as augment
from ..layers.balance import class_weights
from ..layers.encoders import LARGE_WINDOW, encoder
from ..layers.precision import full_precision
from ..layers.recompute import whole
from ..layers.uncertainty import UncertaintyWeights
from ..runtime.device import autocast
from ..samples.batches import Batch, Samples
from .base import LEAST_COMPARED, Method, Plan, Stage, numbered

#: width of an encoder's result, and of each of the three parts
WIDTH, PART = 128, 64
_AUTHOR_TEMPERATURE = 0.1
_EPOCHS, _STEPS = 30, 300
#: validation samples by which modalities are weighed, and that go through the network at once; at the most
_WEIGHED, _AT_ONCE = 2000, 512


class Parts(NamedTuple):
    """The disentangled features of a modality, each (n, 64)."""

    shared: Tensor
    specific: Tensor
    unused: Tensor


class Mdico(Method):
    """MDiCo for any number of modalities; n samples, M modalities, d = 64."""

    options: MdicoOptions
    #: (2 ** M, M): the weights of each subset of the modalities, its bits the row's number; 0 where none are fitted
    experts: Tensor

    def make_layers(self, texts: Mapping[str, Tensor]) -> None:
        options = self.options
        if not options.paired and self.target.kind != CLASSES:
            raise InputError("PAIRED can be switched off only where classes are learnt; switch it on.")
        if not options.paired and options.unlabelled:
            raise InputError("Without PAIRED, classes say what belongs together; switch it on, or set UNLABELLED to 0.")
        self.window, self.margin = options.window, options.window // 2
        names, separate = list(self.modalities), options.encoders == "separate"
        self.unique = nn.ModuleDict({m: self._encoder(m, WIDTH if separate else PART + WIDTH) for m in names})
        self.common = nn.ModuleDict(
            {m: nn.Sequential(self._encoder(m, WIDTH), nn.Linear(WIDTH, PART)) for m in names if separate}
        )
        read = PART * (2 if options.predict == "both" else 1)
        self.heads = nn.ModuleDict({m: nn.Linear(read, self.target.outputs) for m in names})
        self.auxiliary_head = nn.Linear(PART, self.target.outputs)
        self.specific_critic = nn.Linear(PART, len(names))
        self.unused_critic = nn.Linear(PART, len(names))
        self.register_buffer("experts", torch.zeros(2 ** len(names), len(names)))
        if options.weighting == "uncertainty":
            self.loss_weights = UncertaintyWeights(("main", "auxiliary", "contrastive", "modality"))
        self.class_weights: Tensor | None = None
        self.unlabelled: Samples | None = None

    def _encoder(self, modality: str, width: int) -> nn.Module:
        info, options = self.modalities[modality], self.options
        large = modality == "rgb" and self.window >= LARGE_WINDOW
        patch = ("resnet50" if large else "cnn") if options.patch == "auto" else options.patch
        kinds = partial(encoder, series=options.series, patch=patch, spatial=options.spatial)
        return kinds(info.bands, info.steps, self.window, width, options.dropout)

    # ---- the network

    def disentangle(self, modality: str, image: Tensor) -> Parts:
        """(n, bands, rows, cols) -> shared, specific and unused features, each (n, rows - 2m, cols - 2m, d)."""
        unique = whole(self.unique[modality], image)
        if modality in self.common:
            specific, unused = unique.chunk(2, dim=-1)
            return Parts(whole(self.common[modality], image), specific, unused)
        return Parts(*unique.split(PART, dim=-1))

    def embed(self, images: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """(n, bands, rows, cols) -> [shared; specific], (n, rows - 2 margin, cols - 2 margin, 2 d)."""
        return {m: self.predictive(self.disentangle(m, image)) for m, image in images.items()}

    def predictive(self, parts: Parts) -> Tensor:
        """The features that predict, (…, 2 d): [shared; specific], or one of them, (…, d), as option PREDICT says."""
        if self.options.predict == "both":
            return torch.cat([parts.shared, parts.specific], dim=-1)
        return parts.shared if self.options.predict == "shared" else parts.specific

    def classify(self, windows: Mapping[str, Tensor]) -> Tensor:
        """Embedded pixels (n, 1, 1, 2 d) of any subset -> logits (n, outputs): each modality alone, then together."""
        return self.fused({m: self._alone(m, features.flatten(1)) for m, features in windows.items()})

    @property
    def feature_names(self) -> list[str]:
        """Of the shared and of the specific features, or of one kind, as option PREDICT says."""
        kinds = ("shared", "specific") if self.options.predict == "both" else (self.options.predict,)
        return [name for kind in kinds for name in numbered(kind, PART)]

    def features(self, windows: Mapping[str, Tensor]) -> Tensor:
        """Embedded pixels (n, 1, 1, 2 d) -> the mean over the modalities that are there, (n, 2 d).

        Of one modality they are what its head reads. The contrastive loss makes shared features of a sample alike, and
        one auxiliary head reads those of all modalities, so that their mean says something, too.
        """
        return torch.stack([features.flatten(1) for features in windows.values()]).mean(0)

    def fused(self, logits: Mapping[str, Tensor]) -> Tensor:
        """Logits (n, outputs) of each modality that is there -> of all of them together, by the subset's weights."""
        places = [i for i, m in enumerate(self.modalities) if m in logits]
        found = [logits[m] for m in self.modalities if m in logits]
        weights = self.experts[sum(1 << i for i in places), places]
        if len(found) == 1 or not bool(weights.any()):
            return fusion.together(found, self.target.kind)
        return fusion.weighted(found, weights, self.target.kind)

    def _alone(self, modality: str, features: Tensor) -> Tensor:
        """Features (n, 2 d) of a modality -> what it predicts alone, logits (n, outputs)."""
        return full_precision(self.heads[modality], features)

    # ---- training

    def loss(self, batch: Batch) -> dict[str, Tensor]:
        """L = L_main + L_aux + L_cont + L_mod, a plain sum unless option WEIGHTING says otherwise."""
        images = self._augmented(batch.patches) if self.options.augment else batch.patches
        mix = mixing.random_mix(len(batch), self.options.mixing, batch.target.device)
        parts = {m: Parts(*(p.flatten(1) for p in self.disentangle(m, mix.apply(x)))) for m, x in images.items()}
        targets = mix.targets(batch.target)
        terms = {"main": mixing.weighted(partial(self.main_loss, parts), targets)}
        if self.options.auxiliary:
            terms["auxiliary"] = mixing.weighted(partial(self.auxiliary_loss, parts), targets)
        if self.options.contrastive and len(parts) > 1:
            terms["contrastive"] = self.contrastive_loss(parts, batch.target)
        if self.options.modality and len(self.modalities) > 1:
            terms["modality"] = self.modality_loss(parts)
        if self.unlabelled is not None:
            self._add_unlabelled(terms, len(batch))
        return self.loss_weights(terms) if self.options.weighting == "uncertainty" else terms

    def _add_unlabelled(self, terms: dict[str, Tensor], count: int) -> None:
        """Make the losses that need no labels the means over ``count`` labelled samples and as many unlabelled ones."""
        sums = {name: count * terms[name] for name in ("contrastive", "modality") if name in terms}
        counts = dict.fromkeys(sums, count)
        for batch in self.unlabelled.draw(count) if self.unlabelled is not None else []:
            if len(batch) < 2:
                continue  # batch statistics need two samples
            parts = {m: Parts(*(p.flatten(1) for p in self.disentangle(m, x))) for m, x in batch.patches.items()}
            found = {"modality": self.modality_loss(parts)} if "modality" in sums else {}
            if "contrastive" in sums and len(parts) > 1:
                found["contrastive"] = self.contrastive_loss(parts, batch.target)
            for name, value in found.items():
                sums[name], counts[name] = sums[name] + len(batch) * value, counts[name] + len(batch)
        terms |= {name: total / counts[name] for name, total in sums.items()}

    def main_loss(self, parts: Mapping[str, Parts], target: Tensor) -> Tensor:
        """Eq. 7: each modality predicts alone, from shared and specific features; the mean over modalities."""
        logits = [self._alone(m, self.predictive(p)) for m, p in parts.items()]
        return torch.stack([self._prediction_loss(x, target) for x in logits]).mean()

    def auxiliary_loss(self, parts: Mapping[str, Parts], target: Tensor) -> Tensor:
        """Eq. 8: one head predicts from the shared features, and from the specific ones, of every modality."""
        logits = [full_precision(self.auxiliary_head, x) for p in parts.values() for x in (p.shared, p.specific)]
        return torch.stack([self._prediction_loss(x, target) for x in logits]).sum() / len(parts)

    def contrastive_loss(self, parts: Mapping[str, Parts], target: Tensor) -> Tensor:
        """Eq. 9-10: shared features of a sample are alike for all its modalities; the mean over pairs of them."""
        pairs = list(combinations([p.shared for p in parts.values()], 2))
        if not self.options.paired:
            pairs = [(a, b[contrastive.another_of_the_class(target)]) for a, b in pairs]
        if self.options.author_compat:
            return torch.stack([contrastive.nt_xent(a, b, _AUTHOR_TEMPERATURE) for a, b in pairs]).mean()
        return torch.stack([contrastive.info_nce(a, b, self.options.temperature) for a, b in pairs]).mean()

    def modality_loss(self, parts: Mapping[str, Parts]) -> Tensor:
        """Eq. 11: two classifiers tell the modality, one from specific and one from unused features."""
        terms = []
        for position, modality in enumerate(self.modalities):
            if modality not in parts:
                continue
            found = parts[modality]
            truth = torch.full((len(found.shared),), position, device=found.shared.device)
            terms.append(F.cross_entropy(full_precision(self.specific_critic, found.specific), truth))
            if self.options.unused:
                other = found.shared if self.options.author_compat else found.unused
                terms.append(F.cross_entropy(full_precision(self.unused_critic, other), truth))
        return torch.stack(terms).sum() / len(parts)

    def stages(self, plan: Plan) -> Iterator[Stage]:
        """One stage, on labelled samples."""
        options = self.options
        if self.target.kind == CLASSES:
            self.class_weights = class_weights(plan.labelled.target, self.target.outputs, options.balance)
            self.class_weights = self.class_weights.to(plan.device)
        self.unlabelled = plan.unlabelled if options.unlabelled and len(plan.unlabelled) else None
        epochs = options.epochs or automatic_epochs(len(plan.labelled), options.batch_size)
        yield Stage(
            name="co-learning",
            samples=plan.labelled,
            loss=self.loss,
            parameters=list(self.parameters()),
            optimizer=partial(_adamw, options=options),
            schedule=partial(CosineAnnealingLR, T_max=epochs) if options.schedule == "cosine" else None,
            epochs=epochs,
            batch_size=options.batch_size,
            least=LEAST_COMPARED,
            select=True,
            patience=options.patience or 0,
            average=options.average,
            flips=options.flips,
        )
        self.unlabelled = None
        if not plan.trial:
            self.settle(plan)

    @torch.no_grad()
    def settle(self, plan: Plan, samples: Samples | None = None) -> None:
        """Fit the weights of each subset to validation samples, of which each modality predicts once, alone.

        A look judges an epoch by weights fitted to its own samples: a weight a modality among a hundred samples, which
        flatters all epochs about alike. Fitted to one half for the other they would rest on half as many: more chance.
        """
        if self.options.fusion != "weighted":
            return
        if samples is None:
            drawn = torch.randperm(len(plan.validation), generator=torch.Generator().manual_seed(plan.seed))
            samples = plan.validation.subset(drawn[:_WEIGHED])
        training = self.training
        self.eval()
        logits = {m: torch.zeros(len(samples), self.target.outputs) for m in self.modalities}
        with autocast(plan.device, plan.precision):
            for seen, positions in samples.patterns(torch.arange(len(samples))):
                for some in positions.split(self.portion(_AT_ONCE)):
                    plan.check()
                    (batch,) = samples.batches(some, seen)
                    for m, features in self.embed(batch.patches).items():
                        logits[m][some] = self._alone(m, features.flatten(1)).float().cpu()
        self.train(training)
        known = samples.available, samples.target, self.target.kind
        self.experts.copy_(fusion.experts(list(logits.values()), *known, plan.check))

    def _prediction_loss(self, logits: Tensor, target: Tensor) -> Tensor:
        if self.target.kind == CLASSES:
            return F.cross_entropy(logits, target, self.class_weights)
        if self.target.kind == LABELS:
            return F.binary_cross_entropy_with_logits(logits, target.float())
        return F.mse_loss(logits.squeeze(1), target.float())

    def _augmented(self, patches: Mapping[str, Tensor]) -> dict[str, Tensor]:
        options, changed = self.options, {}
        some = next(iter(patches.values()))
        steps = {m: self.modalities[m].steps for m in patches}
        shifts = augment.random_shifts(len(some), options.date_shift, steps, some.device)
        for modality, image in patches.items():
            if modality in shifts:
                image = augment.shift_dates(image, steps[modality], shifts[modality])
            image = augment.band_noise(augment.band_gain(image, options.band_gain), options.band_noise)
            if modality in shifts:
                image = augment.lose_dates(image, steps[modality], options.date_loss)
            changed[modality] = image
        return changed


def automatic_epochs(samples: int, batch_size: int) -> int:
    """30, or as many as make 300 steps: few samples are gone through more often."""
    steps = math.ceil(samples / batch_size)
    return max(_EPOCHS, math.ceil(_STEPS / max(1, steps)))


def _adamw(parameters: Sequence[nn.Parameter], options: MdicoOptions) -> torch.optim.Optimizer:
    # fused: the update of all weights in one pass, on the CPU a fifth of the time
    return torch.optim.AdamW(parameters, options.learning_rate, weight_decay=options.weight_decay, fused=True)
