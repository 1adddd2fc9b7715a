"""``rsmiss:sampledata``: a made-up scene to try everything on."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputFolder,
    QgsProcessingParameterFolderDestination,
)

from ...engine.door.jobs import Job, SampleDataJob
from .base import RsmissAlgorithm, tr
from .parameters import add_number
from .paths import absolute_path


class SampleData(RsmissAlgorithm):
    NAME, TITLE = "sampledata", "Sample scene"
    SUMMARY = (
        "Writes a made-up scene to try the plugin on: hyperspectral, multispectral, SAR, LiDAR and aerial rasters with "
        "clouds and a swath edge, training polygons with names and colours, and the true land cover."
    )
    GROUP_ID, GROUP = "tools", "Tools"

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS's name
        help = "Side of the scene in pixels of 5 m."
        add_number(self, "SIZE", "Size (pixels)", help, 400, 64, 2000, advanced=False)
        add_number(self, "SEED", "Seed", "The same seed gives the same scene.", 0, 0, 2**31 - 1, advanced=False)
        self.add(QgsProcessingParameterFolderDestination("FOLDER", tr("Folder")), "Where the files are written.")
        self.addOutput(QgsProcessingOutputFolder("FOLDER", tr("Folder")))

    def make_job(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Job:
        return SampleDataJob(
            folder=absolute_path(self.parameterAsString(parameters, "FOLDER", context)),
            size=self.parameterAsInt(parameters, "SIZE", context),
            seed=self.parameterAsInt(parameters, "SEED", context),
        )

    def results(self, job: Job, result: dict[str, Any]) -> dict[str, Any]:
        return {"FOLDER": result["folder"]}
