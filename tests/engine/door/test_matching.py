"""Which described class is proposed for a name that has no description."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from engine.door.descriptions import descriptions, plain
from engine.door.matching import _table, proposals, refusal, unknown_names

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("village", "residential area"),
        ("Villages", "residential area"),
        ("mostly grass", "grassland"),
        ("Small village (old)", "residential area"),
        ("mountain forest", "forest"),
        ("forest road", "road"),
        ("forrest", "forest"),
        ("young pine", "coniferous forest"),
        ("corn stubble", "stubble"),
        ("plowed field", "soil"),
    ],
)
def test_a_near_class_is_proposed(name, known):
    assert proposals([name]) == {name: known}


@pytest.mark.parametrize(
    "name", ["", "class 7", "9120", "Waterloo", "Quux", "été", "non-forest", "no water", "mostly", "other", "Zone"]
)
def test_nothing_is_proposed_where_nothing_is_near(name):
    assert proposals([name]) == {}


def test_known_names_get_no_proposal():
    assert unknown_names(["Water", "village", "Woods"]) == ["village"]
    assert proposals(["Water", "Woods"]) == {}


def test_no_two_classes_get_one_description():
    assert proposals(["village", "Residential"]) == {"village": "built-up"}
    assert proposals(["village", "hamlet"]) == {"village": "residential area", "hamlet": "built-up"}
    assert proposals(["village", "residential", "urban"]) == {}


def test_the_table_holds_names_that_are_unknown_and_classes_that_are_known():
    for name, known in _table().near.items():
        assert plain(name) not in descriptions().names, name
        assert known and all(entry in descriptions().classes for entry in known), name


def test_a_refusal_names_classes_proposals_and_ways_out():
    said = refusal(["village", "Water", "Zone 7"], match=False)
    assert said.startswith("There is no description of 'village', 'Zone 7'. Near ones are 'village' → 'residential")
    assert "set MATCH_NAMES" in said and "Set up the engine" in said
    said = refusal(["village", "Zone 7"], match=True)
    assert said.startswith("There is no description of 'Zone 7'. Add the sentence encoder") and "→" not in said
    assert refusal(["Water", "Woods"], match=False) == "" and refusal(["village"], match=True) == ""


def test_proposing_needs_the_standard_library_alone():
    program = (
        "import sys; from engine.door.matching import proposals; proposals(['village'])\n"
        "print(sorted({'torch', 'numpy', 'safetensors', 'engine.language'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
