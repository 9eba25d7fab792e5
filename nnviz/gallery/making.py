"""Makes one concept's files, as bytes: what a worker does, in whichever process it runs."""

import json
import os
import warnings
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnviz.commands import chosen
from nnviz.concept import Concept, renamed
from nnviz.core.remembering import keeping
from nnviz.demonstration import Demonstration, themes_for
from nnviz.errors import AuthorWarning
from nnviz.exhibit import Credit
from nnviz.gallery.downloads import data
from nnviz.gallery.inputs import imported_sources
from nnviz.gallery.jobs import Job
from nnviz.gallery.names import RECORD, SOURCES
from nnviz.gallery.notebooks import notebook
from nnviz.gallery.record import Claim, Film, Guess, Question, Record, Row, State, digest
from nnviz.gallery.settings import Settings
from nnviz.gallery.steps import draw_sweeps
from nnviz.host.isolation import blame
from nnviz.host.schema import fitted
from nnviz.host.subjects import said
from nnviz.language import speaking
from nnviz.listings import listings
from nnviz.parameters import Parameter
from nnviz.setting import Setting, typed
from nnviz.wording import exact

if TYPE_CHECKING:
    from PIL.Image import Image

    from nnviz.render import Picture

_PHONE, _PHONE_DPI = "column", 220.0
"""A column's figure stacks its panels, in letters of 12 pixels on a phone: here 770 pixels wide."""

_MOST_BYTES_OF_SVG = 5_000_000
"""A browser takes seconds to show a larger one; its page then shows the PNG."""


def make(job: Job) -> dict[str, bytes]:
    """Return the files of a concept's page by name, its record and `SOURCES` among them.

    Raises `PluginError` or `ContractError` for whatever the plugin does wrong, and
    `ParameterError` for a parameter that only the concept itself can refuse.
    """
    with speaking(job.language), keeping({}):
        return _make(job)


def _make(job: Job) -> dict[str, bytes]:
    concept = job.catalog.concept(job.card, job.values)
    with blame(job.card.source, "while its page was made", seconds=None):
        record, files = Studio(job, themes_of(job)).make(concept)
    sources = json.dumps(asdict(imported_sources(job.card.source)))
    return files | {RECORD: record.encode(), SOURCES: sources.encode()}


def themes_of(job: Job) -> Mapping[str, Any]:
    """Return the themes of plugins, asked for only where one of the bundled does not do."""
    return themes_for(job.catalog, job.settings.theme, job.settings.dark)


@dataclass(frozen=True)
class Studio:
    """Where the states of one concept are drawn and put into words."""

    job: Job
    themes: Mapping[str, Any]
    known: dict[Setting, Demonstration] = field(default_factory=dict)
    """What has been computed: a question may ask of a slider's stop."""

    def make(self, concept: Concept) -> tuple[Record, dict[str, bytes]]:
        """Return the record and the files of a concept, with its sliders."""
        shown = self._shown(concept)
        light, dark = self._pictures(shown)
        wide = light.pixels(), dark.pixels()
        figures = _figures(shown, (light, dark), wide, self.job.settings)
        suffix = "svg" if "figure.svg" in figures else "png"
        state = state_of(shown, light, (f"figure.{suffix}", f"figure-dark.{suffix}"))
        bases = self._frames(shown, wide)
        sweeps, frames = draw_sweeps(self.step, concept, state, bases) if bases else ((), {})
        moving, film, animation = self._film(light, dark)
        guess, questions, asked = self._questions(shown, light)
        files = figures | _downloads(self.job, shown) | frames | animation | asked
        return Record(
            name=self.job.name,
            concept=self.job.card.name,
            number=self.job.number,
            folder=self.job.folder,
            title=self._title(shown),
            topic=str(concept.topic),
            order=self.job.card.order,
            summary=concept.summary(),
            theory=shown.exhibit.theory,
            curious=shown.exhibit.curious,
            symbols=dict(shown.exhibit.symbols),
            credit=shown.exhibit.credit,
            try_next=shown.exhibit.try_next,
            references=tuple(map(str, concept.references)),
            see_also=tuple(map(str, concept.see_also)),
            builds_on=tuple(map(str, concept.builds_on)),
            keywords=tuple(map(str, concept.keywords)),
            searched=said(self.job.card),
            renamed=renamed(concept),
            parameters=tuple(described(p, concept) for p in concept.parameters.values()),
            listings=listings(type(concept)),
            state=state,
            sweeps=sweeps,
            guess=guess,
            questions=questions,
            moves=moving,
            film=film,
            width=round(light.figure.bbox.width),
            height=round(light.figure.bbox.height),
            phone=bases[-1].size if len(bases) > 2 else None,
            files={name: digest(files[name]) for name in sorted(files)},
        ), files

    def step(
        self, default: Concept, stop: Setting, names: tuple[str, str]
    ) -> "tuple[State, tuple[Image, ...]]":
        """Return the state at a slider's stop, all else as it is, and its four pictures."""
        values = {**default.values, **stop.values}
        shown = self._shown(type(default).create(values, default.additions))
        (value,) = stop.values.values()
        with warnings.catch_warnings():  # what an author says is meant for the figure, not for this
            warnings.simplefilter("ignore", AuthorWarning)
            light, dark = self._pictures(shown)
        frames = self._frames(shown, (light.pixels(), dark.pixels()))
        return state_of(shown, light, names, typed(value)), frames

    def _questions(
        self, shown: Demonstration, light: "Picture"
    ) -> "tuple[Guess | None, tuple[Question, ...], dict[str, bytes]]":
        """Return the curve to guess and the questions; a course's own figure asks nothing."""
        if "questions" in self.job.settings.without or self.job.figure:
            return None, (), {}
        from nnviz.gallery.questions import draw_questions, guess_of

        concept = shown.concept

        def show(setting: Setting) -> Demonstration:
            if not setting.values:
                return shown
            return self._shown(type(concept).create(setting.values, concept.additions))

        asked = draw_questions(concept, show, self.job.settings.dark, state_of)
        return guess_of(shown, light), *asked

    def _film(
        self, light: "Picture", dark: "Picture"
    ) -> tuple[bool, Film | None, dict[str, bytes]]:
        """Return whether anything moves, and the film of it, where one is wanted."""
        from nnviz.gallery.films import draw_film
        from nnviz.render.film import moves

        moving = moves(light)
        if "animations" in self.job.settings.without or not moving:
            return moving, None, {}
        return moving, *draw_film(light, dark)

    def _title(self, shown: Demonstration) -> str:
        """Return what the page is called: a figure without a title has its parameters in it."""
        if shown.title != shown.concept.titled():
            return shown.title
        values = [f"{name} = {exact(value)}" for name, value in chosen(shown.concept).items()]
        return ", ".join([shown.title, *values])

    def _shown(self, concept: Concept) -> Demonstration:
        job, settings = self.job, self.job.settings
        look = settings.theme, settings.size, self.themes
        credit = Credit(settings.licence, settings.cite)
        shown = Demonstration(job.card, concept, *look, authored=job.authored, credit=credit)
        return self.known.setdefault(Setting(**concept.values), shown)

    def _frames(self, shown: Demonstration, wide: "tuple[Image, Image]") -> "tuple[Image, ...]":
        """Return both pictures, and both of a phone, whose page has the words, if wanted."""
        if "frames" in self.job.settings.without:
            return ()
        if "phones" in self.job.settings.without:
            return wide
        stacked = shown.without("headline", "setting")
        return *wide, *(one.pixels(_PHONE_DPI) for one in self._pictures(stacked, _PHONE))

    def _pictures(self, shown: Demonstration, size: str | None = None) -> "tuple[Picture, Picture]":
        light = shown.pictured(size=size)
        return light, shown.pictured(size=size, theme=self.job.settings.dark, like=light)


def state_of(
    shown: Demonstration, picture: "Picture", names: tuple[str, str], value: str = ""
) -> State:
    """Return a demonstration in words, and where its picture lies, light and dark."""
    told, (light, dark) = shown.exhibit, names
    without = dict.fromkeys(shown.authored.without, ())
    return State(
        value=value,
        command=told.command,
        story={**told.story, **without},
        claims=fitted(tuple[Claim, ...], told.claims),
        head=picture.head,
        light=light,
        dark=dark,
    )


def _figures(
    shown: Demonstration,
    pictures: "tuple[Picture, Picture]",
    wide: "tuple[Image, Image]",
    settings: Settings,
) -> dict[str, bytes]:
    """Return the files of both pictures, of which `wide` are the usual pixels."""
    from nnviz.gallery.images import thumbnail
    from nnviz.render.picture import as_png

    files: dict[str, bytes] = {}
    light, dark = pictures
    looks = ("", settings.theme), ("-dark", settings.dark)
    for picture, usual, (look, theme) in zip(pictures, wide, looks, strict=True):
        pixels = picture.pixels(settings.dpi) if settings.dpi else usual
        made = shown.origin(settings.dpi, theme=theme)
        files |= {
            f"figure{look}.png": as_png(pixels, made),
            f"thumbnail{look}.webp": thumbnail(usual),
        }
    if "svg" not in settings.without:
        drawings = {
            "figure.svg": light.encode("svg", origin=shown.origin()),
            "figure-dark.svg": dark.encode("svg", origin=shown.origin(theme=settings.dark)),
        }
        if max(map(len, drawings.values())) <= _MOST_BYTES_OF_SVG:
            files |= drawings
    if "pdf" not in settings.without:
        files["figure.pdf"] = light.encode("pdf", origin=shown.origin())
    return files


def _downloads(job: Job, shown: Demonstration) -> dict[str, bytes]:
    without = job.settings.without
    told = shown.exhibit
    files = {} if "data" in without else data(shown.result)
    if "notebook" in without or told.file:  # by hand: a notebook could not find it
        return files
    return files | {"notebook.ipynb": notebook(told.title, told.call).encode()}


def described(parameter: Parameter, concept: Concept) -> Row:
    """Return what a page says of a parameter, and the value that it has."""
    added = concept.additions.of(parameter.family)
    taken = parameter.with_choices(added) if added else parameter
    value = chosen(concept).get(parameter.name, parameter.default)
    return {
        "name": parameter.name,
        "option": parameter.option,
        "default": _shown(parameter.default),
        "value": _shown(value),
        "range": taken.range,
        "help": concept.help_of(parameter),
    }


def _shown(value: Any) -> str:
    return Path(value).name if isinstance(value, os.PathLike) else typed(value)
