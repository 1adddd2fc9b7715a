"""Which cases a what-if has, and how people write them."""

import pytest

from engine.door.cases import case_title, parse_cases, usual_cases
from engine.door.errors import InputError
from engine.door.jobs import WhatIfJob, read_job
from engine.door.sources import LayerSource


def job(cases=(), names=("hsi", "sar", "msi")):
    return WhatIfJob("m.rsmiss", {name: LayerSource((f"{name}.tif",)) for name in names}, "out", cases)


def test_without_words_each_layer_is_left_out_and_then_alone():
    assert usual_cases(["sar", "hsi", "msi"]) == [
        ("msi", "sar"),
        ("hsi", "sar"),
        ("hsi", "msi"),
        ("hsi",),
        ("msi",),
        ("sar",),
    ]
    assert usual_cases(["hsi", "sar"]) == [("sar",), ("hsi",)]


def test_cases_are_read_as_people_write_them():
    assert parse_cases(" SAR + hsi; msi ;") == (("hsi", "sar"), ("msi",))
    assert parse_cases("") == ()
    assert case_title(("sar", "hsi")) == "HSI + SAR"


@pytest.mark.parametrize("text", ["hsi+sra", "hsi,sar", "hsi++sar"])
def test_cases_that_are_not_understood_are_refused(text):
    with pytest.raises(InputError, match="CASES: .* is not understood; write the layers of a case like hsi"):
        parse_cases(text)


@pytest.mark.parametrize(
    ("cases", "names", "sentence"),
    [
        ((("hsi", "lidar"),), ("hsi", "msi"), "CASES names lidar, but the layers that are given are hsi, msi"),
        ((("hsi", "msi"),), ("hsi", "msi"), "CASES names hsi.msi, which are all the layers"),
        ((("hsi",), ("hsi",)), ("hsi", "msi"), "names a case twice"),
        ((), ("hsi",), "Give at least two layers"),
    ],
)
def test_cases_that_make_no_sense_are_refused(cases, names, sentence):
    with pytest.raises(InputError, match=sentence):
        job(cases, names)


def test_the_job_survives_json_and_names_its_files(tmp_path):
    made = job((("hsi", "sar"), ("msi",)))
    (tmp_path / "job.json").write_text(made.to_json())
    assert read_job(tmp_path / "job.json") == made
    assert [path.replace("\\", "/") for path in made.maps().values()] == [
        "out/complete.tif",
        "out/hsi_sar.tif",
        "out/msi.tif",
    ]
    assert made.losses() == {("hsi", "sar"): "msi"}
