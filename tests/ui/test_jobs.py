"""The list of jobs: what it hears from the engine, how often it looks, what it keeps, and what it gives away."""

from __future__ import annotations

import importlib
import json
import sys
import threading

import pytest
from test_engine_process import STUB, program

pytest.importorskip("qgis.core")
from qgis.core import (  # noqa: E402
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer  # noqa: E402
from qgis.PyQt.QtGui import QGuiApplication, QImage  # noqa: E402

from engine.door.events import Event  # noqa: E402
from engine.door.jobs import ModelInfoJob  # noqa: E402

EVENTS = 20_000


@pytest.fixture
def jobs(provider):
    """The modules of the plugin that the tests use, with a journal and a history of their own."""

    class Modules:
        pass

    for name in ("bug_report", "curves", "details", "dock", "history", "journal", "record"):
        setattr(Modules, name, importlib.import_module(f"rsmiss.ui.jobs.{name}"))
    Modules.runner = importlib.import_module("rsmiss.ui.engine.runner")
    Modules.errors = importlib.import_module("rsmiss.engine.door.errors")
    Modules.journal.journal.cache_clear()
    Modules.history.forget()
    yield Modules
    Modules.history.forget()


@pytest.fixture
def open_dock(jobs):
    """``open_dock()`` shows a dock; it is deleted at the end, and not by Python while it paints."""
    made = []

    def show():
        made.append(jobs.dock.JobsDock())
        made[-1].resize(420, 700)
        made[-1].show()
        return made[-1]

    yield show
    for dock in made:
        dock.stop()
        dock.hide()
        dock.deleteLater()
    QCoreApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete))


@pytest.fixture
def dock(open_dock):
    return open_dock()


@pytest.fixture
def engine(tmp_path, monkeypatch):
    """``engine(mode, **variables)``: the stub stands in for the engine."""

    def use(mode, **variables):
        python = program(tmp_path, f'exec "{sys.executable}" "{STUB}" "$@"')
        values = {"RSMISS_PYTHON": str(python), "STUB": mode, "STUB_NOTES": str(tmp_path / "notes"), **variables}
        for name, value in values.items():
            monkeypatch.setenv(name, value)

    return use


def asked(jobs, **parameters):
    return jobs.record.Asked("rsmiss:trainlds2ae", "Train LDS2AE", parameters)


def in_background(jobs, tmp_path, loop=None, asked=None):
    """Run the stub as Processing does: in a thread of its own, while the event loop goes on. Returns what it raised."""
    raised = []
    job = ModelInfoJob("any.rsmiss", str(tmp_path / "info.html"))

    def run():
        try:
            jobs.runner.run_job(job, QgsProcessingFeedback(), asked)
        except jobs.errors.EngineError as error:
            raised.append(str(error))

    thread = threading.Thread(target=run)
    loop = loop or QEventLoop()
    jobs.journal.journal().ended.connect(loop.quit)
    QTimer.singleShot(120_000, loop.quit)
    thread.start()
    loop.exec()
    thread.join()
    return raised


def emit(entry, jobs, **values):
    entry.take(Event(values.pop("event"), values))


def begin(jobs, **parameters):
    """A job in the journal that the test itself plays."""
    return jobs.journal.journal().job(ModelInfoJob("any.rsmiss", "info.html"), asked(jobs, **parameters))


def settle(dock):
    """What the event loop does once the dock's timer has run out."""
    QCoreApplication.processEvents()
    if dock.timer.isActive():
        dock.timer.stop()
        dock.refresh()


# ---- how often it looks


def test_a_flood_of_events_costs_the_window_few_updates(jobs, engine, tmp_path, monkeypatch, request):
    looks, ticks, signals = [], [], []
    monkeypatch.setattr(
        jobs.dock.JobsDock, "refresh", lambda self, real=jobs.dock.JobsDock.refresh: (looks.append(1), real(self))
    )
    dock = request.getfixturevalue("dock")
    jobs.journal.journal().changed.connect(lambda id: signals.append(id))
    pulse = QTimer()
    pulse.timeout.connect(lambda: ticks.append(len(looks)))
    pulse.start(10)
    engine("flood", STUB_EVENTS=str(EVENTS))
    assert in_background(jobs, tmp_path, asked=asked(jobs)) == []
    settle(dock)
    assert 1 <= len(looks) < EVENTS / 200
    assert len(signals) <= len(looks) + 1  # one for each look, not one for each event
    # the event loop goes round between two updates
    assert all(later - earlier <= 1 for earlier, later in zip(ticks, ticks[1:], strict=False))
    record = dock.details.record
    assert record.state == "done" and record.device == "cpu" and record.memory == 2 * 10**9
    assert record.scores("finetune").keys() == {"mean", "msi"}


def test_thousands_of_events_while_the_window_is_busy_are_one_update(jobs, dock):
    updates = []
    dock.timer.timeout.connect(lambda: updates.append(1))
    with begin(jobs) as entry:
        for i in range(5000):
            emit(entry, jobs, event="progress", value=i / 5000, text=f"epoch {i}")
        QCoreApplication.processEvents()
        assert dock.timer.isActive() and dock.timer.interval() >= 200 and updates == []
        settle(dock)
        assert dock.details.step.text() == "epoch 4999"


def test_a_hidden_window_looks_at_nothing_and_catches_up_when_it_is_shown(jobs, dock):
    dock.hide()
    with begin(jobs) as entry:
        emit(entry, jobs, event="progress", value=0.5, text="half")
        QCoreApplication.processEvents()
        assert not dock.timer.isActive()
        dock.show()
        assert dock.details.step.text() == "half"


def test_a_curve_never_has_more_points_than_a_plot_shows_and_keeps_its_last(jobs):
    record = jobs.record.JobRecord("1", "train", asked(jobs), "2026-01-01T00:00:00+00:00")
    for epoch in range(10_000):
        record.take("metric", {"stage": "s", "name": "loss", "epoch": epoch, "value": float(epoch)})
        points = record.curves["s"]["loss"]
        assert len(points) <= jobs.record.POINTS and points[-1] == (epoch, epoch)
    assert points[0][0] < 200 and [p[0] for p in points] == sorted(p[0] for p in points)
    kept = jobs.record.JobRecord.parse(record.line()).curves["s"]["loss"]
    assert len(kept) <= jobs.record.KEPT_POINTS and kept[-1] == points[-1]


def test_what_is_no_number_is_left_out_of_a_curve(jobs):
    record = jobs.record.JobRecord("1", "train", asked(jobs), "")
    for value in (float("nan"), float("inf"), 1.0):
        record.take("metric", {"stage": "s", "name": "loss", "epoch": 0, "value": value})
    assert record.curves["s"]["loss"] == [(0, 1.0)]


# ---- what it shows


def test_the_window_shows_stage_step_time_left_device_memory_and_log(jobs, dock):
    with begin(jobs) as entry:
        emit(entry, jobs, event="device", name="cuda")
        emit(entry, jobs, event="usage", memory=3 * 10**9, device_memory=5 * 10**8)
        emit(entry, jobs, event="progress", value=0.43, text="finetune, epoch 3 of 9, 5 min left", left=300)
        emit(entry, jobs, event="log", level="info", text="LDS2AE on cuda")
        settle(dock)
        view = dock.details
        assert view.head.text() == "Train LDS2AE: running"
        assert view.progress.value() == 43
        assert view.step.text() == "finetune, epoch 3 of 9, 5 min left"
        assert view.machine.text() == "Device: cuda · Memory: 3.0 GB · Memory of the GPU: 500 MB"
        assert view.log.toPlainText() == "LDS2AE on cuda"
        assert dock.list.item(0).text().endswith("Train LDS2AE: running, 43%")
    settle(dock)
    assert view.head.text() == "Train LDS2AE: done"
    assert dock.list.item(0).text().endswith("Train LDS2AE: done")


def test_curves_follow_the_newest_stage_until_another_is_chosen(jobs, dock):
    def epoch(stage, number):
        emit(entry, jobs, event="metric", stage=stage, epoch=number, name="loss", value=1.0 + number)
        emit(entry, jobs, event="metric", stage=stage, epoch=number, name="validation", value=0.5)
        emit(entry, jobs, event="metric", stage=stage, epoch=number, name="validation hsi+sar", value=0.6)
        settle(dock)

    with begin(jobs) as entry:
        epoch("pretrain", 0)
        epoch("finetune", 0)
        view = dock.details
        assert view.stages.currentText() == "finetune"
        assert view.losses.curves == {"loss": [(0, 1.0)]}
        assert view.scores.curves == {"mean": [(0, 0.5)], "hsi+sar": [(0, 0.6)]}
        # beside other docks there may be room for neither: they keep their size, and the window its own
        assert view.minimumSizeHint().height() < view.losses.minimumHeight() + view.scores.minimumHeight()
        view.stages.setCurrentIndex(0)
        epoch("refine", 0)
        assert view.stages.count() == 3
        assert view.stages.currentText() == "pretrain"


def test_a_plot_draws_each_curve_in_a_colour_of_its_own(jobs):
    plot = jobs.curves.Curves("Loss")
    plot.resize(300, 200)
    ramps = {f"c{i}": [(epoch, epoch * (i + 1.0)) for epoch in range(9)] for i in range(3)}
    plot.show_curves(ramps)
    image = QImage(plot.size(), QImage.Format.Format_RGB32)
    plot.render(image)
    seen = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert set(jobs.curves.COLORS[:3]) <= seen and jobs.curves.COLORS[3] not in seen
    assert plot.accessibleDescription() == "c0 8, c1 16, c2 24"


def test_curves_keep_their_room_beside_a_legend_of_many_rows(jobs):
    """A model of five layers has eleven scores; in a narrow dock each stands in a row of its own."""
    plot = jobs.curves.Curves("Scores")
    plot.resize(240, 100)
    plot.show_curves({f"hsi+msi+sar+lidar+{i}": [(0, 0.1), (1, 0.9)] for i in range(11)})
    line = plot.fontMetrics().height()
    assert plot.minimumHeight() >= 90 + 13 * line
    plot.resize(1200, 600)
    plot.grab()  # a widget that is not shown hears of its size when it is drawn
    assert plot.minimumHeight() < 90 + 9 * line


@pytest.mark.parametrize(("low", "high"), [(0, 1), (0.913, 0.921), (-3, 1e6), (2, 2), (0, 0), (1e-9, 3e-9)])
def test_an_axis_has_few_round_ticks_that_enclose_its_values(jobs, low, high):
    ticks = jobs.curves.ticks(low, high)
    assert 3 <= len(ticks) <= 7
    assert ticks[0] <= low + 1e-12 and ticks[-1] >= high - 1e-12
    assert ticks == sorted(set(ticks))


# ---- what it does


def test_cancel_stops_a_job_that_processing_started(jobs, dock, engine, tmp_path):
    engine("quiet")
    loop = QEventLoop()

    def cancel():
        if dock.details.record is not None and dock.details.cancel.isEnabled():
            dock.details.cancel.click()

    timer = QTimer()
    timer.timeout.connect(cancel)
    timer.start(50)
    ended = []
    jobs.journal.journal().ended.connect(ended.append)
    errors = []

    def run():
        try:
            jobs.runner.run_job(ModelInfoJob("a", str(tmp_path / "i.html")), QgsProcessingFeedback(), asked(jobs))
        except Exception as error:  # whatever it is: its kind is what is asked
            errors.append(type(error).__name__)

    thread = threading.Thread(target=run)
    jobs.journal.journal().ended.connect(loop.quit)
    QTimer.singleShot(60_000, loop.quit)
    thread.start()
    loop.exec()
    thread.join()
    assert errors == ["Cancelled"]
    assert jobs.journal.journal().look(ended[0]).state == "cancelled"


def test_a_job_that_fails_keeps_the_engines_sentence(jobs, dock, engine, tmp_path):
    engine("error")
    assert in_background(jobs, tmp_path) == ["The layer 'fields' has no CRS; set one."]
    settle(dock)
    assert dock.details.record.state == "failed"
    assert dock.details.step.text() == "The layer 'fields' has no CRS; set one."


def test_repeat_opens_the_algorithm_with_its_settings(jobs, dock, monkeypatch):
    opened = []
    monkeypatch.setattr(jobs.details, "open_algorithm", lambda *arguments: opened.append(arguments))
    with begin(jobs, WINDOW=7):
        settle(dock)
    dock.details.repeat.click()
    assert opened == [("rsmiss:trainlds2ae", {"WINDOW": 7})]


def test_what_can_be_repeated_names_files_where_the_dialog_named_layers_of_the_project(jobs, provider, scene):
    """The project, and the names that it gives its layers, may be gone by then."""
    project, context = QgsProject(), QgsProcessingContext()
    context.setProject(project)
    layers = {name: QgsRasterLayer(scene[name], name) for name in ("MSI", "LIDAR")}
    polygons = QgsVectorLayer(scene["TRAINING"], "areas", "ogr")
    project.addMapLayers([*layers.values(), polygons])
    parameters = {name: layer.id() for name, layer in layers.items()}
    parameters |= {"TRAINING": polygons.id(), "CLASS_FIELD": "class", "WINDOW": 5, "MODEL": "TEMPORARY_OUTPUT"}
    algorithm = provider.algorithm("trainlds2ae").create()
    assert algorithm.prepare(parameters, context, QgsProcessingFeedback())
    repeated = json.loads(json.dumps(algorithm._asked.parameters))
    assert algorithm._asked.algorithm == "rsmiss:trainlds2ae" and algorithm._asked.title == "Train LDS2AE"
    assert {name: repeated[name] for name in layers} == {name: scene[name] for name in layers}
    assert repeated["TRAINING"].split("|")[0] == scene["TRAINING"]
    assert repeated["WINDOW"] == 5 and repeated["MODEL"] == "TEMPORARY_OUTPUT"


def test_the_report_can_be_opened_while_it_is_there(jobs, dock, tmp_path):
    page = tmp_path / "report.html"
    page.write_text("<p>")
    with begin(jobs) as entry:
        settle(dock)
        assert not dock.details.report.isEnabled()
        entry.end("done", result={"report": str(page)})
    settle(dock)
    assert dock.details.report.isEnabled()
    page.unlink()
    dock.refresh()
    assert not dock.details.report.isEnabled()


# ---- what it keeps and gives away


def test_past_jobs_outlive_the_session_and_the_oldest_are_forgotten(jobs, open_dock, monkeypatch):
    monkeypatch.setattr(jobs.history, "KEPT", 3)
    for number in range(8):
        with begin(jobs, NUMBER=number) as entry:
            emit(entry, jobs, event="metric", stage="s", epoch=0, name="loss", value=0.5)
            entry.end("done", result={"oa": 0.9})
    assert len(jobs.history.history_file().read_text().splitlines()) <= 6
    jobs.journal.journal.cache_clear()  # another session
    dock = open_dock()
    assert dock.list.count() == 3
    record = dock.details.record
    assert record.asked.parameters == {"NUMBER": 7} and record.result == {"oa": 0.9} and record.state == "done"
    assert record.losses("s") == {"loss": [(0, 0.5)]}


def test_a_spoilt_line_of_the_history_costs_that_line(jobs):
    with begin(jobs):
        pass
    path = jobs.history.history_file()
    path.write_text("{]\n" + json.dumps({"id": "x"}) + "\n[]\n" + path.read_text())
    assert len(jobs.history.past_jobs()) == 1


def test_the_bug_report_names_no_home_and_no_token(jobs, dock, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path / "home-of-ann"))
    secrets = ("s3cr3t", "ann", "Bob")
    parameters = {
        "MSI": "/vsicurl/https://ann:s3cr3t@host.example/a.tif?q=s3cr3t&x=1",
        "MODEL": f"{tmp_path}/home-of-ann/m.rsmiss",
        "HSI": "/home/ann/data/h.tif",
        "SAR": "C:\\Users\\Bob\\sar.tif",
        "OTHER": "authcfg=s3cr3t",
        "SEED": 3,
    }
    with begin(jobs, **parameters) as entry:
        emit(entry, jobs, event="log", level="info", text="Authorization: Bearer s3cr3ts3cr3t")
        emit(entry, jobs, event="log", level="info", text='{"api_key": "s3cr3t"} token=s3cr3t')
        emit(entry, jobs, event="log", level="info", text="epoch 3 of 9")
        settle(dock)
    dock.details.copy.click()
    text = QGuiApplication.clipboard().text()
    for secret in secrets:
        assert secret not in text.replace("channel", "")
    assert '"SEED": 3' in text and "epoch 3 of 9" in text and "m.rsmiss" in text and "host.example/a.tif" in text
    assert "QGIS 3" in text and "rsmiss:trainlds2ae" in text
