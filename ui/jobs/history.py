"""The jobs of earlier sessions: one JSON object a line in the user's profile, the oldest forgotten."""

from __future__ import annotations

import os
from pathlib import Path

from qgis.core import Qgis, QgsApplication, QgsMessageLog

from ..translation import tr
from .record import JobRecord

#: jobs that are kept; the file may grow to twice as many before it is shortened
KEPT = 100


def history_file() -> Path:
    return Path(QgsApplication.qgisSettingsDirPath()) / "rsmiss" / "jobs.jsonl"


def past_jobs() -> list[JobRecord]:
    """The newest last. A line that cannot be read, as of another version, is passed over."""
    records = [JobRecord.parse(line) for line in _lines(history_file())]
    return [record for record in records if record is not None][-KEPT:]


def remember(record: JobRecord) -> None:
    """Add a job that has ended. A profile that cannot be written costs the history, never the job."""
    path = history_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(record.line() + "\n")
        lines = _lines(path)
        if len(lines) > 2 * KEPT:
            _replace(path, lines[-KEPT:])
    except OSError as error:
        text = tr("The list of jobs cannot be kept: {problem}.").format(problem=error)
        QgsMessageLog.logMessage(text, "rsmiss", Qgis.MessageLevel.Warning)


def forget() -> None:
    """Empty the history."""
    history_file().unlink(missing_ok=True)


def _lines(path: Path) -> list[str]:
    if not path.exists():
        return []
    return path.read_text(encoding="utf-8", errors="replace").splitlines()


def _replace(path: Path, lines: list[str]) -> None:
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    os.replace(partial, path)
