"""``rsmiss:train``: one algorithm for all methods, which takes the one that suits the data."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback, QgsProcessingOutputString

from ...engine.door.errors import InputError
from ...engine.door.jobs import AUTO, Job, TrainJob
from ...engine.door.options import METHODS, Declaration, MethodOptions
from ...engine.door.sources import TextSource
from ...engine.door.target import CLASSES, KINDS
from .base import tr
from .dialog_words import dialog_words
from .language import add_words, text_source, unreadable_classes
from .train import TRAINS, Train

ANY = Declaration(
    name=AUTO,
    title="a model",
    summary="Trains a model with the method that suits the data.",
    citation="",
    options=MethodOptions,
    module="",
    model="",
    targets=KINDS,
)


class TrainAny(Train):
    """Train with a method that the engine chooses, or that METHOD names. It has the parameters common to all."""

    def __init__(self) -> None:
        super().__init__(AUTO, ANY)

    def createInstance(self) -> TrainAny:  # noqa: N802 - QGIS's name
        return TrainAny()

    def name(self) -> str:
        return "train"

    def displayName(self) -> str:  # noqa: N802 - QGIS's name
        return tr("Train a model")

    def shortHelpString(self) -> str:  # noqa: N802 - QGIS's name
        methods = "\n".join(f"{name}: {tr(declared.summary)}" for name, declared in METHODS.items())
        choice = tr(
            "The method is the one that suits the data: number or labels to learn, dates, few labelled pixels, a "
            "hyperspectral layer, the size of the scene. The log and the report say which one was taken and why. "
            "Choose one yourself with 'Method'; to set its own options, take its own algorithm."
        )
        return f"{tr(TRAINS)}\n\n{choice}\n\n{methods}"

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS's name
        super().initAlgorithm(configuration)
        self.addOutput(QgsProcessingOutputString("METHOD_TAKEN", tr("Method that was taken")))

    def _add_method(self) -> None:
        help = "auto takes what suits the data, and says why."
        self.add_choice("METHOD", "Method", [AUTO, *METHODS], help, AUTO, advanced=False)

    def _add_words(self) -> None:
        add_words(self)

    def words(self, sentence: str, *, abbreviations: bool = True) -> str:
        """Sentences may name parameters of the methods' own algorithms, too."""
        registry = QgsApplication.processingRegistry()
        others = [registry.algorithmById(f"rsmiss:train{name}") for name in METHODS]
        known = [p for other in others if other is not None for p in other.parameterDefinitions()]
        return dialog_words(sentence, [*known, *self.parameterDefinitions()], abbreviations=abbreviations)

    @property
    def reads_unlabelled(self) -> bool:
        return False  # the method that is taken says how many, or COLEARN

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        method = self.parameterAsEnumString(parameters, "METHOD", context)
        if method in METHODS:
            declared = METHODS[method]
            target = self.parameterAsEnumString(parameters, "TARGET", context) or CLASSES
            if target not in declared.targets:
                sentence = tr("METHOD: {title} learns classes alone, not {target}; take mdico or auto for that.")
                raise InputError(sentence.format(title=declared.title, target=target))
            problem = unreadable_classes(self, parameters, context) if declared.language else ""
            if problem:
                sentence = tr(
                    "{problem} TEXT_PROVIDER is a parameter of rsmiss:train{method}; METHOD auto does without."
                )
                raise InputError(sentence.format(problem=problem, method=method))
        super().check(parameters, context)

    def make_job(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Job:
        job = super().make_job(parameters, context, feedback)
        if not isinstance(job, TrainJob):
            return job
        method = self.parameterAsEnumString(parameters, "METHOD", context)
        return replace(job, method=method, unlabelled=-1, text=self._words(parameters, context, method))

    def _words(self, parameters: dict[str, Any], context: QgsProcessingContext, method: str) -> TextSource:
        """What describes the classes where the method reads language, or may."""
        if method in METHODS and not METHODS[method].language:
            return TextSource()
        return text_source(self, parameters, context, self.scratch())

    def results(self, job: Job, result: dict[str, Any]) -> dict[str, Any]:
        return {**super().results(job, result), "METHOD_TAKEN": result["method"]}
