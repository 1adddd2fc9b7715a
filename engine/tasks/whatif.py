"""The what-if job: one scene mapped as if layers were missing, and how the maps agree with the complete one."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from ..door.cases import Case
from ..door.errors import InputError
from ..door.jobs import WhatIfJob
from ..door.target import LABELS, NUMBER, Target
from ..mapping.agreement import (
    NOTHING,
    Agreement,
    LabelAgreement,
    depends,
    depends_table,
    disagreement,
    disagreement_table,
)
from ..mapping.inference import Summary, map_cases
from ..mapping.products import MAP, Tile, class_values
from ..mapping.provenance import provenance
from ..mapping.raster_writer import Layout, RasterWriter, availability_table, layout
from ..mapping.spread import Spread, spread
from ..model.folding import fold_batch_norm
from ..model.model_file import TrainedModel, load
from ..report.whatif_numbers import WhatIfNumbersReport
from ..report.whatif_report import WhatIfReport
from ..runtime import device as devices
from ..runtime import outputs
from ..runtime.reporter import Reporter
from ..scene.rasters.extent import transformed
from ..scene.scene import Scene
from .classify import check_layers, compare_grids, open_scene, precision_of, trained_on

#: of the progress, for the maps; the rest is for the table
_MAPPING = 0.98
#: the path of a map, what it holds, and how it comes of the maps of all cases, the complete one first
_Comparison = tuple[str, Layout, Callable[[Sequence[NDArray[Any]]], NDArray[Any]]]
_Counts = Agreement | LabelAgreement | Spread


def run(job: WhatIfJob, report: Reporter) -> dict[str, Any]:
    """Map every case. Returns the paths, the share of pixels that agree for each case, and the seconds that it took."""
    started = time.monotonic()
    report.progress(0.0, "Loading the model")
    device = devices.choose(job.device)
    report.device(device.type)
    model = load(job.model, device)
    fold_batch_norm(model.method)
    check_layers(job, model)
    precision = precision_of(job, model, device, report)
    report.progress(0.0, "Opening the layers")
    scene = open_scene(job, model, report)
    try:
        compare_grids(trained_on(model), scene, report)
        with _folder(Path(job.folder)), outputs.whole(job.left_by(model.target.kind)) as writing:
            found, summaries = _map(job, model, scene, writing, device, precision, report.within(0.0, _MAPPING))
            page = _page(job, model, found, summaries)
            report.progress(_MAPPING, "Writing the table")
            with open(writing[job.table], "w", encoding="utf-8", newline="") as file:
                page.write_csv(file)
            Path(writing[job.page]).write_text(page.html(), encoding="utf-8")
    finally:
        scene.close()
    if summaries[0].pixels == summaries[0].nodata:
        report.warn("No pixel of the mapped area has data in any layer; the maps are empty.")
    report.progress(1.0, "Done")
    return {
        "folder": job.folder,
        "maps": {"+".join(case): path for case, path in job.maps().items()},
        **_compared(job, page),
        "table": job.table,
        "page": job.page,
        "pixels": summaries[0].pixels,
        "nodata": summaries[0].nodata,
        "seconds": round(time.monotonic() - started, 2),
    }


def _page(
    job: WhatIfJob, model: TrainedModel, found: _Counts, summaries: list[Summary]
) -> WhatIfReport | WhatIfNumbersReport:
    if isinstance(found, Spread):
        return WhatIfNumbersReport(job, model, found, summaries)
    return WhatIfReport(job, model, found, summaries)


def _compared(job: WhatIfJob, page: WhatIfReport | WhatIfNumbersReport) -> dict[str, Any]:
    """Of the result: the maps that compare the cases, and one figure a case."""
    if isinstance(page, WhatIfNumbersReport):
        return {"spread": job.spread, "difference": page.differences()}
    return {"disagreement": job.disagreement, "depends": job.depends, "agreement": page.shares()}


@contextmanager
def _folder(folder: Path) -> Iterator[None]:
    """The folder of the outputs; it is made where it is missing, and goes again where nothing came of it."""
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"The folder '{folder}' cannot be made ({error.strerror}); choose another place.") from error
    try:
        yield
    except BaseException:
        with suppress(OSError):  # somebody put something there meanwhile
            for place in missing:
                place.rmdir()
        raise


def _map(
    job: WhatIfJob,
    model: TrainedModel,
    scene: Scene,
    writing: dict[str, str],
    device: torch.device,
    precision: str,
    report: Reporter,
) -> tuple[_Counts, list[Summary]]:
    extent = transformed(job.extent, job.extent_crs, scene.grid.crs) if job.extent else scene.grid.extent
    area = scene.grid.crop(extent)
    grid = scene.grid.sub(area)
    cases, target = list(job.maps()), model.target
    number = target.kind == NUMBER
    counts = _counts(target, len(cases) - 1)
    comparing = _spreading(job, target) if number else _differing(job, cases)
    with ExitStack() as open_files:

        def writer(path: str, kind: Layout, case: Sequence[str]) -> RasterWriter:
            about = provenance(model, job.model, case)
            return open_files.enter_context(RasterWriter(writing[path], grid, kind, about))

        maps = [writer(path, layout(MAP, target), case) for case, path in job.maps().items()]
        further = [(writer(path, kind, cases[0]), compare) for path, kind, compare in comparing]

        def sink(tiles: list[Tile]) -> None:
            window, found = tiles[0].window, [tile.products[MAP] for tile in tiles]
            for raster, values in zip(maps, found, strict=True):
                raster.write(window, values)
            if target.kind != LABELS:
                found = [values[0] for values in found]
            counts.add(found[0], found[1:])
            for raster, compare in further:
                raster.write(window, compare(found)[None])

        summaries = map_cases(
            scene,
            model,
            cases,
            sink,
            device=device,
            precision=precision,
            tile=job.tile,
            batch=job.batch,
            area=area,
            report=report,
        )
    return counts, summaries


def _counts(target: Target, cases: int) -> _Counts:
    if target.kind == NUMBER:
        return Spread(cases)
    return (
        LabelAgreement(cases, len(target.classes)) if target.kind == LABELS else Agreement(cases, class_values(target))
    )


def _spreading(job: WhatIfJob, target: Target) -> list[_Comparison]:
    """The map that compares cases of a number."""
    title = f"spread of {target.field or 'value'}"
    return [(job.spread, Layout((title,), np.dtype(np.float32), math.nan), lambda found: spread(found[0], found[1:]))]


def _differing(job: WhatIfJob, cases: Sequence[Case]) -> list[_Comparison]:
    """The maps that compare cases of classes or labels."""
    losses = {cases.index(case): name for case, name in job.losses().items()}
    comparing: list[_Comparison] = [
        (job.disagreement, _disagreement_layout(len(cases) - 1), lambda found: disagreement(found[0], found[1:]))
    ]
    if losses:

        def lost(found: Sequence[NDArray[Any]]) -> NDArray[Any]:
            return depends(found[0], {name: found[number] for number, name in losses.items()})

        comparing.append((job.depends, _depends_layout(list(losses.values())), lost))
    return comparing


def _disagreement_layout(cases: int) -> Layout:
    return Layout(("cases that differ",), np.dtype(np.uint8), NOTHING, disagreement_table(cases))


def _depends_layout(modalities: Sequence[str]) -> Layout:
    table = depends_table(availability_table(modalities), modalities)
    return Layout(("the map depends",), np.dtype(np.uint8), NOTHING, table, sparse=True)
