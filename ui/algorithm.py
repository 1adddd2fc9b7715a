"""What all algorithms share: identity, how parameters are added, and how a job is run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
)
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QIcon

from ..engine.errors import RsmissError
from ..engine.jobs import DEVICES, PRECISIONS, Job
from .runner import run_job

ICON = str(Path(__file__).parent.parent / "resources" / "icons" / "rsmiss.svg")
HELP_URL = "https://github.com/rsmiss/rsmiss#readme"


def tr(text: str) -> str:
    return QCoreApplication.translate("rsmiss", text)


class RsmissAlgorithm(QgsProcessingAlgorithm):
    """Base of the algorithms. A subclass names itself, adds parameters, and makes a job of them in ``make_job``.

    ``make_job`` runs in the main thread, where layers, project and settings may be read; the job runs in the
    background, in a process of its own.
    """

    NAME = ""
    TITLE = ""
    SUMMARY = ""
    GROUP_ID, GROUP = "mapping", "Mapping"
    TAGS = "land cover,classification,missing,sensor,deep learning"

    def __init__(self) -> None:
        super().__init__()
        self._job: Job | None = None

    def name(self) -> str:
        return self.NAME

    def displayName(self) -> str:  # noqa: N802 - QGIS's name
        return tr(self.TITLE)

    def group(self) -> str:
        return tr(self.GROUP)

    def groupId(self) -> str:  # noqa: N802 - QGIS's name
        return self.GROUP_ID

    def shortHelpString(self) -> str:  # noqa: N802 - QGIS's name
        return tr(self.SUMMARY)

    def shortDescription(self) -> str:  # noqa: N802 - QGIS's name
        return tr(self.SUMMARY.split("\n")[0].split(". ")[0].rstrip(".") + ".")

    def helpUrl(self) -> str:  # noqa: N802 - QGIS's name
        return HELP_URL

    def tags(self) -> list[str]:
        return self.TAGS.split(",")

    def icon(self) -> QIcon:
        return QIcon(ICON)

    def createInstance(self) -> RsmissAlgorithm:  # noqa: N802 - QGIS's name
        return type(self)()

    # ---- parameters

    def add(self, parameter: QgsProcessingParameterDefinition, help: str, advanced: bool = False) -> None:
        """Add a parameter with its tooltip; advanced ones are folded away."""
        parameter.setHelp(tr(help))
        if advanced:
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        self.addParameter(parameter)

    def add_choice(self, name: str, title: str, choices: list[str], help: str, default: str) -> None:
        """A fixed list of strings, folded away; the string itself is the value, on the command line too."""
        parameter = QgsProcessingParameterEnum(
            name, tr(title), options=choices, defaultValue=default, usesStaticStrings=True
        )
        self.add(parameter, f"{help} One of: {', '.join(choices)}.", advanced=True)

    def add_device(self) -> None:
        help = "Where to compute. auto takes a GPU where there is one."
        self.add_choice("DEVICE", "Device", list(DEVICES), help, "auto")

    def add_precision(self) -> None:
        help = (
            "Of the network's numbers. float32: the same on every machine. bfloat16: three digits, faster on some GPUs "
            "and CPUs. auto: bfloat16 where the method is as good with it and the machine is made for it, else "
            "float32. What is learnt as a number is always computed in float32."
        )
        self.add_choice("PRECISION", "Precision", list(PRECISIONS), help, "auto")

    # ---- running

    def make_job(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Job:
        """The job that these parameters ask for; RsmissError where they do not fit together."""
        raise QgsProcessingException(tr("This algorithm makes no job."))

    def with_outputs(self, job: Job, parameters: dict[str, Any], context: QgsProcessingContext) -> Job:
        """The job with the paths of the layers that it makes.

        QGIS opens those that are asked for here, where the algorithm runs; what was asked for while it was prepared is
        forgotten when it runs in the background.
        """
        return job

    def results(self, job: Job, result: dict[str, Any]) -> dict[str, Any]:
        """Output name -> value, from what the job returned."""
        return result

    def prepareAlgorithm(  # noqa: N802 - QGIS's name
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        try:
            self._job = self.make_job(parameters, context, feedback)
        except RsmissError as error:
            raise QgsProcessingException(str(error)) from error
        return True

    def processAlgorithm(  # noqa: N802 - QGIS's name
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        if self._job is None:
            raise QgsProcessingException(tr("The algorithm was not prepared."))
        try:
            job = self.with_outputs(self._job, parameters, context)
            result = run_job(job, feedback)
        except RsmissError as error:
            raise QgsProcessingException(str(error)) from error
        return self.results(job, result)
