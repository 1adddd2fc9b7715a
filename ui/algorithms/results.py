"""How the maps of a run stand in the project: together in a group, in order, styled, and saying what made them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsLayerMetadata,
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsRasterLayer,
    QgsRasterRenderer,
)
from qgis.PyQt.QtCore import QDate, Qt

from ...engine.door.cases import case_title
from ...engine.door.model_header import measured, measures_text
from ...engine.door.sources import LayerSource
from .base import tr

#: what QGIS calls once the layers are open: it keeps none of them, and the algorithm is gone by then
_kept: dict[str, ResultLayer] = {}


@dataclass(frozen=True)
class Origin:
    """What made a map: the model's file and header, and the layers that were given."""

    model: str
    header: dict[str, Any]
    layers: Collection[str]

    def metadata(self, title: str) -> QgsLayerMetadata:
        """As QGIS's layer properties show it."""
        missing = case_title([name for name in self.header["modalities"] if name not in self.layers])
        row = measured(self.header["accuracy"], self.layers)
        expected = tr("{measures} on {count} samples").format(measures=measures_text(row), count=row.get("n", 0))
        lines = [
            tr("Model: {model}").format(model=Path(self.model).name),
            tr("Method: {method}").format(method=self.header["method"]),
            tr("Layers used: {layers}").format(layers=case_title(self.layers)),
            tr("Layers missing: {layers}").format(layers=missing or tr("none")),
            tr("Accuracy that the model reached with these layers: {accuracy}").format(
                accuracy=expected if measures_text(row) else tr("not measured")
            ),
        ]
        about = QgsLayerMetadata()
        about.setType("dataset")
        about.setTitle(title)
        about.setAbstract("\n".join(lines))
        about.setHistory([tr("Made by rsmiss on {day}").format(day=_today())])
        about.addKeywords("rsmiss", [self.header["method"], *self.layers])
        return about


class ResultLayer(QgsProcessingLayerPostProcessorInterface):
    """Styles a map that was opened, and tells it what made it; ``then`` may do more with the layer."""

    def __init__(
        self,
        origin: Origin,
        renderer: Callable[[QgsRasterLayer], QgsRasterRenderer] | None = None,
        then: Callable[[QgsMapLayer, QgsProcessingContext], None] | None = None,
    ) -> None:
        super().__init__()
        self.origin, self.renderer, self.then = origin, renderer, then

    def postProcessLayer(  # noqa: N802 - QGIS's name
        self, layer: QgsMapLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        if not isinstance(layer, QgsRasterLayer):
            return
        if self.renderer is not None:
            layer.setRenderer(self.renderer(layer))
            layer.triggerRepaint()
        layer.setMetadata(self.origin.metadata(layer.name()))
        if self.then is not None:
            self.then(layer, context)


def unfold(layer: QgsMapLayer, context: QgsProcessingContext) -> None:
    """Show a map's legend, which QGIS folds away where it has many entries."""
    project = context.project()
    node = project.layerTreeRoot().findLayer(layer.id()) if project is not None else None
    if node is not None:
        node.setExpanded(True)


def group_name(sources: dict[str, LayerSource], reference: str = "") -> str:
    """'rsmiss – place – date': the folder that holds all layers, else the name of the reference layer."""
    folders = {str(Path(path).parent) for source in sources.values() for path in source.paths}
    first = sources[reference if reference in sources else next(iter(sources))].paths[0]
    place = (Path(folders.pop()).name if len(folders) == 1 else "") or Path(first).stem
    return f"rsmiss – {place} – {_today()}"


def show_in_group(
    context: QgsProcessingContext, path: str, group: str, order: int, result: ResultLayer, name: str = ""
) -> None:
    """Have a map that QGIS will open put into the group, higher ``order`` above lower, under its own name if given."""
    if not context.willLoadLayerOnCompletion(path):
        return
    details = context.layerToLoadOnCompletionDetails(path)
    details.groupName, details.layerSortKey = group, order
    if name:
        details.name, details.forceName = name, True
    _kept[path] = result
    details.setPostProcessor(result)


def _today() -> str:
    return QDate.currentDate().toString(Qt.DateFormat.ISODate)
