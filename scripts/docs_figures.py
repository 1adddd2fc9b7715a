"""Draws the documentation's figures from what the engine makes of the sample scene, as SVG.

    python -m scripts.docs_figures FOLDER

FOLDER keeps the scene, the model and the maps: what is there is not made again. See scripts/docs_pictures.sh.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from numpy.typing import NDArray
from osgeo import gdal

from engine.door.modalities import MODALITIES
from engine.door.model_header import read_header

from .demo_accuracy import legend, read_map

gdal.UseExceptions()
PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
SIZE, SEED, WINDOW = 200, 0, 3
#: so that the same figure is the same file
matplotlib.rcParams.update({"svg.hashsalt": "rsmiss", "svg.fonttype": "path", "font.size": 9})
_UNSEEN = "#ffffff"


def make_maps(folder: Path) -> None:
    """A scene, a model of MDiCo, and a map each of everything, without a layer, and with holes."""
    scene, model = folder / "scene", folder / "land.rsmiss"
    holed = {name: scene / f"{name}.tif" for name in ("hsi", "msi", "sar", "lidar")}
    whole = {**holed, **{name: scene / "complete" / f"{name}.tif" for name in ("hsi", "msi", "sar")}}
    if not (scene / "truth.tif").exists():
        run("sampledata", FOLDER=scene, SIZE=SIZE, SEED=SEED)
    if not model.exists():
        labels = {"TRAINING": scene / "training.gpkg", "CLASS_FIELD": "class"}
        run("trainmdico", **upper(whole), **labels, REFERENCE="msi", WINDOW=WINDOW, MODEL=model)
    for name, layers in (
        ("everything", whole),
        ("without_hsi", {name: path for name, path in whole.items() if name != "hsi"}),
        ("holes", holed),
    ):
        target = folder / f"{name}.tif"
        if not target.exists():
            run("classify", MODEL=model, **upper(layers), OUTPUT=target, AVAILABILITY=folder / f"{name}_seen.tif")


def upper(layers: Mapping[str, Path]) -> dict[str, Any]:
    return {name.upper(): path for name, path in layers.items()}


def run(algorithm: str, **parameters: object) -> None:
    """Run an algorithm of the plugin; its words are shown if it fails."""
    print(f"pictures: {algorithm} …", flush=True)
    words = [f"{name}={value}" for name, value in parameters.items()]
    done = subprocess.run(["qgis_process", "run", f"rsmiss:{algorithm}", "--", *words], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{done.stdout}\n{done.stderr}")


def draw_maps(folder: Path) -> Figure:
    """The truth, and the three maps with the share of pixels that are right, outside of the training polygons."""
    truth = folder / "scene" / "truth.tif"
    names, colors = legend(truth)
    true = read_map(truth, truth)
    judged = (true > 0) & ~trained(folder)
    panels = {"truth": true}
    for name, title in (("everything", "all layers"), ("without_hsi", "without HSI"), ("holes", "with holes")):
        found = read_map(folder / f"{name}.tif", truth)
        panels[f"{title}: {100 * np.mean(found[judged] == true[judged]):.0f} %"] = found
    figure = Figure((9, 3.4), layout="constrained")
    for axis, (title, values) in zip(figure.subplots(1, 4), panels.items(), strict=True):
        show(axis, values, colors / 255)
        axis.set_title(title, fontsize=9)
    handles = [Patch(facecolor=colors[i] / 255, edgecolor="#444444", label=names[i]) for i in np.unique(true) if i]
    figure.legend(handles=handles, loc="outside lower center", ncols=6, frameon=False, fontsize=7)
    return figure


def trained(folder: Path) -> NDArray[np.bool_]:
    """Whether a pixel lies in a training polygon, on the grid of the truth."""
    frame = gdal.Open(str(folder / "scene" / "truth.tif"))
    burnt = gdal.GetDriverByName("MEM").Create("", frame.RasterXSize, frame.RasterYSize, 1)
    burnt.SetGeoTransform(frame.GetGeoTransform())
    burnt.SetProjection(frame.GetProjection())
    gdal.Rasterize(burnt, str(folder / "scene" / "training.gpkg"), layers=["training"], burnValues=[1], allTouched=True)
    return burnt.ReadAsArray() > 0


def draw_availability(folder: Path) -> Figure:
    """Which layers see each pixel, in the colours of the engine's own map."""
    path = folder / "holes_seen.tif"
    names, colors = legend(path)
    values = gdal.Open(str(path)).ReadAsArray()
    figure = Figure((6.4, 2.5), layout="constrained")
    show(figure.subplots(), values, colors / 255)
    shares = {i: np.mean(values == i) for i in np.unique(values)}
    handles = [
        Patch(
            facecolor=colors[i] / 255 if i else _UNSEEN,
            edgecolor="#444444",
            label=f"{names[i] if i else 'no layer'}: {percent(share)}",
        )
        for i, share in sorted(shares.items(), key=lambda item: -item[1])
    ]
    figure.legend(handles=handles, loc="outside right center", frameon=False, fontsize=8)
    return figure


def percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.01 else "< 1 %"


def show(axis: Any, values: NDArray[Any], colors: NDArray[Any]) -> None:
    axis.imshow(values, ListedColormap(colors), vmin=-0.5, vmax=len(colors) - 0.5, interpolation="none")
    axis.set_xticks([])
    axis.set_yticks([])


def draw_accuracy(folder: Path) -> Figure:
    """Overall accuracy with every subset of the layers, as the engine measured it after the training."""
    rows = sorted(read_header(folder / "land.rsmiss")["accuracy"], key=lambda row: row["oa"])
    figure = Figure((7, 4), layout="constrained")
    axis = figure.subplots()
    values = [100 * row["oa"] for row in rows]
    bars = axis.barh(
        [" + ".join(MODALITIES[name].title for name in row["modalities"]) for row in rows], values, color="#4477aa"
    )
    axis.bar_label(bars, fmt="%.0f", padding=3, fontsize=8)
    axis.set_xlim(0, 105)
    axis.set_xlabel("overall accuracy on test polygons, %")
    axis.tick_params(axis="y", labelsize=8)
    axis.spines[["top", "right"]].set_visible(False)
    return figure


def main(folder: Path) -> None:
    make_maps(folder)
    PICTURES.mkdir(exist_ok=True)
    for name, draw in (("maps", draw_maps), ("availability", draw_availability), ("accuracy", draw_accuracy)):
        target = PICTURES / f"{name}.svg"
        draw(folder).savefig(target, metadata={"Date": None})
        lines = target.read_text(encoding="utf-8").splitlines()
        target.write_text("\n".join(line.rstrip() for line in lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
