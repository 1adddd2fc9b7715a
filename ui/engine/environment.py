"""Which Python runs the engine, and how the plugin makes one of its own. Never installs into QGIS's Python."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from importlib.machinery import PathFinder
from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QProcess, QProcessEnvironment

from ...engine.door.errors import EngineError
from .. import settings
from ..translation import mark, tr

SETTING, VARIABLE = settings.PYTHON, "RSMISS_PYTHON"
REQUIREMENTS = Path(__file__).parents[2] / "requirements.txt"
#: what the names of the plugin's environments begin with
PREFIX = "engine-"
#: what must be importable; asked for without importing it, which takes a moment instead of seconds
_NEEDED = ("torch", "sklearn", "einops", "safetensors", "jinja2", "matplotlib", "osgeo")
_PROBE = (
    f"import importlib.util as u, sys; print(' '.join(n for n in {_NEEDED!r} if u.find_spec(n) is None)); sys.exit(0)"
)
_PROBE_TIMEOUT = 20_000  # milliseconds


#: what is said wherever the engine is asked for before it is there: where one button helps, and where none is
NEEDED = mark("rsmiss needs its engine, which is not set up yet.")
_HELP = mark(
    "Choose Plugins > rsmiss > Set up the engine in QGIS, or make an environment with 'python3 -m venv "
    "--system-site-packages ENV' and 'ENV/bin/pip install -r {requirements}', and name its Python in the variable "
    "{variable} or the setting {setting}."
)


def not_set_up() -> str:
    """What is wrong where no Python can run the engine, and what helps."""
    return f"{tr(NEEDED)} {tr(_HELP).format(requirements=REQUIREMENTS, variable=VARIABLE, setting=SETTING)}"


def engine_python() -> str:
    """The Python that runs the engine: the user's choice, QGIS's own, or the one that the plugin set up.

    Tries it, which takes a moment. Raises EngineError, which says what to install and how, where none can.
    """
    chosen = chosen_python()
    if chosen:
        found, problem = _found(chosen)
        problem = problem or _lack(found, missing_packages(found))
        if problem:
            raise EngineError(problem)
        return found
    for candidate in (qgis_python(), str(environment_python())):
        if candidate and Path(candidate).exists() and missing_packages(candidate) == []:
            return candidate
    raise EngineError(not_set_up())


def chosen_python() -> str:
    """What the user names in the settings or in the variable, or ''."""
    return settings.python() or os.environ.get(VARIABLE, "")


def likely_python() -> tuple[str, str]:
    """The Python that ``engine_python`` would take, and '' or what is wrong with it.

    Starts no process: looks for files, and remembers what the last trial of a chosen Python found. A problem is real;
    that there is none may prove wrong when a job starts, which then says so.
    """
    chosen = chosen_python()
    if chosen:
        found, problem = _found(chosen)
        stamp, missing = _TRIED.get(found, ((), []))
        if not problem and stamp and stamp == _stamp(found):
            problem = _lack(found, missing)
        return found, problem
    if qgis_python() and _qgis_has_all():
        return qgis_python(), ""
    if environment_python().exists():
        return str(environment_python()), ""
    return "", not_set_up()


def _found(chosen: str) -> tuple[str, str]:
    found = shutil.which(chosen)
    if found is None:
        sentence = tr("There is no Python at '{python}', which {setting} or {variable} names; correct that setting.")
        return "", sentence.format(python=chosen, setting=SETTING, variable=VARIABLE)
    return found, ""


def _lack(python: str, missing: list[str] | None) -> str:
    if missing is None:
        sentence = tr("'{python}', named by {setting} or {variable}, is no working Python; correct it.")
        return sentence.format(python=python, setting=SETTING, variable=VARIABLE)
    if missing:
        sentence = tr(
            "'{python}' lacks {packages}; install what is missing with '{python} -m pip install -r {requirements}'."
        )
        return sentence.format(python=python, packages=", ".join(missing), requirements=REQUIREMENTS)
    return ""


def _qgis_has_all() -> bool:
    """Whether QGIS's own Python has all packages. Only its own folders count: a child sees no others."""
    own = tuple(str(Path(prefix)) + os.sep for prefix in {sys.prefix, sys.base_prefix})
    folders = [folder for folder in sys.path if folder.startswith(own)]
    return all(PathFinder.find_spec(name, folders) is not None for name in _NEEDED)


#: Python -> (how its folders of packages looked when it was tried, what it lacked)
_TRIED: dict[str, tuple[tuple[int, ...], list[str] | None]] = {}


def _stamp(python: str) -> tuple[int, ...]:
    """Changes when packages are installed; () where it is not known where they would go, as with a system's Python."""
    folder = Path(python).parent.parent
    places = [*folder.glob("lib/python3*/site-packages"), *folder.glob("Lib/site-packages")]
    if not places or not (folder / "pyvenv.cfg").exists():
        return ()
    return tuple(place.stat().st_mtime_ns for place in places)


def missing_packages(python: str) -> list[str] | None:
    """Names of the engine's packages that a Python lacks; None where it does not run. Remembered for a quick look."""
    stamp = _stamp(python)
    missing = _try(python)
    _TRIED[python] = (stamp, missing)
    return missing


def _try(python: str) -> list[str] | None:
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
    return environments_folder() / f"{PREFIX}{version}-{key}"


def environments_folder() -> Path:
    """Where the environments of this profile lie, whatever version of the plugin made them."""
    return Path(QgsApplication.qgisSettingsDirPath()) / "rsmiss"


def environment_python() -> Path:
    return python_of(environment_folder())


def python_of(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python3")
