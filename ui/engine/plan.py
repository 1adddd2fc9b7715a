"""What a set-up will do: said to the user before it starts, and as the commands that do it."""

from __future__ import annotations

import importlib.metadata
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ...engine.door.jobs import CheckJob
from ..translation import mark, tr
from .builds import MB, Build, choose, size
from .environment import REQUIREMENTS, environments_folder, python_of, qgis_python
from .folders import Record, size_of
from .parts import Part

PYPI = "pypi.org"
_COMPANIONS = mark("scikit-learn, einops, safetensors, jinja2 and matplotlib")
#: pip that ends when its standard input does, as when QGIS was killed: else it would go on filling a folder for nobody
_PIP_WITH_QGIS = (
    "import os, runpy, threading as t; "
    "t.Thread(target=lambda: (list(iter(lambda: os.read(0, 64), b'')), os._exit(130)), daemon=True).start(); "
    "runpy.run_module('pip', run_name='__main__', alter_sys=True)"
)
_PIP = ("--disable-pip-version-check", "--progress-bar", "off", "--no-input")
#: how much larger wheels are when they are unpacked
_UNPACKED = 4


@dataclass(frozen=True)
class Step:
    """One child process. Where one that is ``optional`` fails, the next is tried; where it succeeds, no more than
    ``space`` bytes are written in all."""

    title: str
    command: list[str]
    optional: bool = False
    space: int = 0


@dataclass(frozen=True)
class Plan:
    """A build of PyTorch with optional parts.

    ``wheels``: the folder to take all from, or ''. ``cuda``: whether a build with CUDA was asked for.
    """

    build: Build
    parts: tuple[Part, ...] = ()
    wheels: str = ""
    cuda: bool = False

    @property
    def download(self) -> int:
        """Bytes that come over the network."""
        return 0 if self.wheels else self.build.download + sum(part.megabytes for part in self.parts) * MB

    @property
    def disk(self) -> int:
        """Bytes of the environment when it is done."""
        if self.wheels:
            return size_of([Path(self.wheels)]) * _UNPACKED
        return self.build.disk + sum(part.megabytes for part in self.parts) * MB

    @property
    def space(self) -> int:
        """Free bytes wanted while it grows."""
        return self.download + self.disk

    @property
    def record(self) -> Record:
        return Record(self.build.tag, self.cuda, tuple(part.name for part in self.parts))

    def problem(self) -> str:
        """Why this cannot be done here, or ''."""
        if not qgis_python():
            return tr("QGIS's own Python was not found; make an environment by hand and name it in RSMISS_PYTHON.")
        if self.wheels and not Path(self.wheels).is_dir():
            sentence = tr("The folder of wheels '{folder}' does not exist; choose another, or none.")
            return sentence.format(folder=self.wheels)
        free = free_space()
        if free < self.space:
            sentence = tr("There is not enough space in '{folder}': {free} are free, {wanted} are needed.")
            return sentence.format(folder=environments_folder(), free=size(free), wanted=size(self.space))
        return ""

    def sources(self) -> str:
        """Where it all comes from."""
        if self.wheels:
            return self.wheels
        if not self.build.index:
            return PYPI
        return tr("{one} and {other}").format(one=PYPI, other=self.build.index.split("/")[2])

    def contents(self) -> str:
        """What is installed."""
        torch = tr("PyTorch as the folder has it") if self.wheels else self.build.title
        torch = torch.replace("PyTorch", f"PyTorch {torch_requirement().partition('==')[2]}")
        return ", ".join([torch, *(tr(part.inside) for part in self.parts)]) + f"; {tr(_COMPANIONS)}"

    def steps(self, folder: Path, scratch: Path) -> Iterator[Step]:
        """The commands, for an environment that grows in ``folder``; ``scratch`` takes their small files."""
        uv, python = find_uv(), str(python_of(folder))
        yield Step(tr("Making the environment"), make_command(uv, folder))
        install = [uv, "pip", "install", "--python", python] if uv else [python, "-c", _PIP_WITH_QGIS, "install", *_PIP]
        # a package without a wheel would be compiled, which fails late and in words that nobody understands
        install += ["--only-binary", ":all:", "-c", str(_constraints(scratch))]
        if self.wheels:
            install += ["--no-index", "--find-links", self.wheels]
        elif self.build.note and not self.cuda:
            # an index in the user's own settings may have the small build
            quick = [] if uv else ["--timeout", "15", "--retries", "0"]
            small = [*install, *quick, f"{torch_requirement()}+cpu"]
            space = choose(system(), False, None, True).space
            title = tr("Installing PyTorch for the CPU, where an index has it")
            yield Step(title, small, optional=True, space=space)
        torch = [] if self.wheels else self._torch(bool(uv))
        title = tr("Downloading and installing PyTorch and its companions")
        yield Step(title, [*install, "-r", str(REQUIREMENTS), *torch])
        for part in self.parts:
            title = tr("Installing the optional part '{part}'").format(part=tr(part.title))
            yield Step(title, [*install, *part.arguments])
        check = scratch / "check.json"
        check.write_text(CheckJob().to_json(), encoding="utf-8")
        yield Step(tr("Trying the engine"), [python, "-m", "engine", str(check)])

    def _torch(self, uv: bool) -> list[str]:
        """Which build of PyTorch to take, where it is not PyPI's."""
        if not self.build.tag:
            return []
        arguments = [f"{torch_requirement()}+{self.build.tag}", "--extra-index-url", self.build.index]
        return [*arguments, "--index-strategy", "unsafe-best-match"] if uv else arguments


def make_command(uv: str, folder: Path) -> list[str]:
    """Makes an environment that sees QGIS's own packages, above all osgeo and numpy."""
    make = [uv, "venv", "--python", qgis_python()] if uv else [qgis_python(), "-m", "venv"]
    return [*make, "--system-site-packages", str(folder)]


def find_uv() -> str:
    """The program uv, which installs faster than pip, or ''."""
    return shutil.which("uv") or ""


def torch_requirement() -> str:
    """The line of the requirements that names PyTorch's version."""
    return next(line for line in REQUIREMENTS.read_text(encoding="utf-8").splitlines() if line.startswith("torch=="))


def free_space() -> int:
    """Free bytes where the environments lie, or will lie."""
    folder = environments_folder()
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def python_version() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def system() -> str:
    """'Linux', 'Windows' or 'Darwin'."""
    return {"win32": "Windows", "darwin": "Darwin"}.get(sys.platform, "Linux")


def _constraints(scratch: Path) -> Path:
    """A file that keeps QGIS's numpy, which the engine shares."""
    path = scratch / "constraints.txt"
    path.write_text(f"numpy=={_numpy_version()}\n", encoding="utf-8")
    return path


def _numpy_version() -> str:
    try:
        return importlib.metadata.version("numpy")
    except importlib.metadata.PackageNotFoundError:
        import numpy  # installed without metadata

        return str(numpy.__version__)
