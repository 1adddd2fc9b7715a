"""Which bands of a layer stand for those of a model."""

import pytest

from engine.door.errors import InputError
from engine.door.modalities import ModalityInfo
from engine.scene.rasters.bands import match_bands

LABEL = "Multispectral layer 'x.tif'"


def layer(*names, dates=(), wavelengths=(), bands=0, modality="msi"):
    return ModalityInfo(
        modality, bands or len(names) or len(wavelengths), dates=dates, band_names=names, wavelengths=wavelengths
    )


def test_bands_are_picked_and_reordered_by_name():
    assert match_bands(layer("B08", "B02", "B11", "B04"), layer("B02", "B04", "B08"), LABEL) == [1, 3, 0]


def test_generic_names_do_not_count_as_names():
    assert match_bands(layer("Band 2", "Band 1"), layer("Band 1", "Band 2"), LABEL) == [0, 1]


def test_repeated_names_do_not_count_as_names():
    assert match_bands(layer("VV", "VH"), layer("VH", "VH"), LABEL) == [0, 1]


def test_wavelengths_within_half_a_spacing_are_matched():
    found = layer(wavelengths=(402.0, 409.0, 421.0, 431.0, 441.0), modality="hsi")
    assert match_bands(found, layer(wavelengths=(420.0, 400.0, 440.0), modality="hsi"), LABEL) == [2, 0, 4]


def test_wavelengths_of_another_sensor_are_an_error():
    found = layer(wavelengths=(1000.0, 1010.0), modality="hsi")
    with pytest.raises(InputError, match="1000 to 1010 nm.*400 to 410 nm"):
        match_bands(found, layer(wavelengths=(400.0, 410.0), modality="hsi"), LABEL)


def test_shared_wavelengths_of_two_detectors_do_not_stop_the_same_sensor():
    sensor = layer(wavelengths=(400.0, 410.0, 410.0, 420.0), modality="hsi")
    assert match_bands(sensor, sensor, LABEL) == [0, 1, 2, 3]


def test_without_names_and_wavelengths_the_order_counts():
    assert match_bands(layer(bands=3), layer("B02", "B03", "B04"), LABEL) == [0, 1, 2]


def test_a_wrong_number_of_bands_is_an_error_with_both_numbers():
    with pytest.raises(InputError, match="wants 144 hyperspectral bands; the Hyper 'x.tif' has 48"):
        match_bands(layer(bands=48, modality="hsi"), layer(bands=144, modality="hsi"), "Hyper 'x.tif'")


def test_a_sensor_keeps_its_capitals_inside_a_sentence():
    with pytest.raises(InputError, match="wants 2 SAR bands; the SAR 'x.tif' has 1"):
        match_bands(layer(bands=1, modality="sar"), layer(bands=2, modality="sar"), "SAR 'x.tif'")


def test_some_matching_names_among_others_are_an_error_not_a_guess():
    with pytest.raises(InputError, match="lacks the bands 'B02'"):
        match_bands(layer("B03", "B04", "B08"), layer("B02", "B03", "B04"), LABEL)


def test_a_wrong_number_of_dates_is_an_error_with_both_numbers():
    with pytest.raises(InputError, match="wants 3 dates.*has 2"):
        match_bands(layer(bands=6, dates=("1", "2")), layer(bands=6, dates=("1", "2", "3")), LABEL)


def test_a_series_of_another_year_is_matched_by_the_names_of_its_bands():
    found = layer("B08_2019-03", "B02_2019-03", "B08_2019-04", "B02_2019-04", dates=("2019-03", "2019-04"))
    expected = layer("B02_2018-03", "B08_2018-03", "B02_2018-04", "B08_2018-04", dates=("2018-03", "2018-04"))
    assert match_bands(found, expected, LABEL) == [1, 0, 3, 2]
