"""A user's own CSV or NPZ file becomes a data set, or is refused in one sentence."""

import pickle

import numpy as np
import pytest

from nnviz.core.data import DataError, digits, read_dataset

IRISES = (
    "length,width,species\n5.1,3.5,setosa\n7.0,3.2,versicolor\n6.3,3.3,virginica\n4.9,3,setosa\n"
)


@pytest.fixture
def table(tmp_path):
    def write(text):
        path = tmp_path / "table.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def arrays(tmp_path):
    def write(**content):
        path = tmp_path / "arrays.npz"
        np.savez(path, **content)
        return path

    return write


def test_words_in_the_label_column_become_classes_in_their_order(table):
    data = read_dataset(table(IRISES), "species")
    np.testing.assert_array_equal(data.inputs, [[5.1, 3.5], [7.0, 3.2], [6.3, 3.3], [4.9, 3.0]])
    np.testing.assert_array_equal(data.targets, [0, 1, 2, 0])
    assert data.classes == ("setosa", "versicolor", "virginica")
    assert data.source == "The file table.csv."


def test_class_numbers_are_ordered_as_numbers_and_counted_from_zero(table):
    data = read_dataset(table("label,x\n10,1\n2,2\n10,3\n"))
    assert data.classes == ("2", "10")
    np.testing.assert_array_equal(data.targets, [1, 0, 1])


def test_numbers_to_learn_are_a_column_of_targets(table):
    data = read_dataset(table("x;y\n1,5;0,25\n2;1\n"), "y", "numbers")
    np.testing.assert_array_equal(data.inputs, [[1.5], [2.0]])
    np.testing.assert_array_equal(data.targets, [[0.25], [1.0]])
    assert data.classes == ()


def test_digits_written_as_arrays_of_images_are_read_back(arrays):
    data = digits()
    path = arrays(images=data.images, labels=data.targets)
    again = read_dataset(path)
    np.testing.assert_array_equal(again.inputs, data.inputs)
    np.testing.assert_array_equal(again.targets, data.targets)
    assert again.image_shape == (8, 8)
    assert again.classes == data.classes


def test_outputs_in_an_array_keep_their_shape(arrays):
    y = np.array([[0.5, 1.5], [2.5, 3.5]])
    data = read_dataset(arrays(x=np.eye(2), y=y), "y", "numbers")
    np.testing.assert_array_equal(data.targets, y)


@pytest.mark.parametrize(
    ("text", "label", "task", "problem"),
    [
        (IRISES + "6,?,setosa\n", "species", "classes", "line 6: the value of the column 'width'"),
        (
            IRISES + "6,x,setosa\n",
            "species",
            "classes",
            "line 6: in the column 'width', 'x' is",
        ),
        (IRISES + "6,3,\n", "species", "classes", "line 6: the label is missing"),
        (IRISES, "species", "numbers", "line 2: in the column 'species', 'setosa' is not"),
        (IRISES, "specis", "classes", "no column 'specis'; did you mean 'species'?"),
        (
            IRISES,
            None,
            "classes",
            "which are the labels; choose one (--target) of length, width, species",
        ),
        ("label\n1\n2\n", None, "classes", "has no column of numbers beside the label 'label'"),
        ("x,label\n1,0.5\n", None, "classes", "not whole numbers; read them with the task 'num"),
    ],
)
def test_a_table_that_cannot_serve_is_refused(table, text, label, task, problem):
    with pytest.raises(DataError) as caught:
        read_dataset(table(text), label, task)
    assert "table.csv" in str(caught.value)
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ({"x": np.eye(2), "label": np.array(["a", None], dtype=object)}, "never unpickled"),
        ({"x": np.eye(2), "z": np.eye(2), "label": [0, 1]}, "one array of inputs; it has x, z, la"),
        ({"x": np.eye(2)}, "does not say which are the labels; choose one (--target) of x"),
        ({"x": [1.0, 2.0], "label": [0, 1]}, "must be numbers of shape (examples, features); got"),
        ({"x": [["a"], ["b"]], "label": [0, 1]}, "got dtype <U1 of shape (2, 1)"),
        ({"x": np.eye(2), "label": [0, 1, 1]}, "targets must have shape (examples,) = (2,)"),
        ({"x": np.zeros((0, 2)), "label": np.zeros(0, int)}, "inputs is empty: shape (0, 2)"),
        ({"x": np.full((2, 2), np.nan), "label": [0, 1]}, "inputs has a value that is not finite"),
        ({"x": np.eye(2), "label": [0.0, np.inf]}, "the labels are not whole numbers"),
    ],
)
def test_arrays_that_cannot_serve_are_refused(arrays, content, problem):
    with pytest.raises(DataError) as caught:
        read_dataset(arrays(**content))
    assert "arrays.npz: " in str(caught.value)
    assert problem in str(caught.value)


def test_a_pickle_is_refused_and_not_run(tmp_path):
    class Trap:
        def __reduce__(self):
            return pytest.fail, ("the pickle was run",)

    path = tmp_path / "trap.npz"
    path.write_bytes(pickle.dumps(Trap()))
    with pytest.raises(DataError, match="is not an NPZ file"):
        read_dataset(path)


@pytest.mark.parametrize("content", [b"", b"x,y\n1,2\n", b"PK\x03\x04 and no more"])
def test_what_is_no_archive_is_refused(tmp_path, content):
    path = tmp_path / "broken.npz"
    path.write_bytes(content)
    with pytest.raises(DataError, match="is not an NPZ file"):
        read_dataset(path)


def test_a_truncated_archive_is_refused(arrays):
    path = arrays(x=np.eye(20), label=np.arange(20))
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(DataError, match="is not an NPZ file, or a damaged one"):
        read_dataset(path)


def test_one_array_alone_is_refused(tmp_path):
    path = tmp_path / "one.npz"
    with path.open("wb") as file:
        np.save(file, np.eye(2))
    with pytest.raises(DataError, match="holds one array; write inputs and labels with"):
        read_dataset(path)


@pytest.mark.parametrize("name", ["nowhere.npz", "nowhere.csv"])
def test_a_missing_file_is_said_so(tmp_path, name):
    with pytest.raises(DataError, match="there is no such file"):
        read_dataset(tmp_path / name)


def test_a_folder_is_said_so(tmp_path):
    folder = tmp_path / "folder.npz"
    folder.mkdir()
    with pytest.raises(DataError, match="is a folder"):
        read_dataset(folder)


def test_an_unknown_task_is_refused(table):
    with pytest.raises(ValueError, match="task must be 'classes' or 'numbers'; got 'regress'"):
        read_dataset(table(IRISES), "species", "regress")


def test_columns_that_count_the_rows_or_hold_words_are_left_out_and_named(table):
    rows = "".join(f"{i},{i % 3}.5,north,{'ab'[i % 2]}\n" for i in range(6))
    data = read_dataset(table("id,x,place,label\n" + rows))
    assert data.features == ("x",)
    assert data.notes == ("without 'id', 'place'",)
    assert data.source == "The file table.csv, without 'id', 'place'."


def test_features_are_chosen_by_name(table, arrays):
    assert read_dataset(table(IRISES), "species", features=["width"]).features == ("width",)
    data = read_dataset(arrays(x=np.eye(3), label=[0, 1, 1]), features=["feature 2"])
    np.testing.assert_array_equal(data.inputs, [[0], [1], [0]])
