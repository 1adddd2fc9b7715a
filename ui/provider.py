"""The Processing provider: one training algorithm for each declared method, and the others."""

from __future__ import annotations

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from ..engine.options import METHODS
from .algorithm import ICON
from .checkengine import CheckEngine
from .classify import Classify
from .describeclasses import DescribeClasses
from .modelinfo import ModelInfo
from .sampledata import SampleData
from .train import Train


class RsmissProvider(QgsProcessingProvider):
    """Provider ``rsmiss``."""

    def id(self) -> str:
        return "rsmiss"

    def name(self) -> str:
        return "rsmiss"

    def longName(self) -> str:  # noqa: N802 - QGIS's name
        return "rsmiss: land cover with missing sensors"

    def icon(self) -> QIcon:
        return QIcon(ICON)

    def loadAlgorithms(self) -> None:  # noqa: N802 - QGIS's name
        for method in METHODS:
            self.addAlgorithm(Train(method))
        for algorithm in (Classify, ModelInfo, DescribeClasses, SampleData, CheckEngine):
            self.addAlgorithm(algorithm())

    def supportedOutputRasterLayerExtensions(self) -> list[str]:  # noqa: N802 - QGIS's name
        return ["tif", "tiff"]

    def supportsNonFileBasedOutput(self) -> bool:  # noqa: N802 - QGIS's name
        return False
