"""Records as pages: the templates filled in."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from nnviz import course
from nnviz.course import Neighbours, topic_title
from nnviz.exhibit import counted_states, mark_of, outcome
from nnviz.gallery import assets, text
from nnviz.gallery.assets import TEMPLATES
from nnviz.gallery.editions import ways
from nnviz.gallery.names import BASE, BASE_DARK, PHONE, PHONE_DARK
from nnviz.gallery.offers import by_command, downloads
from nnviz.gallery.record import Claim, Record, cited_by
from nnviz.gallery.settings import DEFAULTS, Settings
from nnviz.language import current, tr
from nnviz.search import Subject, word_list
from nnviz.terminal import visible
from nnviz.words import Sentence

if TYPE_CHECKING:
    from nnviz.gallery.live import Live

MARK = "made by nnviz gallery"
"""Stands in every page, so that a gallery never overwrites a file that somebody else made."""


def neighbours(record: Record, records: Sequence[Record]) -> Neighbours[Record]:
    """Return where a page leads among all, which stand in the order of the path."""
    near = course.neighbours(record, records)
    return replace(near, see_also=(*_same_concept(record, records), *near.see_also))


def _same_concept(record: Record, records: Sequence[Record]) -> tuple[Record, ...]:
    """Return a concept and its figures of the course's own, without the record itself."""
    return tuple(r for r in records if r.concept == record.concept and r.name != record.name)


def concept_page(record: Record, near: Neighbours[Record], settings: Settings) -> bytes:
    """Return the HTML of a concept's page."""
    return _filled(
        "page.html",
        record=record,
        near=near,
        downloads=downloads(record),
        by_command=by_command(record),
        base=BASE,
        base_dark=BASE_DARK,
        phone=PHONE,
        phone_dark=PHONE_DARK,
        settings=_said(settings),
        ways=[*ways(settings)],
        live=_offered(record, settings),
    )


def _offered(record: Record, settings: Settings) -> "Live | None":
    """Return what lets a page run its concept, as it is by default, where the site is made so."""
    live = settings.live
    runs = live and record.concept in live.concepts and not record.number
    return live if runs else None


def index_page(records: Sequence[Record], settings: Settings) -> bytes:
    """Return the HTML of the index, by topic."""
    return _filled(
        "index.html",
        topics=_by_topic(records),
        words=word_list(map(_subject, records)),
        settings=_said(settings),
        ways=[*ways(settings)],
        **_counted(records),
    )


def _counted(records: Sequence[Record]) -> dict[str, str]:
    """Return how many there are in words, and what the index says of those that are found."""
    if any(record.number for record in records):
        count = tr("{count:# figure|# figures}", count=len(records))
        found, nothing = tr("{shown} of {all} figures"), tr("No figure has these words.")
    else:
        count = tr("{count:# concept|# concepts}", count=len(records))
        found, nothing = tr("{shown} of {all} concepts"), tr("No concept has these words.")
    return {"count": count, "found": found, "nothing": nothing}


def readme(records: Sequence[Record], settings: Settings) -> bytes:
    """Return the README that shows the gallery where a repository is browsed."""
    template = environment().get_template("README.md.jinja")
    sliders = any(record.sweeps for record in records)
    filled = template.render(
        topics=_by_topic(records), sliders=sliders, settings=_said(settings), mark=MARK
    )
    return visible(filled).encode()


def _said(settings: Settings) -> Settings:
    """Return the settings, their title in the language that is spoken where it is nnviz's own."""
    usual = tr("Deep learning, shown")
    return replace(settings, title=usual) if settings.title == DEFAULTS.title else settings


def _filled(template: str, **names: object) -> bytes:
    """Fill in a template, with the names of the style and the script that all pages share."""
    page = environment().get_template(template)
    style, script = assets.style_name(), assets.script_name()
    return page.render(style=style, script=script, mark=MARK, **names).encode()


@cache
def environment(*folders: Path) -> Environment:
    """Return what fills in the templates of a gallery, and those in other folders."""
    environment = Environment(
        loader=FileSystemLoader([*folders, TEMPLATES]),
        autoescape=lambda name: bool(name and name.endswith(".html")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals |= {"tr": tr, "language": lambda: current().code}
    environment.filters |= {
        "sentence": text.sentence,
        "plain": text.plain,
        "explanation": text.explanation,
        "reference": text.reference,
        "code": text.code,
        "markdown": text.as_markdown,
        "topic": topic_title,
        "outcome": outcome,
        "verdict": verdict,
        "mark": mark_of,
        "drawn": drawn,
        "proved": proved,
        "anchor": anchor,
        "counted": counted_states,
    }
    return environment


def verdict(claim: Claim) -> tuple[str, str]:
    """Return a claim's class on a page, and its verdict in words."""
    words = {
        "holds": tr("holds"),
        "fails": tr("does not hold"),
        "not so": tr("not so here"),
        "too close": tr("too close"),
        "not claimed": tr("not claimed"),
    }
    kind = {"holds": "true", "fails": "untrue"}.get(claim["state"], "open")
    return kind, words[claim["state"]]


def proved(story: Sequence[Sentence], claims: Sequence[Claim], place: str = "claim") -> Markup:
    """Return sentences as HTML, each with links to the claims that it cites, or marked as own."""
    return Markup(" ").join(
        text.sentence(one.text)
        + (_marked_as_own() if one.author else Markup())
        + Markup().join(_link(cited, claims, place) for cited in one.cites)
        for one in story
    )


def _marked_as_own() -> Markup:
    told = tr("The author of this page says so; no claim proves it.")
    return Markup(' <span class="cite" title="{}">{}</span>').format(told, tr("author"))


def _link(cited: str, claims: Sequence[Claim], place: str) -> Markup:
    """Return a citation as a link to the first of its claims, which are numbered from 1."""
    found = cited_by(cited, claims)
    if not found:
        return Markup()
    first, numbers = claims[found[0]], [place + 1 for place in found]
    shown = f"{numbers[0]}" if len(found) == 1 else f"{numbers[0]}–{numbers[-1]}"
    return Markup(' <a class="cite" href="#{}" title="{}">{} {}</a>').format(
        anchor(first, place), text.plain(first["sentence"]), mark_of(first), shown
    )


def anchor(claim: Claim, place: str = "claim") -> str:
    """Return the name of a claim's place on a page, in the list whose name it begins with."""
    return "-".join([place, claim["name"], *([claim["at"]] if claim["at"] else [])])


def drawn(record: Record, command: str) -> str:
    """Return the address of a page's state that a command shows, or nothing where none does."""
    for sweep in record.sweeps:
        for place, state in enumerate(sweep.states):
            look = state.command.removeprefix(command)  # the theme and the size, if any
            same = look == "" or look.startswith((" --theme ", " --size "))
            if same and place != sweep.default:
                return urlencode({sweep.parameter: state.value})
    return ""


def _subject(record: Record) -> Subject:
    summary = f"{record.summary} {record.topic}"
    return Subject(record.name, record.title, record.keywords, summary, record.searched)


def _by_topic(records: Sequence[Record]) -> list[tuple[str, list[Record]]]:
    return [(topic, list(group)) for topic, group in groupby(records, key=lambda r: r.topic)]
