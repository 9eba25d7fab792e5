"""How texts look on a terminal, and plain text everywhere else."""

import math
import re
import shutil
import textwrap
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import click

from nnviz.wording import comparison

if TYPE_CHECKING:
    from nnviz.claims import Claim

_WIDEST = 92


def width() -> int:
    """Return how many columns a paragraph may take."""
    return max(30, min(_WIDEST, shutil.get_terminal_size().columns))


def echo_json(value: object) -> None:
    """Print a value as JSON, for programs; what is not finite, which JSON cannot say, is null."""
    import json

    click.echo(json.dumps(_finite(value), indent=2, ensure_ascii=False, default=str))


def _finite(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: _finite(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def heading(text: str) -> None:
    """Print a heading."""
    click.secho(text, bold=True)


def paragraph(text: str, indent: str = "", hanging: str | None = None) -> None:
    """Print a text wrapped to the terminal, its later lines indented by `hanging`."""
    click.echo(wrapped(text, indent, hanging))


def wrapped(text: str, indent: str = "", hanging: str | None = None) -> str:
    """Return a text wrapped to the terminal's width."""
    filled = textwrap.fill(
        re.sub(r" ([=≈≤≥<>×−+]) ", "\u00a0\\1\u00a0", text),  # no line ends within `β = 0.9`
        width(),
        initial_indent=indent,
        subsequent_indent=indent if hanging is None else hanging,
        break_on_hyphens=False,
        break_long_words=False,
    )
    return filled.replace("\u00a0", " ")


def columns(rows: Iterable[tuple[str, str]], indent: str = "  ") -> None:
    """Print two columns: names, and texts that wrap beside them."""
    rows = list(rows)
    margin = max((len(name) for name, _ in rows), default=0) + 2
    for name, text in rows:
        label = indent + click.style(name.ljust(margin), fg="cyan")
        body = wrapped(text, " " * (len(indent) + margin)).lstrip()
        click.echo(label + body)


def claim(verdict: "Claim") -> None:
    """Print a claim: whether it holds, its sentence, and both numbers."""
    from nnviz.tex import unicode_math

    mark = click.style("✓", fg="green") if verdict.holds else click.style("✗", fg="red", bold=True)
    body = wrapped(unicode_math(verdict.statement), "    ").lstrip()
    click.echo(f"  {mark} {body}")
    click.secho(wrapped(numbers(verdict), "    "), dim=True)


def numbers(verdict: "Claim") -> str:
    """Return both numbers of a claim in words."""
    said = comparison(verdict.relation, verdict.expected, verdict.tolerance, verdict.measured)
    return said if verdict.holds else f"{said}; does not hold with these parameters"
