"""What the toolbox, the dialogs and the command line show of the plugin."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from dataclasses import fields

import pytest
from qgis.core import NULL, QgsProcessingContext

from engine.door.options import METHODS, is_open

TOOLS = {"pretrain", "classify", "whatif", "modelinfo", "describeclasses", "sampledata", "checkengine"}
NAMES = sorted(TOOLS | {"train"} | {f"train{method}" for method in METHODS})


@pytest.fixture
def algorithm(provider, request):
    return provider.algorithm(request.param)


every_algorithm = pytest.mark.parametrize("algorithm", NAMES, indirect=True)


def advanced(parameter) -> bool:
    return bool(parameter.flags() & type(parameter).Flag.FlagAdvanced)


def test_there_is_a_training_algorithm_for_all_methods_one_for_each_and_seven_tools(provider):
    assert sorted(a.name() for a in provider.algorithms()) == NAMES


@every_algorithm
def test_an_algorithm_introduces_itself(algorithm):
    assert algorithm.group() and algorithm.groupId() and algorithm.tags() and algorithm.helpUrl()
    assert not algorithm.icon().isNull()
    brief, help = algorithm.shortDescription(), algorithm.shortHelpString()
    assert re.fullmatch(r"[A-Z][^\n]*\.", brief), brief
    assert not re.search(r"</?\w+>|\*\*|__|`", help), "the command line prints it as it is"


@every_algorithm
def test_every_parameter_explains_itself_in_sentences(algorithm):
    for parameter in algorithm.parameterDefinitions():
        assert parameter.description(), parameter.name()
        assert parameter.help().rstrip().endswith((".", ")")), f"{parameter.name()}: {parameter.help()!r}"


@every_algorithm
def test_every_number_has_its_range_and_starts_within(algorithm):
    for parameter in algorithm.parameterDefinitions():
        if parameter.type() == "number":
            optional = bool(parameter.flags() & type(parameter).Flag.FlagOptional)
            default = parameter.minimum() if optional else parameter.defaultValue()
            assert optional == (parameter.defaultValue() is None), parameter.name()
            assert parameter.minimum() <= default <= parameter.maximum(), parameter.name()
            assert parameter.minimum() > -1e300 and parameter.maximum() < 1e300, parameter.name()


@every_algorithm
def test_a_dialog_shows_eleven_inputs_at_most(algorithm):
    """The rest is folded away. Six of them are the layers; a training shows how much effort it takes, too.

    One more each where the method is chosen there, and where a number or several labels can be learnt.
    """
    further = ("METHOD", "TARGET")
    shown = [p.name() for p in algorithm.parameterDefinitions() if not advanced(p) and p.name() not in further]
    assert len(shown) <= 11, shown


@every_algorithm
def test_choices_are_words_which_the_help_lists(algorithm):
    """The command line takes the word, and refuses an index."""
    for parameter in algorithm.parameterDefinitions():
        if parameter.type() == "enum":
            assert parameter.usesStaticStrings(), parameter.name()
            empty = bool(parameter.flags() & parameter.Flag.FlagOptional)
            assert parameter.defaultValue() in ([None] if empty else parameter.options()), parameter.name()
            assert all(word in parameter.help() for word in parameter.options()), parameter.name()


@pytest.mark.parametrize("method", METHODS)
def test_every_option_of_a_method_is_a_parameter_with_its_default(provider, method):
    algorithm = provider.algorithm(f"train{method}")
    for item in fields(METHODS[method].options):
        parameter = algorithm.parameterDefinition(item.name.upper())
        assert parameter is not None, item.name
        assert parameter.defaultValue() == (None if is_open(item) else item.default), item.name
        assert advanced(parameter), item.name


@pytest.mark.parametrize("method", METHODS)
def test_what_the_effort_settles_is_empty_and_tells_what_is_published(provider, method):
    algorithm = provider.algorithm(f"train{method}")
    for item in filter(is_open, fields(METHODS[method].options)):
        parameter, published = algorithm.parameterDefinition(item.name.upper()), item.metadata["published"]
        assert parameter.flags() & parameter.Flag.FlagOptional, item.name
        shown = f"{published:g}" if isinstance(published, float) else published
        words = f"published: {shown}." if item.metadata["effort"] else f"Empty: {item.default}; with the effort paper "
        assert words in parameter.help(), item.name
        assert not item.metadata["effort"] or f"{parameter.description()} {shown}" in algorithm.shortHelpString()


@pytest.mark.parametrize("name", ["trainlds2ae", "trainmdico", "pretrain"])
def test_what_is_empty_in_a_dialog_is_asked_for_by_nobody(provider, name):
    """QGIS shows "Not set", or "[Not selected]" for a choice."""
    from qgis.gui import QgsGui, QgsProcessingGui

    algorithm, registry = provider.algorithm(name), QgsGui.processingGuiRegistry()
    declared, context = METHODS["mdico" if "mdico" in name else "lds2ae"], QgsProcessingContext()
    shown = {}
    for item in filter(is_open, fields(declared.options)):
        parameter = algorithm.parameterDefinition(item.name.upper())
        if parameter is not None:
            wrapper = registry.createParameterWidgetWrapper(parameter, QgsProcessingGui.WidgetType.Standard)
            wrapper.createWrappedWidget(context)
            shown[parameter.name()] = wrapper.parameterValue()
    assert len(shown) >= 3 and set(shown.values()) == {None}


@pytest.mark.parametrize("method", METHODS)
def test_published_values_that_are_set_are_asked_for(provider, method):
    """Also where they are those that an option has by itself; what is left empty is not in the job at all."""
    from rsmiss.ui.algorithms.parameters import read_options

    items = [item for item in fields(METHODS[method].options) if is_open(item)]
    published = {item.name: item.metadata["published"] for item in items}
    algorithm, context = provider.algorithm(f"train{method}"), QgsProcessingContext()
    given = {name.upper(): value for name, value in published.items()}
    options = read_options(algorithm, METHODS[method], given, context)
    assert {name: options.get(name) for name in published} == published
    for empty in (None, "", NULL):
        options = read_options(algorithm, METHODS[method], dict.fromkeys(given, empty), context)
        assert not set(published) & set(options)


@pytest.mark.parametrize("method", METHODS)
def test_an_untouched_dialog_gives_the_methods_own_defaults(provider, method):
    from rsmiss.ui.algorithms.parameters import read_options

    declared = METHODS[method]
    options = read_options(provider.algorithm(f"train{method}"), declared, {}, QgsProcessingContext())
    assert declared.options.from_json(options) == declared.defaults()


@every_algorithm
def test_every_output_of_a_result_is_declared(algorithm):
    """What models and scripts can connect to."""
    outputs = {o.name() for o in algorithm.outputDefinitions()}
    if algorithm.name().startswith("train"):
        assert {"MODEL", "REPORT", "OA", "AA", "KAPPA", "MIOU"} <= outputs
    else:
        assert (
            outputs
            >= {
                "classify": {"OUTPUT", "CONFIDENCE", "AVAILABILITY", "PROBABILITIES", "FEATURES", "PIXELS", "NODATA"},
                "whatif": {
                    "FOLDER",
                    "PAGE",
                    "TABLE",
                    "COMPLETE",
                    "DISAGREEMENT",
                    "DEPENDS",
                    "SPREAD",
                    "PIXELS",
                    "NODATA",
                },
                "modelinfo": {"HTML", "METHOD", "MODALITIES", "CLASSES", "OA"},
                "pretrain": {"ENCODER", "PIXELS_SEEN"},
                "describeclasses": {"OUTPUT"},
                "sampledata": {"FOLDER"},
                "checkengine": {"PYTHON", "TORCH", "DEVICE", "DEVICES"},
            }[algorithm.name()]
        )


def test_the_command_line_lists_all_algorithms(qgis):
    listed = qgis.command("--json", "list").json["providers"]["rsmiss"]["algorithms"]
    assert sorted(listed) == [f"rsmiss:{name}" for name in NAMES]


def test_the_command_lines_help_is_plain_text(qgis):
    said = qgis.command("help", "rsmiss:trainlds2ae").said
    assert "Source: " in said and "PRETRAIN_EPOCHS" in said
    assert not re.search(r"</?(p|b|i|br|html|ul|li)\b", said)


STARTING = """
import sys
sys.path.insert(0, sys.argv[1])
from qgis.core import QgsApplication
application = QgsApplication([], False, sys.argv[2])
application.initQgis()
before = set(sys.modules)
import rsmiss
plugin = rsmiss.classFactory(None)
plugin.initProcessing()
assert plugin.provider.algorithms()
print(" ".join(sorted(set(sys.modules) - before)))
plugin.unload()
assert plugin.provider is None
"""


def test_starting_qgis_with_the_plugin_is_cheap(qgis, tmp_path):
    """Nothing heavy is imported before the user asks for something, and no window part without a window."""
    done = subprocess.run(
        [sys.executable, "-c", STARTING, qgis.environment["QGIS_PLUGINPATH"], str(tmp_path)],
        env=qgis.environment,
        capture_output=True,
        text=True,
    )
    imported = set(done.stdout.split())
    assert "rsmiss.ui.provider" in imported, done.stderr
    heavy = {"torch", "numpy", "scipy", "sklearn", "osgeo", "matplotlib", "einops", "safetensors", "jinja2"}
    heavy |= {"qgis.PyQt.QtWidgets", "processing", "rsmiss.engine.methods", "rsmiss.engine.tasks"}
    assert not imported & heavy


@pytest.mark.parametrize("method", METHODS)
def test_effort_is_in_sight_and_time_is_empty(provider, method):
    algorithm = provider.algorithm(f"train{method}")
    effort, time = algorithm.parameterDefinition("EFFORT"), algorithm.parameterDefinition("TIME")
    assert not advanced(effort)
    assert (effort.options(), effort.defaultValue()) == (["quick", "standard", "paper"], "standard")
    assert time.defaultValue() is None
    assert time.flags() & type(time).Flag.FlagOptional


def test_what_to_learn_is_in_sight_where_there_is_a_choice(provider):
    chooses = {a.name(): a.parameterDefinition("TARGET") for a in provider.algorithms() if a.group() == "Training"}
    shown = {name for name, target in chooses.items() if target is not None and not advanced(target)}
    assert shown == {"train", "trainmdico"}
    assert {name for name, target in chooses.items() if target is not None} == shown


def test_what_is_left_empty_reaches_the_engine_as_nothing(provider):
    algorithm = provider.algorithm("trainlds2ae").create()
    context = QgsProcessingContext()
    read = importlib.import_module("rsmiss.ui.algorithms.parameters").optional_number
    assert read({}, "TIME", context, algorithm.parameterAsDouble) is None
    assert read({"TIME": None}, "TIME", context, algorithm.parameterAsDouble) is None
    assert read({"TIME": 2.5}, "TIME", context, algorithm.parameterAsDouble) == 2.5
    assert read({"SAMPLES_PER_CLASS": 0}, "SAMPLES_PER_CLASS", context, algorithm.parameterAsInt) == 0


#: weights, shares, rates and counts (MDiCo's UNLABELLED) of which nothing at all is what 0 says
NOUGHT_IS_NOUGHT = {"SUPERVISED", "AVERAGE", "MIXING", "REJECT", "UNLABELLED"}


@every_algorithm
def test_no_number_stands_for_something_else(algorithm):
    """What may be left to the program is a number that may be left empty: neither -1 nor 0 mean it."""
    for parameter in algorithm.parameterDefinitions():
        if parameter.type() == "number":
            assert parameter.minimum() >= 0, parameter.name()
            if parameter.name() not in NOUGHT_IS_NOUGHT:
                assert not re.search(r"(?<![\d.])0(:| takes| chooses| for)", parameter.help()), parameter.name()
            empty = parameter.defaultValue() is None
            assert empty == bool(parameter.flags() & parameter.Flag.FlagOptional), parameter.name()
