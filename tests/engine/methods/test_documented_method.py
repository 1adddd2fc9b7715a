"""The method that docs/add-a-method.md writes down is a whole one: it answers for every subset, and learns."""

import re
import sys
import types
from itertools import combinations
from pathlib import Path

import pytest
import torch
from methods_helper import BANDS, patches_of, plan_of, samples_of, target_of

from engine.door.modalities import ModalityInfo
from engine.runtime.reporter import Reporter
from engine.training.sequence import train

PAGE = Path(__file__).parents[3] / "docs" / "add-a-method.md"
NAMES = ("engine.door.options.linear", "engine.methods.linear")


@pytest.fixture
def method(monkeypatch):
    """The page's method, from the page's two files."""
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    files = {}
    for name, text in zip(NAMES, blocks, strict=True):
        module = files[name] = types.ModuleType(name)
        module.__package__ = name.rpartition(".")[0]
        monkeypatch.setitem(sys.modules, name, module)
        exec(compile(text, name, "exec"), module.__dict__)
    declared = files[NAMES[0]].LINEAR
    torch.manual_seed(0)
    infos = {m: ModalityInfo(m, BANDS[m]) for m in ("hsi", "sar", "lidar")}
    return getattr(files[NAMES[1]], declared.model)(infos, target_of(), declared.defaults()).eval()


def test_it_answers_for_every_subset_and_a_window_is_the_patches_of_its_pixels(method):
    scene = {m: torch.randn(1, BANDS[m], 4, 5) for m in method.modalities}
    for count in (1, 2, 3):
        for names in combinations(method.modalities, count):
            assert method(patches_of(method, modalities=names)).shape == (4, 3)
            embedded = method.embed({m: scene[m] for m in names})
            window = method.classify({m: e[:, 2:3, 3:4] for m, e in embedded.items()})
            patch = method({m: scene[m][:, :, 2:3, 3:4] for m in names})
            torch.testing.assert_close(window, patch)


def test_it_learns(method):
    train(method, plan_of(method), Reporter())
    (batch,) = samples_of(method, 200, seed=5).batches(torch.arange(200))
    for names in (("hsi", "sar", "lidar"), ("hsi",)):
        with torch.inference_mode():
            right = method(batch.only(names).patches).argmax(1) == batch.target
        assert right.float().mean() > 0.8  # chance: a third
