"""Outputs appear whole or not at all."""

import pytest

from engine.door.errors import InputError
from engine.runtime import outputs


def test_outputs_appear_under_their_names_when_the_block_ends(tmp_path):
    first, second = str(tmp_path / "a.tif"), str(tmp_path / "b.html")
    with outputs.whole([first, "", second]) as writing:
        for path, partial in writing.items():
            with open(partial, "w") as file:
                file.write(path)
            assert not (tmp_path / "a.tif").exists()
    assert (tmp_path / "a.tif").read_text() == first
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.tif", "b.html"]


def test_a_failure_leaves_nothing_and_keeps_what_was_there(tmp_path):
    path = tmp_path / "a.tif"
    path.write_text("old")
    with pytest.raises(RuntimeError), outputs.whole([str(path)]) as writing:
        with open(writing[str(path)], "w") as file:
            file.write("half")
        raise RuntimeError
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.tif"]


def test_a_folder_that_does_not_exist_is_named(tmp_path):
    missing = str(tmp_path / "nowhere" / "a.tif")
    with pytest.raises(InputError, match="folder '.*nowhere' of the output 'a.tif'"), outputs.whole([missing]):
        pass


def test_an_error_names_the_output_and_not_what_it_grows_as(tmp_path):
    path = str(tmp_path / "a.png")
    with pytest.raises(InputError) as caught, outputs.whole([path]) as writing:
        raise InputError(f"The output '{writing[path].rsplit('/', 1)[1]}' ({writing[path]}) is full.")
    assert str(caught.value) == f"The output 'a.png' ({path}) is full."
