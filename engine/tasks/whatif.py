"""The what-if job: one scene mapped as if layers were missing, and how the maps agree with the complete one."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import torch

from ..door.errors import InputError
from ..door.jobs import WhatIfJob
from ..door.target import CLASSES
from ..mapping.agreement import NOTHING, Agreement, depends, depends_table, disagreement, disagreement_table
from ..mapping.inference import MAP, Summary, Tile, class_values, map_cases
from ..mapping.provenance import provenance
from ..mapping.raster_writer import Layout, RasterWriter, availability_table, layout
from ..model.folding import fold_batch_norm
from ..model.model_file import TrainedModel, load
from ..report.whatif_report import WhatIfReport
from ..runtime import device as devices
from ..runtime import outputs
from ..runtime.reporter import Reporter
from ..scene.rasters.extent import transformed
from ..scene.scene import Scene
from .classify import check_layers, check_overwriting, compare_grids, open_scene, precision_of, trained_on

#: of the progress, for the maps; the rest is for the table
_MAPPING = 0.98


def run(job: WhatIfJob, report: Reporter) -> dict[str, Any]:
    """Map every case. Returns the paths, the share of pixels that agree for each case, and the seconds that it took."""
    started = time.monotonic()
    report.progress(0.0, "Loading the model")
    device = devices.choose(job.device)
    report.device(device.type)
    model = load(job.model, device)
    if model.target.kind != CLASSES:
        raise InputError(
            f"'{os.path.basename(job.model)}' does not predict one class a pixel, so its maps cannot be compared "
            "class by class; run Classify once for each case."
        )
    fold_batch_norm(model.method)
    check_layers(job, model)
    check_overwriting(job)
    precision = precision_of(job, model, device, report)
    report.progress(0.0, "Opening the layers")
    scene = open_scene(job, model, report)
    try:
        compare_grids(trained_on(model), scene, report)
        with _folder(Path(job.folder)), outputs.whole(job.outputs()) as writing:
            agreement, summaries = _map(job, model, scene, writing, device, precision, report.within(0.0, _MAPPING))
            page = WhatIfReport(job, model, agreement, summaries)
            report.progress(_MAPPING, "Writing the table")
            with open(writing[job.table], "w", encoding="utf-8", newline="") as file:
                page.write_csv(file)
            Path(writing[job.page]).write_text(page.html(), encoding="utf-8")
    finally:
        scene.close()
    if not agreement.pixels.sum():
        report.warn("No pixel of the mapped area has data in any layer; the maps are empty.")
    report.progress(1.0, "Done")
    return {
        "folder": job.folder,
        "maps": {"+".join(case): path for case, path in job.maps().items()},
        "disagreement": job.disagreement,
        "depends": job.depends,
        "table": job.table,
        "page": job.page,
        "agreement": page.shares(),
        "pixels": summaries[0].pixels,
        "nodata": summaries[0].nodata,
        "seconds": round(time.monotonic() - started, 2),
    }


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
) -> tuple[Agreement, list[Summary]]:
    extent = transformed(job.extent, job.extent_crs, scene.grid.crs) if job.extent else scene.grid.extent
    area = scene.grid.crop(extent)
    grid = scene.grid.sub(area)
    cases, losses = list(job.maps()), {list(job.maps()).index(case): name for case, name in job.losses().items()}
    agreement = Agreement(len(cases) - 1, class_values(model.target))
    with ExitStack() as open_files:

        def writer(path: str, kind: Layout, case: Sequence[str]) -> RasterWriter:
            about = provenance(model, job.model, case)
            return open_files.enter_context(RasterWriter(writing[path], grid, kind, about))

        maps = [writer(path, layout(MAP, model.target), case) for case, path in job.maps().items()]
        differ = writer(job.disagreement, _disagreement_layout(len(cases) - 1), cases[0])
        lost = writer(job.depends, _depends_layout(list(losses.values())), cases[0]) if losses else None

        def sink(tiles: list[Tile]) -> None:
            window, found = tiles[0].window, [tile.products[MAP][0] for tile in tiles]
            for raster, values in zip(maps, found, strict=True):
                raster.write(window, values[None])
            agreement.add(found[0], found[1:])
            differ.write(window, disagreement(found[0], found[1:])[None])
            if lost:
                without = {name: found[number] for number, name in losses.items()}
                lost.write(window, depends(found[0], without)[None])

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
    return agreement, summaries


def _disagreement_layout(cases: int) -> Layout:
    return Layout(("cases that differ",), np.dtype(np.uint8), NOTHING, disagreement_table(cases))


def _depends_layout(modalities: Sequence[str]) -> Layout:
    table = depends_table(availability_table(modalities), modalities)
    return Layout(("the map depends",), np.dtype(np.uint8), NOTHING, table, sparse=True)
