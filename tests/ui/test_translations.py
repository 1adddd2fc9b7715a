"""German and French: every text is translated, whole and as it stands in the code; names on the command line stay."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import string
from xml.etree import ElementTree

import pytest
from qgis_process import ROOT, make_qgis

LANGUAGES = ("de", "fr")
COMMAND = ". scripts/qgis.sh; PYTHONPATH=$QGIS_PLUGINPATH python scripts/translations.py"


@pytest.fixture(scope="module")
def script():
    specification = importlib.util.spec_from_file_location("translations", ROOT / "scripts" / "translations.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def texts(script, provider):
    return script.texts()


def messages(language):
    """The entries of a catalogue."""
    return list(ElementTree.parse(ROOT / "resources" / "translations" / f"{language}.ts").iter("message"))


def test_the_catalogues_are_those_that_the_plugin_takes(script):
    assert tuple(script.languages()) == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_has_exactly_the_texts_that_the_plugin_shows(script, texts, language):
    known = set(script.translations(language))
    advice = f"run '{COMMAND}', and with --missing to see what is to be translated"
    assert sorted(texts - known) == [], f"not in {language}.ts: {advice}"
    assert sorted(known - texts) == [], f"no longer shown, but in {language}.ts: {advice}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language):
    entries = [(m.findtext("source"), m.find("translation")) for m in messages(language)]
    assert len(entries) > 500
    empty = [text for text, entry in entries if not (entry.text or "").strip() or entry.get("type")]
    assert empty == [], f"no {language}: run '{COMMAND} --missing', fill that in and read it back with --fill"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_names_tags_and_line_breaks(script, language):
    known = script.translations(language).items()
    broken = {text: found for text, translation in known if (found := script.differences(text, translation))}
    assert broken == {}
    for text, translation in known:  # and what is filled in can be filled in
        assert fields(text) == fields(translation), text


def fields(text):
    return sorted((name, format) for _, name, format, _ in string.Formatter().parse(text) if name is not None)


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("Give {names}.", "Geben Sie {namen}."),
        ("<b>Give</b>", "<b>Geben"),
        ("one\n\ntwo", "eins\nzwei"),
        ("{low:.0%}", "{low:.0f}"),
        ("one", "eins{zwei}"),
    ],
)
def test_a_translation_that_lost_something_is_found_out(script, text, translation):
    assert script.differences(text, translation) and not script.differences(text, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_loaded_is_what_is_written(script, provider, language):
    translation = importlib.import_module("rsmiss.ui.translation")
    installed = translation.install(language)
    try:
        other = [text for text, said in script.translations(language).items() if translation.tr(text) != said]
    finally:
        translation.remove(installed)
    assert installed and other == [], f"{language}.qm is older than {language}.ts: run '{COMMAND}'"


def test_nothing_is_put_together_before_it_is_translated(script):
    plain = (ast.Constant, ast.Name, ast.Attribute, ast.Subscript)
    found = script.marked()
    assert len(found) > 300
    wrong = [f"{file.name}:{node.lineno}" for file, node in found if not isinstance(node, plain)]
    assert wrong == [], "tr() takes a whole literal text; fill in {names} with format afterwards"


def test_no_refusal_goes_past_the_translation():
    spoken = []
    for file in (ROOT / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            raised = node.exc.args if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) else []
            spoken += [f"{file.name}:{node.lineno}" for argument in raised[:1] if has_words(argument)]
    assert spoken == [], "a sentence for the user is tr(…), filled in with format"


def has_words(argument):
    parts = argument.values if isinstance(argument, ast.JoinedStr) else [argument]
    return any(isinstance(p, ast.Constant) and any(c.isalpha() for c in str(p.value)) for p in parts)


def test_windows_ask_for_no_text_that_is_not_in_the_catalogue(texts, profile, monkeypatch):
    core = importlib.import_module("qgis.PyQt.QtCore")
    asked = set()

    class Recorder(core.QTranslator):
        def isEmpty(self):  # noqa: N802 - Qt's name
            return False

        def translate(self, context, text, comment=None, n=-1):
            if context == "rsmiss":
                asked.add(text)

    recorder = Recorder()
    core.QCoreApplication.installTranslator(recorder)
    try:
        for module, window in WINDOWS.items():
            made = getattr(importlib.import_module(f"rsmiss.ui.{module}"), window)()
            made.deleteLater()
    finally:
        core.QCoreApplication.removeTranslator(recorder)
    assert len(asked) > 50 and sorted(asked - texts) == []


WINDOWS = {
    "dialogs.setup_dialog": "SetupDialog",
    "dialogs.options_page": "OptionsPage",
    "jobs.dock": "JobsDock",
    "models.models_window": "ModelsWindow",
}


@pytest.mark.parametrize(
    ("locale", "said"),
    [("de", "Karte"), ("de_AT", "Karte"), ("fr", "Carte"), ("fr-CA", "Carte"), ("frp", ""), ("pt_BR", "")],
)
def test_a_language_serves_all_its_countries(provider, locale, said):
    translation = importlib.import_module("rsmiss.ui.translation")
    installed = translation.install(locale)
    try:
        assert (translation.tr("Map") if installed else "") == said
    finally:
        translation.remove(installed)
    assert translation.tr("Map") == "Map"


def in_language(home, locale):
    """A QGIS whose user has chosen a language."""
    home.mkdir()
    settings = home / "config" / "profiles" / "default" / "QGIS" / "QGIS3.ini"
    settings.parent.mkdir(parents=True)
    settings.write_text(f"[locale]\noverrideFlag=true\nuserLocale={locale}\n", encoding="utf-8")
    return make_qgis(home, lambda plugins: (plugins / "rsmiss").symlink_to(ROOT))


@pytest.fixture(scope="module", params=[("de_AT", "de"), ("fr", "fr")], ids=LANGUAGES)
def foreign(request, tmp_path_factory):
    """QGIS in another language, and the words that are expected of it."""
    locale, language = request.param
    return in_language(tmp_path_factory.mktemp("foreign") / language, locale), WORDS[language]


WORDS = {
    "de": {
        "name": "Klassifizieren",
        "MODEL": "Modell",
        "MSI": "Multispektral",
        "GRID": "Gitter",
        "PIXELS": "Kartierte Pixel",
        "refused": "DEVICE ist „gpu“; möglich ist nur eines von auto, cpu, cuda, mps.",
    },
    "fr": {
        "name": "Classifier",
        "MODEL": "Modèle",
        "MSI": "Multispectral",
        "GRID": "Grille",
        "PIXELS": "Pixels cartographiés",
        "refused": "les valeurs possibles sont auto, cpu, cuda, mps.",
    },
}


def test_qgis_speaks_the_users_language_and_its_command_line_english(foreign, qgis):
    ours, words = foreign
    told = ours.command("--json", "help", "rsmiss:classify").json
    english = qgis.command("--json", "help", "rsmiss:classify").json
    assert english["algorithm_details"]["name"] == "Classify"
    assert told["algorithm_details"]["name"] == words["name"]
    assert told["parameters"].keys() == english["parameters"].keys()
    assert told["outputs"].keys() == english["outputs"].keys()
    for name in ("MODEL", "MSI", "GRID"):
        assert told["parameters"][name]["description"] == words[name]
        assert told["parameters"][name]["help"] != english["parameters"][name]["help"]
    assert told["outputs"]["PIXELS"]["description"] == words["PIXELS"]
    for name, parameter in english["parameters"].items():
        for key in ("available_options", "default_value"):
            assert told["parameters"][name].get(key) == parameter.get(key), name
    assert "hsi" in english["parameters"]["GRID"]["available_options"].values()


def test_english_keys_are_taken_in_every_language_and_refusals_are_in_the_users(foreign):
    ours, words = foreign
    assert ours("rsmiss:checkengine", DEVICE="cpu").results["DEVICE"] == "cpu"
    refused = ours("rsmiss:checkengine", DEVICE="gpu")
    assert refused.status != 0 and words["refused"] in refused.complained


@pytest.mark.parametrize("language", LANGUAGES)
def test_windows_need_hardly_more_room_than_in_english(provider, profile, language):
    english, theirs = widths(), {}
    translation = importlib.import_module("rsmiss.ui.translation")
    installed = translation.install(language)
    try:
        theirs = widths()
    finally:
        translation.remove(installed)
    assert english.keys() == theirs.keys() and theirs != english
    assert [(name, width) for name, width in theirs.items() if width > 1.2 * english[name]] == []


def widths():
    """What each window needs at the least, in pixels."""
    windows = {
        name: getattr(importlib.import_module(f"rsmiss.ui.{module}"), name)() for module, name in WINDOWS.items()
    }
    found = {name: window.minimumSizeHint().width() for name, window in windows.items()}
    for window in windows.values():
        window.deleteLater()
    return found
