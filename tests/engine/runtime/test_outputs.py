"""Outputs appear whole or not at all."""

import os

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


def test_of_several_outputs_all_are_replaced_or_none(tmp_path, monkeypatch):
    first, second, third = (tmp_path / name for name in ("a.tif", "b.tif", "c.tif"))
    for path, text in ((first, "old a"), (tmp_path / "a.tif.aux.xml", "old beside a"), (second, "old b")):
        path.write_text(text)
    before = {path.name: path.read_text() for path in tmp_path.iterdir()}
    real = os.replace

    def full(old, new):
        if new in broken:
            raise OSError(28, "No space left on device")
        real(old, new)

    monkeypatch.setattr(os, "replace", full)
    for links in (True, False):
        for broken in ({str(second)}, {str(third)}):
            if not links:  # on a disk without second names nothing is taken away, at least
                monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(OSError(95, "not supported")))
            with (
                pytest.raises(OSError, match="No space"),
                outputs.whole([str(first), str(second), str(third)]) as writing,
            ):
                for path in (first, second, third):
                    with open(writing[str(path)], "w") as file:
                        file.write("new")
            left = {path.name: path.read_text() for path in tmp_path.iterdir()}
            if links:
                assert left == before
            else:
                assert (
                    left["b.tif"] == ("old b" if second in map(type(second), broken) else "new") and "c.tif" not in left
                )


def test_a_file_put_back_is_the_very_file_that_was_there(tmp_path):
    old, folder = tmp_path / "a.tif", tmp_path / "b.tif"
    old.write_text("old")
    number = old.stat().st_ino
    with pytest.raises(OSError), outputs.whole([str(old), str(folder)]) as writing:
        with open(writing[str(old)], "w") as file:
            file.write("new")
        folder.mkdir()
        (folder / "of somebody else").touch()
    assert old.read_text() == "old" and old.stat().st_ino == number
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.tif", "b.tif"]


def test_what_a_link_of_a_guessed_name_points_at_is_left_alone(tmp_path):
    other = tmp_path / "other"
    other.write_text("of somebody else")
    (tmp_path / ".a.partial.tif").symlink_to(other)
    with outputs.whole([str(tmp_path / "a.tif")]) as writing, open(writing[str(tmp_path / "a.tif")], "w") as file:
        file.write("map")
    assert other.read_text() == "of somebody else" and (tmp_path / "a.tif").read_text() == "map"
