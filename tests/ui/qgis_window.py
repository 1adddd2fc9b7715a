"""A real QGIS with its window, on a display of its own, in which a script of in_qgis/ does what a user would."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from qgis_process import ROOT, make_qgis

_SCRIPTS = Path(__file__).parent / "in_qgis"


def walk_through(
    script: str,
    given: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
    variables: dict[str, str] | None = None,
) -> dict[str, Any]:
    """What the script saw: what it wrote as JSON into the file that it was given as ``seen``."""
    if shutil.which("qgis") is None or shutil.which("xvfb-run") is None:
        pytest.skip("qgis or xvfb-run is not installed")
    # a profile of its own: what a window leaves in one, other tests would read
    qgis = make_qgis(tmp_path_factory.mktemp("window"), lambda plugins: (plugins / "rsmiss").symlink_to(ROOT))
    result = tmp_path_factory.mktemp("walk") / "seen.json"
    done = subprocess.run(
        ["xvfb-run", "-a", "qgis", "--nologo", "--noversioncheck", "--code", str(_SCRIPTS / script)],
        # QGIS's own window wants a display: without one it crashes as it starts
        env={
            **qgis.variables,
            **(variables or {}),
            "QT_QPA_PLATFORM": "xcb",
            "RSMISS_STEPS": str(_SCRIPTS),
            "RSMISS_WALK": json.dumps({**given, "seen": str(result)}),
        },
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert result.exists(), done.stderr
    found = json.loads(result.read_text())
    assert "error" not in found, found["error"]
    assert "Traceback" not in done.stderr, done.stderr
    return found
