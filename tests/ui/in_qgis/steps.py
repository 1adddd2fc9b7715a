"""What the scripts that run inside a real QGIS share: waiting, the plugin's menu, dialogs, and telling what was seen.

They wait for what should happen, as long as it takes; the test that started QGIS has the time limit.
"""

import json
import os
import traceback
from pathlib import Path

from qgis.PyQt.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from qgis.PyQt.QtWidgets import QApplication
from qgis.utils import iface

WALK = json.loads(os.environ["RSMISS_WALK"])
seen = {}


def wait(condition):
    while not condition():
        loop = QEventLoop()
        QTimer.singleShot(50, loop.quit)
        loop.exec()


def settle():
    """Let happen what was put off to the next rounds of the event loop, deletions too."""
    for _ in range(5):
        loop = QEventLoop()
        QTimer.singleShot(20, loop.quit)
        loop.exec()
        QCoreApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete))


def menu():
    found = [action.menu() for action in iface.pluginMenu().actions() if action.text() == "rsmiss"]
    return [a.text().replace("&", "") for a in found[0].actions() if not a.isSeparator()] if found else []


def entry(title):
    (found,) = [a.menu() for a in iface.pluginMenu().actions() if a.text() == "rsmiss"]
    return next(a for a in found.actions() if a.text() == title)


def dialogs():
    return [w for w in QApplication.topLevelWidgets() if hasattr(w, "algorithm") and w.isVisible()]


def dialog_of(do):
    """The algorithm's dialog that opens."""
    before = dialogs()
    do()
    wait(lambda: len(dialogs()) > len(before))
    (dialog,) = [d for d in dialogs() if d not in before]
    return dialog


def go(walk):
    """Do the walk when QGIS has started, write what was seen, and end QGIS."""

    def all_of_it():
        try:
            walk()
        except Exception:
            seen["error"] = traceback.format_exc()
        Path(WALK["seen"]).write_text(json.dumps(seen, default=str))
        os._exit(0)

    QTimer.singleShot(0, all_of_it)
