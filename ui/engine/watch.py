"""How far an installation is: what pip or uv names, and how the folders that it fills grow."""

from __future__ import annotations

import os
import re
import sys
import time
from collections import deque
from pathlib import Path

from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from ..translation import tr
from .background import Background
from .builds import size
from .folders import size_of

#: milliseconds between two looks
_EVERY = 1000
#: looks that the speed is taken from
_KEPT = 5
_UNITS = {"kB": 1e3, "MB": 1e6, "GB": 1e9, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "B": 1, "bytes": 1}
_PACKAGE = r"(?P<name>[A-Za-z0-9][A-Za-z0-9_.]*?)-(?P<version>\d[^-\s/]*)(?:-\S*)?\.(?:whl|tar\.gz|zip)"
_SIZE = r"\((?P<size>[\d.]+) ?(?P<unit>[kMG]?B|[KMG]iB|bytes)\)"
_FETCHES = (
    re.compile(rf"^\s*Downloading (?:\S*/)?{_PACKAGE}(?: {_SIZE})?"),  # pip
    re.compile(rf"^\s*Downloading (?P<name>[A-Za-z0-9_.-]+) {_SIZE}"),  # uv
)
_FOUND = re.compile(rf"^\s*(?:Using cached|Processing) (?:\S*/)?{_PACKAGE}")
_INSTALLS = re.compile(r"^\s*(?:Installing collected packages|Prepared \d+ package)")


def doing(line: str) -> str | None:
    """What a line of pip or uv says that it does now, as 'downloading torch 2.13.0 (190 MB)'; None for other lines."""
    for pattern in _FETCHES:
        match = pattern.match(line)
        if match is not None:
            named = match.groupdict()
            package = f"{named['name'].replace('_', '-')} {named.get('version') or ''}".rstrip()
            text = tr("downloading {package}").format(package=package)
            if named["size"]:
                text += f" ({size(float(named['size']) * _UNITS[named['unit']])})"
            return text
    match = _FOUND.match(line)
    if match is not None:
        package = f"{match['name'].replace('_', '-')} {match['version']}"
        return tr("taking {package}").format(package=package)
    return tr("unpacking") if _INSTALLS.match(line) else None


class Watch(QObject):
    """Looks each second at how much was written; ``grew`` gives (bytes, bytes a second)."""

    grew = pyqtSignal(object, float)

    def __init__(self, folders: list[Path], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folders = folders
        self.looking = False
        self.seen: deque[tuple[float, int]] = deque(maxlen=_KEPT)
        self.timer = QTimer(self)
        self.timer.setInterval(_EVERY)
        self.timer.timeout.connect(self._look)

    def start(self) -> None:
        self.timer.start()

    def stop(self) -> None:
        self.timer.stop()

    def _look(self) -> None:
        if self.looking:  # a slow disk: one look after the other
            return
        self.looking = True
        folders = [*self.folders, *uv_downloads()]
        look = Background(lambda: (time.monotonic(), size_of(folders)))
        look.ended.connect(self._saw)
        look.start()

    def _saw(self, seen: tuple[float, int]) -> None:
        self.looking = False
        self.seen.append(seen)
        if self.timer.isActive():
            self.grew.emit(seen[1], speed(list(self.seen)))


def speed(seen: list[tuple[float, int]]) -> float:
    """Bytes a second, from (second, bytes) in order of time; 0 where nothing grew."""
    if len(seen) < 2 or seen[-1][0] <= seen[0][0]:
        return 0.0
    return max(0.0, (seen[-1][1] - seen[0][1]) / (seen[-1][0] - seen[0][0]))


def uv_downloads() -> list[Path]:
    """The folders in uv's cache where it unpacks what it downloads."""
    if os.name == "nt":
        usual = Path(os.environ.get("LOCALAPPDATA", "")) / "uv" / "cache"
    elif sys.platform == "darwin":
        usual = Path.home() / ".cache" / "uv"
    else:
        usual = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "uv"
    cache = Path(os.environ.get("UV_CACHE_DIR") or usual)
    return [path for path in cache.glob(".tmp*") if path.is_dir()] if cache.is_dir() else []
