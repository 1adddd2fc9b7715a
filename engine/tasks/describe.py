"""The describing job: a table of class descriptions for the user to edit."""

from __future__ import annotations

from typing import Any

from ..door.descriptions import COLUMNS, descriptions
from ..door.jobs import DescribeJob
from ..labels.labelled_pixels import class_table
from ..language.table import write_table
from ..runtime import outputs
from ..runtime.reporter import Reporter


def run(job: DescribeJob, report: Reporter) -> dict[str, Any]:
    """Write a description of each class of the training layer; classes without one are named in a warning."""
    names = [entry.name for entry in class_table(job.labels)]
    texts, unknown = descriptions().describe(names)
    if unknown:
        shown = ", ".join(f"'{name}'" for name in unknown)
        report.warn(
            f"There is no description of {shown}: their rows hold a template, to be replaced by your own words."
        )
    with outputs.whole(job.outputs()) as writing:
        columns = [column for column in COLUMNS if column in ("shared", "relations", *job.modalities)]
        write_table(writing[job.output], names, texts, columns)
    report.progress(1.0, "Done")
    return {"output": job.output, "classes": len(names), "unknown": unknown}
