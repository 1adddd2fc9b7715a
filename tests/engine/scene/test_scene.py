"""Scenes of real files: what is read, where it lies, where it has data, and what is refused."""

import subprocess
import sys
import tracemalloc

import numpy as np
import pytest
from osgeo import gdal, osr
from rasters import ORIGIN, ramp, shared, write_raster

from engine.door.errors import InputError
from engine.door.modalities import ModalityInfo
from engine.door.sources import LayerSource
from engine.scene.array_scene import ArrayScene
from engine.scene.grid import Window
from engine.scene.scene import Scene


def opened(layers, **settings):
    """A scene of modality -> path, paths, or LayerSource."""
    sources = {}
    for modality, layer in layers.items():
        paths = (layer,) if isinstance(layer, str) else layer
        sources[modality] = layer if isinstance(layer, LayerSource) else LayerSource(tuple(paths))
    return Scene.open(sources, **settings)


def image(scene, modality, window=None, halo=0):
    return scene.read(window or scene.grid.whole, halo, [modality])[modality]


# ---- values and validity


@pytest.mark.parametrize("dtype", ["u1", "u2", "i2", "i4", "f4", "f8"])
def test_every_real_data_type_is_read_as_float32(tmp_path, dtype):
    values = ramp(2, 4, 5) % 200
    scene = opened({"msi": write_raster(tmp_path / "a.tif", values.astype(dtype))})
    read = image(scene, "msi")
    assert read.values.dtype == np.float32
    np.testing.assert_array_equal(read.values, values)
    assert read.valid.all()


@pytest.mark.parametrize(
    ("dtype", "nodata"), [("u1", 7), ("i2", -9999), ("i4", -(2**31)), ("f4", -3.4028234663852886e38), ("f8", -1.7e308)]
)
def test_nodata_in_any_band_makes_a_pixel_invalid(tmp_path, dtype, nodata):
    values = (ramp(2, 4, 5) % 90 + 10).astype(dtype)
    values[0, 1, 2] = values[1, 3, 0] = nodata
    scene = opened({"msi": write_raster(tmp_path / "a.tif", values, nodata=nodata)})
    assert np.argwhere(~image(scene, "msi").valid).tolist() == [[1, 2], [3, 0]]


@pytest.mark.parametrize("pixel", [10.0, 20.0])
def test_declared_scale_and_offset_give_the_units_whether_warped_or_not(tmp_path, pixel):
    stored = (ramp(2, 4, 4) + 1).astype("u2")
    path = write_raster(tmp_path / "a.tif", stored, pixel=pixel, nodata=0)
    dataset = gdal.Open(path, gdal.GA_Update)
    dataset.GetRasterBand(2).SetScale(0.5)
    dataset.GetRasterBand(2).SetOffset(-3.0)
    dataset = None
    reference = write_raster(tmp_path / "b.tif", np.zeros((1, 8, 8), np.float32))
    scene = opened({"msi": path, "lidar": reference}, reference="lidar")
    plain = write_raster(tmp_path / "c.tif", stored, pixel=pixel, nodata=0)
    expected = image(opened({"msi": plain, "lidar": reference}, reference="lidar"), "msi")
    read = image(scene, "msi")
    there = expected.valid
    np.testing.assert_array_equal(read.valid, there)
    np.testing.assert_allclose(read.values[0][there], expected.values[0][there])
    np.testing.assert_allclose(read.values[1][there], expected.values[1][there] * 0.5 - 3.0)


def test_nodata_that_the_type_cannot_hold_marks_nothing(tmp_path):
    scene = opened({"msi": write_raster(tmp_path / "a.tif", np.full((1, 3, 3), 241, np.uint8), nodata=-9999)})
    assert image(scene, "msi").valid.all()


def test_nan_and_infinity_are_holes_beside_a_nodata_value(tmp_path):
    values = ramp(1, 3, 3)
    values[0, 0, 0], values[0, 1, 1], values[0, 2, 2] = np.nan, np.inf, -1
    valid = image(opened({"sar": write_raster(tmp_path / "a.tif", values, nodata=-1)}), "sar").valid
    assert (~valid == np.eye(3, dtype=bool)).all()


def test_a_mask_band_says_where_data_are(tmp_path):
    mask = np.ones((3, 4), bool)
    mask[1, 2] = False
    scene = opened({"msi": write_raster(tmp_path / "a.tif", ramp(3, 3, 4), mask=mask)})
    assert (image(scene, "msi").valid == mask).all()


def test_a_mask_of_each_band_alone_is_heeded(tmp_path):
    write_raster(tmp_path / "a.tif", ramp(2, 3, 3))
    mask = np.full((1, 3, 3), 255, np.uint8)
    mask[0, 1, 1] = 0
    write_raster(tmp_path / "mask.tif", mask)
    file = '<SourceFilename relativeToVRT="1">{}</SourceFilename><SourceBand>{}</SourceBand>'
    source = f"<SimpleSource>{file}</SimpleSource>"
    band = f'<VRTRasterBand dataType="Float32" band="2">{source.format("a.tif", 2)}<MaskBand><VRTRasterBand>'
    (tmp_path / "a.vrt").write_text(
        '<VRTDataset rasterXSize="3" rasterYSize="3">'
        f'<VRTRasterBand dataType="Float32" band="1">{source.format("a.tif", 1)}</VRTRasterBand>'
        f"{band}{source.format('mask.tif', 1)}</VRTRasterBand></MaskBand></VRTRasterBand></VRTDataset>"
    )
    assert np.argwhere(~image(opened({"msi": str(tmp_path / "a.vrt")}), "msi").valid).tolist() == [[1, 1]]


def test_an_alpha_band_says_where_data_are_and_is_no_data_itself(tmp_path):
    values = np.full((4, 3, 3), 200, np.uint8)
    values[3] = 255
    values[3, 2, 1] = 0
    scene = opened({"rgb": write_raster(tmp_path / "a.tif", values, alpha=True)})
    assert scene.modalities["rgb"].bands == 3
    assert np.argwhere(~image(scene, "rgb").valid).tolist() == [[2, 1]]


@pytest.mark.parametrize("kind", ["nodata", "mask", "alpha", "nan"])
@pytest.mark.parametrize("factor", [2, 0.5])
def test_holes_of_every_kind_stay_holes_on_another_grid(tmp_path, kind, factor):
    """A 4 x 4 hole in a layer of 12 x 12 pixels; the grid's pixels are half or twice as large."""
    values = np.full((2, 12, 12), 50, "f4" if kind == "nan" else "u1")
    settings = {}
    hole = np.zeros((12, 12), bool)
    hole[4:8, 4:8] = True
    if kind == "nodata":
        values[:, hole], settings = 9, {"nodata": 9}
    elif kind == "nan":
        values[:, hole] = np.nan
    elif kind == "mask":
        values[:, hole], settings = 1, {"mask": ~hole}
    else:
        values[1], values[0][hole], settings = np.where(hole, 0, 255), 1, {"alpha": True}
    other = write_raster(tmp_path / "o.tif", values, pixel=10 * factor, **settings)
    grid = write_raster(tmp_path / "g.tif", ramp(1, int(12 * factor), int(12 * factor)))
    read = image(opened({"msi": other, "rgb": grid}, reference="rgb"), "msi")
    expected = hole.repeat(2, 0).repeat(2, 1) if factor == 2 else hole[::2, ::2]
    assert (~read.valid == expected).all()
    np.testing.assert_array_equal(read.values[:, read.valid], 50)


def test_a_hole_in_one_band_of_a_coarser_layer_is_a_hole(tmp_path):
    values = ramp(3, 6, 6)
    values[1, 2, 3] = -1
    coarse = write_raster(tmp_path / "c.tif", values, pixel=20, nodata=-1)
    fine = write_raster(tmp_path / "f.tif", ramp(1, 12, 12))
    valid = image(opened({"msi": coarse, "rgb": fine}), "msi").valid
    assert np.argwhere(~valid).tolist() == [[4, 6], [4, 7], [5, 6], [5, 7]]


# ---- the mirror


@pytest.mark.parametrize("halo", [0, 1, 3, 5, 17])
def test_edges_are_mirrored_as_numpy_pads_with_reflect(tmp_path, halo):
    values = ramp(2, 5, 7)
    values[:, 1, 2] = np.nan
    scene = opened({"msi": write_raster(tmp_path / "a.tif", values)})
    padded = np.pad(values, ((0, 0), (halo, halo), (halo, halo)), "reflect")
    for window in [scene.grid.whole, Window(0, 0, 2, 3), Window(3, 4, 2, 3), Window(2, 2, 1, 1)]:
        read = image(scene, "msi", window, halo)
        rows, cols = window.rows + 2 * halo, window.cols + 2 * halo
        expected = padded[:, window.row : window.row + rows, window.col : window.col + cols]
        np.testing.assert_array_equal(read.values, expected)
        np.testing.assert_array_equal(read.valid, ~np.isnan(expected[0]))


def test_a_scene_of_one_pixel_mirrors_itself(tmp_path):
    scene = opened({"msi": write_raster(tmp_path / "a.tif", np.full((1, 1, 1), 3, np.float32))})
    np.testing.assert_array_equal(image(scene, "msi", halo=4).values, np.full((1, 9, 9), 3))


def test_an_array_scene_reads_as_the_file_scene_of_the_same_values(tmp_path):
    values = ramp(6, 9, 8)
    values[2:4, 1, 2] = np.nan
    values[:, 4, 4] = np.nan
    path = write_raster(tmp_path / "a.tif", values)
    scene = opened({"msi": LayerSource((path,), 3)})
    arrays = ArrayScene({"msi": values}, scene.grid, scene.modalities)
    for window, halo in [(scene.grid.whole, 0), (Window(3, 3, 4, 4), 2), (Window(0, 0, 2, 2), 11)]:
        one, other = image(scene, "msi", window, halo), image(arrays, "msi", window, halo)
        np.testing.assert_array_equal(one.values, other.values)
        np.testing.assert_array_equal(one.valid, other.valid)


# ---- one grid


def test_the_finest_layer_gives_the_grid_and_ties_go_to_the_registry_order(tmp_path):
    coarse = write_raster(tmp_path / "c.tif", ramp(1, 4, 4), pixel=20)
    fine = write_raster(tmp_path / "f.tif", ramp(1, 8, 8))
    assert opened({"sar": fine, "hsi": coarse, "rgb": fine}).reference == "sar"
    assert list(opened({"rgb": fine, "hsi": coarse}).modalities) == ["hsi", "rgb"]
    assert opened({"sar": fine, "hsi": coarse}, reference="hsi").grid.rows == 4


def test_the_finest_layer_is_found_across_degrees_and_metres(tmp_path):
    degrees = write_raster(tmp_path / "d.tif", ramp(1, 30, 30), transform=(2.99, 0.001, 0, 50.56, 0, -0.001), epsg=4326)
    metres = write_raster(tmp_path / "m.tif", ramp(1, 20, 20), pixel=30)
    scene = opened({"hsi": degrees, "sar": metres})
    assert scene.reference == "sar"
    assert 80 < scene.modalities["hsi"].pixel_size < 100  # 0.001 degrees at 50.5 degrees north, in metres


def test_a_coarser_layer_is_interpolated_linearly_between_pixel_centres(tmp_path):
    values = ramp(2, 6, 6)
    coarse = write_raster(tmp_path / "c.tif", values, pixel=20)
    fine = write_raster(tmp_path / "f.tif", ramp(1, 12, 12))
    at = np.clip((np.arange(12) + 0.5) / 2 - 0.5, 0, 5)
    expected = np.stack([[[10000 * b + 100 * r + c + 1 for c in at] for r in at] for b in range(2)])
    np.testing.assert_allclose(image(opened({"msi": coarse, "rgb": fine}), "msi").values, expected, rtol=1e-5)


def test_a_finer_layer_is_averaged(tmp_path):
    values = np.random.default_rng(0).normal(size=(2, 12, 12)).astype(np.float32)
    fine = write_raster(tmp_path / "f.tif", values, pixel=5)
    coarse = write_raster(tmp_path / "c.tif", ramp(1, 3, 3), pixel=20)
    read = image(opened({"rgb": fine, "hsi": coarse}, reference="hsi"), "rgb")
    np.testing.assert_allclose(read.values, values.reshape(2, 3, 4, 3, 4).mean((2, 4)), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("factor", [2, 0.5])
def test_categories_take_the_nearest_pixel(tmp_path, factor):
    values = np.random.default_rng(0).integers(1, 200, (1, 8, 8)).astype(np.uint8)
    path = write_raster(tmp_path / "c.tif", values, pixel=10 * factor)
    dataset = gdal.Open(path, gdal.GA_Update)
    table = gdal.ColorTable()
    table.SetColorEntry(1, (1, 2, 3, 255))
    dataset.GetRasterBand(1).SetColorTable(table)
    del dataset
    grid = write_raster(tmp_path / "g.tif", ramp(1, int(8 * factor), int(8 * factor)))
    read = image(opened({"other": path, "rgb": grid}, reference="rgb"), "other").values
    assert set(np.unique(read)) <= set(np.unique(values))


def test_windows_of_a_warped_layer_fit_together(tmp_path):
    values = np.random.default_rng(0).normal(size=(3, 50, 50)).astype(np.float32)
    coarse = write_raster(tmp_path / "c.tif", values, pixel=37)
    fine = write_raster(tmp_path / "f.tif", ramp(1, 180, 180))
    scene = opened({"msi": coarse, "rgb": fine})
    whole = image(scene, "msi").values
    for window in scene.grid.windows(67):
        part = image(scene, "msi", window).values
        expected = whole[:, window.row : window.row + window.rows, window.col : window.col + window.cols]
        np.testing.assert_array_equal(part, expected)


def test_a_layer_with_the_same_pixels_but_another_extent_is_not_resampled(tmp_path):
    reference = write_raster(tmp_path / "r.tif", ramp(1, 6, 6))
    values = ramp(2, 8, 8)
    other = write_raster(tmp_path / "o.tif", values, origin=(ORIGIN[0] - 20, ORIGIN[1] + 30))
    read = image(opened({"hsi": reference, "sar": other}), "sar")
    np.testing.assert_array_equal(read.values[:, :5], values[:, 3:, 2:])
    assert (read.valid == (np.arange(6) < 5)[:, None]).all()


def test_south_up_and_east_left_rasters_are_turned_round(tmp_path):
    values = ramp(1, 4, 5)
    transform = (ORIGIN[0] + 50, -10.0, 0.0, ORIGIN[1] - 40, 0.0, 10.0)
    turned = write_raster(tmp_path / "t.tif", values[:, ::-1, ::-1], transform=transform)
    scene = opened({"msi": turned, "sar": write_raster(tmp_path / "a.tif", values)})
    assert scene.grid.transform == (ORIGIN[0], 10.0, 0.0, ORIGIN[1], 0.0, -10.0)
    np.testing.assert_array_equal(image(scene, "msi").values, values)
    np.testing.assert_array_equal(image(scene, "msi", Window(0, 1, 2, 2)).values, values[:, :2, 1:3])


def test_layers_of_another_crs_land_on_the_right_pixels(tmp_path):
    """A layer in degrees whose values are its own coordinates, read on a grid in metres."""
    transform = (2.99, 0.0005, 0, 50.56, 0, -0.0005)
    row, col = np.mgrid[0:60, 0:80] + 0.5
    values = np.stack([2.99 + 0.0005 * col, 50.56 - 0.0005 * row]).astype(np.float64)
    degrees = write_raster(tmp_path / "d.tif", values, transform=transform, epsg=4326)
    metres = write_raster(tmp_path / "m.tif", ramp(1, 20, 30))
    scene = opened({"lidar": degrees, "rgb": metres}, reference="rgb")
    read = image(scene, "lidar")
    assert read.valid.all()
    change = osr.CoordinateTransformation(_lonlat(32631), _lonlat(4326))
    for r, c in [(0, 0), (7, 21), (19, 29)]:
        longitude, latitude, _ = change.TransformPoint(ORIGIN[0] + 10 * (c + 0.5), ORIGIN[1] - 10 * (r + 0.5))
        np.testing.assert_allclose(read.values[:, r, c], [longitude, latitude], atol=0.0005 * 0.15)


def _lonlat(epsg):
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(epsg)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return reference


# ---- bands


def test_an_envi_cube_of_100_bands_drops_bad_bands_and_knows_its_wavelengths(tmp_path):
    values = ramp(100, 6, 5)
    path = write_raster(tmp_path / "cube", values, driver="ENVI", options=["INTERLEAVE=BIP"])
    good = [0 if 40 <= b < 50 else 1 for b in range(100)]
    with open(tmp_path / "cube.hdr", "a", encoding="utf-8") as header:
        header.write("wavelength units = Micrometers\n")
        header.write("wavelength = {" + ", ".join(f"{0.4 + 0.01 * b:.3f}" for b in range(100)) + "}\n")
        header.write("bbl = {" + ", ".join(map(str, good)) + "}\n")
    warnings = []
    scene = opened({"hsi": path}, warn=warnings.append)
    info = scene.modalities["hsi"]
    kept = [b for b in range(100) if good[b]]
    assert info.bands == 90
    np.testing.assert_allclose(info.wavelengths, [400 + 10 * b for b in kept], atol=1e-3)
    np.testing.assert_array_equal(image(scene, "hsi").values, values[kept])
    assert any("marks them as bad: 10." in text for text in warnings)


@pytest.mark.parametrize(
    ("metadata", "nanometres"),
    [
        ({"wavelength": "0.49", "wavelength_units": "Micrometers"}, 490),
        ({"WAVELENGTH": "490", "WAVELENGTH_UNITS": "Nanometers"}, 490),
        ({"wavelength": "0.49"}, 490),
    ],
)
def test_wavelengths_of_bands_are_nanometres(tmp_path, metadata, nanometres):
    scene = opened({"msi": write_raster(tmp_path / "a.tif", ramp(1, 2, 2), band_metadata=[metadata])})
    assert scene.modalities["msi"].wavelengths == (nanometres,)


def test_the_imagery_domain_gives_wavelengths(tmp_path):
    path = write_raster(tmp_path / "a.tif", ramp(1, 2, 2))
    dataset = gdal.Open(path, gdal.GA_Update)
    dataset.GetRasterBand(1).SetMetadataItem("CENTRAL_WAVELENGTH_UM", "0.842", "IMAGERY")
    del dataset
    assert opened({"msi": path}).modalities["msi"].wavelengths == (842.0,)


def test_a_model_picks_its_bands_by_name(tmp_path):
    values = ramp(4, 3, 3)
    path = write_raster(tmp_path / "a.tif", values, names=["B08", "B02", "B11", "B04"])
    expected = {"msi": ModalityInfo("msi", 3, band_names=("B02", "B04", "B08"))}
    scene = opened({"msi": path}, expected=expected)
    np.testing.assert_array_equal(image(scene, "msi").values, values[[1, 3, 0]])
    assert scene.modalities["msi"].band_names == ("B02", "B04", "B08")


def test_a_model_that_wants_more_bands_says_both_numbers(tmp_path):
    path = write_raster(tmp_path / "x.tif", ramp(48, 3, 3))
    with pytest.raises(InputError, match="wants 144 hyperspectral bands; the Hyperspectral layer 'x.tif' has 48"):
        opened({"hsi": path}, expected={"hsi": ModalityInfo("hsi", 144)})


def test_a_modality_that_the_model_does_not_know_is_refused(tmp_path):
    path = write_raster(tmp_path / "x.tif", ramp(1, 3, 3))
    with pytest.raises(InputError, match="no use for LiDAR.*Hyperspectral"):
        opened({"lidar": path}, expected={"hsi": ModalityInfo("hsi", 1)})


# ---- series


def test_one_raster_a_date_is_a_series_in_the_given_order(tmp_path):
    values = ramp(6, 4, 4)
    paths = [write_raster(tmp_path / f"s2_2018030{i + 1}.tif", values[2 * i : 2 * i + 2]) for i in (1, 0, 2)]
    scene = opened({"msi": paths})
    assert scene.modalities["msi"].dates == ("2018-03-02", "2018-03-01", "2018-03-03")
    np.testing.assert_array_equal(image(scene, "msi").values, values[[2, 3, 0, 1, 4, 5]])


def test_bands_that_cannot_be_shared_among_the_dates_are_an_error(tmp_path):
    path = write_raster(tmp_path / "x.tif", ramp(7, 3, 3))
    with pytest.raises(InputError, match="'x.tif' was given 3 dates, but its 7 bands"):
        opened({"msi": LayerSource((path,), 3)})


def test_dates_with_different_bands_are_an_error(tmp_path):
    paths = [write_raster(tmp_path / f"{n}.tif", ramp(n, 3, 3)) for n in (2, 3)]
    with pytest.raises(InputError, match="'3.tif' has 3 bands.*'2.tif' 2"):
        opened({"sar": paths})


def test_a_model_tells_the_dates_of_a_layer_that_is_given_without(tmp_path):
    path = write_raster(tmp_path / "x.tif", ramp(6, 3, 3))
    scene = opened({"msi": path}, expected={"msi": ModalityInfo("msi", 6, dates=("a", "b", "c"))})
    assert scene.modalities["msi"].steps == 3


# ---- refusals


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match="SAR layer 'gone.tif' does not exist"):
        opened({"sar": str(tmp_path / "gone.tif")})


def test_a_file_that_is_no_raster_is_named(tmp_path):
    (tmp_path / "notes.txt").write_text("no raster")
    with pytest.raises(InputError, match="SAR layer 'notes.txt' cannot be opened as a raster"):
        opened({"sar": str(tmp_path / "notes.txt")})


def test_complex_data_are_refused(tmp_path):
    path = write_raster(tmp_path / "slc.tif", np.ones((1, 3, 3), np.complex64))
    with pytest.raises(InputError, match="SAR layer 'slc.tif' holds complex numbers"):
        opened({"sar": path})


def test_a_rotated_geotransform_is_refused(tmp_path):
    path = write_raster(tmp_path / "r.tif", ramp(1, 3, 3), transform=(0.0, 10.0, 1.0, 0.0, 1.0, -10.0))
    with pytest.raises(InputError, match="'r.tif' has a rotated geotransform"):
        opened({"rgb": path})


@pytest.mark.parametrize("epsg", [32631, 4326])
def test_layers_that_do_not_overlap_are_named(tmp_path, epsg):
    here = write_raster(tmp_path / "here.tif", ramp(1, 3, 3))
    far = (9e5, 10.0, 0.0, 5e6, 0.0, -10.0) if epsg == 32631 else (8.0, 0.001, 0.0, 45.0, 0.0, -0.001)
    there = write_raster(tmp_path / "there.tif", ramp(1, 3, 3), transform=far, epsg=epsg)
    with pytest.raises(InputError, match="SAR layer 'there.tif' does not overlap the Multispectral layer 'here.tif'"):
        opened({"msi": here, "sar": there}, reference="msi")


def test_a_layer_without_a_valid_pixel_is_named(tmp_path):
    good = write_raster(tmp_path / "good.tif", ramp(1, 5, 5))
    void = write_raster(tmp_path / "void.tif", np.full((2, 5, 5), -1, np.float32), nodata=-1)
    with pytest.raises(InputError, match="LiDAR or elevation layer 'void.tif' has no valid pixel"):
        opened({"msi": good, "lidar": void})


def test_one_valid_pixel_in_the_last_corner_is_found(tmp_path):
    values = np.full((1, 600, 600), np.nan, np.float32)
    values[0, 599, 599] = 1
    assert image(opened({"sar": write_raster(tmp_path / "a.tif", values)}), "sar").valid.sum() == 1


def test_a_layer_without_crs_of_the_reference_size_is_taken_pixel_by_pixel_with_a_warning(tmp_path):
    values = ramp(2, 5, 6)
    bare = write_raster(tmp_path / "bare.tif", values, epsg=None)
    placed = write_raster(tmp_path / "placed.tif", ramp(1, 5, 6))
    warnings = []
    scene = opened({"hsi": bare, "lidar": placed}, warn=warnings.append)
    assert scene.reference == "lidar"
    assert scene.grid.crs
    assert ["'bare.tif' has no CRS" in text for text in warnings] == [True]
    np.testing.assert_array_equal(image(scene, "hsi").values, values)


def test_a_layer_without_crs_of_another_size_is_refused(tmp_path):
    bare = write_raster(tmp_path / "bare.tif", ramp(2, 5, 7), epsg=None)
    placed = write_raster(tmp_path / "placed.tif", ramp(1, 5, 6))
    with pytest.raises(InputError, match="'bare.tif' has no CRS.*5 x 7.*5 x 6"):
        opened({"hsi": bare, "lidar": placed})


# ---- real data, memory, and where GDAL is not


def test_the_flanders_layers_of_10_and_20_m_share_their_corner():
    folder = shared("worldcereal_flanders_patches", "00002806639B424A")
    files = {"msi": "s2_10m_monthly.tif", "sar": "s1_20m_monthly.tif", "other": "l8_sr_30m_seasonal.tif"}
    dates = {"msi": 8, "sar": 8, "other": 3}
    scene = opened({m: LayerSource((str(folder / name),), dates[m]) for m, name in files.items()})
    assert scene.reference == "msi"
    assert scene.modalities["sar"].pixel_size == 20
    assert scene.modalities["msi"].dates == tuple(f"2018-{month:02}" for month in range(3, 11))
    assert scene.modalities["other"].dates == ("2018-MAM", "2018-JJA", "2018-SON")
    images = scene.read(scene.grid.whole)
    own = gdal.Open(str(folder / files["sar"])).ReadAsArray()
    # the mean of four bilinear pixels gives the coarse pixel back but for its neighbours' pull: nothing is shifted
    back = images["sar"].values.reshape(16, 32, 2, 32, 2).mean((2, 4))[:, 1:-1, 1:-1]
    inner = own[:, 1:-1, 1:-1]
    pulled = 0.75**2 * inner + _neighbours(own, 0.75 * 0.125) + _diagonals(own, 0.125**2)
    np.testing.assert_allclose(back, pulled, rtol=1e-4)


def _neighbours(a, weight):
    return weight * (a[:, :-2, 1:-1] + a[:, 2:, 1:-1] + a[:, 1:-1, :-2] + a[:, 1:-1, 2:])


def _diagonals(a, weight):
    return weight * (a[:, :-2, :-2] + a[:, :-2, 2:] + a[:, 2:, :-2] + a[:, 2:, 2:])


def test_clouds_in_the_first_landsat_season_are_filled_from_the_next():
    folder = shared("worldcereal_flanders_patches", "00002806639B424A")
    own = gdal.Open(str(folder / "l8_sr_30m_seasonal.tif")).ReadAsArray().reshape(3, 6, 64, 64)
    cloudy = np.isnan(own[0]).any(0) & np.isfinite(own[1:]).all((0, 1))
    assert cloudy.mean() > 0.2
    scene = opened({"msi": LayerSource((str(folder / "l8_sr_30m_seasonal.tif"),), 3)})
    read = image(scene, "msi")
    assert read.valid[cloudy].all()
    np.testing.assert_array_equal(read.values.reshape(3, 6, 64, 64)[0][:, cloudy], own[1][:, cloudy])


def test_the_landsat_and_elevation_pair_is_read_as_it_is():
    folder = shared("rstoolbox_lsat_srtm")
    scene = opened({"msi": str(folder / "landsat5_tm.tif"), "lidar": str(folder / "srtm.tif")})
    window = Window(100, 50, 30, 40)
    images = scene.read(window)
    for modality, name in (("msi", "landsat5_tm.tif"), ("lidar", "srtm.tif")):
        own = np.atleast_3d(gdal.Open(str(folder / name)).ReadAsArray(50, 100, 40, 30))
        np.testing.assert_array_equal(images[modality].values, own.reshape(-1, 30, 40))


def test_memory_follows_the_window_not_the_scene(tmp_path):
    path = tmp_path / "large.tif"
    options = ["TILED=YES", "SPARSE_OK=TRUE", "COMPRESS=DEFLATE"]
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), 40_000, 40_000, 4, gdal.GDT_Float32, options)
    dataset.SetGeoTransform((ORIGIN[0], 1, 0, ORIGIN[1], 0, -1))
    del dataset
    tracemalloc.start()
    scene = opened({"msi": str(path)})
    image(scene, "msi", Window(39_900, 39_900, 100, 100), 5)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20e6  # the scene holds 25 GB


def test_array_scenes_and_patches_work_where_there_is_no_gdal():
    code = (
        "import sys; sys.modules['osgeo'] = None\n"
        "import numpy as np, engine.samples.patches\n"
        "from engine.scene.array_scene import ArrayScene\n"
        "scene = ArrayScene({'sar': np.zeros((1, 3, 3))})\n"
        "print(scene.read(scene.grid.whole)['sar'].valid.sum())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "9"
