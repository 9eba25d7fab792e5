"""A whole table is read column by column, and what cannot be read is said."""

import numpy as np
import pytest

from nnviz.core.data import DataError, read_frame


@pytest.fixture
def frame(tmp_path):
    def read(text):
        path = tmp_path / "log.csv"
        path.write_text(text, encoding="utf-8")
        return read_frame(path)

    return read


def test_a_sparse_log_has_nan_where_a_row_says_nothing(frame):
    log = frame("epoch,step,train_loss,val_loss\n0,9,1.5,\n0,9,,0.25\n1,19,nan,\n1,19,,inf\n")
    assert log.names == ("epoch", "step", "train_loss", "val_loss")
    assert {column.kind for column in log} == {"numbers"}
    np.testing.assert_array_equal(log["train_loss"].values, [1.5, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(log["val_loss"].values, [np.nan, 0.25, np.nan, np.inf])
    np.testing.assert_array_equal(log["Train_Loss"].empty, [False, True, False, True])
    assert len(log) == 4


def test_dates_and_words_keep_their_kinds(frame):
    log = frame("at,run,loss\n2024-01-01,a,1\n2024-01-02,b,2\n")
    assert [column.kind for column in log] == ["dates", "words", "numbers"]
    assert str(log["at"].values[1]) == "2024-01-02"
    assert log["run"].values.tolist() == ["a", "b"]


def test_a_column_that_cannot_be_read_says_where(frame):
    log = frame("step,loss\n0,1\n1,2\n2,oops\n")
    assert log["loss"].kind == "words"
    assert "line 4: 'oops' is not a number" in log["loss"].problem


def test_a_name_that_stands_twice_is_told_apart(frame):
    assert frame("loss,loss\n1,2\n").names == ("loss (column 1)", "loss (column 2)")


def test_a_column_that_is_not_there_is_refused_with_those_that_are(frame):
    with pytest.raises(DataError, match=r"log.csv: has no column 'los'; did you mean 'loss'"):
        frame("loss\n1\n2\n")["los"]
