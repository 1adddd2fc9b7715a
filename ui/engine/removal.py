"""Takes environments away: at once out of use, then file by file beside the window."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..translation import tr
from .background import Background
from .folders import delete, put_away
from .setup import setup_lock, take


class Removal(QObject):
    """``ended`` gives '' or what went wrong."""

    ended = pyqtSignal(str)

    def __init__(self, folders: list[Path], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folders = folders
        self.lock = setup_lock()

    def start(self) -> None:
        problem = take(self.lock)
        if problem:
            self.ended.emit(problem)
            return
        away = []
        for folder in self.folders:
            try:
                away.append(put_away(folder))
            except OSError as error:
                sentence = tr("'{folder}' cannot be removed ({problem}): end what uses it and try again.")
                problem = sentence.format(folder=folder, problem=error.strerror)
        removal = Background(lambda: delete(away))
        removal.ended.connect(lambda _: self._tell(problem))
        removal.start()

    def _tell(self, problem: str) -> None:
        self.lock.unlock()
        self.ended.emit(problem)
