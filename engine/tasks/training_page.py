"""The report of a training: pictures that are taken on the way, and the page that follows the model."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from ..accuracy.evaluation import Accuracy
from ..door.errors import Cancelled
from ..door.jobs import TrainJob
from ..door.options import declaration
from ..labels.labelled_pixels import Labels
from ..methods.base import Method
from ..model.model_file import TrainedModel
from ..report.feature_plots import feature_picture
from ..report.pictures import Picture, pictures
from ..report.training_report import TrainingReport
from ..runtime import outputs
from ..runtime.reporter import Reporter
from ..scene.scene import Scene
from ..training.course import Course
from ..training.stage_loop import History
from .training_facts import Parts, counts, files


class TrainingPage:
    """What the report shows. Whatever fails here is said and left out: the model is worth more than its description."""

    def __init__(self, job: TrainJob, report: Reporter) -> None:
        self.path, self.seed, self.report = job.report, job.seed, report
        self.pictures: list[Picture] = []
        self.features: Picture | None = None
        self.page: TrainingReport | None = None

    def take_pictures(self, scene: Scene, labels: Labels) -> None:
        """Of the training area, while the layers are open."""
        if not self.path:
            return
        try:
            self.pictures = pictures(scene, labels)
        except Exception as error:
            self.report.warn(f"The report goes without pictures of the training area ({error}).")

    def take_features(self, method: Method, course: Course, precision: str) -> None:
        """How the features of the samples lie that accuracy is measured on."""
        if not course.pictured:
            return
        self.report.progress(0.985, "Drawing the features")
        try:
            self.features = feature_picture(
                method, course.measured, course.pictured, self.seed, self.report.check, precision
            )
        except Cancelled:
            raise
        except Exception as error:
            self.report.warn(f"The report goes without a picture of the features ({error}).")

    def fill(
        self,
        job: TrainJob,
        trained: TrainedModel,
        samples: Parts,
        accuracies: Sequence[Accuracy],
        where: str,
        histories: Sequence[History],
        notes: Sequence[str],
    ) -> None:
        """All that is known at the end of a training; ``where``: what the accuracies were measured on."""
        entry = declaration(trained.name)
        self.page = TrainingReport(
            title=entry.title,
            citation=entry.citation,
            modalities=trained.modalities,
            target=trained.target,
            settings={"members": job.ensemble, **vars(trained.options), **trained.training},
            counts=counts(trained.target, samples),
            evaluated_on=where,
            accuracies=list(accuracies),
            histories=list(histories),
            notes=list(notes),
            pictures=self.pictures,
            features=self.features,
            files=files(job),
            made=datetime.now().astimezone().strftime("%d %B %Y, %H:%M %Z"),
            text=trained.text,
            versions=trained.versions,
        )

    def write(self) -> str:
        """Write the page, where one is asked for; returns its path, or nothing where it failed."""
        written = ""
        if self.path and self.page is not None:
            self.report.progress(0.99, "Writing the report")
            try:
                with outputs.whole([self.path]) as writing:
                    Path(writing[self.path]).write_text(self.page.html(), encoding="utf-8")
                written = self.path
            except Exception as error:
                self.report.warn(
                    f"The model is trained and saved, but its report '{self.path}' could not be written "
                    f"({type(error).__name__}: {error}); 'Model information' describes the model too."
                )
        self.report.progress(1.0, "Done")
        return written
