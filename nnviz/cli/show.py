"""`nnviz show CONCEPT`: its explanation, its claims with their numbers, and its figure."""

import sys
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nnviz.cli import output
from nnviz.cli.concepts import ConceptGroup, stem_of
from nnviz.cli.looks import OPTIONS as LOOKS
from nnviz.cli.looks import dpi_option, look_options, size_option, theme_option
from nnviz.cli.session import (
    Session,
    gallery_option,
    no_record_option,
    plugin_option,
    traceback_option,
)
from nnviz.cli.values import FileOf, Place, output_option
from nnviz.cli.words import OPTIONS as WORDS
from nnviz.cli.words import demonstrated, words_options
from nnviz.errors import NnvizError, UsageError
from nnviz.language import current

if TYPE_CHECKING:
    from nnviz.cli.boxes import Record
    from nnviz.demonstration import Demonstration
    from nnviz.host.cards import Card

_WATCH, _FROM, _PLUGIN = "--watch", "--from", "--plugin"
_OF_A_FIGURE = {"--theme", "--size", "--dpi", "--seconds", "--frames", "--vary"}
"""The options, beside an author's words and looks, that a file's own command may have."""


def _switch(*names: str, help: str, on: bool | None = False) -> click.Option:
    return click.Option(names, is_flag=True, default=on, help=help)


def _options() -> list[click.Parameter]:
    return [
        output_option(
            "Save the figure as FILE.png, .svg or .pdf, or in a folder; may be repeated.",
            *(".png", ".svg", ".pdf"),
            formerly="--save",
            multiple=True,
        ),
        click.Option(
            ["--data-out"],
            type=FileOf(".npz", ".json"),
            metavar="FILE",
            help="Save the computed arrays and numbers as FILE.npz or .json.",
        ),
        *words_options(),
        theme_option(),
        size_option(),
        *look_options(),
        dpi_option(help="Dots per inch of a PNG.", most=1200),
        gallery_option(),
        _switch(
            *("--open/--no-open", "open_it"),
            help="Open the figure in the system's viewer, or do not.",
            on=None,
        ),
        _switch("--claims", help="Print with each claim its name and both numbers."),
        _switch("--curious", help="Explain also what can be left for later."),
        _switch(
            "--pager/--no-pager", help="Page what is longer than the terminal, or do not.", on=True
        ),
        _switch("--json", "as_json", help="Print JSON."),
        _switch(_WATCH, "watching", help="Show it again whenever its file is saved."),
        no_record_option(),
        traceback_option(),
    ]


def _show(
    session: Session,
    *,
    card: "Card",
    save: tuple[Place, ...],
    data_out: Path | None,
    dpi: float | None,
    gallery: Path,
    open_it: bool | None,
    claims: bool,
    curious: bool,
    pager: bool,
    as_json: bool,
    watching: bool,
    unrecorded: bool,
    **given: Any,
) -> None:
    if watching:
        _watch(card)
        return
    from nnviz.cli.boxes import my_record
    from nnviz.cli.telling import tell
    from nnviz.cli.viewer import open_file, wants_viewer
    from nnviz.commands import chosen
    from nnviz.course import neighbours

    record = my_record(kept=not unrecorded)  # before a plugin runs, which may replace what reads it
    demonstration = demonstrated(session, card, given)
    exhibit = demonstration.exhibit  # before anything is written
    usual = f"{demonstration.look.after(stem_of(card, chosen(demonstration.concept)))}.png"
    paths = [place.file(usual) for place in save or (Place(gallery),)]
    demonstration.picture  # noqa: B018 - so that what then fails is the writing
    written, unwritten = _write(demonstration, paths, data_out, dpi)
    _note(card, record)
    if wants_viewer(open_it, saved=bool(save)) and not unwritten:
        open_file(paths[0])  # before the text, which may be read in a pager
    if as_json:
        output.echo_json(exhibit.as_dict() | {"files": [str(path) for path in written]})
    else:
        near = neighbours(card, session.catalog.told_cards)
        with output.to_the_reader(), output.paged(wanted=pager):
            said = demonstration.told_in(current()).exhibit
            tell(said, near, written, numbers=claims, curious=curious)
    if unwritten:
        raise unwritten


def _note(card: "Card", record: "Record") -> None:
    """Keep that the concept was shown where that can be kept; a broken record is told of."""
    if record.kept and record.notice:
        click.echo(f"Note: {record.notice}", err=True)
    record.show(card.name)


def _write(
    shown: "Demonstration", paths: Sequence[Path], data_out: Path | None, dpi: float | None
) -> tuple[list[Path], NnvizError | None]:
    """Write the files; return those that were, and why one was not, told when all has been said."""
    from nnviz.host.errors import PluginError

    written: list[Path] = []
    try:
        for path in paths:
            shown.save(path, dpi)
            written.append(path)
        if data_out:
            shown.result.save(data_out)
            written.append(data_out)
    except PluginError:
        raise
    except NnvizError as error:
        return written, error
    return written, None


def _watch(card: "Card") -> None:
    """Show the concept anew in a process of its own, at once and after each save."""
    path = card.source.file
    if path is None:
        raise UsageError(f"the file of {card.name} cannot be found, so it cannot be watched.")
    _watch_files([path])


def _watch_files(files: Sequence[Path]) -> None:
    from nnviz.cli.watch import watch

    watch(files, [*(word for word in sys.argv[1:] if word != _WATCH), "--no-pager"])


class _ShowGroup(ConceptGroup):
    """The concepts, a figure that says how it was made, and what is watched until it is one."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments, in which a figure of `--from` stands for its own command.

        Of a film or a sweep that is another command, whose options are then taken.
        """
        for place, word in enumerate(args):
            option, assigned, file = word.partition("=")
            rest = args[:place] + args[place + (1 if assigned else 2) :]
            file = file if assigned else "".join(args[place + 1 : place + 2])
            if option == _FROM and file and not ctx.resilient_parsing:
                ctx.meta[_FROM], *words = _recorded(ctx, Path(file), rest)
                return super().parse_args(ctx, [*words, *rest])
        return super().parse_args(ctx, args)

    def get_command(self, ctx: click.Context, name: str) -> click.Command:
        """Return the concept's command; where its file is broken, one that waits for the next."""
        if (kind := str(ctx.meta.get(_FROM, "show"))) != "show":
            return _group(kind).get_command(ctx, name)
        try:
            return super().get_command(ctx, name)
        except NnvizError:
            files = _files_of(ctx.ensure_object(Session), name)
            wanted = _WATCH in sys.argv and not ctx.resilient_parsing
            if not (wanted and files):
                raise
            return click.Command(
                name,
                callback=partial(_watch_files, files),
                params=[plugin_option()],
                context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
            )


def _recorded(ctx: click.Context, file: Path, others: list[str]) -> list[str]:
    """Return the words of the command that a figure carries; its plugin is the user's to name."""
    from nnviz.render.origin import command_in, refuse_options, words_of

    words = words_of(command_in(file))
    options = _group(words[0]).options
    own = {name for option in options for name in (*option.opts, *option.secondary_opts)}
    refuse_options(words[1:], own - {*_OF_A_FIGURE, *WORDS, *LOOKS})
    if _PLUGIN in words:
        place = words.index(_PLUGIN)
        named = any(word.startswith(("-p", _PLUGIN)) for word in others)
        if not (named or ctx.ensure_object(Session).files):
            option = " ".join(words[place : place + 2])
            raise UsageError(f"{file} needs a plugin's file: add {option}, which then runs.")
        del words[place : place + 2]
    return words


def _group(name: str) -> ConceptGroup:
    """Return the command that shows, animates or sweeps a concept."""
    group: ConceptGroup = import_module(f"nnviz.cli.{name}").command
    return group


def _files_of(session: Session, name: str) -> list[Path]:
    """Return the files in which a concept may be found that cannot be read now."""
    if session.files:
        return session.files
    found = [s.source.file for s in session.catalog.statuses if s.source.name == name]
    return [path for path in found if path is not None]


command = _ShowGroup(
    "show", _show, _options, "Explain a concept, check its claims and draw its figure."
)
command.params.append(
    click.Option(
        [_FROM, "figure"],
        metavar="FILE",
        expose_value=False,
        help="Make again what a saved figure, film or sweep shows.",
    )
)
