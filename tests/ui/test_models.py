"""Model files in the window: what is told of them, which are remembered, and the messages that follow a job."""

from __future__ import annotations

import importlib
import json

import pytest

pytest.importorskip("qgis.core")
from qgis.core import QgsProcessingUtils, QgsSettings  # noqa: E402
from qgis.gui import QgsMessageBar  # noqa: E402
from qgis.PyQt.QtCore import QCoreApplication  # noqa: E402
from qgis.PyQt.QtWidgets import QPushButton  # noqa: E402

from engine.door.jobs import ModelInfoJob, PretrainJob, SampleDataJob, TrainJob  # noqa: E402
from engine.door.model_header import read_header  # noqa: E402
from engine.door.sources import LabelSource, LayerSource  # noqa: E402


@pytest.fixture
def ui(provider):
    """The modules of the plugin that the tests use, with nothing remembered."""

    class Modules:
        pass

    for name in (
        "models.summary",
        "models.recent",
        "models.models_window",
        "jobs.announcer",
        "jobs.journal",
        "jobs.record",
    ):
        setattr(Modules, name.partition(".")[2], importlib.import_module(f"rsmiss.ui.{name}"))
    Modules.journal.journal.cache_clear()
    QgsSettings().remove(Modules.recent.SETTING)
    yield Modules
    QgsSettings().remove(Modules.recent.SETTING)


@pytest.fixture
def announced(ui):
    """``announced(job, ...)`` plays a job to its end; gives the texts of the message bar, and the job that is shown."""
    bar, shown = QgsMessageBar(), []
    announcer = ui.announcer.Announcer(bar, shown.append, lambda *step: shown.append(step))

    def play(job, title, state="done", parameters=None, **result):
        asked = ui.record.Asked("rsmiss:any", title, parameters or {})
        with ui.journal.journal().job(job, asked) as entry:
            entry.end(state, result=result, error="Something is wrong with 'fields'." if state == "failed" else "")
        QCoreApplication.processEvents()
        return [item.text() for item in bar.items()]

    play.bar, play.shown = bar, shown
    yield play
    announcer.stop()


SAMPLE = SampleDataJob("folder")


def test_a_summary_tells_method_layers_classes_and_the_accuracy_of_each_subset(ui, model):
    page = ui.summary.summary(str(model))
    for words in (
        "LDS2AE",
        "4 bands",
        "1 band<",
        "dry",
        "wet",
        "Multispectral + LiDAR or elevation",
        "Overall accuracy",
        "Mean IoU",
        "Samples",
    ):
        assert words in page
    for row in read_header(model)["accuracy"]:
        assert f"<td align='right'>&ensp;{row['n']}</td><td align='right'>{row['oa']:.3f}</td>" in page
    assert page.count("<tr><td>Multispectral</td>") == page.count("<tr><td>LiDAR or elevation</td>") == 1


def changed(model, path, change):
    """A copy of a model file whose header ``change`` has altered."""
    data = model.read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    ours = json.loads(header["__metadata__"]["rsmiss"])
    change(ours)
    header["__metadata__"]["rsmiss"] = json.dumps(ours)
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + data[8 + length :])
    return str(path)


def test_a_foreign_models_names_are_text_and_nothing_else(ui, model, tmp_path):
    def rename(header):
        header["target"]["classes"][0]["name"] = "<img src=x>"

    page = ui.summary.summary(changed(model, tmp_path / "foreign.rsmiss", rename))
    assert "<img" not in page and "&lt;img src=x&gt;" in page


def test_a_summary_says_how_many_networks_an_ensemble_has(ui, model, tmp_path):
    several = changed(model, tmp_path / "several.rsmiss", lambda header: header.update(members=4))
    assert "An ensemble: the mean of 4 networks predicts." in ui.summary.summary(several)
    assert "ensemble" not in ui.summary.summary(str(model))


def test_recent_models_are_a_bounded_list_with_the_newest_first_and_each_once(ui):
    for number in [*range(40), 38]:
        ui.recent.remember_model(f"/data/{number}.rsmiss")
    paths = ui.recent.recent_models()
    assert len(paths) == ui.recent.KEPT and len(set(paths)) == len(paths)
    assert paths[:3] == [f"/data/{number}.rsmiss" for number in (38, 39, 37)]
    ui.recent.forget_model("/data/39.rsmiss")
    assert "/data/39.rsmiss" not in ui.recent.recent_models()


def test_a_model_in_qgis_temporary_folder_is_not_remembered(ui):
    ui.recent.remember_model(f"{QgsProcessingUtils.tempFolder()}/m.rsmiss")
    assert ui.recent.recent_models() == []


@pytest.mark.parametrize("spoilt", ["{]", "3", '{"a": 1}', "[1, null]"])
def test_a_spoilt_setting_is_an_empty_list(ui, spoilt):
    QgsSettings().setValue(ui.recent.SETTING, spoilt)
    assert ui.recent.recent_models() == []


def test_the_models_window_offers_what_can_be_done_with_the_chosen_model(ui, model, tmp_path, monkeypatch):
    opened = []
    opener = importlib.import_module("rsmiss.ui.open_algorithm")
    for module in (ui.models_window, opener):
        monkeypatch.setattr(module, "open_algorithm", lambda *arguments: opened.append(arguments))
    broken = tmp_path / "broken.rsmiss"
    broken.write_text("no model")
    for path in (tmp_path / "gone.rsmiss", broken, model):
        ui.recent.remember_model(str(path))
    window = ui.models_window.ModelsWindow()
    assert [window.list.item(i).text() for i in range(3)] == [model.stem, "broken", "gone"]
    assert "LDS2AE" in window.page.toPlainText()
    window.classify.click()
    window.information.click()
    assert opened == [("classify", {"MODEL": str(model)}), ("modelinfo", {"MODEL": str(model)})]
    window.list.setCurrentRow(1)
    assert "'broken.rsmiss' is not a model file" in window.page.toPlainText()
    assert not window.classify.isEnabled() and window.folder.isEnabled()
    window.list.setCurrentRow(2)
    assert "cannot be read" in window.page.toPlainText() and window.remove.isEnabled()
    window.remove.click()
    assert window.list.count() == 2


# ---- messages


def test_the_end_of_a_job_is_told_with_what_counts_and_a_way_to_see_it(announced):
    assert announced(SAMPLE, "Train LDS2AE", oa=0.91234, aa=0.8) == ["Train LDS2AE: done, overall accuracy 0.912."]
    announced.bar.items()[0].findChild(QPushButton).click()
    assert len(announced.shown) == 1


def test_a_training_offers_to_map_with_its_model_and_nothing_else_does(announced, tmp_path):
    def buttons():
        return announced.bar.items()[0].findChildren(QPushButton)

    labels = LabelSource("a.gpkg", "a", "class")
    trained = tmp_path / "m.rsmiss"
    trained.write_text("")
    training = TrainJob("mdico", {"msi": LayerSource(("m.tif",))}, labels, str(trained))
    announced(training, "Train a model", oa=0.9, model=str(trained))
    assert [button.text() for button in buttons()] == ["Classify…", "What if…", "Show"]
    for button in buttons()[:2]:
        button.click()
    assert announced.shown == [("classify", str(trained)), ("whatif", str(trained))]
    for job, state in ((training, "failed"), (SAMPLE, "done")):
        announced(job, "Any", state)
        assert [button.text() for button in buttons()] == ["Show"]


def test_a_new_message_takes_the_place_of_the_last(announced):
    announced(SAMPLE, "First")
    assert announced(SAMPLE, "Second") == ["Second: done."]


def test_a_failure_is_told_but_the_engines_sentence_is_left_to_the_list(announced):
    assert announced(SAMPLE, "Classify", "failed") == ["Classify: failed; the list of jobs says why."]


def test_no_message_for_what_the_user_cancelled_or_waited_for_anyway(announced):
    assert announced(SAMPLE, "Classify", "cancelled") == []
    assert announced(ModelInfoJob("m", "h"), "Model information") == []


def test_the_encoder_of_a_pre_training_is_not_listed_among_the_models(ui, announced, tmp_path):
    encoder = tmp_path / "encoder.rsmiss"
    encoder.write_text("")
    announced(PretrainJob({"msi": LayerSource(("m.tif",))}, str(encoder)), "Pre-train LDS2AE", model=str(encoder))
    assert ui.recent.recent_models() == []


def test_models_that_jobs_made_or_used_are_remembered(ui, announced, model, tmp_path):
    used = tmp_path / "used.rsmiss"
    used.write_text("")
    announced(SAMPLE, "Train", model=str(model))
    announced(SAMPLE, "Classify", parameters={"MODEL": str(used)})
    failed = tmp_path / "failed.rsmiss"
    failed.write_text("")
    announced(SAMPLE, "Classify", "failed", {"MODEL": str(failed)})
    assert ui.recent.recent_models() == [str(used), str(model)]
