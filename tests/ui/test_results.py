"""What a user finds in the project when maps are done: a group, an order, legends in words, themes, their making."""

import importlib
import re
import sys
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal, ogr
from rasters import box, write_vector

core = pytest.importorskip("qgis.core")
QtCore = pytest.importorskip("qgis.PyQt.QtCore")


@pytest.fixture
def project(provider):
    """QGIS's own project, empty: one that pytest lets go of after QGIS has ended would take the process with it."""
    made = core.QgsProject.instance()
    made.clear()
    yield made
    made.clear()


@pytest.fixture
def opened(provider, qgis, project, monkeypatch):
    """Runs an algorithm as a dialog does, in the background, and lets QGIS's own Processing open its layers."""
    monkeypatch.setenv("RSMISS_PYTHON", qgis.environment["RSMISS_PYTHON"])
    monkeypatch.setattr(sys, "path", [*sys.path, str(Path(core.QgsApplication.pkgDataPath()) / "python" / "plugins")])
    from processing.core.ProcessingConfig import ProcessingConfig
    from processing.gui.Postprocessing import handleAlgorithmResults

    ProcessingConfig.initialize()

    def run(name, outputs=(), **parameters):
        loop, outcome = QtCore.QEventLoop(), []
        context, feedback = core.QgsProcessingContext(), core.QgsProcessingFeedback()
        context.setProject(project)
        for output in outputs:
            parameters[output] = core.QgsProcessingOutputLayerDefinition(parameters[output], project)
        algorithm = provider.algorithm(name).create()
        task = core.QgsProcessingAlgRunnerTask(algorithm, parameters, context, feedback)
        task.executed.connect(lambda done, results: (outcome.append((done, results)), loop.quit()))
        QtCore.QTimer.singleShot(120_000, loop.quit)
        core.QgsApplication.taskManager().addTask(task)
        loop.exec()
        assert outcome and outcome[0][0], feedback.textLog()
        assert handleAlgorithmResults(algorithm, context, feedback, parameters), feedback.textLog()
        return outcome[0][1]

    return run


def layers_in(group):
    return {node.layer().name(): node.layer() for node in group.findLayers()}


@pytest.fixture
def maps(opened, project, scene, model, tmp_path):
    """The group in which Classify's five maps of LiDAR alone were opened."""
    outputs = ("OUTPUT", "CONFIDENCE", "AVAILABILITY", "PROBABILITIES", "FEATURES")
    paths = {name: str(tmp_path / f"{name.lower()}.tif") for name in outputs}
    opened("classify", outputs, MODEL=str(model), LIDAR=scene["LIDAR"], **paths)
    (group,) = project.layerTreeRoot().children()
    return group


def test_the_maps_of_a_run_stand_in_a_group_named_after_the_place_and_the_day(maps, scene):
    place = Path(scene["LIDAR"]).parent.name
    assert re.fullmatch(rf"rsmiss – {place} – \d{{4}}-\d\d-\d\d", maps.name())
    assert list(layers_in(maps)) == ["Map", "Confidence", "Probability of dry", "Availability", "Features"]


def test_the_legend_of_the_map_alone_is_unfolded(request, project):
    def fold(*_):  # as QGIS's own list of layers does with a legend of many entries
        for node in project.layerTreeRoot().findLayers():
            node.setExpanded(False)

    project.layerTreeRoot().addedChildren.connect(fold)
    try:
        maps = request.getfixturevalue("maps")
    finally:
        project.layerTreeRoot().addedChildren.disconnect(fold)
    assert [node.isExpanded() for node in maps.findLayers()] == [True, False, False, False, False]


def test_confidence_has_a_legend_in_words_and_every_pixel_the_colour_of_its_step(maps):
    layer = layers_in(maps)["Confidence"]
    items = layer.renderer().shader().rasterShaderFunction().colorRampItemList()
    assert [item.label for item in items] == [
        "a guess (0% – 40%)",
        "unsure (40% – 60%)",
        "fairly sure (60% – 80%)",
        "sure (80% – 95%)",
        "very sure (above 95%)",
    ]
    values = gdal.Open(layer.source()).ReadAsArray()
    step = np.digitize(values, [0.4, 0.6, 0.8, 0.95], right=True)
    picture = layer.renderer().block(1, layer.extent(), 24, 24)
    for row in range(24):
        for col in range(24):
            expected = items[step[row, col]].color.rgba()
            assert picture.color(row, col) == expected, values[row, col]


def test_confidence_grows_lighter_in_even_steps(maps):
    """Lightness alone tells the steps apart, so colour-blind eyes read them too."""
    items = layers_in(maps)["Confidence"].renderer().shader().rasterShaderFunction().colorRampItemList()
    linear = [[(c / 255) ** 2.2 for c in item.color.getRgb()[:3]] for item in items]
    lightness = [116 * (0.2126 * r + 0.7152 * g + 0.0722 * b) ** (1 / 3) - 16 for r, g, b in linear]
    assert all(10 < step < 30 for step in np.diff(lightness)), lightness


def test_the_view_of_the_probabilities_says_which_class_it_shows(maps):
    layer = layers_in(maps)["Probability of dry"]
    items = layer.renderer().shader().rasterShaderFunction().colorRampItemList()
    assert layer.renderer().usesBands() == [1]
    assert "dry" in layer.bandName(1)
    assert items[0].label.startswith("hardly dry") and items[-1].label.startswith("surely dry")


def test_availability_names_the_patterns_that_occur_and_no_others(maps):
    layer = layers_in(maps)["Availability"]
    assert [c.label for c in layer.renderer().classes() if c.value] == ["LIDAR"]


def test_features_are_opened_as_a_picture_of_three_of_their_named_bands(maps):
    layer = layers_in(maps)["Features"]
    assert layer.renderer().type() == "multibandcolor" and len(layer.renderer().usesBands()) == 3
    assert layer.bandCount() > 3 and all(layer.bandName(i).split(": ")[1] for i in range(1, layer.bandCount() + 1))


def test_a_layer_says_which_model_made_it_from_what_and_how_good_to_expect_it(maps, model):
    about = layers_in(maps)["Map"].metadata()
    assert about.title() == "Map"
    text = about.abstract()
    for line in (f"Model: {model.name}", "Method: lds2ae", "Layers used: LIDAR", "Layers missing: MSI"):
        assert line in text.splitlines()
    assert re.search(r"with these layers: OA \d\.\d{3}, AA \d\.\d{3}, KAPPA -?\d\.\d{3} on \d+ samples", text)


# ---- what if


@pytest.fixture
def cases(opened, project, scene, model, tmp_path):
    base = core.QgsVectorLayer("Polygon?crs=EPSG:32631", "base", "memory")
    project.addMapLayer(base)
    folder = tmp_path / "whatif"
    return opened("whatif", MODEL=str(model), MSI=scene["MSI"], LIDAR=scene["LIDAR"], FOLDER=str(folder)), folder


def test_a_what_if_opens_its_maps_in_a_group_with_a_theme_for_each_case(cases, project):
    results, folder = cases
    group, base = project.layerTreeRoot().children()
    found = layers_in(group)
    names = ["All layers (MSI + LIDAR)", "Only LIDAR", "Only MSI"]
    assert list(found) == [*names, "Cases that differ", "The map depends"]
    assert {Path(layer.source()).parent for layer in found.values()} == {folder}
    themes = project.mapThemeCollection()
    assert sorted(themes.mapThemes()) == sorted(f"{group.name()}: {name}" for name in names)
    for name in names:
        shown = [layer.name() for layer in themes.mapThemeVisibleLayers(f"{group.name()}: {name}")]
        assert sorted(shown) == sorted([name, "Cases that differ", "The map depends", "base"])
    visible = [layer.name() for layer in project.layerTreeRoot().checkedLayers()]
    assert visible == [names[0], "Cases that differ", "The map depends", "base"]
    assert "Layers used: MSI\nLayers missing: LIDAR" in found["Only MSI"].metadata().abstract()


def test_a_case_is_called_by_what_it_lacks_where_that_is_shorter(provider):
    case_name = importlib.import_module("rsmiss.ui.algorithms.whatif").case_name
    complete = ("hsi", "msi", "sar")
    cases = [("hsi", "msi"), ("hsi",), ("hsi", "sar")]
    assert [case_name(case, complete) for case in cases] == ["Without SAR", "Only HSI", "Without MSI"]
    assert case_name(("hsi",), ("hsi", "msi")) == "Only HSI"


def test_the_complete_map_is_among_the_results_and_carries_names(cases):
    results, folder = cases
    assert results["COMPLETE"] == str(folder / "complete.tif")
    layer = core.QgsRasterLayer(results["COMPLETE"], "map")
    assert {c.label for c in layer.renderer().classes()} >= {"dry", "wet"}


def test_a_what_if_runs_on_the_command_line(qgis, scene, model, tmp_path):
    inputs = {"MODEL": model, "MSI": scene["MSI"], "LIDAR": scene["LIDAR"], "DEVICE": "cpu"}
    results = qgis("rsmiss:whatif", **inputs, CASES="msi", FOLDER=tmp_path / "new" / "out").results
    names = {p.name for p in (tmp_path / "new" / "out").iterdir() if not p.name.endswith(".aux.xml")}
    expected = {"complete.tif", "msi.tif", "disagreement.tif", "depends_on.tif", "agreement.csv", "agreement.html"}
    assert names == expected
    assert results["PIXELS"] == 24 * 24
    own = qgis("rsmiss:classify", MODEL=model, MSI=scene["MSI"], OUTPUT=tmp_path / "own.tif", DEVICE="cpu").results
    found, wanted = (gdal.Open(str(p)).ReadAsArray() for p in (tmp_path / "new" / "out" / "msi.tif", own["OUTPUT"]))
    np.testing.assert_array_equal(found, wanted)


@pytest.fixture(scope="module")
def moisture(qgis, scene, tmp_path_factory):
    """A model of a number."""
    folder = tmp_path_factory.mktemp("moisture")
    areas = [(box(c, r, 3, 3), 10.0 if c < 12 else 20.0) for c in (1, 7, 13, 19) for r in range(1, 22, 4)]
    labels = write_vector(folder / "areas.gpkg", areas, kind=ogr.OFTReal)
    quick = {"WINDOW": 1, "EPOCHS": 1, "BATCH_SIZE": 16, "DEVICE": "cpu", "TARGET": "number"}
    path = folder / "moisture.rsmiss"
    assert "R2" in qgis("rsmiss:trainmdico", **{**scene, "TRAINING": labels}, **quick, MODEL=path).results
    return path


def test_maps_of_a_number_are_shown_by_one_range_and_their_spread_beside_them(
    opened, project, scene, moisture, tmp_path
):
    inputs = {"MODEL": str(moisture), "MSI": scene["MSI"], "LIDAR": scene["LIDAR"]}
    results = opened("whatif", **inputs, FOLDER=str(tmp_path / "whatif"))
    assert results["SPREAD"] == str(tmp_path / "whatif" / "spread.tif")
    assert "DISAGREEMENT" not in results and "DEPENDS" not in results
    (group,) = project.layerTreeRoot().children()
    found = layers_in(group)
    cases = ["All layers (MSI + LIDAR)", "Only LIDAR", "Only MSI"]
    assert list(found) == [*cases, "How far the cases lie apart"]
    ranges = {(r.classificationMin(), r.classificationMax()) for r in (found[name].renderer() for name in cases)}
    ((low, high),) = ranges
    spread = found["How far the cases lie apart"].renderer()
    assert low < 10 < 20 < high
    assert (spread.classificationMin(), spread.classificationMax()) == (0, pytest.approx((high - low) / 4))
    assert len(project.mapThemeCollection().mapThemes()) == 3


def test_maps_of_labels_are_shown_by_their_first_label(opened, qgis, project, scene, tmp_path):
    areas = [(box(c, r, 3, 3), "flat" if c < 12 else "flat,wet") for c in (1, 7, 13, 19) for r in range(1, 22, 4)]
    labels = write_vector(tmp_path / "areas.gpkg", areas)
    quick = {"WINDOW": 1, "EPOCHS": 1, "BATCH_SIZE": 16, "DEVICE": "cpu", "TARGET": "labels"}
    path = tmp_path / "state.rsmiss"
    assert qgis("rsmiss:trainmdico", **{**scene, "TRAINING": labels}, **quick, MODEL=path).status == 0
    inputs = {"MODEL": str(path), "MSI": scene["MSI"], "LIDAR": scene["LIDAR"]}
    results = opened("whatif", **inputs, FOLDER=str(tmp_path / "whatif"))
    assert {"DISAGREEMENT", "DEPENDS"} <= set(results) and "SPREAD" not in results
    (group,) = project.layerTreeRoot().children()
    found = layers_in(group)
    assert list(found)[3:] == ["Cases that differ", "The map depends"]
    for name in ("All layers (MSI + LIDAR)", "Only LIDAR", "Only MSI"):
        assert [c.label for c in found[name].renderer().classes()] == ["flat", "not flat"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"CASES": "msi+sra"}, "CASES: 'msi+sra' is not understood"),
        ({"CASES": "hsi"}, "CASES names hsi, but the layers that are given are msi, lidar"),
        ({"LIDAR": None}, "Give at least two layers"),
        ({"MSI": "LIDAR"}, "MSI: this model wants 4 multispectral bands; the layer"),
    ],
)
def test_what_makes_no_sense_is_said_before_anything_runs(qgis, scene, model, tmp_path, changes, sentence):
    inputs = {"MODEL": model, "MSI": scene["MSI"], "LIDAR": scene["LIDAR"], "FOLDER": tmp_path / "out"}
    given = {name: scene.get(value, value) for name, value in {**inputs, **changes}.items() if value is not None}
    done = qgis("rsmiss:whatif", **given)
    assert done.status != 0
    assert sentence in done.complained
    assert not (tmp_path / "out").exists()
