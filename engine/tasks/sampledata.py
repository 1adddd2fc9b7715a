"""The sample job: the made-up scene, as files in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..door.errors import InputError
from ..door.jobs import SampleDataJob
from ..runtime import outputs
from ..runtime.reporter import Reporter
from ..simulation.files import write_layer, write_training, write_truth
from ..simulation.simulated_scene import simulate


def run(job: SampleDataJob, report: Reporter) -> dict[str, Any]:
    """Write a layer for each sensor, ``training.gpkg`` and ``truth.tif``; layers without their holes in ``complete/``.

    Returns the folder and the path of each file. Raises InputError where the folder cannot be made.
    """
    report.progress(0.0, "Making up the land")
    scene = simulate(job.size, job.seed)
    report.check()
    folder = Path(job.folder)
    layers = {modality: str(folder / f"{modality}.tif") for modality in scene.images}
    complete = {modality: str(folder / "complete" / f"{modality}.tif") for modality in scene.holes}
    training, truth = str(folder / "training.gpkg"), str(folder / "truth.tif")
    try:
        (folder / "complete").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"The folder '{folder}' cannot be made ({error.strerror}); choose another one.") from error
    with outputs.whole([*layers.values(), *complete.values(), training, truth]) as writing:
        write_training(writing[training], scene)
        write_truth(writing[truth], scene)
        paths = [*layers.items(), *complete.items()]
        for number, (modality, path) in enumerate(paths):
            report.check()
            report.progress(0.5 + 0.5 * number / len(paths), f"Writing {Path(path).relative_to(folder)}")
            write_layer(writing[path], scene, modality, complete=path in complete.values())
    report.progress(1.0, "Done")
    return {"folder": str(folder), **layers, "complete": complete, "training": training, "truth": truth}
