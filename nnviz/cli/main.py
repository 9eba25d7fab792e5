"""The command group, its options, and what becomes of errors."""

import gc
import os
import sys
import threading
from importlib import import_module

import click

from nnviz import __version__
from nnviz.cli import commands
from nnviz.cli.notes import plugin_warnings_as_notes
from nnviz.cli.session import (
    Session,
    block_option,
    language_option,
    plugin_option,
    traceback_option,
)
from nnviz.cli.speech import speak_to_the_reader
from nnviz.errors import ExitCode, NnvizError
from nnviz.language import VARIABLE
from nnviz.names import COMMANDS
from nnviz.terminal import guard
from nnviz.threads import hold_to_one_thread

_COMPLETING = "_NNVIZ_COMPLETE"
"""The variable by which a shell asks for completions, as click names it."""

_HELP = """Teach deep learning by showing it: every figure proves its caption."""

_EPILOG = "Exit codes: 0 well; 1 a claim or file failed; 2 usage; 130 interrupted."

_SUMMARIES = {
    "list, course, next": "List the concepts; print your path; show what is next.",
    "search, glossary": "Find one in your own words; say what letters stand for.",
    "show, explore, ask": "Show a concept; move it live; predict what it does.",
    "code, check": "Print a concept's code; check claims and plugins.",
    "animate, sweep": "Save a figure as it comes about, or for several values.",
    "export, gallery": "Make a figure for a document, or pages of all figures.",
    "plugins, new": "Show every plugin and its state; make your own.",
    "install, uninstall": "Put a plugin beside nnviz, or take it away.",
    "doctor": "Look whether this machine has what nnviz needs.",
}
"""The lines of the help, in the order of use, shown without importing a command."""


class _Failure(click.ClickException):
    """An `NnvizError` as click shows it, with its exit code."""

    def __init__(self, error: NnvizError) -> None:
        super().__init__(str(error))
        self.code = error.exit_code

    @property
    def exit_code(self) -> int:  # type: ignore[override]
        return self.code


class _Program(click.Group):
    """The group of all commands, which turns every `NnvizError` into one line and a code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of nnviz's own commands, and of those that plugins add."""
        return [*COMMANDS, *commands.offered(ctx)]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return a command's name and summary; nnviz's own need no look at any plugin."""
        if name in COMMANDS:
            return super().get_command(ctx, name)
        offer = commands.offered(ctx).get(name)
        return commands.stand_in(offer) if offer else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Import the one command that is wanted, in place of its line in the help."""
        try:
            name, command, rest = super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            raise commands.unknown(ctx, str(error.command_name)) from error
        if command is None:
            return name, None, rest
        if name in COMMANDS:
            return name, import_module(f"nnviz.cli.{name}").command, rest
        return name, commands.load(ctx, commands.offered(ctx)[str(name)]), rest

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the commands do, those of one kind in one line."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_SUMMARIES.items()))
        added = commands.offered(ctx)
        if added:
            with formatter.section("Commands of plugins"):
                formatter.write_dl([(o.name, commands.summary(o)) for o in added.values()])

    def invoke(self, ctx: click.Context) -> object:
        try:
            with plugin_warnings_as_notes(), commands.in_its_own_name(ctx):
                return super().invoke(ctx)
        except NnvizError as error:
            _say_more(error, whole=ctx.ensure_object(Session).traceback)
            raise _Failure(error) from error
        except KeyboardInterrupt:
            click.echo("Interrupted.", err=True)
            return ctx.exit(ExitCode.INTERRUPTED)


def _say_more(error: NnvizError, *, whole: bool) -> None:
    """Print the traceback where it is wanted, or else the line of the author's own file."""
    if whole:
        import traceback

        click.echo("".join(traceback.format_exception(error)), err=True)
    elif error.excerpt:
        click.echo(error.excerpt, err=True)


def _start() -> None:
    click.get_current_context().color = _colour_wanted()


def _colour_wanted() -> bool | None:
    """Return what NO_COLOR and FORCE_COLOR say, or None where the terminal decides."""
    if os.environ.get("NO_COLOR"):
        return False
    return True if os.environ.get("FORCE_COLOR") else None


program = _Program(
    "nnviz",
    callback=_start,
    help=_HELP,
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    params=[
        plugin_option(),
        language_option(VARIABLE),
        traceback_option(),
        block_option(),
    ],
)
click.version_option(__version__, message="%(prog)s %(version)s")(program)
for _name in COMMANDS:
    program.add_command(click.Command(_name))


def main() -> None:
    """Run nnviz with the arguments of the process, and exit."""
    gc.set_threshold(50_000)  # a start makes many objects that stay: to search them takes long
    hold_to_one_thread()
    speak_to_the_reader()
    guard(styled=_colour_wanted())
    if _COMPLETING in os.environ:
        from nnviz.cli.completion import complete_in_plain_words

        complete_in_plain_words()
    try:
        program.main(prog_name="nnviz")
    except NnvizError as error:  # while completing a line, where a message would be in the way
        sys.exit(error.exit_code)
    except OSError as error:
        _say_unwritable(error)
        sys.exit(ExitCode.FAILED)
    except SystemExit as end:
        _leave_threads(end)
        raise
    finally:
        gc.freeze()  # what is left goes with the process: to search it for circles takes long


def _leave_threads(end: SystemExit) -> None:
    """End at once where a plugin has left threads running, for which Python would wait."""
    left = [thread for thread in threading.enumerate() if not thread.daemon]
    if len(left) > 1:
        if isinstance(end.code, str):  # as Python itself would
            click.echo(end.code, err=True)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(end.code if isinstance(end.code, int) else int(end.code is not None))


def _say_unwritable(error: OSError) -> None:
    """Say why standard output takes nothing, and leave unsaid what it has not taken."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    reason = (error.strerror or str(error)).lower()
    click.echo(f"Error: cannot write {error.filename or 'the output'}: {reason}.", err=True)
