"""``rsmiss:whatif``: one scene mapped as if some of its layers were missing, and what that changes."""

from __future__ import annotations

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
    QgsProcessingParameterExtent,
    QgsProcessingParameterFile,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterString,
)

from ...engine.door.cases import case_title, check_cases, parse_cases
from ...engine.door.errors import InputError
from ...engine.door.jobs import Job, WhatIfJob
from ...engine.door.modalities import MODALITIES
from ...engine.door.model_header import read_header
from ...engine.door.target import CLASSES
from .base import RsmissAlgorithm, tr
from .layers import layer_sources
from .map_themes import CaseThemes
from .parameters import add_layers, add_number
from .paths import absolute_path
from .results import Origin, ResultLayer, group_name, show_in_group


class WhatIf(RsmissAlgorithm):
    """Give all the layers that there are; the cases leave some of them out."""

    NAME, TITLE = "whatif", "What if a layer is missing"
    ICON = "evaluate"
    SUMMARY = (
        "Maps a scene several times, as if only some of its layers were there.\n\n"
        "The scene is read once. Each case gives a map of its own; a table says which share of the complete map each "
        "case keeps, class by class, and what accuracy to expect of it; two further maps show where the answer "
        "depends on a layer. In QGIS each case becomes a map theme."
    )

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS's name
        self.add(
            QgsProcessingParameterFile("MODEL", tr("Model"), extension="rsmiss"),
            "A model of classes that one of the training algorithms left.",
        )
        add_layers(self, "Give at least two layers; the cases leave them out.")
        self.add(
            QgsProcessingParameterString("CASES", tr("Cases"), optional=True),
            "The layers that each case has, for instance hsi+sar; msi. Empty: each layer left out, and each alone.",
        )
        self.add(
            QgsProcessingParameterExtent("EXTENT", tr("Extent"), optional=True),
            "The part of the scene to map; empty for all of it.",
            advanced=True,
        )
        self.add_device()
        self.add_precision()
        help = "Side of the windows that are read and mapped at once; memory follows it."
        add_number(self, "TILE_SIZE", "Tile size (pixels)", help, 256, 16, 4096)
        help = "Pixels that go through the network at once; 0 chooses by the device."
        add_number(self, "BATCH_SIZE", "Batch size", help, 0, 0, 2**20)
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
        self.addOutput(QgsProcessingOutputNumber("PIXELS", tr("Mapped pixels")))
        self.addOutput(QgsProcessingOutputNumber("NODATA", tr("Pixels without data")))

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """What can be told at once; the engine checks the rest."""
        path = self.input_file(parameters, "MODEL", context)
        layers = layer_sources(self, parameters, context)
        cases = parse_cases(self.parameterAsString(parameters, "CASES", context))
        if not path:
            return  # QGIS's own check says so
        header = read_header(path)
        known = ", ".join(MODALITIES[m].title for m in header["modalities"])
        for modality in layers:
            if modality not in header["modalities"]:
                raise InputError(
                    f"{modality.upper()}: this model was trained with {known}, and cannot use a layer of the kind "
                    f"{MODALITIES[modality].title}; leave it out."
                )
        if header["target"]["kind"] != CLASSES:
            raise InputError("MODEL: this model does not predict one class a pixel; choose one that does.")
        check_cases(cases, list(layers))

    def make_job(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Job:
        extent, crs = self.extent(parameters, context)
        return WhatIfJob(
            model=self.input_file(parameters, "MODEL", context),
            layers=layer_sources(self, parameters, context),
            folder=absolute_path(self.parameterAsString(parameters, "FOLDER", context)),
            cases=parse_cases(self.parameterAsString(parameters, "CASES", context)),
            extent=extent,
            extent_crs=crs,
            device=self.parameterAsEnumString(parameters, "DEVICE", context),
            precision=self.parameterAsEnumString(parameters, "PRECISION", context),
            tile=self.parameterAsInt(parameters, "TILE_SIZE", context),
            batch=self.parameterAsInt(parameters, "BATCH_SIZE", context),
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
        group = group_name(job.layers, str(header["training"].get("reference", "")))
        complete = next(iter(job.maps()))
        names = {case: tr("Only {layers}").format(layers=case_title(case)) for case in job.maps()}
        names[complete] = tr("All layers ({layers})").format(layers=case_title(complete))
        themes = CaseThemes([f"{group}: {name}" for name in names.values()])
        shown = [(path, names[case], case, f"{group}: {names[case]}") for case, path in job.maps().items()]
        further = {job.disagreement: tr("Cases that differ"), job.depends: tr("The map depends")}
        shown += [(path, name, complete, "") for path, name in further.items() if path]
        for order, (path, name, case, theme) in enumerate(reversed(shown), 1):
            details = QgsProcessingContext.LayerDetails(name, project, name)
            context.addLayerToLoadOnCompletion(path, details)
            then = partial(themes.add, theme) if theme else None
            show_in_group(context, path, group, order, ResultLayer(Origin(job.model, header, case), then=then), name)

    def results(self, job: Job, result: dict[str, Any]) -> dict[str, Any]:
        outputs = {
            name.upper(): result[name] for name in ("folder", "page", "table", "disagreement", "pixels", "nodata")
        }
        if result["depends"]:
            outputs["DEPENDS"] = result["depends"]
        return {**outputs, "COMPLETE": next(iter(result["maps"].values()))}
