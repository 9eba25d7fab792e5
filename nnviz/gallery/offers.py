"""What a page offers: the files beside it, and how to make those that it lacks."""

from nnviz.gallery.record import Record
from nnviz.language import tr
from nnviz.wording import enumeration

_BY_COMMAND = {"figure.svg": "--save", "figure.pdf": "--save", "data.npz": "--data-out"}


def labels() -> dict[str, str]:
    """Return what a page calls the files that can be taken away, by their names."""
    return {
        "figure.png": "PNG",
        "figure-dark.png": tr("PNG, dark"),
        "figure.svg": "SVG",
        "figure-dark.svg": tr("SVG, dark"),
        "figure.pdf": "PDF",
        "animation.gif": tr("animation, GIF"),
        "animation.webp": tr("animation, WebP"),
        "data.csv": tr("data, CSV"),
        "data.npz": tr("data, NPZ"),
        "data.json": tr("data, JSON"),
        "notebook.ipynb": tr("notebook"),
    }


def downloads(record: Record) -> list[tuple[str, str]]:
    """Return the files that are there to take away, each with its label."""
    return [(name, label) for name, label in labels().items() if name in record.files]


def by_command(record: Record) -> list[tuple[str, str]]:
    """Return what is not there in words, each with the command that makes it."""
    missing = {name: how for name, how in _BY_COMMAND.items() if name not in record.files}
    offers = []
    if missing:
        options = [f"{option} {name}" for name, option in missing.items()]
        said = {"figure.svg": "SVG", "figure.pdf": "PDF", "data.npz": tr("the data")}
        what = enumeration([said[name] for name in missing])
        offers.append((what, " ".join([record.state.command, *options])))
    if record.moves and "animation.gif" not in record.files:
        animated = record.state.command.replace("nnviz show", "nnviz animate", 1)
        offers.append((tr("the animation"), f"{animated} -o animation.gif"))
    return offers
