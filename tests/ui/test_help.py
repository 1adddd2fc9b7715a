"""The Help button leads to the algorithm's own page, and what the pages say is what the code says."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

import pytest
from qgis_process import ROOT

from docs import method_tables
from engine.door.options import METHODS

DOCS = ROOT / "docs"


@pytest.fixture
def base(provider):
    return importlib.import_module("rsmiss.ui.algorithms.base")


def test_help_opens_the_page_in_the_plugins_folder(base, provider, tmp_path, monkeypatch):
    monkeypatch.setattr(base, "HELP", tmp_path / "the help")
    pages = tmp_path / "the help" / "reference"
    pages.mkdir(parents=True)
    for algorithm in provider.algorithms():
        page = pages / f"{algorithm.name()}.html"
        page.write_text("a page")
        assert algorithm.helpUrl() == page.as_uri()
    first = tmp_path / "the help" / "index.html"
    first.write_text("a page")
    assert base.help_page() == first.as_uri()


def test_help_leads_to_the_web_where_the_plugin_has_no_pages(base, provider, tmp_path, monkeypatch):
    monkeypatch.setattr(base, "HELP", tmp_path)
    assert {algorithm.helpUrl() for algorithm in provider.algorithms()} == {base.HELP_URL}
    assert base.help_page() == base.HELP_URL
    assert base.HELP_URL.startswith("https://")


def test_the_zips_help_folder_is_where_the_algorithms_look(base):
    assert base.HELP.relative_to(Path(base.icon_path("rsmiss")).parents[2]) == Path("help")


@pytest.mark.parametrize("name", METHODS)
def test_every_method_has_a_page_with_its_options_and_rates(name):
    page = (DOCS / "methods" / f"{name}.md").read_text(encoding="utf-8")
    assert f"```{{method-options}} {name}\n" in page and f"```{{method-rates}} {name}\n" in page
    table = method_tables.options(METHODS[name])
    for option in METHODS[name].options.__dataclass_fields__:
        assert f"| `{option.upper()}` |" in table
    lines = method_tables.BENCHMARKS.read_text(encoding="utf-8").splitlines()
    assert len(method_tables.rates(METHODS[name].title, lines).splitlines()) >= 3


def test_an_option_is_told_with_its_default_its_limits_and_no_broken_table():
    table = method_tables.options(METHODS["lds2ae"])
    row = next(line for line in table.splitlines() if line.startswith("| `MASK_RATIO`"))
    assert row.startswith("| `MASK_RATIO` | `0.7` | **Mask ratio.** ") and row.endswith(" 0 to 0.95. |")
    assert "| `BATCH_SIZE` | by effort; published `1024` | " in table
    assert "| `MIXING` | `0.4`; published `0` | " in method_tables.options(METHODS["mdico"])
    assert method_tables.escaped("a|b *c*") == r"a\|b \*c\*"
    with pytest.raises(ValueError, match="no such rows of Nobody"):
        method_tables.rates("Nobody", [])


def test_the_messages_that_troubleshooting_explains_are_those_of_the_code():
    headings = re.findall(r"^### (.+)$", (DOCS / "troubleshooting.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(headings) >= 20 and len(set(headings)) == len(headings)
    told = {sentence for file in ("engine", "ui") for path in (ROOT / file).rglob("*.py") for sentence in texts(path)}
    unknown = [heading for heading in headings if not any(same(heading, sentence) for sentence in told)]
    assert unknown == []


def test_a_message_that_the_code_does_not_say_is_found_out():
    assert same("The … lies in …", "The … lies in …; move it.") and not same(
        "The … lay in …", "The … lies in …; move it."
    )


def texts(path: Path) -> list[str]:
    """The strings of a file, an ellipsis in the place of each name or number that is put in."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            found.append("".join(str(p.value) if isinstance(p, ast.Constant) else "…" for p in node.values))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.append(re.sub(r"\{[^{}]*\}", "…", node.value))
    return found


def same(heading: str, sentence: str) -> bool:
    """Whether a sentence of the code is, or begins or contains, what the heading quotes."""
    return heading in sentence


def test_the_pictures_are_few_and_small_and_all_in_use():
    pictures = sorted((DOCS / "pictures").iterdir())
    drawn = [path for path in pictures if path.suffix == ".svg"]
    taken = [path for path in pictures if path.suffix == ".png"]
    assert drawn and taken and len(drawn) + len(taken) == len(pictures)
    assert len(taken) <= 6 and max(path.stat().st_size for path in taken) < 200_000
    pages = "\n".join(path.read_text(encoding="utf-8") for path in DOCS.glob("*.md"))
    assert [path.name for path in pictures if f"(pictures/{path.name})" not in pages] == []
