"""Mutation testing of the engine: how many small changes of the code do its tests notice? Run by mutation.sh.

The changes (mutants.py) are tried in a copy of the repository. This process has imported torch and all else that the
tests import of other packages; for each mutant it forks a child that runs the tests that concern the file, the
quickest first, until one fails. A mutant that no test fails for survives.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
import math
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pytest

from scripts.mutants import Mutant, mutants

ROOT = Path(__file__).resolve().parent.parent
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
#: a test that takes longer than so many seconds is left out, a mutant's memory is limited
_SLOW, _MEMORY = 10, 24 << 30


# ---- which tests concern it


def tests_of(path: str) -> list[str]:
    """The test files of the same folder that name the file; for a layer of one or two methods, theirs too."""
    source, tests = Path(path), ROOT / "tests" / "engine"
    found = {t for t in (tests / source.parent.name).glob("test_*.py") if _names(t, source.stem)}
    if source.parent.name == "layers":
        methods = [m for m in (ROOT / "engine/methods").glob("*.py") if _names(m, source.stem)]
        named = {source.stem, *(m.stem for m in methods if len(methods) <= 2)}
        found |= {t for t in (tests / "methods").glob("test_*.py") if any(_names(t, name) for name in named)}
    return sorted(str(t.relative_to(ROOT)) for t in found)


def _names(file: Path, stem: str) -> bool:
    return bool(re.search(rf"\b{stem}\b", file.name.replace("_", " ") + file.read_text(encoding="utf-8")))


# ---- running them


class _Quickest:
    """A plugin of pytest: the quickest tests first, none that is too slow; remembers how long each took."""

    def __init__(self, seconds: dict[str, float]) -> None:
        self.known, self.seconds, self.failed = seconds, dict[str, float](), list[str]()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [i for i in items if self.known.get(i.nodeid, 0.0) < _SLOW]
        items.sort(key=lambda item: self.known.get(item.nodeid, 0.0))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration
        if report.failed and self.seconds[report.nodeid] < _SLOW:
            self.failed.append(report.nodeid)


def run(files: list[str], seconds: dict[str, float], *arguments: str) -> tuple[int, _Quickest]:
    """Runs tests in this process, which is a child of the script's."""
    plugin = _Quickest(seconds)
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header", "--tb=line", *arguments]
    return int(pytest.main([*options, *files], plugins=[plugin])), plugin


def forked(work: Callable[[], int], copy: Path, cpu: float) -> int:
    """The exit status of ``work`` in a child, in the copy; of one that takes more time than ``cpu`` seconds, -1."""
    child = os.fork()
    if not child:
        code = 1
        with contextlib.suppress(BaseException):
            os.setsid()
            os.chdir(copy)
            output = os.open(copy / "output.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(output, 1)
            os.dup2(output, 2)
            resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(cpu), math.ceil(cpu) + 5))
            resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
            code = work()
        os._exit(code)
    end, status = time.monotonic() + 10 * cpu, (0, 0)
    while status[0] == 0 and time.monotonic() < end:
        time.sleep(0.02)
        status = os.waitpid(child, os.WNOHANG)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    if status[0] == 0:
        os.waitpid(child, 0)
        return -1
    return os.waitstatus_to_exitcode(status[1])


def repository(folder: Path) -> None:
    """A copy of what git knows, and of what it would know."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)


def clean(copy: Path, files: list[str]) -> dict[str, float]:
    """Runs the tests of the code as it is: their seconds. Imports here what they have imported of other packages."""

    def work() -> int:
        code, plugin = run(files, {}, f"--timeout={_SLOW}", "--timeout-method=signal")
        others = [
            n for n, m in sys.modules.items() if not str(getattr(m, "__file__", None) or copy).startswith(str(copy))
        ]
        found = {"seconds": plugin.seconds, "failed": plugin.failed, "modules": others}
        (copy / "clean.json").write_text(json.dumps(found), encoding="utf-8")
        return code

    forked(work, copy, 3600)
    found = json.loads((copy / "clean.json").read_text(encoding="utf-8"))
    if found["failed"]:
        sys.exit(f"These tests fail without any change: {' '.join(found['failed'])}")
    for name in found["modules"]:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    return found["seconds"]


def survives(mutant: Mutant, copy: Path, files: list[str], seconds: dict[str, float]) -> bool:
    """Whether no test that concerns the file fails."""
    path = copy / mutant.path
    original = path.read_bytes()
    cpu = 20 + 3 * sum(s for test, s in seconds.items() if test.partition("::")[0] in files and s < _SLOW)
    try:
        path.write_text(mutant.text, encoding="utf-8")
        for cached in path.parent.glob(f"__pycache__/{path.stem}.*"):
            cached.unlink()  # two mutants of a second and of one length look the same to Python
        return forked(lambda: run(files, seconds, "-x")[0], copy, cpu) == 0
    finally:
        path.write_bytes(original)


# ---- what is said


def interval(killed: int, tried: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    z, p = 1.96, killed / tried
    middle, half = p + z**2 / (2 * tried), z * math.sqrt(p * (1 - p) / tried + z**2 / (4 * tried**2))
    return (middle - half) / (1 + z**2 / tried), (middle + half) / (1 + z**2 / tried)


def score(name: str, killed: int, tried: int) -> str:
    low, high = interval(killed, tried) if tried else (0.0, 1.0)
    return f"{name}: {killed} of {tried} killed, {killed / max(1, tried):.0%} ({low:.0%} to {high:.0%})"


def sources(paths: list[str]) -> Iterator[str]:
    """The files of some paths, those without code left out."""
    for path in map(Path, paths):
        for file in sorted((ROOT / path).glob("*.py")) if (ROOT / path).is_dir() else [ROOT / path]:
            if file.name != "__init__.py":
                yield str(file.relative_to(ROOT))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=0, help="changes of each file, drawn by chance (0: all)")
    parser.add_argument("--seed", default="1", help="of the drawing")
    parser.add_argument("paths", nargs="*", default=list(SOURCES), help="files and folders of engine/")
    arguments = parser.parse_args()
    known = KNOWN.read_text(encoding="utf-8") if KNOWN.exists() else ""
    chosen = {path: tests_of(path) for path in sources(arguments.paths)}
    lines, counts = [], [0, 0, 0]

    def say(line: str) -> None:
        lines.append(line)
        print(line, flush=True)
        REPORT.write_text("\n".join(lines) + "\n", encoding="utf-8")

    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        repository(copy)
        seconds = clean(copy, sorted({test for files in chosen.values() for test in files}))
        sys.dont_write_bytecode = True
        for path, files in chosen.items():
            chance = random.Random(f"{arguments.seed} {path}")
            drawn = mutants(path, (ROOT / path).read_text(encoding="utf-8"), chance)
            found = list(islice(drawn, arguments.sample or None))
            alive = [mutant for mutant in found if survives(mutant, copy, files, seconds)] if files else found
            say(score(f"## {path}", len(found) - len(alive), len(found)))
            for mutant in alive:
                told = f"`{mutant.old}` → `{mutant.new}`" in known
                counts[2] += told
                say(f"- line {mutant.line}{' (known)' if told else ''}: `{mutant.old}` → `{mutant.new}`")
            counts[0], counts[1] = counts[0] + len(found) - len(alive), counts[1] + len(found)
    say(score("# All", counts[0], counts[1]) + f"; {counts[2]} survivors are known")


if __name__ == "__main__":
    main()
