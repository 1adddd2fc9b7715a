"""Mapping takes memory by the size of its windows, not of the scene: measured on child processes of its own."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import window_mean
from rasters import ORIGIN, write_raster
from window_mean import trained

from engine.model.model_file import save

ROOT = Path(__file__).parents[3]
SMALL, TIMES = 1000, 10
BANDS = {"msi": 4, "lidar": 1}

#: maps the extent of argv[4:] with the method of the tests, which a plain child process does not know
MAPPING = """
import sys
sys.path[:0] = [{root!r}, {tests!r}]
import window_mean
from engine.door.jobs import ClassifyJob
from engine.door.sources import LayerSource
from engine.door.options import METHODS
from engine.runtime.reporter import Reporter
from engine.tasks import classify
METHODS["windowmean"] = window_mean.DECLARATION
sys.modules["engine.methods.window_mean"] = window_mean
model, output, *rest = sys.argv[1:]
layers = {{"msi": LayerSource((rest[0],)), "lidar": LayerSource((rest[1],))}}
extent = tuple(float(v) for v in rest[2:])
classify.run(ClassifyJob(model, layers, output, extent=extent, device="cpu"), Reporter())
"""


def repeated(path: Path, source: str, bands: int) -> str:
    """A VRT that shows a raster of SMALL pixels a side TIMES × TIMES times."""
    places = [(c * SMALL, r * SMALL) for r in range(TIMES) for c in range(TIMES)]
    rows = []
    for band in range(1, bands + 1):
        tiles = "".join(
            f"<SimpleSource><SourceFilename>{source}</SourceFilename><SourceBand>{band}</SourceBand>"
            f'<SrcRect xOff="0" yOff="0" xSize="{SMALL}" ySize="{SMALL}"/>'
            f'<DstRect xOff="{x}" yOff="{y}" xSize="{SMALL}" ySize="{SMALL}"/></SimpleSource>'
            for x, y in places
        )
        rows.append(f'<VRTRasterBand dataType="Float32" band="{band}">{tiles}</VRTRasterBand>')
    side = SMALL * TIMES
    path.write_text(
        f'<VRTDataset rasterXSize="{side}" rasterYSize="{side}"><SRS>EPSG:32631</SRS>'
        f"<GeoTransform>{ORIGIN[0]}, 10, 0, {ORIGIN[1]}, 0, -10</GeoTransform>{''.join(rows)}</VRTDataset>"
    )
    return str(path)


def peak_memory(arguments: list[str]) -> int:
    """Kilobytes of a child process that maps."""
    script = MAPPING.format(root=str(ROOT), tests=str(Path(__file__).parents[1]))
    process = subprocess.Popen([sys.executable, "-c", script, *arguments], cwd=ROOT)
    _, status, usage = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    return usage.ru_maxrss


@pytest.mark.timeout(300)
def test_a_scene_a_hundred_times_as_large_needs_no_more_memory(tmp_path, monkeypatch):
    window_mean.register(monkeypatch)
    model = str(tmp_path / "m.rsmiss")
    save(model, trained(BANDS, window=5))
    rng = np.random.default_rng(0)
    small = [
        write_raster(tmp_path / f"{m}.tif", rng.normal(size=(count, SMALL, SMALL)).astype(np.float32))
        for m, count in BANDS.items()
    ]
    large = [
        repeated(tmp_path / f"{m}.vrt", path, count) for path, (m, count) in zip(small, BANDS.items(), strict=True)
    ]
    side = SMALL * TIMES * 10.0
    two_hundred_tiles = [ORIGIN[0], ORIGIN[1] - 1280 * 10, ORIGIN[0] + side, ORIGIN[1]]
    all_of_it = [ORIGIN[0], ORIGIN[1] - SMALL * 10, ORIGIN[0] + SMALL * 10, ORIGIN[1]]
    little = peak_memory([model, str(tmp_path / "a.tif"), *small, *map(str, all_of_it)])
    much = peak_memory([model, str(tmp_path / "b.tif"), *large, *map(str, two_hundred_tiles)])
    assert much < 1.1 * little
