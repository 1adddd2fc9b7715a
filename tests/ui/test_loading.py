"""What QGIS opens when a map is done: the map, also when it was made in the background, and so that it can be seen."""

import pytest
from rasters import box, write_vector

core = pytest.importorskip("qgis.core")
QtCore = pytest.importorskip("qgis.PyQt.QtCore")

LABELS = {1: "dry,land", 13: "wet"}


def classified(provider, scene, model, output):
    """As a dialog does it: prepared here, run in the background, the output to be opened in a project."""
    project, loop = core.QgsProject(), QtCore.QEventLoop()
    context, feedback = core.QgsProcessingContext(), core.QgsProcessingFeedback()
    context.setProject(project)
    output = core.QgsProcessingOutputLayerDefinition(output, project)
    parameters = {"MODEL": str(model), "LIDAR": scene["LIDAR"], "OUTPUT": output}
    algorithm = provider.algorithm("classify").create()
    task = core.QgsProcessingAlgRunnerTask(algorithm, parameters, context, feedback)
    outcome = []
    task.executed.connect(lambda done, results: (outcome.append(done), loop.quit()))
    QtCore.QTimer.singleShot(60_000, loop.quit)
    core.QgsApplication.taskManager().addTask(task)
    loop.exec()
    assert outcome == [True], feedback.textLog()
    return context, feedback


def test_a_map_that_is_made_in_the_background_is_opened(qgis, provider, scene, model, tmp_path, monkeypatch):
    monkeypatch.setenv("RSMISS_PYTHON", qgis.environment["RSMISS_PYTHON"])
    output = str(tmp_path / "map.tif")
    context, _ = classified(provider, scene, model, output)
    assert list(context.layersToLoadOnCompletion()) == [output]
    assert core.QgsRasterLayer(output, "map").renderer().type() == "paletted"


@pytest.fixture(scope="module")
def labels_model(qgis, scene, tmp_path_factory):
    folder = tmp_path_factory.mktemp("labels")
    areas = [(box(col, row, 3, 3), label) for col, label in LABELS.items() for row in range(1, 22, 4)]
    layers = {name: scene[name] for name in ("MSI", "LIDAR")}
    done = qgis(
        "rsmiss:trainmdico",
        **layers,
        TRAINING=write_vector(folder / "areas.gpkg", areas),
        CLASS_FIELD="class",
        TARGET="labels",
        WINDOW=1,
        EPOCHS=2,
        DEVICE="cpu",
        MODEL=folder / "labels.rsmiss",
    )
    assert done.status == 0, done.complained
    return str(folder / "labels.rsmiss")


def test_a_map_of_labels_is_loaded_with_a_legend(qgis, provider, scene, labels_model, tmp_path, monkeypatch):
    monkeypatch.setenv("RSMISS_PYTHON", qgis.environment["RSMISS_PYTHON"])
    output = str(tmp_path / "map.tif")
    context, feedback = classified(provider, scene, labels_model, output)
    layer = core.QgsRasterLayer(output, "map")
    names = [layer.bandName(i) for i in (1, 2, 3)]
    assert [name.split(": ")[1].split(" (")[0] for name in names] == ["dry", "land", "wet"]
    context.layerToLoadOnCompletionDetails(output).postProcessor().postProcessLayer(layer, context, feedback)
    shown = layer.renderer()
    assert shown.usesBands() == [1]
    assert {c.value: c.label for c in shown.classes()} == {1: "dry", 0: "not dry"}
    picture = shown.block(1, layer.extent(), 24, 24)
    assert picture.dataType() == core.Qgis.DataType.ARGB32_Premultiplied
    assert all(core.QgsRasterBlock.color(picture, row, col) >> 24 == 255 for row in range(24) for col in range(24))
