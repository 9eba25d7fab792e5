"""Tables that are in memory already."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.data.memory import frame_of, frames_of


class Frame:
    """What frames of pandas and Polars have in common."""

    def __init__(self, **columns: list[Any]) -> None:
        self.columns, self._values = list(columns), columns

    def __getitem__(self, name: str) -> list[Any]:
        return self._values[name]


TABLES = {
    "mapping": {"a": [1, 2], "b": [3.0, 4.0]},
    "by index": {"a": {0: 1, 1: 2}, "b": {0: 3.0, 1: 4.0}},
    "records": [{"a": 1, "b": 3.0}, {"a": 2, "b": 4.0}],
    "frame": Frame(a=[1, 2], b=[3.0, 4.0]),
    "structured": np.array([(1, 3.0), (2, 4.0)], dtype=[("a", int), ("b", float)]),
}


@pytest.mark.parametrize("given", TABLES.values(), ids=TABLES)
def test_a_table_is_its_columns_by_name(given: Any) -> None:
    frame = frame_of(given)
    assert frame.names == ("a", "b")
    np.testing.assert_array_equal([column.values for column in frame], [[1, 2], [3, 4]])


def test_an_array_has_a_row_for_each_row_and_columns_by_number() -> None:
    frame = frame_of(np.arange(6.0).reshape(3, 2))
    assert frame.names == ("column 1", "column 2")
    np.testing.assert_array_equal(frame["column 2"].values, [1, 3, 5])
    np.testing.assert_array_equal(frame_of([0.7, 0.5])["column 1"].values, [0.7, 0.5])


def test_several_tables_are_called_by_their_names_or_places() -> None:
    both = frames_of({"small": TABLES["mapping"], "large": TABLES["frame"]})
    assert [frame.path.name for frame in both] == ["small", "large"]
    assert [frame.path.name for frame in frames_of([TABLES["frame"]] * 2)] == ["table 1", "table 2"]


def test_a_list_of_records_is_one_table_and_a_list_of_tables_several() -> None:
    records: list[dict[str, Any]] = [{"step": 1, "loss": 2.0}, {"step": 2, "val_loss": 3.0}]
    (frame,) = frames_of(records)
    assert frame.names == ("step", "loss", "val_loss")
    assert frame["loss"].empty.tolist() == [False, True]
    assert len(frames_of([TABLES["mapping"]] * 2)) == 2


def test_an_index_with_a_name_is_a_column() -> None:
    pandas = pytest.importorskip("pandas")
    frame = frame_of(pandas.DataFrame({"loss": [3.0, 2.0]}).rename_axis("epoch"))
    assert frame.names == ("epoch", "loss")
    assert frame_of(pandas.DataFrame({"loss": [3.0, 2.0]})).names == ("loss",)


def test_text_is_read_as_that_of_a_file() -> None:
    frame = frame_of({"acc": ["50.5%", "60%", None], "note": ["a", "b", "c"]})
    np.testing.assert_array_equal(frame["acc"].values, [50.5, 60, np.nan])
    assert (frame["acc"].unit, frame["note"].kind) == ("%", "words")
    with pytest.raises(ValueError, match="its column acc, row 3: '7 kg' is not a number written"):
        frame_of({"acc": ["50%", "60%", "7 kg"]})


def test_tensors_that_remember_how_they_came_about_are_numbers() -> None:
    torch = pytest.importorskip("torch")
    losses = [torch.tensor(2.0, requires_grad=True) * i for i in (1.0, 2.0)]
    np.testing.assert_array_equal(frame_of({"loss": losses})["loss"].values, [2, 4])


def test_what_is_none_is_empty_and_a_loss_that_breaks_is_no_number() -> None:
    frame = frame_of({"sparse": [None, 1.0, None, 2.0], "broken": [1.0, 2.0, np.nan, np.nan]})
    assert frame["sparse"].empty.tolist() == [True, False, True, False]
    assert not frame["broken"].empty.any()
    assert np.isnan(frame["broken"].values[2:]).all()


def test_what_is_given_may_change_afterwards() -> None:
    values = np.ones(3)
    frame = frame_of({"a": values})
    values[:] = 0
    assert frame["a"].values.tolist() == [1, 1, 1]
    with pytest.raises(ValueError, match="read-only"):
        frame["a"].values[0] = 2


def test_frames_of_pandas_are_tables() -> None:
    pandas = pytest.importorskip("pandas")
    frame = frame_of(pandas.DataFrame({"a": pandas.array([1, None], dtype="Float64")}))
    assert frame["a"].empty.tolist() == [False, True]


def test_frames_of_polars_are_tables() -> None:
    polars = pytest.importorskip("polars")
    frame = frame_of(polars.DataFrame({"a": [1.0, None], "b": ["x", "y"]}))
    assert frame["a"].empty.tolist() == [False, True]
    assert frame["b"].kind == "words"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"a": [1, 2], "b": [1]}, r"lengths \[1, 2\]"),
        ({"a": np.ones((2, 2))}, r"column a has shape \(2, 2\)"),
        ({}, "no rows"),
        ([], "no rows"),
        ({1, 2}, "of the type set"),
        (3.0, "of the type float"),
        (np.ones((2, 2, 2)), "of the type ndarray"),
        ("log.csv", "of the type str"),
    ],
)
def test_what_is_no_table_is_refused(given: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        frames_of(given)
