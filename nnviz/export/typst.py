"""A snippet for Typst; formulas in TeX become Unicode, for Typst's own mathematics is another."""

import re

from nnviz.exhibit import Exhibit
from nnviz.export.markdown import fenced
from nnviz.tex import unicode_math

_SPECIAL = re.compile(r"([\\#$*_`<>@~\[\]/]|(?<=-)-|-(?=[-?\d])|(?<=\.)\.)")
_FIRST = re.compile(r"^(\d*)([-+=]|(?<=\d)\.)")


def figure(exhibit: Exhibit) -> str:
    """Return a figure that `@fig-NAME` refers to."""
    return (
        f"// {exhibit.command}\n"
        "#figure(\n"
        f"  image({_string(exhibit.path)}, width: {exhibit.share}%, alt: {_string(exhibit.alt)}),\n"
        f"  caption: [{_content(exhibit.caption)}],\n"
        f") <fig-{exhibit.name}>\n"
        + "".join(f"\n{_content(each.title)}\n\n{fenced(each.code)}" for each in exhibit.listings)
    )


def _string(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _content(text: str) -> str:
    line = _SPECIAL.sub(r"\\\1", " ".join(unicode_math(text).split()))
    return _FIRST.sub(r"\1\\\2", line)
