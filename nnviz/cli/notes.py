"""What plugins change for everybody, told on standard error in a line each."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import click

from nnviz.errors import PluginWarning


@contextmanager
def plugin_warnings_as_notes() -> Iterator[None]:
    """Print each `PluginWarning` of the block as a note, once, and leave other warnings alone."""
    show, told = warnings.showwarning, set[str]()

    def tell(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        *more: object,
        **named: object,
    ) -> None:
        if not issubclass(category, PluginWarning):
            show(message, category, filename, lineno, *more, **named)  # type: ignore[arg-type]
        elif str(message) not in told:
            told.add(str(message))
            click.echo(f"Note: {message}", err=True)

    with warnings.catch_warnings():
        warnings.simplefilter("always", PluginWarning)
        warnings.showwarning = tell
        yield
