"""The table of what changes to trainings give: pairs of the same fold and seed, ensembles beside their own members."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from benchmarks import gains
from engine.door.target import ClassInfo, Target

TARGET = Target("classes", "class", (ClassInfo(1, "a", "#808080"), ClassInfo(2, "b", "#808080")))


class Truth:
    target = torch.tensor([0, 0, 0, 1])


def outputs(*first):
    """What is said of class a for four samples."""
    shares = torch.tensor(first)
    return {("msi",): torch.stack([shares, 1 - shares], 1)}


SAID = [outputs(0.9, 0.4, 0.4, 0.4), outputs(0.4, 0.9, 0.4, 0.4), outputs(0.9, 0.9, 0.4, 0.4)]


@pytest.fixture
def ran(monkeypatch):
    """What was trained: (fold, changes, seed)."""
    found = []

    def of_houston(place, method, effort, fold):
        return fold, {"test": Truth()}, TARGET, {}

    def trained(job, samples, target, infos, changes, seed):
        found.append((job, changes, seed))
        return (SAID[seed % 3] if not changes else outputs(0.9, 0.9, 0.9, 0.4)), 2.0

    monkeypatch.setattr(gains, "of_houston", of_houston)
    monkeypatch.setattr(gains, "trained", trained)
    monkeypatch.setitem(gains.CASES, "houston:lds2ae", {"flips": gains.FLIPS})
    return found


def test_each_change_is_measured_beside_the_plain_training_of_its_seed_and_fold(ran):
    done, kept = {}, []
    gains.run("houston:lds2ae", "quick", 4, Path(), done, lambda: kept.append(1))
    assert ran == [(seed // 3, changes, seed) for seed in range(4) for changes in ({}, gains.FLIPS)]
    assert [run["oa"] for run in done["plain"].values()] == [0.5, 0.5, 0.75, 0.5]
    # 0.73, 0.73, 0.4 and 0.4 of class a in the mean: one of the four is wrong
    assert done["ensemble of 3"] == {"0+1+2": {"oa": 0.75, "seconds": 6.0, "alone": pytest.approx(1.75 / 3)}}
    text = gains.table({"houston:lds2ae": done})
    assert "| houston:lds2ae | flips | 4 | 56.2 | +43.8 (+23.9 to +63.6) | 2 |" in text
    assert "| houston:lds2ae | ensemble of 3 | 1 | 58.3 | +16.7 | 6 |" in text
    assert "| all | flips | 4 | | +43.8 (+23.9 to +63.6) | |" in text


def test_what_was_measured_is_not_run_again(ran):
    done = {}
    gains.run("houston:lds2ae", "quick", 3, Path(), done, lambda: None)
    first = len(ran)
    gains.run("houston:lds2ae", "quick", 3, Path(), done, lambda: None)
    assert len(ran) == first == 6
    del done["ensemble of 3"]
    gains.run("houston:lds2ae", "quick", 3, Path(), done, lambda: None)
    assert ran[first:] == [(0, {}, seed) for seed in range(3)] and "0+1+2" in done["ensemble of 3"]
