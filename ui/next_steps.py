"""What one goes on with after a training: maps. Offered where its end is told, and in its own dialog."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qgis.PyQt.QtCore import QObject, Qt
from qgis.PyQt.QtWidgets import QApplication, QDialogButtonBox, QPushButton

from ..engine.door.jobs import TrainJob
from .jobs.journal import journal
from .open_algorithm import PROVIDER, open_filled
from .translation import mark, tr

#: name of an algorithm -> title of its button
STEPS = {"classify": mark("Classify…"), "whatif": mark("What if…")}
_BUTTON = "rsmiss_next_step"
#: property of a dialog that is listened to
_FOLLOWED = "rsmiss_followed"


class NextSteps(QObject):
    """Follows the dialogs of trainings, QGIS's own, from the toolbox and from the menu.

    A dialog stays open after its run and stands before the message above the map: the buttons of that message are put
    into the dialog, too, until it runs again.
    """

    def __init__(self, iface: Any) -> None:
        super().__init__()
        self.iface = iface
        journal().began.connect(self._follow, Qt.ConnectionType.QueuedConnection)

    def stop(self) -> None:
        journal().began.disconnect(self._follow)
        for dialog in _dialogs():
            _clear(dialog)

    def go_on(self, name: str, model: str) -> Any:
        """Open the algorithm ``name`` with a model, in the place of the dialogs whose trainings ended well."""
        for dialog in _dialogs():
            if _buttons(dialog):
                dialog.close()
        return open_filled(self.iface, name, model)

    def _follow(self, id: str) -> None:
        record = journal().look(id)
        if record is None or record.kind != TrainJob.kind:
            return
        for dialog in _dialogs():
            # not by its id: that asks the provider, which is gone where the plugin was loaded anew beside the dialog
            asked = f"{PROVIDER}:{dialog.algorithm().name()}" == record.asked.algorithm
            if asked and not dialog.property(_FOLLOWED):
                dialog.setProperty(_FOLLOWED, True)
                dialog.algorithmAboutToRun.connect(lambda _, dialog=dialog: _clear(dialog))
                dialog.algorithmFinished.connect(lambda good, found, dialog=dialog: self._offer(dialog, good, found))

    def _offer(self, dialog: Any, good: bool, found: dict[str, Any]) -> None:
        _clear(dialog)
        box, model = dialog.findChild(QDialogButtonBox), found.get("MODEL")
        if not good or not model or box is None:
            return
        for name, title in STEPS.items():
            button = box.addButton(tr(title), QDialogButtonBox.ButtonRole.ActionRole)
            button.setObjectName(_BUTTON)
            button.clicked.connect(lambda _, name=name: self.go_on(name, model))


def _dialogs() -> Iterator[Any]:
    """The open dialogs of algorithms."""
    for widget in QApplication.topLevelWidgets():
        if hasattr(widget, "algorithmFinished") and widget.isVisible():
            yield widget


def _buttons(dialog: Any) -> list[QPushButton]:
    return list(dialog.findChildren(QPushButton, _BUTTON))


def _clear(dialog: Any) -> None:
    for button in _buttons(dialog):
        button.setObjectName("")
        button.hide()
        button.deleteLater()
