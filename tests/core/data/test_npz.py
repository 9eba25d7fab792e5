"""NPZ files that say of themselves what is not so: refused in a sentence, and never believed."""

import os
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.data import DataError, read_dataset
from nnviz.core.data.npz import read_arrays

HEADER = "{{'descr': {}, 'fortran_order': False, 'shape': {}, }}"


def member(header, data=b""):
    """Return an array as numpy writes it (its format 1.0), with a header of our own."""
    length = len(header).to_bytes(2, "little")
    return b"\x93NUMPY\x01\x00" + length + header.encode() + data


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"not a header at all", "the array 'x' is damaged"),
        (b"", "the array 'x' is damaged"),
        (b"\x93NUMPY\x09\x09", "the array 'x' is damaged"),
        (member("{'descr': '<f8', 'fortran_"), "the array 'x' is damaged"),
        (member("(" * 9000), "the array 'x' is damaged"),
        (member(HEADER.format("'<f8'", "(9" + "9" * 6000 + ",)")), "the array 'x' is damaged"),
        (member(HEADER.format("'<f8'", f"({2**70}, 0)")), "the array 'x' is damaged"),
        (member(HEADER.format("'<f8'", "(-1, -1)"), b"8 bytes."), "the array 'x' is damaged"),
        (member(HEADER.format("'<f8'", "(962072674304,)"), b"8 bytes."), "than its 8 bytes"),
        (member(HEADER.format("'<f8'", "(1, 9" + "9" * 4000 + ")")), "than its 0 bytes"),
        (member(HEADER.format("'|S0'", f"({10**12},)")), "than its 0 bytes"),
        (member(HEADER.format("'|O'", "(1,)"), b"8 bytes."), "never unpickled"),
    ],
    ids=range(12),
)
@pytest.mark.filterwarnings("error")
def test_a_member_that_is_not_what_it_claims_is_refused(tmp_path, content, problem):
    path = tmp_path / "arrays.npz"
    with ZipFile(path, "w") as archive:
        archive.writestr("x.npy", content)
        archive.writestr("label.npy", member(HEADER.format("'<i8'", "(1,)"), bytes(8)))
    with pytest.raises(DataError) as caught:
        read_dataset(path)
    assert problem in str(caught.value)
    assert len(str(caught.value)) < 300


def test_what_unpacks_to_more_than_there_is_room_for_is_refused_unpacked(tmp_path, monkeypatch):
    path = tmp_path / "arrays.npz"
    np.savez_compressed(path, x=np.zeros((1000, 1000)), label=np.zeros(1000, int))
    assert path.stat().st_size < 20_000
    assert len(read_dataset(path)) == 1000
    monkeypatch.setattr("nnviz.core.data.npz.MOST_BYTES", 8_000_000)
    with pytest.raises(DataError, match="GB unpacked; at most"):
        read_dataset(path)


def test_a_member_that_unpacks_to_more_than_it_says_is_refused(tmp_path):
    path = tmp_path / "arrays.npz"
    array = member(HEADER.format("'<f8'", "(125000, 8)"), bytes(8_000_000))
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("x.npy", array)
    content, size = path.read_bytes(), len(array).to_bytes(4, "little")
    assert content.count(size) == 2
    path.write_bytes(content.replace(size, (100).to_bytes(4, "little")))
    with pytest.raises(DataError, match="the array 'x' is damaged"):
        read_arrays(path)


@pytest.mark.parametrize("compression", [ZIP_BZIP2, ZIP_LZMA])
def test_what_numpy_never_writes_is_refused(tmp_path, compression):
    path = tmp_path / "arrays.npz"
    with ZipFile(path, "w", compression) as archive:
        archive.writestr("x.npy", member(HEADER.format("'<f8'", "(1,)"), bytes(8)))
    with pytest.raises(DataError, match="the array 'x' is damaged"):
        read_arrays(path)


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.npz")
    with pytest.raises(DataError, match="is no file"):
        read_arrays(tmp_path / "pipe.npz")


@given(where=st.integers(0, 2000), value=st.integers(0, 255))
def test_an_archive_with_any_byte_changed_is_read_or_refused(tmp_path_factory, where, value):
    path = tmp_path_factory.mktemp("npz") / "arrays.npz"
    np.savez_compressed(path, x=np.arange(30.0).reshape(10, 3), label=np.arange(10))
    content = bytearray(path.read_bytes())
    content[where % len(content)] = value
    path.write_bytes(content)
    try:
        arrays = read_arrays(path)
    except DataError:
        return
    assert all(array.nbytes <= 240 for array in arrays.values())
