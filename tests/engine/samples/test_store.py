"""What is kept of a scene for its samples takes a stated share of the memory, whatever there is of it."""

import mmap
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from engine.door.errors import InputError
from engine.runtime import usage
from engine.samples import store
from engine.samples.store import allocate

MEGABYTE = 1 << 18  # float32 values


def test_all_modalities_share_one_allowance(monkeypatch):
    monkeypatch.setattr(store, "IN_MEMORY", 10 << 20)
    mapped, original = [], store._mapped
    monkeypatch.setattr(store, "_mapped", lambda shape, size: mapped.append(size >> 20) or original(shape, size))
    shapes = {"hsi": (6, MEGABYTE), "sar": (5, MEGABYTE), "lidar": (1, MEGABYTE), "msi": (4, MEGABYTE)}
    stores = allocate(shapes)
    assert list(stores) == list(shapes)
    assert {m: tuple(s.values.shape) for m, s in stores.items()} == shapes
    assert mapped == [6]  # 1 + 4 + 5 fit, although 6 alone would, too


def test_what_is_mapped_is_there_after_it_was_released(monkeypatch):
    monkeypatch.setattr(store, "IN_MEMORY", 0)
    (kept,) = allocate({"hsi": (3, 5, 5, 7)}).values()
    truth = torch.arange(525.0).view(3, 5, 5, 7)
    kept.values[:] = truth
    kept.release()
    assert torch.equal(kept.values, truth)


def test_a_full_disk_is_said_before_anything_is_written(monkeypatch):
    monkeypatch.setattr(store, "IN_MEMORY", 0)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=1_000_000_000))
    with pytest.raises(InputError, match=r"has 1.0 GB free, but the pixels around the samples take 4.0 GB; make room"):
        allocate({"hsi": (800, 1000, 1000), "msi": (200, 1000, 1000)})


@pytest.mark.skipif(
    not hasattr(mmap, "MADV_DONTNEED") or not Path("/proc/self/statm").exists(), reason="memory is not told here"
)
def test_what_is_mapped_is_not_the_processs_memory_once_it_is_released(monkeypatch):
    monkeypatch.setattr(store, "IN_MEMORY", 0)
    (kept,) = allocate({"hsi": (64, MEGABYTE)}).values()
    before = usage.memory()
    kept.values.fill_(1.0)
    assert usage.memory() - before > 60 << 20
    kept.release()
    assert usage.memory() - before < 4 << 20
