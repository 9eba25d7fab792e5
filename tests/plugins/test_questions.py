"""The bundled questions: each has one answer at ten seeds, and no place is a good guess."""

from collections import Counter

import pytest

from nnviz.host.catalog import Catalog
from nnviz.inquiry import inquiries
from nnviz.testing.questions import question_problems

pytestmark = pytest.mark.slow

CATALOG = Catalog()
CARDS = [card for card in CATALOG.cards if card.source.bundled]


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)
def test_a_question_has_one_answer_for_a_reason_that_is_proved(card) -> None:
    assert list(map(str, question_problems(type(CATALOG.concept(card, {}))))) == []


def test_no_place_is_right_so_often_that_a_guess_pays() -> None:
    found = [inquiry.quiz for card in CARDS for inquiry in inquiries(CATALOG, card, "slides")]
    places = Counter(quiz.right for quiz in found if quiz)
    assert places.total() == len(found) > 20
    assert max(places.values()) / len(found) <= 0.45
