"""What the user sets once for all, in QGIS's options under rsmiss. Without widgets: algorithms read it too."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsSettings

from ..engine.door.jobs import DEVICES, EFFORTS

#: the engine's Python ('' for the one that the plugin sets up), and a folder of wheels to install it from
PYTHON, WHEELS = "rsmiss/python", "rsmiss/wheels"
#: what the parameters of new dialogs begin with
EFFORT, DEVICE = "rsmiss/effort", "rsmiss/device"
_DEFAULTS = {EFFORT: "standard", DEVICE: "auto"}
_CHOICES = {EFFORT: EFFORTS, DEVICE: tuple(DEVICES)}


def python() -> str:
    """The Python that the user names for the engine, or ''."""
    return _text(PYTHON)


def wheels() -> str:
    """The folder of wheels that the user names, or ''."""
    return _text(WHEELS)


def effort() -> str:
    """One of EFFORTS; what is set wrongly counts as not set."""
    return _choice(EFFORT)


def device() -> str:
    """One of DEVICES; what is set wrongly counts as not set."""
    return _choice(DEVICE)


def default_effort() -> str:
    """What a parameter EFFORT begins with."""
    return effort() if has_window() else _DEFAULTS[EFFORT]


def default_device() -> str:
    """What a parameter DEVICE begins with."""
    return device() if has_window() else _DEFAULTS[DEVICE]


def has_window() -> bool:
    """Whether this is QGIS itself. A command line means the same on every machine, whatever is set there."""
    return QgsApplication.platform() == "desktop"


def save(key: str, value: str) -> None:
    """Set one of the keys above; '' or the default takes it away again."""
    if value and value != _DEFAULTS.get(key):
        QgsSettings().setValue(key, value)
    else:
        QgsSettings().remove(key)


def _text(key: str) -> str:
    return str(QgsSettings().value(key, "", type=str)).strip()


def _choice(key: str) -> str:
    value = _text(key)
    return value if value in _CHOICES[key] else _DEFAULTS[key]
