"""What a page offers: the files beside it, and how to make those that it lacks."""

from nnviz.gallery.record import Record
from nnviz.wording import enumeration

_LABELS = {
    "figure.png": "PNG",
    "figure-dark.png": "PNG, dark",
    "figure.svg": "SVG",
    "figure-dark.svg": "SVG, dark",
    "figure.pdf": "PDF",
    "animation.gif": "animation, GIF",
    "animation.webp": "animation, WebP",
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


def by_command(record: Record) -> list[tuple[str, str]]:
    """Return what is not there in words, each with the command that makes it."""
    missing = {name: how for name, how in _BY_COMMAND.items() if name not in record.files}
    offers = []
    if missing:
        options = [f"{option} {name}" for name, (_, option) in missing.items()]
        what = enumeration([label for label, _ in missing.values()])
        offers.append((what, " ".join([record.state.command, *options])))
    if record.moves and "animation.gif" not in record.files:
        animated = record.state.command.replace("nnviz show", "nnviz animate", 1)
        offers.append(("the animation", f"{animated} -o animation.gif"))
    return offers
