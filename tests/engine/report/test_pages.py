"""What all pages that the engine writes have in common."""

from pathlib import Path

import pytest

from engine.report.pages import template

TEMPLATES = Path(__file__).parents[3] / "resources" / "templates"
PAGES = sorted(path.name for path in TEMPLATES.glob("*.html") if path.name != "head.html")


@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_one_head_and_no_style_of_its_own(name):
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    assert text.count('<head>{% include "head.html" %}') == 1 and "<style" not in text and "|safe" not in text


def test_the_head_allows_no_script_and_nothing_from_elsewhere_and_carries_the_style():
    head = template("head.html").render()
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in head
    assert (TEMPLATES / "style.css").read_text(encoding="utf-8").strip() in head
