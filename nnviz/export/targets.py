"""What a figure can be exported for, and the files that each of these takes."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from nnviz.errors import UsageError
from nnviz.export import latex, markdown, notebook, typst
from nnviz.export.exhibit import Exhibit
from nnviz.wording import did_you_mean, enumeration


class Target(NamedTuple):
    """The look that suits a kind of document, the files that it takes, and who writes its snippet.

    `figures` are the formats of the figure, `shown` is the ending by which the document names it,
    and `snippet` is the ending of the snippet's file.
    """

    theme: str
    size: str
    figures: tuple[str, ...]
    shown: str
    snippet: str
    write: Callable[[Exhibit], str]


TARGETS: Mapping[str, Target] = MappingProxyType(
    {
        "latex": Target("paper", "page", ("pdf",), ".pdf", ".tex", latex.figure),
        "beamer": Target("slides", "slide", ("pdf",), ".pdf", ".tex", latex.slide),
        "markdown": Target("paper", "page", ("svg",), ".svg", ".md", markdown.markdown),
        # An SVG would need a converter where Quarto makes a PDF; a PNG serves all that it makes.
        "quarto": Target("paper", "page", ("png",), ".png", ".qmd", markdown.quarto),
        "myst": Target("paper", "page", ("pdf", "svg"), ".*", ".md", markdown.myst),
        "typst": Target("paper", "page", ("svg",), ".svg", ".typ", typst.figure),
        "notebook": Target("notebook", "notebook", (), "", ".ipynb", notebook.notebook),
    }
)


def target_named(purpose: str) -> Target:
    """Return the target of that name; `UsageError` when there is none."""
    if purpose not in TARGETS:
        known = list(TARGETS)
        raise UsageError(
            f"nothing is exported for {purpose!r}: choose {enumeration(known, 'or')}."
            f"{did_you_mean(purpose, known)}"
        )
    return TARGETS[purpose]
