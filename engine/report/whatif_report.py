"""The table of a what-if: what each case loses, as CSV and as a page."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from ..door.cases import case_title
from ..door.jobs import WhatIfJob
from ..door.model_header import accuracy_text, measured
from ..door.target import CLASSES, LABELS
from ..mapping.agreement import Agreement, LabelAgreement
from ..mapping.inference import Summary
from ..model.model_file import TrainedModel
from .pages import METRIC_TITLES, template

#: measures of the model's own test that stand beside the agreement
_EXPECTED = {CLASSES: ("oa", "aa", "kappa"), LABELS: ("f1_micro", "f1_macro", "average_precision")}
#: what the table counts, of pixels and of the pixels of a class or label
_HEADS = {
    CLASSES: ("same class", "other class", "same class where {name}"),
    LABELS: ("same labels", "other labels", "both where either has {name}"),
}


@dataclass(frozen=True)
class WhatIfReport:
    """``agreement`` of the cases after the complete one; ``summaries`` of all cases, the complete one first."""

    job: WhatIfJob
    model: TrainedModel
    agreement: Agreement | LabelAgreement
    summaries: Sequence[Summary]

    def shares(self) -> dict[str, float | None]:
        """Case ('hsi+sar') -> share of the complete map's pixels that have the same class or labels there; None of no
        pixel."""
        return {"+".join(row["case"]): row["same"] for row in self._rows()}

    def write_csv(self, file: TextIO) -> None:
        """One line a case: shares of the complete map's pixels, the accuracy expected, the agreement of each class or
        label."""
        same, other, each = _HEADS[self.model.target.kind]
        heads = ["case", "missing", same, other, "no data", *(f"expected {name}" for name in self._expected)]
        table = csv.writer(file)
        table.writerow([*heads, *(each.format(name=name) for name in self.model.target.names)])
        for row in self._rows():
            values = [row["same"], row["other"], row["none"], *row["expected"], *row["classes"]]
            cells = ["" if value is None else f"{value:.6g}" for value in values]
            table.writerow(["+".join(row["case"]), "+".join(row["missing"]), *cells])

    def html(self) -> str:
        """The page."""
        complete = next(iter(self.job.maps()))
        return template("whatif.html").render(
            labels=self.model.target.kind == LABELS,
            model=Path(self.job.model).name,
            folder=Path(self.job.folder).name,
            complete=case_title(complete),
            complete_accuracy=accuracy_text(measured(self.model.accuracy, complete)),
            files=[(name.upper(), [Path(p).name for p in source.paths]) for name, source in self.job.layers.items()],
            classes=list(zip(self.model.target.classes, self.agreement.pixels.tolist(), strict=True)),
            pixels=self.summaries[0].pixels - self.summaries[0].nodata,
            rows=[
                {**row, "title": case_title(row["case"]), "lost": case_title(row["missing"])} for row in self._rows()
            ],
            expected_titles=[METRIC_TITLES[name] for name in self._expected],
        )

    def _rows(self) -> Iterator[dict[str, Any]]:
        complete, *cases = self.job.maps()
        for number, case in enumerate(cases):
            row = measured(self.model.accuracy, case)
            same, other, none = self.agreement.shares(number)
            yield {
                "case": case,
                "missing": tuple(name for name in complete if name not in case),
                "file": Path(self.job.maps()[case]).name,
                "same": same,
                "other": other,
                "none": none,
                "expected": [row.get(name) for name in self._expected],
                "classes": self.agreement.by_class(number),
            }

    @property
    def _expected(self) -> tuple[str, ...]:
        return _EXPECTED[self.model.target.kind]
