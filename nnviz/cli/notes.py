"""What plugins change, no font has or no claim bears out, told on standard error in a line."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import click

from nnviz.errors import AuthorWarning, FontWarning, PluginWarning

_OWN = (AuthorWarning, FontWarning, PluginWarning)


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
        if not issubclass(category, _OWN):
            show(message, category, filename, lineno, *more, **named)  # type: ignore[arg-type]
        elif str(message) not in told:
            told.add(str(message))
            click.echo(f"Note: {message}", err=True)

    with warnings.catch_warnings():
        for own in _OWN:
            warnings.simplefilter("always", own)
        warnings.showwarning = tell
        yield
