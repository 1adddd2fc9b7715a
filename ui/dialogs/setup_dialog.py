"""The dialog that sets up the engine, makes it anew and removes it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QMessageBox,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from .. import settings
from ..engine.ask import Look
from ..engine.background import Background
from ..engine.builds import size
from ..engine.environment import NEEDED, chosen_python, environment_folder, likely_python, not_set_up
from ..engine.folders import older, python_version, read_record, size_of
from ..engine.network import qgis_network
from ..engine.outcomes import Outcome
from ..engine.removal import Removal
from ..engine.setup import EnvironmentSetup
from ..translation import mark, tr
from .sample_question import ABOUT, SamplePlace
from .setup_choices import SetupChoices
from .setup_log import SetupLog

_ABOUT = mark(
    "The engine needs PyTorch and a few small packages. They are installed into an environment of their own, under "
    "your QGIS profile; QGIS's Python is left as it is."
)

_CHOSEN = mark(
    "Settings > Options > rsmiss, or the variable RSMISS_PYTHON, names '{python}': that one is used, whatever is "
    "set up here."
)


class SetupDialog(QDialog):
    """Says what a set-up will do, does it, shows it and cancels it.

    ``ready`` when there is an engine; ``sample`` when the user then wants the sample project, in a folder.
    """

    ready = pyqtSignal()
    sample = pyqtSignal(Path)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Set up the rsmiss engine"))
        self.resize(720, 640)
        self.setup: EnvironmentSetup | None = None
        self.removal: Removal | None = None
        self.looker: Look | None = None
        self.online = False  # the package indexes were asked for
        self.now = ""
        self.made = False  # this dialog has just made an engine
        self.choices = SetupChoices()
        self.choices.changed.connect(self._choices_changed)
        self.state = _label(_present_state())
        bold = self.state.font()
        bold.setBold(True)
        self.state.setFont(bold)  # what is so now, among what is always so
        self.hint = _label("")
        self.progress = QProgressBar()
        self.status = _label("")
        self.log = SetupLog()
        self.sample_about, self.sample_place = _label(tr(ABOUT)), SamplePlace()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.close_button = self.buttons.button(QDialogButtonBox.StandardButton.Close)
        self.start_button = self._button(tr("Set up"), self._start)
        self.remove_button = self._button(tr("Remove…"), self._remove)
        self.older_button = self._button("", self._remove_older)
        self.sample_button = self._button(tr("Sample project"), self._go_on)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (_label(tr(_ABOUT)), self.state, self.hint, self.choices):
            layout.addWidget(widget)
        for widget in (self.sample_about, self.sample_place, self.progress, self.status, self.log, self.buttons):
            layout.addWidget(widget)
        layout.setStretchFactor(self.log, 1)
        self._show_buttons()

    # ---- what there is

    def showEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        if self.setup is None and not event.spontaneous():
            self.made = False
            self.choices.begin(read_record(environment_folder()))
            self._refresh()
            self._look()

    def _refresh(self) -> None:
        """Show what there is: the engine's state, and the sizes of environments, which take a moment."""
        self.state.setText(_present_state())
        self.hint.setText(tr(_CHOSEN).format(python=chosen_python()))
        self.hint.setVisible(bool(chosen_python()))
        self.older_button.hide()
        self._offer_sample(self.made)
        for widget in (self.choices, self.start_button):  # what was done is not offered again at once
            widget.setVisible(not self.made)
        self.remove_button.setVisible(environment_folder().exists() and not self.made)
        self.start_button.setText(tr("Update") if environment_folder().exists() else tr("Set up"))
        folders = older()
        if folders:
            measure = Background(lambda: size_of(folders))
            measure.ended.connect(self._show_older)
            measure.start()

    def _show_older(self, total: int) -> None:
        text = tr("Remove older environments ({count}, {size})…").format(count=len(older()), size=size(total))
        self.older_button.setText(text)
        self.older_button.show()

    def _look(self) -> None:
        """Look for GPUs and indexes, with QGIS's proxy."""
        self.online = not self.choices.wheels.path()
        self.choices.look()
        scratch = tempfile.TemporaryDirectory(prefix="rsmiss-")
        looker = Look(qgis_network(Path(scratch.name)).variables, self.online, self)
        self.looker = looker

        def found(gpus: Any, index: bool) -> None:
            scratch.cleanup()
            if looker is self.looker:  # and not one that a later look has overtaken
                self.choices.propose(gpus, index)

        looker.ended.connect(found)
        looker.start()

    def _choices_changed(self) -> None:
        if self.looker is not None and not self.online and not self.choices.wheels.path():
            self._look()  # now the network matters
        self._show_buttons()

    def _show_buttons(self) -> None:
        idle = self.setup is None and self.removal is None
        self.choices.setEnabled(idle)
        self.start_button.setEnabled(idle and self.choices.plan() is not None)
        for button in (self.remove_button, self.older_button):
            button.setEnabled(idle)
        self.close_button.setText(tr("Close") if self.setup is None else tr("Cancel"))

    # ---- setting up

    def _start(self) -> None:
        plan = self.choices.plan()
        if plan is None:
            return
        settings.save(settings.WHEELS, plan.wheels)
        self.made = False
        self._offer_sample(False)
        self.log.begin()
        self.now = ""
        self.progress.setRange(0, 0)
        self.setup = EnvironmentSetup(plan, self)
        self.setup.said.connect(self.log.appendPlainText)
        self.setup.stepped.connect(self._show_step)
        self.setup.does.connect(self._show_doing)
        self.setup.grew.connect(self._show_growth)
        self.setup.ended.connect(self._ended)
        self._show_buttons()
        self.setup.start()

    def _show_step(self, done: int, total: int, title: str) -> None:
        self.now = ""
        text = tr("Step {number} of {total}: {title}…")
        self.state.setText(text.format(number=done + 1, total=total, title=title))
        self.status.setText("")

    def _show_doing(self, text: str) -> None:
        self.now = text
        self.status.setText(text[:1].upper() + text[1:])

    def _show_growth(self, written: int, speed: float) -> None:
        if self.setup is None:
            return
        text = tr("{written} written, {speed}/s").format(written=size(written), speed=size(speed))
        text = f"{self.now[:1].upper()}{self.now[1:]}: {text}" if self.now else text
        self.status.setText(text)
        expected = self.setup.expected
        if expected and written:
            self.progress.setRange(0, 100)
            self.progress.setValue(max(self.progress.value(), min(99, round(100 * written / expected))))

    def _ended(self, outcome: Outcome) -> None:
        self.setup = None
        self.made = not outcome.sentence
        self.progress.setRange(0, 1)
        self.progress.setValue(1 if self.made else 0)
        self.status.setText("")
        self._refresh()
        self._show_buttons()
        if outcome.sentence:
            self.state.setText(outcome.sentence)
            self.log.point_at(outcome.line)
        else:
            self.sample_place.propose()
            self.sample_button.setDefault(True)
            self.ready.emit()

    def _go_on(self) -> None:
        self.accept()
        self.sample.emit(self.sample_place.folder)

    def _offer_sample(self, offered: bool) -> None:
        for widget in (self.sample_about, self.sample_place, self.sample_button):
            widget.setVisible(offered)

    # ---- removing

    def _remove(self) -> None:
        folder = environment_folder()
        if self._sure(tr("Remove the engine in '{folder}'? It can be set up again.").format(folder=folder)):
            self._begin_removal([folder])

    def _remove_older(self) -> None:
        folders = older()
        names = "\n".join(f"{folder.name} (Python {python_version(folder)})" for folder in folders)
        text = tr(
            "Remove these environments of older versions of the plugin, or of another QGIS that shares this "
            "profile?\n\n"
            "{names}"
        )
        if folders and self._sure(text.format(names=names)):
            self._begin_removal(folders)

    def _begin_removal(self, folders: list[Any]) -> None:
        self.removal = Removal(folders, self)
        self.removal.ended.connect(self._removed)
        self.progress.setRange(0, 0)
        self.state.setText(tr("Removing…"))
        self._show_buttons()
        self.removal.start()

    def _removed(self, problem: str) -> None:
        self.removal = None
        self.made = self.made and environment_folder().exists()
        self.progress.setRange(0, 1)
        self._refresh()
        self._show_buttons()
        if problem:
            self.state.setText(problem)

    # ---- the end

    def reject(self) -> Any:
        """Close; while the set-up runs, ask, and cancel it."""
        if self.setup is None:
            return super().reject()
        if self._sure(tr("The engine is being set up. Cancel that?")) and self.setup is not None:
            self.state.setText(tr("Cancelling…"))
            self.setup.cancel()
        return None

    def abandon(self) -> None:
        """The plugin is unloaded, or QGIS ends."""
        if self.setup is not None:
            self.setup.abandon()
            self.setup = None
        super().reject()

    def _sure(self, question: str) -> bool:
        yes = QMessageBox.StandardButton.Yes
        return QMessageBox.question(self, self.windowTitle(), question) == yes

    def _button(self, title: str, slot: Any) -> Any:
        button = self.buttons.addButton(title, QDialogButtonBox.ButtonRole.ActionRole)
        button.clicked.connect(slot)
        return button


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    return label


def _present_state() -> str:
    python, problem = likely_python()
    if not problem:
        return tr("The engine is ready: {python}").format(python=python)
    return tr(NEEDED) if problem == not_set_up() else problem
