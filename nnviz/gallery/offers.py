"""What a page offers: the files beside it, and how to make those that it lacks."""

from nnviz.gallery.record import Record
from nnviz.wording import enumeration

_LABELS = {
    "figure.png": "PNG",
    "figure-dark.png": "PNG, dark",
    "figure.svg": "SVG",
    "figure-dark.svg": "SVG, dark",
    "figure.pdf": "PDF",
    "data.csv": "data, CSV",
    "data.npz": "data, NPZ",
    "data.json": "data, JSON",
    "notebook.ipynb": "notebook",
}
_BY_COMMAND = {
    "figure.svg": ("SVG", "--save"),
    "figure.pdf": ("PDF", "--save"),
    "data.npz": ("the data", "--data-out"),
}


def downloads(record: Record) -> list[tuple[str, str]]:
    """Return the files that are there to take away, each with its label."""
    return [(name, label) for name, label in _LABELS.items() if name in record.files]


def by_command(record: Record) -> tuple[str, str]:
    """Return what is not there in words, and the command that makes it; both empty if nothing."""
    missing = {name: how for name, how in _BY_COMMAND.items() if name not in record.files}
    if not missing:
        return "", ""
    options = [f"{option} {name}" for name, (_, option) in missing.items()]
    what = enumeration([label for label, _ in missing.values()])
    return what, " ".join([record.state.command, *options])
