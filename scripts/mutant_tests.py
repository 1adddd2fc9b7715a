"""The tests that concern a file, run in a child process for each mutant of it; for mutation.py.

The parent has imported torch and all else that the tests import of other packages, but nothing of the engine: a child
has them for nothing, and imports the changed engine anew, from a copy of the repository.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import json
import math
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts.mutants import ROOT, Mutant

SECONDS = ROOT / "build/mutation/seconds.json"
#: a test that takes so many seconds is left out: whole trainings notice much, and do not tell what is wrong
_SLOW = 2.0
#: ... or that waits so many seconds for a process of its own
_WAITING = 40
#: a mutant's memory, in bytes
_MEMORY = 24 << 30


def tests_of(path: str) -> list[str]:
    """The test files of the same folder that name the file; for a layer of one or two methods, theirs too."""
    source, tests = Path(path), ROOT / "tests" / "engine"
    folder = "methods" if source.parent.name == "options" else source.parent.name
    found = {t for t in (tests / folder).glob("test_*.py") if _names(t, source.stem)}
    if source.parent.name == "layers":
        methods = [m for m in (ROOT / "engine/methods").glob("*.py") if _names(m, source.stem)]
        named = {source.stem, *(m.stem for m in methods if len(methods) <= 2)}
        found |= {t for t in (tests / "methods").glob("test_*.py") if any(_names(t, name) for name in named)}
    return sorted(str(t.relative_to(ROOT)) for t in found)


def _names(file: Path, stem: str) -> bool:
    return bool(re.search(rf"\b{stem}\b", file.name.replace("_", " ") + file.read_text(encoding="utf-8")))


class _Quickest:
    """A plugin of pytest: the quickest tests first, none that is too slow; measures how long each computes.

    In seconds of the processor, as other work on the machine does not count. ``limit``: tests are ended there.
    """

    def __init__(self, known: dict[str, float], limit: bool) -> None:
        self.known, self.limit = known, limit
        self.seconds, self.failed = dict[str, float](), list[str]()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (i for i in items if self.known.get(i.nodeid, 0.0) < _SLOW), key=lambda i: self.known.get(i.nodeid, 0.0)
        )

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        start = _spent()
        if self.limit:
            signal.signal(signal.SIGPROF, lambda *_: pytest.fail("slow"))
            signal.setitimer(signal.ITIMER_PROF, _SLOW)
        try:
            return (yield)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            self.seconds[item.nodeid] = max(_spent() - start, self.seconds.get(item.nodeid, 0.0))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and self.limit and re.search(r"Failed: (slow|Timeout)", str(report.longrepr)):
            self.seconds[report.nodeid] = _SLOW
        elif report.failed:
            self.failed.append(report.nodeid)


def _spent() -> float:
    """Seconds of the processor that this process and the children that it has waited for have taken."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def run(files: list[str], known: dict[str, float], limit: bool, *arguments: str) -> tuple[int, _Quickest]:
    """Runs tests in this process, which is a child of the script's."""
    plugin = _Quickest(known, limit)
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header", "--tb=short", *arguments]
    return int(pytest.main([*options, *files], plugins=[plugin])), plugin


def forked(work: Callable[[], int], copy: Path, cpu: float) -> int:
    """The exit status of ``work`` in a child, in the copy; not 0 if it takes over ``cpu`` seconds."""
    child = os.fork()
    if not child:
        code = 1
        with contextlib.suppress(BaseException):
            os.setsid()
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.chdir(copy)
            output = os.open(copy / "output.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(output, 1)
            os.dup2(output, 2)
            resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(cpu), math.ceil(cpu) + 5))
            resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
            code = work()
        os._exit(code)
    end, done, status = time.monotonic() + 10 * cpu, 0, 0
    try:
        while not done and time.monotonic() < end:
            time.sleep(0.02)
            done, status = os.waitpid(child, os.WNOHANG)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(status if done else os.waitpid(child, 0)[1])


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
    """The seconds that each test takes of the code as it is; those of an earlier run hold while nothing has changed.

    Imports here what the tests import of other packages.
    """
    kept = json.loads(SECONDS.read_text(encoding="utf-8")) if SECONDS.exists() else {}
    code = b"".join(f.read_bytes() for f in sorted(copy.glob("engine/**/*.py")))
    keys = {name: hashlib.sha256(code + (copy / name).read_bytes()).hexdigest() for name in files}

    def work() -> int:
        new = [name for name in files if keys[name] not in kept]
        code, plugin = (
            run(new, {}, True, f"--timeout={_WAITING}", "--timeout-method=signal")
            if new
            else run(files, {}, False, "--collect-only")
        )
        others = [
            n for n, m in sys.modules.items() if not str(getattr(m, "__file__", None) or copy).startswith(str(copy))
        ]
        found = {"seconds": plugin.seconds, "failed": plugin.failed, "modules": others, "new": new}
        (copy / "clean.json").write_text(json.dumps(found), encoding="utf-8")
        return code

    forked(work, copy, 7200)
    found = json.loads((copy / "clean.json").read_text(encoding="utf-8"))
    if found["failed"]:
        sys.exit(f"These tests fail without any change: {' '.join(found['failed'])}")
    for name in found["new"]:
        kept[keys[name]] = {test: s for test, s in found["seconds"].items() if test.partition("::")[0] == name}
    SECONDS.write_text(json.dumps(kept), encoding="utf-8")
    for name in found["modules"]:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    return {test: s for name in files for test, s in kept[keys[name]].items()}


def survives(mutant: Mutant, copy: Path, files: list[str], seconds: dict[str, float]) -> bool:
    """Whether no test that concerns the file fails."""
    if not files:
        return True
    path = copy / mutant.path
    original = path.read_bytes()
    cpu = 20 + 3 * sum(s for test, s in seconds.items() if test.partition("::")[0] in files and s < _SLOW)
    try:
        path.write_text(mutant.text, encoding="utf-8")
        for cached in path.parent.glob(f"__pycache__/{path.stem}.*"):
            cached.unlink()  # two mutants of a second and of one length look the same to Python
        return forked(lambda: run(files, seconds, False, "-x")[0], copy, cpu) == 0
    finally:
        path.write_bytes(original)
