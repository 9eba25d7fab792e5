"""A fault planted in the core is noticed by a concept that is about what it breaks."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from nnviz import Concept, Measured, claim

spec = importlib.util.spec_from_file_location("mutants", Path(__file__).with_name("mutants.py"))
assert spec
assert spec.loader
mutants = sys.modules["mutants"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(mutants)


def test_each_fault_has_a_name_its_line_is_in_the_core_and_its_concepts_are_there() -> None:
    names = [mutant.name for mutant in mutants.MUTANTS]
    assert len(set(names)) == len(names) >= 37
    assert all(mutant.fault() for mutant in mutants.MUTANTS)
    assert {name for mutant in mutants.MUTANTS for name in mutant.concepts} <= set(
        mutants.concepts()
    )


def test_a_fault_whose_line_has_changed_is_told_by_name() -> None:
    changed = mutants.MUTANTS[0]._replace(old="no such line")
    with pytest.raises(LookupError, match="gradient descent's rate: 'no such line' is not once in"):
        changed.fault()


def test_a_planted_fault_is_put_back() -> None:
    mutant = next(each for each in mutants.MUTANTS if each.name == "dropout's keep for drop")
    before = mutant.owner.draw_mask
    with mutant.planted():
        assert mutant.owner.draw_mask is not before
    assert mutant.owner.draw_mask is before


@pytest.mark.slow
def test_no_fault_survives_that_a_concept_is_about() -> None:
    left = mutants.survivors(mutants.concepts())
    assert [fault for fault in left if not fault.endswith("(no concept)")] == []


def test_concepts_that_notice_nothing_let_every_fault_survive() -> None:
    class Deaf(Concept):
        """Says that one is one."""

        headline = "One is one [same]"

        def compute(self):
            return {"one": np.ones(1)}

        @claim("It is {measured}.")
        def same(self, result):
            return Measured(result["one"][0], "=", 1)

        def draw(self, result, figure):
            figure.subplots()

    left = mutants.survivors(dict.fromkeys(mutants.concepts(), Deaf))
    assert left[:2] == [
        "gradient descent's rate (learning-rate)",
        "gradient descent goes up (learning-rate, minibatch)",
    ]
    assert len(left) == len(mutants.MUTANTS)
