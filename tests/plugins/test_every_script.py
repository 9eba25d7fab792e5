"""The code behind each bundled concept: what it names runs, and its script's numbers are right."""

from pathlib import Path

import pytest

from nnviz.concept import Concept
from nnviz.host.catalog import Catalog
from nnviz.host.loading import load_plugin
from nnviz.listings import script_of
from nnviz.testing.scripts import code_problems

PLUGINS = Path(__file__).parents[2] / "plugins" / "nnviz_concepts"
CONCEPTS = [load_plugin(card.source).concept(card.name) for card in Catalog(blocked=["all"]).cards]
SCRIPTS = {concept.name: path for concept in CONCEPTS if (path := script_of(concept))}
WITH_CODE = [concept for concept in CONCEPTS if concept.code or concept.name in SCRIPTS]


def test_a_script_lies_beside_each_of_these() -> None:
    wanted = {"momentum", "nesterov", "adagrad", "rmsprop", "adam", "ewma", "learning-rate"}
    wanted |= {"difference-error", "softmax", "initialization", "from-scratch"}
    assert wanted | {"dropout", "early-stopping", "batch-norm"} <= set(SCRIPTS)


def test_each_script_is_a_concept_s() -> None:
    assert set(PLUGINS.glob("*/scripts/*")) == set(SCRIPTS.values())


@pytest.mark.parametrize("concept", WITH_CODE, ids=lambda concept: concept.name)
def test_its_code_runs_and_its_script_gives_the_same_numbers(concept: type[Concept]) -> None:
    assert list(code_problems(concept)) == []


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_is_short_and_no_line_is_long(name: str) -> None:
    lines = SCRIPTS[name].read_text(encoding="utf-8").splitlines()
    assert 10 <= len(lines) <= 50
    assert max(map(len, lines)) <= 90
