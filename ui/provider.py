"""The Processing provider: a training algorithm for all methods and one for each, and the others."""

from __future__ import annotations

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from ..engine.door.options import METHODS
from .algorithms.base import icon_path
from .algorithms.checkengine import CheckEngine
from .algorithms.classify import Classify
from .algorithms.describeclasses import DescribeClasses
from .algorithms.modelinfo import ModelInfo
from .algorithms.pretrain import Pretrain
from .algorithms.sampledata import SampleData
from .algorithms.train import Train
from .algorithms.train_any import TrainAny
from .algorithms.whatif import WhatIf
from .translation import tr


class RsmissProvider(QgsProcessingProvider):
    """Provider ``rsmiss``."""

    def id(self) -> str:
        return "rsmiss"

    def name(self) -> str:
        return "rsmiss"

    def longName(self) -> str:  # noqa: N802 - QGIS's name
        return tr("rsmiss: land cover with missing sensors")

    def icon(self) -> QIcon:
        return QIcon(icon_path("rsmiss"))

    def svgIconPath(self) -> str:  # noqa: N802 - QGIS's name
        return icon_path("rsmiss")

    def loadAlgorithms(self) -> None:  # noqa: N802 - QGIS's name
        self.addAlgorithm(TrainAny())
        for method in METHODS:
            self.addAlgorithm(Train(method))
        for algorithm in (Pretrain, Classify, WhatIf, ModelInfo, DescribeClasses, SampleData, CheckEngine):
            self.addAlgorithm(algorithm())

    def supportedOutputRasterLayerExtensions(self) -> list[str]:  # noqa: N802 - QGIS's name
        return ["tif", "tiff"]

    def supportsNonFileBasedOutput(self) -> bool:  # noqa: N802 - QGIS's name
        return False
