"""How QGIS shows what a GeoTIFF cannot style by itself: confidence and probability in words, a label by its colour.

The colours are those of the ramp cividis, which grows lighter in even steps and reads alike to colour-blind eyes.
"""

from __future__ import annotations

import math

from qgis.core import (
    QgsColorRampShader,
    QgsPalettedRasterRenderer,
    QgsRasterLayer,
    QgsRasterRenderer,
    QgsRasterShader,
    QgsSingleBandPseudoColorRenderer,
)
from qgis.PyQt.QtGui import QColor

from ...engine.door.target import ClassInfo
from .base import tr

_ABSENT, _ABSENT_COLOR = 0, "#f2f2f2"
_PRESENT = 1
_CIVIDIS = ("#00224e", "#434e6c", "#7d7c78", "#bcae6c", "#fee838")
#: upper end of each step; the last one has none
_CONFIDENCE = (0.4, 0.6, 0.8, 0.95, math.inf)
_PROBABILITY = (0.2, 0.4, 0.6, 0.8, math.inf)


def label_renderer(layer: QgsRasterLayer, label: ClassInfo) -> QgsRasterRenderer:
    """The first band of a map of labels, which the others follow; QGIS itself would mix three of them."""
    legend = [
        QgsPalettedRasterRenderer.Class(_PRESENT, QColor(label.color), label.name),
        QgsPalettedRasterRenderer.Class(_ABSENT, QColor(_ABSENT_COLOR), tr("not {name}").format(name=label.name)),
    ]
    return QgsPalettedRasterRenderer(layer.dataProvider(), 1, legend)


def confidence_renderer(layer: QgsRasterLayer) -> QgsRasterRenderer:
    """Five steps from a guess to sure."""
    names = (tr("a guess"), tr("unsure"), tr("fairly sure"), tr("sure"), tr("very sure"))
    return _steps(layer, 1, _CONFIDENCE, names)


def probability_renderer(layer: QgsRasterLayer, name: str, band: int = 1) -> QgsRasterRenderer:
    """Five even steps of the probability of one class, whose name the legend says."""
    words = (
        tr("hardly {name}"),
        tr("rather not {name}"),
        tr("perhaps {name}"),
        tr("likely {name}"),
        tr("surely {name}"),
    )
    return _steps(layer, band, _PROBABILITY, tuple(word.format(name=name) for word in words))


def number_renderer(layer: QgsRasterLayer, low: float, high: float) -> QgsRasterRenderer:
    """A number from ``low`` to ``high``, and the colour of the end beyond: maps of one range can be compared."""
    shader = QgsRasterShader(low, high)
    ramp = QgsColorRampShader(low, high)
    ramp.setColorRampType(QgsColorRampShader.Type.Interpolated)
    values = [low + (high - low) * step / (len(_CIVIDIS) - 1) for step in range(len(_CIVIDIS))]
    ramp.setColorRampItemList(
        [
            QgsColorRampShader.ColorRampItem(value, QColor(color), f"{value:.4g}")
            for value, color in zip(values, _CIVIDIS, strict=True)
        ]
    )
    shader.setRasterShaderFunction(ramp)
    renderer = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1, shader)
    renderer.setClassificationMin(low)
    renderer.setClassificationMax(high)
    return renderer


def _steps(
    layer: QgsRasterLayer, band: int, ends: tuple[float, ...], names: tuple[str, ...]
) -> QgsSingleBandPseudoColorRenderer:
    ramp = QgsColorRampShader(0.0, 1.0)
    ramp.setColorRampType(QgsColorRampShader.Type.Discrete)
    start, items = 0.0, []
    for end, color, name in zip(ends, _CIVIDIS, names, strict=True):
        reach = tr("above {low:.0%}").format(low=start) if math.isinf(end) else f"{start:.0%} – {end:.0%}"
        items.append(QgsColorRampShader.ColorRampItem(end, QColor(color), f"{name} ({reach})"))
        start = end
    ramp.setColorRampItemList(items)
    shader = QgsRasterShader(0.0, 1.0)
    shader.setRasterShaderFunction(ramp)
    renderer = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), band, shader)
    renderer.setClassificationMin(0.0)
    renderer.setClassificationMax(1.0)
    return renderer
