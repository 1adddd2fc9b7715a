"""X-ModalNet: semi-supervised deep cross-modal network (ISPRS 2020).

A stream for each modality, rich (a spectrum) or broad (a patch). Streams exchange their weights, so that each needs
its own modality alone when mapping. Unlabelled pixels take part with pseudo-labels, renewed after each round.

Where the paper is silent, or differs from us:
- convolutions are valid, so that a scene goes through the network at once, with the same result as its patches;
- dropout rates, a weight of the adversarial loss in its first epochs, denoising epochs and the doubt from which on an
  unlabelled pixel is taken to be of no class are options of ours, chosen on folds of training areas;
- the learning rate falls once an epoch, on the published curve, which falls with each step;
- labelled samples that are fewer than four steps of 300 are gone through up to four times an epoch (the paper has
  thousands);
- losses are means, not sums; pseudo-labels are of unlabelled pixels of the scene, never of test pixels by default;
- a subset of the modalities predicts by the mean of the probabilities of their streams' heads, trained beside the
  joint one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.optim.lr_scheduler import PolynomialLR

from ..door.errors import InputError
from ..door.modalities import ModalityInfo
from ..door.options.xmodalnet import XmodalnetOptions
from ..layers.cross_modal import ADVERSARIAL, TOP, Interactive, SelfAdversarial, Stream, layer
from ..layers.precision import full_precision
from ..samples.batches import Batch, Samples
from .base import Method, Plan, Stage, numbered
from .pseudo_labels import first_labels, in_batches, propagated_labels, with_labels

_BETAS, _POLY_POWER = (0.9, 0.999), 0.98
#: the share of the epochs (10 of the published 150) in which the adversarial loss has a weight of its own
_YOUNG_SHARE = 10 / 150
#: pseudo-labels have settled when fewer than this share of them change
_SETTLED = 0.01
#: steps that an epoch of few labelled samples has
_STEPS = 4


class Xmodalnet(Method):
    """X-ModalNet for any number of modalities, one of them rich."""

    options: XmodalnetOptions

    def make_layers(self, texts: Mapping[str, Tensor]) -> None:
        options = self.options
        self.window, self.margin = options.window, options.window // 2
        self.rich = rich_modality(self.modalities, options.rich)
        names = list(self.modalities)
        self.streams = nn.ModuleDict(
            {
                m: Stream(
                    info.bands,
                    self.window,
                    self.target.outputs,
                    rich=m == self.rich,
                    adversarial=options.adversarial,
                    dropout=options.dropout,
                )
                for m, info in self.modalities.items()
            }
        )
        self.interactive = Interactive(names, ADVERSARIAL, options.interactive, options.dropout)
        joint = (layer(TOP * len(names), 256, options.dropout), layer(256, 64, options.dropout))
        self.joint_layers = nn.Sequential(*joint)
        self.joint_head = nn.Linear(64, self.target.outputs)
        self.adversarial_weight = 1.0
        self.pseudo_labelled: Samples | None = None

    def stream(self, modality: str) -> Stream:
        """What the modality has for itself."""
        return cast(Stream, self.streams[modality])

    # ---- the network

    def embed(self, images: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """(n, bands, rows, cols) -> top features (n, rows - 2 margin, cols - 2 margin, 128) of each stream."""
        scaled = {m: self.stream(m).range(image) for m, image in images.items()}
        return {m: top.permute(0, 2, 3, 1) for m, top in self.tops(self.generated(scaled)).items()}

    def classify(self, windows: Mapping[str, Tensor]) -> Tensor:
        """Embedded pixels (n, 1, 1, 128) -> logits (n, classes): all by the joint head, a subset by streams' heads."""
        tops = {m: features.permute(0, 3, 1, 2) for m, features in windows.items()}
        if len(tops) == len(self.modalities):
            return self.joint(tops)
        alone = torch.stack([self.stream(m).logits(top).log_softmax(1) for m, top in tops.items()])
        return alone.logsumexp(0) - math.log(len(alone))

    @property
    def feature_names(self) -> list[str]:
        """Of the top features of each stream."""
        return [name for m in self.modalities for name in numbered(m, TOP)]

    def features(self, windows: Mapping[str, Tensor]) -> Tensor:
        """Embedded pixels (n, 1, 1, 128) -> top features of all streams, (n, 128 M), 0 for those that are not there.

        They are what the streams' heads read, and, where all are there, the joint layers.
        """
        tops = {m: features.flatten(1) for m, features in windows.items()}
        nothing = torch.zeros_like(next(iter(tops.values())))
        return torch.cat([tops.get(m, nothing) for m in self.modalities], dim=1)

    def generated(self, scaled: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Images in [0, 1] -> the output (n, 128, rows - 2 margin, cols - 2 margin) of each adversarial module."""
        return {m: self.stream(m).generated(image) for m, image in scaled.items()}

    def tops(self, generated: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """... and from there, by interactive learning (eq. 4), to the top features (n, 128, …) of each stream."""
        return {m: self.stream(m).top(self.interactive(m, features)) for m, features in generated.items()}

    def joint(self, tops: Mapping[str, Tensor]) -> Tensor:
        """Top features (n, 128, 1, 1) of all modalities -> logits (n, classes)."""
        found = self.joint_layers(torch.cat([tops[m] for m in self.modalities], dim=1))
        return full_precision(self.joint_head, found.flatten(1))

    # ---- losses

    def loss(self, batch: Batch) -> dict[str, Tensor]:
        """L = CE + CE of pseudo-labels + reconstruction + adversarial (eq. 5-7), of labelled and unlabelled samples."""
        terms = self.terms(batch, "classes")
        if self.pseudo_labelled is None:
            return terms
        for hidden in self.pseudo_labelled.draw(len(batch)):
            if len(hidden) < 2:
                continue  # batch statistics need two samples
            share = len(hidden) / len(batch)
            for name, value in self.terms(hidden, "pseudo-labels").items():
                terms[name] = terms[name] + share * value if name in terms else share * value
        return terms

    def terms(self, batch: Batch, name: str) -> dict[str, Tensor]:
        """The losses of a batch; its cross-entropy is called ``name``."""
        scaled = {m: self.stream(m).range(image) for m, image in batch.patches.items()}
        noise = self.options.noise
        generated = self.generated({m: with_noise(x, noise) if noise else x for m, x in scaled.items()})
        tops = self.tops(generated)
        found = {name: self.prediction_loss(tops, batch.target), "reconstruction": self.reconstruction(tops, scaled)}
        adversaries = [(self.stream(m).adversary, features) for m, features in generated.items()]
        losses = [module.loss(x) for module, x in adversaries if isinstance(module, SelfAdversarial)]
        if losses:
            found["adversarial"] = self.adversarial_weight * torch.stack(losses).mean()
        return found

    def prediction_loss(self, tops: Mapping[str, Tensor], target: Tensor) -> Tensor:
        """Cross-entropy of the joint head, where all modalities are there, and the mean of that of the streams."""
        streams = torch.stack([F.cross_entropy(self.stream(m).logits(top), target) for m, top in tops.items()]).mean()
        if len(tops) < len(self.modalities):
            return streams
        return F.cross_entropy(self.joint(tops), target) + streams

    def reconstruction(self, tops: Mapping[str, Tensor], scaled: Mapping[str, Tensor]) -> Tensor:
        """Eq. 6: mean squared errors, added over the streams."""
        return torch.stack([self.stream(m).reconstruction_error(top, scaled[m]) for m, top in tops.items()]).sum()

    def denoising_loss(self, batch: Batch) -> dict[str, Tensor]:
        """Pre-training: each stream rebuilds its clean input from a noisy one."""
        scaled = {m: self.stream(m).range(image) for m, image in batch.patches.items()}
        noisy = {m: x + self.options.corruption * torch.randn_like(x) for m, x in scaled.items()}
        return {"reconstruction": self.reconstruction(self.tops(self.generated(noisy)), scaled)}

    # ---- training

    def stages(self, plan: Plan) -> Iterator[Stage]:
        """Denoising, then rounds of training, each with new pseudo-labels until these have settled."""
        self._measure(plan.labelled)
        start, epochs = 0.0, self.options.pretrain_epochs
        if epochs:
            # without predictions, adversaries and pseudo-labelled samples an epoch costs about a third
            start = epochs / (epochs + 3 * self.options.epochs)
            everything = plan.labelled.joined(plan.unlabelled)
            yield self._stage("pre-training", everything, self.denoising_loss, epochs, (0.0, start))
        yield from self._rounds(plan, start)

    def _rounds(self, plan: Plan, start: float) -> Iterator[Stage]:
        options = self.options
        epochs, rounds, settled, done, number = options.epochs, options.rounds, False, 0, 1
        plan, labels = self._first(plan)
        learnt = repeated(plan.labelled, options.batch_size)
        while done < epochs:
            final = labels is None or settled or number >= rounds or plan.trial
            last = epochs if final else max(done + 1, epochs * number // rounds)
            self.pseudo_labelled = None if labels is None else with_labels(plan.unlabelled, labels)
            span = (start + (1 - start) * done / epochs, start + (1 - start) * last / epochs)
            stage = self._stage(f"round {number}", learnt, self.loss, last - done, span)
            size = min(options.batch_size, len(plan.labelled))
            begin = partial(self._begin_epoch, done=done)
            stage = replace(stage, batch_size=size, select=True, begin_epoch=begin)
            yield replace(stage, average=options.average, flips=options.flips)
            done, number = last, number + 1
            if labels is not None and done < epochs:
                renewed = propagated_labels(self, plan)
                changed = float((renewed != labels).float().mean())
                plan.say(f"Label propagation changed {100 * changed:.1f} % of the pseudo-labels.")
                labels, settled = renewed, changed < _SETTLED
        self.pseudo_labelled = None

    def _first(self, plan: Plan) -> tuple[Plan, Tensor | None]:
        """The first pseudo-labels, and the plan with those unlabelled pixels alone that have one."""
        if not (self.options.propagation and len(plan.unlabelled)):
            return plan, None
        labels = first_labels(self, plan)
        known = torch.where(labels >= 0)[0]
        if len(known) < len(labels):
            foreign = 100 * (1 - len(known) / len(labels))
            plan.say(f"{foreign:.0f} % of the unlabelled pixels resemble no class, and have no pseudo-labels.")
        return replace(plan, unlabelled=plan.unlabelled.subset(known)), labels[known] if len(known) else None

    def _stage(
        self,
        name: str,
        samples: Samples,
        loss: Callable[[Batch], dict[str, Tensor]],
        epochs: int,
        span: tuple[float, float],
    ) -> Stage:
        return Stage(
            name=name,
            samples=samples,
            loss=loss,
            parameters=list(self.parameters()),
            optimizer=partial(torch.optim.Adam, lr=self.options.learning_rate, betas=_BETAS),
            schedule=partial(PolynomialLR, total_iters=epochs, power=_POLY_POWER),
            epochs=epochs,
            batch_size=self.options.batch_size,
            span=span,
        )

    def _begin_epoch(self, epoch: int, done: int) -> None:
        """``done``: epochs of earlier rounds."""
        young = done + epoch < round(_YOUNG_SHARE * self.options.epochs)
        self.adversarial_weight = self.options.adversarial_start if young else 1.0

    # ---- what is measured of samples outside the stages

    @torch.no_grad()
    def _measure(self, samples: Samples) -> None:
        """Fix the range of each band from the training patches."""
        ranges: dict[str, tuple[Tensor, Tensor]] = {}
        for _, batch in in_batches(self, samples):
            for modality, patches in batch.patches.items():
                low = patches.nan_to_num(nan=torch.inf).amin((0, 2, 3))
                high = patches.nan_to_num(nan=-torch.inf).amax((0, 2, 3))
                least, most = ranges.get(modality, (low, high))
                ranges[modality] = (low.minimum(least), high.maximum(most))
        for modality, (low, high) in ranges.items():
            self.stream(modality).range.set(low, high)


def rich_modality(modalities: Mapping[str, ModalityInfo], wanted: str) -> str:
    """The modality that option RICH means; InputError where it is not among the layers."""
    if wanted != "auto" and wanted not in modalities:
        raise InputError(f"RICH is '{wanted}', but no such layer is given; choose auto or one of the layers.")
    if wanted != "auto":
        return wanted
    return "hsi" if "hsi" in modalities else max(modalities, key=lambda m: modalities[m].bands)


def repeated(samples: Samples, batch_size: int) -> Samples:
    """The samples, up to four times each, so that an epoch has about four steps.

    A few hundred labelled samples in one step an epoch would leave the network far from trained. Four steps of all of
    them do better than ten of a tenth: within Houston's training pixels, 20 a class, one seed, 63.0 % instead of 56.9
    with HSI alone, 44.4 instead of 43.8 with LiDAR alone, 62.5 instead of 61.2 with both.
    """
    steps = max(1, len(samples) / batch_size)
    times = max(1, round(_STEPS / steps))
    return samples.subset(torch.arange(len(samples)).repeat(times)) if times > 1 else samples


def with_noise(image: Tensor, decibel: float) -> Tensor:
    """Image (n, bands, …) with normal noise of this signal-to-noise ratio in each band."""
    power = image.square().nanmean((0, 2, 3), keepdim=True)
    return image + (power / 10 ** (decibel / 10)).sqrt() * torch.randn_like(image)
