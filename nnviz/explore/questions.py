"""A question on the live page: measured and drawn when it is asked."""

from base64 import b64encode
from typing import Any

from nnviz.demonstration import demonstrate
from nnviz.errors import UsageError
from nnviz.gallery import pages
from nnviz.gallery.making import state_of
from nnviz.gallery.questions import DPI, SIZE, guess_of
from nnviz.gallery.record import Question
from nnviz.gallery.text import sentence
from nnviz.host.cards import Card
from nnviz.host.catalog import Catalog
from nnviz.inquiry import Inquiry, inquiry
from nnviz.wording import did_you_mean


def asked(catalog: Catalog, card: Card, name: str, theme: str) -> dict[str, Any]:
    """Return a concept's question with its answer as HTML, as a page shows it.

    `text` and `choices` are told apart, without the answer. Raises `UsageError` where there is no
    such question, or not one right answer.
    """
    found = question_of(inquiry_named(catalog, card, name, theme))
    questions = pages.environment().get_template("questions.html").module
    return {
        "html": str(questions.question(found, name)),  # type: ignore[attr-defined]
        "text": sentence(found.quiz.text),
        "choices": [sentence(choice) for choice in found.quiz.choices],
    }


def to_draw(catalog: Catalog, card: Card, theme: str) -> dict[str, Any]:
    """Return the curve that a concept lets readers draw first, as HTML, covered.

    Raises `UsageError` where there is none.
    """
    shown = demonstrate(catalog, card, {}, theme)
    guess = guess_of(shown, shown.picture)
    if guess is None:
        raise UsageError(f"{card.name} has no curve to draw.")
    picture = address(shown.picture.encode("png", DPI))
    questions = pages.environment().get_template("questions.html").module
    return {"html": str(questions.draw(guess, picture))}  # type: ignore[attr-defined]


def inquiry_named(catalog: Catalog, card: Card, name: str, theme: str) -> Inquiry:
    """Return the question of that name with both of its runs."""
    known = type(catalog.concept(card, {})).questions
    if name not in known:
        near = did_you_mean(name, [*known])
        raise UsageError(f"{card.name} has no question {name}.{near}")
    return inquiry(catalog, card, known[name], known[name], theme)


def question_of(inquiry: Inquiry) -> Question:
    """Return a question with both of its states, their pictures in their addresses."""
    quiz = inquiry.quiz
    if quiz is None:
        raise UsageError("Here this question has not just one right answer.")
    sides = zip((inquiry.before, inquiry.after), inquiry.pictures(SIZE), quiz.labels, strict=True)
    before, after = (
        state_of(shown, picture, (address(picture.encode("png", DPI)), ""), label)
        for shown, (picture,), label in sides
    )
    return Question(quiz=quiz, before=before, after=after)


def address(png: bytes) -> str:
    """Return a picture as an address that holds it."""
    return f"data:image/png;base64,{b64encode(png).decode()}"
