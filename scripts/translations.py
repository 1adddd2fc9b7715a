"""Gathers all texts that the plugin shows into resources/translations/*.ts, and makes the .qm files from them.

    . scripts/qgis.sh; PYTHONPATH=$QGIS_PLUGINPATH python scripts/translations.py    needs QGIS and Qt's lrelease

What is translated already stays; a text that is no longer shown is dropped. The texts are found in two ways: those that
stand in the code, and those that the algorithms ask for when QGIS lists them, for instance the help of every option.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "translations"
LANGUAGES = ("de", "fr")
CONTEXT = "rsmiss"


def written() -> set[str]:
    """Literals in calls of ``tr`` in ui/ and plugin.py."""
    found = set()
    for file in (ROOT / "plugin.py", *(ROOT / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tr"
            if named and isinstance(node.args[0], ast.Constant):
                found.add(str(node.args[0].value))
    return found


def asked() -> set[str]:
    """Texts that the algorithms and their parameters ask for."""
    from qgis.PyQt.QtCore import QCoreApplication, QTranslator

    found = set()

    class Recorder(QTranslator):
        def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
            return False

        def translate(self, context: str, text: str, comment: str | None = None, n: int = -1) -> str | None:
            if context == CONTEXT:
                found.add(text)
            return None

    recorder = Recorder()
    QCoreApplication.installTranslator(recorder)
    from rsmiss.ui.provider import RsmissProvider

    provider = RsmissProvider()
    provider.refreshAlgorithms()
    for algorithm in provider.algorithms():
        algorithm.create()
        for ask in (algorithm.displayName, algorithm.group, algorithm.shortHelpString, algorithm.shortDescription):
            ask()
    QCoreApplication.removeTranslator(recorder)
    return found


def translations(language: str) -> dict[str, str]:
    """Text -> translation, as the .ts file has it; empty where it is not translated yet."""
    file = FOLDER / f"{language}.ts"
    if not file.exists():
        return {}
    messages = ElementTree.parse(file).iter("message")
    return {m.findtext("source", ""): m.findtext("translation", "") for m in messages}


def write(language: str, texts: set[str]) -> list[str]:
    """Bring a .ts file up to date; returns what still has no translation."""
    known = translations(language)
    root = ElementTree.Element("TS", version="2.1", language=language, sourcelanguage="en")
    context = ElementTree.SubElement(root, "context")
    ElementTree.SubElement(context, "name").text = CONTEXT
    for text in sorted(texts):
        message = ElementTree.SubElement(context, "message")
        ElementTree.SubElement(message, "source").text = text
        translation = ElementTree.SubElement(message, "translation")
        translation.text = known.get(text, "")
        if not translation.text:
            translation.set("type", "unfinished")
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    (FOLDER / f"{language}.ts").write_text(f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n', encoding="utf-8")
    return [text for text in sorted(texts) if not known.get(text)]


def main() -> int:
    from qgis.core import QgsApplication

    application = QgsApplication([], False)
    application.initQgis()
    texts = written() | asked()
    for language in LANGUAGES:
        missing = write(language, texts)
        name = str(FOLDER / language)
        subprocess.run(["lrelease", "-silent", f"{name}.ts", "-qm", f"{name}.qm"], check=True)
        sys.stdout.write(f"{language}: {len(texts)} texts, {len(missing)} without a translation\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
