"""The model files that were trained or used of late, the newest first."""

from __future__ import annotations

import json
from pathlib import Path

from qgis.core import QgsProcessingUtils, QgsSettings

from ...engine.door.jobs import PretrainJob
from ..jobs.record import DONE, JobRecord

SETTING = "rsmiss/models"
KEPT = 30
SUFFIX = ".rsmiss"


def recent_models() -> list[str]:
    """Paths, also of files that are no longer there."""
    try:
        paths = json.loads(QgsSettings().value(SETTING, "[]", type=str))
    except ValueError:
        return []
    return [path for path in paths if isinstance(path, str)] if isinstance(paths, list) else []


def remember_model(path: str) -> None:
    """Put a model file on top of the list. One in QGIS's temporary folder is not kept: it goes when QGIS closes."""
    if path.startswith(QgsProcessingUtils.tempFolder()):
        return
    _keep([path, *(other for other in recent_models() if other != path)])


def forget_model(path: str) -> None:
    """Take a model file off the list; the file stays."""
    _keep([other for other in recent_models() if other != path])


def model_of(record: JobRecord) -> str:
    """The model file that a job left or used; '' where there is none. The encoder of a pre-training is no model yet."""
    if record.kind == PretrainJob.kind:
        return ""
    path = record.result.get("model") or record.asked.parameters.get("MODEL")
    usable = record.state == DONE and isinstance(path, str) and path.endswith(SUFFIX) and Path(path).exists()
    return path if usable else ""


def _keep(paths: list[str]) -> None:
    QgsSettings().setValue(SETTING, json.dumps(paths[:KEPT]))
