"""How QGIS shows a map of several labels: the first label by its colour, where QGIS itself would mix three of them."""

from __future__ import annotations

from qgis.core import (
    QgsMapLayer,
    QgsPalettedRasterRenderer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsRasterLayer,
)
from qgis.PyQt.QtGui import QColor

from ...engine.door.target import ClassInfo
from .base import tr

_ABSENT, _ABSENT_COLOR = 0, "#f2f2f2"
_PRESENT = 1


class LabelStyle(QgsProcessingLayerPostProcessorInterface):
    """Gives the layer that was loaded a legend of its first band; the other labels are the other bands."""

    def __init__(self, label: ClassInfo) -> None:
        super().__init__()
        self.label = label

    def postProcessLayer(  # noqa: N802 - QGIS's name
        self, layer: QgsMapLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        if not isinstance(layer, QgsRasterLayer):
            return
        legend = [
            QgsPalettedRasterRenderer.Class(_PRESENT, QColor(self.label.color), self.label.name),
            QgsPalettedRasterRenderer.Class(_ABSENT, QColor(_ABSENT_COLOR), tr("not {}").format(self.label.name)),
        ]
        layer.setRenderer(QgsPalettedRasterRenderer(layer.dataProvider(), 1, legend))
        layer.triggerRepaint()
