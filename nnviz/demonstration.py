"""A concept shown: what every surface has of it, computed, checked and drawn."""

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import escape
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnviz.authored import NOTHING, Authored
from nnviz.concept import TEXTS, Concept
from nnviz.errors import PluginWarning, UsageError
from nnviz.exhibit import Credit, Exhibit, counted_states, mark_of, outcome
from nnviz.glossary import explained
from nnviz.host.cards import Card
from nnviz.host.catalog import Catalog
from nnviz.host.credit import credit_of
from nnviz.host.errors import PluginError
from nnviz.host.isolation import blame
from nnviz.host.limits import STEP_VARIABLE, step_seconds
from nnviz.language import Language, current, speaking
from nnviz.look import USUAL, Look
from nnviz.panels import panel_story, place_of
from nnviz.passages import promised
from nnviz.proofs import Verdict
from nnviz.result import Result
from nnviz.tex import NO_MATHJAX, html_math
from nnviz.words import Sentence

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from nnviz.render import Picture
    from nnviz.render.layout import Limits
    from nnviz.render.origin import Origin


class Claims(tuple[Verdict, ...]):
    """Verdicts in the language of their sentences, which a notebook displays as a table."""

    language = Language()

    def _repr_html_(self) -> str:
        with speaking(self.language):
            told = [verdict.as_dict() for verdict in self]
            rows = "".join(
                f"<tr><td>{mark_of(one)}</td>"
                f'<td style="text-align: left">{html_math(str(one["sentence"]))}</td>'
                f'<td style="text-align: left">{escape(outcome(one))}</td></tr>'
                for one in told
            )
            head = f"<caption>{escape(counted_states(told))}</caption>"
        return f'<table class="{NO_MATHJAX}">{head}<tbody>{rows}</tbody></table>'


@dataclass(frozen=True)
class Demonstration:
    """A concept with its parameters, computed, checked and drawn.

    Everything is made when it is first asked for, in its language, which is the one that is spoken
    unless another is named; what the concept does wrong is raised as `PluginError` with its name,
    and so is a step that takes more than `seconds`. `credit` is what the author of a document says
    of the figure's use instead.
    """

    card: Card
    concept: Concept
    theme: str
    size: str | None = None
    themes: Mapping[str, Any] = field(default_factory=dict)
    language: Language = field(default_factory=current)
    authored: Authored = NOTHING
    look: Look = USUAL
    credit: Credit = field(default_factory=Credit)
    seconds: float | None = None

    @cached_property
    def result(self) -> Result:
        """The read-only arrays and numbers."""
        with self._blame("in compute"):
            return self.concept.run()

    @cached_property
    def claims(self) -> Claims:
        """The claims, their sentences filled in; each knows whether it `holds`."""
        result = self.result
        with self._blame("in claims"):
            claims = Claims(self.concept.verdicts(result))
        claims.language = self.language
        return claims

    @cached_property
    def story(self) -> Mapping[str, tuple[Sentence, ...]]:
        """The sentences of each text: the author's where there are some and they hold."""
        result = self.result
        self.claims  # noqa: B018 - what is wrong there is told as that
        return {text: self._sentences(text, result) for text in TEXTS}

    @cached_property
    def title(self) -> str:
        """The title, the author's where there is one."""
        said = " ".join(sentence.text for sentence in self._own("title", self.result))
        with speaking(self.language):
            return said or self.concept.titled()

    @cached_property
    def exhibit(self) -> Exhibit:
        """All that is said of it, as data: what every terminal, page and document shows."""
        story = self.story
        with self._blame("while it was put into words"):
            return self._exhibit(story)

    def _exhibit(self, story: Mapping[str, tuple[Sentence, ...]]) -> Exhibit:
        from nnviz.commands import call, chosen, command
        from nnviz.render.sizes import size_named
        from nnviz.render.themes import default_size

        concept, card, given = self.concept, self.card, chosen(self.concept)
        size, wished = self.size or default_size(self.theme), (self.authored, self.look)
        tries = (
            (
                command(card, one.values, concept.parameters),
                promised(one.text, {**concept.values, **one.values}, concept.catalogue()),
            )
            for one in concept.try_next
        )
        shown = Exhibit(
            name=card.name,
            title=self.title,
            topic=str(concept.topic),
            summary=concept.summary(),
            theory=concept.explanation(),
            curious=concept.curious(),
            symbols=_symbols(concept, story),
            parameters=concept.values,
            numbers=self.result.numbers,
            story=story,
            claims=tuple(claim.as_dict() for claim in self.claims),
            try_next=tuple(tries),
            to_draw=concept.words(self.result).say(concept.to_draw) if concept.to_draw else "",
            command=command(card, given, concept.parameters, self.theme, size, *wished),
            call=call(card.name, given, self.theme, size, *wished),
            credit=self._credit,
            size=size,
            file=str(card.source.path) if card.source.by_hand else "",
            width=size_named(size, alone=bool(self.look.panel)).width,
        )
        for fault in shown.unset_formulas():
            told = f"plugin {card.source.qualified}: {fault}; it is shown as it was written."
            warnings.warn(told, PluginWarning, stacklevel=2)
        return shown

    @property
    def _credit(self) -> Credit:
        """Return what the plugin tells of the figure's use, less what the author says instead."""
        said = self.concept.catalogue().say
        texts = (said(one) for one in self.result.values() if isinstance(one, str))
        told = credit_of(self.card.source, self.card.name, self.title, texts)
        own = self.credit
        if own.citation:
            told = replace(told, citation=own.citation, bibtex="")
        return replace(told, licence=own.licence) if own.licence else told

    def told_in(self, language: Language) -> "Demonstration":
        """Return the same, its numbers not computed again, said in another language."""
        if language == self.language:
            return self
        other = replace(self, language=language)
        other.__dict__["result"] = self.result
        return other

    def without(self, *texts: str) -> "Demonstration":
        """Return the same, its numbers not computed again, its figure without these texts."""
        without = self.authored.without | {*texts}
        other = replace(self, authored=replace(self.authored, without=without))
        other.__dict__["result"] = self.result
        return other

    @cached_property
    def picture(self) -> "Picture":
        """The figure together with its style."""
        return self.pictured()

    def pictured(
        self,
        limits: "Limits" = (),
        *,
        theme: str = "",
        size: str | None = None,
        like: "Picture | None" = None,
    ) -> "Picture":
        """Return the figure drawn, perhaps in another look; the rest is told by `render`."""
        from nnviz.render import render

        result, told, without = self.result, self.story, self.authored.without
        if self.look.panel:  # whose own title says what it shows
            without = without | {"headline", "setting"} - {*self.authored.texts}
        head = [
            " ".join(sentence.text for sentence in told[text] if text not in without)
            for text in ("headline", "setting")
        ]
        with self._blame("in draw"):
            return render(
                self.concept,
                result,
                theme=theme or self.theme,
                size=size or self.size,
                themes=self.themes,
                head=(head[0], head[1]),
                look=self.look,
                like=like,
                limits=limits,
            )

    def limits(self, size: str | None = None) -> "Limits":
        """Return the limits of each panel, found without a layout."""
        from nnviz.render import panel_limits

        with self._blame("in draw"):
            return panel_limits(
                self.concept,
                self.result,
                theme=self.theme,
                size=size or self.size,
                themes=self.themes,
                look=self.look,
            )

    @property
    def figure(self) -> "Figure":
        """The matplotlib figure."""
        return self.picture.figure

    def save(self, path: str | Path, dpi: float | None = None) -> None:
        """Write the figure to `path`, whole; the suffix chooses PNG, SVG or PDF."""
        picture = self.picture
        with self._blame("in draw"):  # some artists draw themselves only now
            picture.save(Path(path), dpi, self.origin(dpi))

    def origin(self, dpi: float | None = None, *, theme: str = "") -> "Origin":
        """Return what a file of the figure tells of it, perhaps in another theme."""
        from nnviz.commands import chosen, command
        from nnviz.render.origin import Origin

        concept, told = self.concept, self.exhibit
        made = command(
            self.card,
            chosen(concept),
            concept.parameters,
            theme or self.theme,
            told.size,
            self.authored,
            self.look,
        )
        credit = " ".join(told.comments[1:])
        return Origin(told.title, told.alt, f"{made} --dpi {dpi:g}" if dpi else made, credit)

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={value!r}" for name, value in self.concept.values.items())
        return f"<{self.card.name} {given}>"

    def _sentences(self, text: str, result: Result) -> tuple[Sentence, ...]:
        if said := self._own(text, result):
            return said
        with self._blame(f"in {text}"):
            if self.look.panel and text in ("caption", "alt"):
                return panel_story(self.concept, self.look.panel, text, result)
            return self.concept.story(text, result)

    def _own(self, text: str, result: Result) -> tuple[Sentence, ...]:
        with speaking(self.language):
            return self.authored.story(text, self.concept, result)

    @contextmanager
    def _blame(self, when: str) -> Iterator[None]:
        """Speak the language, and raise what the concept does wrong in its name."""
        limit = self.seconds, STEP_VARIABLE
        with speaking(self.language), blame(self.card.source, when, *limit):
            yield


def _symbols(concept: Concept, story: Mapping[str, tuple[Sentence, ...]]) -> dict[str, str]:
    """Return what the letters stand for that a figure's texts use, as a page has them."""
    told = [sentence.text for text in TEXTS for sentence in story[text]]
    texts = (concept.summary(), *told, concept.explanation(), concept.curious())
    return explained(concept.glossary(), texts)


def demonstrate(
    catalog: Catalog,
    card: Card,
    values: Mapping[str, object],
    theme: str,
    size: str | None = None,
    authored: Authored = NOTHING,
    wished: Look = USUAL,
) -> Demonstration:
    """Return the concept of a card with these parameters; plugins are asked for other themes."""
    # First, for matplotlib may take long at its very first start, which is no plugin's fault.
    import_module("nnviz.render")
    concept = catalog.concept(card, values)
    look = theme, size, themes_for(catalog, theme)
    if wished.panel:
        place_of(concept, wished.panel)  # what there is not costs no waiting
    return Demonstration(
        card, concept, *look, authored=authored, look=wished, seconds=step_seconds()
    )


def themes_for(catalog: Catalog, *names: str) -> Mapping[str, Any]:
    """Return the themes of plugins where one of these is none of nnviz's own.

    Raises `PluginError` where a plugin offers one of them that cannot be read.
    """
    from nnviz.render.sizes import size_named
    from nnviz.render.themes import THEMES, style

    if all(name in THEMES for name in names):
        return {}
    offered, sources = catalog.extensions.members("nnviz_themes")
    for name in names:
        if name in offered:
            try:
                style(name, size_named("slide"), offered)
            except UsageError as error:
                raise PluginError(sources[name], f"nnviz_themes: {error}") from error
    return offered


def concepts() -> tuple[str, ...]:
    """Return the names of all concepts, by topic, in the order of the course."""
    return tuple(card.name for card in Catalog().cards)
