"""Sentences of captions in LaTeX: what is special is escaped, what is a sign has its command."""

import pytest

from nnviz.export.latex_text import latex, latex_plain, unset_signs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("98 % of x_1 & {y} #3", r"98 \% of x\_1 \& \{y\} \#3"),
        ("β = 0.9", r"\ensuremath{\beta} = 0.9"),
        ("1.5×10⁻⁸", r"1.5\ensuremath{\times}10\ensuremath{^{-8}}"),
        ("½ of w₁₂", r"\ensuremath{\frac{1}{2}} of w\ensuremath{_{12}}"),
        ("√2 and √n", r"\ensuremath{\sqrt{2}} and \ensuremath{\sqrt{n}}"),
        ("−3 ≤ x", r"\ensuremath{-}3 \ensuremath{\leq} x"),
        ('the "best"', "the ``best''"),
        ("--beta", "-{}-beta"),
        ("Cholesky, Łukasz, café", r"Cholesky, \L{}ukasz, caf\'{e}"),
        ("β̂ and ŵ", r"\ensuremath{\hat{\beta}} and \^{w}"),
        (r"a\b ~ c^d", r"a\textbackslash{}b \textasciitilde{} c\textasciicircum{}d"),
        ("two\nlines", "two lines"),
    ],
)
def test_prose_is_set_as_it_reads(text: str, expected: str) -> None:
    assert latex(text) == expected


def test_a_formula_stays_as_it_is() -> None:
    assert latex(r"50 % of $\beta_1^2$") == r"50 \% of $\beta_1^2$"


@pytest.mark.parametrize("text", ["from $5 % to 6$ dollars", r"$\notacommand{$ is no formula"])
def test_what_is_no_formula_is_not_set_as_one(text: str) -> None:
    assert latex(text).count(r"\$") == text.count("$")


def test_a_sign_without_a_command_is_named() -> None:
    assert unset_signs(latex("✗ and β")) == "✗"


def test_an_alternative_text_keeps_its_signs() -> None:
    assert latex_plain("β_1 at 5 %") == r"β\_1 at 5 \%"
