"""The concepts that nnviz ships, a folder a topic, a file a concept.

On the public index, nnviz is another project, whose files have the names of ours. Where it was
installed over nnviz, what is imported from here is the first of ours to run, and says so.
"""

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from hashlib import sha256
from importlib import metadata
from pathlib import Path

ADVICE = (
    "another project, which is called nnviz too, was installed over nnviz here; make a new "
    "environment with python -m venv, and install nnviz-teach from its checkout there."
)

_SHARED = ("nnviz/__init__.py", "nnviz/cli/main.py")
"""Files of nnviz that the other project has, too."""


def _refuse_another_nnviz() -> None:
    import nnviz

    home = Path(__file__).parents[1]  # where packages are installed, or a checkout's `plugins`
    ours = any((Path(folder) / "concept.py").is_file() for folder in nnviz.__path__)
    if not ours or any(_digest(home / name) != digest for name, digest in _recorded(home)):
        raise ImportError(ADVICE, name=__name__)  # the name lets `python -m` say it in one line


def _recorded(home: Path) -> Iterator[tuple[str, str]]:
    """Yield what the distribution in `home` recorded of the shared files; a checkout has none."""
    try:
        distribution = metadata.distribution("nnviz-teach")
    except metadata.PackageNotFoundError:
        return
    if Path(str(distribution.locate_file(""))) == home:
        for line in (distribution.read_text("RECORD") or "").splitlines():
            name, digest, _ = line.rsplit(",", 2)
            if name in _SHARED:
                yield name, digest


def _digest(path: Path) -> str:
    if not path.is_file():  # uninstalling the other project removes it
        return ""
    digest = sha256(path.read_bytes()).digest()
    return "sha256=" + urlsafe_b64encode(digest).decode().rstrip("=")


_refuse_another_nnviz()
