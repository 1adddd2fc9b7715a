"""A person at QGIS, for scripts: presses what is on the screen, photographs it, and notes how long it does not answer.

What the person does is a generator. It yields what is waited for: ``until(...)`` or ``rest(...)``. A timer carries it
on, so that the event loop is QGIS's own all the time, also while a dialog waits for its answer.
"""

from __future__ import annotations

import os
import resource
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QPoint, QProcess, Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QMenu, QWidget
from qgis.utils import iface

#: milliseconds between two beats of the event loop, and between two looks at what is waited for
BEAT, LOOK = 10, 40
#: seconds without a beat that a person feels
FELT = 0.1
LEFT = Qt.MouseButton.LeftButton


@dataclass
class Gap:
    """Seconds without a beat, those in which this thread computed, and where it was."""

    seconds: float
    cpu: float
    places: list[str]

    @property
    def ours(self) -> bool:
        return any("/rsmiss/" in place for place in self.places)


@dataclass
class Step:
    """What one step took: seconds by the clock and of all cores, presses, and the times that the window stood still."""

    title: str
    started: float = field(default_factory=time.monotonic)
    cpu_before: float = field(default_factory=lambda: cpu_seconds())
    seconds: float = 0.0
    cpu: float = 0.0
    presses: int = 0
    load: float = 0.0
    gaps: list[Gap] = field(default_factory=list)

    def end(self) -> None:
        self.seconds = time.monotonic() - self.started
        self.cpu = cpu_seconds() - self.cpu_before
        self.load = os.getloadavg()[0]

    @property
    def longest(self) -> Gap:
        return max(self.gaps, key=lambda gap: gap.seconds, default=Gap(0.0, 0.0, []))


def cpu_seconds() -> float:
    """Of this process and of the children that have ended."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in used)


class Pulse(QObject):
    """Beats in the event loop; a second thread looks where this one is while no beat comes."""

    def __init__(self, heard: Callable[[Gap], object]) -> None:
        super().__init__()
        self.heard = heard
        self.beat, self.cpu = time.monotonic(), time.thread_time()
        self.main = threading.get_ident()
        self.places: list[str] = []
        self.timer = QTimer(self)
        self.timer.setTimerType(Qt.TimerType.PreciseTimer)
        self.timer.setInterval(BEAT)
        self.timer.timeout.connect(self._beat)
        self.timer.start()
        threading.Thread(target=self._watch, name="pulse", daemon=True).start()

    def _beat(self) -> None:
        now, cpu = time.monotonic(), time.thread_time()
        gap = Gap(now - self.beat, cpu - self.cpu, list(dict.fromkeys(self.places)))
        self.beat, self.cpu = now, cpu
        self.places.clear()
        self.heard(gap)

    def _watch(self) -> None:
        while True:
            time.sleep(FELT / 4)
            if time.monotonic() - self.beat > FELT / 2:
                frame = sys._current_frames().get(self.main)
                lines = traceback.extract_stack(frame) if frame is not None else []
                self.places.append(" < ".join(f"{f.filename}:{f.lineno} {f.name}" for f in reversed(lines[-6:])))


class MissingError(Exception):
    """Something that a user should see did not appear."""


@dataclass
class Wait:
    condition: Callable[[], Any]
    what: str
    deadline: float


def until(condition: Callable[[], Any], what: str, seconds: float = 60.0) -> Wait:
    """Wait for what a user would see; ``MissingError`` where it does not come."""
    return Wait(condition, what, time.monotonic() + seconds)


def rest(seconds: float) -> Wait:
    """Let time pass: what is shown is drawn meanwhile."""
    end = time.monotonic() + seconds
    return Wait(lambda: time.monotonic() >= end, "the time", end + 60)


Doing = Iterator[Wait]


class User(QObject):
    """Does what ``way`` says; ``ended`` is called with '' or with what went wrong."""

    def __init__(self, out: Path, ended: Callable[[str], object]) -> None:
        super().__init__()
        self.out, self.ended = out, ended
        self.steps: list[Step] = []
        self.pictures = 0
        self.way: Doing = iter(())
        self.wait: Wait | None = None
        self.pulse: Pulse | None = None
        self.timer = QTimer(self)
        self.timer.setInterval(LOOK)
        self.timer.timeout.connect(self._carry_on)

    def go(self, way: Doing) -> None:
        self.way = way
        self.pulse = Pulse(self._hear)
        self.timer.start()

    def _hear(self, gap: Gap) -> None:
        if self.steps and not self.steps[-1].seconds and gap.seconds > FELT:
            self.steps[-1].gaps.append(gap)

    def _carry_on(self) -> None:
        try:
            if self.wait is not None and not self.wait.condition():
                if time.monotonic() > self.wait.deadline:
                    raise MissingError(f"Did not appear: {self.wait.what}.")
                return
            self.wait = next(self.way)
        except StopIteration:
            self._stop("")
        except Exception:
            self._stop(traceback.format_exc())

    def _stop(self, problem: str) -> None:
        self.timer.stop()
        self.end()
        self.ended(problem)

    # ---- steps

    def begin(self, title: str) -> None:
        self.end()
        self.steps.append(Step(title))

    def end(self) -> None:
        if self.steps and not self.steps[-1].seconds:
            self.steps[-1].end()

    # ---- hands

    def press(self, widget: QWidget, at: QPoint | None = None, counted: bool = True) -> None:
        """Press the left button on a widget, once the event loop is back: what opens may wait for an answer.

        ``MissingError`` where something else stands before it.
        """
        if counted:
            self.steps[-1].presses += 1
        where = widget.rect().center() if at is None else at
        seen = QApplication.widgetAt(widget.mapToGlobal(where))
        if seen is None or not (seen is widget or widget.isAncestorOf(seen)):
            raise MissingError(f"{seen} stands before {widget}, which was to be pressed.")
        QTimer.singleShot(0, lambda: QTest.mouseClick(widget, LEFT, Qt.KeyboardModifier.NoModifier, where))

    def choose(self, box: Any, row: int) -> Doing:
        """Open a box of choices and take one."""
        self.press(box)
        yield until(lambda: box.view().isVisible(), "the choices")
        yield rest(QApplication.doubleClickInterval() / 1000 + 0.2)  # before that a box takes no second press
        view = box.view()
        index = box.model().index(row, box.modelColumn(), box.rootModelIndex())
        view.scrollTo(index)
        self.press(view.viewport(), view.visualRect(index).center())
        yield until(lambda: not view.isVisible() and box.currentIndex() == row, "the choice")

    def menu(self, *titles: str) -> Doing:
        """Open a menu of the menu bar and take an entry; a menu inside it opens under the mouse."""
        bar = iface.mainWindow().menuBar()
        action = named(bar.actions(), titles[0])
        self.press(bar, bar.actionGeometry(action).center())
        for title in titles[1:]:
            shown: QMenu = action.menu()
            yield until(shown.isVisible, f"the menu {shown.title()}")
            yield rest(0.2)
            action = named(shown.actions(), title)
            self.press(shown, shown.actionGeometry(action).center(), counted=action.menu() is None)
        yield rest(0.1)

    # ---- eyes

    def photograph(self, name: str, after: float = 0.4) -> Doing:
        """Save what the screen shows."""
        yield rest(after)
        self.pictures += 1
        process = QProcess(self)
        process.start("import", ["-silent", "-window", "root", str(self.out / f"{self.pictures:02d}-{name}.png")])
        yield until(lambda: process.state() == QProcess.ProcessState.NotRunning, "the picture")
        if process.exitCode() != 0:
            raise MissingError(f"The picture {name} could not be taken.")


def named(actions: list[Any], title: str) -> Any:
    """The action with a title, as it is read."""
    for action in actions:
        if action.text().replace("&", "") == title:
            return action
    raise MissingError(f"There is no entry '{title}' among {[a.text().replace('&', '') for a in actions]}.")


def button(parent: QWidget, title: str) -> Any:
    """A visible button by its title, or None."""
    from qgis.PyQt.QtWidgets import QPushButton

    found = [b for b in parent.findChildren(QPushButton) if b.text().replace("&", "") == title and b.isVisible()]
    return found[0] if found else None


def window(kind: str, title: str = "") -> Any:
    """A visible window by the name of its class and a part of its title, or None."""
    for widget in QApplication.topLevelWidgets():
        kinds = [k.__name__ for k in type(widget).__mro__]
        if widget.isVisible() and kind in kinds and title in widget.windowTitle():
            return widget
    return None


def gone(widget: Any) -> bool:
    """Whether a window is closed; QGIS deletes some of them then."""
    return sip.isdeleted(widget) or not widget.isVisible()


def message(text: str, title: str = "") -> Any:
    """The line above the map that holds a text, or its button of a title; None where there is none."""
    for item in iface.messageBar().items():
        if item.isVisible() and text in item.text():
            return button(item, title) if title else item
    return None
