"""What all algorithms share: identity, how parameters are added, and how a job is run."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from qgis.core import (
    NULL,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterNumber,
)
from qgis.PyQt.QtGui import QIcon

from ...engine.door.errors import InputError, RsmissError
from ...engine.door.jobs import DEVICES, PRECISIONS, Job
from .. import settings
from ..engine.environment import likely_python
from ..engine.runner import run_job
from ..jobs.record import Asked
from ..translation import tr
from .dialog_words import dialog_words
from .paths import absolute_path
from .said_once import failure

_ICONS = Path(__file__).parents[2] / "resources" / "icons"
#: the plugin's zip carries the documentation; a checkout has none, and its Help leads to the web
HELP = Path(__file__).parents[2] / "help"
HELP_URL = "https://github.com/rsmiss/rsmiss#readme"


def icon_path(name: str) -> str:
    """The file of one of the plugin's icons: rsmiss, train, classify or evaluate."""
    return str(_ICONS / f"{name}.svg")


def help_page(algorithm: str = "") -> str:
    """The address of an algorithm's page, or of the documentation's first."""
    page = HELP / "reference" / f"{algorithm}.html" if algorithm else HELP / "index.html"
    return page.as_uri() if page.is_file() else HELP_URL


class RsmissAlgorithm(QgsProcessingAlgorithm):
    """Base of the algorithms. A subclass names itself, adds parameters, and makes a job of them in ``make_job``.

    ``make_job`` runs in the main thread, where layers, project and settings may be read; the job runs in the
    background, in a process of its own.
    """

    NAME = ""
    TITLE = ""
    SUMMARY = ""
    GROUP_ID, GROUP = "mapping", "Mapping"
    ICON = "rsmiss"
    TAGS = "land cover,classification,missing,sensor,deep learning"

    def __init__(self) -> None:
        super().__init__()
        self._job: Job | None = None
        self._asked = Asked()
        self._scratch: tempfile.TemporaryDirectory[str] | None = None

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
        return tr(self.SUMMARY).split("\n")[0].split(". ")[0].rstrip(".") + "."

    def helpUrl(self) -> str:  # noqa: N802 - QGIS's name
        return help_page(self.name())

    def tags(self) -> list[str]:
        return self.TAGS.split(",")

    def icon(self) -> QIcon:
        return QIcon(self.svgIconPath())

    def svgIconPath(self) -> str:  # noqa: N802 - QGIS's name
        return icon_path(self.ICON)

    def createInstance(self) -> RsmissAlgorithm:  # noqa: N802 - QGIS's name
        return type(self)()

    # ---- parameters

    def add(self, parameter: QgsProcessingParameterDefinition, *help: str, advanced: bool = False) -> None:
        """Add a parameter with its tooltip, whole sentences in English; advanced ones are folded away."""
        sentences = [tr(sentence) for sentence in help]
        if isinstance(parameter, QgsProcessingParameterEnum):
            sentences.append(tr("One of: {choices}.").format(choices=", ".join(parameter.options())))
        parameter.setHelp(" ".join(sentences))
        if advanced:
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        self.addParameter(parameter)

    def add_choice(
        self, name: str, title: str, choices: list[str], help: str, default: str, advanced: bool = True
    ) -> None:
        """A fixed list of strings; the string itself is the value, on the command line too."""
        parameter = QgsProcessingParameterEnum(
            name, tr(title), options=choices, defaultValue=default, usesStaticStrings=True
        )
        self.add(parameter, help, advanced=advanced)

    def add_device(self) -> None:
        help = "Where to compute. auto takes a GPU where there is one."
        self.add_choice("DEVICE", "Device", list(DEVICES), help, settings.default_device())

    def add_precision(self) -> None:
        help = (
            "Of the network's numbers. float32: the same on every machine. bfloat16: three digits, faster on some GPUs "
            "and CPUs. auto: bfloat16 where the method is as good with it and the machine is made for it, else "
            "float32. What is learnt as a number is always computed in float32."
        )
        self.add_choice("PRECISION", "Precision", list(PRECISIONS), help, "auto")

    # ---- reading parameters

    def input_file(self, parameters: dict[str, Any], name: str, context: QgsProcessingContext) -> str:
        """The absolute path of a file that is read; "" where none is given."""
        return absolute_path(self.parameterAsFile(parameters, name, context))

    def output_file(self, parameters: dict[str, Any], name: str, context: QgsProcessingContext) -> str:
        """The absolute path of a file that is written; "" where none is asked for."""
        return absolute_path(self.parameterAsFileOutput(parameters, name, context))

    def words(self, sentence: str, *, abbreviations: bool = True) -> str:
        """A sentence in the words of the dialog, where there is one."""
        return dialog_words(sentence, self.parameterDefinitions(), abbreviations=abbreviations)

    def checkParameterValues(  # noqa: N802 - QGIS's name
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[bool, str]:
        try:
            self._check_words(parameters, context)
            self.check(parameters, context)
        except RsmissError as error:
            return False, self.words(str(error))
        return super().checkParameterValues(parameters, context)

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Raise InputError for what can be told before anything runs; in the main thread."""

    def _check_words(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Choices and numbers, in words that say what can be given: QGIS only says that a value is incorrect."""
        for known in self.parameterDefinitions():
            value = parameters.get(known.name())
            if value is None or known.checkValueIsAcceptable(value, context):
                continue
            if isinstance(known, QgsProcessingParameterEnum):
                choices = ", ".join(known.options())
                sentence = tr("{name} is '{value}'; it must be one of {choices}.")
                raise InputError(sentence.format(name=known.name(), value=value, choices=choices))
            if isinstance(known, QgsProcessingParameterNumber):
                sentence = tr("{name} must be a number from {low:.10g} to {high:.10g}.")
                raise InputError(sentence.format(name=known.name(), low=known.minimum(), high=known.maximum()))

    # ---- running

    def canExecute(self) -> tuple[bool, str]:  # noqa: N802 - QGIS's name
        _, problem = likely_python()
        return not problem, problem

    def scratch(self) -> str:
        """A folder for what is handed to the engine, which goes when the algorithm ends."""
        if self._scratch is None:
            self._scratch = tempfile.TemporaryDirectory(prefix="rsmiss-")
        return self._scratch.name

    def _clear(self) -> None:
        if self._scratch is not None:
            self._scratch.cleanup()
            self._scratch = None

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
            given = self.asMap(parameters, context).get("inputs", {})
            given = {name: value for name, value in given.items() if value != NULL}  # which nothing can write down
            self._asked = Asked(self.id(), self.displayName(), given)
        except RsmissError as error:
            self._clear()
            raise failure(self.words(str(error))) from error
        return True

    def processAlgorithm(  # noqa: N802 - QGIS's name
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        if self._job is None:
            raise QgsProcessingException(tr("The algorithm was not prepared."))
        try:
            job = self.with_outputs(self._job, parameters, context)
            result = run_job(job, feedback, self._asked, self.words)
        except RsmissError as error:
            raise failure(self.words(str(error))) from error
        finally:
            self._clear()
        return self.results(job, result)
