"""One sentence for each way in which pip and uv fail. setup_outputs/ holds what they really said."""

from __future__ import annotations

from pathlib import Path

import pytest

from ui.engine.outcomes import explain

OUTPUTS = Path(__file__).with_name("setup_outputs")
MEANT = {
    "dns": "has no network|cannot be found",
    "refused": "does not answer",
    "proxy": "The proxy does not answer",
    "proxyauth": "The proxy asks for a name and a password",
    "socks": "proxy",
    "cert": "The certificate of the package index is not trusted",
    "blocked": "the network seems to block it",
    "space": "The disk is full",
    "nobuild": "There is no build of torch",
    "python": "There is no build of scikit-learn",
    "requires": "There is no build of numpy",
    "conflict": "numpy==1.24.2",
    "nowheels": "The folder of wheels '/home/user/nowheels' cannot be read",
}
CASES = sorted(path.stem for path in OUTPUTS.glob("*.txt"))


def lines(case):
    return (OUTPUTS / f"{case}.txt").read_text().splitlines()


def test_there_is_an_output_for_each_meaning_and_a_meaning_for_each_output():
    assert {case.split("-")[1] for case in CASES} == set(MEANT)
    assert {case.split("-")[0] for case in CASES} == {"pip", "uv"}


@pytest.mark.parametrize("case", CASES)
def test_what_was_really_said_becomes_the_sentence(case):
    outcome = explain(lines(case), "Installing", "3.11")
    assert any(part in outcome.sentence for part in MEANT[case.split("-")[1]].split("|")), outcome.sentence
    assert outcome.sentence.endswith(".") and "Installing failed" not in outcome.sentence
    assert 0 <= outcome.line < len(lines(case))


@pytest.mark.parametrize(
    ("case", "word"),
    [("pip-proxy", "ProxyError"), ("pip-space", "No space left"), ("uv-blocked", "403"), ("uv-dns", "dns error")],
)
def test_the_line_that_matters_is_named(case, word):
    assert word in lines(case)[explain(lines(case), "Installing", "3.11").line]


@pytest.mark.parametrize("case", ["pip-blocked", "uv-nobuild"])
def test_a_folder_of_wheels_is_named_where_it_lacks_something(case):
    sentence = explain(lines(case), "Installing", "3.11", "/mnt/wheels").sentence
    assert "The folder of wheels '/mnt/wheels' has no" in sentence and "Python 3.11" in sentence


def test_debians_venv_without_its_package_is_explained():
    said = [
        "The virtual environment was not created successfully because ensurepip is not",
        "available.  On Debian/Ubuntu systems, you need to install the python3-venv",
        "package using the following command.",
    ]
    assert "install the system's package python3-venv" in explain(said, "Making the environment", "3.11").sentence


def test_windows_paths_that_are_too_long_are_explained():
    said = [
        "ERROR: Could not install packages due to an OSError: [Errno 2] No such file or directory: 'C:\\\\x'",
        "HINT: This error might have occurred since this system does not have Windows Long Path support enabled.",
    ]
    assert "long paths" in explain(said, "Installing", "3.12").sentence


def test_what_nobody_foresaw_is_given_as_it_was_said():
    said = ["Collecting x", "ERROR: The moon is in the wrong quarter.", "", "done"]
    outcome = explain(said, "Installing", "3.11")
    assert outcome.sentence == "Installing failed: The moon is in the wrong quarter." and outcome.line == 1


def test_last_words_and_silence():
    assert explain(["begun", "ended", ""], "Trying", "3.11").sentence == "Trying failed; its last words: ended."
    silent = explain(["", " "], "Trying", "3.11")
    assert silent.sentence == "Trying failed without a word." and silent.line == -1
