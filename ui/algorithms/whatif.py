"""``rsmiss:whatif``: one scene mapped as if some of its layers were missing, and what that changes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputFile,
    QgsProcessingOutputHtml,
    QgsProcessingOutputNumber,
    QgsProcessingOutputRasterLayer,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterString,
    QgsRasterLayer,
    QgsRasterRenderer,
)

from ...engine.door.cases import case_title, check_cases, parse_cases
from ...engine.door.jobs import Job, WhatIfJob
from ...engine.door.model_header import read_header
from ...engine.door.target import LABELS, NUMBER, Target
from .base import RsmissAlgorithm, tr
from .layers import layer_sources
from .map_styles import label_renderer, number_renderer
from .map_themes import CaseThemes
from .mapping import add_computing, add_extent, add_grid, check_layers, computing
from .parameters import add_layers
from .paths import absolute_path
from .project_layers import last_model
from .results import Origin, ResultLayer, group_name, show_in_group

_Style = Callable[[QgsRasterLayer], QgsRasterRenderer] | None


class WhatIf(RsmissAlgorithm):
    """Give all the layers that there are; the cases leave some of them out."""

    NAME, TITLE = "whatif", "What if a layer is missing"
    ICON = "evaluate"
    SUMMARY = (
        "Maps a scene several times, as if only some of its layers were there.\n\n"
        "The scene is read once. Each case gives a map of its own, and in QGIS a map theme. A table says what each "
        "case loses and what accuracy to expect of it.\n\n"
        "Of classes or labels: the share of the complete map that a case keeps, class by class; two further maps show "
        "where the answer depends on a layer. Of a number: the mean difference from the complete map and the "
        "correlation with it; a further map shows how far the values of all cases lie apart."
    )

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS's name
        self.add(
            QgsProcessingParameterFile("MODEL", tr("Model"), extension="rsmiss", defaultValue=last_model()),
            "A model that one of the training algorithms left.",
        )
        add_layers(self, "Give at least two layers; the cases leave them out.")
        self.add(
            QgsProcessingParameterString("CASES", tr("Cases"), optional=True),
            "The layers that each case has, for instance hsi+sar; msi. Empty: each layer left out, and each alone.",
        )
        add_extent(self)
        add_grid(self)
        add_computing(self)
        self.add(
            QgsProcessingParameterBoolean("OPEN", tr("Open the maps in the project"), defaultValue=True),
            "Adds the maps to the project, in a group, with a map theme for each case.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterFolderDestination("FOLDER", tr("Folder")),
            "Where the maps and the table are written; what an earlier run wrote there is replaced.",
        )
        self.addOutput(QgsProcessingOutputHtml("PAGE", tr("What each case loses")))
        self.addOutput(QgsProcessingOutputFile("TABLE", tr("Table (CSV)")))
        self.addOutput(QgsProcessingOutputRasterLayer("COMPLETE", tr("Map of all layers")))
        self.addOutput(QgsProcessingOutputRasterLayer("DISAGREEMENT", tr("Cases that differ")))
        self.addOutput(QgsProcessingOutputRasterLayer("DEPENDS", tr("Layers on which the map depends")))
        self.addOutput(QgsProcessingOutputRasterLayer("SPREAD", tr("How far the cases lie apart")))
        self.addOutput(QgsProcessingOutputNumber("PIXELS", tr("Mapped pixels")))
        self.addOutput(QgsProcessingOutputNumber("NODATA", tr("Pixels without data")))

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """What can be told at once; the engine checks the rest."""
        if check_layers(self, parameters, context) is None:
            return
        cases = parse_cases(self.parameterAsString(parameters, "CASES", context))
        check_cases(cases, list(layer_sources(self, parameters, context)))

    def make_job(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Job:
        return WhatIfJob(
            model=self.input_file(parameters, "MODEL", context),
            layers=layer_sources(self, parameters, context),
            folder=absolute_path(self.parameterAsString(parameters, "FOLDER", context)),
            cases=parse_cases(self.parameterAsString(parameters, "CASES", context)),
            **computing(self, parameters, context),
        )

    def processAlgorithm(  # noqa: N802 - QGIS's name
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        results = super().processAlgorithm(parameters, context, feedback)
        if isinstance(self._job, WhatIfJob) and self.parameterAsBoolean(parameters, "OPEN", context):
            self._show(self._job, context)
        return results

    def _show(self, job: WhatIfJob, context: QgsProcessingContext) -> None:
        """The maps in a group, the complete one on top, and a theme for each."""
        project = context.project()
        if project is None:
            return
        header = read_header(job.model)
        target = Target.from_json(header["target"])
        group = group_name(job.layers, str(header["training"].get("reference", "")))
        complete = next(iter(job.maps()))
        names = {case: case_name(case, complete) for case in job.maps()}
        names[complete] = tr("All layers ({layers})").format(layers=case_title(complete))
        themes = CaseThemes([f"{group}: {name}" for name in names.values()])
        shown = [(path, names[case], case, f"{group}: {names[case]}") for case, path in job.maps().items()]
        names_of = {
            job.disagreement: tr("Cases that differ"),
            job.depends: tr("The map depends"),
            job.spread: tr("How far the cases lie apart"),
        }
        shown += [(path, names_of[path], complete, "") for path in job.compared(target.kind)]
        for order, (path, name, case, theme) in enumerate(reversed(shown), 1):
            details = QgsProcessingContext.LayerDetails(name, project, name)
            context.addLayerToLoadOnCompletion(path, details)
            then = partial(themes.add, theme) if theme else None
            style = _spread_style(target) if path == job.spread else _case_style(target) if theme else None
            result = ResultLayer(Origin(job.model, header, case), style, then)
            show_in_group(context, path, group, order, result, name)

    def results(self, job: Job, result: dict[str, Any]) -> dict[str, Any]:
        outputs = {name.upper(): result[name] for name in ("folder", "page", "table", "pixels", "nodata")}
        compared = ("disagreement", "depends", "spread")
        outputs |= {name.upper(): result[name] for name in compared if result.get(name)}
        return {**outputs, "COMPLETE": next(iter(result["maps"].values()))}


def _case_style(target: Target) -> _Style:
    """How the map of a case is shown: of a number by one range, that of the training, so that colours can be compared;
    of labels by the first one, as Classify does; of classes as the file says."""
    if target.kind == LABELS:
        return partial(label_renderer, label=target.classes[0])
    if target.kind == NUMBER and target.std > 0:
        return partial(number_renderer, low=target.mean - 2 * target.std, high=target.mean + 2 * target.std)
    return None


def _spread_style(target: Target) -> _Style:
    return partial(number_renderer, low=0.0, high=target.std) if target.std > 0 else None


def case_name(case: Collection[str], complete: Collection[str]) -> str:
    """What the map of a case is called: by the layer that it lacks, where it lacks one and has several, else by those
    that it has."""
    missing = [name for name in complete if name not in case]
    if len(missing) == 1 and len(case) > 1:
        return tr("Without {layers}").format(layers=case_title(missing))
    return tr("Only {layers}").format(layers=case_title(case))
