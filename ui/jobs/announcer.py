"""Tells how a job ended, in QGIS's message bar: also when its dialog was closed long ago."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from qgis.core import Qgis
from qgis.PyQt.QtCore import QObject, Qt
from qgis.PyQt.QtWidgets import QPushButton

from ..models.recent import model_of, remember_model
from ..next_steps import STEPS
from ..translation import tr
from .journal import journal
from .record import CANCELLED, DONE, JobRecord

#: over in a moment, and their dialog shows what they found
_QUIET = ("modelinfo", "check", "describe")


class Announcer(QObject):
    """One message at a time: a new one takes the place of the last.

    ``show_job`` gets the id of a job to be seen; ``go_on`` gets the name of an algorithm that maps and the path of the
    model that was trained.
    """

    def __init__(
        self,
        message_bar: Any,
        show_job: Callable[[str], object],
        go_on: Callable[[str, str], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.message_bar, self.show_job, self.go_on = message_bar, show_job, go_on
        self.shown: Any = None
        journal().ended.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    def stop(self) -> None:
        journal().ended.disconnect(self._hear)
        self._take_away()

    def say(self, text: str, level: Qgis.MessageLevel, *buttons: tuple[str, Callable[[], object]]) -> None:
        """Show a message with buttons: (title, what it does)."""
        self._take_away()
        item = self.message_bar.createMessage("rsmiss", text)
        for title, action in buttons:
            push = QPushButton(title, item)
            push.clicked.connect(lambda _, action=action: action())
            item.layout().addWidget(push)
        self.shown = self.message_bar.pushWidget(item, level, 0 if level == Qgis.MessageLevel.Warning else 20)

    def _take_away(self) -> None:
        """Remove the last message, unless the user or the bar itself has."""
        if any(item is self.shown for item in self.message_bar.items()):
            self.message_bar.popWidget(self.shown)
        self.shown = None

    def _hear(self, id: str) -> None:
        record = journal().look(id)
        if record is None:
            return
        model = model_of(record)
        if model:
            remember_model(model)
        if record.kind not in _QUIET and record.state != CANCELLED:  # who cancelled knows
            level = Qgis.MessageLevel.Success if record.state == DONE else Qgis.MessageLevel.Warning
            buttons = [(tr("Show"), lambda: self.show_job(id))]
            if record.kind == "train" and record.state == DONE:
                steps = [(tr(title), partial(self.go_on, name, model)) for name, title in STEPS.items()]
                buttons = [*steps, *buttons]
            self.say(outcome(record), level, *buttons)


def outcome(record: JobRecord) -> str:
    """How a job ended, in a sentence. The engine's own words stand in the job's log, where they are read once."""
    if record.state != DONE:
        return tr("{title}: failed; the list of jobs says why.").format(title=record.title)
    # what counts most of a training, whichever its target has
    for name, measure in (("oa", tr("overall accuracy")), ("f1_micro", tr("F1 (micro)")), ("r2", "R²")):
        value = record.result.get(name)
        if isinstance(value, float):
            words = {"title": record.title, "measure": measure, "value": f"{value:.3f}"}
            return tr("{title}: done, {measure} {value}.").format(**words)
    return tr("{title}: done.").format(title=record.title)
