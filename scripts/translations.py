"""Gathers all texts that the plugin shows into resources/translations/*.ts, and makes the .qm files from them.

    . scripts/qgis.sh; PYTHONPATH=$QGIS_PLUGINPATH python scripts/translations.py    needs QGIS and Qt's lrelease

    --missing      print what has no translation yet, as JSON to be filled in: {text: {language: translation}}
    --fill FILE    take translations from such a file first
    --add LANGUAGE begin another language, such as es

What is translated already stays; a text that is no longer shown is dropped. The texts are found in two ways: those that
stand in the code, and those that the algorithms ask for when QGIS lists them, for instance the help of every option.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "translations"
CONTEXT = "rsmiss"
#: the functions of ui/translation.py whose texts are translated
MARKS = ("tr", "mark")


def languages() -> list[str]:
    """Those that have a catalogue."""
    return sorted(file.stem for file in FOLDER.glob("*.ts"))


def marked() -> list[tuple[Path, ast.expr]]:
    """What ``tr`` and ``mark`` are called with in ui/ and plugin.py."""
    found = []
    for file in (ROOT / "plugin.py", *sorted((ROOT / "ui").rglob("*.py"))):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
                found.append((file, node.args[0]))
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
    provider.longName()
    for algorithm in provider.algorithms():
        algorithm.create()
        for ask in (algorithm.displayName, algorithm.group, algorithm.shortHelpString, algorithm.shortDescription):
            ask()
    QCoreApplication.removeTranslator(recorder)
    return found


def texts() -> set[str]:
    """All that is translated."""
    return {str(node.value) for _, node in marked() if isinstance(node, ast.Constant)} | asked()


def translations(language: str) -> dict[str, str]:
    """Text -> translation, as the .ts file has it; empty where it is not translated yet."""
    messages = ElementTree.parse(FOLDER / f"{language}.ts").iter("message")
    return {m.findtext("source", ""): m.findtext("translation", "") for m in messages}


def differences(text: str, translation: str) -> list[str]:
    """{names}, HTML tags and line breaks that a translation lacks, or has too many."""
    pattern = re.compile(r"\{[^{}]*\}|</?\w[^<>]*>|\n|%\d|&\w+;")
    ours, theirs = pattern.findall(text), pattern.findall(translation)
    return sorted({part for part in (*ours, *theirs) if (part in ours) != (part in theirs)}) or (
        ["\n"] if ours.count("\n") != theirs.count("\n") else []
    )


def missing(wanted: set[str]) -> dict[str, dict[str, str]]:
    """Text -> {language: ''} for what has no translation yet."""
    found: dict[str, dict[str, str]] = {}
    for language in languages():
        known = translations(language)
        for text in sorted(wanted):
            if not known.get(text):
                found.setdefault(text, {})[language] = ""
    return dict(sorted(found.items()))


def write(language: str, wanted: dict[str, str]) -> None:
    """Write a catalogue of text -> translation, and make its .qm."""
    root = ElementTree.Element("TS", version="2.1", language=language, sourcelanguage="en")
    context = ElementTree.SubElement(root, "context")
    ElementTree.SubElement(context, "name").text = CONTEXT
    for text, translation in sorted(wanted.items()):
        message = ElementTree.SubElement(context, "message")
        ElementTree.SubElement(message, "source").text = text
        entry = ElementTree.SubElement(message, "translation")
        entry.text = translation
        if not translation:
            entry.set("type", "unfinished")
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    name = FOLDER / language
    name.with_suffix(".ts").write_text(f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n', encoding="utf-8")
    subprocess.run(["lrelease", "-silent", f"{name}.ts", "-qm", f"{name}.qm"], check=True)


def update(wanted: set[str], given: dict[str, dict[str, str]]) -> None:
    """Bring all catalogues up to date, with further translations as ``missing`` asks for them."""
    for language in languages():
        known = translations(language)
        known |= {text: by[language] for text, by in given.items() if by.get(language)}
        write(language, {text: known.get(text, "") for text in wanted})


def main() -> int:
    from qgis.core import QgsApplication

    parser = argparse.ArgumentParser(description="Bring the translations up to date.")
    parser.add_argument("--missing", action="store_true", help="only print what has no translation, as JSON")
    parser.add_argument("--fill", metavar="FILE", help="take translations from a file as --missing prints it")
    parser.add_argument("--add", metavar="LANGUAGE", help="begin another language")
    arguments = parser.parse_args()
    application = QgsApplication([], False)
    application.initQgis()
    wanted = texts()
    if arguments.missing:
        sys.stdout.write(json.dumps(missing(wanted), ensure_ascii=False, indent=1) + "\n")
        return 0
    given = json.loads(Path(arguments.fill).read_text(encoding="utf-8")) if arguments.fill else {}
    broken = {
        text: wrong
        for text, by in given.items()
        for translation in by.values()
        if translation and (wrong := differences(text, translation))
    }
    if broken:
        for text, wrong in broken.items():
            sys.stderr.write(f"{text!r}: the translation must have {wrong} as the text has them\n")
        return 1
    if arguments.add:
        write(arguments.add, {})
    update(wanted, given)
    for language in languages():
        empty = sum(not translation for translation in translations(language).values())
        sys.stdout.write(f"{language}: {len(wanted)} texts, {empty} without a translation\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
