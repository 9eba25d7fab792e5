"""The page of `nnviz check --read`: each passage that judges, beside the claims that it cites."""

from typing import TYPE_CHECKING, Any

import click

from nnviz.cli import output
from nnviz.tex import unicode_math
from nnviz.wording import counted

if TYPE_CHECKING:
    from nnviz.testing.reports import Report

_MARKS = {"holds": "✓", "fails": "✗"}


def print_reading(report: "Report") -> None:
    """Print what a concept says at each setting; what has been read above is only counted."""
    read: list[dict[str, Any]] = []
    plain: set[str] = set()
    sources: set[str] = set()
    for setting in report.reading:
        click.echo()
        click.secho(setting["command"], bold=True)
        new = [passage for passage in setting["passages"] if passage not in read]
        read += new
        for text in setting["plain"]:
            if text not in plain:
                output.paragraph(f"Plain: {unicode_math(text)}", "  ", "    ")
        plain |= set(setting["plain"])
        for passage in new:
            _print_passage(passage, sources)
        if above := len(setting["passages"]) - len(new):
            output.paragraph(f"{counted(above, 'passage')} as above.", "  ")
    click.echo()


def _print_passage(passage: dict[str, Any], sources: set[str]) -> None:
    click.echo()
    output.paragraph(f"{passage['in']}: {unicode_math(passage['text'])}", "  ", "    ")
    for cited in passage["cites"]:
        name = f"{cited['claim']}.{cited['of']}" if cited["of"] else cited["claim"]
        kind = "claim" if cited["law"] else "finding"
        mark = _MARKS.get(cited["state"], cited["state"])
        told = f"{mark} {kind} {name}: {unicode_math(cited['sentence'])}"
        output.paragraph(told, "    ", "      ")
        output.paragraph(cited["compared"], "      ")
        if cited["claim"] not in sources:
            sources.add(cited["claim"])
            click.secho(f"      {cited['place']}", dim=True)
            for line in cited["source"].splitlines():
                click.secho(f"      | {line}", dim=True)
