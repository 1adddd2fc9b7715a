"""Work on files that would hold up the window, done beside it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from qgis.PyQt.QtCore import QObject, pyqtSignal


class Background(QObject):
    """Runs ``work`` in a thread; ``ended`` gives what it returned, in the thread that made this object.

    ``work`` must not raise: a thread has nobody to tell. Python ends only after it: no removal stays half done.
    """

    ended = pyqtSignal(object)
    _returned = pyqtSignal(object)
    _at_work: set[Background] = set()

    def __init__(self, work: Callable[[], Any]) -> None:
        super().__init__()
        self._work = work
        self._returned.connect(self._tell)

    def start(self) -> None:
        self._at_work.add(self)  # keeps it alive until it has told
        threading.Thread(target=self._run, name="rsmiss").start()

    def _run(self) -> None:
        self._returned.emit(self._work())

    def _tell(self, result: Any) -> None:
        self._at_work.discard(self)
        self.ended.emit(result)
