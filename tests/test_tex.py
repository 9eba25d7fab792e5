import re
from xml.etree.ElementTree import fromstring

import pytest

from nnviz.tex import mathml, unicode_math


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (r"$x^2$", "x²"),
        (r"$a_1 + b$", "a₁ + b"),
        (r"$\beta v$", "βv"),
        (r"$\frac{a}{b}$", "a/b"),
        (r"$\frac{a+b}{2}$", "(a+b)/2"),
        (r"$\sqrt{\kappa}$", "√κ"),
        (r"$\hat{y}$", "y\u0302"),
        (r"$w \leftarrow w - \alpha v$", "w ← w − αv"),
        (r"$\nabla J(w)$", "∇J(w)"),
        (r"$x \le 1$", "x ≤ 1"),
        (r"$W^{[l]}$", "W^[l]"),
        (r"$10^{-3}$", "10⁻³"),
        (r"$x_{\max}$", "xₘₐₓ"),
        (r"$\sum_{i=1}^{n} x_i$", "∑ᵢ₌₁ⁿxᵢ"),
    ],
)
def test_a_formula_reads_in_a_row(formula: str, text: str) -> None:
    assert unicode_math(formula) == text


def test_the_words_around_formulas_stay() -> None:
    assert unicode_math(r"If $\beta$ is 0.9, then $$v = 1$$ follows.") == (
        "If β is 0.9, then v = 1 follows."
    )


def test_a_text_without_formulas_stays_as_it_is() -> None:
    assert unicode_math("It costs 3 $ and no more.") == "It costs 3 $ and no more."


@pytest.mark.parametrize("broken", [r"$\frac{a}$", r"$\nosuchthing$", "${$"])
def test_what_is_no_tex_is_shown_as_it_was_written(broken: str) -> None:
    assert unicode_math(broken) == broken.strip("$")


def test_mathml_is_one_element_that_says_how_it_is_set() -> None:
    assert re.fullmatch(r"<math>.*</math>", mathml("x", display=False), re.DOTALL)
    assert 'display="block"' in mathml("x", display=True)


def test_mathml_of_what_is_no_tex_is_refused_with_the_formula() -> None:
    with pytest.raises(ValueError, match=r"the formula .*frac"):
        mathml(r"\frac{a}", display=False)


def test_text_in_a_formula_cannot_become_markup() -> None:
    assert "<script" not in mathml(r"\text{<script>}", display=False)
    assert unicode_math(r"$\text{<b>}$") == "<b>"


def test_a_function_of_something_is_read_and_is_xml() -> None:
    assert unicode_math(r"$\ln(1-\eta)$") == "ln(1 − η)"
    fromstring(mathml(r"\ln\frac{1}{2} < \sin x", display=True))
