"""``rsmiss:checkengine``: does the engine work, and on what?"""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProcessingOutputString

from ...engine.door.jobs import CheckJob, Job
from .base import RsmissAlgorithm, tr


class CheckEngine(RsmissAlgorithm):
    NAME, TITLE = "checkengine", "Check the engine"
    SUMMARY = "Says which Python, packages and devices the engine has, and tries a real computation on the device."
    GROUP_ID, GROUP = "tools", "Tools"

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS's name
        self.add_device()
        for name, title in (("PYTHON", "Python"), ("TORCH", "PyTorch"), ("DEVICE", "Device"), ("DEVICES", "Devices")):
            self.addOutput(QgsProcessingOutputString(name, tr(title)))

    def make_job(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Job:
        return CheckJob(self.parameterAsEnumString(parameters, "DEVICE", context))

    def results(self, job: Job, result: dict[str, Any]) -> dict[str, Any]:
        return {name.upper(): value for name, value in result.items()}
