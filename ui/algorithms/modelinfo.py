"""``rsmiss:modelinfo``: what a model file is, wants and can."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
)

from ...engine.door.jobs import Job, ModelInfoJob
from .base import RsmissAlgorithm, tr


class ModelInfo(RsmissAlgorithm):
    NAME, TITLE = "modelinfo", "Model information"
    ICON = "evaluate"
    SUMMARY = (
        "Describes a model file: method, layers and bands that it was trained with, classes, and its accuracy with "
        "every subset of the layers."
    )

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS's name
        self.add(QgsProcessingParameterFile("MODEL", tr("Model"), extension="rsmiss"), "The model file to describe.")
        self.add(
            QgsProcessingParameterFileDestination("HTML", tr("Page"), tr("HTML files (*.html)")),
            "The page that describes the model.",
        )
        for name, title in (("METHOD", "Method"), ("MODALITIES", "Layers"), ("CLASSES", "Classes")):
            self.addOutput(QgsProcessingOutputString(name, tr(title)))
        self.addOutput(QgsProcessingOutputNumber("OA", tr("Overall accuracy with all layers")))

    def make_job(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Job:
        return ModelInfoJob(
            self.input_file(parameters, "MODEL", context), self.output_file(parameters, "HTML", context)
        )

    def results(self, job: Job, result: dict[str, Any]) -> dict[str, Any]:
        values = {name.upper(): value for name, value in result.items() if value is not None}
        return {name: ", ".join(value) if isinstance(value, list) else value for name, value in values.items()}
