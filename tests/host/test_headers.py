"""A class's head is cut where a card has nothing more to learn, and nowhere else."""

import ast
from textwrap import indent

from nnviz.host.headers import class_head

FIELDS = 'title = "A"\nrate: float = parameter(0.1, "Rate.", ge=0)\n'
TEXTS = 'headline = either(\n    "It is {rate}",\n)\nlook = "So."\n'
METHOD = "def draw(self):\n    pass\n"


def head(*parts: str) -> str:
    source = 'x = 1\n\n\nclass A(Concept):\n    """It is."""\n\n' + indent("".join(parts), "    ")
    cut = class_head(source.encode(), "A")
    assert cut is not None
    assert ast.parse(cut).body[0].lineno == 4
    return cut


def test_texts_that_stand_last_are_left_out() -> None:
    assert "headline" not in head(FIELDS, TEXTS, METHOD)
    assert "rate: float" in head(FIELDS, TEXTS, METHOD)
    assert "headline" not in head(FIELDS, TEXTS)


def test_what_a_card_has_is_kept_wherever_it_stands() -> None:
    assert "order = 3" in head(FIELDS, TEXTS, "order = 3\n", METHOD)
    assert "later: int" in head(TEXTS, 'later: int = parameter(1, "L.", ge=0)\n', METHOD)
    assert "under" in head(TEXTS, 'under: int = p(1, "By another name.")\n', METHOD)
    assert "many" in head(TEXTS, 'many: int = nnviz.parameter(\n    1, "M.")\n', METHOD)
