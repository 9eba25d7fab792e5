"""Records as pages: the templates filled in."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from nnviz.gallery import text
from nnviz.gallery.names import BASE, BASE_DARK, FONT
from nnviz.gallery.offers import by_command, downloads
from nnviz.gallery.record import Record
from nnviz.gallery.settings import Settings
from nnviz.wording import number

TEMPLATES = Path(__file__).parent / "templates"
MARK = "made by nnviz gallery"
"""Stands in every page, so that a gallery never overwrites a file that somebody else made."""


@dataclass(frozen=True)
class Neighbours:
    """Where a page leads: the pages before and after it, and those to see also."""

    previous: Record | None
    next: Record | None
    see_also: tuple[Record, ...]


def neighbours(record: Record, records: Sequence[Record]) -> Neighbours:
    """Return the neighbours of a record among all, which stand in the order of the course."""
    place = [other.folder for other in records].index(record.folder)
    named = {other.name: other for other in records}
    also = (named[name] for name in record.see_also if name in named)
    return Neighbours(
        previous=records[place - 1] if place else None,
        next=records[place + 1] if place + 1 < len(records) else None,
        see_also=(*_same_concept(record, records), *also),
    )


def _same_concept(record: Record, records: Sequence[Record]) -> tuple[Record, ...]:
    """Return a concept and its figures of the course's own, without the record itself."""
    return tuple(r for r in records if r.concept == record.concept and r.name != record.name)


def concept_page(record: Record, near: Neighbours, settings: Settings) -> bytes:
    """Return the HTML of a concept's page."""
    parts = ("page", "player") if record.film else ("page",)
    return _filled(
        "page.html",
        parts,
        record=record,
        near=near,
        downloads=downloads(record),
        by_command=by_command(record),
        base=BASE,
        base_dark=BASE_DARK,
        settings=settings,
    )


def index_page(records: Sequence[Record], settings: Settings) -> bytes:
    """Return the HTML of the index, by topic."""
    return _filled(
        "index.html",
        ("index",),
        topics=_by_topic(records),
        count=len(records),
        counted="figure" if any(record.number for record in records) else "concept",
        settings=settings,
    )


def readme(records: Sequence[Record], settings: Settings) -> bytes:
    """Return the README that shows the gallery where a repository is browsed."""
    template = _environment().get_template("README.md.jinja")
    sliders = any(record.sweeps for record in records)
    filled = template.render(
        topics=_by_topic(records), sliders=sliders, settings=settings, mark=MARK
    )
    return filled.encode()


def _filled(template: str, parts: Sequence[str], **names: object) -> bytes:
    """Fill in a template, with the styles and scripts of these parts in the page itself."""
    css = "".join(_asset(f"{part}.css") for part in ("site", *parts))
    script = "".join(_asset(f"{part}.js") for part in parts)
    page = _environment().get_template(template)
    filled = page.render(
        css=Markup(css),
        script=Markup(script),
        script_hash=_hash(script),
        mark=MARK,
        font=FONT,
        **names,
    )
    return filled.encode()


def _hash(script: str) -> str:
    """Return the script's hash for the page's policy: no other script can run in it."""
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


@cache
def _asset(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=lambda name: bool(name and name.endswith(".html")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "sentence": text.sentence,
        "plain": text.plain,
        "explanation": text.explanation,
        "reference": text.reference,
        "markdown": text.as_markdown,
        "topic": topic_title,
        "outcome": outcome,
    }
    return environment


def topic_title(topic: str) -> str:
    """Return a topic as a heading."""
    return topic.replace("-", " ").capitalize()


def outcome(claim: Mapping[str, object]) -> str:
    """Return both numbers of a claim in words."""
    words = {"=": "", "<=": "at most ", ">=": "at least ", "<": "less than ", ">": "more than "}
    expected, measured, tolerance = (
        float(str(claim[name])) for name in ("expected", "measured", "tolerance")
    )
    margin = f" ± {number(tolerance, 2)}" if tolerance else ""
    wanted = words.get(str(claim["relation"]), "")
    return f"expected {wanted}{_digits(expected)}{margin}, measured {_digits(measured)}"


def _digits(value: float) -> str:
    return f"{value:,.0f}" if value.is_integer() and abs(value) < 1e9 else number(value, 5)


def _by_topic(records: Sequence[Record]) -> list[tuple[str, list[Record]]]:
    return [(topic, list(group)) for topic, group in groupby(records, key=lambda r: r.topic)]
