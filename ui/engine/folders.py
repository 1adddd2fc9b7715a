"""The folders of environments in the profile: what each holds, how large it is, and how one goes away."""

from __future__ import annotations

import json
import os
import re
import shutil
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .environment import environment_folder, environments_folder

#: an environment that grows, its temporary files, and one that goes. Short names: Windows allows short paths only.
GROWING, SCRATCH, GOING = "new-", "tmp-", "old-"
_WHOLE = re.compile(r"engine-(\d+\.\d+)-[0-9a-f]{12}")
_RECORD = "rsmiss.json"


@dataclass(frozen=True)
class Record:
    """What an environment was made of: the tag of PyTorch's build and the names of optional parts."""

    build: str = ""
    cuda: bool = False
    parts: tuple[str, ...] = ()

    def write(self, folder: Path) -> None:
        text = json.dumps({"build": self.build, "cuda": self.cuda, "parts": list(self.parts)})
        (folder / _RECORD).write_text(text, encoding="utf-8")


def read_record(folder: Path) -> Record | None:
    """The record of an environment; None where it has none, as one made by an older version of the plugin."""
    try:
        values = json.loads((folder / _RECORD).read_text(encoding="utf-8"))
        return Record(str(values["build"]), bool(values["cuda"]), tuple(map(str, values["parts"])))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def new_name(kind: str) -> Path:
    """A folder of environments_folder() that is not there yet."""
    return environments_folder() / f"{kind}{uuid.uuid4().hex[:8]}"


def older() -> list[Path]:
    """Whole environments that this QGIS with this version of the plugin does not use."""
    return [path for path in _folders() if _WHOLE.fullmatch(path.name) and path != environment_folder()]


def leftovers() -> list[Path]:
    """What set-ups and removals that died have left. Only who holds the lock may take them for that."""
    return [path for path in _folders() if path.name.startswith((GROWING, SCRATCH, GOING))]


def python_version(folder: Path) -> str:
    """'3.11' for an environment of that Python."""
    match = _WHOLE.fullmatch(folder.name)
    return match[1] if match else ""


def put_away(folder: Path) -> Path:
    """Give an environment a name under which nothing uses it; OSError where a program holds it."""
    away = new_name(GOING)
    folder.rename(away)
    return away


def delete(folders: Iterable[Path]) -> None:
    """Delete folders, as far as it goes; the rest is found by ``leftovers`` the next time."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def size_of(folders: Iterable[Path]) -> int:
    """Bytes of all files below; folders that come and go meanwhile count as far as they are seen."""
    total, waiting = 0, [str(folder) for folder in folders]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        total += entry.stat(follow_symlinks=False).st_size
        except OSError:
            continue
    return total


def _folders() -> list[Path]:
    folder = environments_folder()
    return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
