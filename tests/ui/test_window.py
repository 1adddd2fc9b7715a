"""What the plugin adds to QGIS's window, in a real QGIS: menu, jobs, sample project, model files, and no remains.

One QGIS is started for all of it; ``in_qgis/walk.py`` says what is done there.
"""

from __future__ import annotations

import pytest
from qgis_window import walk_through


@pytest.fixture(scope="module")
def seen(model, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    return walk_through("walk.py", {"model": str(model), "folder": str(folder)}, tmp_path_factory), folder


def test_the_menu_goes_from_training_to_help_and_lists_every_method(seen):
    menu = seen[0]["menu"]
    first = ["Train…", "Classify…", "What if…", "Sample project…", "Models…", "Jobs", "Settings…", "Help"]
    assert menu[: len(first)] == first
    assert [title for title in menu if title.startswith("Train ")] == [
        f"Train {method}…" for method in ("LDS2AE", "LVPCnet", "DPMamba", "MDiCo", "X-ModalNet")
    ]
    assert menu[-3] == "Pre-train LDS2AE…"
    assert menu[-2:] == ["Check the engine…", "Set up the engine…"]


def test_the_list_of_jobs_is_hidden_until_it_is_asked_for(seen):
    assert seen[0]["hidden at first"] and seen[0]["shown by the menu"]


def test_train_opens_the_algorithm_that_chooses_the_method(seen):
    assert seen[0]["train"][0] == "rsmiss:train"


def test_a_dropped_model_opens_classify_with_it(seen, model):
    name, parameters = seen[0]["dropped"]
    assert name == "rsmiss:classify" and parameters["MODEL"] == str(model)


def test_a_dropped_model_gets_the_projects_layers_that_it_knows(seen, model):
    name, parameters = seen[0]["dropped on layers"]
    assert name == "rsmiss:classify" and parameters["MODEL"] == str(model)
    assert {"MSI", "LIDAR"} == {"HSI", "MSI", "SAR", "LIDAR", "RGB"} & set(parameters)


def test_the_browser_tells_what_a_model_is(seen):
    text = seen[0]["browser"]
    for word in ("LDS2AE", "Multispectral", "LiDAR", "dry", "wet", "Overall accuracy"):
        assert word in text


def test_the_sample_project_is_saved_where_the_user_said_and_opened_styled(seen):
    found, folder = seen
    assert found["project"] == str(folder / "sample_scene.qgz")
    assert (folder / "training.gpkg").exists() and not found["dirty"]
    assert found["layers"][0] == "Training polygons" and found["layers"][-1] == "True land cover"
    assert len(found["layers"]) == 7
    assert found["visible"] == ["Training polygons", "Aerial RGB"]
    assert found["renderers"] == {
        "Training polygons": "categorizedSymbol",
        "Aerial RGB": "multibandcolor",
        "Multispectral": "multibandcolor",
        "Hyperspectral": "multibandcolor",
        "SAR": "singlebandgray",
        "LiDAR or elevation": "hillshade",
        "True land cover": "paletted",
    }
    assert found["extent holds"]


def test_a_job_from_the_menu_is_in_the_list_and_its_end_is_told_once(seen):
    assert seen[0]["job"].endswith("Sample scene: done")
    told = [text for text in seen[0]["messages"] if "sample" in text or "Sample scene is" in text]
    assert told == ["The sample project is open."]  # and no other on top of it


def test_training_on_the_sample_project_needs_no_choice_of_layers(seen):
    name, parameters = seen[0]["filled"]
    assert name == "rsmiss:train"
    assert {"HSI", "MSI", "SAR", "LIDAR", "RGB", "TRAINING"} <= set(parameters)
    assert (parameters["CLASS_FIELD"], parameters["EFFORT"]) == ("class", "quick")


def test_the_menu_opens_a_pre_training_filled_with_the_projects_layers(seen):
    opened, parameters = seen[0]["Pre-train LDS2AE…"]
    assert opened == "rsmiss:pretrain" and parameters["ENCODER"].endswith("sample_scene encoder.rsmiss")
    assert {"HSI", "MSI", "SAR", "LIDAR", "RGB"} <= set(parameters)


@pytest.mark.parametrize(("title", "name"), [("Train…", "train"), ("Train MDiCo…", "trainmdico")])
def test_the_menu_opens_trainings_filled_with_the_projects_layers_and_says_so(seen, title, name):
    opened, parameters = seen[0][title]
    assert opened == f"rsmiss:{name}"
    assert {"HSI", "MSI", "SAR", "LIDAR", "RGB"} <= set(parameters)
    assert seen[0]["told of layers"]


@pytest.mark.parametrize(("title", "name"), [("Classify…", "classify"), ("What if…", "whatif")])
def test_the_menu_offers_the_last_model_and_the_layers_that_it_knows(seen, model, title, name):
    opened, parameters = seen[0][title]
    assert opened == f"rsmiss:{name}" and parameters["MODEL"] == str(model)
    assert {"MSI", "LIDAR"} == {"HSI", "MSI", "SAR", "LIDAR", "RGB"} & set(parameters)


def test_unloading_leaves_nothing_behind_and_the_plugin_can_be_loaded_again(seen):
    found = seen[0]
    assert found["menu afterwards"] == [] and found["dock afterwards"] == []
    assert found["dialogs afterwards"] == 0 and found["items afterwards"] == 0
    assert not found["provider afterwards"]
    assert found["menu again"] == found["menu"]
