"""A line above the map that says what the engine needs, with the button that helps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qgis.core import Qgis
from qgis.PyQt.QtWidgets import QPushButton

from ..engine.environment import NEEDED, likely_python, not_set_up
from ..translation import tr


class EngineNotice:
    """Shows itself while there is no engine; at most once at a time."""

    def __init__(self, iface: Any, set_up: Callable[[], None], options: Callable[[], None]) -> None:
        self.bar = iface.messageBar()
        self.set_up, self.options = set_up, options
        self.item: Any = None
        self.bar.widgetRemoved.connect(self._forget)

    def show(self) -> bool:
        """Whether something had to be said."""
        _, problem = likely_python()
        if not problem:
            self.hide()
            return False
        if self.item is None:
            missing = problem == not_set_up()
            self.item = self.bar.createMessage(tr(NEEDED) if missing else f"rsmiss: {problem}")
            button = QPushButton(tr("Set up") if missing else tr("Options"))
            button.clicked.connect(self.set_up if missing else self.options)
            self.item.layout().addWidget(button)
            self.bar.pushWidget(self.item, Qgis.MessageLevel.Warning)
        return True

    def refresh(self) -> None:
        """Say what is so now, where something was said."""
        if self.item is not None:
            self.hide()
            self.show()

    def hide(self) -> None:
        """Take the line away, because there is an engine now or the plugin goes."""
        if self.item is not None:
            item, self.item = self.item, None
            self.bar.popWidget(item)

    def _forget(self, item: Any) -> None:
        """The user closed a line; it may be this one."""
        if item is self.item:
            self.item = None
