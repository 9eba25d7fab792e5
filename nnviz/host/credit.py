"""How a figure may be used and how it is cited, as far as what draws it tells."""

import re
from collections.abc import Iterable
from functools import cache
from importlib import metadata

from nnviz import __version__
from nnviz.exhibit import Credit
from nnviz.host.sources import Source
from nnviz.language import tr
from nnviz.terminal import visible
from nnviz.tex import unicode_math

_MOST_CHARACTERS = 200
_NOTHING = "UNKNOWN"
"""What setuptools wrote where there was no licence."""
_ATTRIBUTION = "CC BY"
"""Data under such a licence is to be named wherever it is shown."""


def credit_of(source: Source, name: str, title: str, told: Iterable[str]) -> Credit:
    """Return the credit of a concept's figure; a plugin's comes from its distribution's metadata.

    `told` are the texts of its result, among them the source of data that must be named.
    The MIT License of nnviz asks for its notice in copies of the program, and for none in what the
    program draws. No day is told, so that the same figure is cited in the same words.
    """
    nnviz = f"nnviz {__version__}"
    if source.bundled:
        authors, drawn_by = "The nnviz authors", nnviz
        licence = tr("This figure may be used for any purpose; nnviz is under the MIT License.")
    else:
        plugin = _line(f"{source.distribution} {source.version}")
        authors, licence = _told_by(source.distribution)
        licence, drawn_by = _of_plugin(plugin, licence), f"{plugin}, {nnviz}"
    named = (_line(each).rstrip(".") for each in told if _ATTRIBUTION in each)
    terms = [licence, *(tr("Name its data: {data}.", data=data) for data in named)]
    title, made = _line(unicode_math(title)), tr("Figure made by {program}.", program=drawn_by)
    entry = {"author": authors, "title": title, "howpublished": made.rstrip(".")}
    fields = "".join(f"  {key} = {{{_bibtex(text)}}},\n" for key, text in entry.items() if text)
    return Credit(
        licence=" ".join(terms),
        citation=f"{f'{authors}: ' if authors else ''}{title}. {made}",
        bibtex=f"@misc{{nnviz-{re.sub('[^A-Za-z0-9]+', '-', name)},\n{fields}}}\n",
    )


def _of_plugin(plugin: str, licence: str) -> str:
    if licence:
        return tr("{plugin}, which draws it, is under {licence}.", plugin=plugin, licence=licence)
    return tr("How it may be used, ask the author of {plugin}, which draws it.", plugin=plugin)


@cache
def _told_by(distribution: str) -> tuple[str, str]:
    """Return the authors and the licence that a distribution names, each empty where it does not.

    Its metadata are core metadata 2.4, in which `License` may hold a whole licence.
    """
    from email.utils import getaddresses  # for a plugin's alone: it costs every start else

    try:
        told = metadata.metadata(distribution)
    except (metadata.PackageNotFoundError, ValueError):  # a file has none
        return "", ""
    fields = ("Author", "Author-email", "License-Expression", "License")
    author, emails, expression, written = (next(iter(told.get_all(f) or ()), "") for f in fields)
    names = ", ".join(name for name, _ in getaddresses([emails]) if name)
    classes = (each for each in told.get_all("Classifier") or () if each.startswith("License :: "))
    named = [expression, "" if "\n" in written or written == _NOTHING else written]
    named += [each.rpartition(" :: ")[2] for each in classes]
    return _line(author or names), _line(next(filter(None, named), ""))


def _line(text: str) -> str:
    line = visible(" ".join(text.split()))
    return line if len(line) <= _MOST_CHARACTERS else f"{line[:_MOST_CHARACTERS]}…"


def _bibtex(text: str) -> str:
    """Return a text as BibTeX takes it: it counts braces even behind a backslash."""
    special = {"\\": r"{\textbackslash}", "{": r"{\textbraceleft}", "}": r"{\textbraceright}"}
    special |= {"~": r"{\textasciitilde}", "^": r"{\textasciicircum}"}
    written = re.sub(r"[\\{}~^$&#%_]", lambda sign: special.get(sign[0], f"\\{sign[0]}"), text)
    return f"{{{written}}}"  # braces of its own keep capitals, and authors from being parted
