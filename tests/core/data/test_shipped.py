"""The shipped data is what its sources say it is."""

from importlib.resources import files

import numpy as np
import pytest

from nnviz.core.data import digits, temperatures


def test_there_are_1797_digits_of_64_pixels_between_zero_and_one():
    data = digits()
    assert data.inputs.shape == (1797, 64)
    assert data.inputs.dtype == np.float64
    assert (data.inputs.min(), data.inputs.max()) == (0.0, 1.0)
    assert data.images.shape == (1797, 8, 8)


def test_digit_classes_have_the_counts_that_uci_states_for_the_test_set():
    # optdigits.names, "Class Distribution", testing: 178 182 177 183 181 182 181 179 174 180
    counts = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    np.testing.assert_array_equal(np.bincount(digits().targets), counts)


def test_the_first_digit_is_the_zero_at_the_head_of_ucis_file():
    # optdigits.tes, first line, first two rows of pixels
    top = np.array([[0, 0, 5, 13, 9, 1, 0, 0], [0, 0, 13, 15, 10, 15, 5, 0]])
    np.testing.assert_array_equal(digits().images[0, :2] * 16, top)
    assert digits().targets[0] == 0


def test_digits_are_the_same_as_scikit_learns():
    theirs = pytest.importorskip("sklearn.datasets").load_digits()
    np.testing.assert_array_equal(digits().inputs * 16, theirs.data)
    np.testing.assert_array_equal(digits().targets, theirs.target)


def test_the_authors_of_the_digits_and_their_terms_are_named():
    assert "Alpaydin" in digits().source
    assert "Kaynak" in digits().source
    assert "CC BY 4.0" in digits().source
    assert "NOAA" in temperatures().source


def test_temperatures_cover_every_day_of_four_years():
    series = temperatures()
    assert len(series) == 3 * 365 + 366
    assert series.dates is not None
    assert series.dates[0] == np.datetime64("2012-01-01")
    assert series.dates[-1] == np.datetime64("2015-12-31")
    assert series.missing == 0


def test_the_first_day_of_the_temperatures_is_that_of_seattle_weather():
    # vega-datasets, seattle-weather.csv: 2012/01/01,0.0,12.8,5.0,4.7,drizzle
    assert temperatures("temp_max").values[0] == 12.8
    assert temperatures("temp_min").values[0] == 5.0


def test_no_day_is_colder_at_its_highest_than_at_its_lowest():
    assert (temperatures("temp_max").values >= temperatures("temp_min").values).all()


def test_an_unknown_temperature_column_is_refused_with_those_that_exist():
    with pytest.raises(ValueError, match=r"column must be one of temp_max, temp_min; got 'rain'"):
        temperatures("rain")


def test_sources_stand_beside_the_files():
    text = (files("nnviz.core.data") / "assets" / "SOURCES.md").read_text(encoding="utf-8")
    assert "digits.npz" in text
    assert "seattle-temperatures.csv" in text
