"""rsmiss, a QGIS plugin: land cover from several sensors, even where some of them are missing."""


def classFactory(iface):  # noqa: N802 - the name that QGIS asks for
    """The plugin; ``iface`` is None where QGIS runs without a window (qgis_process)."""
    from .plugin import RsmissPlugin

    return RsmissPlugin(iface)
