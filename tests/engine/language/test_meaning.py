"""What the class descriptions say: nothing that contradicts itself, no name under a class that it is not, no twins."""

from __future__ import annotations

import hashlib
import json
import re
from itertools import combinations
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from torch.nn import functional as F

from engine.door.descriptions import COLUMNS, descriptions, plain
from engine.door.matching import proposals
from engine.language.stored import StoredEmbeddings

ROOT = Path(__file__).parents[3]
CLASSES = json.loads((ROOT / "resources" / "class_descriptions.json").read_text(encoding="utf-8"))["classes"]
BUNDLED = ROOT / "resources" / "text_embeddings.safetensors"
#: a class is compared with others in this column alone, so words of other classes stand there
COMPARED = "relations"

#: what one class cannot be at once, as patterns of words
EXCLUDE = [
    (
        r"evergreen|all year|every season|in every month",
        r"bare in winter|leafless|leaf fall|sheds? their|autumn colour",
    ),
    (r"evergreen", r"\bdeciduous\b"),
    (r"without trees", r"scattered trees|\bcrowns\b"),
    (r"\bunpaved\b|without pavement", r"\bpaved\b|\basphalt pavement\b"),
    (r"\bsalt-tolerant\b|tidal mud", r"fresh-water|fresh water"),
    (r"sown in autumn", r"sown in spring"),
    (r"bare in spring|bare until May|brown in spring", r"already in early spring|green already in winter"),
    (r"vegetation index near zero|no vegetation\b", r"high vegetation index|red edge(?! \w*gone)"),
    (r"year after year|for many years", r"for one to a few years|within the year"),
    (r"perfectly level", r"steep|rugged"),
    (r"very weak backscatter", r"very bright|very strong"),
    (r"single returns only", r"several returns|many returns"),
    (r"living turf|growing turf", r"plastic turf"),
    (r"open pavement", r"cover most of the pavement"),
    (r"hardly any (?:soil or )?plants", r"closed canopy|dense cover"),
]

#: a word in a name, and what the texts of that class may not say (all columns but the comparison)
NAME_EXCLUDES = [
    (r"evergreen|rain ?forest|tropical", r"bare in winter|leafless|leaf fall|grey in winter"),
    (r"^(?!evergreen).*deciduous", r"green all year|evergreen|all year"),
    (r"swamp|flooded forest|wooded wetland|alluvial", r"tidal|salt-tolerant|warm coasts"),
    (r"mangrove", r"fresh-water"),
    (r"^(?:no|non|not)\b(?! irrigated)", r"^\w[^:]*: (?:arable|farmland|fields)|stubble, weeds"),
    (r"^bare(?! rock)|barren|sparse(?:ly)? veg", r"cliffs|steep|rugged|ledges"),
    (r"\bwinter\b|\bautumn\b", r"sown in spring"),
    (r"\bspring\b|\bsummer\b", r"sown in autumn"),
    (r"temporary gr|\bley\b", r"many years|year after year"),
    (r"permanent gr", r"for one to a few years"),
    (r"\bunpaved|gravel park|dirt park", r"paint lines|asphalt or concrete"),
    (r"^(?!unpaved).*\bpaved", r"compacted earth"),
    (r"savanna", r"without trees"),
    (r"artificial|synthetic", r"transpires|living turf"),
    (r"legum", r"\bstand for years\b"),
    (r"buildings?$|houses?$", r"with gardens, trees|parking around them"),
]
#: classes to which a word leads rightly
ALLOWED = {("legum", "other leguminous crops - permanent")}

LEGENDS = {
    "CORINE": "Continuous urban fabric, Discontinuous urban fabric, Industrial or commercial units, Road and rail "
    "networks and associated land, Port areas, Airports, Mineral extraction sites, Dump sites, "
    "Construction sites, Green urban areas, Sport and leisure facilities, Non-irrigated arable land, "
    "Vineyards, Fruit trees and berry plantations, Olive groves, Rice fields, Pastures, Complex "
    "cultivation patterns, Agro-forestry areas, Broad-leaved forest, Coniferous forest, Mixed forest, "
    "Natural grasslands, Moors and heathland, Sclerophyllous vegetation, Transitional woodland-shrub, "
    "Beaches dunes sands, Bare rocks, Sparsely vegetated areas, Burnt areas, Glaciers and perpetual snow,"
    " Inland marshes, Peat bogs, Salt marshes, Salines, Intertidal flats, Water courses, Water bodies, "
    "Coastal lagoons, Estuaries, Sea and ocean",
    "NLCD": "Open water, Perennial ice/snow, Barren land, Deciduous forest, Evergreen forest, Mixed forest, Dwarf"
    " scrub, Shrub/scrub, Grassland/herbaceous, Pasture/hay, Cultivated crops, Woody wetlands, Emergent "
    "herbaceous wetlands",
    "IGBP": "Evergreen needleleaf forest, Evergreen broadleaf forest, Deciduous needleleaf forest, Deciduous "
    "broadleaf forest, Mixed forest, Savannas, Grasslands, Permanent wetlands, Croplands, Urban and "
    "built-up, Snow and ice, Barren, Water bodies",
    "Dynamic World": "Water, Trees, Grass, Flooded vegetation, Crops, Shrub and scrub, Built area, Bare, Snow and ice",
    "WorldCereal": "no cropland, unspecified cropland, permanent crops, winter cereals, spring cereals, maize, fallow, "
    "winter wheat, sunflower, rapeseed, grass fodder crops, dry pulses, sugar beet",
}


def spellings() -> list[tuple[str, str]]:
    """Every name and synonym with the class that it leads to."""
    return [(spelling, name) for name, entry in CLASSES.items() for spelling in (name, *entry["synonyms"])]


def said(name: str) -> str:
    """What a class is said to be, without the comparison with others."""
    return " ".join(CLASSES[name][column] for column in COLUMNS if column != COMPARED)


@pytest.mark.parametrize(("one", "other"), EXCLUDE)
def test_no_description_contradicts_itself(one, other):
    assert [name for name in CLASSES if re.search(one, said(name)) and re.search(other, said(name))] == []


@pytest.mark.parametrize(("word", "excluded"), NAME_EXCLUDES)
def test_no_name_leads_to_what_it_excludes(word, excluded):
    wrong = [
        (spelling, name)
        for spelling, name in spellings()
        if re.search(word, plain(spelling)) and re.search(excluded, said(name)) and (word, name) not in ALLOWED
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "known", "part"),
    [
        ("evergreen broadleaf forest", "evergreen broadleaf forest", "keep their leaves all year"),
        ("Evergreen trees", "evergreen forest", "all year"),
        ("larch", "deciduous needleleaf forest", "shed their needles"),
        ("swamp forest", "swamp forest", "fresh-water"),
        ("swamp", "swamp forest", "trees"),
        ("mangrove forest", "mangroves", "tidal mud"),
        ("non cropland", "non-cropland", "not ploughed"),
        ("no cropland", "non-cropland", "not ploughed"),
        ("bareland", "bare land", "earth, sand, gravel or stones"),
        ("cliffs", "bare rock", "cliffs"),
        ("parking lot 1", "parking lot 1", "parking garages"),
        ("parking lot", "parking lot", "open pavement"),
        ("savanna", "savanna", "scattered trees"),
        ("winter cereals", "winter cereals", "sown in autumn"),
        ("spring cereals", "spring cereals", "sown in spring"),
        ("other leguminous", "leguminous crops", "peas, beans"),
        ("temporary grass", "temporary grass", "ploughed again"),
        ("moors and heathland", "heathland", "heather"),
    ],
)
def test_a_name_leads_to_its_own_description(name, known, part):
    assert descriptions().names[plain(name)] == known
    assert part in descriptions().find(name)["shared"]


@pytest.mark.parametrize("legend", LEGENDS)
def test_the_classes_of_a_legend_are_known_and_told_apart(legend):
    names = LEGENDS[legend].split(", ")
    texts, unknown = descriptions().describe(names)
    assert unknown == []
    assert len({text["shared"] for text in texts}) == len(names)


@pytest.mark.parametrize("name", ["non-urban", "outside forest", "no grass"])
def test_what_a_name_denies_is_not_proposed(name):
    assert proposals([name]) == {}


def test_every_text_begins_with_its_class_and_no_two_say_the_same_behind_it():
    for column in COLUMNS:
        owners: dict[str, str] = {}
        for name, entry in CLASSES.items():
            prefix, text = entry[column].split(": ", 1)
            assert prefix == CLASSES[name]["shared"].split(": ", 1)[0], (name, column)
            assert owners.setdefault(text, name) == name, (name, owners[text], column)


#: cosine of two classes' embeddings: of one column, and of all columns together. Winter and spring barley come near;
#: a description that is copied and renamed is well above.
ONE_COLUMN, ALL_COLUMNS = 0.90, 0.83


def vectors(column: str) -> torch.Tensor:
    """(classes, width), unit length."""
    stored = StoredEmbeddings.bundled()
    return F.normalize(stored.encode([entry[column] for entry in CLASSES.values()]), dim=1)


def near(vectors: torch.Tensor, bound: float) -> list[tuple[str, str]]:
    cosine, names = vectors @ vectors.T, list(CLASSES)
    return [(names[i], names[j]) for i, j in combinations(range(len(names)), 2) if cosine[i, j] > bound]


def test_no_two_classes_have_nearly_one_embedding():
    found = {column: vectors(column) for column in COLUMNS}
    assert {column: near(v, ONE_COLUMN) for column, v in found.items() if near(v, ONE_COLUMN)} == {}
    assert near(torch.cat(list(found.values()), dim=1) / len(COLUMNS) ** 0.5, ALL_COLUMNS) == []


def test_the_embeddings_were_made_of_these_texts():
    with safe_open(BUNDLED, "pt") as file:
        kept = json.loads(file.metadata()["texts"])
    texts = descriptions().all_texts()
    digests = [hashlib.sha256("\n".join(list_).encode()).hexdigest() for list_ in (kept, texts)]
    assert digests[0] == digests[1], "run scripts/embed_descriptions.py: the descriptions have changed since"
    assert len(kept) == len(CLASSES) * len(COLUMNS)
