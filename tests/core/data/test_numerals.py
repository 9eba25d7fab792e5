"""Columns of numbers: what is read at once is what is read cell by cell."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.data.errors import CellError
from nnviz.core.data.numerals import Numbers, to_numbers

_CELLS = st.one_of(
    st.floats(-1e9, 1e9).map("{:,.2f}".format),
    st.integers(-(10**9), 10**9).map("{:,}".format),
    st.floats(-1e9, 1e9).map(lambda x: f"{x:,.3f}".translate(str.maketrans(",.", ".,"))),
    st.floats(0, 1e9).map(lambda x: f"{x:,.1f}".replace(",", "\u202f")),
    st.sampled_from(["", "NA", "-", "1.5D+02", "1e-3", ".5", "5.", "007", "1,2,3", "inf", "0x1"]),
)
_UNITS = st.sampled_from(["", "%", " %", " km/h", "d"])


def _read(cells: list[str], decimal_comma: bool) -> Numbers | str:
    try:
        return to_numbers(cells, decimal_comma=decimal_comma)
    except CellError as error:
        return str(error)


@given(st.lists(_CELLS, min_size=1, max_size=6), _UNITS, st.booleans())
def test_a_column_means_the_same_read_at_once_or_cell_by_cell(
    cells: list[str], unit: str, decimal_comma: bool
) -> None:
    cells = [cell + unit * any(map(str.isdigit, cell)) for cell in cells]
    together = _read(cells, decimal_comma)
    # A digit of full width is read, but never at once with others.
    apart = _read([*cells, f"１{unit}"], decimal_comma)
    if isinstance(together, str) or isinstance(apart, str):
        assert {type(together), type(apart)} == {str}
    else:
        np.testing.assert_array_equal(together.values, apart.values[:-1])
        assert together.unit == apart.unit or np.isnan(together.values).all()


@pytest.mark.parametrize(
    ("cells", "unit"),
    [
        (["1,200.50", "999.00", "", "12,345,678.90"], ""),
        (["1.200,50", "999,00", "NA", "12.345.678,90"], ""),
        (["$1,200.50", "$999.00", "", "$12,345,678.90"], "$"),
        (["1\u202f200.50 kg", "999.00 kg", "-", "12\u202f345\u202f678.90 kg"], "kg"),
        (["1.2005D+03", "9.99D+02", "NaN", "1.23456789D+07"], ""),
    ],
)
def test_thousands_units_and_holes_are_read(cells: list[str], unit: str) -> None:
    numbers = to_numbers(cells)
    np.testing.assert_allclose(numbers.values, [1200.5, 999, np.nan, 12345678.9])
    assert numbers.unit == unit
