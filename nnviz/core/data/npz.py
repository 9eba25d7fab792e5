"""The arrays of an NPZ file, without unpickling anything or believing what it says of itself."""

from io import BytesIO
from math import prod
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import numpy as np
import numpy.typing as npt

from nnviz.core.data.errors import DataError

MOST_BYTES = 1 << 30
"""So much all arrays of a file may take: a gibibyte, three times the digits of MNIST as float64."""

_HEADERS = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}
"""What `numpy.savez` writes; version 3 is for records with names beyond Latin-1, which none are."""


def read_arrays(path: Path) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of an NPZ file by name, none of them of objects.

    Raises `DataError` for what cannot be opened, is no NPZ file, is damaged, takes more than
    `MOST_BYTES` unpacked, or holds an array of objects: that would have to be unpickled, which can
    run any program.
    """
    if path.is_dir():
        raise DataError(path, "is a folder; give a file in it")
    if not path.is_file():  # a pipe, say, would be waited for without end
        raise DataError(path, "is no file" if path.exists() else "there is no such file")
    try:
        with path.open("rb") as file:
            if file.read(len(np.lib.format.MAGIC_PREFIX)) == np.lib.format.MAGIC_PREFIX:
                raise DataError(path, "holds one array; write inputs and labels with numpy.savez")
            with ZipFile(file) as archive:
                return _arrays_in(path, archive)
    except DataError:
        raise
    except OSError as error:
        raise DataError(path, f"cannot be read: {(error.strerror or str(error)).lower()}") from None
    except Exception:  # zipfile raises more than BadZipFile for a broken list of members
        problem = "is not an NPZ file, or a damaged one; write it with numpy.savez"
        raise DataError(path, problem) from None


def _arrays_in(path: Path, archive: ZipFile) -> dict[str, npt.NDArray[Any]]:
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    if unpacked > MOST_BYTES:
        size = f"takes {unpacked / 1e9:,.1f} GB unpacked"
        raise DataError(path, f"{size}; at most {MOST_BYTES / 1e9:.1f} GB are read")
    return {one.filename.removesuffix(".npy"): _array(path, archive, one) for one in members}


def _array(path: Path, archive: ZipFile, member: ZipInfo) -> npt.NDArray[Any]:
    """Return the array of a member, made only where its header claims the bytes that follow it."""
    name = f"the array {member.filename.removesuffix('.npy')!r}"
    try:
        if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise ValueError(member.compress_type)
        stream = BytesIO(archive.read(member))  # no more than its size, which was counted
        shape, _, dtype = _HEADERS[np.lib.format.read_magic(stream)](stream)
        follow = len(stream.getbuffer()) - stream.tell()
        fits = dtype.itemsize > 0 and prod(shape) * dtype.itemsize == follow
        if fits and not dtype.hasobject:
            stream.seek(0)
            array: npt.NDArray[Any] = np.lib.format.read_array(stream, allow_pickle=False)
            return array
    except Exception:  # a header is parsed as Python, which fails in a dozen ways
        raise DataError(path, f"{name} is damaged; write it with numpy.savez") from None
    if dtype.hasobject:
        problem = "holds Python objects, which are never unpickled; write it as numbers or text"
        raise DataError(path, f"{name} {problem}")
    problem = f"claims another size than its {follow:,} bytes; write it with numpy.savez"
    raise DataError(path, f"{name} {problem}")
