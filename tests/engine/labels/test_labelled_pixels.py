"""Labels from polygons and points: which pixels, which classes, and what is said of the rest."""

import numpy as np
import pytest
from osgeo import gdal, ogr, osr
from rasters import ORIGIN, UTM, box, crs, point, shared, write_vector

from engine.door.errors import InputError
from engine.door.sources import LabelSource
from engine.labels.labelled_pixels import class_table, read_labels
from engine.labels.palette import colours
from engine.scene.grid import Grid

GRID = Grid(crs(UTM).ExportToWkt(), (ORIGIN[0], 10.0, 0.0, ORIGIN[1], 0.0, -10.0), 20, 30)


def read(tmp_path, features, target="classes", *, grid=GRID, styles=(), said=None, **settings):
    path = write_vector(tmp_path / "areas.gpkg", features, **settings)
    source = LabelSource(path, "areas", settings.get("field", "class"), "Training areas", tuple(styles))
    return read_labels(source, grid, target, (said if said is not None else []).append)


def drawn(labels, values=None):
    """The labels as an image of the grid, 0 where there is none."""
    image = np.zeros((GRID.rows, GRID.cols), int)
    values = np.array([c.value for c in labels.info.classes]) if values is None else values
    image[labels.rows, labels.cols] = values[labels.target]
    return image


# ---- which pixels


def test_a_pixel_belongs_to_the_polygon_that_holds_its_centre(tmp_path):
    labels = read(tmp_path, [(box(2.4, 3.6, 3, 2), "a"), (box(10, 10, 4, 1), "b")])
    expected = np.zeros((20, 30), int)
    expected[4:6, 2:5] = 1  # centres at 4.5, 5.5 and 2.5, 3.5, 4.5
    expected[10:11, 10:14] = 2
    assert (drawn(labels) == expected).all()
    assert labels.notes == []


def test_polygons_may_have_holes_or_several_parts(tmp_path):
    ring = f"POLYGON ({box(0, 0, 5, 5)[9:-1]}, {box(1, 1, 3, 3)[9:-1]})"
    several = f"MULTIPOLYGON ({box(10, 0, 2, 2)[8:]}, {box(20, 10, 2, 2)[8:]})"
    labels = read(tmp_path, [(ring, "ring"), (several, "several")])
    image = drawn(labels)
    assert (image == 2).sum() == 8 and image[0, 10] == image[11, 21] == 2
    assert (image == 1).sum() == 25 - 9 and image[2, 2] == 0
    assert len(np.unique(labels.group[labels.target == 0])) == 1


def several(*corners):
    return f"MULTIPOLYGON ({', '.join(box(col, row, 2, 2)[8:] for col, row in corners)})"


def test_the_parts_of_a_dissolved_feature_are_groups_of_their_own(tmp_path):
    dissolved = [(several((0, 0), (10, 0), (20, 0)), "a"), (several((0, 10), (10, 10), (50, 50)), "b")]
    labels = read(tmp_path, dissolved)
    groups = {(row, col): group for row, col, group in zip(labels.rows, labels.cols, labels.group, strict=True)}
    assert len({groups[corner] for corner in ((0, 0), (0, 10), (0, 20), (10, 0), (10, 10))}) == 5
    assert groups[1, 11] == groups[0, 10] and len(set(groups.values())) == 5
    note = "Features of 'Training areas' that hold several polygons or points, in classes of one or two features: 2; "
    assert labels.notes == [note + "their 5 parts are shared out one by one."]


def test_a_feature_among_enough_of_its_class_stays_whole(tmp_path):
    """A parcel that a road cuts is one parcel."""
    parcels = [(several((0, row), (10, row)), value) for row, value in zip(range(0, 18, 3), "aaabbb", strict=True)]
    labels = read(tmp_path, parcels)
    assert len(np.unique(labels.group)) == 6 and labels.notes == []


def test_a_feature_with_a_number_stays_whole(tmp_path):
    labels = read(
        tmp_path, [(several((0, 0), (10, 0)), 1), (several((0, 10), (10, 10)), 2)], "number", kind=ogr.OFTReal
    )
    assert len(np.unique(labels.group)) == 2


def test_points_give_the_pixel_under_them(tmp_path):
    several = f"MULTIPOINT ({point(3.2, 4.9)[7:-1]}, {point(29.9, 19.9)[7:-1]})"
    labels = read(tmp_path, [(point(0.1, 0.1), "a"), (several, "b")])
    assert sorted(zip(labels.rows, labels.cols, labels.target, strict=True)) == [(0, 0, 0), (4, 3, 1), (19, 29, 1)]


def test_a_polygon_smaller_than_a_pixel_gives_the_pixel_under_its_centroid(tmp_path):
    labels = read(tmp_path, [(box(7.1, 5.1, 0.2, 0.2), "tiny"), (box(0, 0, 2, 2), "b")])
    assert (5, 7, 1) in set(zip(labels.rows.tolist(), labels.cols.tolist(), labels.target.tolist(), strict=True))
    assert any("pixel: 1" in note and "centroid" in note for note in labels.notes)


def test_a_polygon_partly_outside_is_cut_and_one_outside_is_counted(tmp_path):
    labels = read(tmp_path, [(box(-5, -5, 7, 6), "a"), (box(28, 18, 9, 9), "b"), (box(100, 100, 2, 2), "a")])
    assert drawn(labels)[0, :2].tolist() == [1, 1] and (drawn(labels) == 1).sum() == 2
    assert (drawn(labels) == 2).sum() == 4
    assert any("left out: 1 outside the layers" in note for note in labels.notes)


def test_a_polygon_larger_than_the_windows_it_is_drawn_in_is_whole(tmp_path):
    grid = Grid(GRID.crs, GRID.transform, 1100, 1500)
    labels = read(tmp_path, [(box(3, 2, 1400, 1050), "a"), (box(1450, 0, 2, 2), "b")], grid=grid)
    inside = labels.target == 0
    assert inside.sum() == 1400 * 1050
    assert (labels.rows[inside].min(), labels.rows[inside].max(), labels.cols[inside].max()) == (2, 1051, 1402)


def test_memory_follows_the_labelled_area_not_the_grid(tmp_path):
    huge = Grid(GRID.crs, GRID.transform, 2_000_000, 2_000_000)
    far = [(box(0, 0, 3, 3), "a"), (box(1_999_990, 1_999_990, 2, 2), "b")]
    labels = read(tmp_path, far, grid=huge)
    assert len(labels) == 13
    assert labels.rows.max() == 1_999_991


@pytest.mark.parametrize("epsg", [4326, 3857])
def test_polygons_of_another_crs_cover_the_same_pixels(tmp_path, epsg):
    change = osr.CoordinateTransformation(crs(UTM), crs(epsg))
    features, projected = [(box(3, 4, 5, 6), "a"), (point(20.5, 10.5), "b")], []
    for wkt, value in features:
        geometry = ogr.CreateGeometryFromWkt(wkt)
        geometry.Transform(change)
        projected.append((geometry.ExportToWkt(), value))
    image = drawn(read(tmp_path, projected, epsg=epsg))
    assert (image[4:10, 3:8] == 1).all() and (image == 1).sum() == 30
    assert image[10, 20] == 2


def test_coordinates_are_taken_as_they_are_where_there_is_no_crs(tmp_path):
    labels = read(tmp_path, [(box(3, 4, 5, 6), "a"), (box(10, 4, 1, 1), "b")], epsg=None)
    assert (drawn(labels) == 1).sum() == 30
    assert any("has no CRS" in note for note in labels.notes)


def test_pixels_claimed_by_two_classes_are_dropped_and_by_one_class_twice_kept(tmp_path):
    labels = read(tmp_path, [(box(0, 0, 4, 1), "a"), (box(3, 0, 4, 1), "b"), (box(0, 0, 1, 2), "a")])
    assert drawn(labels)[0, :8].tolist() == [1, 1, 1, 0, 2, 2, 2, 0]
    assert drawn(labels)[1, 0] == 1
    assert any("disagree about them: 1." in note for note in labels.notes)
    assert len(set(zip(labels.rows, labels.cols, strict=True))) == len(labels)


def test_features_without_value_or_geometry_and_lines_are_counted(tmp_path):
    line = f"LINESTRING ({point(0, 0)[7:-1]}, {point(5, 5)[7:-1]})"
    features = [(box(0, 0, 2, 2), "a"), (box(5, 5, 2, 2), "b"), (box(9, 9, 2, 2), None), (None, "a"), (line, "a")]
    said = []
    labels = read(tmp_path, features, said=said)
    assert len(labels) == 8
    assert any("left out: 2 without value or geometry, 1 neither polygon nor point." in note for note in labels.notes)
    assert said == labels.notes


# ---- which classes


def test_texts_are_numbered_in_alphabetical_order(tmp_path):
    labels = read(tmp_path, [(box(0, 0, 1, 1), "wood"), (box(2, 0, 1, 1), "grass"), (box(4, 0, 1, 1), "wood")])
    assert [(c.value, c.name) for c in labels.info.classes] == [(1, "grass"), (2, "wood")]
    assert labels.target.tolist() == [1, 0, 1]


def test_integer_codes_are_kept_as_values_of_the_map(tmp_path):
    labels = read(tmp_path, [(box(0, 0, 1, 1), 1200), (box(2, 0, 1, 1), 11)], field="code", kind=ogr.OFTInteger)
    assert [(c.value, c.name) for c in labels.info.classes] == [(11, "11"), (1200, "1200")]


def test_codes_that_a_map_cannot_hold_get_free_values_and_a_note(tmp_path):
    features = [(box(2 * i, 0, 1, 1), code) for i, code in enumerate([0, 1, 2, 70000])]
    labels = read(tmp_path, features, kind=ogr.OFTInteger64)
    assert {c.name: c.value for c in labels.info.classes} == {"0": 3, "1": 1, "2": 2, "70000": 4}
    assert drawn(labels)[0, :8:2].tolist() == [3, 1, 2, 4]
    assert any("0 becomes 3, 70000 becomes 4" in note for note in labels.notes)


def test_decimal_codes_are_classes_where_they_are_whole_and_an_error_where_not(tmp_path):
    labels = read(tmp_path, [(box(0, 0, 1, 1), 3.0), (box(2, 0, 1, 1), 5.0)], kind=ogr.OFTReal)
    assert [c.value for c in labels.info.classes] == [3, 5]
    with pytest.raises(InputError, match="decimal numbers"):
        read(tmp_path, [(box(0, 0, 1, 1), 3.5), (box(2, 0, 1, 1), 5.0)], kind=ogr.OFTReal)


def test_a_class_off_the_layers_is_left_out_and_the_others_keep_their_values(tmp_path):
    labels = read(tmp_path, [(box(0, 0, 1, 1), "c"), (box(2, 0, 1, 1), "b"), (box(99, 99, 1, 1), "a")])
    assert [(c.value, c.name) for c in labels.info.classes] == [(2, "b"), (3, "c")]
    assert any("for want of a pixel on the layers: a." in note for note in labels.notes)


def test_names_and_colours_come_from_the_style_of_the_layer(tmp_path):
    styles = [("1", "Water", "#0000FF"), ("2.0", "Wood", "not a colour"), ("9", "unused", "#123456")]
    labels = read(tmp_path, [(box(0, 0, 1, 1), 1), (box(2, 0, 1, 1), 2)], kind=ogr.OFTInteger, styles=styles)
    water, wood = labels.info.classes
    assert (water.name, water.color, wood.name) == ("Water", "#0000ff", "Wood")
    assert wood.color == colours(["Wood"])[0]


def test_two_codes_of_one_style_name_are_told_apart(tmp_path):
    styles = [("1", "Wood", "#111111"), ("2", "Wood", "#222222")]
    labels = read(tmp_path, [(box(0, 0, 1, 1), 1), (box(2, 0, 1, 1), 2)], kind=ogr.OFTInteger, styles=styles)
    assert labels.info.names == ["Wood", "Wood (2)"]


def test_more_than_255_classes_are_said_and_more_than_65535_refused(tmp_path):
    grid = Grid(GRID.crs, GRID.transform, 300, 300)
    many = [(point(i % 300 + 0.5, i // 300 + 0.5), i + 1) for i in range(300)]
    labels = read(tmp_path, many, grid=grid, kind=ogr.OFTInteger)
    assert len(labels.info.classes) == 300
    assert any("300 classes" in note for note in labels.notes)


def test_more_classes_than_a_map_can_hold_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("engine.labels.labelled_pixels._LARGEST_VALUE", 3)
    with pytest.raises(InputError, match="has 4 classes; a map can show 3"):
        read(tmp_path, [(box(2 * i, 0, 1, 1), name) for i, name in enumerate("abcd")])


def test_the_class_table_needs_no_grid(tmp_path):
    path = write_vector(tmp_path / "a.gpkg", [(box(0, 0, 1, 1), "water"), (None, "forest")])
    table = class_table(LabelSource(path, "", "class"))
    assert [(c.value, c.name) for c in table] == [(1, "forest"), (2, "water")]


def test_colours_are_distinct_and_the_same_each_time():
    names = ["Forest", "open water", "buildings", "class x"] + [f"c{i}" for i in range(500)]
    chosen = colours(names, taken=["#4e79a7"])
    assert chosen == colours(names, taken=["#4e79a7"])
    assert len(set(chosen)) == len(names) and "#4e79a7" not in chosen
    red, green, blue = (int(chosen[1][i : i + 2], 16) for i in (1, 3, 5))
    assert blue > green > red  # water is blue
    red, green, blue = (int(chosen[0][i : i + 2], 16) for i in (1, 3, 5))
    assert green > max(red, blue)  # a forest is green


def test_a_class_without_a_usual_colour_is_unlike_the_others():
    chosen = colours(["cleared", "Forest", "water", "fallen"])
    points = [np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) for colour in chosen]
    distances = [np.linalg.norm(a - b) for i, a in enumerate(points) for b in points[:i]]
    assert min(distances) > 100


# ---- labels and numbers


def test_labels_are_the_names_between_commas(tmp_path):
    labels = read(tmp_path, [(box(0, 0, 1, 1), "b, a"), (box(2, 0, 1, 1), "c"), (box(4, 0, 1, 1), "a,,a")], "labels")
    assert labels.info.names == ["a", "b", "c"]
    assert labels.target.dtype == np.uint8
    assert labels.target.tolist() == [[1, 1, 0], [0, 0, 1], [1, 0, 0]]


def test_a_number_is_read_as_float32(tmp_path):
    features = [(box(0, 0, 1, 1), 1.5), (box(2, 0, 1, 1), -2.25), (box(4, 0, 1, 1), float("nan"))]
    labels = read_number(tmp_path, features)
    assert labels.target.dtype == np.float32
    assert labels.target.tolist() == [1.5, -2.25]
    assert labels.info.outputs == 1


def read_number(tmp_path, features):
    path = write_vector(tmp_path / "areas.gpkg", features, field="height", kind=ogr.OFTReal)
    return read_labels(LabelSource(path, "areas", "height"), GRID, "number", lambda text: None)


def test_a_constant_number_is_an_error_that_names_the_field(tmp_path):
    with pytest.raises(InputError, match="'height' is 4 everywhere"):
        read_number(tmp_path, [(box(0, 0, 1, 1), 4.0), (box(2, 0, 1, 1), 4.0)])


def test_a_text_field_is_no_number(tmp_path):
    with pytest.raises(InputError, match="'class' of 'Training areas' holds no numbers"):
        read(tmp_path, [(box(0, 0, 1, 1), "4")], "number")


# ---- refusals


def test_a_missing_field_is_an_error_that_lists_the_fields(tmp_path):
    path = write_vector(tmp_path / "a.gpkg", [(box(0, 0, 1, 1), "a")], field="crop")
    with pytest.raises(InputError, match="has no field 'class'; it has crop"):
        read_labels(LabelSource(path, "areas", "class", "Fields"), GRID, "classes", print)


def test_a_missing_layer_is_an_error_that_lists_the_layers(tmp_path):
    path = write_vector(tmp_path / "a.gpkg", [(box(0, 0, 1, 1), "a")])
    with pytest.raises(InputError, match="no layer 'other'; it has areas"):
        read_labels(LabelSource(path, "other", "class"), GRID, "classes", print)


def test_a_missing_file_is_an_error(tmp_path):
    with pytest.raises(InputError, match="'gone' cannot be opened"):
        read_labels(LabelSource(str(tmp_path / "gone.gpkg"), "", "class", "gone"), GRID, "classes", print)


def test_polygons_elsewhere_are_an_error_that_says_so(tmp_path):
    with pytest.raises(InputError, match="No polygon or point of 'Training areas' can be used: 2 outside the layers"):
        read(tmp_path, [(box(100, 0, 1, 1), "a"), (box(102, 0, 1, 1), "b")])


def test_a_single_class_is_an_error(tmp_path):
    with pytest.raises(InputError, match="single class on the layers, 'a'"):
        read(tmp_path, [(box(0, 0, 1, 1), "a"), (box(2, 0, 1, 1), "a")])


# ---- real polygons


def test_the_flanders_parcels_give_back_the_raster_that_they_come_from():
    folder = shared("worldcereal_flanders_patches", "00002806639B424A")
    raster = gdal.Open(str(folder / "labels_croptype.tif"))
    grid = Grid(raster.GetProjection(), raster.GetGeoTransform(), 64, 64)
    source = LabelSource(str(folder / "labels_croptype_polygons.gpkg"), "", "code")
    labels = read_labels(source, grid, "classes", lambda text: None)
    image = np.zeros((64, 64), int)
    image[labels.rows, labels.cols] = np.array([c.value for c in labels.info.classes])[labels.target]
    np.testing.assert_array_equal(image, raster.ReadAsArray())
