"""``rsmiss:train``, for whoever does not know the methods by name."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from rasters import box, write_raster, write_vector

from engine.door.model_header import read_header
from engine.door.options import METHODS
from engine.door.sources import TextSource


@pytest.fixture(scope="module")
def season(tmp_path_factory):
    """A raster of four dates, and few small polygons on it."""
    folder = tmp_path_factory.mktemp("season")
    values = np.random.default_rng(0).normal(0, 0.1, (8, 24, 24)).astype("f4")
    values[:, :, 12:] += 1
    areas = [(box(col, row, 1, 1), "bare" if col < 12 else "grass") for col in (1, 7, 14, 20) for row in (2, 9, 16, 21)]
    return {
        "MSI": write_raster(folder / "msi.tif", values),
        "DATES": "MSI=4",
        "TRAINING": write_vector(folder / "areas.gpkg", areas),
        "CLASS_FIELD": "class",
        "DEVICE": "cpu",
    }


def test_it_has_what_all_methods_share_and_the_choice(provider):
    names = {p.name() for p in provider.algorithm("train").parameterDefinitions()}
    common = [{p.name() for p in provider.algorithm(f"train{m}").parameterDefinitions()} for m in METHODS]
    words = {"DESCRIPTIONS", "MATCH_NAMES"}  # of the methods that read language
    assert words <= names
    own = {item.name.upper() for declared in METHODS.values() for item in fields(declared.options)}
    assert names - {"METHOD", "TARGET"} - words == set.intersection(*common) - own
    assert provider.algorithm("train").parameterDefinition("METHOD").options() == ["auto", *METHODS]


def test_method_and_effort_stand_together_in_sight(provider):
    parameters = provider.algorithm("train").parameterDefinitions()
    shown = [p.name() for p in parameters if not p.flags() & p.Flag.FlagAdvanced]
    assert shown[-4:] == ["METHOD", "EFFORT", "MODEL", "REPORT"]
    assert [p.name() for p in parameters][-2:] == ["MODEL", "REPORT"]


def test_untouched_it_takes_what_suits_the_data_and_says_why(qgis, season, tmp_path):
    model, report = tmp_path / "season.rsmiss", tmp_path / "season.html"
    run = qgis("rsmiss:train", **season, MODEL=model, REPORT=report)
    assert run.results["METHOD_TAKEN"] == "mdico" and run.results["OA"] >= 0.5
    header = read_header(model)
    reason = "MDiCo was chosen: the layers hold 4 dates"
    assert header["method"] == "mdico" and header["training"]["choice"].startswith(reason)
    assert reason in report.read_text(encoding="utf-8")


def test_a_method_can_be_named(qgis, season, tmp_path):
    run = qgis("rsmiss:train", **season, METHOD="mdico", MODEL=tmp_path / "named.rsmiss")
    assert run.results["METHOD_TAKEN"] == "mdico"
    header = read_header(tmp_path / "named.rsmiss")
    assert header["method"] == "mdico" and "choice" not in header["training"]


@pytest.mark.parametrize("method", ["auto", "xmodalnet"])
def test_methods_that_read_unlabelled_pixels_get_them(provider, season, method):
    from qgis.core import QgsProcessingContext, QgsProcessingFeedback

    given = {**season, "METHOD": method, "MODEL": "m.rsmiss"}
    job = provider.algorithm("train").create().make_job(given, QgsProcessingContext(), QgsProcessingFeedback())
    assert (job.method, job.unlabelled, job.options) == (method, -1, {})


@pytest.mark.parametrize("method", ["auto", "lvpcnet", "dpmamba", "mdico"])
def test_words_arrive_where_the_method_may_read_them(provider, season, tmp_path, method):
    from qgis.core import QgsProcessingContext, QgsProcessingFeedback

    table = tmp_path / "words.csv"
    table.write_text("class,shared\nbare,stones\ngrass,lawn\n")
    given = {**season, "METHOD": method, "MODEL": "m.rsmiss", "DESCRIPTIONS": str(table), "MATCH_NAMES": True}
    job = provider.algorithm("train").create().make_job(given, QgsProcessingContext(), QgsProcessingFeedback())
    read = TextSource(descriptions=str(table), match=True)
    assert vars(job.text) == vars(TextSource() if method == "mdico" else read)


def test_the_help_says_when_words_are_without_effect(provider):
    for name in ("DESCRIPTIONS", "MATCH_NAMES"):
        helps = [provider.algorithm(a).parameterDefinition(name).help() for a in ("train", "trainlvpcnet")]
        assert helps[0] == f"{helps[1]} Without effect with a method that reads no language."


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            {"METHOD": "lds2ae", "TARGET": "labels"},
            "METHOD: LDS2AE learns classes alone, not labels; take mdico or auto",
        ),
        ({"METHOD": "best"}, "METHOD"),
    ],
)
def test_what_does_not_fit_is_said_before_anything_runs(qgis, season, tmp_path, given, sentence):
    run = qgis("rsmiss:train", **season, **given, MODEL=tmp_path / "none.rsmiss")
    assert run.status != 0 and any(sentence in line for line in run.errors), run.errors
    assert not list(tmp_path.iterdir())
