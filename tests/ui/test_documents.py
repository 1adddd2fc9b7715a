"""Every command line of the documents does what it is printed for: from an empty folder, in a profile of its own.

The lines that start scripts/ are left out. A training gets quick options, so that it takes seconds; the rest is as
printed.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis_process import ROOT, make_qgis

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
#: an output of a command: what it is called in the command line
OUTPUTS = ("FOLDER", "MODEL", "ENCODER", "REPORT", "OUTPUT", "CONFIDENCE", "HTML")
QUICK = {
    "trainlds2ae": ["WINDOW=1", "PRETRAIN_EPOCHS=1", "FINETUNE_EPOCHS=1", "SAMPLES_PER_CLASS=20", "DEVICE=cpu"],
    "pretrain": ["WINDOW=1", "PRETRAIN_EPOCHS=1", "PIXELS=500", "DEVICE=cpu"],
}


def command_lines(text: str) -> Iterator[str]:
    """The lines of indented and fenced blocks that begin with qgis_process, joined at backslashes."""
    fenced = False
    whole = ""
    for line in text.splitlines():
        if line.startswith("```"):
            fenced = not fenced
            continue
        if not (fenced or line.startswith("    ") or whole):
            continue
        whole += line.strip()
        if whole.endswith("\\"):
            whole = whole[:-1]
            continue
        if whole.startswith("qgis_process "):
            yield whole
        whole = ""


def words_of(line: str) -> list[str]:
    """What the shell hands to qgis_process, with quick options for a training."""
    words = shlex.split(line, comments=True)[1:]
    method = next((name for name in QUICK if f"rsmiss:{name}" in words), None)
    return [*words, *QUICK[method]] if method else words


def test_the_command_lines_are_found():
    indented = "Say:\n\n    qgis_process a -- B=1 \\\n        C=2   # why\n    scripts/demo.sh\n\n"
    text = indented + "```bash\nqgis_process c\n```\nqgis_process is a program.\n"
    assert [words_of(line) for line in command_lines(text)] == [["a", "--", "B=1", "C=2"], ["c"]]
    assert len([line for path in DOCUMENTS for line in command_lines(path.read_text())]) >= 4


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_line_does_what_it_says(path, tmp_path):
    (tmp_path / "home").mkdir()
    folder = tmp_path / "empty"
    folder.mkdir()
    qgis = make_qgis(tmp_path / "home", link, enable=False)
    for line in command_lines(path.read_text()):
        done = qgis.command(*words_of(line), cwd=folder)
        assert done.status == 0, f"{line}\n{done.said}\n{done.complained}"
        for name, value in (word.split("=", 1) for word in words_of(line) if "=" in word):
            if name in OUTPUTS:
                assert (folder / value).exists(), f"{line} left no {value}"


def link(plugins: Path) -> None:
    (plugins / "rsmiss").symlink_to(ROOT)
