"""The zip that users install: whole, lean, and working where there is nothing else of this repository."""

from __future__ import annotations

import configparser
import re
import subprocess
import zipfile

import pytest
from qgis_process import ROOT, make_qgis


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    path = tmp_path_factory.mktemp("package") / "rsmiss.zip"
    subprocess.run([ROOT / "scripts" / "package.sh", path], check=True, capture_output=True)
    return path


@pytest.fixture(scope="module")
def names(package):
    with zipfile.ZipFile(package) as archive:
        return archive.namelist()


def test_everything_lies_in_one_folder_called_as_the_plugin(names):
    assert all(name.startswith("rsmiss/") for name in names)


def test_what_the_plugin_and_its_repository_need_is_there(names):
    wanted = "__init__.py plugin.py metadata.txt requirements.txt requirements-language.txt LICENSE README.md"
    wanted += " ui/provider.py engine/__main__.py"
    wanted += " resources/icons/rsmiss.svg resources/text_embeddings.safetensors resources/templates/model_info.html"
    wanted += " requirements-language.txt resources/translations/de.qm resources/translations/fr.qm"
    assert {f"rsmiss/{name}" for name in wanted.split()} <= set(names)


def test_it_carries_the_documentation_with_a_page_for_every_algorithm(names, package, provider):
    pages = [f"rsmiss/help/reference/{algorithm.name()}.html" for algorithm in provider.algorithms()]
    assert pages and {"rsmiss/help/index.html", "rsmiss/help/tutorial.html", *pages} <= set(names)
    with zipfile.ZipFile(package) as archive:
        for page, algorithm in zip(pages, provider.algorithms(), strict=True):
            text = archive.read(page).decode()
            assert algorithm.id() in text
            for parameter in algorithm.parameterDefinitions():
                assert f">{parameter.name()}<" in text, f"{page} says nothing of {parameter.name()}"


def test_the_documentation_is_small_and_asks_the_network_for_nothing(names, package):
    with zipfile.ZipFile(package) as archive:
        inside = [archive.getinfo(name) for name in names if name.startswith("rsmiss/help/")]
        assert 0 < sum(entry.compress_size for entry in inside) < 2.5e6
        for name in (entry.filename for entry in inside):
            if name.endswith(".html"):
                asked = re.findall(
                    r'<(?:script|img|link)[^>]*(?:src|href)="(https?:[^"]*)', archive.read(name).decode()
                )
                assert asked == [], name


def test_what_only_developers_need_stays_out(names):
    ours = [
        name for name in names if not name.startswith("rsmiss/help/_static/")
    ]  # the pages have scripts of their own
    parts = {part for name in ours for part in name.split("/")}
    assert not parts & {"tests", "benchmarks", "scripts", "demo", "__pycache__", ".git", ".venv", "pyproject.toml"}
    assert not [name for name in names if name.endswith((".sh", ".pyc", ".so", ".dll", ".exe", ".rsmiss"))]


def test_it_is_far_below_the_repositorys_limit(package):
    assert package.stat().st_size < 5e6  # the limit is 25 MB


def test_the_metadata_tell_what_the_repository_asks(package):
    metadata = configparser.ConfigParser(interpolation=None)
    with zipfile.ZipFile(package) as archive:
        metadata.read_string(archive.read("rsmiss/metadata.txt").decode())
        icon = metadata["general"]["icon"]
        assert archive.read(f"rsmiss/{icon}")
    asked = "name description about version author email tracker repository homepage license tags category changelog"
    assert [key for key in asked.split() if not metadata["general"].get(key)] == []
    assert metadata["general"]["name"] == "rsmiss"
    assert metadata["general"].getboolean("hasProcessingProvider")


def test_it_works_in_an_empty_profile(package, tmp_path):
    def install(plugins):
        with zipfile.ZipFile(package) as archive:
            archive.extractall(plugins)

    qgis = make_qgis(tmp_path, install)
    told = qgis.command("--json", "help", "rsmiss:trainlds2ae").json["algorithm_details"]["help_url"]
    assert told == (tmp_path / "plugins" / "rsmiss" / "help" / "reference" / "trainlds2ae.html").as_uri()
    assert "rsmiss:trainlds2ae" in qgis.command("--json", "list").json["providers"]["rsmiss"]["algorithms"]
    results = qgis("rsmiss:checkengine", DEVICE="cpu").results
    assert results["DEVICE"] == "cpu" and results["TORCH"]
