"""The steps of the demo, each through QGIS's own command line, as a user would run them. See scripts/demo.sh."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from engine.door.sources import SplitSettings

from .demo_accuracy import Case, compare

FOLDER = Path(__file__).resolve().parents[1] / "demo"
SCENE, MAPS = FOLDER / "scene", FOLDER / "maps"
MODEL, REPORT = FOLDER / "lds2ae.rsmiss", FOLDER / "report.html"
SIZE, SEED = 256, 0
SPLIT = SplitSettings(validation=0.1, test=0.1, samples_per_class=150)
HOLED = {name: SCENE / f"{name}.tif" for name in ("hsi", "msi", "sar", "lidar")}
WHOLE = {**HOLED, **{name: SCENE / "complete" / f"{name}.tif" for name in ("hsi", "msi", "sar")}}


def without(missing: str) -> dict[str, Path]:
    return {name: path for name, path in WHOLE.items() if name != missing}


CASES = (
    Case("everything", WHOLE, MAPS / "everything.tif"),
    Case("without HSI", without("hsi"), MAPS / "without_hsi.tif"),
    Case("without LiDAR", without("lidar"), MAPS / "without_lidar.tif"),
    Case("with holes", HOLED, MAPS / "with_holes.tif"),
)


def make_scene() -> None:
    qgis("sampledata", FOLDER=SCENE, SIZE=SIZE, SEED=SEED)


def train() -> None:
    qgis(
        "trainlds2ae",
        **upper(WHOLE),
        TRAINING=SCENE / "training.gpkg",
        CLASS_FIELD="class",
        REFERENCE="msi",
        SEED=SEED,
        SPLIT=SPLIT.by,
        VALIDATION_SHARE=SPLIT.validation,
        TEST_SHARE=SPLIT.test,
        SAMPLES_PER_CLASS=SPLIT.samples_per_class,
        EFFORT="quick",
        MODEL=MODEL,
        REPORT=REPORT,
    )


def make_maps() -> None:
    MAPS.mkdir(parents=True, exist_ok=True)
    for case in CASES:
        qgis("classify", case.title, MODEL=MODEL, **upper(case.layers), OUTPUT=case.map)


def make_comparison() -> None:
    compare(
        CASES,
        training_layers=WHOLE,
        reference="msi",
        polygons=SCENE / "training.gpkg",
        field="class",
        truth=SCENE / "truth.tif",
        settings=SPLIT,
        seed=SEED,
        table=FOLDER / "accuracy.txt",
        picture=FOLDER / "maps.png",
    )
    print((FOLDER / "accuracy.txt").read_text(encoding="utf-8"))
    print(f"maps: {FOLDER / 'maps.png'}\nreport: {REPORT}")


STEPS = {"scene": make_scene, "train": train, "map": make_maps, "compare": make_comparison}


def upper(layers: Mapping[str, Path]) -> dict[str, Path]:
    return {name.upper(): path for name, path in layers.items()}


def qgis(algorithm: str, title: str = "", **parameters: object) -> None:
    """Run an algorithm of the plugin with qgis_process; its output goes to a log, and to the screen if it fails."""
    started = time.monotonic()
    name = " ".join(filter(None, (algorithm, title)))
    log = FOLDER / "logs" / f"{name.replace(' ', '_')}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    print(f"demo: {name} …", end=" ", flush=True)
    command = ["qgis_process", "run", f"rsmiss:{algorithm}", "--"]
    command += [f"{key}={value}" for key, value in parameters.items()]
    with log.open("w", encoding="utf-8") as stream:
        status = subprocess.run(command, stdout=stream, stderr=subprocess.STDOUT).returncode
    if status != 0:
        sys.exit(f"failed:\n{log.read_text(encoding='utf-8')}")
    print(f"{time.monotonic() - started:.0f} s")


def main(names: list[str]) -> None:
    unknown = set(names) - set(STEPS)
    if unknown:
        sys.exit(f"There is no step {', '.join(sorted(unknown))}; there are {', '.join(STEPS)}.")
    FOLDER.mkdir(exist_ok=True)
    subprocess.run(["qgis_process", "plugins", "enable", "rsmiss"], check=True, capture_output=True)
    for name in names or STEPS:
        STEPS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
