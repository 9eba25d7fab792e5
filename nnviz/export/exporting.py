"""Writes a demonstration's figure and the snippet that shows it in a document."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from nnviz.commands import USUAL_THEME, chosen
from nnviz.demonstration import Demonstration
from nnviz.errors import ContractError, UsageError
from nnviz.exhibit import Exhibit
from nnviz.export.moving import bare, moved
from nnviz.exporter import Bound, Exporter
from nnviz.files import file_stem, write_whole
from nnviz.gallery.names import folder_name
from nnviz.host.cards import Card
from nnviz.host.errors import PluginError
from nnviz.host.isolation import blame
from nnviz.host.sources import Source
from nnviz.host.trials import snippet_fault
from nnviz.listings import Listing, some_listings
from nnviz.render.sizes import size_named
from nnviz.render.themes import style
from nnviz.setting import quoted
from nnviz.terminal import visible

_BOUND_DPI = 200.0
"""Of a picture that a file has in it, where it is larger than on a page."""


def export(
    shown: Demonstration,
    purpose: str,
    exporter: Exporter,
    source: Source,
    folder: Path,
    *,
    name: str = "",
    code: bool = False,
) -> list[Path]:
    """Write a figure and its snippet into `folder`, each file whole, and return their paths.

    `exporter` is what the plugin of `source` offers for `purpose`; `name` is what files and label
    are called, by default after the parameters; `code` puts the code behind the concept into the
    snippet. Nothing is written where a text or the figure fails. Raises
    `UsageError` for what its documents could not have, `PluginError` for what a plugin does wrong,
    and `NnvizError` when a file cannot be written.
    """
    _refuse_unknown_look(shown, purpose, exporter, source)
    line = _command(shown, purpose, exporter, source, folder)
    line += f" --name {quoted(name)}" if name else ""
    name = name or shown.look.after(file_stem(folder_name(shown.card), chosen(shown.concept)))
    listings = _listings(shown, purpose, exporter) if code else ()
    if exporter.bind:
        whole = folder / f"{name}{exporter.suffix}"
        return [export_bound([shown], purpose, exporter, source, whole)]
    exhibit = replace(
        shown.exhibit,
        name=name,
        path=(folder / f"{name}{exporter.shown}").as_posix(),
        command=visible(f"{line} --code" if code else line),
        listings=listings,
    )
    drawn = bare(shown) if exporter.bare else shown
    exhibit, moving = moved(drawn, exhibit, folder) if exporter.moves else (exhibit, {})
    snippet = _written(exporter, purpose, source, exhibit)
    with blame(shown.card.source, "in draw"):
        files = {
            f"{name}.{format}": drawn.picture.encode(format, origin=drawn.origin())
            for format in exporter.figures
        }
    files |= {**moving, f"{name}{exporter.suffix}": snippet.encode()}
    for file, content in files.items():
        write_whole(folder / file, content)
    return [folder / file for file in files]


def _command(
    shown: Demonstration, purpose: str, exporter: Exporter, source: Source, folder: Path
) -> str:
    """Return the command that exports a figure so, in one line.

    It says a theme only where that is not the usual one of `show`, which is not this one's.
    """
    theme = f"--theme {shown.theme} " if shown.theme == USUAL_THEME != exporter.theme else ""
    options = (
        f"{_plugin(source, shown.card)}{theme}--for {quoted(purpose)} -o {quoted(str(folder))}"
    )
    # It stands in a comment, which in one document or another each of these ends.
    line = " ".join(shown.exhibit.command.replace("nnviz show", "nnviz export", 1).splitlines())
    return f"{line} {options}"


def export_bound(
    several: Iterable[Demonstration], purpose: str, exporter: Exporter, source: Source, path: Path
) -> Path:
    """Write one file of several figures to `path`, whole, and return the path.

    The figures are taken one at a time. Raises what `export` raises.
    """
    parts = [_bound(shown, purpose, exporter, source) for shown in several]
    with blame(source, f"in the exporter {purpose}"):
        content = exporter.bind(parts) if exporter.bind else b""
    write_whole(path, content)
    return path


def _bound(shown: Demonstration, purpose: str, exporter: Exporter, source: Source) -> Bound:
    _refuse_unknown_look(shown, purpose, exporter, source)
    snippet = _written(exporter, purpose, source, shown.exhibit)
    drawn = bare(shown) if exporter.bare else shown
    with blame(shown.card.source, "in draw"):
        picture = drawn.picture.encode(exporter.figures[0], _BOUND_DPI, drawn.origin(_BOUND_DPI))
    return Bound(shown.exhibit, snippet, picture)


def _refuse_unknown_look(
    shown: Demonstration, purpose: str, exporter: Exporter, source: Source
) -> None:
    """Raise `PluginError` where the exporter's own look, if that is taken, cannot be."""
    if (shown.theme, shown.size) != (exporter.theme, exporter.size):
        return
    try:
        style(exporter.theme, size_named(exporter.size), shown.themes)
    except UsageError as error:
        raise PluginError(source, f"nnviz_exporters: {purpose}: {error}") from error


def _listings(shown: Demonstration, purpose: str, exporter: Exporter) -> tuple[Listing, ...]:
    if not exporter.code:
        raise UsageError(f"--for {purpose} shows no code; leave out --code.")
    with blame(shown.card.source, "in code"):
        return some_listings(type(shown.concept))


def _written(exporter: Exporter, purpose: str, source: Source, exhibit: Exhibit) -> str:
    with blame(source, f"in the exporter {purpose}"):
        snippet = exporter.write(exhibit)
        if fault := snippet_fault(snippet):
            raise ContractError(fault)
    return snippet


def _plugin(source: Source, card: Card) -> str:
    """Return the option that names the exporter's file, where the concept's is another."""
    if source.path is None or not source.by_hand or source == card.source:
        return ""
    return f"--plugin {quoted(source.path.name)} "
