"""The mapping job: a model file and whichever layers there are in, GeoTIFFs out."""

from __future__ import annotations

import os
import time
from collections.abc import Collection
from contextlib import ExitStack
from dataclasses import asdict
from typing import Any

import torch

from ..accuracy.evaluation import HEADLINE
from ..door.errors import InputError
from ..door.jobs import ClassifyJob, WhatIfJob
from ..door.modalities import MODALITIES
from ..mapping.inference import Summary, map_scene
from ..mapping.products import AVAILABILITY, CONFIDENCE, FEATURES, MAP, PROBABILITIES, PRODUCTS, Tile
from ..mapping.provenance import provenance
from ..mapping.raster_writer import RasterWriter, layout
from ..model.folding import fold_batch_norm
from ..model.model_file import TrainedModel, load, network_modalities
from ..runtime import device as devices
from ..runtime import outputs
from ..runtime.reporter import Reporter
from ..scene.map_grid import TrainedOn, map_grid
from ..scene.rasters.extent import transformed
from ..scene.rasters.source import crs_name, metres_per_unit
from ..scene.scene import Scene, finest

#: entry of the job and of the result -> product of mapping
_KINDS = {
    "output": MAP,
    "confidence": CONFIDENCE,
    "probabilities": PROBABILITIES,
    "availability": AVAILABILITY,
    "features": FEATURES,
}
#: how much finer or coarser than in training the pixels may be without a warning
_TOLERANCE = 1.5


def run(job: ClassifyJob, report: Reporter) -> dict[str, Any]:
    """Map as the job says. Returns the outputs' paths, the number of pixels, of those without data, and of each
    pattern ('hsi+lidar'), and the seconds that it took."""
    started = time.monotonic()
    report.progress(0.0, "Loading the model")
    device = devices.choose(job.device)
    report.device(device.type)
    model = load(job.model, device)
    fold_batch_norm(model.method)
    products = _products(job, model)
    check_layers(job, model)
    precision = precision_of(job, model, device, report)
    report.progress(0.0, "Opening the layers")
    scene = open_scene(job, model, report)
    try:
        _say_what_to_expect(model, scene.modalities, report)
        compare_grids(trained_on(model), scene, report)
        summary = _write(job, model, scene, products, device, precision, report)
    finally:
        scene.close()
    if summary.nodata == summary.pixels:
        report.warn("No pixel of the mapped area has data in any layer; the map is empty.")
    report.progress(1.0, "Done")
    return {**products, **asdict(summary), "seconds": round(time.monotonic() - started, 2)}


def open_scene(job: ClassifyJob | WhatIfJob, model: TrainedModel, report: Reporter) -> Scene:
    """The layers on the grid of the training, or of the layer and with the pixels that the job asks for."""
    trained = trained_on(model)
    return Scene.open(
        job.layers,
        expected=model.modalities,
        place=lambda files: map_grid(files, trained, finest(files), job.grid, job.pixel_size),
        warn=report.warn,
    )


def trained_on(model: TrainedModel) -> TrainedOn:
    """The grid of the training; an older model file, or one of a scene without a CRS, may not know all of it."""
    size = model.training.get("pixel_size")
    if not isinstance(size, (int, float)) or len(model.extent) != 4:
        size = 0.0
    west, south, east, north = model.extent if len(model.extent) == 4 else (0.0,) * 4
    return TrainedOn(model.crs, float(size), (west, south, east, north), str(model.training.get("reference", "")))


def precision_of(job: ClassifyJob | WhatIfJob, model: TrainedModel, device: torch.device, report: Reporter) -> str:
    """The precision to map in; said where it is not float32."""
    seen = network_modalities(model.modalities, model.normalisation)
    bands = {m: info.bands for m, info in seen.items() if m in job.layers}
    work = devices.trial(model.method, model.window, bands, device)
    found = devices.resolve(job.precision, device, model.name, model.target.kind, say=report.log, work=work)
    if found != devices.FLOAT32:
        report.log(f"Mapping in {found}.")
    return found


def _write(
    job: ClassifyJob,
    model: TrainedModel,
    scene: Scene,
    products: dict[str, str],
    device: torch.device,
    precision: str,
    report: Reporter,
) -> Summary:
    extent = transformed(job.extent, job.extent_crs, scene.grid.crs) if job.extent else scene.grid.extent
    area = scene.grid.crop(extent)
    grid, names = scene.grid.sub(area), list(scene.modalities)
    features = model.method.feature_names
    about = provenance(model, job.model, names)
    with outputs.whole(job.outputs()) as writing, ExitStack() as open_files:
        writers = {
            _KINDS[key]: open_files.enter_context(
                RasterWriter(writing[path], grid, layout(_KINDS[key], model.target, names, features), about)
            )
            for key, path in products.items()
        }

        def sink(tile: Tile) -> None:
            for product, values in tile.products.items():
                writers[product].write(tile.window, values)

        return map_scene(
            scene,
            model,
            sink,
            device=device,
            precision=precision,
            products=list(writers),
            tile=job.tile,
            batch=job.batch,
            area=area,
            report=report,
        )


def _products(job: ClassifyJob, model: TrainedModel) -> dict[str, str]:
    """Entry of the job -> path, of the outputs that are asked for; InputError where the target has no such map."""
    asked = {key: str(getattr(job, key)) for key in _KINDS if getattr(job, key)}
    for key in asked:
        if _KINDS[key] not in PRODUCTS[model.target.kind]:
            predicted = {"labels": "several labels a pixel", "number": f"the number '{model.target.field}'"}
            raise InputError(
                f"{key.upper()} cannot be mapped: this model predicts {predicted[model.target.kind]}, "
                "not one class a pixel. Leave that output empty."
            )
    return asked


def check_layers(job: ClassifyJob | WhatIfJob, model: TrainedModel) -> None:
    """The model must know every layer that it is given; what it is not given is what is missing."""
    unknown = [MODALITIES[name].title for name in MODALITIES if name in set(job.layers) - set(model.modalities)]
    if unknown:
        known = ", ".join(info.title for info in model.modalities.values())
        raise InputError(
            f"The model '{os.path.basename(job.model)}' knows no layer of the kind {' or '.join(unknown)}; "
            f"it was trained with {known}. Leave that layer out, or train with it."
        )


def _say_what_to_expect(model: TrainedModel, given: Collection[str], report: Reporter) -> None:
    """How good the model was with these layers, as measured after its training."""
    metric = HEADLINE[model.target.kind][0]
    for row in model.accuracy:
        if set(row["modalities"]) == set(given) and isinstance(row.get(metric), float):
            titles = " + ".join(model.modalities[m].title for m in given)
            report.log(f"With {titles}, this model reached {metric.upper()} {row[metric]:.3f} when it was evaluated.")


def compare_grids(trained: TrainedOn, scene: Scene, report: Reporter) -> None:
    """Say on which grid the map is where that is no layer's own or not the training's.

    Warn where a window covers another piece of land than in training: no model is trained for that.
    """
    if trained.pixel_size <= 0:
        return
    before, now = (abs(g.transform[1]) * metres_per_unit(g) for g in (trained.grid, scene.grid))
    here, there = crs_name(scene.grid.crs), crs_name(trained.crs)
    if trained.crs and (trained.reference != scene.reference or here != there):
        report.log(f"The map has pixels of {now:.3g} m in {here}; the training had {before:.3g} m in {there}.")
    if max(before, now) > _TOLERANCE * min(before, now):
        report.warn(
            f"The map has pixels of {now:.3g} m, the training had {before:.3g} m; textures and shapes look different "
            "at another pixel size, so expect a worse map, or train at this one."
        )
