"""Mutation testing of the engine: how many small changes of the code do its tests notice? Run by mutation.sh.

Changes come from mutants.py, or with --sabotages from the table of sabotages.py; mutant_tests.py tries them.
"""

from __future__ import annotations

import argparse
import math
import random
import signal
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from scripts.mutant_tests import ROOT, clean, repository, survives, tests_of
from scripts.mutants import Mutant, mutants
from scripts.sabotages import sabotages

KNOWN, REPORT = ROOT / "tests/mutation.md", ROOT / "build/mutation/report.md"
SOURCES = (
    "engine/methods",
    "engine/layers",
    "engine/training",
    "engine/mapping/inference.py",
    "engine/mapping/forward.py",
    "engine/samples/normalisation.py",
    "engine/labels/split.py",
)


class Report:
    """Counts mutants and survivors, and says them line by line, on the screen and in the report."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.killed = self.tried = self.told = 0
        self.known = KNOWN.read_text(encoding="utf-8") if KNOWN.exists() else ""

    def say(self, line: str) -> None:
        self.lines.append(line)
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
        REPORT.write_text("\n".join(self.lines) + "\n", encoding="utf-8")

    def file(self, path: str, found: list[Mutant], alive: list[Mutant]) -> None:
        self.say(_score(f"## {path}", len(found) - len(alive), len(found)))
        for mutant in alive:
            change = f"`{mutant.old}` → `{mutant.new}`"
            self.told += change in self.known
            known = " (known)" if change in self.known else ""
            self.say(f"- line {mutant.line}{known}: {mutant.name or change}")
        self.killed, self.tried = self.killed + len(found) - len(alive), self.tried + len(found)

    def end(self) -> None:
        self.say(_score("# All", self.killed, self.tried) + f"; {self.told} survivors are known.")


def _score(name: str, killed: int, tried: int) -> str:
    """A share with its 95 % interval, after Wilson."""
    z, n = 1.96, max(1, tried)
    p = killed / n
    middle, half = p + z**2 / (2 * n), z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    low, high = (middle - half) / (1 + z**2 / n), (middle + half) / (1 + z**2 / n)
    return f"{name}: {killed} of {tried} killed, {p:.0%} ({low:.0%} to {high:.0%})"


def sources(paths: list[str]) -> Iterator[str]:
    """The files of some paths."""
    for path in map(Path, paths):
        for file in sorted((ROOT / path).glob("*.py")) if (ROOT / path).is_dir() else [ROOT / path]:
            if file.name != "__init__.py":
                yield str(file.relative_to(ROOT))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=0, help="changes of each file, drawn by chance (0: all)")
    parser.add_argument("--seed", default="1", help="of the drawing")
    parser.add_argument("--sabotages", action="store_true", help="the table of sabotages.py instead")
    parser.add_argument("paths", nargs="*", help="files and folders of engine/")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    report, named = Report(), list(sabotages()) if arguments.sabotages else []
    asked = list(sources(arguments.paths or [*dict.fromkeys(m.path for m in named)] or list(SOURCES)))
    chosen = {path: tests_of(path) for path in asked}
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        repository(copy)
        seconds = clean(copy, sorted({test for files in chosen.values() for test in files}))
        sys.dont_write_bytecode = True
        for path, files in chosen.items():
            chance = random.Random(f"{arguments.seed} {path}")
            found = [m for m in named if m.path == path]
            if not arguments.sabotages:
                found = list(islice(mutants(path, chance), arguments.sample or None))
            report.file(path, found, [m for m in found if survives(m, copy, files, seconds)])
    report.end()


if __name__ == "__main__":
    main()
