"""The door: jobs survive JSON, refuse what is wrong, and a running job's lines and exit status are right."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine.door import jobs
from engine.door.errors import InputError
from engine.door.events import Event
from engine.door.jobs import ClassifyJob, TrainJob, read_job
from engine.door.options import METHODS, declaration
from engine.door.sources import LabelSource, LayerSource, SplitSettings, TextSource

ROOT = Path(__file__).parents[3]
LABELS = LabelSource("fields.gpkg", "fields", "crop", "Fields", (("1", "maize", "#aabb00"),))


def train_job(**changes):
    values = {
        "method": "lds2ae",
        "layers": {"msi": LayerSource(("a.tif", "b.tif")), "sar": LayerSource(("s.tif",), 8)},
        "labels": LABELS,
        "model": "m.rsmiss",
    }
    return TrainJob(**{**values, **changes})


@pytest.mark.parametrize(
    "job",
    [
        train_job(
            options={"window": 7}, components={"msi": 3}, text=TextSource("file", "e.npz"), seed=4, effort="quick"
        ),
        train_job(minutes=2.5, split=SplitSettings(samples_per_class=None), ensemble=3),
        ClassifyJob("m.rsmiss", {"hsi": LayerSource(("h.tif",))}, "o.tif", extent=(0.0, 0.0, 10.0, 5.0)),
        jobs.ModelInfoJob("m.rsmiss", "m.html"),
        jobs.SampleDataJob("folder", 128, 3),
        jobs.CheckJob("cpu"),
        jobs.DescribeJob(LABELS, "classes.csv", ("msi", "sar")),
    ],
)
def test_a_job_survives_json(job, tmp_path):
    path = tmp_path / "job.json"
    path.write_text(job.to_json())
    assert read_job(path) == job


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"layers": {}}, "at least one layer: HSI, MSI"),
        ({"layers": {"lidra": LayerSource(("a",))}}, "no modality lidra"),
        ({"method": "magic"}, "no method 'magic'"),
        ({"device": "tpu"}, "DEVICE is 'tpu'"),
        (
            {"colearn": True, "unlabelled": 0},
            "COLEARN learns from unlabelled pixels, but UNLABELLED is 0; leave it empty",
        ),
        ({"colearn": True, "layers": {"msi": LayerSource(("a",))}}, "COLEARN needs two layers at least"),
        (
            {"colearn": True, "method": "mdico", "target": "number"},
            "COLEARN teaches classes, one a pixel, but TARGET is 'number'",
        ),
        ({"colearn": True, "method": "mdico", "target": "labels"}, "COLEARN teaches classes"),
        ({"precision": "half"}, "PRECISION is 'half'; it must be one of auto, float32, bfloat16"),
        ({"effort": "huge"}, "EFFORT is 'huge'; it must be one of quick, standard, paper"),
        ({"minutes": 0.0}, "TIME is 0 minutes; give a positive number"),
        ({"ensemble": 0}, "ENSEMBLE is 0; it must lie between 1 and 10"),
        ({"ensemble": 11}, "ENSEMBLE is 11; it must lie between 1 and 10"),
        ({"reference": "hsi"}, "REFERENCE is 'hsi', but no such layer"),
        ({"target": "number"}, "learns classes, not number; train MDiCo"),
        ({"options": {"mask_ratio": 7.0}}, "MASK_RATIO is 7.0; it must lie between"),
        ({"options": {"depht": 7}}, "unknown option depht"),
    ],
)
def test_a_job_that_makes_no_sense_is_refused_in_a_sentence(changes, sentence):
    with pytest.raises(InputError, match=sentence):
        train_job(**changes)


def test_a_split_must_leave_something_to_train_on():
    with pytest.raises(InputError, match="leave something to train on"):
        SplitSettings("polygon", 0.6, 0.5)
    with pytest.raises(InputError, match="SPLIT is 'field'"):
        SplitSettings("field")


def test_several_dates_come_either_in_one_file_or_in_several():
    with pytest.raises(InputError, match="not both"):
        LayerSource(("a", "b"), 2)


def test_every_method_declares_options_that_accept_their_own_defaults():
    for name in METHODS:
        options = declaration(name).defaults()
        assert type(options).from_json(vars(options)) == options


def test_event_lines_survive_and_other_lines_are_not_events():
    event = Event("progress", {"value": 0.5, "text": "half"})
    assert Event.parse(event.line()) == event
    assert Event.parse("Epoch 3") is None
    assert Event.parse('"text"') is None
    assert Event.parse('{"no": "event"}') is None


def engine(job_file, **options):
    return subprocess.Popen(
        [sys.executable, "-m", "engine", str(job_file)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def test_a_file_that_is_no_job_ends_with_status_1_and_one_error(tmp_path):
    path = tmp_path / "job.json"
    path.write_text("{]")
    process = engine(path)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    (event,) = map(json.loads, out.splitlines())
    assert event["event"] == "error"
    assert "is not a job file" in event["text"]


STUBBORN = """
import sys, time, pathlib
from engine.runtime.reporter import Reporter
from engine.runtime import outputs
report = Reporter(sys.stdout)
report.listen(outputs.discard_all)
with outputs.whole([sys.argv[1]]) as writing:
    pathlib.Path(writing[sys.argv[1]]).write_text("half")
    report.progress(0.5)
    time.sleep(60)
"""


@pytest.mark.parametrize("how", ["stdin", "SIGTERM", "SIGINT"])
def test_a_job_that_does_not_listen_ends_within_five_seconds_and_leaves_nothing(how, tmp_path):
    target = tmp_path / "map.tif"
    process = subprocess.Popen(
        [sys.executable, "-c", STUBBORN, str(target)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert "progress" in process.stdout.readline()
    assert len(list(tmp_path.iterdir())) == 2  # and its lock
    started = time.monotonic()
    if how == "stdin":
        process.stdin.close()
    else:
        process.send_signal(getattr(signal, how))
    assert process.wait(10) != 0
    assert time.monotonic() - started < 5
    assert os.listdir(tmp_path) == []


def test_a_job_without_standard_input_is_done_all_the_same(tmp_path):
    """As cron, nohup and systemd start it; the end of a pipe alone means that the parent is gone."""
    path = tmp_path / "job.json"
    path.write_text(jobs.SampleDataJob(str(tmp_path / "scene"), 64).to_json())
    command = [sys.executable, "-m", "engine", str(path)]
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "scene" / "training.gpkg").exists()
