"""Where a training's model, a report and the maps of What if are proposed to go, and where the sample project does."""

from __future__ import annotations

import importlib
import os

import pytest
from qgis.core import QgsProject


@pytest.fixture
def ui(provider, tmp_path, monkeypatch):
    """Names of the plugin's files, where the user's documents lie in a folder of the test."""
    made = importlib.import_module("rsmiss.ui.algorithms.proposals")
    documents = tmp_path / "documents"
    documents.mkdir()
    monkeypatch.setattr(made.QStandardPaths, "writableLocation", lambda _: str(documents))
    return made


@pytest.fixture
def saved(tmp_path):
    """A project that was saved in a folder of its own."""
    folder = tmp_path / "valley"
    folder.mkdir()
    project = QgsProject()
    assert project.write(str(folder / "fields.qgz"))
    return project


def test_a_training_leaves_its_files_beside_the_project(ui, saved, tmp_path):
    here = tmp_path / "valley"
    wanted = {"MODEL": str(here / "fields.rsmiss"), "REPORT": str(here / "fields.html")}
    assert ui.proposed_outputs("train", saved) == ui.proposed_outputs("trainmdico", saved) == wanted


@pytest.mark.parametrize("ending", ["rsmiss", "html"])
def test_nothing_that_is_there_is_written_over(ui, saved, tmp_path, ending):
    here = tmp_path / "valley"
    (here / f"fields.{ending}").write_text("")
    (here / f"fields 2.{ending}").write_text("")
    assert ui.proposed_outputs("train", saved)["MODEL"] == str(here / "fields 3.rsmiss")


def test_without_a_saved_project_documents_are_the_place(ui, tmp_path):
    assert ui.proposed_outputs("train", QgsProject())["MODEL"] == str(tmp_path / "documents" / "land.rsmiss")
    (tmp_path / "documents").rmdir()
    assert ui.documents().is_dir()


def test_a_folder_that_cannot_be_written_is_not_proposed(ui, saved, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, how: str(path) != str(tmp_path / "valley"))
    assert ui.proposed_outputs("train", saved)["MODEL"] == str(tmp_path / "documents" / "fields.rsmiss")


def test_what_if_gets_a_folder_of_its_own_and_others_nothing(ui, saved, tmp_path):
    here = tmp_path / "valley"
    assert ui.proposed_outputs("whatif", saved) == {"FOLDER": str(here / "fields what if")}
    (here / "fields what if").mkdir()
    assert ui.proposed_outputs("whatif", saved) == {"FOLDER": str(here / "fields what if 2")}
    assert ui.proposed_outputs("classify", saved) == ui.proposed_outputs("sampledata", saved) == {}


def test_a_pre_training_gets_a_name_for_its_encoder(ui, saved, tmp_path):
    here = tmp_path / "valley"
    assert ui.proposed_outputs("pretrain", saved) == {"ENCODER": str(here / "fields encoder.rsmiss")}
    (here / "fields encoder.rsmiss").write_text("")
    assert ui.proposed_outputs("pretrain", saved) == {"ENCODER": str(here / "fields encoder 2.rsmiss")}


def test_the_sample_project_is_proposed_a_folder_of_its_own_and_the_user_may_choose_another(ui, tmp_path, monkeypatch):
    question = importlib.import_module("rsmiss.ui.dialogs.sample_question")
    asked = question.SampleQuestion()
    own = tmp_path / "documents" / "rsmiss_sample"
    assert asked.place.folder == own and str(own) in asked.place.label.text()
    assert not own.exists()  # nothing is written before the user agrees
    chosen = tmp_path / "elsewhere"
    chosen.mkdir()
    starts = []
    monkeypatch.setattr(
        question.QFileDialog, "getExistingDirectory", lambda *given: starts.append(given[2]) or str(chosen)
    )
    asked.place.change.click()
    assert asked.place.folder == chosen and str(chosen) in asked.place.label.text()
    assert starts == [str(tmp_path / "documents")]
    (chosen / "letter.txt").write_text("")
    asked.place.change.click()
    assert asked.place.folder == chosen / "rsmiss_sample"  # shown before anything goes there
    assert str(asked.place.folder) in asked.place.label.text()
    monkeypatch.setattr(question.QFileDialog, "getExistingDirectory", lambda *_: "")
    asked.place.change.click()
    assert asked.place.folder == chosen / "rsmiss_sample"
    own.mkdir()
    (own / "sample_scene.qgz").write_text("")
    asked.place.propose()
    assert "already" in asked.place.label.text()


def test_the_sample_project_goes_into_an_empty_folder_or_makes_one(provider, tmp_path):
    sample = importlib.import_module("rsmiss.ui.sample_project")
    assert sample.place_in(tmp_path) == tmp_path
    assert sample.place_in(tmp_path / "new") == tmp_path / "new"
    (tmp_path / "letter.txt").write_text("")
    assert sample.place_in(tmp_path) == tmp_path / "rsmiss_sample"
    (tmp_path / sample.PROJECT).write_text("")
    assert sample.place_in(tmp_path) == tmp_path  # to be opened again
