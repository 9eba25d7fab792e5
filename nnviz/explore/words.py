"""A demonstration as the parts of a page: what is said of one setting, and the article around."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from nnviz.demonstration import Demonstration
from nnviz.explore.controls import control_of
from nnviz.explore.takeaway import COUNT, SECONDS
from nnviz.explore.wishes import FILES
from nnviz.gallery import assets, pages, text
from nnviz.gallery.making import described
from nnviz.gallery.offers import labels
from nnviz.host.cards import Card
from nnviz.host.subjects import subjects
from nnviz.language import tr
from nnviz.listings import listings
from nnviz.search import word_list
from nnviz.setting import typed

TEMPLATES = Path(__file__).parent / "templates"


def state(shown: Demonstration) -> dict[str, Any]:
    """Return what a page shows of a setting: each part as HTML, and the alternative text."""
    told = shown.exhibit
    parts = pages.environment(TEMPLATES).get_template("parts.html").module
    named = {name: str(getattr(parts, name)(told)) for name in PARTS}
    return {"parts": named, "alt": text.plain(told.alt)}


PARTS = ("headline", "setting", "caption", "look", "claims", "count", "command")


def article(shown: Demonstration, purposes: Iterable[str]) -> bytes:
    """Return the page of a concept, whose first setting its script asks for."""
    return _filled(
        "explore.html",
        **_panel(shown),
        downloads=_downloads(purposes),
        listings=listings(type(shown.concept)),
        questions=list(shown.concept.questions),
    )


def _downloads(purposes: Iterable[str]) -> list[tuple[str, str]]:
    named = labels()
    files = [(name, named[name]) for name in FILES]
    return files + [(f"{one}.zip", tr("for {what}", what=one)) for one in purposes]


def widget(shown: Demonstration) -> bytes:
    """Return what a notebook's cell shows of a concept, whose first setting its script asks for."""
    return _filled("widget.html", **_panel(shown))


def panel(shown: Demonstration) -> dict[str, str]:
    """Return the panel as HTML, with its style, for a page that has the article already."""
    html = _filled("panel.html", **_panel(shown)).decode()
    return {"html": html, "style": (TEMPLATES / "live.css").read_text(encoding="utf-8")}


def _panel(shown: Demonstration) -> dict[str, Any]:
    """Return what the templates of a panel and the words around it are filled with."""
    concept = shown.concept
    declared = [
        one.with_choices(concept.additions.of(one.family)) if one.family else one
        for one in concept.parameters.values()
    ]
    rows = [described(parameter, concept) for parameter in declared]
    tries = [
        (setting_address(one.values), said)
        for one, (_, said) in zip(concept.try_next, shown.exhibit.try_next, strict=True)
    ]
    return {
        "shown": shown.exhibit,
        "shown_controls": [
            control_of(p, row["help"]) for p, row in zip(declared, rows, strict=True)
        ],
        "parameters": rows,
        "tries": tries,
        "film": {"count": COUNT, "seconds": SECONDS},
        "references": concept.references,
    }


def index(cards: Mapping[str, Card]) -> bytes:
    """Return the page of all concepts, by topic; each has its address as a key."""
    by_topic = groupby(cards.items(), key=lambda item: item[1].topic)
    topics = [(topic, list(items)) for topic, items in by_topic]
    words = word_list(subjects(cards.values()))
    return _filled("concepts.html", topics=topics, count=len(cards), words=words)


def invitation(address: str) -> bytes:
    """Return the page that shows a class its address, also as a code for phones."""
    import segno  # needed by a class alone

    code = segno.make(address, error="m").svg_inline(scale=8, omitsize=True)
    return _filled("class.html", address=address, code=Markup(code))


def poll(*, leads: bool) -> bytes:
    """Return the page on which a class is asked, and, for who leads, led."""
    return _filled("poll.html", leads=leads)


def _filled(template: str, **names: Any) -> bytes:
    page = pages.environment(TEMPLATES).get_template(template)
    style, script = assets.style_name(), assets.script_name()
    return page.render(style=style, script=script, mark=pages.MARK, **names).encode()


def setting_address(values: Any) -> str:
    """Return a setting as a page's address ends with it."""
    return urlencode({name: typed(value) for name, value in values.items()})
