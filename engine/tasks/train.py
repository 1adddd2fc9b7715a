"""The training job: layers and labels in, model file and report out."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from ..accuracy.evaluation import HEADLINE, Accuracy, best_thresholds, evaluate, predict, telling_subsets
from ..door.encoder_header import check_init, check_init_layers, read_encoder_header
from ..door.jobs import AUTO, TrainJob
from ..door.matching import told_apart, without_encoder
from ..door.options import Declaration, MethodOptions, declaration
from ..door.target import LABELS, Target
from ..labels.labelled_pixels import Labels, read_labels
from ..labels.split import Split, split
from ..language.encoders import reads_any
from ..methods.base import Method, build
from ..model.encoder_file import begin_with, load_normalisation
from ..model.model_file import TrainedModel, save
from ..runtime import device as devices
from ..runtime import outputs
from ..runtime.reporter import Reporter
from ..samples.batches import Samples
from ..scene.scene import Scene
from ..training import colearning
from ..training.course import Course
from ..training.effort import asked, sampling
from ..training.outlook import Clock
from ..training.stage_loop import History
from .choice import Facts, choose
from .training_facts import Parts, check_components, own_test, target_of, versions
from .training_page import TrainingPage
from .training_samples import read_samples


def run(job: TrainJob, report: Reporter, clock: Clock = time.monotonic) -> dict[str, Any]:
    """Train as the job says; returns the accuracy of the complete input and the outputs' paths."""
    with outputs.claimed(job.outputs()):
        training = _Training(job, report, clock)
        with outputs.whole([job.model]) as writing:
            result = training.run(writing[job.model])
        # the model is in its place now: whatever happens to the report, the training was not for nothing
        return {**result, "report": training.page.write()}


class _Training:
    """The steps of a training, in order; each leaves what the next ones need."""

    def __init__(self, job: TrainJob, report: Reporter, clock: Clock) -> None:
        self.job, self.report, self.clock = job, report, clock
        self.split = sampling(job.split, job.effort)
        self.reason = ""
        if job.method != AUTO:
            self._take(job.method)
        self.device = devices.choose(job.device)
        report.device(self.device.type)
        self.notes: list[str] = []
        self.page = TrainingPage(job, report)
        self.started = clock()

    def _take(self, method: str) -> None:
        self.job = replace(self.job, method=method)
        self.entry: Declaration = declaration(method)
        self.options = asked(self.job)

    def run(self, path: str) -> dict[str, Any]:
        """Train and write the model to ``path``; returns its accuracy."""
        job = self.job
        self.report.progress(0.0, "Opening the layers")
        scene = Scene.open(job.layers, reference=job.reference, warn=self._note)
        try:
            labels = read_labels(job.labels, scene.grid, job.target, self._say)
            labels, chosen = own_test(job, labels, scene.grid, self._say)
            self.notes += labels.notes
            if job.method == AUTO:
                first = split(labels, self.split, scene.grid, job.seed, lambda text: None, test=chosen)
                self._choose(scene, first, labels.info)
            window = self._network(scene, labels.info)
            said = {"say": self._say, "warn": self.report.warn}
            parts = split(labels, self.split, scene.grid, job.seed, **said, window=window, test=chosen)
            self.notes += parts.notes
            target = self.target = target_of(labels, parts)
            samples = self._prepare(scene, labels, parts, window)
            self.page.take_pictures(scene, labels)
            self.precision = self._precision()
        finally:
            scene.close()
        method, histories = self._train(samples)
        target = self._with_thresholds(method, target, samples["validation"])
        method.target = target
        accuracies, where = self._evaluate(method)
        self.page.take_features(method, self.course, self.precision)
        trained = self._trained(scene, method, samples, accuracies)
        save(path, trained)
        self.page.fill(self.job, trained, samples, accuracies, where, histories, self.notes)
        best = accuracies[0].values
        seconds = self.clock() - self.started
        return {**best, "method": self.job.method, "model": job.model, "seconds": seconds}

    def _choose(self, scene: Scene, parts: Split, target: Target) -> None:
        """Settle on the method that suits the data; log and report say why."""
        text = self.job.text
        reached = reads_any(text) or not without_encoder(target.names, text.match)
        facts = Facts(
            target=target.kind,
            layers=tuple(scene.modalities),
            dates=max(info.steps for info in scene.modalities.values()),
            labelled=len(parts.train),
            classes=len(target.classes),
            pixels=scene.grid.rows * scene.grid.cols,
            gpu=self.device.type != "cpu",
            described=reached and (bool(text.descriptions) or told_apart(target.names)),
        )
        choice = choose(facts)
        self._take(choice.method)
        self.reason = f"{self.entry.title} was chosen: {choice.reason}."
        self.notes.append(self.reason)
        self._say(self.reason)
        if not self.entry.language and (text.descriptions or text.match):
            self._say(f"{self.entry.title} reads no language: DESCRIPTIONS and MATCH_NAMES are without effect.")

    # ---- samples and network

    def _network(self, scene: Scene, target: Target) -> int:
        """Settle what the network is built of; returns the side of its windows."""
        job, self.target = self.job, target
        check_components(job.components, scene)
        texts = self._texts(target, list(scene.modalities))
        infos = {m: info.reduced(job.components.get(m, info.bands)) for m, info in scene.modalities.items()}
        self.normalisation = None
        if job.init:
            header = read_encoder_header(job.init)
            check_init(job.init, header, job.method, self.options)
            check_init_layers(job.init, header, infos)
            self.normalisation = load_normalisation(job.init, scene.modalities)
            self._say(f"The training begins with the encoder '{Path(job.init).name}', in place of a pre-training.")
        self.network = partial(build, job.method, infos, texts=texts)
        return self._fresh(self.options, job.seed).window

    def _prepare(self, scene: Scene, labels: Labels, parts: Split, window: int) -> Parts:
        """The samples: training, validation, test and unlabelled."""
        self.report.progress(0.01, "Reading the samples")
        count = self._unlabelled(len(parts.train))
        samples = read_samples(
            self.job,
            scene,
            labels,
            parts,
            self.target,
            window=window,
            unlabelled=count,
            normalisation=self.normalisation,
            device=self.device,
            report=self.report.within(0.01, 0.08),
        )
        if getattr(self.options, "transductive", False):
            hidden = samples["test"].with_target(torch.full_like(samples["test"].target, -1))
            samples["unlabelled"] = samples["unlabelled"].joined(hidden)
        return samples

    def _unlabelled(self, labelled: int) -> int:
        """How many unlabelled pixels to read beside so many labelled ones."""
        job = self.job
        if job.unlabelled >= 0 and (job.colearn or not job.init):
            return job.unlabelled
        # with an encoder to begin with there is no pre-training for them
        own = 0 if job.init else getattr(self.options, "unlabelled", self.entry.unlabelled)
        return max(own, colearning.PIXELS if job.colearn else 0) * labelled

    def _fresh(self, options: MethodOptions, seed: int) -> Method:
        """A network with random weights, the same for the same seed and options."""
        torch.manual_seed(seed)
        method: Method = self.network(target=self.target, options=options)
        if self.job.init:
            begin_with(method, self.job.init)
        return method.to(self.device)

    def _texts(self, target: Target, modalities: list[str]) -> dict[str, Tensor] | None:
        self.text_description: dict[str, Any] | None = None
        if not (self.entry.language and getattr(self.options, "language", True)):
            return None
        from ..language import class_texts

        texts = class_texts(self.job.text, target.names, modalities, self._note)
        self.text_description = texts.describe()
        return texts.tensors

    # ---- training and its outcome

    def _precision(self) -> str:
        """The precision to train and to measure in; a note in the report where it is not the one asked for."""
        job, method = self.job, self._fresh(self.options, self.job.seed)
        bands = {m: info.bands for m, info in method.modalities.items()}
        work = devices.trial(method, method.window, bands, self.device, learning=True)
        return devices.resolve(job.precision, self.device, job.method, method.target.kind, say=self._note, work=work)

    def _train(self, samples: Parts) -> tuple[Method, list[History]]:
        if not len(samples["validation"]):
            self._note("There are no validation pixels: the last epoch is kept, not the best one.")
        self._say(
            f"{self.entry.title} on {self.device.type} in {self.precision}: {len(samples['training'])} training, "
            f"{len(samples['validation'])} validation, {len(samples['test'])} test and {len(samples['unlabelled'])} "
            "unlabelled samples."
        )
        course = Course(
            self.job, self._fresh, samples, self.report, self._note, self.clock, self.started, self.precision
        )
        trained = course.run()
        self.options, self.course = course.options, course
        return trained

    def _with_thresholds(self, method: Method, target: Target, validation: Samples) -> Target:
        if target.kind != LABELS or not len(validation):
            return target
        # of all subsets together: one modality alone is less sure than all of them, and has the same thresholds
        subsets = telling_subsets(list(method.modalities))
        found = predict(method, validation, subsets, self.report.check, self.precision)
        probabilities, truth = torch.cat([found[s] for s in subsets]), validation.target.repeat(len(subsets), 1)
        seen = probabilities.isfinite().all(1)
        return replace(target, thresholds=best_thresholds(probabilities[seen], truth[seen]))

    def _evaluate(self, method: Method) -> tuple[list[Accuracy], str]:
        """Accuracy of every subset on test samples; on validation or training ones, said so, where there are none."""
        places = {
            "test": "the test samples, which training never saw",
            "validation": "the validation samples, which picked the epoch (there are no test samples): too rosy",
            "training": "the training samples themselves (there are no others): far too rosy",
        }
        part = self.course.part
        if part != "test":
            self._note(f"Accuracy is measured on {places[part]}.")
        results = evaluate(method, self.course.measured, check=self._measuring, precision=self.precision)
        for result in results:
            shown = ", ".join(f"{name} {result.values[name]:.3f}" for name in HEADLINE[method.target.kind] if result.n)
            self._say(f"{' + '.join(result.modalities)}: {f'{shown} on {result.n}' if shown else 'no'} samples")
        if not results[0].n:
            self._note("No sample has data in all layers, so the accuracy with all of them is not known.")
        return results, places[part]

    def _measuring(self) -> None:
        """Say how far the measuring is; raises Cancelled when the job was asked to stop."""
        self.report.check()
        share, left = self.course.outlook.measured()
        self.report.progress(0.95 + 0.04 * share, "Measuring every subset of the layers", left)

    def _trained(self, scene: Scene, method: Method, samples: Parts, accuracies: list[Accuracy]) -> TrainedModel:
        job, grid = self.job, scene.grid
        return TrainedModel(
            method=method.cpu(),
            name=job.method,
            options=self.options,
            modalities=scene.modalities,
            normalisation={m: n.to(torch.device("cpu")) for m, n in samples["training"].normalisation.items()},
            target=method.target,
            window=method.window,
            training={
                "seed": job.seed,
                "device": self.device.type,
                "precision": self.precision,
                "split": job.split.by,
                "effort": job.effort,
                "samples_per_class": self.split.samples_per_class,
                "training_samples": len(samples["training"]),
                "validation_samples": len(samples["validation"]),
                "test_samples": len(samples["test"]),
                "unlabelled_samples": len(samples["unlabelled"]),
                "reference": scene.reference,
                "pixel_size": abs(grid.transform[1]),
                "seconds": round(self.clock() - self.started, 1),
                **({"init": Path(job.init).name} if job.init else {}),
                **({"choice": self.reason} if self.reason else {}),
                **({"colearn": True} if job.colearn else {}),
            },
            accuracy=[a.to_json() for a in accuracies],
            crs=grid.crs,
            extent=list(grid.extent),
            text=self.text_description,
            versions=versions(),
        )

    def _say(self, text: str) -> None:
        self.report.log(text)

    def _note(self, text: str) -> None:
        """Something that the user should see now and find again in the report."""
        self.notes.append(text)
        self.report.warn(text)
