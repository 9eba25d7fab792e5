"""The code behind each bundled concept: what it names runs, and its script's numbers are right."""

import pytest

from nnviz.host.catalog import Catalog
from nnviz.host.loading import load_plugin
from nnviz.listings import script_of
from nnviz.testing.scripts import code_problems

CONCEPTS = [load_plugin(card.source).concept(card.name) for card in Catalog(blocked=["all"]).cards]
WITH_CODE = [concept for concept in CONCEPTS if concept.code or script_of(concept)]
SHORTEST, LONGEST = 10, 50


def test_a_script_lies_beside_each_of_these() -> None:
    first = {"momentum", "nesterov", "adagrad", "rmsprop", "adam", "ewma", "learning-rate"}
    first |= {"difference-error", "softmax", "initialization", "from-scratch"}
    first |= {"dropout", "early-stopping", "batch-norm"}
    assert first <= {concept.name for concept in CONCEPTS if script_of(concept)}


@pytest.mark.parametrize("concept", WITH_CODE, ids=lambda concept: concept.name)
def test_its_code_runs_and_its_script_gives_the_same_numbers(concept) -> None:  # type: ignore[no-untyped-def]
    assert list(code_problems(concept)) == []


@pytest.mark.parametrize("concept", WITH_CODE, ids=lambda concept: concept.name)
def test_a_script_fits_a_slide_or_two(concept) -> None:  # type: ignore[no-untyped-def]
    script = script_of(concept)
    assert script is not None
    lines = script.read_text(encoding="utf-8").splitlines()
    assert SHORTEST <= len(lines) <= LONGEST
    assert max(map(len, lines)) <= 90
