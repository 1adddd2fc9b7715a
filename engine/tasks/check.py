"""The checking job: which Python, which packages, which devices, and a real tensor operation on the chosen one."""

from __future__ import annotations

import importlib
import importlib.metadata
import platform
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import EngineError
from ..jobs import CheckJob
from ..reporter import Reporter

if TYPE_CHECKING:
    import torch

_REQUIREMENTS = Path(__file__).parents[2] / "requirements.txt"
#: what a distribution is called when it is imported
_MODULES = {"scikit-learn": "sklearn"}
_REPAIR = "Run 'Set up the engine' in the rsmiss menu, or install the packages of requirements.txt into that Python"
_VISUAL_C = "https://aka.ms/vs/17/release/vc_redist.x64.exe"
_SIDE = 256  # of the matrices of the trial
_TOLERANCE = 1e-2
_SPARE_BYTES = 500e6


def run(job: CheckJob, report: Reporter) -> dict[str, Any]:
    """Check this Python. Returns its path and version, the packages' versions, the devices and the one in use.

    Raises EngineError that says what is wrong and how to mend it.
    """
    report.log(f"Python {platform.python_version()}: {sys.executable}")
    packages = _packages(report)
    report.progress(0.5, "Loading PyTorch")
    from .. import device as devices  # imports torch, whose absence _packages explains

    found = _devices()
    for name, title in found.items():
        report.log(f"Device {name}: {title}")
    chosen = devices.choose(job.device)
    report.progress(0.8, f"Trying {chosen.type}")
    _try(chosen)
    report.log(f"A tensor operation on {chosen.type} gave the right result; the engine is ready.")
    report.progress(1.0, "Done")
    return {
        "python": sys.executable,
        "version": platform.python_version(),
        "packages": packages,
        "devices": list(found),
        "device": chosen.type,
    }


def requirements() -> dict[str, str]:
    """Distribution -> the version that requirements.txt pins, or "" where it leaves a range."""
    lines = (line.split("#")[0].strip() for line in _REQUIREMENTS.read_text(encoding="utf-8").splitlines())
    found = (re.match(r"([\w-]+)(?:==([\w.]+))?", line) for line in lines if line)
    return {match[1]: match[2] or "" for match in found if match}


def _packages(report: Reporter) -> dict[str, str]:
    """Import each package; distribution -> version. A version other than the pinned one is worth a warning."""
    versions = {}
    for name, pinned in {**requirements(), "gdal": ""}.items():
        versions[name] = version = _import(name)
        differs = pinned and version.split("+")[0] != pinned
        report.log(f"{name} {version}")
        if differs:
            report.warn(f"{name} is {version}; the engine is tested with {pinned}.")
    return versions


def _import(name: str) -> str:
    """The version of a package, after importing it; EngineError that names the mend where that fails."""
    module = "osgeo.gdal" if name == "gdal" else _MODULES.get(name, name)
    try:
        loaded = importlib.import_module(module)
    except ModuleNotFoundError as error:
        if name == "gdal":
            raise EngineError(
                f"The Python {sys.executable} has no GDAL bindings (osgeo), which rasters are read with. Use an "
                "environment made from QGIS's own Python with --system-site-packages, as 'Set up the engine' does."
            ) from error
        raise EngineError(f"The Python {sys.executable} has no package '{error.name}'. {_REPAIR}.") from error
    except (ImportError, OSError) as error:
        raise EngineError(f"'{name}' is installed but cannot be loaded ({error}). {_mend(error)}") from error
    return str(getattr(loaded, "__version__", "") or importlib.metadata.version(name))


def _mend(error: Exception) -> str:
    text = str(error).lower()
    if sys.platform == "win32" and ("dll" in text or "winerror" in text):
        return f"Install the Microsoft Visual C++ runtime from {_VISUAL_C} and restart QGIS."
    if "numpy" in text:
        return "Another numpy than QGIS's own is in the way; run 'Set up the engine' in the rsmiss menu anew."
    if shutil.disk_usage(sys.prefix).free < _SPARE_BYTES:
        return "The disk is nearly full, so the installation may be cut short; make room and set the engine up anew."
    return f"{_REPAIR} anew."


def _devices() -> dict[str, str]:
    """Device name -> what it is, of those that PyTorch can use here."""
    import torch

    found = {"cpu": f"{torch.get_num_threads()} threads"}
    if torch.cuda.is_available():
        properties = torch.cuda.get_device_properties(0)
        found["cuda"] = f"{properties.name}, {properties.total_memory / 2**30:.0f} GB"
    if torch.backends.mps.is_available():
        found["mps"] = "Apple GPU"
    return found


def _try(device: torch.device) -> None:
    """Multiply two matrices and differentiate; the result is compared with the same on the CPU in double precision."""
    import torch

    generator = torch.Generator().manual_seed(0)
    left, right = torch.randn(2, _SIDE, _SIDE, generator=generator, dtype=torch.float64)
    try:
        weights = left.float().to(device).requires_grad_()
        (weights @ right.float().to(device)).square().sum().backward()
        gradient = weights.grad
    except (RuntimeError, OSError) as error:
        raise EngineError(
            f"PyTorch finds {device.type} but cannot compute on it ({str(error).splitlines()[0]}). Update the "
            "graphics driver, or choose DEVICE cpu."
        ) from error
    expected = 2 * left @ right @ right.T
    if gradient is None or (gradient.cpu().double() - expected).abs().max() > _TOLERANCE * expected.abs().max():
        raise EngineError(
            f"PyTorch computes wrong results on {device.type}. Update the graphics driver, or choose DEVICE cpu."
        )
