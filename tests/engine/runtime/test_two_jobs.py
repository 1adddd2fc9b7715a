"""Two jobs with one output: the second is refused in a sentence, and the first loses nothing by it."""

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine.door import lock
from engine.door.errors import InputError
from engine.door.partial import clear, partial_path
from engine.runtime import outputs

ROOT = Path(__file__).parents[3]
#: writes half of an output, says so, and the rest when it is told to
SLOW = """
import sys
from engine.door.errors import InputError
from engine.runtime import outputs
try:
    with outputs.whole(sys.argv[1:]) as writing:
        for partial in writing.values():
            with open(partial, "w") as file:
                file.write("first half")
        print("half", flush=True)
        sys.stdin.readline()
        for partial in writing.values():
            with open(partial, "a") as file:
                file.write(", second half")
except InputError as error:
    print(error, flush=True)
"""


@contextmanager
def writing(*paths):
    """A process that has written half of the outputs."""
    command = [sys.executable, "-c", SLOW, *map(str, paths)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "half\n"
        yield process


def end(process):
    process.stdin.write("\n")
    process.stdin.close()
    assert process.wait(timeout=30) == 0


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def refusal(path):
    return f"The output '{path}' is being written by another job; wait until that has ended, or choose another name."


def test_the_second_process_is_refused_and_the_first_ends_well(tmp_path):
    path = tmp_path / "map.tif"
    with writing(path) as first:
        command = [sys.executable, "-c", SLOW, str(tmp_path / "other.tif"), str(path)]
        second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, input="\n", timeout=60)
        assert second.stdout == f"{refusal(path)}\n", second.stderr
        assert not any("other" in name for name in names(tmp_path))
        end(first)
    assert path.read_text() == "first half, second half"
    assert names(tmp_path) == ["map.tif"]


def test_a_job_is_refused_at_the_door_while_another_writes_its_output(tmp_path):
    """Through ``python -m engine``, of which the second job is a sample scene into the same folder."""
    from engine.door.jobs import SampleDataJob

    job = SampleDataJob(str(tmp_path / "scene"), 64)
    (tmp_path / "scene" / "complete").mkdir(parents=True)
    (tmp_path / "job.json").write_text(job.to_json())
    with writing(job.truth) as first:
        command = [sys.executable, "-m", "engine", str(tmp_path / "job.json")]
        with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as second:
            *_, event = map(json.loads, second.stdout.read().splitlines())
        assert (second.returncode, event) == (1, {"event": "error", "text": refusal(job.truth)})
        end(first)
    assert Path(job.truth).read_text() == "first half, second half"


def test_a_link_to_the_folder_is_the_same_output(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with writing(tmp_path / "real" / "map.tif") as first:
        with pytest.raises(InputError, match="is being written by another job"):
            claim(tmp_path / "link" / "map.tif")
        end(first)


def test_what_a_killed_job_leaves_stands_in_nobodys_way_and_goes(tmp_path):
    path = tmp_path / "map.tif"
    for tidy in (lambda: clear(str(path)), lambda: claim(path)):
        with writing(path) as process:
            clear(str(path))  # of a living job nothing is removed
            (partial,) = tmp_path.glob(".map.*.partial.tif")
            Path(f"{partial}.aux.xml").write_text("")
            os.kill(process.pid, signal.SIGKILL)
        assert len(names(tmp_path)) == 3  # both and the lock
        tidy()
        assert names(tmp_path) == []


def claim(path):
    with outputs.claimed([str(path)]):
        pass


def test_outputs_with_like_names_keep_their_partial_files(tmp_path):
    with writing(tmp_path / "map.tif", tmp_path / "map.html") as process:
        claim(tmp_path / "map.png")
        claim(tmp_path / "other.tif")
        clear(str(tmp_path / "ap.tif"))
        end(process)
    assert names(tmp_path) == ["map.html", "map.tif"]


def test_a_claim_may_be_made_again_by_the_job_that_has_it(tmp_path):
    path = str(tmp_path / "map.tif")
    with outputs.claimed([path, str(tmp_path / "page.html")]):
        with outputs.whole([path]) as inner:
            Path(inner[path]).write_text("map")
        with pytest.raises(lock.BusyError):  # still held
            lock.take(path)
    assert names(tmp_path) == ["map.tif"]


def test_partial_names_cannot_be_guessed(tmp_path):
    found = {partial_path(str(tmp_path / "map.tif")) for _ in range(9)}
    assert len(found) == 9
    assert all(Path(name).parent == tmp_path and name.endswith(".partial.tif") for name in found)


def test_a_disk_without_locks_refuses_nobody(tmp_path, monkeypatch):
    def unknown(file):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(lock, "_take", unknown)
    path = str(tmp_path / "map.tif")
    with outputs.whole([path]) as inner:
        Path(inner[path]).write_text("map")
    assert names(tmp_path) == ["map.tif"]
