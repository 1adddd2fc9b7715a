"""A map theme for each case of a what-if: one click, or a second map view, shows what other layers would give."""

from __future__ import annotations

from qgis.core import QgsMapLayer, QgsMapThemeCollection, QgsProcessingContext, QgsProject


class CaseThemes:
    """Takes the maps as they are opened; when the last one is there, it makes the themes.

    A theme shows the map of its case and what else is visible in the project. Afterwards only the first map is.
    """

    def __init__(self, names: list[str]) -> None:
        self.names = names
        self._layers: dict[str, str] = {}

    def add(self, name: str, layer: QgsMapLayer, context: QgsProcessingContext) -> None:
        """The map of the theme ``name`` is open."""
        self._layers[name] = layer.id()
        project = context.project()
        if project is not None and len(self._layers) == len(self.names):
            self._make(project)

    def _make(self, project: QgsProject) -> None:
        root, ours = project.layerTreeRoot(), set(self._layers.values())
        around = [layer for layer in root.checkedLayers() if layer.id() not in ours]
        for name in self.names:
            layers = [project.mapLayer(self._layers[name]), *around]
            theme = QgsMapThemeCollection.MapThemeRecord()
            theme.setLayerRecords([_record(layer) for layer in layers if layer is not None])
            project.mapThemeCollection().insert(name, theme)
        for number, name in enumerate(self.names):
            node = root.findLayer(self._layers[name])
            if node is not None:
                node.setItemVisibilityChecked(number == 0)
                node.setExpanded(number == 0)


def _record(layer: QgsMapLayer) -> QgsMapThemeCollection.MapThemeLayerRecord:
    record = QgsMapThemeCollection.MapThemeLayerRecord(layer)
    record.isVisible = True
    record.usingCurrentStyle = True
    record.currentStyle = layer.styleManager().currentStyle()
    return record
