"""The product's class descriptions, and the table in which users write their own."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from engine.door.descriptions import COLUMNS, descriptions, plain
from engine.door.errors import InputError
from engine.language.table import read_table, write_table

RESOURCE = Path(__file__).parents[3] / "resources" / "class_descriptions.json"

BENCHMARKS = {
    "Houston 2013": "healthy grass, stressed grass, synthetic grass, trees, soil, water, residential, commercial, "
    "road, highway, railway, parking lot 1, parking lot 2, tennis court, running track",
    "Houston 2018": "Healthy grass, Stressed grass, Artificial turf, Evergreen trees, Deciduous trees, Bare earth, "
    "Water, Residential buildings, Non-residential buildings, Roads, Sidewalks, Crosswalks, Major thoroughfares, "
    "Highways, Railways, Paved parking lots, Unpaved parking lots, Cars, Trains, Stadium seats",
    "Trento": "Apple trees, Buildings, Ground, Woods, Vineyard, Roads",
    "Augsburg": "Forest, Residential area, Industrial area, Low plants, Allotment, Commercial area, Water",
    "Berlin": "Forest, Residential area, Industrial area, Low plants, Soil, Allotment, Commercial area, Water",
    "crops of Canada": "Permanent grass crops, Spring wheat, Soya beans, Maize, Winter wheat, Spring barley, Potatoes, "
    "Other Leguminous crops - Permanent, Apples, Fruit-bearing vegetables, Oats, Blueberries, Barley",
    "crops of Flanders": "Winter wheat, Maize, Barley, Winter barley, Winter cereal, Cabbages, Potatoes, "
    "Other leguminous, Sugar beet, Grass",
    "Tucurui": "forest, cleared, fallen_dry, water",
    "WorldCover": "Tree cover, Shrubland, Grassland, Cropland, Built-up, Bare / sparse vegetation, Snow and ice, "
    "Permanent water bodies, Herbaceous wetland, Mangroves, Moss and lichen",
    "Pavia": "Asphalt, Meadows, Gravel, Trees, Painted metal sheets, Bare soil, Bitumen, Self-blocking bricks, Shadows",
}


def entries() -> dict:
    return json.loads(RESOURCE.read_text(encoding="utf-8"))["classes"]


def rows(path: Path) -> list[list[str]]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture
def table(tmp_path: Path) -> Path:
    names = ["water", "forest"]
    write_table(tmp_path / "classes.csv", names, descriptions().describe(names)[0], COLUMNS)
    return tmp_path / "classes.csv"


# ---- the descriptions


def test_at_least_eighty_classes_have_a_text_in_every_column():
    assert len(entries()) >= 80
    for name, entry in entries().items():
        assert set(entry) == {"synonyms", *COLUMNS}, name
        assert all(len(entry[column].split()) >= 3 for column in COLUMNS), name


@pytest.mark.parametrize("column", COLUMNS)
def test_no_two_classes_share_a_text(column):
    counts = Counter(entry[column] for entry in entries().values())
    assert [text for text, count in counts.items() if count > 1] == []


def test_no_spelling_leads_to_two_classes():
    owners: dict[str, set[str]] = {}
    for name, entry in entries().items():
        for spelling in (name, *entry["synonyms"]):
            owners.setdefault(plain(spelling), set()).add(name)
    assert {spelling: names for spelling, names in owners.items() if len(names) > 1} == {}


@pytest.mark.parametrize("benchmark", BENCHMARKS)
def test_the_classes_of_a_benchmark_are_known_and_told_apart(benchmark):
    names = BENCHMARKS[benchmark].split(", ")
    texts, unknown = descriptions().describe(names)
    assert unknown == []
    assert len({text["shared"] for text in texts}) == len(names)


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("Water Bodies", "water"),
        ("WATER", "water"),
        ("built_up", "built-up"),
        ("Built-up areas", "built-up"),
        ("Soybeans", "soya beans"),
        ("Pears & quinces", "pears"),
        ("  tennis-courts ", "tennis court"),
        ("Fórèsts", "forest"),
        ("Apples", "apple trees"),
    ],
)
def test_names_are_found_in_any_spelling(spelling, name):
    assert descriptions().find(spelling) == descriptions().classes[name]


@pytest.mark.parametrize("name", ["", "class 7", "Waterloo", "9120", "été"])
def test_what_is_unknown_gets_the_template_and_is_named(name):
    texts, unknown = descriptions().describe([name, "water"])
    assert unknown == [name]
    assert all(name[1:] in texts[0][column] for column in COLUMNS)


def test_texts_fit_the_77_tokens_of_a_clip_tower():
    """Counted in characters: English has more than three characters a token."""
    assert max(len(text) for text in descriptions().all_texts()) < 3 * 75


# ---- the table


def test_a_table_reads_back_as_it_was_written(table):
    assert rows(table)[0] == ["class", *COLUMNS]
    texts = read_table(table, ["forest", "water"], COLUMNS)
    assert texts == [descriptions().find("forest"), descriptions().find("water")]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_tables_of_other_spreadsheets_are_read_too(table, tmp_path, separator):
    other = tmp_path / "other.csv"
    with open(other, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=separator).writerows(rows(table))
    assert read_table(other, ["water"], COLUMNS) == [descriptions().find("water")]


def edited(table: Path, change) -> Path:
    cells = rows(table)
    change(cells)
    with open(table, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(cells)
    return table


def test_only_the_columns_that_are_needed_must_be_filled(table):
    edited(table, lambda cells: cells[1].__setitem__(cells[0].index("lidar"), ""))
    assert read_table(table, ["water"], ("shared", "hsi", "relations"))
    with pytest.raises(InputError, match="no text for 'water' in the column 'lidar'"):
        read_table(table, ["water"], ("shared", "lidar", "relations"))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda cells: cells.pop(2), "no row for the class 'forest'"),
        (lambda cells: cells[0].__setitem__(1, "colour"), "unknown column 'colour'"),
        (lambda cells: [row.pop(2) for row in cells], "no column 'hsi'"),
        (lambda cells: [row.pop(0) for row in cells], "no column 'class'"),
        (lambda cells: cells[2].__setitem__(8, "  "), "no text for 'forest' in the column 'relations'"),
        (lambda cells: cells[2].__delitem__(slice(3, None)), "no text for 'forest' in the column 'msi'"),
        (lambda cells: cells.append(["Forest", *cells[2][1:]]), "two rows for 'Forest'"),
        (lambda cells: cells[1].append("more"), "Row 1 .* has 10 cells, but the header has 9"),
        (lambda cells: cells.clear(), "are empty"),
    ],
)
def test_what_is_wrong_with_a_table_is_named(table, change, sentence):
    with pytest.raises(InputError, match=sentence):
        read_table(edited(table, change), ["water", "forest"], COLUMNS)


def test_a_table_in_another_encoding_or_place_is_named(table, tmp_path):
    table.write_bytes("class,shared\nforêt,bäume\n".encode("latin-1"))
    with pytest.raises(InputError, match="not UTF-8"):
        read_table(table, ["forêt"], ("shared",))
    with pytest.raises(InputError, match="nowhere.csv' cannot be read"):
        read_table(tmp_path / "nowhere.csv", ["water"], ("shared",))
