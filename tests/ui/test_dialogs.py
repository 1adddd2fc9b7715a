"""What the algorithms' dialogs show, opened from the toolbox and the menu of a real QGIS.

One QGIS is started for all of it; ``in_qgis/dialogs.py`` says what is done there.
"""

from __future__ import annotations

import pytest
from qgis_window import walk_through
from rasters import box, write_vector


@pytest.fixture(scope="module")
def seen(scene, tmp_path_factory):
    folder = tmp_path_factory.mktemp("dialogs")
    far = write_vector(folder / "far.gpkg", [(box(5000, 5000, 3, 3), "dry"), (box(5010, 5000, 3, 3), "wet")])
    given = {"msi": scene["MSI"], "far": str(far), "out": str(folder / "m.rsmiss")}
    return walk_through("dialogs.py", given, tmp_path_factory)


def test_the_log_says_once_why_a_run_failed(seen):
    assert seen["log of a failed run"].count("No polygon or point of 'far' can be used") == 1
