"""The plugin's words in the user's language: German and French, English elsewhere. See scripts/translations.py."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

CONTEXT = "rsmiss"
FOLDER = Path(__file__).parents[1] / "resources" / "translations"


def tr(text: str) -> str:
    """The text in the user's language. It is a literal, with {names} to be filled in by ``format`` afterwards."""
    return QCoreApplication.translate(CONTEXT, text)


def mark(text: str) -> str:
    """The text as it is, a literal that stands in a table: ``tr`` is asked for it where it is shown."""
    return text


def install(locale: str = "") -> QTranslator | None:
    """Translate from now on; None where there is no translation. The caller keeps what is returned.

    ``locale``: such as de or fr_CA; empty: QGIS's own.
    """
    language = (locale or QgsApplication.locale()).replace("-", "_").partition("_")[0]
    file = FOLDER / f"{language}.qm"
    translator = QTranslator()
    if not file.is_file() or not translator.load(str(file)):
        return None
    QCoreApplication.installTranslator(translator)
    return translator


def remove(translator: QTranslator | None) -> None:
    """Translate no more with what ``install`` returned."""
    if translator is not None:
        QCoreApplication.removeTranslator(translator)
