"""What plugins change for everybody and what no font has, told on standard error in a line."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import click

from nnviz.errors import FontWarning, PluginWarning


@contextmanager
def plugin_warnings_as_notes() -> Iterator[None]:
    """Print each warning of nnviz's own as a note, once, and leave other warnings alone."""
    show, told = warnings.showwarning, set[str]()

    def tell(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        *more: object,
        **named: object,
    ) -> None:
        if not issubclass(category, PluginWarning | FontWarning):
            show(message, category, filename, lineno, *more, **named)  # type: ignore[arg-type]
        elif str(message) not in told:
            told.add(str(message))
            click.echo(f"Note: {message}", err=True)

    with warnings.catch_warnings():
        for own in (PluginWarning, FontWarning):
            warnings.simplefilter("always", own)
        warnings.showwarning = tell
        yield
