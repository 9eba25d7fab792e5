"""What a formula may hold: mathematics alone, no longer and no deeper than parsers can bear."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz import tex_limits
from nnviz.concept import TEXTS
from nnviz.host.catalog import Catalog
from nnviz.passages import passages
from nnviz.tex import is_set, mathml, unicode_math, unset_formulas
from nnviz.tex_limits import DEEPEST, LONGEST, refusal, too_large

NESTED = {
    "scripts": ("x^{", "x", "}"),
    "groups": ("{", "x", "}"),
    "fractions": (r"\frac{1}{", "x", "}"),
    "roots": (r"\sqrt ", "x", ""),
    "indices of roots": (r"\sqrt[", "3", "]{x}"),
    "brackets": (r"\left(", "x", r"\right)"),
    "matrices": (r"\begin{matrix}", "x", r"\end{matrix}"),
    "what closes nothing": ("x^{]x_{", "x", "}}"),
}


def nested(kind: str, depth: int) -> str:
    opens, inside, closes = NESTED[kind]
    return opens * depth + inside + closes * depth


@pytest.mark.parametrize("kind", NESTED)
@pytest.mark.parametrize("depth", [DEEPEST + 1, 600, 30_000])
def test_what_is_too_deep_is_refused_and_shown_as_it_was_written(kind: str, depth: int) -> None:
    formula = nested(kind, depth)
    with pytest.raises(ValueError, match=r"nested more than 12 deep|longer than 1,000"):
        mathml(formula, display=True)
    assert unicode_math(f"${formula}$") == formula
    assert len(next(unset_formulas(f"${formula}$"))) < 300


@pytest.mark.parametrize("kind", sorted({*NESTED} - {"what closes nothing"}))
def test_what_is_as_deep_as_allowed_is_set(kind: str) -> None:
    assert mathml(nested(kind, DEEPEST // (2 if "indices" in kind else 1)), display=False)


def test_a_length_is_allowed_and_no_more() -> None:
    assert mathml("x" * LONGEST, display=False)
    assert "longer" in refusal("x" * (LONGEST + 1))


@pytest.mark.parametrize("formula", ["[0, 1) " * 40, r"\alpha\beta" * 40, "a_1 b^2 " * 40])
def test_what_stands_in_a_row_is_not_deep(formula: str) -> None:
    assert too_large(formula) == ""


@pytest.mark.parametrize(
    "formula",
    [
        r"\input{/etc/passwd}",
        r"\def\matrix{\text{\input{F}}}\begin{matrix}a\end{matrix}",
        r"\newcommand{\input}{}\input{F}",
        r"\renewcommand{\x}{y}",
        r"\let\x\input",
        r"\csname input\endcsname F",
        r"\expandafter\x",
        r"\catcode`\%=12",
        r"\write18{ls}",
        r"\immediate\openout1=x",
        r"\openin1=F \read1 to\x",
        r"\directlua{os.execute()}",
        r"\special{x}",
        r"\includegraphics{F}",
        r"\verbatiminput{F}",
        r"\lstinputlisting{F}",
        r"\usepackage{x}",
        r"\href{javascript:alert(1)}{x}",
        r"\url{x}",
        r"\require{html}",
        r"\loop\iftrue\repeat",
        r"\begin{filecontents}{x}\end{filecontents}",
        r"\begin{verbatim}\end{verbatim}",
        r"\begin{ matrix}a\end{ matrix}",
        r"\begin {matrix}",
        r"\begin{array}{*{9}{c}}a\end{array}",
        r"\begin{array}{@{\x}c}a\end{array}",
        "^^5cinput{F}",
        "x^^M",
        r"\text{^^5cinput}",
        "a % b",
        r"a \\% b",
        "a # b",
        "a $ b",
        "\\",
        "\x1b[2J",
        "\x0b",
        "\u202e",
        "\ud800",
        "\ufffe",
        r"\@@input",
        r"\-",
        "\\\x00",
    ],
)
def test_what_does_more_than_mathematics_is_refused(formula: str) -> None:
    assert refusal(formula)
    with pytest.raises(ValueError, match="the formula"):
        mathml(formula, display=False)


@given(st.text(alphabet="\\{}[]^_$%#&ab1 \n\x00\u202e'", max_size=80) | st.text(max_size=80))
def test_any_formula_is_set_or_refused(formula: str) -> None:
    assert isinstance(unicode_math(f"${formula}$"), str)


def test_every_formula_of_the_bundled_concepts_is_set() -> None:
    catalog, said = Catalog(), []
    for card in catalog.cards:
        concept = type(catalog.concept(card, {}))
        said += [concept.__doc__ or "", *(each.sentence for each in concept.propositions.values())]
        texts = [getattr(concept, name) for name in TEXTS]
        texts += [text for panel in concept.panels for text in (panel.title, panel.x, panel.y)]
        texts += [one.text for one in concept.try_next]
        said += [template for text in texts for template, _ in passages(text)]
    assert sum(text.count("$") for text in said) > 200
    assert [fault for text in said for fault in unset_formulas(text)] == []


def examples() -> dict[str, str]:
    """Return a formula for each command and environment that is admitted, as it is used."""
    made = {name: rf"a \{name} b" for name in tex_limits.LISTED_SIGNS.split()}
    for name in made:
        if name.lower().startswith("big") and name.rstrip("lrmg").lower() in ("bi", "b"):
            made[name] = rf"\{name}( x"
        if name in ("limits", "nolimits"):
            made[name] = rf"\sum\{name}_x"
    made |= {"middle": r"\left( x \middle| y \right)", "left": r"\left( x \right)"}
    made |= {name: rf"\{name}{{x}}{{y}}" for name in tex_limits.LISTED_WITH_ARGUMENTS.split()}
    for name in tex_limits.LISTED_ENVIRONMENTS.split():
        columns = "{lcr}" if name == "array" else ""
        made[name] = rf"\begin{{{name}}}{columns} a \\ b \end{{{name}}}"
    return made


def test_all_that_is_admitted_can_be_set_on_a_page() -> None:
    refused = [name for name, formula in examples().items() if not is_set(formula)]
    assert refused == []


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
def test_all_that_is_admitted_is_known_to_latex_with_amsmath_and_amssymb(tmp_path: Path) -> None:
    formulas = "\n\n".join(f"${formula}$" for formula in examples().values())
    packages = r"\documentclass{article}\usepackage{amsmath,amssymb}"
    source = f"{packages}\\begin{{document}}\n{formulas}\n\\end{{document}}\n"
    (tmp_path / "all.tex").write_text(source)
    words = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]
