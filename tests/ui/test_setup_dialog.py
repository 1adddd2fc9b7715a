"""The set-up's window, the line above the map and the page of options, driven as a user does."""

from __future__ import annotations

import importlib
from types import SimpleNamespace

import pytest
from fake_packages import write_wheels
from qt_loop import run_until


@pytest.fixture
def gui(profile, monkeypatch):
    """The modules with windows, on a machine where QGIS's own Python has no torch."""
    names = ("setup_dialog", "setup_choices", "engine_notice", "options_page")
    made = SimpleNamespace(**{name: importlib.import_module(f"rsmiss.ui.dialogs.{name}") for name in names})
    for name in ("environment", "folders", "builds", "plan"):
        setattr(made, name, importlib.import_module(f"rsmiss.ui.engine.{name}"))
    made.outcome = importlib.import_module("rsmiss.ui.engine.outcomes").Outcome
    monkeypatch.setattr(made.environment, "_qgis_has_all", lambda: False)
    monkeypatch.setattr(made.environment, "missing_packages", lambda python: pytest.fail("a process was started"))
    monkeypatch.setattr(made.setup_choices, "system", lambda: "Linux")
    made.profile = profile
    return made


class FakeLook:
    """Finds what it is told, when it is told."""

    made: list[FakeLook] = []

    def __init__(self, variables, index, parent=None):
        self.index, self.heard = index, []
        self.ended = SimpleNamespace(connect=self.heard.append)
        FakeLook.made.append(self)

    def start(self):
        """Wait to be told."""

    def find(self, gpus, index):
        self.heard[0](gpus, index)


class FakeSetup:
    """A set-up that does what the test says."""

    def __init__(self, plan, parent=None):
        self.plan, self.expected, self.cancelled, self.abandoned = plan, 1000, False, False
        self.slots = {}
        for name in ("said", "stepped", "does", "grew", "ended"):
            setattr(self, name, SimpleNamespace(connect=lambda slot, name=name: self.slots.update({name: slot})))

    def tell(self, signal, *values):
        self.slots[signal](*values)

    def start(self):
        """Begin, for ever."""

    def cancel(self):
        self.cancelled = True

    def abandon(self):
        self.abandoned = True


@pytest.fixture
def dialog(gui, monkeypatch):
    """An open dialog that has looked around and found nothing but an index."""
    FakeLook.made.clear()
    monkeypatch.setattr(gui.setup_dialog, "Look", FakeLook)
    monkeypatch.setattr(gui.setup_dialog, "EnvironmentSetup", FakeSetup)
    made = gui.setup_dialog.SetupDialog()
    made.asked = []
    monkeypatch.setattr(made, "_sure", lambda question: made.asked.append(question) or made.answer)
    made.answer = True
    made.show()
    FakeLook.made[0].find([], True)
    yield made
    made.abandon()


def environment(gui, name=None, size=0):
    """A made-up environment in the profile; without a name the present one."""
    present = gui.environment.environment_folder()
    folder = present.with_name(name) if name else present
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python3").write_bytes(bytes(size))
    return folder


# ---- before it starts


def test_it_says_what_comes_from_where_whereto_and_how_large(gui, dialog):
    choices = dialog.choices
    assert dialog.state.text() == gui.environment.NEEDED
    assert choices.what.text().startswith("PyTorch 2.13.0 for the CPU; scikit-learn")
    assert choices.source.text() == "pypi.org and download.pytorch.org"
    assert choices.place.text() == str(gui.environment.environment_folder())
    assert "300 MB to download, 1.1 GB on disk" in choices.size.text() and "free" in choices.size.text()
    assert dialog.start_button.isEnabled() and dialog.start_button.text() == "Set up"


def test_nothing_starts_before_it_has_looked(gui, dialog):
    dialog.choices.look()
    assert not dialog.start_button.isEnabled() and "Looking" in dialog.choices.found.text()


def test_a_gpu_gets_its_build_proposed_and_the_user_may_differ(gui, dialog):
    gpu = gui.builds.Gpu("NVIDIA RTX A2000", 581, 8.6)
    dialog.choices.propose([gpu], True)
    assert "NVIDIA RTX A2000, driver 581" in dialog.choices.found.text()
    assert dialog.choices.plan().cuda and "CUDA 13.0" in dialog.choices.what.text()
    assert "2.9 GB to download" in dialog.choices.size.text()
    dialog.choices.build.setCurrentIndex(0)
    dialog.choices.build.activated.emit(0)
    dialog.choices.propose([gpu], True)
    assert not dialog.choices.plan().cuda


def test_a_gpu_that_is_too_old_is_not_proposed(gui, dialog):
    dialog.choices.propose([gui.builds.Gpu("Tesla K80", 470, 3.7)], True)
    assert not dialog.choices.plan().cuda and "too old" in dialog.choices.found.text()


def test_an_index_out_of_reach_is_said_with_the_size_that_it_means(gui, dialog):
    dialog.choices.propose([], False)
    assert "does not answer" in dialog.choices.note.text() and "2.9 GB to download" in dialog.choices.size.text()
    assert dialog.choices.source.text() == "pypi.org"


def test_an_optional_part_counts(gui, dialog):
    before = dialog.choices.plan().download
    dialog.choices.parts["language"].setChecked(True)
    assert [part.name for part in dialog.choices.plan().parts] == ["language"]
    assert dialog.choices.plan().download > before + 80e6 and "sentence encoder" in dialog.choices.what.text()


def test_a_folder_of_wheels_is_in_sight_and_needs_no_network(gui, dialog, tmp_path):
    folder = str(write_wheels(tmp_path / "wheels"))
    dialog.choices.wheels.set_path(folder)
    assert dialog.choices.source.text() == folder and "nothing to download" in dialog.choices.size.text()
    dialog._start()
    assert importlib.import_module("rsmiss.ui.settings").wheels() == folder
    assert dialog.setup.plan.wheels == folder


def test_the_network_is_asked_for_when_the_wheels_go(gui, profile, monkeypatch, dialog):
    importlib.import_module("rsmiss.ui.settings").save("rsmiss/wheels", "/mnt/wheels")
    again = gui.setup_dialog.SetupDialog()
    again.show()
    assert FakeLook.made[-1].index is False
    FakeLook.made[-1].find([], False)
    again.choices.wheels.set_path("")
    assert FakeLook.made[-1].index is True and not again.start_button.isEnabled()
    FakeLook.made[-1].find([], True)
    assert again.start_button.isEnabled()
    again.abandon()


# ---- while it runs


def test_it_shows_steps_bytes_and_speed(dialog):
    dialog._start()
    assert dialog.close_button.text() == "Cancel" and not dialog.start_button.isEnabled()
    dialog.setup.tell("stepped", 1, 3, "Downloading")
    assert dialog.state.text() == "Step 2 of 3: Downloading…"
    dialog.setup.tell("does", "downloading torch 2.13.0 (192 MB)")
    dialog.setup.tell("grew", 500, 12_300_000.0)
    assert dialog.status.text() == "Downloading torch 2.13.0 (192 MB): 0 kB written, 12 MB/s"
    assert dialog.progress.value() == 50
    dialog.setup.tell("grew", 400, 0.0)
    assert dialog.progress.value() == 50  # never backwards


def test_escape_asks_before_it_cancels(dialog):
    dialog._start()
    dialog.answer = False
    dialog.reject()
    assert len(dialog.asked) == 1 and not dialog.setup.cancelled and dialog.isVisible()
    dialog.close()
    assert len(dialog.asked) == 2 and dialog.isVisible()
    dialog.answer = True
    dialog.reject()
    assert dialog.setup.cancelled and dialog.isVisible()  # until it has ended
    dialog.setup.tell("ended", importlib.import_module("rsmiss.ui.engine.outcomes").Outcome("Cancelled.", -1))
    assert dialog.state.text() == "Cancelled."
    dialog.reject()
    assert len(dialog.asked) == 3 and not dialog.isVisible()


def test_the_log_scrolls_to_the_line_that_matters(gui, dialog):
    dialog._start()
    for number in range(300):
        dialog.setup.tell("said", f"line {number}")
    dialog.setup.tell("ended", gui.outcome("The disk is full.", 120))
    assert dialog.state.text() == "The disk is full." and dialog.state.font().bold()
    cursor = dialog.log.textCursor()
    assert cursor.block().text() == "line 120" and dialog.log.rect().contains(dialog.log.cursorRect())
    (mark,) = dialog.log.extraSelections()
    assert mark.cursor.selectedText() == "line 120"  # all of it, also where it takes several lines
    assert dialog.start_button.isEnabled()


def test_an_engine_just_made_offers_the_sample_project(gui, dialog):
    begun = []
    dialog.sample.connect(lambda folder: begun.append((dialog.isVisible(), folder)))
    offered = (dialog.sample_about, dialog.sample_place, dialog.sample_button)
    assert not any(widget.isVisible() for widget in offered)
    dialog._start()
    assert not dialog.sample_button.isVisible()
    dialog.setup.tell("ended", gui.outcome("The disk is full.", -1))
    assert not dialog.sample_button.isVisible()
    dialog._start()
    dialog.setup.tell("ended", gui.outcome("", -1))
    assert all(widget.isVisible() for widget in offered)
    assert not (dialog.choices.isVisible() or dialog.start_button.isVisible())  # it is done
    dialog.sample_button.click()
    assert begun == [(False, dialog.sample_place.folder)]  # out of the way first
    dialog.show()
    assert dialog.choices.isVisible() and dialog.start_button.isVisible()
    assert not any(widget.isVisible() for widget in offered)


def test_the_plugins_end_ends_it(dialog):
    dialog._start()
    running = dialog.setup
    dialog.abandon()
    assert running.abandoned and dialog.asked == []


# ---- what is there


def test_an_engine_that_is_there_can_be_updated_and_removed(gui, dialog):
    folder = environment(gui)
    gui.folders.Record("", True, ("language",)).write(folder)
    again = gui.setup_dialog.SetupDialog()
    again._sure = lambda question: str(folder) in question
    again.show()
    FakeLook.made[-1].find([], True)
    assert again.state.text() == f"The engine is ready: {folder / 'bin' / 'python3'}"
    assert again.start_button.text() == "Update" and again.remove_button.isVisible()
    assert again.choices.plan().cuda and again.choices.parts["language"].isChecked()  # as it is
    again._remove()
    run_until(lambda: again.removal is None, "the removal")
    assert not folder.exists() and again.state.text() == gui.environment.NEEDED
    assert again.start_button.text() == "Set up" and not again.remove_button.isVisible()
    again.abandon()


def test_older_environments_are_offered_with_their_size(gui, dialog):
    present = environment(gui)
    old = environment(gui, "engine-3.9-0123456789ab", 3_000_000)
    dialog._refresh()
    run_until(lambda: dialog.older_button.isVisible(), "the sizes")
    assert dialog.older_button.text() == "Remove older environments (1, 3 MB)…"
    dialog.answer = False
    dialog._remove_older()
    assert "engine-3.9-0123456789ab (Python 3.9)" in dialog.asked[0] and old.exists()
    dialog.answer = True
    dialog._remove_older()
    run_until(lambda: dialog.removal is None, "the removal")
    assert not old.exists() and present.exists() and not dialog.older_button.isVisible()


def test_a_python_that_the_user_names_is_said_to_go_first(gui, dialog, monkeypatch):
    monkeypatch.setenv("RSMISS_PYTHON", "/usr/bin/python3")
    dialog._refresh()
    assert "names '/usr/bin/python3'" in dialog.hint.text() and dialog.hint.isVisible()


# ---- the line above the map


@pytest.fixture
def bar(gui):
    return importlib.import_module("qgis.gui").QgsMessageBar()


@pytest.fixture
def notice(gui, bar):
    iface = SimpleNamespace(messageBar=lambda: bar)
    pressed = []
    made = gui.engine_notice.EngineNotice(iface, lambda: pressed.append("set up"), lambda: pressed.append("options"))
    made.pressed = pressed
    return made


def button(bar):
    (found,) = bar.currentItem().findChildren(importlib.import_module("qgis.PyQt.QtWidgets").QPushButton)
    return found


def test_without_an_engine_there_is_a_line_with_a_button(gui, bar, notice):
    assert notice.show() and notice.show()
    assert len(bar.items()) == 1 and bar.currentItem().text() == gui.environment.NEEDED
    assert button(bar).text() == "Set up"
    button(bar).click()
    assert notice.pressed == ["set up"]
    notice.hide()
    assert bar.items() == []


def test_with_an_engine_there_is_no_line(gui, bar, notice):
    environment(gui)
    assert not notice.show() and bar.items() == []


def test_a_wrong_setting_leads_to_the_options(gui, bar, notice, monkeypatch):
    monkeypatch.setenv("RSMISS_PYTHON", "/no/python")
    assert notice.show()
    assert "There is no Python at '/no/python'" in bar.currentItem().text()
    button(bar).click()
    assert notice.pressed == ["options"]


def test_a_line_that_the_user_closed_can_come_again(gui, bar, notice):
    notice.show()
    bar.popWidget(bar.currentItem())
    run_until(lambda: notice.item is None, "the line to go")
    notice.hide()
    assert notice.show() and len(bar.items()) == 1


# ---- what algorithms say


def test_every_algorithm_says_the_same_without_a_process(gui, provider, monkeypatch):
    assert {algorithm.canExecute() for algorithm in provider.algorithms()} == {(False, gui.environment.not_set_up())}
    environment(gui)
    assert {algorithm.canExecute() for algorithm in provider.algorithms()} == {(True, "")}


# ---- the options


def test_the_page_shows_and_writes_the_settings(gui):
    settings = importlib.import_module("rsmiss.ui.settings")
    settings.save(settings.DEVICE, "cuda")
    settings.save(settings.PYTHON, "/usr/bin/python3")
    factory = gui.options_page.OptionsFactory()
    page = factory.createWidget(None)
    assert factory.title() == "rsmiss" and page.objectName() == gui.options_page.PAGE
    assert page.python.path() == "/usr/bin/python3" and page.device.currentData() == "cuda"
    page.device.setCurrentIndex(page.device.findData("cpu"))
    page.effort.setCurrentIndex(page.effort.findData("quick"))
    page.python.set_path("")
    page.wheels.set_path("/mnt/wheels")
    assert settings.device() == "cuda"  # not before QGIS asks for it
    page.apply()
    assert (settings.python(), settings.wheels(), settings.effort(), settings.device()) == (
        "",
        "/mnt/wheels",
        "quick",
        "cpu",
    )


def test_the_page_offers_all_choices_and_warns_of_no_program(gui):
    settings = importlib.import_module("rsmiss.ui.settings")
    page = gui.options_page.OptionsPage()
    offered = [[box.itemData(i) for i in range(box.count())] for box in (page.effort, page.device)]
    assert offered == [list(settings.EFFORTS), list(importlib.import_module("rsmiss.engine.door.jobs").DEVICES)]
    assert page.warning.text() == ""
    page.python.set_path("/no/python")
    assert page.warning.text() == "There is no program '/no/python'."
