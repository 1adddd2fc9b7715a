"""The sample job: the made-up scene, as files in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..door.errors import InputError
from ..door.jobs import SampleDataJob
from ..runtime import outputs
from ..runtime.reporter import Reporter
from ..simulation.files import write_layer, write_training, write_truth
from ..simulation.marks import check_replaceable
from ..simulation.simulated_scene import simulate


def run(job: SampleDataJob, report: Reporter) -> dict[str, Any]:
    """Write a layer for each sensor, ``training.gpkg`` and ``truth.tif``; layers without their holes in ``complete/``.

    Returns the folder and the path of each file. Raises InputError where the folder cannot be made, and where a file
    of those names is there that is not of an earlier sample scene.
    """
    check_replaceable(job.outputs())
    report.progress(0.0, "Making up the land")
    scene = simulate(job.size, job.seed)
    report.check()
    folder, layers, complete = Path(job.folder), job.layers(), job.complete()
    try:
        (folder / "complete").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"The folder '{folder}' cannot be made ({error.strerror}); choose another one.") from error
    with outputs.whole(job.outputs()) as writing:
        write_training(writing[job.training], scene)
        write_truth(writing[job.truth], scene)
        paths = [*layers.items(), *complete.items()]
        for number, (modality, path) in enumerate(paths):
            report.check()
            report.progress(0.5 + 0.5 * number / len(paths), f"Writing {Path(path).relative_to(folder)}")
            write_layer(writing[path], scene, modality, complete=path in complete.values())
    report.progress(1.0, "Done")
    return {"folder": str(folder), **layers, "complete": complete, "training": job.training, "truth": job.truth}
