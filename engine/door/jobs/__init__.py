"""The jobs that QGIS gives to the engine, as JSON.

The QGIS side writes a job, starts ``python -m engine JOB.json`` and reads events from its standard output.
"""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..sources import LabelSource, LayerSource, SplitSettings, TextSource
from .base import DEVICES, EFFORTS, PRECISIONS, Job, NamedFile
from .mapping import ClassifyJob, WhatIfJob
from .others import TABLES, CheckJob, DescribeJob, ModelInfoJob, SampleDataJob
from .training import AUTO, PretrainJob, TrainJob

__all__ = [
    "AUTO",
    "DEVICES",
    "EFFORTS",
    "JOBS",
    "PRECISIONS",
    "TABLES",
    "CheckJob",
    "ClassifyJob",
    "DescribeJob",
    "Job",
    "ModelInfoJob",
    "NamedFile",
    "PretrainJob",
    "SampleDataJob",
    "TrainJob",
    "WhatIfJob",
    "read_job",
]

JOBS: dict[str, type[Job]] = {
    job.kind: job
    for job in (TrainJob, PretrainJob, ClassifyJob, WhatIfJob, ModelInfoJob, SampleDataJob, CheckJob, DescribeJob)
}
_NESTED = {"labels": LabelSource, "test": LabelSource, "split": SplitSettings, "text": TextSource}


def read_job(path: str | Path) -> Job:
    """The job in a JSON file; InputError where it is not one."""
    try:
        values = json.loads(Path(path).read_text(encoding="utf-8"))
        kind = JOBS[values.pop("job")]
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise InputError(f"'{path}' is not a job file of rsmiss: {error}.") from error
    known = {item.name for item in fields(kind)}  # type: ignore[arg-type]
    if set(values) - known:
        raise InputError(f"The job in '{path}' has unknown entries: {', '.join(sorted(set(values) - known))}.")
    for name, nested in _NESTED.items():
        if values.get(name) is not None:
            values[name] = _nested(nested, values[name])
    if "layers" in values:
        values["layers"] = {m: LayerSource(tuple(v["paths"]), v.get("dates", 1)) for m, v in values["layers"].items()}
    for name in ("extent", "modalities"):
        if name in values:
            values[name] = tuple(values[name])
    if "cases" in values:
        values["cases"] = tuple(tuple(case) for case in values["cases"])
    try:
        return kind(**values)
    except TypeError as error:
        raise InputError(f"The job in '{path}' is incomplete: {error}.") from error


def _nested(kind: type[Any], values: dict[str, Any]) -> Any:
    if "styles" in values:
        values = {**values, "styles": tuple(tuple(row) for row in values["styles"])}
    return kind(**values)
