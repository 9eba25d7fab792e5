from typing import Any

import pytest

from nnviz import Concept, Result, parameter
from nnviz.core.data import moons
from nnviz.families import FAMILIES, Additions
from nnviz.gallery.making import described
from nnviz.parameters import Parameter


@pytest.mark.parametrize("name", FAMILIES)
def test_the_names_that_help_shows_are_the_members_of_the_core(name: str) -> None:
    assert tuple(FAMILIES[name].members()) == FAMILIES[name].names


def test_choices_stand_beside_the_family_and_what_plugins_add() -> None:
    parameter = Parameter.declared(
        "data", "str", "digits", help="which", choices=("digits",), family="datasets"
    )
    assert parameter.words == ("digits", *FAMILIES["datasets"].names)
    assert parameter.with_choices(["mine"]).words == (*parameter.words, "mine")


def test_a_parameter_for_plugins_only_leaves_the_members_of_the_core_out() -> None:
    parameter = Parameter.declared(
        "data",
        "str",
        "digits",
        help="which",
        choices=("digits",),
        family="datasets",
        plugins_only=True,
    )
    assert parameter.words == ("digits",)
    assert parameter.range == "digits, what plugins add or a file (CSV or NPZ)"
    assert parameter.with_choices(["mine"]).words == ("digits", "mine")
    assert parameter.with_choices(["mine"]).range == "digits, mine or a file (CSV or NPZ)"


def test_a_page_s_table_names_what_plugins_add() -> None:
    class Chooses(Concept):
        """It chooses."""

        data: str = parameter("moons", "which", family="datasets")

        def compute(self) -> dict[str, float]:
            return {"one": 1.0}

        def draw(self, result: Result, figure: Any) -> None:
            figure.subplots()

    concept = Chooses.create({}, Additions({"datasets": {"mine": moons}}))
    row = described(concept.parameters["data"], concept)
    assert row["range"] == "moons, circles, spirals, blobs, flower, mine or a file (CSV or NPZ)"
