"""Data that readers send, each as a file whose name none of them chose."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from json import dumps
from pathlib import Path, PurePath
from secrets import token_hex
from shutil import rmtree
from tempfile import mkdtemp

from nnviz.errors import UsageError

_PREFIX = "nnviz-explore-"

_ZIP = b"PK\x03\x04"
"""How an NPZ begins, and no table."""

MOST_BYTES = 5_000_000
_MOST_FILES = 40
"""Beyond, the oldest goes."""


class Uploads(Mapping[str, Path]):
    """The files that were sent, by their keys; `close` removes them all."""

    def __init__(self) -> None:
        """Make no folder yet, for most readers send nothing."""
        self._folder: Path | None = None
        self._files: OrderedDict[str, Path] = OrderedDict()

    def add(self, content: bytes) -> str:
        """Keep some data and return its key; raises `UsageError` where it is too much."""
        if len(content) > MOST_BYTES:
            raise UsageError(f"a file may have {MOST_BYTES / 1e6:g} MB; send fewer rows.")
        self._folder = self._folder or Path(mkdtemp(prefix=_PREFIX))
        key = token_hex(8)
        path = self._folder / key / ("data.npz" if content.startswith(_ZIP) else "data.csv")
        path.parent.mkdir()
        path.write_bytes(content)
        self._files[key] = path
        while len(self._files) > _MOST_FILES:
            rmtree(self._files.popitem(last=False)[1].parent)
        return key

    def close(self) -> None:
        """Remove what was sent."""
        if self._folder:
            rmtree(self._folder, ignore_errors=True)

    def __getitem__(self, key: str) -> Path:
        return self._files[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def folders(values: Iterable[object]) -> set[str]:
    """Return the folders of what was sent, among the values of parameters, as JSON has them.

    On Windows they are told with its own strokes and with slashes, as a command has them.
    """
    each = (one for value in values for one in (value if isinstance(value, tuple) else (value,)))
    sent = [PurePath(name).parent for name in map(str, each) if _PREFIX in name]
    told = {text for folder in sent for text in (str(folder / "_")[:-1], f"{folder.as_posix()}/")}
    return {dumps(text, ensure_ascii=False)[1:-1] for text in told}
