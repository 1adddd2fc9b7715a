"""``rsmiss:classify``: map a scene with a model and whichever of its layers there are."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFile,
    QgsProcessingParameterRasterDestination,
)

from ...engine.door.errors import InputError
from ...engine.door.jobs import ClassifyJob, Job
from ...engine.door.model_header import read_header
from ...engine.door.target import LABELS, Target
from .base import RsmissAlgorithm, tr
from .layers import layer_sources
from .map_styles import confidence_renderer, label_renderer, probability_renderer
from .mapping import add_computing, add_extent, add_grid, check_layers, computing
from .parameters import add_layers
from .paths import absolute_path
from .project_layers import last_model, set_last_model
from .results import Origin, ResultLayer, group_name, show_in_group, unfold

_MAPS = ("OUTPUT", "CONFIDENCE", "PROBABILITIES", "AVAILABILITY", "FEATURES")
_SUFFIXES = (".tif", ".tiff")


class Classify(RsmissAlgorithm):
    """Leaving a layer out is how it is missing."""

    NAME, TITLE = "classify", "Classify"
    ICON = "classify"
    SUMMARY = (
        "Maps a scene with a trained model and whichever of its layers there are.\n\n"
        "Leave a layer out, and it is missing. Where a layer has no data (clouds, the edge of a swath), each pixel is "
        "mapped from the layers that see it; a pixel that no layer sees stays without data. The map carries names, "
        "colours and a table of its classes."
    )

    def __init__(self) -> None:
        super().__init__()
        self._written: dict[str, str] = {}

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS's name
        self.add(
            QgsProcessingParameterFile("MODEL", tr("Model"), extension="rsmiss", defaultValue=last_model()),
            "A model that one of the training algorithms left.",
        )
        add_layers(self, "Leave it out where it is missing.")
        add_extent(self)
        add_grid(self)
        add_computing(self)
        self.add(
            QgsProcessingParameterRasterDestination("OUTPUT", tr("Map")),
            "Classes with names and colours; for labels one band a label; for numbers the value.",
        )
        self._add_optional("CONFIDENCE", "Confidence", "Probability of the mapped class, 0 to 1.")
        help = "Which layers served each pixel, with their names."
        self._add_optional("AVAILABILITY", "Availability", help, advanced=True)
        self._add_optional("PROBABILITIES", "Probabilities", "One band a class, 0 to 1.", advanced=True)
        help = (
            "What the network makes of each pixel before it names a class, to search, to group or to model with. "
            "Some hundred bands, so large: 4 bytes a pixel and band."
        )
        self._add_optional("FEATURES", "Features", help, advanced=True)
        self.addOutput(QgsProcessingOutputNumber("PIXELS", tr("Mapped pixels")))
        self.addOutput(QgsProcessingOutputNumber("NODATA", tr("Pixels without data")))

    def _add_optional(self, name: str, title: str, help: str, advanced: bool = False) -> None:
        parameter = QgsProcessingParameterRasterDestination(name, tr(title), optional=True, createByDefault=False)
        self.add(parameter, help, advanced=advanced)

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """What can be told at once; the engine checks the rest."""
        self._check_endings(parameters, context)
        check_layers(self, parameters, context)

    def _check_endings(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        for name in _MAPS:
            value = parameters.get(name)
            if isinstance(value, QgsProcessingOutputLayerDefinition):
                value = value.sink.staticValue()
            path = str(value or "")
            if path not in ("", QgsProcessing.TEMPORARY_OUTPUT) and not path.lower().endswith(_SUFFIXES):
                sentence = tr("{name}: '{path}' is written as a GeoTIFF; let its name end in .tif.")
                raise InputError(sentence.format(name=name, path=path))

    def make_job(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Job:
        return ClassifyJob(
            model=self.input_file(parameters, "MODEL", context),
            layers=layer_sources(self, parameters, context),
            output="",
            **computing(self, parameters, context),
        )

    def with_outputs(self, job: Job, parameters: dict[str, Any], context: QgsProcessingContext) -> Job:
        outputs = {
            name.lower(): self.parameterAsOutputLayer(parameters, name, context) or ""
            for name in _MAPS
            if parameters.get(name) not in (None, "")
        }
        self._written = outputs  # as they were written: QGIS knows the layers that it will load by that
        return replace(job, **{name: absolute_path(path) for name, path in outputs.items()})

    def processAlgorithm(  # noqa: N802 - QGIS's name
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        results = super().processAlgorithm(parameters, context, feedback)
        if isinstance(self._job, ClassifyJob):
            set_last_model(self._job.model)
            self._show(self._job, results, context)
        return results

    def _show(self, job: ClassifyJob, results: dict[str, Any], context: QgsProcessingContext) -> None:
        """The maps in a group of their own, the map on top."""
        header = read_header(job.model)
        target = Target.from_json(header["target"])
        origin = Origin(job.model, header, list(job.layers))
        first = target.classes[0] if target.classes else None
        styles: dict[str, Any] = dict.fromkeys(("FEATURES", "AVAILABILITY", "PROBABILITIES", "CONFIDENCE", "OUTPUT"))
        names = {}
        if first is not None:
            styles["CONFIDENCE"] = confidence_renderer
            styles["PROBABILITIES"] = partial(probability_renderer, name=first.name)
            names["PROBABILITIES"] = tr("Probability of {name}").format(name=first.name)
        if first is not None and target.kind == LABELS:
            styles["OUTPUT"] = partial(label_renderer, label=first)
        group = group_name(job.layers, str(header["training"].get("reference", "")))
        for order, (output, style) in enumerate(styles.items(), 1):
            if output in results:
                result = ResultLayer(origin, style, unfold if output == "OUTPUT" else None)
                show_in_group(context, self._written[output.lower()], group, order, result, names.get(output, ""))

    def results(self, job: Job, result: dict[str, Any]) -> dict[str, Any]:
        return {name: result[name.lower()] for name in (*_MAPS, "PIXELS", "NODATA") if name.lower() in result}
