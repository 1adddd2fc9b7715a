"""``rsmiss:train<method>``: one algorithm for each declared method; its parameters come from the declaration."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
)

from ...engine.door.encoder_header import check_init, read_encoder_header, with_window
from ...engine.door.errors import InputError
from ...engine.door.jobs import EFFORTS, Job, TrainJob
from ...engine.door.modalities import MODALITIES
from ...engine.door.model_header import MOST_MEMBERS
from ...engine.door.options import METHODS, Declaration
from ...engine.door.sources import SPLITS, SplitSettings, TextSource
from ...engine.door.target import CLASSES, LABELS, NUMBER
from .. import settings
from ..translation import mark
from .base import RsmissAlgorithm, tr
from .labels import add_label_raster, add_test, check_labels, label_source, test_source
from .language import add_language, text_source, unreadable_classes
from .layers import check_bands, layer_sources, say_field
from .parameters import (
    add_components,
    add_labels,
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
from .project_layers import set_last_model

#: what every training does
TRAINS = mark(
    "Trains one model on all the layers that are given; the model then maps with any of them missing, whole layers or "
    "single pixels. The report says what each missing layer costs."
)
#: of unlabelled pixels, in a job
_METHODS_CHOICE = -1
_MEASURES = {
    CLASSES: {"OA": "Overall accuracy", "AA": "Average accuracy", "KAPPA": "Kappa", "MIOU": "Mean IoU"},
    LABELS: {"F1_MICRO": "F1 (micro)", "F1_MACRO": "F1 (macro)", "AVERAGE_PRECISION": "Average precision"},
    NUMBER: {"R2": "R²", "RMSE": "RMSE", "MAE": "MAE"},
}


class Train(RsmissAlgorithm):
    """Train one method; ``method`` is its registered name, ``declared`` how it is declared, where not there."""

    GROUP_ID, GROUP = "training", "Training"
    ICON = "train"
    TAGS = "land cover,classification,train,deep learning,missing,sensor,fusion"

    def __init__(self, method: str, declared: Declaration | None = None) -> None:
        super().__init__()
        self.declared = declared or METHODS[method]

    def createInstance(self) -> Train:  # noqa: N802 - QGIS's name
        return Train(self.declared.name)

    def name(self) -> str:
        return f"train{self.declared.name}"

    def displayName(self) -> str:  # noqa: N802 - QGIS's name
        return tr("Train {method}").format(method=self.declared.title)

    def shortHelpString(self) -> str:  # noqa: N802 - QGIS's name
        source = tr("Source: {citation}.").format(citation=self.declared.citation)
        parts = (tr(self.declared.summary), tr(TRAINS), published(self.declared), source)
        return "\n\n".join(part for part in parts if part)

    def shortDescription(self) -> str:  # noqa: N802 - QGIS's name
        return tr(self.declared.summary)

    def tags(self) -> list[str]:
        return [*super().tags(), self.declared.name]

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS's name
        add_layers(self, "Give at least one of the layers.")
        add_labels(self)
        add_label_raster(self)
        add_test(self)
        self._add_target()
        self._add_method()
        self._add_effort()
        add_options(self, self.declared)
        if self.declared.pretrain:
            self.add(
                QgsProcessingParameterFile("INIT", tr("Pre-trained encoder"), extension="rsmiss", optional=True),
                "The file of 'Pre-train LDS2AE' to begin with, in place of a pre-training of its own. It needs the "
                "same layers, bands and token size; the window is the encoder's.",
                advanced=True,
            )
        self._add_sampling()
        self._add_words()
        help = (
            "So many networks learn from the same samples, each with a seed of its own; the mean of their "
            "probabilities is mapped. Surer, at so many times the cost of one, in training and in mapping."
        )
        add_number(self, "ENSEMBLE", "Networks in the ensemble", help, 1, 1, MOST_MEMBERS)
        add_number(self, "SEED", "Seed", "Fixes sampling and initialisation.", 0, 0, 2**31 - 1)
        self.add_device()
        self.add_precision()
        self.add(
            QgsProcessingParameterFileDestination("MODEL", tr("Model"), tr("rsmiss model (*.rsmiss)")),
            "The trained model, for 'Classify'.",
        )
        self.add(
            QgsProcessingParameterFileDestination("REPORT", tr("Report"), tr("HTML files (*.html)"), optional=True),
            "A page with the accuracy for every subset of the layers, the confusion matrix and the losses.",
        )
        for target in self.declared.targets:
            for name, title in _MEASURES[target].items():
                self.addOutput(QgsProcessingOutputNumber(name, tr(title)))

    def _add_target(self) -> None:
        if len(self.declared.targets) > 1:
            self.add_choice(
                "TARGET",
                "What to learn",
                list(self.declared.targets),
                "classes: one a pixel. labels: several a pixel, the field holds names separated by commas. "
                "number: the field's value.",
                CLASSES,
                advanced=False,
            )

    def _add_method(self) -> None:
        """Where the method can be chosen; here it is given."""

    def _add_words(self) -> None:
        if self.declared.language:
            add_language(self)

    def _add_effort(self) -> None:
        self.add_choice(
            "EFFORT",
            "Effort",
            list(EFFORTS),
            "How much is computed. quick: a first look; standard: for maps to keep; paper: the published epochs, meant "
            "for a GPU. The log says beforehand how long it will take. Window, epochs, batch size and samples a class "
            "are as the effort says where they are left empty.",
            settings.default_effort(),
            advanced=False,
        )
        help = (
            "Minutes that all of it may take at the most. The training plans its steps to end in time, keeps the best "
            "weights and says what it left out. Empty: no limit."
        )
        add_number(self, "TIME", "Time (minutes)", help, None, 0.1, 1e6)

    def _add_sampling(self) -> None:
        help = "How labelled pixels are shared out: whole polygons, square blocks of the scene, or single pixels."
        self.add_choice("SPLIT", "Split", list(SPLITS), help + " Single pixels flatter the accuracy.", "polygon")
        add_number(self, "VALIDATION_SHARE", "Share for validation", "It picks the best epoch.", 0.2, 0.0, 0.9)
        help = "It measures accuracy, and nothing else. Without effect where test areas are given."
        add_number(self, "TEST_SHARE", "Share for the test", help, 0.2, 0.0, 0.9)
        help = "Training pixels of each class at the most. Empty: as many as the effort takes."
        add_number(self, "SAMPLES_PER_CLASS", "Samples a class", help, None, 1, 10**9)
        help = (
            "Pixels between training, validation and test, so that no window shows pixels of another part. "
            "Empty: half of the window, and none where single pixels are split. The log says how many are left out."
        )
        add_number(self, "BUFFER", "Distance between the parts (pixels)", help, None, 0, 10**4)
        self._add_unlabelled()
        add_reference(self)
        add_components(self)

    def _add_unlabelled(self) -> None:
        self.add(
            QgsProcessingParameterBoolean("COLEARN", tr("Learn from what all layers see together"), defaultValue=False),
            "After the training the model labels unlabelled pixels by all layers, and every subset of the "
            "layers learns from those that it is sure of and that resemble labelled ones. For few labels of classes; "
            "needs two layers. Three unlabelled pixels are read for each labelled one, unless more or fewer are asked "
            "for.",
            advanced=True,
        )
        if self.reads_unlabelled:
            help = (
                "How many unlabelled pixels of the scene to learn from. Empty: as many as labelled ones, with "
                "X-ModalNet three times as many, with LVPCnet and DPMamba none; where all layers teach each, three "
                "times as many at the least."
            )
            add_number(self, "UNLABELLED", "Unlabelled pixels", help, None, 0, 10**8)

    @property
    def reads_unlabelled(self) -> bool:
        """Whether UNLABELLED is the training's; else an option of the method has the name, and counts them itself."""
        return not hasattr(self.declared.defaults(), "unlabelled")

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        if not layer_sources(self, parameters, context):
            names = ", ".join(name.upper() for name in MODALITIES)
            raise InputError(tr("Give at least one layer: {names}.").format(names=names))
        check_bands(self, parameters, context)
        wanted = parameters.get("TARGET", CLASSES)
        if len(self.declared.targets) == 1 and wanted != CLASSES:
            sentence = tr("{method} learns classes alone, not {target}; train MDiCo for that.")
            raise InputError(sentence.format(method=self.declared.title, target=wanted))
        check_labels(self, parameters, context, self._target(parameters, context))
        components(self, parameters, context)
        try:
            given = read_options(self, self.declared, parameters, context)
            options = self.declared.options.from_json(given)
        except ValueError as error:
            raise InputError(f"{self.declared.title}: {error}.") from error
        init = self._init(parameters, context)
        if init:
            header = read_encoder_header(init)
            check_init(init, header, self.declared.name, with_window(options, header, given))
        if self.declared.language and getattr(options, "language", True):
            problem = unreadable_classes(self, parameters, context)
            if problem:
                raise InputError(problem)
        # QGIS's own reading of the parameter would make up a temporary file's name
        if parameters.get("MODEL") in (None, "", QgsProcessing.TEMPORARY_OUTPUT):
            raise InputError(
                tr("MODEL: name a file for the model, such as land.rsmiss; a temporary one is gone when QGIS closes.")
            )

    def _target(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        return self.parameterAsEnumString(parameters, "TARGET", context) if len(self.declared.targets) > 1 else CLASSES

    def _init(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        """The file of a pre-trained encoder, where one is given."""
        return self.input_file(parameters, "INIT", context) if self.declared.pretrain else ""

    def make_job(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Job:
        target = self._target(parameters, context)
        labels = label_source(self, parameters, context, self.scratch(), target)
        say_field(self, parameters, labels, feedback)
        reads = self.reads_unlabelled
        unlabelled = optional_number(parameters, "UNLABELLED", context, self.parameterAsInt) if reads else None
        language = self.declared.language
        text = text_source(self, parameters, context, self.scratch()) if language else TextSource()
        return TrainJob(
            method=self.declared.name,
            layers=layer_sources(self, parameters, context),
            labels=labels,
            model=self.output_file(parameters, "MODEL", context),
            report=self.output_file(parameters, "REPORT", context),
            options=read_options(self, self.declared, parameters, context),
            target=target,
            reference=reference(self, parameters, context),
            split=SplitSettings(
                by=self.parameterAsEnumString(parameters, "SPLIT", context),
                validation=self.parameterAsDouble(parameters, "VALIDATION_SHARE", context),
                test=self.parameterAsDouble(parameters, "TEST_SHARE", context),
                samples_per_class=optional_number(parameters, "SAMPLES_PER_CLASS", context, self.parameterAsInt),
                buffer=optional_number(parameters, "BUFFER", context, self.parameterAsInt),
            ),
            components=components(self, parameters, context),
            text=text,
            unlabelled=_METHODS_CHOICE if unlabelled is None else unlabelled,
            seed=self.parameterAsInt(parameters, "SEED", context),
            ensemble=self.parameterAsInt(parameters, "ENSEMBLE", context),
            device=self.parameterAsEnumString(parameters, "DEVICE", context),
            precision=self.parameterAsEnumString(parameters, "PRECISION", context),
            effort=self.parameterAsEnumString(parameters, "EFFORT", context),
            init=self._init(parameters, context),
            minutes=optional_number(parameters, "TIME", context, self.parameterAsDouble),
            colearn=self.parameterAsBool(parameters, "COLEARN", context),
            test=test_source(self, parameters, context, self.scratch(), labels, target),
        )

    def results(self, job: Job, result: dict[str, Any]) -> dict[str, Any]:
        set_last_model(result["model"])
        values: dict[str, Any] = {"MODEL": result["model"]}
        if result["report"]:
            values["REPORT"] = result["report"]
        for measures in _MEASURES.values():
            values |= {name: result[name.lower()] for name in measures if name.lower() in result}
        return values
