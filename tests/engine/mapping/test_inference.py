"""Mapping equals a forward pass of each pixel's own patch, whatever the windows, the batches and the holes."""

import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from window_mean import class_table, trained

from engine.door.errors import Cancelled, ModelFileError
from engine.door.options import METHODS
from engine.door.target import Target
from engine.mapping.inference import map_scene
from engine.mapping.products import AVAILABILITY, CONFIDENCE, FEATURES, MAP, NO_LABEL, PROBABILITIES, PRODUCTS
from engine.methods.base import build
from engine.methods.ensemble import Ensemble
from engine.model.model_file import load, save
from engine.runtime.reporter import Reporter
from engine.scene.array_scene import ArrayScene
from engine.scene.availability import BITS, code_of
from engine.scene.grid import Window

CPU = torch.device("cpu")
ROOT = Path(__file__).parents[3]
BANDS = {"hsi": 6, "sar": 2, "lidar": 1}


def holed_scene(rows=23, cols=31, bands=BANDS, seed=0):
    """Every layer has holes of its own; some pixels have nothing at all."""
    rng = np.random.default_rng(seed)
    images = {m: rng.normal(1, 3, (count, rows, cols)).astype(np.float32) for m, count in bands.items()}
    for image in images.values():
        image[:, rng.random((rows, cols)) < 0.3] = np.nan
        image[0, rng.random((rows, cols)) < 0.1] = np.nan  # a pixel lacks one band alone: it is missing, too
        image[:, -4:, -6:] = np.nan
    return images


def slowly(images, model, answer=None, width=0):
    """Logits (rows, cols, outputs), or what ``answer`` gives, of each pixel's own patch; NaN where nothing is valid."""
    answer, width = answer or model.method, width or model.target.outputs
    rows, cols = next(iter(images.values())).shape[1:]
    half = model.window // 2
    logits = np.full((rows, cols, width), np.nan, np.float32)
    for row in range(rows):
        for col in range(cols):
            patches = {}
            for name, image in images.items():
                if not np.isfinite(image[:, row, col]).all():
                    continue
                padded = np.pad(image, ((0, 0), (half, half), (half, half)), mode="reflect")
                patch = padded[:, row : row + model.window, col : col + model.window]
                norm = model.normalisation[name]
                scaled = (patch - norm.mean.numpy()[:, None, None]) / norm.std.numpy()[:, None, None]
                scaled[:, ~np.isfinite(patch).all(0)] = np.nan  # what methods leave out
                if norm.components is not None:
                    scaled = np.tensordot(norm.components.numpy(), scaled, 1)
                patches[name] = torch.from_numpy(scaled)[None].float()
            if patches:
                with torch.inference_mode():
                    logits[row, col] = answer(patches)[0].numpy()
    return logits


def mapped(images, model, products=None, area=None, **settings):
    """Products of the whole area, put together from the tiles, and the summary."""
    scene = images if not isinstance(images, dict) else ArrayScene(images)
    area = area or scene.grid.whole
    whole = {}

    def sink(tile):
        w = tile.window
        for name, values in tile.products.items():
            canvas = whole.setdefault(name, np.full((len(values), area.rows, area.cols), 77, values.dtype))
            canvas[:, w.row : w.row + w.rows, w.col : w.col + w.cols] = values

    products = products or PRODUCTS[model.target.kind]
    summary = map_scene(scene, model, sink, device=CPU, products=products, area=area, **settings)
    return whole, summary


def softmax(logits):
    e = np.exp(logits - logits.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


# ---- the map is right


@pytest.mark.parametrize("kind", ["classes", "labels", "number"])
def test_an_ensemble_maps_the_mean_of_what_its_members_say_of_each_pixel(kind):
    table = class_table()
    target = Target("number", "biomass", mean=40.0, std=9.0) if kind == "number" else replace(table, kind=kind)
    images = holed_scene(bands={"hsi": 4, "lidar": 1})
    members = [trained({"hsi": 4, "lidar": 1}, target, seed=seed) for seed in (0, 0, 0)]
    for number, member in enumerate(members):
        for weights in member.method.weights.values():
            weights.data += 0.5 * torch.randn(weights.shape, generator=torch.Generator().manual_seed(number))
    model = replace(members[0], method=Ensemble([member.method for member in members]))
    found, _ = mapped(images, model, tile=64, batch=11)
    said = np.stack([slowly(images, member) for member in members])
    seen = np.isfinite(said[0, :, :, 0])
    if kind == "number":
        np.testing.assert_allclose(found[MAP][0][seen], 40 + 9 * said.mean(0)[seen, 0], rtol=1e-4)
        return
    shares = softmax(said) if kind == "classes" else 1 / (1 + np.exp(-said))
    mean = shares.mean(0)
    np.testing.assert_allclose(found[PROBABILITIES].transpose(1, 2, 0)[seen], mean[seen], atol=1e-5)
    if kind == "classes":
        np.testing.assert_allclose(found[CONFIDENCE][0][seen], mean.max(-1)[seen], atol=1e-5)
        assert (found[MAP][0][seen] == mean.argmax(-1)[seen] + 1).all()
    else:
        assert (found[MAP].transpose(1, 2, 0)[seen] == (mean >= 0.5)[seen]).all()


def test_windows_of_an_ensemble_hold_no_more_embedded_pixels_than_those_of_one_network():
    images, model = holed_scene(rows=70, cols=70), trained(BANDS)
    embedded = []

    def watch(method):
        embed = method.embed

        def counted(images):
            found = embed(images)
            embedded.append(max(x.numel() for x in found.values()))
            return found

        method.embed = counted
        return method

    mapped(images, replace(model, method=watch(model.method)), tile=64)
    alone = max(embedded)
    embedded.clear()
    mapped(images, replace(model, method=watch(Ensemble([trained(BANDS).method for _ in range(10)]))), tile=64)
    assert max(embedded) <= 1.4 * alone  # windows overlap by their margins


@pytest.mark.parametrize("window", [3, 5, 9])
def test_mapping_equals_the_forward_pass_of_each_pixel_by_itself(window):
    images, model = holed_scene(), trained(BANDS, window=window)
    whole, _ = mapped(images, model, tile=8)
    expected = softmax(slowly(images, model))
    seen = np.isfinite(expected).all(-1)
    np.testing.assert_allclose(whole[PROBABILITIES].transpose(1, 2, 0), expected, atol=2e-5)
    np.testing.assert_allclose(whole[CONFIDENCE][0], expected.max(-1), atol=2e-5)
    assert 0 < (~seen).sum() < seen.sum()
    best = np.argmax(expected, -1) + 1
    clear = np.sort(expected, -1)[..., -1] - np.sort(expected, -1)[..., -2] > 1e-4
    assert (whole[MAP][0][seen & clear] == best[seen & clear]).all()
    assert (whole[MAP][0][~seen] == 0).all()


def test_principal_components_are_taken_in_mapping_too():
    images, model = holed_scene(9, 11), trained(BANDS, components={"hsi": 2})
    whole, _ = mapped(images, model, tile=16)
    np.testing.assert_allclose(whole[PROBABILITIES].transpose(1, 2, 0), softmax(slowly(images, model)), atol=2e-5)


def test_neither_tile_nor_batch_changes_the_map():
    images, model = holed_scene(), trained(BANDS)
    reference, counted = mapped(images, model, tile=64)
    for tile, batch in ((64, 7), (1, 0), (10, 1), (16, 1000), (23, 50)):
        whole, summary = mapped(images, model, tile=tile, batch=batch)
        assert summary == counted
        assert (whole[AVAILABILITY] == reference[AVAILABILITY]).all()
        np.testing.assert_allclose(whole[PROBABILITIES], reference[PROBABILITIES], atol=2e-5)


def test_the_availability_map_tells_which_layers_served_each_pixel():
    images = holed_scene()
    whole, summary = mapped(images, trained(BANDS), tile=8)
    expected = sum(np.isfinite(image).all(0) * BITS[name] for name, image in images.items())
    assert (whole[AVAILABILITY][0] == expected).all()
    assert summary.pixels == expected.size
    assert summary.nodata == (expected == 0).sum() > 0
    assert summary.patterns["hsi+lidar"] == (expected == code_of(["lidar", "hsi"])).sum() > 0
    assert sum(summary.patterns.values()) + summary.nodata == summary.pixels


def test_a_layer_that_is_left_out_is_missing_everywhere():
    images, model = holed_scene(), trained(BANDS)
    fewer = {m: images[m] for m in ("hsi", "lidar")}
    emptied = {**images, "sar": np.full_like(images["sar"], np.nan)}
    left_out, summary = mapped(fewer, model, tile=8)
    empty, same = mapped(emptied, model, tile=8)
    assert summary == same
    np.testing.assert_array_equal(left_out[PROBABILITIES], empty[PROBABILITIES])


def test_an_area_is_the_same_piece_of_the_whole_map():
    """Also at the area's edges: the pixels around it are real ones, not a mirror."""
    images, model = holed_scene(), trained(BANDS)
    whole, _ = mapped(images, model, tile=16)
    part, summary = mapped(images, model, tile=4, area=Window(3, 5, 11, 13))
    np.testing.assert_allclose(part[PROBABILITIES], whole[PROBABILITIES][:, 3:14, 5:18], atol=2e-5)
    assert summary.pixels == 11 * 13


def test_a_scene_smaller_than_the_window_is_mapped():
    images = {"hsi": np.ones((6, 2, 3), np.float32)}
    whole, _ = mapped(images, trained(BANDS, window=9))
    assert whole[MAP].shape == (1, 2, 3)
    assert (whole[MAP] > 0).all()


def test_nothing_valid_is_nodata_everywhere():
    whole, summary = mapped({"hsi": np.full((6, 5, 7), np.nan, np.float32)}, trained(BANDS))
    assert not whole[MAP].any()
    assert np.isnan(whole[CONFIDENCE]).all()
    assert (summary.pixels, summary.nodata, summary.patterns) == (35, 35, {})


def test_class_values_of_the_table_are_mapped_in_the_smallest_type_that_holds_them():
    images = holed_scene(9, 9)
    small, _ = mapped(images, trained(BANDS, class_table(4, step=60)))
    large, _ = mapped(images, trained(BANDS, class_table(4, step=9000)))
    assert small[MAP].dtype == np.uint8
    assert large[MAP].dtype == np.uint16
    assert set(np.unique(small[MAP])) <= {0, 60, 120, 180, 240}
    assert (large[MAP] == small[MAP].astype(int) * 150).all()


def test_a_number_is_mapped_in_its_own_units():
    images, target = holed_scene(9, 11), Target("number", "moisture", mean=30.0, std=4.0)
    model = trained(BANDS, target)
    whole, _ = mapped(images, model, tile=4)
    np.testing.assert_allclose(whole[MAP][0], slowly(images, model)[..., 0] * 4 + 30, atol=1e-4)


def test_labels_are_given_above_their_own_thresholds():
    images = holed_scene(9, 11)
    target = replace(class_table(3), kind="labels", thresholds=(0.1, 0.5, 0.9))
    model = trained(BANDS, target)
    whole, _ = mapped(images, model, tile=4)
    probabilities = 1 / (1 + np.exp(-slowly(images, model)))
    seen = np.isfinite(probabilities).all(-1)
    for label, threshold in enumerate(target.thresholds):
        clear = seen & (np.abs(probabilities[..., label] - threshold) > 1e-4)
        assert (whole[MAP][label][clear] == (probabilities[..., label] >= threshold)[clear]).all()
        assert (whole[MAP][label][~seen] == NO_LABEL).all()


def test_only_what_is_asked_for_is_made():
    whole, _ = mapped(holed_scene(5, 5), trained(BANDS), products=[CONFIDENCE])
    assert list(whole) == [CONFIDENCE]


def test_results_that_are_not_numbers_are_an_error_and_not_a_map():
    model = trained(BANDS)
    with torch.no_grad():
        model.method.weights["sar"].fill_(torch.nan)
    with pytest.raises(ModelFileError, match="not numbers"):
        mapped(holed_scene(5, 5), model)


# ---- features


def features_of(model):
    method = model.method
    return lambda patches: method.features(method.embed_patches(patches))


def test_features_are_those_of_each_pixels_own_patch_and_the_map_stays_what_it_was():
    images, model = holed_scene(), trained(BANDS)
    plain, _ = mapped(images, model, products=[MAP, PROBABILITIES], tile=8)
    whole, _ = mapped(images, model, products=[MAP, PROBABILITIES, FEATURES], tile=8)
    assert all(whole[name].tobytes() == plain[name].tobytes() for name in plain)
    expected = slowly(images, model, features_of(model), len(model.method.feature_names))
    assert 0 < np.isnan(expected[..., 0]).sum() < expected[..., 0].size
    np.testing.assert_allclose(whole[FEATURES].transpose(1, 2, 0), expected, atol=2e-5)
    assert whole[FEATURES].dtype == np.float32


@pytest.mark.parametrize("name", METHODS)
def test_every_method_maps_its_features_beside_a_map_that_stays_what_it_was(name):
    images, like = holed_scene(6, 7), trained(BANDS)
    texts = {key: torch.randn(4, 16) for key in ("relations", "shared", *(f"attribute.{m}" for m in BANDS))}
    settings = {"window": 3, **({"token": 1} if name == "lds2ae" else {})}
    options = METHODS[name].options.from_json(settings)
    torch.manual_seed(0)
    method = build(name, like.modalities, like.target, options, texts).eval()
    model = replace(like, method=method, name=name, options=options, window=method.window)
    for given in (images, {"sar": images["sar"]}):
        plain, _ = mapped(given, model, products=[MAP, PROBABILITIES], tile=4)
        whole, _ = mapped(given, model, products=[MAP, PROBABILITIES, FEATURES], tile=4)
        assert all(whole[product].tobytes() == plain[product].tobytes() for product in plain)
        expected = slowly(given, model, features_of(model), len(method.feature_names))
        np.testing.assert_allclose(whole[FEATURES].transpose(1, 2, 0), expected, rtol=1e-3, atol=1e-4)


def test_features_in_bfloat16_are_written_as_float32():
    whole, _ = mapped(holed_scene(6, 7), trained(BANDS), products=[FEATURES], precision="bfloat16")
    assert whole[FEATURES].dtype == np.float32 and list(whole) == [FEATURES]


# ---- it stops, and says why


class Stopping(Reporter):
    """Asks to stop at the n-th look."""

    def __init__(self, looks):
        super().__init__()
        self.looks = looks

    def check(self):
        self.looks -= 1
        if self.looks < 0:
            self.stop()
        super().check()


@pytest.mark.parametrize("looks", [0, 1, 5, 20, 60])
def test_cancel_ends_it_within_a_batch_and_no_thread_stays(looks):
    threads = threading.active_count()
    calls = []
    model = trained(BANDS)
    classify = model.method.classify
    model.method.classify = lambda windows: calls.append(1) or classify(windows)
    with pytest.raises(Cancelled):
        mapped(holed_scene(), model, tile=8, batch=4, report=Stopping(looks))
    assert len(calls) <= looks + 2 * torch.get_num_threads(), "what had begun, or was about to"
    assert threading.active_count() == threads


def test_progress_moves_within_a_window():
    class Listening(Reporter):
        def progress(self, value, text=""):
            heard.append((value, text))

    heard = []
    mapped(holed_scene(20, 20), trained(BANDS), tile=64, batch=40, report=Listening())
    values = [value for value, _ in heard]
    assert values == sorted(values) and values[0] == 0 and values[-1] <= 1
    assert len(set(values)) > 5
    assert {text for _, text in heard} == {"Mapping window 1 of 1"}


def test_an_error_of_the_reader_comes_through_and_no_thread_stays():
    class Broken(ArrayScene):
        def read(self, window, halo=0, modalities=None):
            if window.row > 8:
                raise OSError("the disk is gone")
            return super().read(window, halo, modalities)

    threads = threading.active_count()
    with pytest.raises(OSError, match="the disk is gone"):
        mapped(Broken(holed_scene()), trained(BANDS), tile=8)
    assert threading.active_count() == threads


def test_an_error_of_the_writer_comes_through_and_stops_the_reading():
    reads = []

    class Counting(ArrayScene):
        def read(self, window, halo=0, modalities=None):
            reads.append(window)
            return super().read(window, halo, modalities)

    def full(tile):
        raise OSError("no space left")

    threads = threading.active_count()
    with pytest.raises(OSError, match="no space left"):
        map_scene(Counting(holed_scene(40, 40)), trained(BANDS), full, device=CPU, tile=4)
    assert len(reads) < 20  # of 100
    assert threading.active_count() == threads


def test_a_time_out_of_the_work_itself_is_not_waited_for_again():
    def late(tile):
        raise TimeoutError("the server does not answer")

    with pytest.raises(TimeoutError, match="the server does not answer"):
        map_scene(ArrayScene(holed_scene(8, 8)), trained(BANDS), late, device=CPU)


def test_a_device_out_of_memory_halves_the_batch_and_goes_on():
    images, model = holed_scene(), trained(BANDS)
    expected, _ = mapped(images, model, tile=16)
    classify, sizes = model.method.classify, []

    def scarce(windows):
        sizes.append(len(next(iter(windows.values()))))
        if sizes[-1] > 5:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return classify(windows)

    model.method.classify = scarce
    whole, _ = mapped(images, model, tile=16, batch=20)
    np.testing.assert_allclose(whole[PROBABILITIES], expected[PROBABILITIES], atol=2e-5)
    assert max(sizes) > 5
    assert max(sizes[len(sizes) // 2 :]) <= 5  # the smaller batch is remembered


# ---- what it costs


def test_a_modality_without_valid_pixels_in_a_window_is_not_embedded():
    images = holed_scene()
    images["hsi"][:, :, :16] = np.nan
    model, embedded = trained(BANDS), []
    embed = model.method.embed
    model.method.embed = lambda images: embedded.extend(images) or embed(images)
    mapped(images, model, tile=16, area=Window(0, 0, 16, 32 - 1))
    assert sorted(embedded) == ["hsi", "lidar", "lidar", "sar", "sar"]


RSS = """
import resource, sys, numpy as np, torch
sys.path[:0] = [{root!r}, {tests!r}]
from window_mean import trained
from engine.scene.array_scene import ArrayScene
from engine.scene.grid import Grid
from engine.mapping.inference import map_scene

class Endless(ArrayScene):
    def _crop(self, modality, window):
        return np.full((4, window.rows, window.cols), window.row % 7, np.float32)

class Cheap(type(trained({{"msi": 4}}).method)):
    def classify(self, windows):
        return windows["msi"][:, 0, 0, :] @ self.weights["msi"]

side = int(sys.argv[1])
scene = Endless({{"msi": np.zeros((4, 1, 1))}})
scene.grid = Grid("", (0, 1, 0, 0, 0, -1), side, side)
model = trained({{"msi": 4}}, window=3)
model.method.__class__ = Cheap
seen = map_scene(scene, model, lambda tile: None, device=torch.device("cpu"), tile=128).pixels
print(seen, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_follows_the_window_and_not_the_scene():
    peaks = {}
    for side in (400, 1600):
        code = RSS.format(root=str(ROOT), tests=str(Path(__file__).parents[1]))
        done = subprocess.run([sys.executable, "-c", code, str(side)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        pixels, peaks[side] = map(int, done.stdout.split())
        assert pixels == side * side
    # kB; the larger scene's values or embedding, were they kept, would be 41 MB
    assert peaks[1600] - peaks[400] < 12_000, peaks


# ---- precision


@pytest.mark.parametrize(("precision", "rounded"), [("float32", False), ("bfloat16", True)])
def test_a_window_is_embedded_and_classified_in_the_precision_that_mapping_is_given(precision, rounded):
    model, seen = trained(BANDS), []
    embed, classify = model.method.embed, model.method.classify

    def watched(step):
        return lambda values: (seen.append((step, torch.is_autocast_enabled("cpu"))), step(values))[1]

    model.method.embed, model.method.classify = watched(embed), watched(classify)
    mapped(holed_scene(8, 8), model, precision=precision)
    assert set(seen) == {(embed, rounded), (classify, rounded)}


# ---- a published method


@pytest.mark.parametrize(("window", "token"), [(5, 1), (9, 3)])
def test_lds2ae_from_its_file_maps_as_it_classifies_each_patch(tmp_path, window, token):
    """Through the model file, dense embedding, strided windows and every pattern of holes; in float32."""
    images = holed_scene(7, 9)
    like = trained(BANDS, Target("number", "a raw output, which no softmax flattens"))
    options = METHODS["lds2ae"].options.from_json({"window": window, "token": token})
    torch.manual_seed(0)
    method = build("lds2ae", like.modalities, like.target, options)
    with torch.no_grad():
        method.head.weight.normal_()  # the fresh head is nearly zero, and would answer all pixels alike
    save(tmp_path / "m.rsmiss", replace(like, method=method, name="lds2ae", options=options, window=window))
    model = load(tmp_path / "m.rsmiss", CPU)
    whole, _ = mapped(images, model, tile=4)
    expected = slowly(images, model)[..., 0]
    tolerance = 1e-4
    complete = np.all([np.isfinite(image).all(0) for image in images.values()], 0)
    assert np.std(expected[complete]) > 100 * tolerance  # pixels of one pattern are told apart
    np.testing.assert_allclose(whole[MAP][0], expected, atol=tolerance)
