"""A model file gives back what was saved, and says in one sentence why it cannot be read."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
import window_mean
from safetensors.torch import save_file
from window_mean import class_table, trained

from engine.door.errors import ModelFileError
from engine.door.modalities import ModalityInfo
from engine.door.model_header import read_header
from engine.door.target import ClassInfo, Target
from engine.methods.ensemble import Ensemble
from engine.model.model_file import load, network_modalities, save

CPU = torch.device("cpu")
ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    window_mean.register(monkeypatch)


@pytest.fixture
def model():
    accuracy = [{"modalities": ["hsi", "lidar"], "n": 90, "oa": 0.9}, {"modalities": ["hsi"], "n": 90, "oa": 0.8}]
    return trained(
        {"hsi": 6, "lidar": 1},
        components={"hsi": 2},
        training={"seed": 3, "pixel_size": 5.0},
        accuracy=accuracy,
        crs="PROJCS[...]",
        extent=[0.0, 1.0, 2.0, 3.0],
        versions={"torch": "2"},
    )


@pytest.fixture
def path(tmp_path, model):
    save(tmp_path / "land.rsmiss", model)
    return tmp_path / "land.rsmiss"


def rewrite(path, *, header=None, drop=(), add=None):
    """Write the file anew with another header, or other tensors."""
    from safetensors.torch import load_file

    old = read_header(path)
    tensors = {k: v for k, v in load_file(path).items() if k not in drop} | (add or {})
    save_file(tensors, path, metadata={"rsmiss": json.dumps(header(old) if header else old)})


def changed(**entries):
    return lambda header: {**header, **entries}


def without(key):
    return lambda header: {k: v for k, v in header.items() if k != key}


# ---- what is saved comes back


def test_a_loaded_model_predicts_what_the_saved_one_did(model, path):
    loaded = load(path, CPU)
    patches = {"hsi": torch.randn(4, 2, 5, 5), "lidar": torch.randn(4, 1, 5, 5)}
    with torch.inference_mode():
        assert torch.equal(loaded.method(patches), model.method(patches))
        assert torch.equal(loaded.method({"lidar": patches["lidar"]}), model.method({"lidar": patches["lidar"]}))
    assert not loaded.method.training


def test_everything_but_the_weights_comes_back_too(model, path):
    loaded = load(path, CPU)
    for name in ("name", "options", "modalities", "target", "window", "training", "accuracy", "crs", "extent"):
        assert getattr(loaded, name) == getattr(model, name)
    assert loaded.header() == model.header()
    image = torch.randn(1, 6, 3, 3)
    for name, bands in (("hsi", image), ("lidar", image[:, :1])):
        assert torch.equal(loaded.normalisation[name].apply(bands), model.normalisation[name].apply(bands))


def test_where_values_end_comes_back_and_older_models_have_no_such_end(model, path):
    far = torch.full((1, 1, 1, 1), 1e6)
    assert load(path, CPU).normalisation["lidar"].apply(far).item() == model.normalisation["lidar"].clip
    rewrite(path, drop=["normalisation.lidar.clip"])
    assert load(path, CPU).normalisation["lidar"].apply(far).item() > 1e4


def test_text_embeddings_come_back_under_their_names(tmp_path):
    texts = {"shared": torch.randn(4, 8), "attribute.hsi": torch.randn(4, 8)}
    model = trained({"hsi": 3}, texts=texts, text={"provider": "bundled"})
    save(tmp_path / "m.rsmiss", model)
    loaded = load(tmp_path / "m.rsmiss", CPU)
    assert "attribute.hsi" in loaded.method.texts
    assert torch.equal(loaded.method.texts["attribute.hsi"], model.method.texts["attribute.hsi"])
    assert loaded.text == {"provider": "bundled"}


def test_an_ensemble_comes_back_with_all_of_its_members(tmp_path):
    texts = {"shared": torch.randn(4, 8)}
    members = [trained({"hsi": 3}, texts=texts, seed=seed) for seed in range(3)]
    model = replace(members[0], method=Ensemble([member.method for member in members]))
    save(tmp_path / "m.rsmiss", model)
    assert (read_header(tmp_path / "m.rsmiss")["members"], read_header(tmp_path / "m.rsmiss")["version"]) == (3, 1)
    loaded = load(tmp_path / "m.rsmiss", CPU)
    patches = {"hsi": torch.randn(4, 3, 5, 5)}
    for ours, theirs in zip(loaded.method.networks, members, strict=True):
        assert torch.equal(ours(patches), theirs.method(patches))
        assert torch.equal(ours.texts["shared"], theirs.method.texts["shared"])
    assert loaded.header() == model.header()


def test_older_models_do_not_say_how_many_members_they_have(model, path):
    rewrite(path, header=without("members"))
    assert read_header(path)["members"] == 1
    patches = {"lidar": torch.randn(4, 1, 5, 5)}
    assert torch.equal(load(path, CPU).method(patches), model.method(patches))


@pytest.mark.parametrize("members", [0, 11, True, "2", 10**9])
def test_an_impossible_number_of_members_is_named(path, members):
    rewrite(path, header=changed(members=members))
    with pytest.raises(ModelFileError, match="ensemble of"):
        read_header(path)


def test_an_ensemble_without_all_of_its_members_is_refused(path):
    rewrite(path, header=changed(members=2))
    with pytest.raises(ModelFileError, match="disagree"):
        load(path, CPU)


def test_tied_weights_can_be_saved(tmp_path, model):
    model.method.weights["tied"] = model.method.weights["hsi"]
    save(tmp_path / "tied.rsmiss", model)
    assert read_header(tmp_path / "tied.rsmiss")["method"] == "windowmean"


def test_labels_and_numbers_are_targets_too(tmp_path):
    number = Target("number", "moisture", mean=0.3, std=0.1)
    labels = replace(class_table(3), kind="labels", thresholds=(0.2, 0.5, 0.7))
    for target in (number, labels):
        save(tmp_path / "m.rsmiss", trained({"sar": 2}, target))
        assert load(tmp_path / "m.rsmiss", CPU).target == target


def test_the_network_sees_components_in_the_place_of_bands(model):
    infos = {"hsi": ModalityInfo("hsi", 6, dates=("1", "2"), wavelengths=(1.0,) * 6), "lidar": ModalityInfo("lidar", 1)}
    seen = network_modalities(infos, model.normalisation)
    assert seen == {"hsi": ModalityInfo("hsi", 2), "lidar": infos["lidar"]}


def test_the_header_is_read_without_torch(tmp_path):
    """QGIS reads headers, and its Python has no torch."""
    header = {**trained({"hsi": 3}).header(), "method": "lds2ae", "options": {}, "window": 11}
    save_file({"x": torch.zeros(1)}, tmp_path / "m.rsmiss", metadata={"rsmiss": json.dumps(header)})
    code = (
        "import sys\n"
        "for name in ('torch', 'numpy', 'safetensors'): sys.modules[name] = None\n"
        "from engine.door.model_header import read_header\n"
        f"print(read_header({str(tmp_path / 'm.rsmiss')!r})['modalities']['hsi']['bands'])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("3", 0), done.stderr


# ---- what cannot be read is said


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ModelFileError, match="nowhere.rsmiss' cannot be read: No such file"):
        load(tmp_path / "nowhere.rsmiss", CPU)


@pytest.mark.parametrize("content", [b"", b"II*\0tiff" * 9, b"\x10" + bytes(7) + b"no json at all, here", b"{}" * 40])
def test_a_file_of_another_format(tmp_path, content):
    (tmp_path / "a.rsmiss").write_bytes(content)
    with pytest.raises(ModelFileError, match="'a.rsmiss' is not a model file of rsmiss"):
        load(tmp_path / "a.rsmiss", CPU)


def test_safetensors_of_somebody_else(tmp_path):
    save_file({"weight": torch.zeros(2)}, tmp_path / "bert.rsmiss")
    with pytest.raises(ModelFileError, match="'bert.rsmiss' is not a model file of rsmiss"):
        load(tmp_path / "bert.rsmiss", CPU)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_truncated_file(path, share):
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(ModelFileError, match="'land.rsmiss' is cut short"):
        load(path, CPU)


def test_a_newer_version(path):
    rewrite(path, header=changed(version=2))
    with pytest.raises(ModelFileError, match="newer rsmiss .*format is 2.* update"):
        load(path, CPU)


def test_an_unknown_method(path):
    rewrite(path, header=changed(method="next"))
    with pytest.raises(ModelFileError, match="method 'next', which this rsmiss does not have"):
        load(path, CPU)


def test_options_that_do_not_fit(path):
    rewrite(path, header=changed(options={"window": 5, "depth": 3}))
    with pytest.raises(ModelFileError, match="unknown option depth"):
        load(path, CPU)


DAMAGES = {
    "without its window": (without("window"), "entry 'window'"),
    "target of a wrong type": (changed(target=[1]), "entry 'target'"),
    "no modality": (changed(modalities={}), "names no modality"),
    "unknown modality": (changed(modalities={"xray": {"name": "xray", "bands": 2}}), "modality 'xray'"),
    "modality under a wrong name": (changed(modalities={"hsi": {"name": "sar", "bands": 2}}), "calls itself 'sar'"),
    "unknown kind of target": (changed(target={"kind": "guess", "field": "f"}), "target cannot be read"),
    "classes without a table": (changed(target={"kind": "classes", "field": "f", "classes": []}), "class table"),
    "accuracy without subsets": (changed(accuracy=[{"oa": 1}]), "table of accuracies"),
    "negative window": (changed(window=-1), "window is -1"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_header(path, damage):
    header, words = DAMAGES[damage]
    rewrite(path, header=header)
    with pytest.raises(ModelFileError, match=f"'land.rsmiss' is damaged: .*{words}"):
        load(path, CPU)


@pytest.mark.parametrize("info", [ClassInfo(0, "a", "#000000"), ClassInfo(1, "a", "red;x:url(//evil)")])
def test_class_values_and_colours_from_a_foreign_file_are_checked(path, info):
    target = {"kind": "classes", "field": "f", "classes": [vars(info)]}
    rewrite(path, header=changed(target=target))
    with pytest.raises(ModelFileError, match="impossible values, names or colours"):
        read_header(path)


TENSORS = {
    "a weight is missing": ({"drop": ["method.weights.hsi"]}, "weights are not those"),
    "a weight too many": ({"add": {"method.extra": torch.zeros(1)}}, "weights are not those"),
    "a weight of another shape": ({"add": {"method.weights.hsi": torch.zeros(3, 4)}}, "weights are not those"),
    "statistics are missing": ({"drop": ["normalisation.lidar.std"]}, "no statistics of the 1 bands of 'lidar'"),
    "statistics of other bands": ({"add": {"normalisation.hsi.mean": torch.zeros(7)}}, "statistics of the 6 bands"),
    "components of other bands": ({"add": {"normalisation.hsi.components": torch.zeros(2, 7)}}, "principal components"),
    "no room for values": ({"add": {"normalisation.lidar.clip": torch.tensor(0.0)}}, "end at 0.0 deviations"),
    "a deviation of zero": ({"add": {"normalisation.lidar.std": torch.zeros(1)}}, "statistics of 'lidar' are not"),
    "another window": ({"header": lambda h: {**h, "window": 7}}, "window is 7 pixels, its method's 5"),
    "more bands than there are": (
        {"header": lambda h: {**h, "modalities": {"hsi": {"name": "hsi", "bands": 10**12}}}},
        "no statistics of the 1000000000000 bands",
    ),
}


@pytest.mark.parametrize("case", TENSORS)
def test_header_and_tensors_that_disagree(path, case):
    changes, words = TENSORS[case]
    rewrite(path, **changes)
    with pytest.raises(ModelFileError, match=f"header and the tensors of 'land.rsmiss' disagree: .*{words}"):
        load(path, CPU)


def test_a_folder_that_takes_no_file(tmp_path, model):
    with pytest.raises(ModelFileError, match="cannot be written"):
        save(tmp_path / "no" / "m.rsmiss", model)


def test_others_may_read_a_model_as_they_may_any_new_file(model, tmp_path):
    path, plain = tmp_path / "land.rsmiss", tmp_path / "plain"
    before = os.umask(0o027)
    try:
        save(path, model)
        plain.touch()
    finally:
        os.umask(before)
    assert path.stat().st_mode == plain.stat().st_mode
    assert path.stat().st_mode & 0o777 == 0o640
