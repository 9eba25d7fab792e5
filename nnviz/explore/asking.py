"""What a notebook shows of a question: its choices, each of which opens to what was measured."""

from dataclasses import dataclass
from functools import cached_property
from html import escape

from nnviz.errors import UsageError
from nnviz.exhibit import Quiz
from nnviz.explore.questions import address, inquiry_named
from nnviz.gallery.questions import DPI, SIZE
from nnviz.host.catalog import Catalog
from nnviz.inquiry import Inquiry
from nnviz.language import speaking, tr
from nnviz.tex import NO_MATHJAX, html_math, unicode_math


@dataclass(frozen=True)
class Asked:
    """A question that displays itself in a notebook; `answer("A")` answers it.

    A choice opens by a click or by Enter, without a kernel, a server or a script, so that a
    notebook that was sent to somebody else can be answered too.
    """

    inquiry: Inquiry
    quiz: Quiz
    others: tuple[str, ...]

    def answer(self, letter: str) -> "Answered":
        """Return what both runs measured, and both figures; `letter` is that of a choice.

        Raises `UsageError` for a letter that no choice has.
        """
        return Answered(self, self.quiz.place(letter))

    def _repr_html_(self) -> str:
        with speaking(self.inquiry.after.language):
            return self._html()

    def _html(self) -> str:
        choices = "".join(
            f'<details name="{escape(self.quiz.name)}"><summary><b>{letter}</b> '
            f"{html_math(choice)}</summary>{self.reply(place)}</details>"
            for place, (letter, choice) in enumerate(self.quiz.lettered)
        )
        figures = f"<details><summary>{tr('Both figures')}</summary>{self.figures}</details>"
        others = tr("Other questions: {names}", names=", ".join(self.others))
        more = f"<p>{others}</p>" if self.others else ""
        told = f"<p><b>{html_math(self.quiz.text)}</b></p>{choices}{figures}{more}"
        return f'<div class="{NO_MATHJAX}">{told}</div>'

    def __repr__(self) -> str:
        lines = [f"  {letter}  {unicode_math(choice)}" for letter, choice in self.quiz.lettered]
        return "\n".join([unicode_math(self.quiz.text), *lines])

    def reply(self, place: int) -> str:
        """Return as HTML what is said to who made a choice."""
        return "".join(f"<p>{html_math(line)}</p>" for line in self.lines(place))

    def lines(self, place: int) -> list[str]:
        """Return what is said to who made a choice: the verdict, the reply, and why."""
        quiz = self.quiz
        letter, right = [*quiz.lettered][quiz.right]
        with speaking(self.inquiry.after.language):
            verdict = tr("Not so. It is {letter}: {right}.", letter=letter, right=right)
            verdict = tr("Right.") if place == quiz.right else verdict
            measured = tr("Measured: {numbers}.", numbers=quiz.measured)
        told = (verdict, measured, quiz.replies[place], quiz.reason)
        return [line for line in told if line]

    @cached_property
    def figures(self) -> str:
        """Both figures beside one another, their panels with the same limits."""
        sides = zip(
            self.quiz.labels,
            self.inquiry.pictures(SIZE),
            (self.inquiry.before, self.inquiry.after),
            strict=True,
        )
        shown = "".join(
            f'<figure style="flex: 1 1 18rem; margin: 0; max-width: 32rem">'
            f"<figcaption><b>{escape(label)}</b></figcaption>"
            f'<img style="width: 100%" alt="{escape(side.exhibit.alt)}" '
            f'src="{address(picture.encode("png", DPI))}"></figure>'
            for label, (picture,), side in sides
        )
        return f'<div style="display: flex; flex-wrap: wrap; gap: 1rem">{shown}</div>'


@dataclass(frozen=True)
class Answered:
    """The answer to a guess, which displays itself in a notebook."""

    asked: Asked
    place: int

    def _repr_html_(self) -> str:
        told = self.asked.reply(self.place) + self.asked.figures
        return f'<div class="{NO_MATHJAX}">{told}</div>'

    def __repr__(self) -> str:
        return "\n".join(map(unicode_math, self.asked.lines(self.place)))


def ask(name: str, *, theme: str = "notebook", lang: str | None = None) -> Asked:
    """Return a question of a concept, ready to display: its first, or that of `CONCEPT.QUESTION`.

    Raises `UsageError` for an unknown concept, question or language and where there is none, and
    `PluginError` for what a plugin does wrong.
    """
    catalog = Catalog()
    with speaking(catalog.language(lang)):
        return _ask(catalog, name, theme)


def _ask(catalog: Catalog, name: str, theme: str) -> Asked:
    concept, _, wanted = name.partition(".")
    card = catalog.card(concept)
    known = type(catalog.concept(card, {})).questions
    if not known:
        raise UsageError(f"{concept} has no questions.")
    for question in (wanted,) if wanted else known:
        found = inquiry_named(catalog, card, question, theme)
        if found.quiz is not None:
            others = tuple(f"{concept}.{other}" for other in known if other != question)
            return Asked(found, found.quiz, others)
    raise UsageError(f"{name} has not just one right answer here.")
