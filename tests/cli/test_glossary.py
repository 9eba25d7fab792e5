"""`nnviz glossary`."""

import json
from collections.abc import Callable
from subprocess import CompletedProcess

Run = Callable[..., CompletedProcess[str]]


def test_a_letter_is_explained_with_the_concepts_where_it_means_something_else(nnviz: Run) -> None:
    assert nnviz("glossary", "λ").stdout.splitlines() == [
        "λ  curvature: how fast the slope changes along a direction",
        "   strength of the penalty (gradient-check, l2, l1-vs-l2)",
    ]


def test_a_greek_letter_may_be_typed_by_its_name(nnviz: Run) -> None:
    told = json.loads(nnviz("glossary", "gamma", "--json").stdout)
    assert told["γ"]["meaning"] == ""
    assert set(told["γ"]["concepts"]) == {"rmsprop", "batch-norm"}


def test_what_is_no_symbol_is_told(nnviz: Run) -> None:
    done = nnviz("glossary", "omega")
    assert done.returncode == 2
    assert "'omega' is no symbol of the glossary. See: nnviz glossary" in done.stderr


def test_show_explains_the_letters_that_it_uses(nnviz: Run, tmp_path) -> None:
    lines = nnviz("show", "learning-rate", cwd=tmp_path).stdout.splitlines()
    assert "  λ  curvature: how fast the slope changes along a direction" in lines
    assert not any(line.startswith("  κ  ") for line in lines)
