"""The names of parameters in sentences: labels where there is a window, names on the command line."""

from __future__ import annotations

import re

import pytest

from engine.door.modalities import MODALITIES

pytestmark = pytest.mark.usefixtures("provider")


@pytest.fixture
def train(provider, monkeypatch):
    from rsmiss.ui import settings

    monkeypatch.setattr(settings, "has_window", lambda: True)
    return provider.algorithm("trainlds2ae").create()


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("CLASS_FIELD: choose a field.", "“Field with the classes”: choose a field."),
        ("choose a smaller BATCH_SIZE, or TIME.", "choose a smaller “Batch size”, or “Time (minutes)”."),
        ("Give either HSI or HSI_SERIES.", "Give either “Hyperspectral” or “Hyperspectral, one layer a date”."),
        ("HSI: '/data/HSI/MSI.tif' is no raster.", "“Hyperspectral”: '/data/HSI/MSI.tif' is no raster."),
        ("/data/HSI/x and C:\\MSI\\x and HSI.tif stay", "/data/HSI/x and C:\\MSI\\x and HSI.tif stay"),
        ("The model's layers' SPLIT, not yours", "The model's layers' “Split”, not yours"),
        ("COMPONENTS: write it like HSI=30;MSI=4.", "“Principal components”: write it like HSI=30;MSI=4."),
        ("OA of a GPU on UTM stays", "OA of a GPU on UTM stays"),
        ("train with rsmiss:trainmdico.", "train with “Train MDiCo”."),
        ("no rsmiss:nothing, and 'rsmiss:train'", "no rsmiss:nothing, and 'rsmiss:train'"),
    ],
)
def test_names_of_parameters_become_their_labels(train, said, shown):
    assert train.words(said) == shown
    assert train.words(shown) == shown


def test_the_choice_of_a_method_knows_what_the_methods_own_dialogs_show(provider, train):
    said = "TEXT_PROVIDER is a parameter of rsmiss:trainlvpcnet; METHOD auto does without."
    shown = "“Text encoder” is a parameter of “Train LVPCnet”; “Method” auto does without."
    assert provider.algorithm("train").create().words(said) == shown


def test_a_log_keeps_the_abbreviations_of_sensors(train):
    assert train.words("HSI + SAR by TIME", abbreviations=False) == "HSI + SAR by “Time (minutes)”"


def test_what_is_refused_in_a_dialog_is_said_in_its_words(train):
    from qgis.core import QgsProcessingContext

    good, why = train.checkParameterValues({"DEVICE": "gpu"}, QgsProcessingContext())
    assert not good and why.startswith("“Device” is 'gpu'; it must be one of auto")


def test_the_command_line_keeps_the_names(provider):
    from qgis.core import QgsProcessingContext

    algorithm = provider.algorithm("trainlds2ae").create()
    assert algorithm.checkParameterValues({"DEVICE": "gpu"}, QgsProcessingContext())[1].startswith("DEVICE is 'gpu'")


def test_what_the_engine_says_is_put_into_the_words_too(train, qgis, tmp_path, monkeypatch):
    """In the log, in the list of jobs and in what ends the run."""
    import json
    import sys

    from qgis.core import QgsProcessingFeedback
    from rsmiss.engine.door.errors import EngineError
    from rsmiss.engine.door.jobs import ModelInfoJob
    from rsmiss.ui.engine import runner
    from rsmiss.ui.jobs.journal import journal

    events = [
        {"event": "log", "level": "info", "text": "HSI, TIME"},
        {"event": "error", "text": "SAR, TIME"},
    ]
    stub = tmp_path / "python"
    says = "\n".join(f"print({json.dumps(json.dumps(event))})" for event in events)
    stub.write_text(f"#!{sys.executable}\nimport sys\nif '-c' in sys.argv: sys.exit()\n{says}\nsys.exit(1)\n")
    stub.chmod(0o755)
    monkeypatch.setenv("RSMISS_PYTHON", str(stub))
    feedback = QgsProcessingFeedback(False)
    with pytest.raises(EngineError, match="^“SAR”, “Time \\(minutes\\)”$"):
        runner.run_job(ModelInfoJob("a", str(tmp_path / "a.html")), feedback, words=train.words)
    assert "HSI, “Time (minutes)”" in feedback.textLog()
    record = journal().look(journal().ids()[-1])
    assert "HSI, “Time (minutes)”" in record.log and record.error.startswith("“SAR”")


def test_what_a_dialog_shows_before_a_run_names_parameters_by_their_labels(provider):
    """Help is read beside the labels, and is not put into words."""
    algorithms = provider.algorithms()
    names = {known.name() for algorithm in algorithms for known in algorithm.parameterDefinitions()}
    names -= {modality.upper() for modality in MODALITIES}  # abbreviations of sensors, too
    for algorithm in algorithms:
        known = algorithm.parameterDefinitions()
        texts = [algorithm.shortHelpString(), *(p.help() for p in known), *(p.description() for p in known)]
        named = {word for text in texts for word in re.findall(r"[A-Z][A-Z0-9_]+", text)} & names
        assert not named, algorithm.name()
