"""How texts look on a terminal, and plain text everywhere else."""

import re
import shutil
import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from nnviz.wording import number

if TYPE_CHECKING:
    from nnviz.claims import Claim

_WIDEST = 92


def width() -> int:
    """Return how many columns a paragraph may take."""
    return max(30, min(_WIDEST, shutil.get_terminal_size().columns))


def echo_json(value: object) -> None:
    """Print a value as JSON, for programs."""
    import json

    click.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))


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
    words = {"=": "", "<=": "at most ", ">=": "at least ", "<": "less than ", ">": "more than "}
    expected = f"{words[verdict.relation]}{_digits(verdict.expected)}"
    margin = f" ± {number(verdict.tolerance, 2)}" if verdict.tolerance else ""
    outcome = "" if verdict.holds else "; does not hold with these parameters"
    return f"expected {expected}{margin}, measured {_digits(verdict.measured)}{outcome}"


def _digits(value: float) -> str:
    return f"{value:,.0f}" if value.is_integer() and abs(value) < 1e9 else number(value, 5)
