"""The picture of the floors is what the imports say today."""

import pytest

from scripts import draw_floors


def test_the_picture_of_the_floors_is_that_of_the_imports():
    assert draw_floors.PICTURE.read_text(encoding="utf-8") == draw_floors.drawing(), "run scripts/draw_floors.py"


def test_a_folder_stands_above_all_that_it_imports_and_a_circle_is_refused():
    assert draw_floors.floors({"top": {"door", "mid"}, "mid": {"door"}, "door": set()}) == [["door"], ["mid"], ["top"]]
    with pytest.raises(ValueError, match="these import each other: a, b"):
        draw_floors.floors({"a": {"b"}, "b": {"a"}})
