"""The sample scene: the same for a seed, as the sensors differ, with classes that only one of them can tell apart."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal, ogr, osr
from sklearn.ensemble import RandomForestClassifier

from engine.door.errors import InputError
from engine.door.jobs import SampleDataJob
from engine.door.sources import LabelSource, LayerSource
from engine.labels.labelled_pixels import read_labels
from engine.runtime.reporter import Reporter
from engine.scene.scene import Scene
from engine.simulation.land import Land
from engine.simulation.noise import smooth_noise
from engine.simulation.sensors import record_sar
from engine.simulation.simulated_scene import LARGEST, SMALLEST, simulate, simulate_arrays
from engine.simulation.spectra import reflectance
from engine.tasks import sampledata

SIZE = 160
REPOSITORY = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def scene():
    return simulate(SIZE, seed=0)


@pytest.fixture(scope="module")
def wide_scene():
    return simulate(300, seed=0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("sample") / "new"
    sampledata.run(SampleDataJob(str(path), SIZE, 0), Reporter())
    return path


# ---- arrays


def test_a_seed_gives_one_scene_and_another_seed_another():
    first, again, other = simulate(64, 3), simulate(64, 3), simulate(64, 4)
    for modality, image in first.images.items():
        np.testing.assert_array_equal(image, again.images[modality])
        assert not np.array_equal(image, other.images[modality])
    np.testing.assert_array_equal(first.truth, again.truth)
    corners = [np.stack([p.corners for p in s.polygons[:5]]) for s in (first, again)]
    np.testing.assert_array_equal(*corners)


@pytest.mark.parametrize(("size", "coarse"), [(64, 32), (65, 33), (130, 65)])
def test_each_sensor_has_its_own_pixels(size, coarse):
    scene = simulate(size, 1)
    assert {m: image.shape for m, image in scene.images.items()} == {
        "hsi": (120, coarse, coarse),
        "msi": (8, size, size),
        "sar": (2, coarse, coarse),
        "lidar": (1, 2 * size, 2 * size),
        "rgb": (3, 2 * size, 2 * size),
    }
    assert scene.truth.shape == (size, size)
    assert {m: mask.shape for m, mask in scene.holes.items()} == {m: scene.images[m].shape[1:] for m in scene.holes}


@pytest.mark.parametrize("size", [SMALLEST - 1, LARGEST + 1])
def test_a_size_that_cannot_be_made_is_refused_by_name(size):
    with pytest.raises(InputError, match=f"SIZE is {size}.*{SMALLEST} to {LARGEST}"):
        simulate(size)


@pytest.mark.parametrize("seed", range(2))
def test_every_class_is_there_and_has_training_polygons(seed):
    scene = simulate(200, seed)
    values = {info.value for info in scene.classes}
    assert len(values) >= 8
    assert set(np.unique(scene.truth)) == values
    assert {polygon.value for polygon in scene.polygons} == values


def test_holes_hide_a_part_of_the_optical_layers_and_of_the_sar(scene):
    assert set(scene.holes) == {"hsi", "msi", "sar"}
    for mask in scene.holes.values():
        assert 0.05 < mask.mean() < 0.25
    swath = scene.holes["sar"]
    assert (np.diff(swath.astype(int), axis=1) >= 0).all(), "everything east of the swath's edge is missing"
    assert np.unique(swath.sum(1)).size > 3, "the edge slants"


def test_the_values_are_physical(scene):
    assert scene.images["hsi"].min() > 0 and scene.images["hsi"].max() < 10000
    assert scene.images["sar"].min() > -40 and scene.images["sar"].max() < 10
    assert scene.images["lidar"].min() >= 0 and 15 < scene.images["lidar"].max() < 50


def test_speckle_has_the_variance_of_its_looks():
    """Over land that is all alike, power varies by 1 / looks, and a little more from moisture."""
    flat = np.zeros((512, 512), np.float32)
    land = Land(flat.astype(np.int8), flat.astype(np.int32), flat, flat, flat)
    power = 10 ** (record_sar(land, np.random.default_rng(0))[0] / 10)
    assert power.var() / power.mean() ** 2 == pytest.approx(1 / 6, rel=0.25)


@pytest.mark.parametrize(
    ("pair", "sensor"),
    [
        (("broadleaved forest", "shrubs"), "lidar"),
        (("asphalt", "bitumen roof"), "lidar"),
        (("sugar beet", "potatoes"), "hsi"),
        (("plowed soil", "fallow"), "sar"),
    ],
)
def test_some_classes_are_told_apart_by_one_sensor_only(pair, sensor, wide_scene):
    scene = wide_scene
    images = {m: _on_five_metres(image, scene.truth.shape) for m, image in scene.images.items()}
    chosen = np.stack([_inner(scene.truth == _value(scene, name)) for name in pair])
    rows, cols = np.nonzero(chosen.any(0))
    few = slice(None, None, -(-len(rows) // 2000))
    rows, cols = rows[few], cols[few]
    target = chosen[1][rows, cols]
    block = (rows // 40 + cols // 40) % 2 == 0  # trained in some parts of the land, tried in others

    def balanced_accuracy(modalities):
        features = np.concatenate([images[m][:, rows, cols] for m in modalities]).T
        forest = RandomForestClassifier(40, class_weight="balanced", random_state=0, min_samples_leaf=3)
        right = forest.fit(features[block], target[block]).predict(features[~block]) == target[~block]
        return np.mean([right[target[~block] == side].mean() for side in (False, True)])

    rest = [m for m in ("msi", "sar", "lidar", "hsi") if m != sensor]
    assert balanced_accuracy([sensor]) > 0.85
    assert balanced_accuracy(rest) < balanced_accuracy([sensor]) - 0.1


def test_training_polygons_hold_one_class_only(folder, scene):
    names = {info.name: info.value for info in scene.classes}
    with_scene = Scene.open({"msi": LayerSource((str(folder / "msi.tif"),))})
    labels = read_labels(_training(folder), with_scene.grid, "classes", lambda text: None)
    with_scene.close()
    values = np.array([names[name] for name in labels.info.names])[labels.target]
    agreement = (scene.truth[labels.rows, labels.cols] == values).mean()
    assert agreement > 0.99
    assert [info.value for info in labels.info.classes] == list(names.values()), "maps and truth share their values"


@pytest.mark.parametrize("scale", [2.0, 6.0, 40.0])
def test_smooth_noise_is_standard_and_as_smooth_as_its_scale(scale):
    """White noise under a Gaussian of deviation scale / 2 correlates by exp(-(distance / scale)^2)."""
    noise = smooth_noise((1200, 1000), scale, np.random.default_rng(0))
    assert noise.shape == (1200, 1000)
    assert abs(noise.mean()) < 0.2 and 0.85 < noise.std() < 1.15
    for distance in (round(scale / 2), round(scale)):
        found = np.corrcoef(noise[:, distance:].ravel(), noise[:, :-distance].ravel())[0, 1]
        assert found == pytest.approx(np.exp(-((distance / scale) ** 2)), abs=0.1)


def test_a_band_sees_the_mean_of_the_spectrum_under_its_response():
    """Narrow bands across a wide one, averaged with its Gaussian response, give the wide one."""
    fine = np.arange(600.0, 900.0, 2.0)
    narrow = reflectance(["leaf"], fine, np.full(len(fine), 0.5))[0]
    response = np.exp(-((fine - 750) ** 2) / (2 * (60 / 2.355) ** 2))
    wide = reflectance(["leaf"], [750.0], [60.0])[0, 0]
    assert wide == pytest.approx((narrow * response).sum() / response.sum(), rel=1e-3)


def test_cheap_scenes_have_the_shapes_that_are_asked_for():
    images, truth = simulate_arrays(60, 90, {"hsi": 63, "lidar": 1}, seed=2, classes=6)
    assert {m: (i.shape, i.dtype) for m, i in images.items()} == {
        "hsi": ((63, 60, 90), np.dtype(np.float32)),
        "lidar": ((1, 60, 90), np.dtype(np.float32)),
    }
    assert set(np.unique(truth)) == set(range(1, 7))
    within = np.mean([images["hsi"][:, truth == k].std(1).mean() for k in range(1, 7)])
    assert within < 0.8 * images["hsi"].std(), "classes differ by more than noise"


# ---- files


def test_layers_lie_on_each_other_and_lidar_comes_in_another_crs(folder):
    layers = {m: LayerSource((str(folder / f"{m}.tif"),)) for m in ("hsi", "msi", "sar", "lidar", "rgb")}
    opened = Scene.open(layers, reference="msi")
    whole = opened.read(opened.grid.whole)
    opened.close()
    assert (opened.grid.rows, opened.grid.cols) == (SIZE, SIZE)
    assert whole["lidar"].valid.all(), "turned into another CRS, the heights still cover the scene"
    assert whole["rgb"].valid.all()
    assert 0.75 < whole["hsi"].valid.mean() < 0.95
    crs = {m: osr.SpatialReference(gdal.Open(layers[m].paths[0]).GetProjection()) for m in layers}
    assert {m: r.GetAuthorityCode(None) for m, r in crs.items()} == {
        "hsi": "32632", "msi": "32632", "sar": "32632", "rgb": "32632", "lidar": "3035",
    }  # fmt: skip


def test_heights_match_the_truth_after_their_turn_into_another_crs(folder, scene):
    layers = {m: LayerSource((str(folder / f"{m}.tif"),)) for m in ("msi", "lidar")}
    opened = Scene.open(layers, reference="msi")
    heights = opened.read(opened.grid.whole)["lidar"].values[0]
    opened.close()
    expected = _on_five_metres(scene.images["lidar"], scene.truth.shape)[0]
    assert np.corrcoef(heights.ravel(), expected.ravel())[0, 1] > 0.97


def test_bands_carry_names_and_wavelengths(folder):
    opened = Scene.open({"hsi": LayerSource((str(folder / "hsi.tif"),))})
    opened.close()
    wavelengths = opened.modalities["hsi"].wavelengths
    assert len(wavelengths) == 120 and wavelengths[0] == 400 and wavelengths[-1] == 2500
    msi = gdal.Open(str(folder / "msi.tif"))
    assert msi.GetRasterBand(6).GetDescription() == "red edge"
    assert msi.GetRasterBand(6).GetMetadataItem("wavelength") == "724"


def test_complete_layers_have_the_same_values_and_no_holes(folder):
    for modality in ("hsi", "msi", "sar"):
        holed, whole = (gdal.Open(str(folder / part / f"{modality}.tif")) for part in ("", "complete"))
        values, filled = holed.ReadAsArray(), whole.ReadAsArray()
        hole = (values == -9999).all(0)
        assert 0 < hole.mean() < 0.3
        assert (filled != -9999).all()
        np.testing.assert_array_equal(values[:, ~hole], filled[:, ~hole])


def test_the_truth_has_names_and_colours(folder, scene):
    dataset = gdal.Open(str(folder / "truth.tif"))
    np.testing.assert_array_equal(dataset.ReadAsArray(), scene.truth)
    band = dataset.GetRasterBand(1)
    attributes = band.GetDefaultRAT()
    names = [attributes.GetValueAsString(row, 1) for row in range(attributes.GetRowCount())]
    assert names == [info.name for info in scene.classes]
    first = scene.classes[0].color
    assert band.GetColorTable().GetColorEntry(1)[:3] == tuple(int(first[i : i + 2], 16) for i in (1, 3, 5))


def test_polygons_carry_class_and_code(folder, scene):
    codes = {info.name: info.value for info in scene.classes}
    dataset = ogr.Open(str(folder / "training.gpkg"))
    features = [(f.GetField("class"), f.GetField("code")) for f in dataset.GetLayerByName("training")]
    assert len(features) == len(scene.polygons)
    assert all(codes[name] == code for name, code in features)


def test_qgis_shows_the_polygons_in_the_colours_of_the_classes(folder, scene):
    """In a process of its own: the engine's tests know no QGIS."""
    pytest.importorskip("qgis.core", reason="QGIS is not installed")
    code = (
        "import json, os, sys\n"
        "from qgis.core import QgsApplication, QgsVectorLayer\n"
        "QgsApplication.setPrefixPath('/usr', True); app = QgsApplication([], False); app.initQgis()\n"
        "layer = QgsVectorLayer(sys.argv[1] + '|layername=training', 'training', 'ogr')\n"
        "classes = [[c.value(), c.symbol().color().name()] for c in layer.renderer().categories()]\n"
        "print(json.dumps(classes), flush=True)\n"
        "os._exit(0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder / "training.gpkg")],
        capture_output=True, text=True, timeout=120, env={"QT_QPA_PLATFORM": "offscreen", "HOME": str(folder)},
    )  # fmt: skip
    assert json.loads(done.stdout) == [[info.name, info.color] for info in scene.classes], done.stderr


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="'.*file' cannot be made.*choose another"):
        sampledata.run(SampleDataJob(str(tmp_path / "file"), 64, 0), Reporter())


def test_a_cancelled_job_leaves_no_file(tmp_path):
    from engine.door.errors import Cancelled

    class Impatient(Reporter):
        def progress(self, value: float, text: str = "") -> None:
            if value > 0.6:
                self.stop()

    with pytest.raises(Cancelled):
        sampledata.run(SampleDataJob(str(tmp_path / "scene"), 64, 0), Impatient())
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_the_job_runs_in_a_process_of_its_own(tmp_path):
    (tmp_path / "job.json").write_text(SampleDataJob(str(tmp_path / "scene"), 64, 0).to_json())
    process = subprocess.Popen(
        [sys.executable, "-m", "engine", str(tmp_path / "job.json")],
        cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    result = json.loads(process.stdout.read().splitlines()[-1])  # standard input stays open: its end would cancel
    assert process.wait(timeout=60) == 0
    assert result["event"] == "result"
    assert Path(result["training"]).exists() and Path(result["hsi"]).exists()


def _training(folder: Path) -> LabelSource:
    return LabelSource(str(folder / "training.gpkg"), "training", "class")


def _value(scene, name):
    return next(info.value for info in scene.classes if info.name == name)


def _inner(mask):
    """Pixels whose neighbours are of the class too."""
    inner = mask.copy()
    for axis in (0, 1):
        inner &= np.roll(mask, 1, axis) & np.roll(mask, -1, axis)
    return inner


def _on_five_metres(image, shape):
    """Finer pixels averaged, coarser ones repeated: (bands, rows, cols) of the truth."""
    rows, cols = shape
    if image.shape[1] > rows:
        return image.reshape(len(image), rows, image.shape[1] // rows, cols, image.shape[2] // cols).mean((2, 4))
    return image.repeat(2, 1).repeat(2, 2)[:, :rows, :cols] if image.shape[1] < rows else image
