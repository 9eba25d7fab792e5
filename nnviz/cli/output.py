"""How texts look on a terminal, and plain text everywhere else."""

import io
import math
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, redirect_stdout
from itertools import groupby
from json import dumps  # now, and so not what a plugin may put in its place
from typing import Any
from unicodedata import east_asian_width

import click

from nnviz.language import Language, current, is_chosen, language, own_languages, speaking, tr
from nnviz.language.heard import heard
from nnviz.terminal import visible

_WIDEST = 92

SECOND = "\ufdd0"  # no character at all, so in no text: it stands for the second column


def width() -> int:
    """Return how many columns a paragraph may take."""
    return max(30, min(_WIDEST, shutil.get_terminal_size().columns))


@contextmanager
def paged(*, wanted: bool = True) -> Iterator[None]:
    """Print what the block says; through a pager where it is longer than a terminal is high."""
    if not (wanted and sys.stdin.isatty() and sys.stdout.isatty()):
        yield
        return
    context, said = click.get_current_context(), io.StringIO()
    before, context.color = context.color, context.color is not False
    with redirect_stdout(said):
        yield
    context.color = before
    text = said.getvalue()
    if text.count("\n") < shutil.get_terminal_size().lines:
        click.echo(text, nl=False)
        return
    os.environ.setdefault("LESS", "-RX")  # colours, and what was read stays on the screen
    click.echo_via_pager(visible(text, styled=True).rstrip("\n"))


def echo_json(value: object) -> None:
    """Print a value as JSON, for programs; what is not finite, which JSON cannot say, is null."""
    plain = _finite(value)
    text = dumps(plain, indent=2, ensure_ascii=False, default=str)
    try:
        text.encode(sys.stdout.encoding)
    except UnicodeEncodeError:  # a question mark in place of a letter would be other data
        text = dumps(plain, indent=2, default=str)
    click.utils.echo(text)


def _finite(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: _finite(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(one) for one in value]
    if isinstance(value, int) and value.bit_length() >= 10_000:  # Python writes no 4300 digits
        return None
    return None if isinstance(value, float) and not math.isfinite(value) else value


def heading(text: str) -> None:
    """Print a heading."""
    click.secho(heard(text, reader(sys.stdout)), bold=True)


def paragraph(text: str, indent: str = "", hanging: str | None = None) -> None:
    """Print a text wrapped to the terminal, its later lines indented by `hanging`."""
    click.echo(wrapped(text, indent, hanging))


def reader(stream: Any) -> Language:
    """Return the language of who reads a stream: the one that was chosen, or a terminal's locale.

    Files, JSON and what is piped never depend on the locale.
    """
    if is_chosen() or not stream.isatty():
        return current()
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    code = (locale or "en").partition("_")[0]
    return language(code) if code in own_languages() else current()


def to_the_reader() -> AbstractContextManager[None]:
    """Speak the language of who reads standard output within the block."""
    return speaking(reader(sys.stdout))


def spread(text: str) -> str:
    """Return a text in which each wide letter is as long as it is wide, by `SECOND` after it."""
    return "".join(letter + SECOND * (east_asian_width(letter) in "WF") for letter in text)


def wrapped(text: str, indent: str = "", hanging: str | None = None) -> str:
    """Return a text wrapped to the terminal's width."""
    told = heard(text, reader(sys.stdout))
    whole = re.sub(r" ([=≈≤≥<>×−+]) ", "\u00a0\\1\u00a0", told)  # no line ends within `β = 0.9`
    filled = textwrap.fill(
        spread(whole),
        width(),
        initial_indent=indent,
        subsequent_indent=indent if hanging is None else hanging,
        break_on_hyphens=False,
        break_long_words=False,
    )
    return filled.replace("\u00a0", " ").replace(SECOND, "")


def columns(rows: Iterable[tuple[str, str]], indent: str = "  ") -> None:
    """Print two columns: names, and texts that wrap beside them."""
    rows = [(spread(name), text) for name, text in rows]
    margin = max((len(name) for name, _ in rows), default=0) + 2
    for name, text in rows:
        label = indent + click.style(name.ljust(margin).replace(SECOND, ""), fg="cyan")
        body = wrapped(text, " " * (len(indent) + margin)).lstrip()
        click.echo(label + body)


def claims(told: Sequence[Mapping[str, Any]], *, numbers: bool = True) -> None:
    """Print the claims: what holds or fails, with both numbers; then what is not so, and why.

    Without `numbers` they stand with those that fail alone.
    """
    from nnviz.exhibit import counted_states

    stated = (one for one in told if one["state"] in ("holds", "fails"))
    for _, alike in groupby(stated, key=lambda one: (one["sentence"], one["state"])):
        claim(*alike, numbers=numbers)
    for state, said in (("not so", tr("Not so here:")), ("too close", tr("Too close here:"))):
        if names := _named(one for one in told if one["state"] == state):
            paragraph(f"{said} {names}", "  ", "    ")
    reasons = [one["reason"] for one in told if one["state"] == "not claimed"]
    for reason in dict.fromkeys(reasons):
        names = _named(one for one in told if one["reason"] == reason)
        paragraph(f"{tr('Not claimed:')} {names}: {reason}", "  ", "    ")
    if told:
        paragraph(f"{counted_states(told)}.", "  ")


def _named(told: Iterable[Mapping[str, Any]]) -> str:
    """Return the names of claims, each with its members: `diverges (small, good)`."""
    members: dict[str, list[str]] = {}
    for one in told:
        members.setdefault(one["name"], []).extend([one["at"]] if one["at"] else [])
    named = (f"{name} ({', '.join(of)})" if of else name for name, of in members.items())
    return ", ".join(named)


def claim(*told: Mapping[str, Any], numbers: bool = True) -> None:
    """Print a claim, of one member or of several of which it says the same.

    That is: whether it holds, its sentence, and both numbers of each, of one that fails always.
    With the `numbers` stands what an author's text cites it by: `[diverges.small]`.
    """
    from nnviz.exhibit import mark_of, outcome
    from nnviz.tex import unicode_math

    fails = told[0]["state"] == "fails"
    mark = click.style(mark_of(told[0]), fg="red" if fails else "green", bold=fails)
    body = wrapped(unicode_math(told[0]["sentence"]), "    ").lstrip()
    click.echo(f"  {mark} {body}")
    for one in told if numbers or fails else ():
        said = outcome(one)
        if fails:
            said = f"{said}; {tr('does not hold with these parameters')}"
        if numbers:
            said = f"[{'.'.join(filter(None, (one['name'], one['at'])))}] {said}"
        click.secho(wrapped(said, "    "), dim=True)
