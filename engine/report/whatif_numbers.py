"""The table of a what-if of a number: how far each case's values lie from the complete map's, as CSV and as a page."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from ..door.cases import case_title
from ..door.jobs import WhatIfJob
from ..door.model_header import accuracy_text, measured
from ..mapping.inference import Summary
from ..mapping.spread import Spread
from ..model.model_file import TrainedModel
from .pages import METRIC_TITLES, template

#: measures of the model's own test that stand beside the differences
_EXPECTED = ("r2", "rmse", "mae")


@dataclass(frozen=True)
class WhatIfNumbersReport:
    """``spread`` of the cases after the complete one; ``summaries`` of all cases, the complete one first."""

    job: WhatIfJob
    model: TrainedModel
    spread: Spread
    summaries: Sequence[Summary]

    def differences(self) -> dict[str, float | None]:
        """Case ('hsi+sar') -> its mean absolute difference from the complete map; None of no pixel."""
        return {"+".join(row["case"]): row["difference"] for row in self._rows()}

    def write_csv(self, file: TextIO) -> None:
        """One line a case: mean absolute difference, correlation, share without data, the accuracy expected."""
        heads = ["case", "missing", "mean absolute difference", "correlation", "no data"]
        table = csv.writer(file)
        table.writerow([*heads, *(f"expected {name}" for name in _EXPECTED)])
        for row in self._rows():
            values = [row["difference"], row["correlation"], row["none"], *row["expected"]]
            cells = ["" if value is None else f"{value:.6g}" for value in values]
            table.writerow(["+".join(row["case"]), "+".join(row["missing"]), *cells])

    def html(self) -> str:
        """The page."""
        complete = next(iter(self.job.maps()))
        return template("whatif_numbers.html").render(
            model=Path(self.job.model).name,
            folder=Path(self.job.folder).name,
            field=self.model.target.field or "value",
            complete=case_title(complete),
            complete_accuracy=accuracy_text(measured(self.model.accuracy, complete)),
            files=[(name.upper(), [Path(p).name for p in source.paths]) for name, source in self.job.layers.items()],
            spread=Path(self.job.spread).name,
            pixels=self.summaries[0].pixels - self.summaries[0].nodata,
            rows=[
                {**row, "title": case_title(row["case"]), "lost": case_title(row["missing"])} for row in self._rows()
            ],
            expected_titles=[METRIC_TITLES[name] for name in _EXPECTED],
        )

    def _rows(self) -> Iterator[dict[str, Any]]:
        complete, *cases = self.job.maps()
        for number, case in enumerate(cases):
            row, none = measured(self.model.accuracy, case), int(self.spread.none[number])
            seen = none + int(self.spread.pixels[number])
            yield {
                "case": case,
                "missing": tuple(name for name in complete if name not in case),
                "file": Path(self.job.maps()[case]).name,
                "difference": self.spread.mean_difference(number),
                "correlation": self.spread.correlation(number),
                "none": none / seen if seen else None,
                "expected": [row.get(name) for name in _EXPECTED],
            }
