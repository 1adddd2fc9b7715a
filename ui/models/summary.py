"""What a model file is, as a small HTML page; from its header alone, so without the engine."""

from __future__ import annotations

from html import escape
from typing import Any

from ...engine.door.modalities import MODALITIES, ModalityInfo
from ...engine.door.model_header import read_header
from ...engine.door.options import METHODS
from ...engine.door.target import CLASSES, LABELS, NUMBER, Target
from ..translation import mark, tr

#: what tells most of a model, by the kind of its target: key in the header -> title
_MEASURES = {
    CLASSES: {
        "oa": mark("Overall accuracy"),
        "aa": mark("Average accuracy"),
        "kappa": mark("Kappa"),
        "miou": mark("Mean IoU"),
    },
    LABELS: {
        "f1_micro": mark("F1 (micro)"),
        "f1_macro": mark("F1 (macro)"),
        "average_precision": mark("Average precision"),
    },
    NUMBER: {"r2": mark("R²"), "rmse": mark("RMSE"), "mae": mark("MAE")},
}


def summary(path: str) -> str:
    """Method, layers, classes, and the accuracy with every subset. ModelFileError where the file is no model."""
    header = read_header(path)
    target = Target.from_json(header["target"])
    declared = METHODS[header["method"]]
    parts = [
        f"<p><b>{escape(declared.title)}</b><br>{escape(declared.citation)}</p>",
        _members(header["members"]),
        _heading(tr("Layers")),
        _layers(header),
        _heading(tr("Classes")),
        _classes(target),
        _heading(tr("Accuracy by layers")),
        _accuracy(header, target),
    ]
    return "".join(parts)


def _members(count: int) -> str:
    if count == 1:
        return ""
    return f"<p>{escape(tr('An ensemble: the mean of {count} networks predicts.').format(count=count))}</p>"


def _heading(text: str) -> str:
    return f"<h4>{escape(text)}</h4>"


def _layers(header: dict[str, Any]) -> str:
    rows = []
    for name, values in header["modalities"].items():
        info = ModalityInfo.from_json(values)
        bands = tr("1 band") if info.bands == 1 else tr("{count} bands").format(count=info.bands)
        dates = tr(", {count} dates").format(count=len(info.dates)) if info.dates else ""
        rows.append(f"<tr><td>{escape(tr(MODALITIES[name].title))}&nbsp;</td><td>{escape(bands + dates)}</td></tr>")
    return f"<table>{''.join(rows)}</table>"


def _classes(target: Target) -> str:
    if target.kind == NUMBER:
        return f"<p>{escape(tr('The number in the field {field}').format(field=repr(target.field)))}</p>"
    boxes = (f'<span style="color:{escape(c.color)}">■</span>&nbsp;{escape(c.name)}' for c in target.classes)
    return f"<p>{'&ensp; '.join(boxes)}</p>"


def _accuracy(header: dict[str, Any], target: Target) -> str:
    """One row for each subset that had samples, the most layers first."""
    measures = _MEASURES[target.kind]
    head = f"<th align='right'>&ensp;{escape(tr('Samples'))}</th>"
    head += "".join(f"<th align='right'>&ensp;{escape(tr(title))}</th>" for title in measures.values())
    rows = []
    for row in header["accuracy"]:
        numbers = [row.get(key) for key in measures]
        if not all(isinstance(number, (int, float)) for number in numbers):
            continue
        layers = " + ".join(tr(MODALITIES[m].title) if m in MODALITIES else str(m) for m in row["modalities"])
        cells = f"<td align='right'>&ensp;{int(row.get('n', 0))}</td>"
        cells += "".join(f"<td align='right'>{number:.3f}</td>" for number in numbers)
        rows.append(f"<tr><td>{escape(layers)}</td>{cells}</tr>")
    if not rows:
        return f"<p>{escape(tr('It was not measured.'))}</p>"
    return f"<table cellpadding='2'><tr><th align='left'>{escape(tr('Layers'))}</th>{head}</tr>{''.join(rows)}</table>"
