"""The model information job: what is in a model file, as a page for a person. The weights are not read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..door.jobs import ModelInfoJob
from ..door.modalities import MODALITIES, ModalityInfo
from ..door.model_header import read_header
from ..door.options import declaration
from ..door.target import NUMBER, Target
from ..report.pages import METRIC_TITLES, template
from ..runtime import outputs
from ..runtime.reporter import Reporter


def run(job: ModelInfoJob, report: Reporter) -> dict[str, Any]:
    """Write the page; returns the method's name, the modalities, the classes and the accuracy with all layers."""
    header = read_header(job.model)
    target = Target.from_json(header["target"])
    with outputs.whole(job.outputs()) as writing:
        page = _page(Path(job.model).name, header, target)
        Path(writing[job.html]).write_text(page, encoding="utf-8")
    report.progress(1.0, "Done")
    return {
        "html": job.html,
        "method": header["method"],
        "modalities": list(header["modalities"]),
        "target": target.kind,
        "classes": target.names,
        "window": header["window"],
        "members": header["members"],
        **_complete(header),
    }


def _complete(header: dict[str, Any]) -> dict[str, float]:
    """Metrics with all modalities: oa, aa, kappa, … or r2, rmse, mae."""
    for row in header["accuracy"]:
        if set(row["modalities"]) == set(header["modalities"]):
            return {name: value for name, value in row.items() if name in METRIC_TITLES}
    return {}


def _page(file: str, header: dict[str, Any], target: Target) -> str:
    entry = declaration(header["method"])
    modalities = {name: ModalityInfo.from_json(values) for name, values in header["modalities"].items()}
    measured = [row for row in header["accuracy"] if row.get("n")]
    metrics = [name for name in METRIC_TITLES if any(name in row for row in measured)]
    return template("model_info.html").render(
        file=file,
        entry=entry,
        header=header,
        target=target,
        modalities=modalities,
        names={name: MODALITIES[name].title for name in modalities},
        measured=measured,
        metrics=metrics,
        titles=METRIC_TITLES,
        share=target.kind != NUMBER,
    )
