"""Runs inside a real QGIS: opens algorithms' dialogs, does what a user does there, and writes what they showed."""

import os
import sys

from qgis.PyQt.QtWidgets import QTextEdit

sys.path.insert(0, os.environ["RSMISS_STEPS"])

from steps import WALK, dialog_of, go, seen, settle, wait


def toolbox(name, **parameters):
    """The dialog as Processing's toolbox opens it."""
    import processing

    def show():
        processing.createAlgorithmDialog(f"rsmiss:{name}", parameters).show()

    return dialog_of(show)


def close(dialog):
    dialog.close()
    settle()


def log_of_a_failed_run():
    """What the log of the dialog says once its run has failed."""
    dialog = toolbox("trainlds2ae", MSI=WALK["msi"], TRAINING=WALK["far"], CLASS_FIELD="class", MODEL=WALK["out"])
    dialog.runAlgorithm()
    wait(lambda: "Execution failed" in log_text(dialog))
    text = log_text(dialog)
    close(dialog)
    return text


def log_text(dialog):
    return dialog.findChild(QTextEdit, "txtLog").toPlainText()


def walk():
    seen["log of a failed run"] = log_of_a_failed_run()


go(walk)
