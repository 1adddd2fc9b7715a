"""Photographs set-ups that do not end well, each for real: without a network, cancelled, and without what they need."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from qgis.PyQt.QtTest import QTest
from qgis.utils import plugins
from qgis_user import Doing, User, button, until, window

LONG = 900
#: an address of an index that no name server knows
NOWHERE = "https://packages.invalid/simple"


def troubles(user: User) -> Doing:
    """In a profile without an engine. Leaves the set-up open, as it was."""
    user.begin("Set-ups that fail")
    plugins["rsmiss"].installation.set_up()
    yield until(lambda: window("SetupDialog"), "the set-up")
    dialog = window("SetupDialog")
    yield from without_network(user, dialog)
    yield from cancelled(user, dialog)
    yield from without_wheels(user, dialog)
    dialog.close()  # opened again it begins anew
    plugins["rsmiss"].installation.set_up()


@contextmanager
def index_at(address: str) -> Iterator[None]:
    """pip and uv take packages from an address."""
    names = ("PIP_INDEX_URL", "UV_INDEX_URL", "UV_DEFAULT_INDEX")
    before = {name: os.environ.pop(name, None) for name in names}
    os.environ.update(dict.fromkeys(names, address))
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


def begin(user: User, dialog: Any, ready: Callable[[], Any]) -> Doing:
    """Press what starts the set-up, and wait until it is so far."""
    yield until(dialog.start_button.isEnabled, "what the set-up proposes", 60)
    user.press(dialog.start_button)
    yield until(lambda: dialog.setup is not None, "the set-up at work")
    yield until(lambda: dialog.setup is None or ready(), "the set-up to get so far", LONG)


def ended(dialog: Any) -> bool:
    return dialog.setup is None


def without_network(user: User, dialog: Any) -> Doing:
    with index_at(NOWHERE):
        yield from begin(user, dialog, lambda: dialog.log.blockCount() > 3)
        yield from user.photograph("no-network-tries", after=1)
        yield until(lambda: ended(dialog), "the end without a network", LONG)
    yield from user.photograph("no-network", after=1)


def cancelled(user: User, dialog: Any) -> Doing:
    yield from begin(user, dialog, lambda: dialog.now)
    yield from user.photograph("downloading", after=3)
    user.press(dialog.close_button)
    yield until(lambda: window("QMessageBox"), "the question whether to cancel")
    yield from user.photograph("cancel-asks")
    user.press(button(window("QMessageBox"), "Yes"))
    yield until(lambda: ended(dialog) or dialog.state.text().startswith("Cancelling"), "that it is being cancelled")
    yield from user.photograph("cancelling", after=0)
    yield until(lambda: ended(dialog), "the end of what was cancelled", LONG)
    yield from user.photograph("cancelled", after=1)


def without_wheels(user: User, dialog: Any) -> Doing:
    """A folder of wheels that has none."""
    from rsmiss.ui import settings

    line = dialog.choices.wheels.line
    with TemporaryDirectory(dir=Path.home()) as folder:
        QTest.keyClicks(line, folder)
        yield from begin(user, dialog, lambda: False)
        yield from user.photograph("no-wheels", after=1)
    settings.save(settings.WHEELS, "")
