"""What is set once for all: typed, kept under the keys that older versions used, and silent on the command line."""

import importlib

import pytest


@pytest.fixture
def settings(profile):
    return importlib.import_module("rsmiss.ui.settings")


@pytest.fixture
def stored(settings):
    """The settings as QGIS keeps them."""
    return importlib.import_module("qgis.core").QgsSettings()


@pytest.fixture
def window(settings, monkeypatch):
    """As in QGIS's own window."""
    monkeypatch.setattr(settings.QgsApplication, "platform", staticmethod(lambda: "desktop"))


def test_nothing_set_gives_the_defaults(settings):
    assert (settings.python(), settings.wheels(), settings.effort(), settings.device()) == ("", "", "standard", "auto")


def test_the_keys_are_those_of_older_versions(settings, stored):
    stored.setValue("rsmiss/python", "/opt/engine/bin/python3")
    stored.setValue("rsmiss/wheels", " /mnt/wheels ")
    stored.setValue("rsmiss/effort", "quick")
    stored.setValue("rsmiss/device", "cpu")
    assert settings.python() == "/opt/engine/bin/python3" and settings.wheels() == "/mnt/wheels"
    assert (settings.effort(), settings.device()) == ("quick", "cpu")


@pytest.mark.parametrize("wrong", ["gpu", "CPU", "", 3])
def test_a_choice_that_is_none_counts_as_not_set(settings, stored, wrong):
    stored.setValue("rsmiss/device", wrong)
    stored.setValue("rsmiss/effort", wrong)
    assert (settings.device(), settings.effort()) == ("auto", "standard")


def test_saving_a_default_leaves_nothing(settings, stored):
    settings.save(settings.DEVICE, "cpu")
    settings.save(settings.PYTHON, "/x")
    assert (stored.value("rsmiss/device"), stored.value("rsmiss/python")) == ("cpu", "/x")
    settings.save(settings.DEVICE, "auto")
    settings.save(settings.PYTHON, "")
    assert not stored.contains("rsmiss/device") and not stored.contains("rsmiss/python")


def test_a_dialog_begins_with_the_settings(provider, settings, window):
    settings.save(settings.DEVICE, "cpu")
    settings.save(settings.EFFORT, "paper")
    assert settings.default_effort() == "paper"
    algorithm = provider.algorithm("checkengine").create()
    assert algorithm.parameterDefinition("DEVICE").defaultValue() == "cpu"


def test_a_command_line_begins_with_nobodys_settings(provider, settings):
    settings.save(settings.DEVICE, "cpu")
    settings.save(settings.EFFORT, "paper")
    assert settings.default_effort() == "standard"
    algorithm = provider.algorithm("checkengine").create()
    assert algorithm.parameterDefinition("DEVICE").defaultValue() == "auto"
