"""The sample scene as files that QGIS opens with names, wavelengths and colours: GeoTIFFs and a GeoPackage."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray
from osgeo import gdal, gdal_array, ogr, osr

from ..door.target import CLASSES, ClassInfo, Target
from ..mapping.raster_writer import RasterWriter, layout
from ..scene.grid import Grid
from .marks import MADE_UP, MARK, mark_table
from .sensors import HSI_WAVELENGTHS, MSI_BANDS, RGB_BANDS
from .simulated_scene import PIXEL, PIXEL_SIZES, SimulatedScene

gdal.UseExceptions()
ogr.UseExceptions()

TRAINING_LAYER, CLASS_FIELD, CODE_FIELD = "training", "class", "code"
#: UTM zone 32 north; the LiDAR layer comes in ETRS89 / LAEA Europe
_EPSG, _LIDAR_EPSG = 32632, 3035
_WEST, _NORTH = 652000.0, 5331000.0
_NODATA = -9999
_BAND_NAMES = {
    "hsi": tuple(f"{wavelength:g} nm" for wavelength in HSI_WAVELENGTHS),
    "msi": tuple(band[0] for band in MSI_BANDS),
    "sar": ("VV", "VH"),
    "lidar": ("height above ground",),
    "rgb": tuple(band[0] for band in RGB_BANDS),
}
_WAVELENGTHS = {
    "hsi": HSI_WAVELENGTHS,
    "msi": tuple(band[1] for band in MSI_BANDS),
    "rgb": tuple(band[1] for band in RGB_BANDS),
}
_OPTIONS = ["TILED=YES", "COMPRESS=DEFLATE", "BIGTIFF=IF_SAFER"]


def write_layer(path: str, scene: SimulatedScene, modality: str, *, complete: bool = False) -> None:
    """One sensor's layer as a GeoTIFF; its holes are nodata, or not there where ``complete``."""
    image = scene.images[modality]
    if modality in scene.holes and not complete:
        image = np.where(scene.holes[modality], image.dtype.type(_NODATA), image)
    nodata = _NODATA if modality in scene.holes or modality == "lidar" else None
    pixel = PIXEL_SIZES[modality]
    raster = _raster("MEM" if modality == "lidar" else "GTiff", path, image, pixel, nodata)
    if modality == "lidar":
        warped = gdal.Warp(
            path,
            raster,
            dstSRS=f"EPSG:{_LIDAR_EPSG}",
            xRes=pixel,
            yRes=pixel,
            resampleAlg="bilinear",
            creationOptions=_OPTIONS,
        )
        _describe(warped, modality)
        warped.FlushCache()
        return
    _describe(raster, modality)
    if modality == "rgb":
        for number, color in enumerate((gdal.GCI_RedBand, gdal.GCI_GreenBand, gdal.GCI_BlueBand), 1):
            raster.GetRasterBand(number).SetColorInterpretation(color)
    raster.FlushCache()


def write_truth(path: str, scene: SimulatedScene) -> None:
    """The class of every 5 m pixel, with names and colours."""
    grid = Grid(_reference().ExportToWkt(), _transform(PIXEL), *scene.truth.shape)
    target = Target(CLASSES, CLASS_FIELD, scene.classes)
    with RasterWriter(path, grid, layout("map", target), {MARK: MADE_UP}) as writer:
        writer.write(grid.whole, scene.truth[None])


def write_training(path: str, scene: SimulatedScene) -> None:
    """The training polygons as a GeoPackage, with the style that gives classes their colours stored in it."""
    dataset = ogr.GetDriverByName("GPKG").CreateDataSource(path)
    layer = dataset.CreateLayer(TRAINING_LAYER, _reference(), ogr.wkbPolygon, ["GEOMETRY_NAME=geom"])
    layer.CreateField(ogr.FieldDefn(CLASS_FIELD, ogr.OFTString))
    layer.CreateField(ogr.FieldDefn(CODE_FIELD, ogr.OFTInteger))
    names = {info.value: info.name for info in scene.classes}
    layer.StartTransaction()
    for polygon in scene.polygons:
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetField(CLASS_FIELD, names[polygon.value])
        feature.SetField(CODE_FIELD, polygon.value)
        corners = [(_WEST + x, _NORTH - y) for x, y in (*polygon.corners, polygon.corners[0])]
        text = ", ".join(f"{x:.3f} {y:.3f}" for x, y in corners)
        feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POLYGON (({text}))"))
        layer.CreateFeature(feature)
    layer.CommitTransaction()
    used = {polygon.value for polygon in scene.polygons}
    _store_style(dataset, [info for info in scene.classes if info.value in used])
    del layer, dataset  # which closes the file
    mark_table(path)


def _raster(driver: str, path: str, image: NDArray[Any], pixel: float, nodata: float | None) -> gdal.Dataset:
    kind = gdal_array.NumericTypeCodeToGDALTypeCode(image.dtype.type)
    options = [] if driver == "MEM" else _OPTIONS
    dataset = gdal.GetDriverByName(driver).Create(path, image.shape[2], image.shape[1], len(image), kind, options)
    dataset.SetGeoTransform(_transform(pixel))
    dataset.SetSpatialRef(_reference())
    if nodata is not None:
        for number in range(1, len(image) + 1):
            dataset.GetRasterBand(number).SetNoDataValue(nodata)
    dataset.WriteArray(image)
    return dataset


def _reference() -> osr.SpatialReference:
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(_EPSG)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return reference


def _transform(pixel: float) -> tuple[float, float, float, float, float, float]:
    return (_WEST, pixel, 0.0, _NORTH, 0.0, -pixel)


def _describe(dataset: gdal.Dataset, modality: str) -> None:
    """Name the bands, and say the wavelength of those that have one, as ENVI and QGIS's plugins write it."""
    dataset.SetMetadataItem(MARK, MADE_UP)
    wavelengths = _WAVELENGTHS.get(modality, ())
    for number, name in enumerate(_BAND_NAMES[modality], 1):
        band = dataset.GetRasterBand(number)
        band.SetDescription(name)
        if wavelengths:
            band.SetMetadata({"wavelength": f"{wavelengths[number - 1]:g}", "wavelength_units": "Nanometers"})


# ---- the polygons' style


def _store_style(dataset: Any, classes: Sequence[ClassInfo]) -> None:
    """Put a style into the table that QGIS reads the default style of a GeoPackage's layer from."""
    styles = dataset.CreateLayer("layer_styles", None, ogr.wkbNone, ["FID=id"])
    for name in ("f_table_catalog", "f_table_schema", "f_table_name", "f_geometry_column", "styleName"):
        styles.CreateField(ogr.FieldDefn(name, ogr.OFTString))
    for name in ("styleQML", "styleSLD", "description", "owner", "ui"):
        styles.CreateField(ogr.FieldDefn(name, ogr.OFTString))
    default = ogr.FieldDefn("useAsDefault", ogr.OFTInteger)
    default.SetSubType(ogr.OFSTBoolean)
    styles.CreateField(default)
    styles.CreateField(ogr.FieldDefn("update_time", ogr.OFTDateTime))
    row = ogr.Feature(styles.GetLayerDefn())
    for name in ("f_table_catalog", "f_table_schema", "styleSLD", "owner", "ui"):
        row.SetField(name, "")
    row.SetField("f_table_name", TRAINING_LAYER)
    row.SetField("f_geometry_column", "geom")
    row.SetField("styleName", "classes")
    row.SetField("styleQML", _qml(classes))
    row.SetField("description", "The classes of the sample scene and their colours")
    row.SetField("useAsDefault", 1)
    row.SetField("update_time", "2025/01/01 00:00:00")
    styles.CreateFeature(row)


def _qml(classes: Sequence[ClassInfo]) -> str:
    """A categorised renderer on the class field."""
    categories, symbols = [], []
    for number, info in enumerate(classes):
        name = f'"{escape(info.name)}"'
        categories.append(f'<category render="true" type="string" symbol="{number}" value={name} label={name}/>')
        symbols.append(
            f'<symbol type="fill" name="{number}" alpha="1"><layer class="SimpleFill" enabled="1"><Option type="Map">'
            f'<Option type="QString" name="color" value="{_rgba(info.color)}"/>'
            '<Option type="QString" name="outline_color" value="35,35,35,255"/>'
            '<Option type="QString" name="outline_width" value="0.26"/>'
            '<Option type="QString" name="style" value="solid"/></Option></layer></symbol>'
        )
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"
        '<qgis version="3.34.0" styleCategories="Symbology">'
        f'<renderer-v2 type="categorizedSymbol" attr="{CLASS_FIELD}" symbollevels="0" enableorderby="0">'
        f"<categories>{''.join(categories)}</categories><symbols>{''.join(symbols)}</symbols>"
        "</renderer-v2></qgis>"
    )


def _rgba(color: str) -> str:
    return ",".join(str(int(color[i : i + 2], 16)) for i in (1, 3, 5)) + ",255"
