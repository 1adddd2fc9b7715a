"""The field of the classes in a training's dialog: it shows what is proposed for the layer that is chosen."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsFeatureSource,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterField,
    QgsProcessingParameters,
    QgsProject,
    QgsVectorLayer,
)
from qgis.gui import QgsAbstractProcessingParameterWidgetWrapper, QgsFieldComboBox, QgsGui, QgsProcessingGui
from qgis.PyQt.QtWidgets import QHBoxLayout, QWidget

from ...engine.door.target import NUMBER
from ..algorithms.fields import proposed_field

_TARGET = "TARGET"
#: the other kinds of dialogs, by the names that Processing's own factory goes by
_MODELER, _BATCH = "ModelerParametersDialog", "BatchAlgorithmDialog"


class ClassField:
    """What Processing makes the widget with: ours in a dialog, QGIS's own in models and batches."""

    def __new__(cls, parameter: QgsProcessingParameterDefinition, dialog: Any, row: int = 0, col: int = 0) -> Any:
        kind, registry = type(dialog).__name__, QgsGui.processingGuiRegistry()
        if kind == _MODELER:
            return registry.createModelerParameterWidget(dialog.model, dialog.childId, parameter, dialog.context)
        if kind == _BATCH:
            made = registry.createParameterWidgetWrapper(parameter, QgsProcessingGui.WidgetType.Batch)
        else:
            made = ClassFieldWrapper(parameter)
        made.setDialog(dialog)
        return made


class ClassFieldWrapper(QgsAbstractProcessingParameterWidgetWrapper):
    """A list of the layer's fields. A field that was chosen by hand stays for as long as the layer has it."""

    def __init__(self, parameter: QgsProcessingParameterDefinition) -> None:
        super().__init__(parameter, QgsProcessingGui.WidgetType.Standard)
        self.context = QgsProcessingContext()  # keeps a layer that was opened from a file
        self.context.setProject(QgsProject.instance())
        self.source: QgsFeatureSource | None = None
        self.layer: QgsVectorLayer | None = None
        self.combo: QgsFieldComboBox | None = None
        self.training: QgsAbstractProcessingParameterWidgetWrapper | None = None
        self.target: QgsAbstractProcessingParameterWidgetWrapper | None = None
        self.chosen = ""

    # ---- what Processing asks

    def createWidget(self) -> QWidget:  # noqa: N802 - QGIS's name
        holder = QWidget()  # handed over to QGIS, after which Python no longer knows it; the list inside stays known
        layout = QHBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        self.combo = QgsFieldComboBox(holder)
        layout.addWidget(self.combo)
        self.combo.setAllowEmptyFieldName(True)
        self.combo.setToolTip(self.parameterDefinition().toolTip())
        self.combo.activated.connect(self._choose)
        self.combo.fieldChanged.connect(lambda _: self.widgetValueHasChanged.emit(self))
        return holder

    def widgetValue(self) -> Any:  # noqa: N802 - QGIS's name
        return (self.combo.currentField() or None) if self.combo is not None else None

    def setWidgetValue(self, value: Any, context: QgsProcessingContext) -> None:  # noqa: N802 - QGIS's name
        self.chosen = str(value or "")
        self._show()

    def postInitialize(self, wrappers: list[Any]) -> None:  # noqa: N802 - QGIS's name
        parameter = self.parameterDefinition()
        parent = parameter.parentLayerParameterName() if isinstance(parameter, QgsProcessingParameterField) else ""
        for wrapper in wrappers:
            if wrapper.parameterDefinition().name() == parent:
                self.training = wrapper
                wrapper.widgetValueHasChanged.connect(self._take_layer)
            elif wrapper.parameterDefinition().name() == _TARGET:
                self.target = wrapper
                wrapper.widgetValueHasChanged.connect(self._show)
        self._take_layer()

    # ---- layer and field

    def _take_layer(self, *_: object) -> None:
        """Read the layer that is chosen now."""
        if self.training is None or self.combo is None:
            return
        value, known = self.training.parameterValue(), self.training.parameterDefinition()
        self.source = QgsProcessingParameters.parameterAsSource(known, value, self.context) if value else None
        if isinstance(value, QgsProcessingFeatureSourceDefinition):
            value = value.source.staticValue()
        self.layer = QgsProcessingParameters.parameterAsVectorLayer(known, value, self.context) if value else None
        self.combo.setLayer(self.layer)
        self._show()

    def _choose(self, *_: object) -> None:
        """The user chose a field, or the empty line, which asks for the proposal again."""
        self.chosen = self.combo.currentField() if self.combo is not None else ""

    def _show(self, *_: object) -> None:
        if self.combo is None:
            return
        fields = self.source.fields().names() if self.source is not None else []
        if self.chosen in fields:
            self.combo.setField(self.chosen)
        elif self.source is None or (self.target is not None and self.target.parameterValue() == NUMBER):
            self.combo.setField("")  # a number is no class: any field may be meant
        else:
            self.combo.setField(proposed_field(self.source, self.layer, self.context))
