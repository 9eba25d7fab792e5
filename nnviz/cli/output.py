"""How texts look on a terminal, and plain text everywhere else."""

import math
import re
import shutil
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from nnviz.claims import Claim
    from nnviz.proofs import Verdict

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


def claims(verdicts: "Sequence[Claim | Verdict]") -> None:
    """Print the claims: what holds or fails, with both numbers; then what is not so."""
    from nnviz.proofs import Verdict, counted_states

    stated = [each for each in verdicts if isinstance(each, Verdict)]
    for verdict in verdicts:
        if not isinstance(verdict, Verdict) or verdict.state in ("holds", "fails"):
            claim(verdict)
    for state in ("not so", "too close"):
        if names := _named(each for each in stated if each.state == state):
            paragraph(f"{state.capitalize()} here: {names}", "  ", "    ")
    for reason in dict.fromkeys(each.reason for each in stated if each.state == "not claimed"):
        names = _named(each for each in stated if each.reason == reason)
        paragraph(f"Not claimed: {names}: {reason}", "  ", "    ")
    if stated:
        paragraph(f"{counted_states(tuple(stated))}.", "  ")


def _named(verdicts: "Iterable[Verdict]") -> str:
    """Return the names of claims, each with its members: `diverges (small, good)`."""
    members: dict[str, list[str]] = {}
    for verdict in verdicts:
        members.setdefault(verdict.name, []).extend([verdict.of] if verdict.of else [])
    named = (f"{name} ({', '.join(of)})" if of else name for name, of in members.items())
    return ", ".join(named)


def claim(verdict: "Claim | Verdict") -> None:
    """Print a claim: whether it holds, its sentence, and both numbers."""
    from nnviz.tex import unicode_math

    mark = click.style("✓", fg="green") if verdict.holds else click.style("✗", fg="red", bold=True)
    body = wrapped(unicode_math(verdict.statement), "    ").lstrip()
    click.echo(f"  {mark} {body}")
    click.secho(wrapped(numbers(verdict), "    "), dim=True)


def numbers(verdict: "Claim | Verdict") -> str:
    """Return both numbers of a claim in words."""
    said = verdict.compared
    return said if verdict.holds else f"{said}; does not hold with these parameters"
