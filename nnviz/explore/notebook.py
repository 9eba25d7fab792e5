"""What a notebook shows of a concept: still, and, where anywidget is installed, to be moved."""

import sys
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import fields
from html import escape
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from nnviz import look
from nnviz.authored import NAMES, Authored
from nnviz.commands import chosen
from nnviz.demonstration import Demonstration, demonstrate
from nnviz.errors import UsageError
from nnviz.exhibit import mark_of
from nnviz.host.catalog import Catalog
from nnviz.host.isolation import blame
from nnviz.language import Language, speaking, tr
from nnviz.look import Look
from nnviz.parameters import is_file_name
from nnviz.setting import typed
from nnviz.tex import NO_MATHJAX, html_math

if TYPE_CHECKING:
    from nnviz.concept import Concept
    from nnviz.explore.widget import Explorer
    from nnviz.host.cards import Card

_FRAMES, _SECONDS, _DPI = 24, 5.0, 72.0
"""Of a film that cannot be stepped through: enough to see what moves."""


class Shown(Demonstration):
    """A demonstration that displays itself in a notebook."""

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, object]:
        """Return a widget, where there can be one, and what is shown where there is none."""
        moved: dict[str, object] = {}
        if _in_notebook() and find_spec("anywidget"):
            widget = explorer(self.concept, self.card, self.language)
            moved, _ = widget._repr_mimebundle_() or ({}, {})
        with speaking(self.language):
            html = still(self, film=not moved)
        return {**moved, "text/html": html, "text/plain": repr(self)}


def show(
    name: str,
    *,
    theme: str = "notebook",
    size: str | None = None,
    lang: str | None = None,
    **values: object,
) -> Shown:
    """Return the concept of that name with these parameters, ready to display.

    `lang` is the code of a language, `ko`; without it, $NNVIZ_LANG's is spoken. `title`,
    `headline`, `caption` and `alt` say something else than the concept does, as passages;
    `headline=False` and `setting=False` draw the figure without it; `panel`, `font`, `transparent`
    and `svg_text` are as the command's options. Raises `UsageError` for an
    unknown concept, parameter, theme, size or language, and `PluginError` for what a plugin does
    wrong.
    """
    catalog = Catalog()
    parameters = {n: value for n, value in values.items() if n not in (*NAMES, *look.NAMES)}
    authored, wished = Authored.of(values), Look.of(values)
    with speaking(catalog.language(lang)):
        made = demonstrate(catalog, catalog.card(name), parameters, theme, size, authored, wished)
    return Shown(**{field.name: getattr(made, field.name) for field in fields(made)})


def explore(name: str, *, lang: str | None = None, **values: object) -> "Explorer":
    """Return a concept as a widget, whose parameters begin at these values and can be moved.

    Raises `UsageError` where anywidget is missing, for an unknown concept or language and for a
    parameter out of range, and `PluginError` for what a plugin does wrong.
    """
    if not find_spec("anywidget"):
        raise UsageError("nnviz.explore shows a widget, which needs: pip install anywidget")
    catalog = Catalog()
    card = catalog.card(name)
    return explorer(catalog.concept(card, values), card, catalog.language(lang))


def explorer(concept: "Concept", card: "Card", language: Language) -> "Explorer":
    """Return a concept as a widget; data in memory or in files is kept for it under keys."""
    from nnviz.explore.widget import Explorer

    files: dict[str, Any] = {}
    setting = {n: _kept(concept, n, value, files) for n, value in chosen(concept).items()}
    return Explorer(card, urlencode(setting), files, language)


def _kept(concept: "Concept", name: str, value: Any, files: dict[str, Any]) -> str:
    """Return a value as its control has it: data as the keys that it is kept under."""
    declared = concept.parameters[name]
    if not (declared.is_file or (declared.files and is_file_name(value))):
        return typed(value)
    for number, one in enumerate(value if isinstance(value, tuple) else (value,)):
        files[f"{name}-{number}"] = one
    return ",".join(key for key in files if key.startswith(f"{name}-"))


def still(shown: Demonstration, *, film: bool) -> str:
    """Return the figure with all that is said of it as HTML, and its film where it has one."""
    from nnviz.gallery.text import explanation  # and its parser of Markdown

    svg, told = shown.picture.encode("svg").decode(), shown.exhibit
    claims = "".join(
        f"<li>{mark_of(claim)} {html_math(str(claim['sentence']))}</li>" for claim in told.claims
    )
    parts: Mapping[str, str] = {
        tr("Explanation"): explanation(told.explanation),
        tr("Film"): _film(shown) if film else "",
    }
    folded = "".join(
        f"<details><summary>{name}</summary>{part}</details>"
        for name, part in parts.items()
        if part
    )
    return (
        f'<div class="{NO_MATHJAX}"><figure role="group">'
        f'<div role="img" aria-label="{escape(told.alt)}">{svg[svg.index("<svg") :]}</div>'
        f"<figcaption>{html_math(told.caption)}</figcaption></figure>"
        f"<ul>{claims}</ul>{folded}</div>"
    )


def _film(shown: Demonstration) -> str:
    from nnviz.render.film import encode, in_one_palette, moves

    if not moves(shown.picture):
        return ""
    with blame(shown.card.source, "in draw"):
        content = encode(in_one_palette(shown.picture, _FRAMES, _DPI), _SECONDS / _FRAMES, ".webp")
    data = b64encode(content).decode()
    alt = tr("The figure as it comes about.")
    return f'<img alt="{alt}" src="data:image/webp;base64,{data}">'


def _in_notebook() -> bool:
    """Return whether this runs in a kernel, whose front end may have widgets."""
    ipython = sys.modules.get("IPython")
    return getattr(ipython and ipython.get_ipython(), "kernel", None) is not None
