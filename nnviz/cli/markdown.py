"""An explanation's Markdown as plain text for a terminal."""

import re

import click

from nnviz.cli import output
from nnviz.tex import unicode_math

_ITEM = re.compile(r"(\s*)([-*]|\d+\.)\s+")


def print_markdown(text: str) -> None:
    """Print paragraphs and lists wrapped to the terminal, formulas as Unicode, code as it is."""
    blocks = re.split(r"\n\s*\n", text)
    for number, block in enumerate(blocks):
        if number:
            click.echo()
        _print_block(block)


def _print_block(block: str) -> None:
    lines = block.splitlines()
    if all(line.startswith("    ") or not line.strip() for line in lines):
        click.echo(block)
        return
    for item in _items(lines):
        mark = _ITEM.match(item)
        hanging = " " * (mark.end() if mark else 0)
        output.paragraph(_plain(item), hanging=hanging)


def _items(lines: list[str]) -> list[str]:
    """Join wrapped lines, beginning anew at each list item."""
    items: list[str] = []
    for line in lines:
        if not items or _ITEM.match(line) or line.startswith("$$"):
            items.append(line.rstrip())
        else:
            items[-1] += " " + line.strip()
    return items


def _plain(text: str) -> str:
    text = unicode_math(text)
    text = re.sub(r"\[([^\[\]]+)\]\(([^()]+)\)", r"\1 (\2)", text)
    text = re.sub(r"^#+ ", "", text)
    return re.sub(r"(\*\*|`)(.+?)\1", r"\2", re.sub(r"(?<![\w*])\*(?!\*)([^*]+)\*", r"\1", text))
