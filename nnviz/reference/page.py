"""The page itself, in Markdown: what is promised, and every public name by module."""

import inspect
from collections.abc import Iterator
from importlib import import_module

from nnviz.api import API
from nnviz.reference.entries import Entry, entries
from nnviz.reference.modules import MODULES

COMMAND = "python -m nnviz.reference plugins/API.md"
"""What makes the page again."""

_HEAD = f"""\
# The public API

Made from the docstrings by `{COMMAND}`. [README.md](README.md) is the guide.

## What is promised

The plugin API has the number {API}. While it is {API}, all that stands on this page stays: a name,
the names and the order of its arguments and what they mean, what it returns, which error it raises,
and the hooks. Names may be added, and arguments with a default.

nnviz's version follows [semantic versioning](https://semver.org): a patch repairs, a minor version
adds, and only a major one, or while that is 0 a minor one, takes away or changes what stands here.
The API number then rises by one. A plugin with a greater number than nnviz has is not imported, and
a sentence says to update nnviz; one with a lesser number, or none, is used.

Not promised: modules that are not named here, names that begin with `_`, the values of numbers in
capitals, the words of messages, how a theme looks to the pixel, and the last digits of what another
NumPy computes.
"""


def page() -> str:
    """Return the page of the public API."""
    contents = "\n".join(f"- [`{name}`](#{name.replace('.', '')})" for name in MODULES)
    return "\n".join([_HEAD, contents, "", *_sections()]).rstrip() + "\n"


def public_names() -> dict[str, list[str]]:
    """Return the names that the page lists, by module."""
    return {module: [entry.name for entry in entries(module)] for module in MODULES}


def _sections() -> Iterator[str]:
    told: set[int] = set()
    for name in MODULES:
        module = import_module(name)
        yield f"## `{name}`\n"
        yield f"{inspect.cleandoc(module.__doc__ or '')}\n"
        for entry in entries(name):
            value = getattr(module, entry.name)
            if id(value) not in told or not callable(value):
                yield _section(entry)
            told.add(id(value))


def _section(entry: Entry) -> str:
    lines = [f"### `{entry.name}{entry.signature}`\n", f"{entry.text}\n"]
    lines += [f"- `{each.name}{each.signature}`: {each.text}" for each in entry.members]
    return "\n".join([*lines, ""] if entry.members else lines)
