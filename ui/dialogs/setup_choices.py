"""What a set-up offers to choose, and what the choice means: what comes, from where, whereto, how large."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QWidget

from .. import settings
from ..engine.builds import MB, Gpu, choose, runs_on, size
from ..engine.environment import environment_folder
from ..engine.folders import Record
from ..engine.parts import OPTIONAL_PARTS
from ..engine.plan import Plan, free_space, system
from ..translation import mark, tr
from .path_edit import wheels_edit

_LOOKING = mark("Looking for a GPU and for the package indexes…")


class SetupChoices(QWidget):
    """PyTorch's build, optional parts, a folder of wheels. ``changed`` when the plan is another."""

    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.gpus: list[Gpu] | None = None  # None: still looking
        self.index = False
        self.touched = False  # the user chose a build
        self.build = QComboBox()
        self.build.addItem(tr("for the CPU"), False)
        if system() != "Darwin":
            self.build.addItem(tr("for NVIDIA GPUs, with CUDA"), True)
        self.build.activated.connect(self._touch)
        self.build.currentIndexChanged.connect(lambda _: self.show_plan())
        self.found = _label(tr(_LOOKING))
        self.parts: dict[str, QCheckBox] = {}
        for part in OPTIONAL_PARTS.values():
            title = tr("{title} ({size} more)").format(title=tr(part.title), size=size(part.megabytes * MB))
            box = self.parts[part.name] = QCheckBox(title)
            box.setToolTip(tr(part.about))
            box.toggled.connect(lambda _: self.show_plan())
        self.wheels = wheels_edit()
        self.wheels.changed.connect(lambda _: self.show_plan())
        self.what, self.source, self.place, self.size, self.note = (_label("") for _ in range(5))
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(tr("PyTorch"), self.build)
        form.addRow("", self.found)
        for number, box in enumerate(self.parts.values()):
            form.addRow("" if number else tr("Optional"), box)
        form.addRow(tr("Folder of wheels"), self.wheels)
        said = ((tr("What"), self.what), (tr("From"), self.source), (tr("Into"), self.place), (tr("Size"), self.size))
        for title, label in said:
            form.addRow(_label(title), label)
        form.addRow("", self.note)

    def begin(self, record: Record | None) -> None:
        """Show the settings, and what the environment that is there was made of."""
        self.wheels.set_path(settings.wheels())
        if record is not None:
            self.touched = True
            self.build.setCurrentIndex(max(0, self.build.findData(record.cuda)))
            for name, box in self.parts.items():
                box.setChecked(name in record.parts)

    def look(self) -> None:
        """Something is being looked for, so that there is no plan yet."""
        self.gpus = None
        self.found.setText(tr(_LOOKING))
        self.show_plan()

    def propose(self, gpus: list[Gpu], index: bool) -> None:
        """What was found; proposes a build where the user has not chosen one."""
        self.gpus, self.index = gpus, index
        self.found.setText(_said_of(gpus[0] if gpus else None))
        if not self.touched:
            self.build.setCurrentIndex(max(0, self.build.findData(any(map(runs_on, gpus)))))
        self.show_plan()

    def plan(self) -> Plan | None:
        """What is chosen; None while it is still being looked for what there is."""
        if self.gpus is None:
            return None
        cuda, wheels = bool(self.build.currentData()), self.wheels.path()
        build = choose(system(), cuda, self.gpus[0] if self.gpus else None, self.index)
        chosen = tuple(part for part in OPTIONAL_PARTS.values() if self.parts[part.name].isChecked())
        return Plan(build, chosen, wheels, cuda)

    def show_plan(self) -> None:
        plan = self.plan()
        self.build.setEnabled(not self.wheels.path())
        self.place.setText(str(environment_folder()))
        if plan is None:
            for label in (self.what, self.source, self.size, self.note):
                label.setText("…" if label is not self.note else "")
        else:
            self.what.setText(plan.contents())
            self.source.setText(plan.sources())
            self.size.setText(_sizes(plan))
            self.note.setText("" if plan.wheels else plan.build.note)
        self.changed.emit()

    def _touch(self, _: int) -> None:
        self.touched = True


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignTop)  # title and text side by side, also where a row has room to spare
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _sizes(plan: Plan) -> str:
    if plan.download:
        text = tr("{download} to download, {disk} on disk; {space} wanted meanwhile, {free} are free")
    else:
        text = tr("nothing to download, up to {disk} on disk, {free} are free")
    return text.format(
        download=size(plan.download), disk=size(plan.disk), space=size(plan.space), free=size(free_space())
    )


def _said_of(gpu: Gpu | None) -> str:
    if gpu is None:
        return tr("No NVIDIA GPU was found.")
    text = tr("{name}, driver {driver}, was found.").format(name=gpu.name, driver=gpu.driver or "?")
    if not runs_on(gpu):
        text += " " + tr("It is too old, or its driver is: no build of PyTorch works with both.")
    return text
