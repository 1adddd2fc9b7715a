"""Time series: dates from names, gaps closed along time."""

import numpy as np
import pytest

from engine.door.modalities import ModalityInfo
from engine.scene.image import to_image
from engine.scene.rasters.series import date_in, dates_of, fill_gaps, times, without_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("B02_2018-03", "2018-03"),
        ("S2A_20180315T103021_B04", "2018-03-15"),
        ("VV 2019_11_02", "2019-11-02"),
        ("B02_2018-MAM", "2018-MAM"),
        ("ndvi_1999", "1999"),
        ("B12", ""),
        ("s04_w050_1arc_v3", ""),
        ("820190", ""),
    ],
)
def test_a_date_is_found_in_a_name(text, date):
    assert date_in(text) == date


def test_a_name_without_its_date_is_the_band():
    assert without_date("B02_2018-03") == "B02"
    assert without_date("20180315_VV_dB") == "VV_dB"
    assert without_date("B8A") == "B8A"


def test_dates_that_are_not_told_apart_are_numbered():
    assert dates_of([["a_2018-03"], ["a_2018-04"]]) == ("2018-03", "2018-04")
    assert dates_of([["a_2018"], ["b_2018"]]) == ("1", "2")
    assert dates_of([["a"], ["b_2018"], []]) == ("1", "2", "3")


def test_calendar_dates_are_spaced_in_days_and_others_evenly():
    assert np.diff(times(["2018-01-01", "2018-01-11", "2018-02-10"])).tolist() == [10, 30]
    assert times(["2018-MAM", "2018-JJA"]).tolist() == [0, 1]
    assert times(["2018-03", "2018-02"]).tolist() == [0, 1]


def slowly_filled(series, valid, at):
    """One pixel's series (dates, bands), gaps closed by numpy.interp band by band."""
    return np.stack([np.interp(at, at[valid], band[valid]) for band in series.T], axis=1)


def test_gaps_are_interpolated_in_time_as_numpy_does_pixel_by_pixel():
    rng = np.random.default_rng(0)
    dates, bands, rows, cols = 7, 3, 6, 5
    values = rng.normal(size=(dates, bands, rows, cols)).astype(np.float32)
    valid = rng.random((dates, rows, cols)) < 0.6
    at = np.array([0.0, 5, 6, 20, 21, 30, 100])
    holed = np.where(valid[:, None], values, np.nan).astype(np.float32)
    filled, enough = fill_gaps(holed, valid, at)
    assert (enough == (valid.sum(0) >= 4)).all()
    assert 0 < enough.sum() < enough.size
    for row, col in zip(*np.nonzero(enough), strict=True):
        expected = slowly_filled(values[:, :, row, col], valid[:, row, col], at)
        np.testing.assert_allclose(filled[:, :, row, col], expected, rtol=1e-5, atol=1e-6)


def test_a_date_counts_as_missing_where_any_of_its_bands_is():
    info = ModalityInfo("msi", 6, dates=("1", "2", "3"))
    values = np.arange(6, dtype=np.float32).reshape(6, 1, 1)
    values[2] = np.nan  # first band of the second date: between 0 and 4; its second band between 1 and 5
    image = to_image(values, info)
    assert image.valid.all()
    np.testing.assert_allclose(image.values[:, 0, 0], [0, 1, 2, 3, 4, 5])


@pytest.mark.parametrize(("dates", "needed"), [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3)])
def test_a_pixel_needs_half_of_its_dates_rounded_up(dates, needed):
    valid = np.tri(dates + 1, dates, -1, dtype=bool).T[:, :, None]  # pixel k has k valid dates
    _, enough = fill_gaps(np.ones((dates, 1, dates + 1, 1), np.float32), valid, np.arange(dates, dtype=float))
    assert enough[:, 0].tolist() == [k >= needed for k in range(dates + 1)]
