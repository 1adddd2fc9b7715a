"""``rsmiss:pretrain``: an encoder that learns the layers without labels, for trainings to begin with."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFileDestination,
)

from ...engine.door.errors import InputError
from ...engine.door.jobs import EFFORTS, Job, PretrainJob
from ...engine.door.modalities import MODALITIES
from ...engine.door.options import METHODS
from .. import settings
from .base import RsmissAlgorithm, tr
from .layers import check_bands, layer_sources
from .parameters import (
    LARGEST,
    add_components,
    add_layers,
    add_number,
    add_options,
    add_reference,
    components,
    optional_number,
    published,
    read_options,
    reference,
)

#: options of LDS2AE that speak of classes, or of fine-tuning
_NOT_HERE = ("finetune_epochs", "supervised", "freeze", "subsets", "mixing", "average", "flips", "preset")


class Pretrain(RsmissAlgorithm):
    """Pre-train LDS2AE alone."""

    NAME, TITLE = "pretrain", "Pre-train LDS2AE"
    SUMMARY = (
        "Teaches LDS2AE's encoder a scene without any labels, and keeps it in a file. A training that is given this "
        "file as 'Pre-trained encoder' begins with it, skips its own pre-training and only learns the classes.\n\n"
        "So one long pre-training on all pixels serves many trainings: other polygons, other classes, another year of "
        "the same sensors. The training needs the same layers, bands and token size; its window is the encoder's."
    )
    GROUP_ID, GROUP = "training", "Training"
    ICON = "train"

    def shortHelpString(self) -> str:  # noqa: N802 - QGIS's name
        return f"{super().shortHelpString()}\n\n{published(METHODS['lds2ae'], without=_NOT_HERE)}"

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS's name
        add_layers(self, "Give at least one of the layers.")
        help = (
            "How much is computed. quick: a first look; standard: some hundred steps; paper: the published epochs, "
            "meant for a GPU. The log says beforehand how long it will take. Window, epochs and batch size are as the "
            "effort says where they are left empty."
        )
        self.add_choice("EFFORT", "Effort", list(EFFORTS), help, settings.default_effort(), advanced=False)
        help = (
            "Minutes that all of it may take at the most. The pre-training plans its steps to end in time and says "
            "what it left out. Empty: no limit."
        )
        add_number(self, "TIME", "Time (minutes)", help, None, 0.1, 1e6)
        help = "How many pixels of the scene to learn from. Empty: all."
        add_number(self, "PIXELS", "Pixels", help, None, 1, LARGEST, advanced=False)
        add_options(self, METHODS["lds2ae"], without=_NOT_HERE)
        add_reference(self)
        add_components(self, "The training that begins with the encoder needs the same.")
        add_number(self, "SEED", "Seed", "Fixes sampling and initialisation.", 0, 0, LARGEST)
        self.add_device()
        self.add_precision()
        self.add(
            QgsProcessingParameterFileDestination("ENCODER", tr("Encoder"), tr("rsmiss encoder (*.rsmiss)")),
            "The file that 'Train LDS2AE' takes as 'Pre-trained encoder'.",
        )
        self.addOutput(QgsProcessingOutputNumber("PIXELS_SEEN", tr("Pixels that were learnt from")))

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        if not layer_sources(self, parameters, context):
            names = ", ".join(name.upper() for name in MODALITIES)
            raise InputError(tr("Give at least one layer: {names}.").format(names=names))
        check_bands(self, parameters, context)
        components(self, parameters, context)
        if parameters.get("ENCODER") in (None, "", QgsProcessing.TEMPORARY_OUTPUT):
            raise InputError(
                tr("ENCODER: name a file for the encoder, such as scene.rsmiss; a temporary one is gone with QGIS.")
            )

    def make_job(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Job:
        return PretrainJob(
            layers=layer_sources(self, parameters, context),
            model=self.output_file(parameters, "ENCODER", context),
            options=read_options(self, METHODS["lds2ae"], parameters, context, without=_NOT_HERE),
            reference=reference(self, parameters, context),
            components=components(self, parameters, context),
            pixels=optional_number(parameters, "PIXELS", context, self.parameterAsInt) or 0,
            seed=self.parameterAsInt(parameters, "SEED", context),
            device=self.parameterAsEnumString(parameters, "DEVICE", context),
            precision=self.parameterAsEnumString(parameters, "PRECISION", context),
            effort=self.parameterAsEnumString(parameters, "EFFORT", context),
            minutes=optional_number(parameters, "TIME", context, self.parameterAsDouble),
        )

    def results(self, job: Job, result: dict[str, Any]) -> dict[str, Any]:
        return {"ENCODER": result["model"], "PIXELS_SEEN": result["pixels"]}
