"""Which build of PyTorch is right for a machine, where it comes from and how large it is. Pure functions."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..translation import tr

INDEX = "https://download.pytorch.org/whl"
#: oldest driver (its first number) and oldest GPU (its compute capability) that the builds for CUDA 13 and 12 work with
#: (NVIDIA's CUDA compatibility guide; PyTorch's RELEASE.md, CUDA support matrix of 2.13)
_CUDA13, _CUDA12 = (580, 7.5), (525, 5.0)
#: newest GPU that CUDA 12.6 knows
_CUDA12_LAST = 9.0
MB, GB = 10**6, 10**9


@dataclass(frozen=True)
class Gpu:
    """An NVIDIA GPU; ``driver`` and ``capability`` are 0 where they are not known."""

    name: str
    driver: int = 0
    capability: float = 0.0


@dataclass(frozen=True)
class Build:
    """A build of PyTorch with all that the engine needs beside it. ``tag`` is '' for the one that PyPI has.

    ``download`` and ``disk`` are bytes, as measured or as the package index states them, rounded up.
    """

    title: str
    tag: str
    download: int
    disk: int
    note: str = ""

    @property
    def index(self) -> str:
        """The index beside PyPI that has it, or ''."""
        return f"{INDEX}/{self.tag}" if self.tag else ""

    @property
    def space(self) -> int:
        """Free bytes wanted: downloads are unpacked beside each other before the last is deleted."""
        return self.download + self.disk


def parse_gpus(text: str) -> list[Gpu]:
    """What ``nvidia-smi --query-gpu=name,driver_version,compute_cap --format=csv,noheader`` says."""
    found = []
    for line in text.splitlines():
        values = [value.strip() for value in line.split(",")]
        if len(values) == 3 and re.match(r"\d+\.", values[1]):
            capability = float(values[2]) if re.fullmatch(r"\d+\.\d+", values[2]) else 0.0
            found.append(Gpu(values[0], int(values[1].split(".")[0]), capability))
    return found


def runs_on(gpu: Gpu | None) -> str:
    """The CUDA build that works on a GPU: 'cu130', 'cu126', or '' where none does."""
    if gpu is None:
        return ""
    driver, capability = gpu.driver or _CUDA13[0], gpu.capability or _CUDA13[1]
    if driver >= _CUDA13[0] and capability >= _CUDA13[1]:
        return "cu130"
    if driver >= _CUDA12[0] and _CUDA12[1] <= capability <= _CUDA12_LAST:
        return "cu126"
    return ""


def choose(system: str, cuda: bool, gpu: Gpu | None, index: bool) -> Build:
    """The build for a system ('Linux', 'Windows', 'Darwin'), with CUDA or without.

    ``index``: PyTorch's own index answers. Where it does not, PyPI's build is taken, and ``note`` says what that means.
    """
    if system == "Darwin":
        return Build(tr("PyTorch for Macs"), "", 200 * MB, 800 * MB)
    if not cuda:
        return _without_cuda(system, index)
    tag = runs_on(gpu) or "cu130"
    if system == "Windows":
        if index:
            return Build(_with_cuda(tag), tag, 2000 * MB, 5000 * MB)
        return Build(
            tr("PyTorch for the CPU"),
            "",
            300 * MB,
            1100 * MB,
            tr(
                "PyTorch's own index, which has the builds with CUDA, does not answer; PyPI's build for the CPU is "
                "taken."
            ),
        )
    if tag == "cu130":  # PyPI's own
        return Build(_with_cuda(tag), "", 2900 * MB, 6500 * MB)
    if index:
        return Build(_with_cuda(tag), tag, 3000 * MB, 7000 * MB)
    return Build(
        _with_cuda("cu130"),
        "",
        2900 * MB,
        6500 * MB,
        tr(
            "PyTorch's own index does not answer; PyPI's build is taken, which needs an NVIDIA driver {driver} or "
            "newer."
        ).format(driver=_CUDA13[0]),
    )


def _without_cuda(system: str, index: bool) -> Build:
    title = tr("PyTorch for the CPU")
    if system == "Windows":  # PyPI's build for Windows is this one
        return Build(title, "", 300 * MB, 1100 * MB)
    if index:
        return Build(title, "cpu", 300 * MB, 1100 * MB)
    return Build(
        tr("PyTorch with {cuda}, which works on the CPU too").format(cuda=_spoken("cu130")),
        "",
        2900 * MB,
        6500 * MB,
        tr(
            "PyTorch's own index, which has the small build for the CPU, does not answer; where no other index in "
            "pip's settings has it, PyPI's large build is taken."
        ),
    )


def _with_cuda(tag: str) -> str:
    return tr("PyTorch with {cuda}").format(cuda=_spoken(tag))


def _spoken(tag: str) -> str:
    return f"CUDA {tag[2:4]}.{tag[4:]}"


def size(number: float) -> str:
    """Bytes as people read them: '34 kB', '190 MB', '2.6 GB'."""
    if number >= GB:
        return f"{number / GB:.1f} GB"
    return f"{number / MB:.0f} MB" if number >= MB else f"{number / 1000:.0f} kB"
