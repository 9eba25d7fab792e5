"""The code behind a concept in a document: as it was written, whatever signs are in it."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from nnviz.exhibit import Exhibit
from nnviz.export import latex, markdown, typst
from nnviz.export.latex_text import latex_code, unset_signs
from nnviz.listings import Listing
from nnviz.words import Sentence

CODE = r"""# β₁ ← ½ Σ λw² − η·10⁻⁸: 5 % of $x_1$ & #2 in `p`, ~ ^ \ {}
text = f"{a_b!r}\n ```{b[0]}```"
"""
EXHIBIT = Exhibit(
    name="awkward",
    title="Awkward",
    story={"caption": (Sentence("It is."),), "alt": (Sentence("A line."),)},
    command="nnviz export awkward",
    call="nnviz.show('awkward')",
    size="page",
    path="awkward.pdf",
    width=7.0,
    listings=(Listing("a_b.rule as it ran: a_b, lines 3–4", CODE), Listing("In NumPy", "x = 1\n")),
)


def test_code_in_latex_is_code_once_its_commands_are_read() -> None:
    text = latex_code(CODE)
    assert unset_signs(text) == ""
    read = re.sub(r"\\char(\d+)\{\}", lambda match: chr(int(match[1])), text)
    assert read.splitlines()[1] == CODE.splitlines()[1]
    assert text.startswith(r"# \ensuremath{\beta}\ensuremath{_{1}} \ensuremath{\leftarrow} ")


def test_a_latex_snippet_with_code_names_its_package_and_compiles(tmp_path: Path) -> None:
    snippet = latex.figure(EXHIBIT)
    assert "% In the preamble: \\usepackage{graphicx,fancyvrb}\n" in snippet
    assert r"label={\normalfont a\_b.rule as it ran: a\_b, lines 3--4}" in snippet
    if shutil.which("pdflatex") is None:
        pytest.skip("pdflatex is not installed")
    snippet = re.sub(r"\\includegraphics\[.*\n", "\n", snippet)
    document = r"\documentclass{article}\usepackage{graphicx,fancyvrb}\begin{document}"
    (tmp_path / "paper.tex").write_text(
        f"{document}\n{snippet}\\end{{document}}\n", encoding="utf-8"
    )
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper.tex"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:].decode(errors="replace")


@pytest.mark.parametrize("write", [markdown.markdown, markdown.quarto, markdown.myst])
def test_code_in_markdown_reads_as_it_was_written(write: Callable[[Exhibit], str]) -> None:
    tokens = MarkdownIt("commonmark").parse(write(EXHIBIT))
    fences = [(t.info, t.content) for t in tokens if t.type == "fence" and t.info == "python"]
    assert fences == [("python", CODE), ("python", "x = 1\n")]
    said = [child.content for t in tokens for child in t.children or [] if t.type == "inline"]
    assert "a_b.rule as it ran: a_b, lines 3–4" in "".join(said)


def test_code_in_typst_stands_between_fences_longer_than_its_own() -> None:
    assert f"\n\n````python\n{CODE}````\n" in typst.figure(EXHIBIT)
    assert "\n\n```python\nx = 1\n```\n" in typst.figure(EXHIBIT)
