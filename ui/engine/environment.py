"""Which Python runs the engine, and how the plugin makes one of its own. Never installs into QGIS's Python."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from pathlib import Path

from qgis.core import QgsApplication, QgsSettings
from qgis.PyQt.QtCore import QProcess, QProcessEnvironment

from ...engine.door.errors import EngineError

SETTING, VARIABLE = "rsmiss/python", "RSMISS_PYTHON"
REQUIREMENTS = Path(__file__).parents[2] / "requirements.txt"
#: what must be importable; asked for without importing it, which takes a moment instead of seconds
_NEEDED = ("torch", "sklearn", "einops", "safetensors", "jinja2", "matplotlib", "osgeo")
_PROBE = (
    f"import importlib.util as u, sys; print(' '.join(n for n in {_NEEDED!r} if u.find_spec(n) is None)); sys.exit(0)"
)
_PROBE_TIMEOUT = 20_000  # milliseconds


def engine_python() -> str:
    """The Python that runs the engine: the user's choice, QGIS's own, or the one that the plugin set up.

    Raises EngineError, which says what to install and how, where none can.
    """
    chosen = QgsSettings().value(SETTING, "", type=str) or os.environ.get(VARIABLE, "")
    if chosen:
        return _checked(chosen)
    for candidate in (qgis_python(), str(environment_python())):
        if candidate and Path(candidate).exists() and missing_packages(candidate) == []:
            return candidate
    raise EngineError(
        "The engine is not set up yet: choose Plugins > rsmiss > Set up the engine in QGIS, or make an environment "
        f"with 'python3 -m venv --system-site-packages ENV' and 'ENV/bin/pip install -r {REQUIREMENTS}', and name its "
        f"Python in the variable {VARIABLE} or the setting {SETTING}."
    )


def _checked(python: str) -> str:
    found = shutil.which(python)
    if found is None:
        raise EngineError(
            f"There is no Python at '{python}', which {SETTING} or {VARIABLE} names; correct that setting."
        )
    missing = missing_packages(found)
    if missing is None:
        raise EngineError(f"'{python}', named by {SETTING} or {VARIABLE}, is no working Python; correct it.")
    if missing:
        raise EngineError(
            f"'{python}' lacks {', '.join(missing)}; install what is missing with "
            f"'{python} -m pip install -r {REQUIREMENTS}'."
        )
    return found


def missing_packages(python: str) -> list[str] | None:
    """Names of the engine's packages that a Python lacks; None where it does not run."""
    probe = QProcess()
    probe.setProcessEnvironment(clean_environment())
    probe.start(python, ["-c", _PROBE])
    if not probe.waitForFinished(_PROBE_TIMEOUT):
        probe.kill()
        probe.waitForFinished(1000)
        return None
    if probe.exitCode() != 0:
        return None
    return bytes(probe.readAllStandardOutput()).decode().split()


#: variables of QGIS's own Python that must not reach another one
_FOREIGN = (
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONEXECUTABLE",
    "PYTHONSTARTUP",
    "PYTHONUSERBASE",
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
    "__PYVENV_LAUNCHER__",
)


def clean_environment() -> QProcessEnvironment:
    """The system's variables without those of QGIS's own Python."""
    environment = QProcessEnvironment.systemEnvironment()
    for name in _FOREIGN:
        environment.remove(name)
    environment.insert("PYTHONNOUSERSITE", "1")
    return environment


def qgis_python() -> str:
    """The interpreter behind QGIS's embedded Python ('' where there is none); sys.executable is often QGIS itself."""
    names = ("python3.exe", "python.exe") if os.name == "nt" else ("bin/python3",)
    for prefix in (sys.prefix, sys.base_prefix):
        for name in names:
            candidate = Path(prefix) / name
            if candidate.exists():
                return str(candidate)
    return ""


def environment_folder() -> Path:
    """The plugin's own environment, outside the plugin, one for each Python version and list of requirements."""
    key = hashlib.sha256(REQUIREMENTS.read_bytes() + sys.version.encode()).hexdigest()[:12]
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return Path(QgsApplication.qgisSettingsDirPath()) / "rsmiss" / f"engine-{version}-{key}"


def environment_python() -> Path:
    return python_of(environment_folder())


def python_of(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python3")
