"""Which field of a training layer is proposed, and which are refused before anything runs."""

from __future__ import annotations

import pytest
from osgeo import ogr
from rasters import box, crs

pytestmark = pytest.mark.usefixtures("provider")


def write_table(path, columns, geometries, kind=ogr.wkbPolygon):
    """A GeoPackage with several fields: name -> values."""
    dataset = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    table = dataset.CreateLayer("areas", crs(32631), kind)
    for name, values in columns.items():
        table.CreateField(ogr.FieldDefn(name, ogr.OFTInteger if isinstance(values[0], int) else ogr.OFTString))
    for number, wkt in enumerate(geometries):
        feature = ogr.Feature(table.GetLayerDefn())
        for name, values in columns.items():
            feature.SetField(name, values[number])
        feature.SetGeometry(ogr.CreateGeometryFromWkt(wkt))
        table.CreateFeature(feature)
    del table, dataset
    return str(path)


def squares(count):
    return [box(n % 20, n // 20, 1, 1) for n in range(count)]


def refusal(provider, **parameters):
    """What checkParameterValues says; "" where it has nothing against it."""
    from qgis.core import QgsProcessingContext
    from rsmiss.engine.door.errors import InputError
    from rsmiss.ui.algorithms.layers import training

    target = parameters.pop("target", "classes")
    try:
        return training(provider.algorithm("trainmdico").create(), parameters, QgsProcessingContext(), target)[2]
    except InputError as error:
        return str(error)


def test_the_first_text_field_of_some_classes_is_proposed(provider, tmp_path):
    columns = {
        "code": [n % 3 for n in range(60)],
        "owner": [f"farm {n}" for n in range(60)],
        "year": ["2024"] * 60,
        "crop": [("wheat", "maize", "beet")[n % 3] for n in range(60)],
    }
    path = write_table(tmp_path / "areas.gpkg", columns, squares(60))
    assert refusal(provider, TRAINING=path) == "crop"


def test_the_field_of_the_style_is_proposed_before_any_other(provider):
    from test_layers import categorised, memory_layer

    layer = categorised(memory_layer("code", [1, 1, 2]), "code", [(1, "One", "#ff0000"), (2, "Two", "#00ff00")])
    assert refusal(provider, TRAINING=layer) == "code"


def test_where_no_field_is_likely_the_fields_are_named(provider, tmp_path):
    path = write_table(tmp_path / "areas.gpkg", {"code": [1, 2, 1]}, squares(3))
    assert refusal(provider, TRAINING=path) == "CLASS_FIELD: choose a field of 'areas'; it has fid, code."


def test_a_field_that_differs_for_each_feature_is_refused_and_a_better_one_named(provider, tmp_path):
    columns = {"owner": [f"farm {n}" for n in range(60)], "crop": ["wheat", "maize"] * 30}
    path = write_table(tmp_path / "areas.gpkg", columns, squares(60))
    for field in ("fid", "owner"):
        said = refusal(provider, TRAINING=path, CLASS_FIELD=field)
        assert said == (
            f"CLASS_FIELD: '{field}' is different for each feature of 'areas', so it names no classes. Choose 'crop'."
        )


def test_dissolved_classes_are_classes(provider, tmp_path):
    """One feature of several parts a class: different for each feature, all the same."""
    parts = [f"MULTIPOLYGON ({box(n, 0, 1, 1)[8:]}, {box(n, 5, 1, 1)[8:]})" for n in range(3)]
    columns = {"class": ["wet", "dry", "wood"]}
    path = write_table(tmp_path / "areas.gpkg", columns, parts, ogr.wkbMultiPolygon)
    assert refusal(provider, TRAINING=path, CLASS_FIELD="class") == "class"
    assert refusal(provider, TRAINING=path) == "class"
    assert "Choose 'class'" in refusal(provider, TRAINING=path, CLASS_FIELD="fid")


def test_more_than_255_classes_are_refused(provider, tmp_path):
    columns = {"plot": [n % 256 for n in range(300)], "crop": ["wheat", "maize"] * 150}
    path = write_table(tmp_path / "areas.gpkg", columns, squares(300))
    said = refusal(provider, TRAINING=path, CLASS_FIELD="plot")
    assert said == ("CLASS_FIELD: 'plot' of 'areas' has more than 255 values, too many for classes. Choose 'crop'.")
    assert refusal(provider, TRAINING=path, CLASS_FIELD="plot", target="number") == "plot"


def test_a_number_is_not_learnt_from_text(provider, tmp_path):
    columns = {"age": [3, 4, 5], "class": ["a", "b", "b"]}
    path = write_table(tmp_path / "areas.gpkg", columns, squares(3))
    said = refusal(provider, TRAINING=path, CLASS_FIELD="class", target="number")
    assert said == "CLASS_FIELD: 'class' of 'areas' holds no numbers; its fields of numbers: fid, age."


def test_the_command_line_may_leave_the_field_out_and_is_told(qgis, scene, tmp_path):
    table = tmp_path / "table.csv"
    words = [f"TRAINING={scene['TRAINING']}", f"OUTPUT={table}"]
    done = qgis.command("run", "rsmiss:describeclasses", "--", *words)
    assert done.status == 0, done.complained
    assert "CLASS_FIELD is empty: the classes are taken from the field 'class' of 'areas'." in done.said
    assert "dry" in table.read_text() and "wet" in table.read_text()
    done = qgis("rsmiss:describeclasses", TRAINING=scene["TRAINING"], CLASS_FIELD="fid", OUTPUT=tmp_path / "no.csv")
    assert done.status == 1 and "Choose 'class'" in done.complained
