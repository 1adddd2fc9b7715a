"""``rsmiss:describeclasses``: a table of class descriptions to edit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterVectorDestination,
)

from ...engine.door.jobs import DescribeJob, Job
from ...engine.door.target import CLASSES
from .base import RsmissAlgorithm, tr
from .labels import add_label_raster, check_labels, label_source
from .layers import say_field
from .parameters import add_labels
from .paths import absolute_path

PROMPT = (
    "You are an expert in remote sensing. For each class in the table below, write one plain sentence for every empty "
    "column: 'shared': what the class is; 'hsi': its material and colour; 'msi': its vegetation and colour; 'sar': its "
    "roughness, moisture and backscatter; 'lidar': its height and shape; 'rgb': its texture and colour from above; "
    "'other': nothing, unless I say what that layer measures; 'relations': how it differs from the other classes of "
    "the table. Keep to physical facts, no more than 25 words a cell. Answer as CSV with the same columns."
)


class DescribeClasses(RsmissAlgorithm):
    NAME, TITLE = "describeclasses", "Describe classes"
    SUMMARY = (
        "Writes a table with a description of each class of a training layer, for the methods that read descriptions "
        "(LVPCnet, DPMamba). Edit it in QGIS, where it opens as a table, or in a spreadsheet, and give it to the "
        "training as 'Class descriptions'. Words of your own need the sentence encoder, which 'Set up the engine' "
        "adds, or a text encoder of yours.\n\n"
        "To have it filled in by a language model of your choice, send it the table with this request:\n\n{request}"
    )
    GROUP_ID, GROUP = "training", "Training"

    def shortHelpString(self) -> str:  # noqa: N802 - QGIS's name
        return tr(self.SUMMARY).format(request=PROMPT)

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS's name
        add_labels(self)
        add_label_raster(self)
        self.add(
            QgsProcessingParameterVectorDestination("OUTPUT", tr("Table"), QgsProcessing.SourceType.TypeVector),
            "One row a class, one column for each kind of description. A GeoPackage or a CSV file, for spreadsheets.",
        )

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        check_labels(self, parameters, context, CLASSES)

    def make_job(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Job:
        labels = label_source(self, parameters, context, self.scratch())
        say_field(self, parameters, labels, feedback)
        return DescribeJob(labels, "")

    def with_outputs(self, job: Job, parameters: dict[str, Any], context: QgsProcessingContext) -> Job:
        if not isinstance(job, DescribeJob):
            return job
        return replace(job, output=absolute_path(self.parameterAsOutputLayer(parameters, "OUTPUT", context)))

    def results(self, job: Job, result: dict[str, Any]) -> dict[str, Any]:
        return {"OUTPUT": result["output"]}
