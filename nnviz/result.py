"""What a concept computed: named, read-only arrays and numbers."""

import io
import json
import math
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnviz.errors import ContractError, UsageError
from nnviz.files import write_whole
from nnviz.wording import phrase

if TYPE_CHECKING:
    import numpy as np


_NAMES_OF_SAVEZ = ("file", "allow_pickle")


class Members:
    """Values of which there is one for each of a concept's `members`, in their order."""

    def __init__(self, values: object) -> None:
        self.values = values


class Result(Mapping[str, Any]):
    """A mapping from names to arrays, numbers and words that nobody can change.

    `result["path"]` is a NumPy array that refuses writing; `result.numbers` holds the single
    numbers and words, which sentences may name; `of_members` are the names of what was returned
    as `Members`. `kept` is what was made of it, so that it is made once.
    """

    def __init__(self, values: Mapping[str, object]) -> None:
        """Take what `compute` returned; `ContractError` for what is no array, number or word."""
        if not isinstance(values, Mapping):
            raise ContractError(
                f"compute must return a mapping of names to values; got {type(values).__name__}"
            )
        self.of_members = frozenset(n for n, value in values.items() if isinstance(value, Members))
        plain = {n: v.values if isinstance(v, Members) else v for n, v in values.items()}
        self._values = {name: _frozen(name, value) for name, value in plain.items()}
        self.kept: dict[object, Any] = {}

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Result({', '.join(self)})"

    def _repr_html_(self) -> str:
        """Return a table of it for a notebook: numbers and words, and arrays by their ranges."""
        rows = "".join(
            f'<tr><th scope="row">{name}</th>'
            f'<td style="text-align: left">{escape(_in_short(value))}</td></tr>'
            for name, value in self.items()
        )
        return f"<table><tbody>{rows}</tbody></table>"

    @property
    def numbers(self) -> dict[str, Any]:
        """The values that are one number or a word."""
        return {name: value for name, value in self.items() if not hasattr(value, "shape")}

    @property
    def arrays(self) -> dict[str, "np.ndarray[Any, Any]"]:
        """The values that are arrays."""
        return {name: value for name, value in self.items() if hasattr(value, "shape")}

    def save(self, path: str | Path) -> None:
        """Write everything to `path`, whole: `.npz` for NumPy or `.json`.

        Raises `UsageError` for another suffix and `NnvizError` when it cannot be written.
        """
        path = Path(path)
        if path.suffix.lower() not in (".npz", ".json"):
            raise UsageError(f"data is saved as .npz or .json; got {path.name!r}.")
        write_whole(path, self.encode(path.suffix.lower()))

    def encode(self, suffix: str) -> bytes:
        """Return everything as the bytes of a `.npz` or a `.json` file."""
        return self._npz() if suffix == ".npz" else self._json()

    def _npz(self) -> bytes:
        import numpy as np

        buffer = io.BytesIO()
        np.savez_compressed(buffer, allow_pickle=False, **dict(self))
        return buffer.getvalue()

    def _json(self) -> bytes:
        plain = {
            name: _plain(value.tolist() if hasattr(value, "tolist") else value)
            for name, value in self.items()
        }
        return (json.dumps(plain, ensure_ascii=False, default=str) + "\n").encode()


def _frozen(name: str, value: object) -> object:
    import numpy as np

    if not (isinstance(name, str) and name.isidentifier() and name not in _NAMES_OF_SAVEZ):
        raise ContractError(
            f"compute returned a value named {name!r}; a name is a word that a sentence can name"
        )
    if isinstance(value, (bool, int, float, str)) and not isinstance(value, np.generic):
        return value
    try:
        array = np.asarray(value)
    except ValueError:  # lists of unequal lengths
        array = np.asarray(None)
    if array.dtype.hasobject or array.dtype.kind == "V":
        raise ContractError(
            f"compute returned {name!r} as {type(value).__name__}; "
            "a result holds arrays, numbers and words"
        )
    if array.ndim == 0:
        return array.item() if array.dtype.kind != "M" else str(array)
    # A view stays writable through its base, so what is not owned is copied.
    array = array if array.base is None and array is not value else array.copy()
    array.setflags(write=False)
    return array


def _in_short(value: Any) -> str:
    if not hasattr(value, "shape"):
        return phrase(value)
    told = f"{value.dtype}, {' × '.join(map(str, value.shape))}"
    if value.dtype.kind not in "iuf" or not value.size:
        return told
    import numpy as np

    finite = value[np.isfinite(value)]
    if not finite.size:
        return told
    return f"{told}, from {phrase(finite.min().item())} to {phrase(finite.max().item())}"


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
