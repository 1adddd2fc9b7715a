"""One training of a method for a comparison: by its options as they stand, or through the course of a user's training.

Three options are for comparisons only: ``stages`` leaves out all but the first ones (DPMamba with one stage is trained
on complete samples alone), ``batch_norm`` false takes all batch normalisation out of the network, and ``ensemble`` is
how many networks predict together, as ENSEMBLE of a user's training.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

import torch
from torch import Tensor, nn

from engine.door.jobs import TrainJob
from engine.door.options import METHODS, MethodOptions
from engine.door.sources import LabelSource, LayerSource, SplitSettings, TextSource
from engine.methods.base import Method, Plan, build
from engine.methods.ensemble import Ensemble
from engine.runtime.reporter import Reporter
from engine.samples.batches import Samples
from engine.training.course import Course
from engine.training.effort import asked, sampling
from engine.training.sequence import train
from engine.training.stage_loop import History

from .problem import Problem

PARTS = ("training", "validation", "test", "unlabelled")


class Training:
    """A method on some modalities of a problem. ``effort``: quick, standard or paper, which settles the epochs, the
    batch size and the number of samples as for a user; empty: the options' own epochs, on all samples.

    ``balanced`` false: no stage draws batches in which all classes are equally frequent.
    """

    def __init__(
        self,
        problem: Problem,
        method: str,
        modalities: Sequence[str],
        seed: int,
        options: dict[str, Any],
        effort: str = "",
        balanced: bool = True,
    ) -> None:
        self.problem, self.method, self.modalities, self.seed = problem, method, list(modalities), seed
        self.options, self.effort, self.balanced = {"window": problem.window, **options}, effort, balanced
        self.stages, self.batch_norm = self.options.pop("stages", None), self.options.pop("batch_norm", True)
        self.ensemble = self.options.pop("ensemble", 1)
        reads = self.options.get("language", True)
        self.texts = texts_of(method, problem.table().names, self.modalities) if reads else None
        self.histories: list[History] = []

    def run(self) -> Method:
        """The trained network, with its best weights and in eval mode."""
        if self.effort:
            network, self.histories = self._by_effort()
            return network
        chosen = METHODS[self.method].options.from_json(self.options)
        samples, networks = self._samples(chosen), []
        parts = (samples["training"], samples["unlabelled"], samples["validation"])
        for seed in range(self.seed, self.seed + self.ensemble):
            network, generator = self._network(chosen, seed), torch.Generator().manual_seed(seed)
            self.histories += train(network, Plan(*parts, torch.device("cpu"), seed, generator), Reporter())
            networks.append(network)
        return Ensemble(networks).eval() if self.ensemble > 1 else networks[0]

    def _by_effort(self) -> tuple[Method, list[History]]:
        layers = {m: LayerSource((m,)) for m in self.modalities}
        # a window that is the published one is not asked for: the effort has its own, as for a user
        published = vars(METHODS[self.method].defaults())["window"]
        options = {name: n for name, n in self.options.items() if (name, n) != ("window", published)}
        how: dict[str, Any] = {"options": options, "seed": self.seed, "effort": self.effort, "device": "cpu"}
        how["ensemble"] = self.ensemble
        job = TrainJob(self.method, layers, LabelSource("", "", ""), "", **how)
        samples = self._samples(asked(job))
        samples["training"] = drawn(samples["training"], self.effort, self.seed)
        clock = time.process_time
        return Course(job, self._network, samples, Reporter(), lambda text: None, clock, clock()).run()

    def _samples(self, chosen: MethodOptions) -> dict[str, Samples]:
        window = self._network(chosen, self.seed).window
        samples = dict(zip(PARTS, self.problem.samples(self.modalities, window), strict=True))
        if getattr(chosen, "transductive", False):
            hidden = samples["test"].with_target(torch.full_like(samples["test"].target, -1))
            samples["unlabelled"] = samples["unlabelled"].joined(hidden)
        return samples

    def _network(self, chosen: MethodOptions, seed: int) -> Method:
        """A fresh network, the same for the same seed and options."""
        torch.manual_seed(seed)
        infos = self.problem.infos(self.modalities)
        network = build(self.method, infos, self.problem.table(), chosen, self.texts)
        if not self.batch_norm:
            _without_batch_norm(network)
        every, count, balanced = network.stages, self.stages, self.balanced
        network.stages = lambda plan: (  # type: ignore[method-assign]
            stage if balanced else replace(stage, balanced=False) for stage in islice(every(plan), count)
        )
        return network


def texts_of(method: str, classes: Sequence[str], modalities: Sequence[str]) -> dict[str, Tensor] | None:
    """The bundled descriptions of the classes, for a method that reads language."""
    if not METHODS[method].language:
        return None
    from engine.language import class_texts

    return class_texts(TextSource(), classes, modalities, lambda text: None).tensors


def drawn(samples: Samples, effort: str, seed: int) -> Samples:
    """As many training samples of each class as the effort takes."""
    most = sampling(SplitSettings(), effort).samples_per_class
    if not most:
        return samples
    order = torch.randperm(len(samples), generator=torch.Generator().manual_seed(seed))
    members = [order[samples.target[order] == label][:most] for label in samples.target.unique()]
    return samples.subset(torch.cat(members).sort().values)


def _without_batch_norm(network: nn.Module) -> None:
    for parent in list(network.modules()):
        for name, child in list(parent.named_children()):
            if isinstance(child, nn.BatchNorm1d | nn.BatchNorm2d):
                setattr(parent, name, nn.Identity())
