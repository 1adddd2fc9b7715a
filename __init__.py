"""rsmiss: land-cover maps from several sensors, even when some of them are missing. A QGIS plugin."""

from typing import Any


def classFactory(iface: Any) -> Any:  # noqa: N802 - QGIS asks for this name
    """The plugin object. Nothing else is imported before QGIS asks for it."""
    from .plugin import RsmissPlugin

    return RsmissPlugin(iface)
