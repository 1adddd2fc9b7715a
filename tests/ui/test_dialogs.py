"""What the algorithms' dialogs show, opened from the toolbox and the menu of a real QGIS.

One QGIS is started for all of it; ``in_qgis/dialogs.py`` says what is done there.
"""

from __future__ import annotations

import pytest
from qgis_window import walk_through
from rasters import box, write_vector


@pytest.fixture(scope="module")
def seen(scene, model, tmp_path_factory):
    folder = tmp_path_factory.mktemp("dialogs")
    far = write_vector(folder / "far.gpkg", [(box(5000, 5000, 3, 3), "dry"), (box(5010, 5000, 3, 3), "wet")])
    kinds = [(box(col, 2, 3, 3), ("loam", "sand")[col % 2]) for col in range(1, 20, 3)]
    soils = write_vector(folder / "soils.gpkg", kinds, field="soil")
    given = {"areas": scene["TRAINING"], "soils": str(soils)}
    given |= {"msi": scene["MSI"], "far": str(far), "out": str(folder / "m.rsmiss"), "model": str(model)}
    return walk_through("dialogs.py", given, tmp_path_factory)


def test_the_log_says_once_why_a_run_failed(seen):
    assert seen["log of a failed run"].count("No polygon or point of 'far' can be used") == 1


def test_the_field_of_the_classes_shows_what_is_proposed_for_the_layer(seen):
    shown = seen["class fields"]
    assert (shown["areas"], shown["soils"], shown["a file"]) == ("class", "soil", "class")
    assert shown["given to the run"] == "soil"


def test_for_a_number_no_field_is_proposed(seen):
    shown = seen["class fields"]
    assert (shown["for a number"], shown["for classes again"]) == ("", "class")


def test_a_field_that_was_chosen_or_given_stays(seen):
    shown = seen["class fields"]
    assert (shown["chosen by hand"], shown["given"]) == ("fid", "fid")


def test_models_and_batches_have_qgis_own_field(seen):
    model, batch = seen["in a model and a batch"]
    assert model == "QgsProcessingModelerParameterWidget"
    assert batch == "QgsAbstractProcessingParameterWidgetWrapper"


def test_a_training_that_ended_well_offers_in_its_dialog_to_map_until_it_runs_again(seen):
    steps = seen["next steps"]
    assert steps["well"] == [["Classify…", "What if…"]] * 2
    assert steps["other"] == steps["runs again"] == steps["failed"] == []


def test_what_it_offers_opens_with_its_model_and_takes_its_place(seen, model):
    steps = seen["next steps"]
    assert steps["opened"] == ["rsmiss:whatif", str(model)]
    assert steps["left open"] == ["rsmiss:trainlds2ae", "rsmiss:whatif"]


def test_the_set_up_opens_by_itself_where_the_plugin_was_switched_on_and_nothing_stands_before_it(seen):
    assert not seen["opens with QGIS"]
    assert seen["switched on"] == {"behind a dialog": False, "then": True}


def test_without_an_engine_the_menu_opens_its_set_up_and_no_dialog_that_would_fail(seen):
    opened = seen["without an engine"]
    assert {"Train…", "Classify…", "What if…", "Sample project…", "Train MDiCo…", "Check the engine…"} <= set(opened)
    assert set(map(tuple, opened.values())) == {("set-up",)}, opened
