"""The engine's environment is made whole or not at all: real venvs, real pip, small packages."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
from fake_packages import stalling_index, write_plugin, write_wheel, write_wheels
from qt_loop import processes_in, run_until

CHILD = Path(__file__).with_name("setup_child.py")


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """An environment with nothing but pip, to be copied: making one takes long."""
    folder = tmp_path_factory.mktemp("template") / "env"
    subprocess.run(["/usr/bin/python3", "-m", "venv", "--system-site-packages", folder], check=True)
    return folder


@pytest.fixture
def site(slow_site, template, monkeypatch):
    """The modules of the set-up, for a fake plugin in an empty profile, with environments that are made by copying."""
    monkeypatch.setattr(slow_site.plan, "make_command", lambda uv, folder: ["cp", "-r", str(template), str(folder)])
    return slow_site


@pytest.fixture
def slow_site(profile, tmp_path, monkeypatch):
    """The same with environments as they are really made."""
    if not Path("/usr/bin/python3").exists():
        pytest.skip("QGIS's Python is somewhere else here")
    names = ("setup", "plan", "environment", "folders", "builds", "removal")
    modules = SimpleNamespace(**{name: importlib.import_module(f"rsmiss.ui.engine.{name}") for name in names})
    modules.plugin = write_plugin(tmp_path / "plugin")
    for module in (modules.setup, modules.plan, modules.environment):
        monkeypatch.setattr(module, "REQUIREMENTS", modules.plugin / "requirements.txt")
    monkeypatch.setattr(modules.plan, "find_uv", lambda: "")
    for module in (modules.plan, modules.environment):  # and not this test's own, which has everything
        monkeypatch.setattr(module, "qgis_python", lambda: "/usr/bin/python3")
    monkeypatch.setattr(modules.environment, "_qgis_has_all", lambda: False)
    monkeypatch.setenv("PIP_RETRIES", "1")
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    modules.profile = profile
    modules.small = modules.builds.Build("PyTorch", "", 0, 0)
    return modules


class Run:
    """A set-up and what it told."""

    def __init__(self, site, **choices):
        self.said, self.titles, self.doing, self.outcomes, self.bytes = [], [], [], [], []
        self.setup = site.setup.EnvironmentSetup(site.plan.Plan(site.small, **choices))
        self.setup.said.connect(self.said.append)
        self.setup.stepped.connect(lambda done, total, title: self.titles.append(title))
        self.setup.does.connect(self.doing.append)
        self.setup.grew.connect(lambda written, speed: self.bytes.append(written))
        self.setup.ended.connect(self.outcomes.append)
        self.setup.start()

    def to_end(self):
        """The sentence that it ended with."""
        run_until(lambda: self.outcomes, "the set-up to end")
        (outcome,) = self.outcomes
        return outcome.sentence


def contents(site):
    """What lies in the folder of environments; the lock is no remains."""
    folder = site.environment.environments_folder()
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


@pytest.fixture
def wheels(tmp_path):
    return str(write_wheels(tmp_path / "wheels"))


def test_an_empty_profile_gets_its_engine_from_a_folder_of_wheels(slow_site, wheels):
    site = slow_site
    assert site.environment.likely_python() == ("", site.environment.not_set_up())
    run = Run(site, wheels=wheels)
    assert run.to_end() == ""
    final = site.environment.environment_folder()
    assert contents(site) == [final.name]
    assert "engine tried with 2.13.0 0.8.2" in run.said
    assert run.titles[0] == "Making the environment" and run.titles[-1] == "Trying the engine"
    assert "taking torch 2.13.0" in run.doing and "unpacking" in run.doing
    assert site.environment.likely_python() == (str(site.environment.environment_python()), "")
    # it runs from where it was moved to, and sees QGIS's own packages
    seen = [site.environment.environment_python(), "-c", "import torch, osgeo; print(torch.__file__)"]
    assert str(final) in subprocess.run(seen, capture_output=True, text=True, check=True).stdout


def test_it_remembers_what_it_was_made_of(site, wheels, tmp_path):
    requirements = tmp_path / "requirements-extra.txt"
    requirements.write_text("extra==1\n")
    write_wheel(Path(wheels), "extra", "1")
    part = SimpleNamespace(name="extra", title="Extra", megabytes=1, arguments=["--no-deps", "-r", str(requirements)])
    run = Run(site, wheels=wheels, parts=(part,), cuda=True)
    assert run.to_end() == ""
    assert "Installing the optional part 'Extra'" in run.titles
    final = site.environment.environment_folder()
    assert site.folders.read_record(final) == site.folders.Record("", True, ("extra",))
    assert list(final.glob("lib/*/site-packages/extra"))


def test_an_update_takes_the_place_of_the_old_one_only_when_it_is_whole(site, wheels, tmp_path):
    final = site.environment.environment_folder()
    final.mkdir(parents=True)
    (final / "old").write_text("")
    failed = Run(site, wheels=str(tmp_path))  # no wheels there
    assert "has no torch==2.13.0" in failed.to_end()
    assert (final / "old").exists() and contents(site) == [final.name]
    assert Run(site, wheels=wheels).to_end() == ""
    assert not (final / "old").exists() and contents(site) == [final.name]


def test_an_old_one_that_cannot_be_moved_stays(site, wheels, monkeypatch):
    final = site.environment.environment_folder()
    final.mkdir(parents=True)
    (final / "old").write_text("")

    def held(folder):
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(site.setup, "put_away", held)
    assert f"'{final}' cannot be replaced (Permission denied)" in Run(site, wheels=wheels).to_end()
    assert (final / "old").exists() and contents(site) == [final.name]


def test_an_engine_that_does_not_work_is_not_kept(site, wheels):
    sentence = "PyTorch computes wrongly on this CPU; choose another build."
    event = f"print(json.dumps({{'event': 'error', 'text': {sentence!r}}})); sys.exit(1)"
    main = site.plugin / "engine" / "__main__.py"
    main.write_text(main.read_text().rsplit("print", 1)[0] + event)
    run = Run(site, wheels=wheels)
    assert run.to_end() == sentence
    assert run.said[run.outcomes[0].line] == sentence
    assert contents(site) == []


# ---- before anything is done


def test_too_little_space_is_said_before_anything_is_made(site, wheels, monkeypatch):
    monkeypatch.setattr(site.plan, "free_space", lambda: 1000)
    assert "There is not enough space" in Run(site, wheels=wheels).to_end()
    assert contents(site) == []


def test_a_folder_of_wheels_that_is_not_there_is_said(site, tmp_path):
    assert f"'{tmp_path / 'none'}' does not exist" in Run(site, wheels=str(tmp_path / "none")).to_end()


# ---- no network


def test_a_proxy_that_is_not_there_is_one_sentence_and_the_line_that_says_so(site, monkeypatch):
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://ann:pass-word@127.0.0.1:9")
    run = Run(site)
    assert run.to_end().startswith("The proxy does not answer")
    assert "proxy" in run.said[run.outcomes[0].line].lower()
    assert contents(site) == []


def test_qgis_proxy_reaches_pip_and_its_password_no_log(site, monkeypatch):
    network = importlib.import_module("rsmiss.ui.engine.network")
    proxy = importlib.import_module("qgis.PyQt.QtNetwork").QNetworkProxy
    made = proxy(proxy.ProxyType.HttpProxy, "127.0.0.1", 9, "ann", "pass-word")
    monkeypatch.setattr(site.setup, "qgis_network", lambda folder: network.proxy_network(made, []))
    monkeypatch.setenv("PIP_VERBOSE", "3")
    monkeypatch.setenv("PIP_INDEX_URL", "https://bob:mirror-word@index.invalid/simple")
    run = Run(site)
    assert run.to_end().startswith("The proxy does not answer")
    assert not [line for line in run.said if "pass-word" in line or "mirror-word" in line]


# ---- cancelled, killed, and two at once


@contextmanager
def downloading(site, tmp_path, monkeypatch):
    """A set-up whose download has stalled half-way."""
    with stalling_index(tmp_path) as index:
        monkeypatch.setenv("PIP_INDEX_URL", index)
        yield


def test_a_download_shows_what_comes_and_how_much(site, tmp_path, monkeypatch):
    with downloading(site, tmp_path, monkeypatch):
        run = Run(site)
        run_until(lambda: run.bytes and run.bytes[-1] > 3_500_000 and run.doing, "half of the wheel")
        assert run.doing[-1] == "downloading torch 2.13.0 (8 MB)"
        run.setup.cancel()
        run.to_end()


def test_cancel_half_way_leaves_nothing(site, tmp_path, monkeypatch):
    with downloading(site, tmp_path, monkeypatch):
        run = Run(site)
        run_until(lambda: run.doing, "the download")
        growing = run.setup.growing
        assert growing.exists() and processes_in(growing)
        run.setup.cancel()
        assert run.to_end() == site.setup.CANCELLED
    assert contents(site) == [] and processes_in(growing) == []


def test_a_plugin_that_is_unloaded_stops_its_set_up(site, tmp_path, wheels, monkeypatch):
    with downloading(site, tmp_path, monkeypatch):
        run = Run(site)
        run_until(lambda: run.doing, "the download")
        run.setup.abandon()
        assert processes_in(run.setup.growing) == [] and run.outcomes == []
    assert Run(site, wheels=wheels).to_end() == ""
    run_until(lambda: len(contents(site)) == 1, "the remains to go")


@contextmanager
def another_qgis(site):
    """A QGIS of its own that downloads into the same profile."""
    plugins = str(Path(importlib.import_module("rsmiss").__file__).parents[1])
    command = [sys.executable, str(CHILD), plugins, str(site.profile), str(site.plugin)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            said = next((line for line in process.stdout if line.startswith(("downloading", "ended"))), "")
            assert said.startswith("downloading torch"), said
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def test_two_at_once_are_kept_apart(site, tmp_path, wheels, monkeypatch):
    with downloading(site, tmp_path, monkeypatch), another_qgis(site) as other:
        sentence = Run(site, wheels=wheels).to_end()
        assert f"by process {other.pid}" in sentence and "Wait until that has ended" in sentence
        heard = []
        removal = site.removal.Removal([])
        removal.ended.connect(heard.append)
        removal.start()
        assert heard == [sentence]
        assert [name for name in contents(site) if name.startswith(site.folders.GROWING)]  # the other's, untouched


def test_a_set_up_that_was_killed_half_way_holds_up_nobody(site, tmp_path, wheels, monkeypatch):
    with downloading(site, tmp_path, monkeypatch), another_qgis(site) as other:
        other.kill()
        other.wait()
        # pip does not outlive it
        run_until(lambda: not processes_in(site.environment.environments_folder()), "pip to end", 20)
        remains = contents(site)
        assert "setup.lock" in remains and len(remains) >= 3
        assert Run(site, wheels=wheels).to_end() == ""
    run_until(lambda: contents(site) == [site.environment.environment_folder().name], "the remains to go")


def test_removing_takes_what_it_is_given(site):
    folder = site.environment.environments_folder()
    kept, gone = folder / "engine-3.11-0123456789ab", folder / "engine-3.9-0123456789ab"
    for path in (kept, gone):
        (path / "lib").mkdir(parents=True)
    heard = []
    removal = site.removal.Removal([gone])
    removal.ended.connect(heard.append)
    removal.start()
    run_until(lambda: heard, "the removal")
    assert heard == [""] and contents(site) == [kept.name]


# ---- what a plan says and does


def commands(site, tmp_path, **choices):
    plan = site.plan.Plan(choices.pop("build"), **choices)
    tmp_path.joinpath("scratch").mkdir(exist_ok=True)
    return list(plan.steps(tmp_path / "env", tmp_path / "scratch"))


def test_the_small_build_comes_from_pytorchs_index(site, tmp_path):
    build = site.builds.choose("Linux", False, None, True)
    install = commands(site, tmp_path, build=build)[1].command
    assert install[install.index("--extra-index-url") + 1] == "https://download.pytorch.org/whl/cpu"
    assert "torch==2.13.0+cpu" in install


def test_an_index_out_of_reach_is_not_asked_but_others_are(site, tmp_path):
    build = site.builds.choose("Linux", False, None, False)
    _, small, large, _ = commands(site, tmp_path, build=build)
    assert small.optional and "torch==2.13.0+cpu" in small.command and not large.optional
    assert not [word for step in (small, large) for word in step.command if "download.pytorch.org" in word]
    assert small.space < build.space


def test_wheels_need_no_network(site, tmp_path):
    build = site.builds.choose("Linux", False, None, False)
    _, install, _ = commands(site, tmp_path, build=build, wheels="/mnt/wheels")
    assert "--no-index" in install.command and not [word for word in install.command if word.startswith("http")]


def test_nothing_is_ever_compiled_and_numpy_is_qgis_own(site, tmp_path):
    import numpy

    install = commands(site, tmp_path, build=site.small)[1].command
    assert install[install.index("--only-binary") + 1] == ":all:"
    assert Path(install[install.index("-c", 3) + 1]).read_text() == f"numpy=={numpy.__version__}\n"


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (
            "  Downloading torch-2.13.0%2Bcpu-cp311-cp311-manylinux_2_28_x86_64.whl (191.8 MB)",
            "downloading torch 2.13.0%2Bcpu (192 MB)",
        ),
        ("Downloading scikit-learn (9.3MiB)", "downloading scikit-learn (10 MB)"),
        ("  Using cached einops-0.8.2-py3-none-any.whl (64 kB)", "taking einops 0.8.2"),
        ("Processing /opt/wheels/torch-2.13.0-cp311-cp311-linux_x86_64.whl", "taking torch 2.13.0"),
        ("Installing collected packages: mpmath, torch", "unpacking"),
        ("Prepared 12 packages in 3.4s", "unpacking"),
        ("Requirement already satisfied: numpy", None),
    ],
)
def test_what_pip_and_uv_do_is_read_from_what_they_say(site, line, text):
    assert importlib.import_module("rsmiss.ui.engine.watch").doing(line) == text


def test_speed_is_that_of_the_last_looks(site):
    speed = importlib.import_module("rsmiss.ui.engine.watch").speed
    assert speed([(10.0, 1000), (12.0, 5000)]) == 2000
    assert speed([(1.0, 5)]) == speed([(1.0, 5), (1.0, 9)]) == speed([(1.0, 9), (2.0, 5)]) == 0
