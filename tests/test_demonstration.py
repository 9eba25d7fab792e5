import warnings
from collections.abc import Iterator
from typing import Any

import matplotlib
import pytest
from matplotlib.figure import Figure

import nnviz
from nnviz import Concept, Measured, claim
from nnviz.demonstration import Demonstration
from nnviz.errors import ParameterError, PluginWarning, UsageError
from nnviz.explore.notebook import Shown
from nnviz.host.cards import Card
from nnviz.host.isolation import blame
from nnviz.host.sources import Source
from nnviz.render import film


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
    assert html.partition("<details>")[0].count("<li>") == len(shown.claims)
    assert 'role="img"' in html
    assert "difference-error" in str(bundle["text/plain"])


class Formulas(Concept):
    """It has formulas."""

    title = "Formulas"
    topic = "tests"
    caption = r"It is $\frac{a}{b}$, never $\def\x{\href{javascript:f()}{y}}\x$, nor \(c\) for $5."

    def compute(self) -> dict[str, Any]:
        return {}

    @claim(r"$x^2$ is 1 < 2")
    def one(self, result: Any) -> Measured:
        return Measured(1, "=", 1)

    def draw(self, result: Any, figure: Figure) -> None:
        figure.subplots()


def test_formulas_in_jupyter_are_mathml_and_nothing_is_left_to_mathjax() -> None:
    source = Source("formulas", "here", "1")
    card = Card("formulas", "Formulas", "tests", "It has formulas.", source, {})
    with pytest.warns(PluginWarning, match=r"formulas: the formula .*href.* shown as it was"):
        html = str(Shown(card, Formulas(), "notebook")._repr_mimebundle_()["text/html"])
    assert html.startswith('<div class="mathjax_ignore tex2jax_ignore">')
    assert html.endswith("</ul></div>")
    assert "It is <math><mfrac><mi>a</mi><mi>b</mi></mfrac></math>, never <code>$" in html
    assert "<li>✓ <math><msup><mi>x</mi><mn>2</mn></msup></math> is 1 &lt; 2</li>" in html


def test_an_animation_that_is_interrupted_blames_nobody_for_the_theme_s_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted(made: Iterator[film.Frame], whole: film.Frame) -> None:
        next(made)
        raise KeyboardInterrupt

    moving = nnviz.show("momentum")
    picture, before = moving.picture, matplotlib.rcParams["axes.edgecolor"]
    monkeypatch.setattr(film, "in_common_colours", interrupted)
    with (
        warnings.catch_warnings(record=True) as told,
        pytest.raises(KeyboardInterrupt),
        blame(moving.card.source, "while it was animated"),
    ):
        film.save_film(picture, "film.gif", count=3, seconds=1)
    assert not told
    assert matplotlib.rcParams["axes.edgecolor"] == before


def test_python_refuses_what_the_command_line_refuses_in_the_same_words() -> None:
    with pytest.raises(ParameterError, match="beta must be at least 0 and less than 1; got 2"):
        nnviz.show("momentum", beta=2)
    with pytest.raises(UsageError, match=r"no concept momentm\. Did you mean momentum"):
        nnviz.show("momentm")
