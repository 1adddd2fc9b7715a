"""Options that several methods share keep the same limits in all of them."""

import pytest

from engine.door.options import METHODS

LIMITS = {"batch_size": (1, 65537), "learning_rate": (-1e-3, 1.5), "window": (0, 1001)}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("name", "value"), [(name, v) for name, values in LIMITS.items() for v in values])
def test_what_lies_outside_is_refused_by_its_name(method, name, value):
    with pytest.raises(ValueError, match=f"option {name.upper()} is {value}; it must lie between"):
        METHODS[method].options.from_json({name: value})


@pytest.mark.parametrize("method", METHODS)
def test_a_window_has_a_pixel_in_its_centre(method):
    with pytest.raises(ValueError, match="option WINDOW is 4; it must be odd, to have a pixel in its centre"):
        METHODS[method].options.from_json({"window": 4})
