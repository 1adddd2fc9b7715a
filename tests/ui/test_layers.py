"""From a layer in QGIS to the plain data of a job: its selection, its style, its field's odd names."""

from __future__ import annotations

import zipfile

import pytest
from osgeo import gdal, ogr
from rasters import ramp, write_raster

pytestmark = pytest.mark.usefixtures("provider")

SQUARE = "POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))"


def memory_layer(field: str, values: list):
    """Polygons that live in QGIS alone."""
    from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer

    kind = "integer" if isinstance(values[0], int) else "string"
    layer = QgsVectorLayer(f"Polygon?crs=EPSG:32622&field={field}:{kind}", "drawn", "memory")
    features = []
    for value in values:
        feature = QgsFeature(layer.fields())
        feature.setAttributes([value])
        feature.setGeometry(QgsGeometry.fromWkt(SQUARE))
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    assert layer.featureCount() == len(values)
    return layer


def categorised(layer, field: str, categories: list[tuple[object, str, str]]):
    """The layer with a style of (value, label, colour)."""
    from qgis.core import QgsCategorizedSymbolRenderer, QgsFillSymbol, QgsRendererCategory

    made = [QgsRendererCategory(value, QgsFillSymbol.createSimple({"color": c}), name) for value, name, c in categories]
    layer.setRenderer(QgsCategorizedSymbolRenderer(field, made))
    return layer


def label_source(provider, folder, training, field, project=None):
    from qgis.core import QgsProcessingContext
    from rsmiss.ui.algorithms import labels

    context = QgsProcessingContext()
    if project is not None:
        context.setProject(project)
    algorithm = provider.algorithm("trainlds2ae").create()
    return labels.label_source(algorithm, {"TRAINING": training, "CLASS_FIELD": field}, context, str(folder))


def values_in(source) -> list:
    """What the engine will read."""
    dataset = ogr.Open(source.path)
    values = [feature.GetField(source.field) for feature in dataset.GetLayerByName(source.layer)]
    del dataset
    return values


@pytest.mark.parametrize("field", ["class", "fid", "FID", "ogc_fid", "geom"])
def test_a_drawn_layer_reaches_the_engine_whatever_its_field_is_called(provider, tmp_path, field):
    source = label_source(provider, tmp_path, memory_layer(field, ["wet", "dry", "wet"]), field)
    assert values_in(source) == ["wet", "dry", "wet"]
    assert (source.field, source.title, source.styles) == (field, "drawn", ())


def test_only_what_is_selected_is_learnt_where_that_was_asked_for(provider, tmp_path):
    from qgis.core import QgsProcessingFeatureSourceDefinition, QgsProject

    layer = memory_layer("class", ["wet", "dry", "wood"])
    layer.selectByExpression("\"class\" <> 'dry'")
    project = QgsProject()
    project.addMapLayer(layer)
    selection = QgsProcessingFeatureSourceDefinition(layer.id(), selectedFeaturesOnly=True)
    source = label_source(provider, tmp_path, selection, "class", project)
    assert sorted(values_in(source)) == ["wet", "wood"]


def test_the_layers_filter_is_honoured(provider, tmp_path):
    layer = memory_layer("class", ["wet", "dry", "wood"])
    layer.setSubsetString("\"class\" = 'wood'")
    assert values_in(label_source(provider, tmp_path, layer, "class")) == ["wood"]


def test_names_and_colours_come_from_the_categories(provider, tmp_path):
    layer = categorised(
        memory_layer("code", [10, 20, 20]),
        "code",
        [(10, "Open water", "#0000ff"), (20, "", "#00aa00"), (None, "", "red")],
    )
    source = label_source(provider, tmp_path, layer, "code")
    assert source.styles == (("10", "Open water", "#0000ff"), ("20", "20", "#00aa00"))


def test_values_that_share_a_category_share_its_name_and_colour(provider, tmp_path):
    layer = categorised(memory_layer("class", ["a", "b"]), "class", [(["a", "b"], "Both", "#112233")])
    source = label_source(provider, tmp_path, layer, "class")
    assert source.styles == (("a", "Both", "#112233"), ("b", "Both", "#112233"))


def test_a_style_of_another_field_says_nothing(provider, tmp_path):
    layer = categorised(memory_layer("class", ["a"]), "something", [("a", "A", "#112233")])
    assert label_source(provider, tmp_path, layer, "class").styles == ()


def test_a_style_saved_in_the_geopackage_counts_on_the_command_line_too(provider, tmp_path):
    from qgis.core import QgsProject, QgsVectorFileWriter, QgsVectorLayer

    path = tmp_path / "areas.gpkg"
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.layerName = "areas"
    context = QgsProject.instance().transformContext()
    QgsVectorFileWriter.writeAsVectorFormatV3(memory_layer("class", ["wet", "dry"]), str(path), context, options)
    saved = categorised(QgsVectorLayer(str(path), "areas"), "class", [("wet", "Wet land", "#3366ff")])
    assert saved.saveStyleToDatabase("style", "", True, "") == ""
    (tmp_path / "job").mkdir()
    source = label_source(provider, tmp_path / "job", str(path), "class")
    assert source.styles == (("wet", "Wet land", "#3366ff"),)


# ---- rasters


def raster_uris(folder):
    """The same heights as a plain file, inside a zip, as a raster table, and with an option of QGIS's."""
    plain = write_raster(folder / "heights.tif", ramp(1, 8, 8))
    with zipfile.ZipFile(folder / "heights.zip", "w") as archive:
        archive.write(plain, "heights.tif")
    table = str(folder / "heights.gpkg")
    gdal.Translate(table, plain, format="GPKG", creationOptions=["RASTER_TABLE=dem"])
    return [plain, f"/vsizip/{folder}/heights.zip/heights.tif", f"GPKG:{table}:dem", f"{plain}|option:NUM_THREADS=2"]


def test_what_gdal_opens_for_a_layer_is_found(tmp_path):
    from qgis.core import QgsRasterLayer
    from rsmiss.ui.algorithms.layers import raster_path

    for uri in raster_uris(tmp_path):
        layer = QgsRasterLayer(uri, "heights")
        assert layer.isValid(), uri
        opened = gdal.Open(raster_path(layer, "LIDAR"))
        assert (opened.RasterXSize, opened.RasterYSize) == (8, 8), uri
        del opened


@pytest.mark.parametrize(
    ("text", "pairs"),
    [("", {}), ("MSI=8", {"msi": 8}), ("msi=8; SAR = 4", {"msi": 8, "sar": 4}), ("HSI=3,", {"hsi": 3})],
)
def test_pairs_are_read_as_people_write_them(text, pairs):
    from rsmiss.ui.algorithms.layers import parse_pairs

    assert parse_pairs(text, "DATES") == pairs


@pytest.mark.parametrize("text", ["8", "MSI", "MSI=", "MSI=0", "MSI=-2", "MSI=x", "S2=8"])
def test_pairs_that_are_not_understood_are_refused(text):
    from rsmiss.engine.door.errors import InputError
    from rsmiss.ui.algorithms.layers import parse_pairs

    with pytest.raises(InputError, match=f"DATES: '{text}' is not understood; write it like"):
        parse_pairs(text, "DATES")
