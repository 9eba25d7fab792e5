"""What a text may not become where Markdown is rendered: markup, or code that runs."""

import json
from dataclasses import replace

import pytest

from nnviz.errors import UsageError
from nnviz.exhibit import Exhibit
from nnviz.export import markdown
from nnviz.gallery.notebooks import notebook
from nnviz.listings import Listing
from nnviz.words import Sentence

BAD = "`r system(1)` {{< env HOME >}} <script> [x](javascript:y) $\\input{f}$ \x1b[2J"
EXHIBIT = Exhibit("one", "One", story={"caption": (Sentence(BAD),), "alt": (Sentence(BAD),)})


def test_quarto_is_given_nothing_to_run_or_to_include() -> None:
    told = markdown.quarto(EXHIBIT)
    assert not [sign for sign in ("`", "{{<", " <script", "$\\input", "\x1b") if sign in told]


@pytest.mark.parametrize("code", ["x\n```{python}\n", "  ```\n", "# {{< include f >}}\n"])
def test_code_that_quarto_may_run_is_refused(code: str) -> None:
    with pytest.raises(UsageError, match="leave out --code"):
        markdown.quarto(replace(EXHIBIT, listings=(Listing("t", code),)))


@pytest.mark.parametrize("end", ["-->", "--!>"])
def test_a_command_does_not_end_its_comment(end: str) -> None:
    told = markdown.markdown(replace(EXHIBIT, command=f"nnviz show '{end}<b>'"))
    assert end not in told.partition(" -->\n")[0]


def test_a_fence_is_closed_on_a_line_of_its_own() -> None:
    assert markdown.fenced("x = 1") == markdown.fenced("x = 1\n") == "```python\nx = 1\n```\n"


def test_a_notebook_s_title_is_text() -> None:
    (cell, _) = json.loads(notebook("<img src=x onerror=y>", "nnviz.show('x')"))["cells"]
    assert cell["source"] == [r"# \<img src=x onerror=y\>"]
