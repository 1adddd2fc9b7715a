"""The most memory that a training takes: five layers with many bands and large windows, beside what it foretold.

    python -m benchmarks.memory --out benchmarks/results/memory.md

Each training is a job of its own process, as QGIS starts it, of a few steps over a scene of noise. The peak is what the
system says of the process when it has ended. What else runs on the machine slows it down, but its memory stays.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from osgeo import gdal, ogr, osr

from engine.door.jobs import TrainJob
from engine.door.options import METHODS, declaration
from engine.door.process import ENVIRONMENT
from engine.door.sources import LabelSource, LayerSource, SplitSettings

ROOT = Path(__file__).resolve().parents[1]
MODALITIES = ("hsi", "msi", "sar", "lidar", "rgb")
CLASSES = ("water", "meadow", "asphalt", "houses", "fallow", "shrubs")
PIXEL, ORIGIN = 10.0, (500_000.0, 5_600_000.0)
EFFORTS = ("standard", "paper")
#: minutes at the most for the stages: a few steps tell
MINUTES = 0.5
#: an epoch or two of every stage
SHORT = {
    "lds2ae": {"pretrain_epochs": 1, "finetune_epochs": 1},
    "lvpcnet": {"feature_epochs": 1, "prompt_epochs": 1},
    "dpmamba": {"teacher_epochs": 1, "student_epochs": 1},
    "mdico": {"epochs": 1},
    "xmodalnet": {"pretrain_epochs": 1, "epochs": 2},
}


@dataclass(frozen=True)
class Size:
    """``bands`` of each of ``layers``; ``polygons`` of a class, of three pixels a side; ``side`` of the scene."""

    layers: int = 5
    bands: int = 120
    polygons: int = 24
    side: int = 320


@dataclass(frozen=True)
class Found:
    """Bytes at the most, what was foretold (None: nothing), seconds, and what the job said."""

    peak: int
    foretold: float | None
    seconds: float
    said: tuple[str, ...]


def write_scene(folder: Path, size: Size) -> tuple[dict[str, LayerSource], LabelSource]:
    """Layers of noise, and small polygons of six classes all over them."""
    rng, layers = np.random.default_rng(0), {}
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(32631)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    transform = (ORIGIN[0], PIXEL, 0, ORIGIN[1], 0, -PIXEL)
    for name in MODALITIES[: size.layers]:
        path = folder / f"{name}.tif"
        raster = gdal.GetDriverByName("GTiff").Create(
            str(path), size.side, size.side, size.bands, gdal.GDT_Float32, ["INTERLEAVE=BAND"]
        )
        raster.SetGeoTransform(transform)
        raster.SetSpatialRef(reference)
        for band in range(size.bands):
            raster.GetRasterBand(band + 1).WriteArray(rng.standard_normal((size.side, size.side), dtype=np.float32))
        del raster  # closes it
        layers[name] = LayerSource((str(path),))
    table_file = folder / "areas.gpkg"
    dataset = ogr.GetDriverByName("GPKG").CreateDataSource(str(table_file))
    table = dataset.CreateLayer("areas", reference, ogr.wkbPolygon)
    table.CreateField(ogr.FieldDefn("class", ogr.OFTString))
    table.StartTransaction()
    across = size.side // 8
    places = rng.choice(across * across, size.polygons * len(CLASSES), replace=False)
    for number, place in enumerate(places.tolist()):
        left = ORIGIN[0] + (place % across * 8 + 2) * PIXEL
        top = ORIGIN[1] - (place // across * 8 + 2) * PIXEL
        right, bottom = left + 3 * PIXEL, top - 3 * PIXEL
        corners = f"{left} {top}, {right} {top}, {right} {bottom}, {left} {bottom}, {left} {top}"
        feature = ogr.Feature(table.GetLayerDefn())
        feature.SetField("class", CLASSES[number % len(CLASSES)])
        feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POLYGON (({corners}))"))
        table.CreateFeature(feature)
    table.CommitTransaction()
    del table, dataset
    return layers, LabelSource(str(table_file), "areas", "class", "Areas")


def train(
    folder: Path,
    scene: tuple[dict[str, LayerSource], LabelSource],
    method: str,
    effort: str,
    options: dict[str, object],
) -> Found:
    """A training in its own process. RuntimeError where it fails."""
    layers, labels = scene
    job = TrainJob(
        method=method,
        layers=layers,
        labels=labels,
        model=str(folder / "model.rsmiss"),
        options={**SHORT[method], **options},
        split=SplitSettings(validation=0.05, test=0.02),
        device="cpu",
        precision="float32",
        effort=effort,
        minutes=MINUTES,
    )
    (folder / "job.json").write_text(job.to_json(), encoding="utf-8")
    command = [sys.executable, "-m", "engine", str(folder / "job.json")]
    started = time.monotonic()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **ENVIRONMENT},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    lines = process.stdout.read().splitlines() if process.stdout else []
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.stdin:
        process.stdin.close()
    events = [json.loads(line) for line in lines]
    if process.returncode:
        raise RuntimeError(f"{method}, {effort}: {events[-1] if events else process.returncode}")
    said = tuple(event["text"] for event in events if event["event"] == "log")
    return Found(usage.ru_maxrss * 1024, foretold(said), time.monotonic() - started, said)


def foretold(said: Sequence[str]) -> float | None:
    """Bytes in the sentence that says what training takes: "…; about 2.3 GB."."""
    for text in said:
        if text.startswith("Training takes about") and text.endswith(" GB."):
            return float(text.rsplit("about ", 1)[1].split(" ")[0]) * 1e9
    return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--methods", default=",".join(METHODS))
    parser.add_argument("--efforts", default=",".join(EFFORTS))
    parser.add_argument("--window", type=int, default=11)
    parser.add_argument("--layers", type=int, default=5)
    parser.add_argument("--bands", type=int, default=120)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    gdal.UseExceptions()
    ogr.UseExceptions()
    lines = ["| method | effort | foretold | peak | seconds |", "| --- | --- | --- | --- | --- |"]
    with tempfile.TemporaryDirectory(prefix="rsmiss") as name:
        folder = Path(name)
        scene = write_scene(folder, Size(layers=asked.layers, bands=asked.bands))
        for method in asked.methods.split(","):
            for effort in asked.efforts.split(","):
                found = train(folder, scene, method, effort, {"window": asked.window})
                before = "-" if found.foretold is None else f"{found.foretold / 1e9:.1f} GB"
                lines.append(
                    f"| {declaration(method).title} | {effort} | {before} | {found.peak / 1e9:.2f} GB | "
                    f"{found.seconds:.0f} |"
                )
                sys.stderr.write(lines[-1] + "\n" + "".join(f"    {text}\n" for text in found.said))
    table = "\n".join(lines) + "\n"
    if asked.out:
        asked.out.write_text(table, encoding="utf-8")
    sys.stdout.write(table)


if __name__ == "__main__":
    main()
