"""An encoder learns a scene without labels, and trainings with different labels begin with it."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from methods_helper import method_of
from rasters import box, write_raster, write_vector
from safetensors import safe_open

from engine.door.encoder_header import read_encoder_header
from engine.door.errors import InputError, ModelFileError
from engine.door.jobs import PretrainJob, TrainJob, read_job
from engine.door.modalities import ModalityInfo
from engine.door.model_header import read_header
from engine.door.options import declaration
from engine.door.sources import LabelSource, LayerSource, SplitSettings
from engine.methods import lds2ae
from engine.model import encoder_file
from engine.runtime.reporter import Reporter
from engine.tasks import pretrain, train
from engine.training import memory

SIDE = 24
OPTIONS = {"window": 3, "pretrain_epochs": 2, "batch_size": 64}
TUNING = {"window": 3, "finetune_epochs": 2, "batch_size": 64}


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    """Two layers, two kinds of labels on them, and what pre-training left."""
    folder = tmp_path_factory.mktemp("scene")
    rng = np.random.default_rng(0)
    stripes = np.repeat(np.arange(2), SIDE // 2)[:, None] * np.ones(SIDE)
    optical = np.stack([3 * stripes, -stripes, np.ones_like(stripes)]) + rng.normal(5, 0.3, (3, SIDE, SIDE))
    height = 5 * stripes[None] + rng.normal(0, 0.5, (1, SIDE, SIDE))
    optical[:, :, 20:] = -999
    layers = {
        "msi": LayerSource((write_raster(folder / "msi.tif", optical.astype("f4"), nodata=-999.0),)),
        "lidar": LayerSource((write_raster(folder / "lidar.tif", height.astype("f4")),)),
    }
    areas = [(box(2 + 5 * i, 12 * s + 2, 4, 8), 10 * (s + 1)) for s in range(2) for i in range(4)]
    labels = LabelSource(write_vector(folder / "two.gpkg", areas, field="code", kind=0), "areas", "code")
    other = [(polygon, code + i % 2) for i, (polygon, code) in enumerate(areas)]
    others = LabelSource(write_vector(folder / "four.gpkg", other, field="code", kind=0), "areas", "code")
    path = str(folder / "scene.rsmiss")
    job = PretrainJob(layers, path, options=OPTIONS, device="cpu", pixels=200)
    return folder, layers, labels, others, job, pretrain.run(job, Hears())


class Hears(Reporter):
    def __init__(self):
        super().__init__()
        self.texts, self.left = [], []

    def log(self, text):
        self.texts.append(text)

    warn = log

    def progress(self, value, text="", left=None):
        self.left.append(left)

    def within(self, low, high):
        return self


def training(scene, labels, **changes):
    folder, layers, *_ = scene
    job = TrainJob("lds2ae", layers, labels, str(folder / "m.rsmiss"), options=TUNING, device="cpu")
    return replace(job, **{"init": str(folder / "scene.rsmiss"), **changes})


def tensors(path):
    with safe_open(path, "pt") as file:
        return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - it is no mapping


def test_the_file_says_what_was_learnt_and_holds_no_head(scene):
    folder, _, _, _, job, result = scene
    header = read_encoder_header(job.model)
    assert (header["method"], header["options"]["window"]) == ("lds2ae", 3)
    assert {m: values["bands"] for m, values in header["modalities"].items()} == {"msi": 3, "lidar": 1}
    assert result["pixels"] == header["training"]["pixels"] == 200
    assert set(result["losses"]) == {"visible", "masked", "cross visible", "cross masked"}
    names = set(tensors(job.model))
    assert not any(name.startswith("method.head") for name in names)
    assert {"method.class_tokens.msi", "normalisation.lidar.mean"} <= names


def test_all_pixels_with_data_are_learnt_from_where_none_are_counted(scene, tmp_path):
    job = replace(scene[4], pixels=0, model=str(tmp_path / "all.rsmiss"), options={**OPTIONS, "pretrain_epochs": 1})
    assert pretrain.run(job, Hears())["pixels"] == SIDE * SIDE
    lone = {"msi": scene[1]["msi"]}
    assert pretrain.run(replace(job, layers=lone), Hears())["pixels"] == SIDE * 20


def test_learning_lowers_the_loss(scene, tmp_path):
    losses = []
    for epochs in (1, 40):
        options = {**OPTIONS, "pretrain_epochs": epochs, "augment": False}
        job = replace(scene[4], model=str(tmp_path / "more.rsmiss"), options=options)
        losses.append(pretrain.run(job, Hears())["losses"]["visible"])
    assert losses[1] < 0.7 * losses[0]


class Costly:
    """A clock by which a pre-training's loss of 32 samples takes a second."""

    def __init__(self, monkeypatch):
        self.now, loss = 0.0, lds2ae.Lds2ae.pretrain_loss

        def charged(method, batch):
            self.now += len(batch) / 32
            return loss(method, batch)

        monkeypatch.setattr(lds2ae.Lds2ae, "pretrain_loss", charged)

    def __call__(self):
        return self.now


def test_time_and_memory_are_foretold_and_the_time_left_is_told(scene, tmp_path, monkeypatch):
    hears, clock = Hears(), Costly(monkeypatch)
    options = {"window": 1, "pretrain_epochs": 5, "batch_size": 16}  # 4 steps an epoch
    job = replace(scene[4], model=str(tmp_path / "some.rsmiss"), options=options, pixels=64)
    pretrain.run(job, hears, clock)
    (line,) = [text for text in hears.texts if text.startswith("Pre-training takes about ")]
    assert "on this machine's CPU; about 0." in line and line.endswith(" GB.")
    said = [left for left in hears.left if left is not None]
    assert said[0] == pytest.approx(5 * 64 / 32, abs=2) and said[-1] < 3
    assert not any(text.startswith("Training needs") for text in hears.texts)
    monkeypatch.setattr(memory, "BUDGET", 0.5e9)
    pretrain.run(job, hears, clock)
    assert any(text.startswith("Training needs about 0.") for text in hears.texts)


@pytest.mark.parametrize("asked", [{}, {"pretrain_epochs": 100}])
def test_time_leaves_steps_out_says_so_and_is_kept(scene, tmp_path, monkeypatch, asked):
    hears, clock = Hears(), Costly(monkeypatch)
    job = replace(scene[4], model=str(tmp_path / "some.rsmiss"), options={"window": 1, **asked}, effort="quick")
    pretrain.run(replace(job, pixels=64, minutes=0.9), hears, clock)
    assert 35 < clock.now <= 54
    (note,) = [text for text in hears.texts if text.startswith("TIME, 0.9 minutes, leaves room for ")]
    assert "steps of EFFORT quick; the others are left out." in note
    assert not any("out of time" in text for text in hears.texts)
    assert read_encoder_header(job.model)["options"]["pretrain_epochs"] < (100 if asked else 50)


def test_a_trial_changes_nothing_of_what_is_learnt(scene, tmp_path, monkeypatch):
    """Its random states and weights are those without one."""
    job, weights = replace(scene[4], model=str(tmp_path / "some.rsmiss"), options={**OPTIONS, "window": 1}), []
    for steps in (2, 8):
        monkeypatch.setattr("engine.training.trial._STEPS", steps)
        pretrain.run(job, Hears())
        weights.append(tensors(job.model))
    assert all(torch.equal(weights[0][name], value) for name, value in weights[1].items())


def test_the_window_is_the_efforts_and_that_of_a_training_that_begins_with_it(scene, tmp_path):
    few = {"pretrain_epochs": 1, "batch_size": 16}
    job = replace(scene[4], pixels=20, model=str(tmp_path / "open.rsmiss"), options=few, effort="quick")
    pretrain.run(job, Hears())
    assert read_encoder_header(job.model)["options"]["window"] == 5
    tuning = {"finetune_epochs": 1, "batch_size": 16}
    trained = training(scene, scene[2], init=job.model, model=str(tmp_path / "m.rsmiss"), options=tuning)
    train.run(replace(trained, effort="standard", split=SplitSettings(samples_per_class=8, buffer=0)), Hears())
    assert read_header(trained.model)["options"]["window"] == 5


@pytest.mark.parametrize("which", [2, 3])
def test_trainings_with_other_labels_begin_with_its_weights_and_statistics(scene, which, monkeypatch):
    """Seen at the start of fine-tuning: all but the head is the file's."""
    kept, starts = tensors(scene[4].model), []
    stages = lds2ae.Lds2ae.stages

    def seen(self, plan):
        starts.append({k: v.clone() for k, v in self.state_dict().items()})
        for stage in stages(self, plan):
            assert stage.name == "fine-tuning" and not len(plan.unlabelled)
            yield stage

    monkeypatch.setattr(lds2ae.Lds2ae, "stages", seen)
    hears, job = Hears(), training(scene, scene[which])
    train.run(job, hears)
    assert starts
    for start in starts:
        for name, value in start.items():
            assert name.startswith("head.") or torch.equal(value, kept[f"method.{name}"]), name
    made = tensors(job.model)
    assert all(torch.equal(made[name], value) for name, value in kept.items() if name.startswith("normalisation."))
    assert not torch.equal(made["method.class_tokens.msi"], kept["method.class_tokens.msi"])
    header = read_header(job.model)
    assert header["training"]["init"] == "scene.rsmiss" and len(header["target"]["classes"]) == 2 * (which - 1)
    assert any("begins with the encoder 'scene.rsmiss'" in text for text in hears.texts)


def test_a_frozen_encoder_stays_as_the_file_has_it(scene):
    job = training(scene, scene[2], options={**TUNING, "freeze": "encoder"})
    train.run(job, Hears())
    kept, made = tensors(scene[4].model), tensors(job.model)
    assert all(torch.equal(made[name], value) for name, value in kept.items())


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"options": {**TUNING, "window": 5}}, "pre-trained with WINDOW 3, but this training has 5; set WINDOW to 3"),
        ({"options": {**TUNING, "token": 3}}, "with TOKEN 1, but this training has 3"),
        ({"options": {**TUNING, "decoder_width": 128}}, "with DECODER_WIDTH 64, but this training has 128"),
        ({"options": {**TUNING, "preset": "author"}}, "with TIMESTEP all, but this training has class"),
        ({"components": {"msi": 2}}, "on 3 bands of MSI, but this training has 2"),
    ],
)
def test_what_does_not_agree_is_said_in_a_sentence(scene, changes, sentence):
    with pytest.raises(InputError, match=sentence):
        train.run(training(scene, scene[2], **changes), Hears())


def test_components_of_one_of_both_alone_are_said_as_such(scene, tmp_path):
    """The network sees a single band in both."""
    path = str(tmp_path / "reduced.rsmiss")
    lone = {"msi": scene[1]["msi"]}
    pretrain.run(replace(scene[4], layers=lone, components={"msi": 1}, model=path), Hears())
    height = {"msi": scene[1]["lidar"]}
    with pytest.raises(InputError, match="layer of 3 bands, but this training's has 1; give .* the same COMPONENTS"):
        train.run(training(scene, scene[2], layers=height, init=path), Hears())


def test_other_layers_are_refused(scene):
    with pytest.raises(InputError, match="pre-trained on MSI, LIDAR, but this training has MSI; give the same layers"):
        train.run(training(scene, scene[2], layers={"msi": scene[1]["msi"]}), Hears())


def test_a_model_is_no_encoder_and_an_encoder_no_model(scene):
    train.run(training(scene, scene[2]), Hears())
    with pytest.raises(ModelFileError, match="'m.rsmiss' is a whole model; INIT takes a file of 'Pre-train LDS2AE'"):
        read_encoder_header(scene[0] / "m.rsmiss")
    with pytest.raises(ModelFileError, match="'scene.rsmiss' is a pre-trained encoder, .* give it as INIT"):
        read_header(scene[4].model)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"format": "other"}, "is not a pre-trained encoder of rsmiss"),
        ({"version": 99}, "another version of rsmiss"),
        ({"modalities": {}}, "names no modality"),
        ({"options": {"window": 4}}, "do not fit this version"),
        ({"training": None}, "the entry 'training'"),
    ],
)
def test_a_damaged_file_is_named(scene, tmp_path, changed, sentence):
    data = (scene[0] / "scene.rsmiss").read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    header["__metadata__"]["rsmiss"] = json.dumps({**json.loads(header["__metadata__"]["rsmiss"]), **changed})
    text = json.dumps(header).encode()
    path = tmp_path / "broken.rsmiss"
    path.write_bytes(len(text).to_bytes(8, "little") + text + data[8 + length :])
    with pytest.raises(ModelFileError, match=sentence):
        read_encoder_header(path)


def test_weights_of_other_layers_than_the_header_says_are_refused(scene, tmp_path):
    header = read_encoder_header(scene[4].model)
    encoder = encoder_file.Encoder(
        "lds2ae",
        declaration("lds2ae").options.from_json(header["options"]),
        {m: ModalityInfo.from_json(values) for m, values in header["modalities"].items()},
        {},
        {"class_tokens.msi": torch.zeros(3)},
    )
    encoder_file.save_encoder(tmp_path / "odd.rsmiss", encoder)
    with pytest.raises(ModelFileError, match="The weights in 'odd.rsmiss' do not fit the layers of this training"):
        encoder_file.begin_with(method_of("lds2ae", window=3), tmp_path / "odd.rsmiss")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (dict(method="mdico"), "MDiCo has no encoder that can be pre-trained alone"),
        (dict(pixels=-1), "PIXELS is -1"),
        (dict(minutes=0.0), "TIME is 0 minutes; give a positive number, or leave it empty"),
        (dict(options={"pretrain_epochs": 0}), "PRETRAIN_EPOCHS is 0, so nothing would be learnt"),
        (dict(options={"window": 4}), "WINDOW is 4; it must be odd"),
        (dict(reference="hsi"), "REFERENCE is 'hsi'"),
        (dict(effort="none"), "EFFORT is 'none'"),
    ],
)
def test_a_job_that_cannot_be_is_refused(scene, change, sentence):
    with pytest.raises(InputError, match=sentence):
        replace(scene[4], **change)


@pytest.mark.parametrize(("method", "sentence"), [("mdico", "MDiCo cannot begin with it"), ("auto", "METHOD is auto")])
def test_other_methods_cannot_begin_with_it(scene, method, sentence):
    with pytest.raises(InputError, match=sentence):
        replace(training(scene, scene[2]), method=method, options={})


def test_the_job_survives_its_file(scene, tmp_path):
    job = replace(scene[4], minutes=2.5)
    (tmp_path / "job.json").write_text(job.to_json())
    assert read_job(tmp_path / "job.json") == job
