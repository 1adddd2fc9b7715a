"""Patches of a scene: the right pixels, read once, with the right availability."""

import numpy as np
import pytest
import torch
from osgeo import gdal
from rasters import ramp, shared, write_raster

from engine.door.errors import Cancelled, InputError
from engine.door.sources import LayerSource
from engine.runtime.reporter import Reporter
from engine.samples import patches as patches_module
from engine.samples import store
from engine.samples.normalisation import Normalisation
from engine.samples.patches import collect, unlabelled_pixels
from engine.scene.array_scene import ArrayScene
from engine.scene.scene import Scene

CPU = torch.device("cpu")


def scene_of(rows=40, cols=50, holes=True, seed=0):
    rng = np.random.default_rng(seed)
    images = {"hsi": rng.normal(size=(5, rows, cols)), "lidar": rng.normal(10, 3, size=(1, rows, cols))}
    if holes:
        images["hsi"][2, 5:15, 5:20] = np.nan
        images["lidar"][:, 10:30, 10:40] = np.nan
    return ArrayScene({m: image.astype(np.float32) for m, image in images.items()})


def everywhere(scene):
    return tuple(a.ravel() for a in np.mgrid[0 : scene.grid.rows, 0 : scene.grid.cols])


def collected(scene, rows, cols, *, window=3, report=None, **settings):
    rows, cols = np.asarray(rows), np.asarray(cols)
    settings = {"fit": np.arange(len(rows)), "normalisation": None, "components": {}, **settings}
    target, group = torch.arange(len(rows)), torch.arange(len(rows)) + 1000
    return collect(scene, rows, cols, target, group, window=window, device=CPU, report=report or Reporter(), **settings)


def slow_patch(image, row, col, window):
    """A patch cut from the padded image; all bands NaN where any band is."""
    half = window // 2
    holed = np.where(np.isnan(image).any(0), np.nan, image)
    padded = np.pad(holed, ((0, 0), (half, half), (half, half)), "reflect")
    return padded[:, row : row + window, col : col + window]


@pytest.mark.parametrize("window", [1, 3, 11, 27])
def test_patches_equal_those_cut_one_by_one_from_the_padded_image(window):
    scene = scene_of()
    rng = np.random.default_rng(1)
    rows, cols = np.append(rng.integers(0, 40, 60), [0, 39, 0]), np.append(rng.integers(0, 50, 60), [0, 49, 49])
    samples = collected(scene, rows, cols, window=window)
    index = torch.from_numpy(rng.permutation(len(rows)))
    for modality, source in samples.sources.items():
        patches, valid = source.gather(index)
        image = scene._images[modality]
        expected = np.stack([slow_patch(image, rows[i], cols[i], window) for i in index.tolist()])
        np.testing.assert_array_equal(patches.numpy(), expected)
        np.testing.assert_array_equal(valid.numpy(), np.isfinite(expected).all(1))


@pytest.mark.parametrize("side", patches_module._BLOCK_SIDES)
def test_patches_are_the_same_for_every_size_of_block(side, monkeypatch):
    scene, index = scene_of(), torch.arange(2000)
    rows, cols = everywhere(scene)
    expected, _ = collected(scene, rows, cols, window=5).sources["hsi"].gather(index)
    monkeypatch.setattr(patches_module, "_BLOCK_SIDES", (side,))
    patches, _ = collected(scene, rows, cols, window=5).sources["hsi"].gather(index)
    np.testing.assert_array_equal(patches, expected)


def test_patches_of_files_equal_those_of_arrays(tmp_path):
    values = ramp(3, 30, 30)
    values[:, 4:8, 4:9] = -1
    path = write_raster(tmp_path / "a.tif", values, nodata=-1)
    arrays = ArrayScene({"msi": np.where(values == -1, np.nan, values)})
    files = Scene.open({"msi": LayerSource((path,))})
    rows, cols = everywhere(arrays)
    one, other = (collected(s, rows, cols, window=7).sources["msi"].gather(torch.arange(900)) for s in (files, arrays))
    np.testing.assert_array_equal(one[0], other[0])
    np.testing.assert_array_equal(one[1], other[1])


def test_a_modality_is_available_where_the_centre_pixel_is_valid():
    scene = scene_of()
    rows, cols = everywhere(scene)
    samples = collected(scene, rows, cols, window=9)
    images = scene.read(scene.grid.whole)
    expected = np.stack([images[m].valid[rows, cols] for m in samples.modalities], axis=1)
    kept = samples.numbers.numpy()
    np.testing.assert_array_equal(samples.available.numpy(), expected[kept])


def test_samples_that_no_layer_sees_are_dropped_said_and_the_others_keep_their_numbers():
    scene, said = scene_of(), []
    rows, cols = [12, 0, 12], [12, 0, 30]  # in both holes; in none; in the lidar's hole only

    class Listener(Reporter):
        def log(self, text):
            said.append(text)

    samples = collected(scene, rows, cols, fit=np.array([1]), report=Listener())
    assert samples.numbers.tolist() == samples.target.tolist() == [1, 2]
    assert samples.group.tolist() == [1001, 1002]
    assert samples.available.tolist() == [[True, True], [True, False]]
    assert said == ["Pixels left out, because no layer has data there: 1 of 3."]
    (batch,) = samples.batches(torch.tensor([1]))
    raw, _ = samples.sources["hsi"].gather(torch.tensor([2]))
    np.testing.assert_array_equal(raw[0], slow_patch(scene._images["hsi"], 12, 30, 3))
    assert list(batch.patches) == ["hsi"]


def test_statistics_are_of_the_valid_pixels_that_fit_names():
    scene = scene_of()
    rows, cols = everywhere(scene)
    fit = np.arange(0, len(rows), 3)
    samples = collected(scene, rows, cols, fit=fit)
    for modality, image in scene._images.items():
        spectra = image[:, rows[fit], cols[fit]]
        spectra = spectra[:, np.isfinite(spectra).all(0)]
        found = samples.normalisation[modality]
        np.testing.assert_allclose(found.mean, spectra.mean(1), rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(found.std, spectra.std(1), rtol=1e-4)


def test_components_ask_for_a_pca_of_that_modality_alone():
    scene = scene_of()
    samples = collected(scene, *everywhere(scene), components={"hsi": 2})
    assert samples.normalisation["hsi"].outputs == 2
    assert samples.normalisation["lidar"].outputs == 1
    batch = next(samples.batches(torch.arange(4)))
    assert batch.patches["hsi"].shape[1] == 2


def test_a_given_normalisation_is_used_as_it_is():
    scene = scene_of()
    given = {m: Normalisation(torch.full((i.bands,), 7.0), torch.ones(i.bands)) for m, i in scene.modalities.items()}
    samples = collected(scene, [0], [0], fit=None, normalisation=given)
    assert samples.normalisation["hsi"].mean.tolist() == [7.0] * 5


def test_a_modality_without_data_at_any_training_pixel_is_an_error_that_names_it():
    with pytest.raises(InputError, match="LiDAR or elevation layer has data at 0 training pixels"):
        collected(scene_of(), [12, 20], [25, 30])


def test_an_even_window_is_refused():
    with pytest.raises(ValueError, match="must be odd, not 4"):
        collected(scene_of(), [0], [0], window=4)


class CountingScene(ArrayScene):
    """An ArrayScene that remembers the windows it was asked for."""

    def __init__(self, images):
        super().__init__(images)
        self.windows = []

    def read(self, window, halo=0, modalities=None):
        self.windows.append(window)
        return super().read(window, halo, modalities)


def test_only_the_blocks_that_hold_samples_are_read_and_each_once():
    scene = CountingScene({"sar": np.zeros((2, 500, 500), np.float32)})
    rows, cols = np.mgrid[100:140, 200:240].reshape(2, -1)
    collected(scene, rows, cols, window=11)
    assert len(scene.windows) == len(set(scene.windows)) <= 9
    assert sum(w.rows * w.cols for w in scene.windows) < 6 * 40 * 40


def test_points_far_apart_are_stored_as_little_more_than_their_patches():
    scene = ArrayScene({"sar": np.zeros((2, 2000, 2000), np.float32)})
    rows, cols = np.random.default_rng(0).integers(0, 2000, (2, 100))
    blocks = collected(scene, rows, cols, window=11).sources["sar"].store.values
    assert blocks.numel() <= 100 * 2 * 20**2


def test_large_blocks_lie_in_mapped_files_and_give_the_same_patches(monkeypatch):
    scene, index = scene_of(), torch.arange(2000)
    rows, cols = everywhere(scene)
    expected = {m: s.gather(index)[0] for m, s in collected(scene, rows, cols, window=5).sources.items()}
    monkeypatch.setattr(store, "IN_MEMORY", 1000)
    mapped, original = [], store._mapped
    monkeypatch.setattr(store, "_mapped", lambda *arguments: mapped.append(arguments) or original(*arguments))
    sources = collected(scene, rows, cols, window=5).sources
    assert len(mapped) == 2
    for modality, patches in expected.items():
        for _ in range(2):  # the second time after the pages were given back
            np.testing.assert_array_equal(sources[modality].gather(index)[0], patches)


def test_a_request_to_stop_is_heeded_between_blocks():
    report = Reporter()
    report.stop()
    with pytest.raises(Cancelled):
        collected(scene_of(), [0], [0], report=report)


# ---- unlabelled pixels


def test_unlabelled_pixels_are_valid_somewhere_new_and_none_is_labelled():
    scene = scene_of()
    rows, cols = everywhere(scene)
    labelled = np.random.default_rng(0).permutation(len(rows))[:1500]
    found = unlabelled_pixels(scene, 300, rows[labelled], cols[labelled], 0)
    pairs = set(zip(*map(np.ndarray.tolist, found), strict=True))
    assert len(pairs) == 300
    assert not pairs & set(zip(rows[labelled].tolist(), cols[labelled].tolist(), strict=True))
    images = scene.read(scene.grid.whole)
    assert all(images["hsi"].valid[r, c] or images["lidar"].valid[r, c] for r, c in pairs)


def test_all_unlabelled_pixels_are_given_where_there_are_fewer_than_asked_for():
    scene = scene_of(rows=10, cols=10, holes=False)
    found = unlabelled_pixels(scene, 1000, np.array([3]), np.array([4]), 0)
    assert len(found[0]) == 99


def test_unlabelled_pixels_depend_on_the_seed_alone():
    scene, none = scene_of(), np.empty(0, np.int64)
    one, same, other = (unlabelled_pixels(scene, 50, none, none, seed)[0].tolist() for seed in (1, 1, 2))
    assert one == same
    assert one != other


def test_a_huge_scene_costs_no_more_than_64_windows():
    scene = CountingScene({"sar": np.zeros((1, 3000, 3000), np.float32)})
    rows, cols = unlabelled_pixels(scene, 5000, np.empty(0, np.int64), np.empty(0, np.int64), 0)
    assert len(rows) == 5000
    assert len(scene.windows) <= 64
    assert np.ptp(rows) > 2000 and np.ptp(cols) > 2000


def test_no_pixels_are_found_where_nothing_is_asked_for():
    rows, cols = unlabelled_pixels(scene_of(), 0, np.empty(0, np.int64), np.empty(0, np.int64), 0)
    assert len(rows) == len(cols) == 0


# ---- real data


def test_landsat_clouds_make_a_sample_unavailable_to_that_sensor_alone():
    folder = shared("worldcereal_flanders_patches", "00002806639B424A")
    landsat = str(folder / "l8_sr_30m_seasonal.tif")
    # given as no series, one cloudy season is a hole
    scene = Scene.open({"msi": LayerSource((str(folder / "s2_10m_monthly.tif"),), 8), "other": LayerSource((landsat,))})
    samples = collected(scene, *everywhere(scene), window=5)
    clear = np.isfinite(gdal.Open(landsat).ReadAsArray()).all(0).ravel()
    assert 0 < clear.sum() < clear.size
    assert samples.available[:, 0].all()
    np.testing.assert_array_equal(samples.available[:, 1], clear)
