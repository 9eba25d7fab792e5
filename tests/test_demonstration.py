import pytest

import nnviz
from nnviz.demonstration import Demonstration
from nnviz.errors import ParameterError, UsageError


@pytest.fixture(scope="module")
def shown() -> Demonstration:
    return nnviz.show("difference-error", epsilon=0.001)


def test_a_shown_concept_has_its_figure_result_and_claims(
    shown: Demonstration,
) -> None:
    assert shown.figure.axes
    assert shown.result["errors"][0] == pytest.approx(3e-3 + 1e-6)  # one-sided
    assert all(claim.holds for claim in shown.claims)


def test_jupyter_gets_the_figure_its_caption_and_the_claims(
    shown: Demonstration,
) -> None:
    bundle = shown._repr_mimebundle_()
    html = str(bundle["text/html"])
    assert "<svg" in html
    assert shown.exhibit.caption.split(".")[0] in html
    assert html.count("<li>") == len(shown.claims)
    assert 'role="img"' in html
    assert "difference-error" in str(bundle["text/plain"])


def test_python_refuses_what_the_command_line_refuses_in_the_same_words() -> None:
    with pytest.raises(ParameterError, match="beta must be at least 0 and less than 1; got 2"):
        nnviz.show("momentum", beta=2)
    with pytest.raises(UsageError, match=r"no concept momentm\. Did you mean momentum"):
        nnviz.show("momentm")
