"""Writes a demonstration's figure and the snippet that shows it in a document."""

import re
from pathlib import Path
from shlex import quote
from typing import Any

from nnviz.errors import UsageError
from nnviz.export.exhibit import Exhibit
from nnviz.export.targets import target_named
from nnviz.files import write_whole
from nnviz.gallery.commands import command, invocation
from nnviz.gallery.names import folder_name
from nnviz.gallery.settings import Settings
from nnviz.host.cards import Card
from nnviz.host.sources import plugins_folder
from nnviz.notebook import Demonstration
from nnviz.render import default_size


def export(shown: Demonstration, purpose: str, folder: Path) -> list[Path]:
    """Write a figure and its snippet into `folder`, each file whole, and return their paths.

    Nothing is written where a text or the figure fails. Raises `UsageError` for an unknown purpose
    or what its documents could not find, `PluginError` for what the plugin does wrong,
    and `NnvizError` when a file cannot be written.
    """
    target = target_named(purpose)
    _refuse(shown.card, purpose, folder)
    name = folder_name(shown.card)
    path = (folder / f"{name}{target.shown}").as_posix()
    snippet = target.write(
        _exhibit(shown, path, f"--for {purpose} -o {quote(str(folder))}")
    ).encode()
    files = {f"{name}.{format}": shown.picture.encode(format) for format in target.figures}
    files[f"{name}{target.snippet}"] = snippet
    for file, content in files.items():
        write_whole(folder / file, content)
    return [folder / file for file in files]


def _refuse(card: Card, purpose: str, folder: Path) -> None:
    if purpose == "notebook" and _by_hand(card):
        raise UsageError(
            f"a notebook cannot find {card.name} in {card.source.path}; put that file into the "
            "plugins folder, which nnviz doctor names."
        )
    if purpose == "myst" and re.search(r"\s", str(folder)):
        raise UsageError(f"MyST reads no blanks in a path; choose another folder than {folder}.")


def _by_hand(card: Card) -> bool:
    """Return whether the concept comes from a file that was named on the command line."""
    path = card.source.path
    return path is not None and path.parent != plugins_folder().resolve()


def _exhibit(shown: Demonstration, path: str, options: str) -> Exhibit:
    return Exhibit(
        name=folder_name(shown.card),
        path=path,
        size=_size(shown),
        width=float(shown.figure.get_figwidth()),
        command=_command(shown, options),
        call=_call(shown),
        title=str(shown.concept.title),
        caption=shown.caption,
        alternative=shown.alt,
    )


def _size(shown: Demonstration) -> str:
    return shown.size or default_size(shown.theme)


def _chosen(shown: Demonstration) -> dict[str, Any]:
    """Return the parameters that are not at their defaults."""
    declared = shown.concept.parameters
    return {n: v for n, v in shown.concept.values.items() if v != declared[n].default}


def _command(shown: Demonstration, options: str) -> str:
    """Return the command that exports exactly this, on one line."""
    exported = invocation(shown.card).replace("nnviz show", "nnviz export", 1)
    chosen = [(shown.concept.parameters[n], value) for n, value in _chosen(shown).items()]
    look = Settings(theme=shown.theme, size=_size(shown))
    line = command(exported, chosen, look, default_size(shown.theme))
    return " ".join(f"{line} {options}".split())


def _call(shown: Demonstration) -> str:
    """Return the expression that shows exactly this in Python."""
    given = {n: str(v) if isinstance(v, Path) else v for n, v in _chosen(shown).items()}
    words = [repr(shown.card.name), *(f"{name}={value!r}" for name, value in given.items())]
    words += [f"theme={shown.theme!r}", f"size={_size(shown)!r}"]
    return f"nnviz.show({', '.join(words)})"
