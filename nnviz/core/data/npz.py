"""The arrays of an NPZ file, without unpickling anything."""

import zlib
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from nnviz.core.data.errors import DataError


def read_arrays(path: Path) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of an NPZ file by name, none of them of objects.

    Raises `DataError` for what cannot be opened, is no NPZ file, is damaged, or holds an array
    of objects: that would have to be unpickled, which can run any program.
    """
    try:
        with path.open("rb") as file:
            return _arrays_in(path, np.load(file, allow_pickle=False))
    except FileNotFoundError:
        raise DataError(path, "there is no such file") from None
    except IsADirectoryError:
        raise DataError(path, "is a folder; give a file in it") from None
    except (BadZipFile, EOFError, RuntimeError, zlib.error):
        raise DataError(path, "is not an NPZ file, or a damaged one") from None
    except DataError:
        raise
    except OSError as error:
        raise DataError(path, f"cannot be read: {(error.strerror or str(error)).lower()}") from None
    except ValueError:
        raise DataError(path, "is not an NPZ file; write it with numpy.savez") from None


def _arrays_in(path: Path, archive: Any) -> dict[str, npt.NDArray[Any]]:
    if not isinstance(archive, np.lib.npyio.NpzFile):
        raise DataError(path, "holds one array; write inputs and labels with numpy.savez")
    arrays = {}
    for name in archive.files:
        try:
            arrays[name] = archive[name]
        except ValueError:
            problem = "holds Python objects, which are never unpickled; write it as numbers or text"
            raise DataError(path, f"the array {name!r} {problem}") from None
    return arrays
