"""The plugin's algorithms inside a graphical model; make_model.py drew it."""

from pathlib import Path

from osgeo import gdal

MODEL = Path(__file__).parent / "models" / "train_and_map.model3"


def test_a_graphical_model_trains_on_two_layers_and_maps_without_one(qgis, scene, tmp_path):
    inputs = {"OPTICAL": scene["MSI"], "HEIGHTS": scene["LIDAR"], "AREAS": scene["TRAINING"], "FIELD": "class"}
    names = {
        d["description"]: name for name, d in qgis.command("--json", "help", str(MODEL)).json["parameters"].items()
    }
    outputs = {names["model"]: tmp_path / "halves.rsmiss", names["map"]: tmp_path / "map.tif"}
    done = qgis(str(MODEL), **inputs, **outputs)
    assert set(map(str, outputs.values())) <= set(done.results.values())
    dataset = gdal.Open(str(tmp_path / "map.tif"))
    values = dataset.ReadAsArray()
    dataset.GetGeoTransform()  # makes GDAL read the names
    names = dataset.GetRasterBand(1).GetCategoryNames()
    del dataset
    assert names[1:] == ["dry", "wet"]
    assert (values[:, :12] == 1).mean() > 0.8 and (values[:, 12:] == 2).mean() > 0.8
