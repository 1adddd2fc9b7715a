"""An extent in another CRS."""

from __future__ import annotations

import math
from collections.abc import Sequence

from osgeo import osr

from ...door.errors import InputError
from ..grid import Extent

_DENSIFY = 21  # points along each edge, which is curved in the other CRS


def transformed(extent: Sequence[float], source: str, target: str) -> Extent:
    """(xmin, ymin, xmax, ymax) in the CRS ``source`` (WKT) -> the box around it in ``target``.

    Unchanged where one of them is unknown ('') or both are the same. Raises InputError where it cannot be done.
    """
    xmin, ymin, xmax, ymax = extent
    if not source or not target:
        return (xmin, ymin, xmax, ymax)
    systems = [osr.SpatialReference(wkt) for wkt in (source, target)]
    for system in systems:
        system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    if systems[0].IsSame(systems[1]):
        return (xmin, ymin, xmax, ymax)
    try:
        bounds = osr.CoordinateTransformation(*systems).TransformBounds(xmin, ymin, xmax, ymax, _DENSIFY)
    except RuntimeError:
        bounds = (math.inf,) * 4
    if not all(math.isfinite(value) for value in bounds):
        raise InputError(
            "The EXTENT cannot be brought into the CRS of the layers; give it in the CRS of the reference layer."
        )
    return (bounds[0], bounds[1], bounds[2], bounds[3])
