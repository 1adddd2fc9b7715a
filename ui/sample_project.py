"""The sample scene as a QGIS project: its layers in one group, styled, ready to train on. Knows no widget."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from qgis.core import (
    QgsContrastEnhancement,
    QgsDatumTransform,
    QgsHillshadeRenderer,
    QgsMapLayer,
    QgsMultiBandColorRenderer,
    QgsProject,
    QgsRasterLayer,
    QgsRasterMinMaxOrigin,
    QgsRasterRenderer,
    QgsReferencedRectangle,
    QgsSingleBandGrayRenderer,
    QgsVectorLayer,
)

from ..engine.door.errors import InputError
from ..engine.door.modalities import MODALITIES
from .translation import tr

PROJECT = "sample_scene.qgz"
FOLDER = "rsmiss_sample"
CLASS_FIELD = "class"
_TRAINING, _TRUTH = "training.gpkg", "truth.tif"
#: from top to bottom; the names of the files are those of the modalities
_LAYERS = ("rgb", "msi", "hsi", "sar", "lidar")
#: nanometres of red, green and blue
_TRUE_COLOURS = (660.0, 560.0, 480.0)
#: descriptions of the bands that are red, green and blue
_NAMES = ("red", "green", "blue")
_WAVELENGTH = re.compile(r"([\d.]+) nm")


def place_in(folder: Path) -> Path:
    """Where the sample project goes, for a folder that the user chose: one with other things in it gets a new one."""
    empty = not folder.exists() or not any(folder.iterdir())
    return folder if empty or is_there(folder) else folder / FOLDER


def is_there(folder: Path) -> bool:
    """Whether the folder holds a sample project, to be opened again."""
    return (folder / PROJECT).exists()


def taken(folder: Path) -> list[str]:
    """Names of the files in a folder that the sample scene would write over."""
    names = [*(f"{name}.tif" for name in _LAYERS), _TRAINING, _TRUTH]
    return [name for name in names if (folder / name).exists()]


def build_project(folder: Path) -> Iterator[Path]:
    """Write the project beside the scene's files. InputError names a file that is missing.

    Gives its path again and again, a layer's work between two times, so that a window can answer meanwhile; the project
    is there after the last.
    """
    path = folder / PROJECT
    project = QgsProject()
    project.setTitle(tr("rsmiss sample scene"))
    group = project.layerTreeRoot().addGroup(tr("Sample scene"))
    polygons = _opened(
        QgsVectorLayer(f"{folder / _TRAINING}|layername=training", tr("Training polygons"), "ogr"), folder / _TRAINING
    )
    rasters = []
    for name in _LAYERS:
        yield path
        file = folder / f"{name}.tif"
        rasters.append(_opened(QgsRasterLayer(str(file), tr(MODALITIES[name].title)), file))
        yield path
        _style(rasters[-1], name)
    yield path
    truth = _opened(QgsRasterLayer(str(folder / _TRUTH), tr("True land cover")), folder / _TRUTH)
    for layer in (polygons, *rasters, truth):
        project.addMapLayer(layer, False)
        node = group.addLayer(layer)
        node.setExpanded(layer is polygons)
        node.setItemVisibilityChecked(layer in (polygons, rasters[0]))
    project.setCrs(rasters[0].crs())
    yield path
    _settle_transformations(project, rasters)
    project.viewSettings().setDefaultViewExtent(QgsReferencedRectangle(rasters[0].extent(), rasters[0].crs()))
    yield path
    if not project.write(str(path)):
        sentence = tr("The project '{path}' cannot be written: {problem}; choose another folder.")
        raise InputError(sentence.format(path=path, problem=project.error()))
    yield path


def _settle_transformations(project: QgsProject, layers: Sequence[QgsMapLayer]) -> None:
    """The best way from each layer's CRS to the project's, so that QGIS does not ask for it as it opens the project."""
    context = project.transformContext()
    for layer in layers:
        ways = QgsDatumTransform.operations(layer.crs(), project.crs())
        best = next((way.proj for way in ways if way.isAvailable), None)
        if best is not None and layer.crs() != project.crs():
            context.addCoordinateOperation(layer.crs(), project.crs(), best)
    project.setTransformContext(context)


def training_parameters(project: QgsProject) -> dict[str, str]:
    """What a training dialog is filled with: the layers of the opened project, and a first look's effort."""
    found = {Path(layer.source().split("|")[0]).name: layer.id() for layer in project.mapLayers().values()}
    layers = {name.upper(): found[f"{name}.tif"] for name in _LAYERS if f"{name}.tif" in found}
    return {**layers, "TRAINING": found.get(_TRAINING, ""), "CLASS_FIELD": CLASS_FIELD, "EFFORT": "quick"}


def _opened(layer: QgsMapLayer, path: Path) -> QgsMapLayer:
    if not layer.isValid():
        sentence = tr("'{path}' of the sample scene cannot be opened; make the sample scene anew.")
        raise InputError(sentence.format(path=path))
    return layer


def _style(layer: QgsRasterLayer, name: str) -> None:
    layer.setRenderer(_renderer(layer, name))
    if name != "lidar":
        layer.setContrastEnhancement(
            QgsContrastEnhancement.ContrastEnhancementAlgorithm.StretchToMinimumMaximum,
            QgsRasterMinMaxOrigin.Limits.CumulativeCut,
        )


def _renderer(layer: QgsRasterLayer, name: str) -> QgsRasterRenderer:
    data = layer.dataProvider()
    if name == "lidar":
        return QgsHillshadeRenderer(data, 1, 315, 45)
    if name == "sar":
        return QgsSingleBandGrayRenderer(data, 1)
    names = [layer.bandName(number) for number in range(1, layer.bandCount() + 1)]
    return QgsMultiBandColorRenderer(data, *true_colour_bands(names))


def true_colour_bands(names: Sequence[str]) -> tuple[int, int, int]:
    """Numbers (from 1) of the bands that look red, green and blue, by wavelength or name; else 1, 2, 3."""
    found = [_WAVELENGTH.search(name) for name in names]
    known = {number: float(match[1]) for number, match in enumerate(found, 1) if match}
    if known:
        red, green, blue = (min(known, key=lambda n: abs(known[n] - wanted)) for wanted in _TRUE_COLOURS)
        return red, green, blue
    words = [name.partition(": ")[2].lower() for name in names]  # QGIS puts 'Band 5: ' in front
    if not set(_NAMES) <= set(words):
        return (1, 2, 3)
    red, green, blue = (words.index(color) + 1 for color in _NAMES)
    return red, green, blue
