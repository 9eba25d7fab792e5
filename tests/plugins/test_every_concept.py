"""What holds for every bundled concept."""

from typing import Any

import pytest

from nnviz.concept import Concept
from nnviz.host.cards import Card
from nnviz.host.catalog import Catalog
from nnviz.host.loading import load_plugin
from nnviz.render import SIZES, THEMES, render
from nnviz.setting import Setting
from nnviz.testing import settings_of
from nnviz.testing.contract import drawing_problems, looks, proof_problems, result_problems
from nnviz.testing.noise import claim_problems
from nnviz.testing.purity import purity_problems
from nnviz.testing.texts import explanation_words, text_problems

CARDS = Catalog(blocked=["all"]).cards
LOOKS = looks(sorted(THEMES, key=lambda theme: theme != "paper"), list(SIZES))
"""Each theme and each size once, the sizes in print, where the letters take most room."""


def _concept(card: Card) -> type[Concept]:
    return load_plugin(card.source).concept(card.name)


def _settings() -> list[Any]:
    return [
        pytest.param(card, setting, id=f"{card.name}-{setting}", marks=_marks(card, setting))
        for card in CARDS
        for setting in settings_of(_concept(card))
    ]


def _marks(card: Card, setting: Setting) -> list[pytest.MarkDecorator]:
    """Leave the ends of the ranges to the slow tests; what a page's slider shows runs always."""
    swept = all(value in card.parameters[name].sweep for name, value in setting.values.items())
    return [] if swept else [pytest.mark.slow]


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)
class TestEveryConcept:
    def test_card_read_from_the_source_is_what_the_class_says(self, card: Card) -> None:
        concept = _concept(card)
        assert (card.name, card.title, card.topic) == (concept.name, concept.title, concept.topic)
        assert card.summary == concept.summary()
        assert card.parameters == concept.parameters
        assert card.see_also == concept.see_also

    def test_texts_are_complete(self, card: Card) -> None:
        assert list(text_problems(_concept(card))) == []

    def test_explanation_has_a_hundred_to_two_hundred_and_fifty_words(self, card: Card) -> None:
        assert 100 <= explanation_words(_concept(card)) <= 250

    def test_it_says_what_to_try_next(self, card: Card) -> None:
        assert _concept(card).try_next

    def test_references_and_neighbours_are_named(self, card: Card) -> None:
        concept = _concept(card)
        assert concept.references
        assert concept.see_also

    def test_claims_hold_at_the_defaults(self, card: Card) -> None:
        assert list(result_problems(_concept(card))) == []

    def test_claims_can_fail(self, card: Card) -> None:
        assert list(claim_problems(_concept(card))) == []

    @pytest.mark.slow
    def test_words_are_proved_wherever_they_are_said(self, card: Card) -> None:
        found = proof_problems(_concept(card), 40, core=False)
        assert [str(problem) for problem in found if not problem.hint] == []

    def test_drawing_is_pure(self, card: Card) -> None:
        assert list(purity_problems(_concept(card))) == []

    def test_it_draws_in_every_theme_and_size(self, card: Card) -> None:
        assert list(drawing_problems(_concept(card), Setting(), *LOOKS)) == []

    def test_its_column_fits_a_printed_page(self, card: Card) -> None:
        concept = _concept(card)()
        assert render(concept, concept.run(), size="column").figure.get_figheight() <= 9.5

    def test_its_dark_figure_is_the_same_in_the_layout_of_the_light_one(self, card: Card) -> None:
        concept = _concept(card)()
        result = concept.run()
        light, dark = (render(concept, result, theme=theme) for theme in ("slides", "dark"))
        again = render(concept, result, theme="dark", like=light)
        assert again.encode("png") == dark.encode("png")


@pytest.mark.parametrize(("card", "setting"), _settings())
def test_it_draws_over_its_sweeps_and_at_the_ends_of_its_ranges(
    card: Card, setting: Setting
) -> None:
    assert list(drawing_problems(_concept(card), setting, ("slides", "slide"))) == []
