"""What the options before a command set up for it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from nnviz.cli.tables import configured_language, configured_notation
from nnviz.language import tr

if TYPE_CHECKING:
    from nnviz.host.catalog import Catalog
    from nnviz.host.offers import Offer

GALLERY_VARIABLE = "NNVIZ_GALLERY"
NO_RECORD_VARIABLE = "NNVIZ_NO_RECORD"


class Session:
    """The plugins that this run of nnviz was told to use and to leave out."""

    def __init__(self) -> None:
        self.files: list[Path] = []
        self.blocked: Sequence[str] = ()
        self.traceback = False
        self.patience: float | None = 1.0  # who only looks waits no longer for slow plugins
        self.languages: tuple[str, ...] = ()  # those that the command line names
        self.running: Offer | None = None  # the plugin's command that runs, if it is one

    @cached_property
    def catalog(self) -> "Catalog":
        """The catalog of all plugins, made when a command first asks for it."""
        from nnviz.host.catalog import Catalog

        return Catalog(self.files, self.blocked, self.patience)


def add_plugins(ctx: click.Context, param: click.Parameter, files: tuple[Path, ...]) -> None:
    """Take the files of `--plugin` into the session, wherever on the line the option stands."""
    for file in files:
        try:
            file.stat()
        except (FileNotFoundError, NotADirectoryError):
            pass  # which is said with what is like it
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            told = f"{str(file)[:60]!r} cannot be read: {str(reason).lower()}."
            raise click.BadParameter(told, ctx, param) from error
    ctx.ensure_object(Session).files.extend(files)


def plugin_option() -> click.Option:
    """Return the option `-p FILE.py`, which the group and its commands share."""
    return click.Option(
        ["-p", "--plugin"],
        type=click.Path(path_type=Path),
        multiple=True,
        metavar="FILE.py",
        callback=add_plugins,
        expose_value=False,
        is_eager=True,  # the help may show what the file offers
        help="Use the plugin in this file too.",
    )


def _speak(ctx: click.Context, param: click.Parameter, code: str | None) -> None:
    from nnviz.errors import UsageError
    from nnviz.language import speak

    session = ctx.ensure_object(Session)
    if ctx.parent is None:
        _write_as_configured(ctx)
    try:
        if code is None and ctx.parent is None:
            code = configured_language()
        if code is not None:
            speak(session.catalog.language(code))
            if ctx.get_parameter_source(str(param.name)) is ParameterSource.COMMANDLINE:
                session.languages = (code,)
    except UsageError as error:
        raise click.BadParameter(str(error), ctx, param) from error


def _write_as_configured(ctx: click.Context) -> None:
    """Write symbols as the current folder's file says, in this process and in its children."""
    from nnviz.errors import UsageError
    from nnviz.language import current, speak

    try:
        if (notation := configured_notation()).symbols:
            speak(replace(current(), notation=notation))
    except UsageError as error:
        raise click.UsageError(str(error), ctx) from error


def language_option(variable: str | None = None) -> click.Option:
    """Return the option `--lang CODE`, which the group and its commands share.

    The group's takes the environment's variable as well.
    """
    return click.Option(
        ["--lang"],
        metavar="CODE",
        envvar=variable,
        callback=_speak,
        expose_value=False,
        is_eager=True,
        help="Speak this language; $NNVIZ_LANG sets it too.",
    )


def languages_option() -> click.Option:
    """Return the option `--lang CODE` of what can be made in several languages."""

    def take(ctx: click.Context, param: click.Parameter, codes: tuple[str, ...]) -> None:
        if codes:
            _speak(ctx, param, codes[0])
            ctx.ensure_object(Session).languages = codes

    return click.Option(
        ["--lang"],
        metavar="CODE",
        multiple=True,
        callback=take,
        expose_value=False,
        is_eager=True,
        help="Speak this language; given again, make pages in that one too.",
    )


def _block(ctx: click.Context, param: click.Parameter, names: tuple[str, ...]) -> None:
    ctx.ensure_object(Session).blocked = names


def block_option() -> click.Option:
    """Return the option `--block NAME`, which holds while a line is completed, too."""
    return click.Option(
        ["--block"],
        multiple=True,
        metavar="NAME",
        callback=_block,
        expose_value=False,
        is_eager=True,
        help="Leave out a plugin; `all`: all but the bundled.",
    )


def _want_traceback(ctx: click.Context, param: click.Parameter, wanted: bool) -> None:
    session = ctx.ensure_object(Session)
    session.traceback = session.traceback or wanted


def traceback_option() -> click.Option:
    """Return the option `--traceback`, which the group and its commands share."""
    return click.Option(
        ["--traceback"],
        is_flag=True,
        callback=_want_traceback,
        expose_value=False,
        help="Tell all of a mistake, not only its line.",
    )


def no_record_option() -> click.Option:
    """Return the option `--no-record`, which the environment can set as well."""
    return click.Option(
        ["--no-record", "unrecorded"],
        is_flag=True,
        envvar=NO_RECORD_VARIABLE,
        help="Store nothing this time of what you saw or answered.",
    )


def gallery_option() -> click.Option:
    """Return the option `--gallery DIR`, which the environment can set as well."""
    return click.Option(
        ["--gallery"],
        type=click.Path(path_type=Path),
        default=Path("gallery"),
        envvar=GALLERY_VARIABLE,
        metavar="DIR",
        show_default=True,
        help=tr("The gallery folder; ${variable} sets it too.", variable=GALLERY_VARIABLE),
    )
