"""Which build of PyTorch is proposed for which machine."""

from __future__ import annotations

import pytest

from ui.engine.builds import Build, Gpu, choose, parse_gpus, runs_on, size

NEW, OLD_DRIVER, PASCAL, BLACKWELL = (
    Gpu("RTX 4070", 581, 8.9),
    Gpu("RTX 3060", 550, 8.6),
    Gpu("GTX 1080", 580, 6.1),
    Gpu("RTX 5090", 570, 12.0),
)


def test_nvidia_smis_answer_is_read():
    said = "NVIDIA H100 80GB HBM3, 580.95.05, 9.0\nTesla P100-PCIE-16GB, 470.256.02, 6.0\n"
    assert parse_gpus(said) == [Gpu("NVIDIA H100 80GB HBM3", 580, 9.0), Gpu("Tesla P100-PCIE-16GB", 470, 6.0)]


@pytest.mark.parametrize(
    "said",
    [
        "",
        "No devices were found\n",
        "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\n",
        'Field "compute_cap" is not a valid field to query.\n',
    ],
)
def test_nvidia_smis_complaints_are_no_gpus(said):
    assert parse_gpus(said) == []


def test_a_gpu_that_does_not_tell_its_capability_is_one_all_the_same():
    assert parse_gpus("Quadro, 552.12, [N/A]\n") == [Gpu("Quadro", 552, 0.0)]


@pytest.mark.parametrize(
    ("gpu", "tag"),
    [
        (NEW, "cu130"),
        (OLD_DRIVER, "cu126"),
        (PASCAL, "cu126"),  # CUDA 13 knows no Pascal
        (BLACKWELL, ""),  # CUDA 12.6 knows no Blackwell, and the driver no CUDA 13
        (Gpu("Tesla K80", 470, 3.7), ""),
        (Gpu("Tesla T4", 470, 7.5), ""),
        (Gpu("NVIDIA GPU"), "cu130"),  # nothing is known against it
        (None, ""),
    ],
)
def test_the_driver_and_the_gpu_say_which_cuda(gpu, tag):
    assert runs_on(gpu) == tag


@pytest.mark.parametrize(
    ("system", "cuda", "gpu", "index", "tag", "large"),
    [
        ("Linux", False, None, True, "cpu", False),
        ("Linux", False, None, False, "", True),  # PyPI's build for Linux brings CUDA along
        ("Linux", True, NEW, True, "", True),  # which is the one wanted here
        ("Linux", True, PASCAL, True, "cu126", True),
        ("Linux", True, PASCAL, False, "", True),
        ("Windows", False, None, True, "", False),  # PyPI's build for Windows has no CUDA
        ("Windows", True, NEW, True, "cu130", True),
        ("Windows", True, OLD_DRIVER, True, "cu126", True),
        ("Windows", True, NEW, False, "", False),
        ("Darwin", False, None, True, "", False),
        ("Darwin", True, None, True, "", False),
    ],
)
def test_each_system_gets_its_build_from_where_it_is(system, cuda, gpu, index, tag, large):
    build = choose(system, cuda, gpu, index)
    assert build.tag == tag
    assert build.index == (f"https://download.pytorch.org/whl/{tag}" if tag else "")
    assert (build.download > 1e9) is large
    assert build.space >= build.disk > build.download > 1e8


@pytest.mark.parametrize(
    ("system", "cuda", "gpu", "said"),
    [
        ("Linux", False, None, "PyPI's large build is taken"),
        ("Linux", True, PASCAL, "driver 580 or newer"),
        ("Windows", True, NEW, "build for the CPU is taken"),
    ],
)
def test_what_an_index_out_of_reach_means_is_said(system, cuda, gpu, said):
    assert said in choose(system, cuda, gpu, False).note
    assert choose(system, cuda, gpu, True).note == ""


def test_nothing_is_said_where_the_index_does_not_matter():
    assert choose("Linux", True, NEW, False).note == choose("Windows", False, None, False).note == ""


@pytest.mark.parametrize(("number", "text"), [(0, "0 kB"), (34_400, "34 kB"), (191.8e6, "192 MB"), (2.74e9, "2.7 GB")])
def test_sizes_are_written_as_people_read_them(number, text):
    assert size(number) == text


def test_a_build_wants_room_for_its_download_and_itself():
    assert Build("", "", 1, 2).space == 3
