"""The questions of a page: each with the figures of both its settings, drawn to be compared."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from nnviz.concept import Concept
from nnviz.demonstration import Demonstration
from nnviz.gallery.record import Guess, Question, State
from nnviz.host.isolation import blame
from nnviz.inquiry import Inquiry
from nnviz.setting import Setting

if TYPE_CHECKING:
    from nnviz.render import Picture

Tell: TypeAlias = "Callable[[Demonstration, Picture, tuple[str, str], str], State]"
"""Puts a demonstration into words: with its picture, the names of its files, and its label."""

SIZE, DPI = "column", 160.0
"""Two columns stand beside one another on a screen, and one fits a phone, its text legible."""


def draw_questions(
    concept: Concept, show: Callable[[Setting], Demonstration], dark: str, tell: Tell
) -> tuple[tuple[Question, ...], dict[str, bytes]]:
    """Return the questions of a concept that have one right answer, and their pictures.

    `show` returns the concept at a setting, all else at its default.
    """
    from nnviz.gallery.images import frame

    found, files = [], {}
    for inquiry in inquiries_of(concept, show):
        quiz = inquiry.quiz
        if quiz is None:
            continue
        states = []
        pictured = zip(("before", "after"), inquiry.pictures(SIZE, dark), strict=True)
        for (when, (light, darkened)), label in zip(pictured, quiz.labels, strict=True):
            stem = f"ask-{inquiry.question.name}-{when}"
            names = f"{stem}.webp", f"{stem}-dark.webp"
            for name, picture in zip(names, (light, darkened), strict=True):
                files[name] = frame(picture.pixels(DPI))
            states.append(tell(getattr(inquiry, when), light, names, label))
        found.append(Question(quiz=quiz, before=states[0], after=states[1]))
    return tuple(found), files


def guess_of(shown: Demonstration, picture: "Picture") -> Guess | None:
    """Return the curve of a picture that its concept lets readers draw, if it has one."""
    text = shown.exhibit.to_draw
    with blame(shown.card.source, "in draw", seconds=None):
        found = picture.covered if text else None
    return Guess(text=text, **found._asdict()) if found else None


def inquiries_of(concept: Concept, show: Callable[[Setting], Demonstration]) -> Iterator[Inquiry]:
    """Yield each question of a concept, asked of its own change."""
    for question in concept.questions.values():
        before, after = show(question.before), show(question)
        yield Inquiry(before.card, question, question, before, after)
