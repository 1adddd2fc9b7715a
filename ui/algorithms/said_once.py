"""Each sentence of a failed run stands once in what qgis_process prints; by itself it prints it two or three times."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsProcessingException
from qgis.PyQt.QtCore import QCoreApplication, QTimer

#: QGIS's name for itself there
_PLATFORM = "qgis_process"


def failure(sentence: str) -> QgsProcessingException:
    """What an algorithm raises to end with a sentence.

    QGIS hands such an exception to the message log and to the feedback, which hands it to the log once more. In a
    window that is right: the dialog and the panel of messages show it once each. qgis_process prints whatever arrives
    at any of them. There the log is made to pass on one line where the feedback prints nothing (with JSON), and none
    where the feedback prints it after "ERROR:".
    """
    if QgsApplication.platform() == _PLATFORM:
        _quieten(allowed=1 if _json() else 0)
    return QgsProcessingException(sentence)


def _json() -> bool:
    """Whether the feedback prints nothing; parameters that are read from standard input imply it."""
    arguments = QCoreApplication.arguments()
    return "--json" in arguments or "-" in arguments


def _quieten(allowed: int) -> None:
    """Let ``allowed`` messages of the log pass, and no more until control is back in the event loop."""
    log = QgsApplication.messageLog()
    if allowed:
        log.messageReceived.connect(_one_passed)
    else:
        log.blockSignals(True)
    QTimer.singleShot(0, _speak_again)


def _one_passed(*_message: object) -> None:
    log = QgsApplication.messageLog()
    log.messageReceived.disconnect(_one_passed)
    log.blockSignals(True)


def _speak_again() -> None:
    QgsApplication.messageLog().blockSignals(False)
