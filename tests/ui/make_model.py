"""Writes models/train_and_map.model3, a graphical model as a user draws it: train on two layers, map without one.

QT_QPA_PLATFORM=offscreen PYTHONPATH=FOLDER_THAT_HOLDS_RSMISS python tests/ui/make_model.py
"""

from __future__ import annotations

import sys
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsProcessing,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterRasterLayer,
)

PATH = Path(__file__).parent / "models" / "train_and_map.model3"
TRAINING = {"WINDOW": 1, "PRETRAIN_EPOCHS": 1, "FINETUNE_EPOCHS": 3, "BATCH_SIZE": 16, "DEVICE": "cpu"}


def make() -> QgsProcessingModelAlgorithm:
    model = QgsProcessingModelAlgorithm("Train and map without LiDAR", "rsmiss")
    for parameter in (
        QgsProcessingParameterRasterLayer("OPTICAL", "Optical layer"),
        QgsProcessingParameterRasterLayer("HEIGHTS", "Heights"),
        QgsProcessingParameterFeatureSource("AREAS", "Areas", [QgsProcessing.SourceType.TypeVectorPolygon]),
        QgsProcessingParameterField("FIELD", "Field", parentLayerParameterName="AREAS"),
    ):
        model.addModelParameter(parameter, QgsProcessingModelParameter(parameter.name()))
    sources = {"MSI": "OPTICAL", "LIDAR": "HEIGHTS", "TRAINING": "AREAS", "CLASS_FIELD": "FIELD"}
    train = step(model, "rsmiss:trainlds2ae", "train", sources, TRAINING)
    train.setModelOutputs({"model": output("model", "MODEL")})
    model.addChildAlgorithm(train)
    classify = step(model, "rsmiss:classify", "map", {"MSI": "OPTICAL"}, {"DEVICE": "cpu"})
    classify.addParameterSources("MODEL", [QgsProcessingModelChildParameterSource.fromChildOutput("train", "MODEL")])
    classify.setModelOutputs({"map": output("map", "OUTPUT")})
    model.addChildAlgorithm(classify)
    return model


def step(model, algorithm, name, inputs, values) -> QgsProcessingModelChildAlgorithm:
    """A box of the model: its parameters come from the model's inputs, or are fixed."""
    child = QgsProcessingModelChildAlgorithm(algorithm)
    child.setChildId(name)
    child.setDescription(name)
    for parameter, source in inputs.items():
        child.addParameterSources(parameter, [QgsProcessingModelChildParameterSource.fromModelParameter(source)])
    for parameter, value in values.items():
        child.addParameterSources(parameter, [QgsProcessingModelChildParameterSource.fromStaticValue(value)])
    return child


def output(name: str, of: str) -> QgsProcessingModelOutput:
    made = QgsProcessingModelOutput(name, name)
    made.setChildOutputName(of)
    return made


if __name__ == "__main__":
    application = QgsApplication([], False)
    application.initQgis()
    from rsmiss.ui.provider import RsmissProvider

    provider = RsmissProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    PATH.parent.mkdir(exist_ok=True)
    written = make().toFile(str(PATH))
    application.exitQgis()
    sys.exit(0 if written else f"{PATH} cannot be written")
