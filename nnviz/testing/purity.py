"""Drawing is pure: the same bytes each time, and nothing of the process is changed by it."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

from nnviz.concept import Concept
from nnviz.host.surroundings import Surroundings
from nnviz.result import Result
from nnviz.testing.problem import Problem


def purity_problems(
    concept: type[Concept], theme: str = "slides", size: str = "slide"
) -> Iterator[Problem]:
    """Yield what computing and drawing at the defaults change, and whether it is made alike twice.

    What is looked at: matplotlib's rcParams, the global generators, the working folder, threads
    that are left, the bytes of two drawings as PNG, and whether the module imports pyplot, which
    keeps every figure.
    """
    from nnviz.render import render

    made = concept()
    before = Surroundings.now()
    result = made.run()
    yield from _draw_problems(made, result, theme, size)
    images = [render(made, result, theme=theme, size=size).encode("png") for _ in range(2)]
    if images[0] != images[1]:
        yield Problem(
            "draw",
            "two drawings of one result differ",
            "Compute what is random in compute, with numpy.random.default_rng(self.seed).",
        )
    for change in before.put_back():
        yield Problem("global state", change.found, change.remedy)
    if _imports_pyplot(concept):
        yield Problem(
            "imports",
            "the module imports matplotlib.pyplot",
            "Draw into the figure that draw gets; nnviz.drawing.panels makes its axes.",
        )


def _draw_problems(made: Concept, result: Result, theme: str, size: str) -> Iterator[Problem]:
    """Draw into a bare figure within a theme's settings, and yield what of them is changed."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from nnviz.render.settings import settings
    from nnviz.render.sizes import size_named
    from nnviz.render.themes import style

    with settings(style(theme, size_named(size))):
        figure = Figure(layout="constrained")
        FigureCanvasAgg(figure)
        before = Surroundings.now()
        made.draw(result, figure)
        changes = before.settings_put_back()
    for change in changes:
        yield Problem("draw", change.found, change.remedy)


def _imports_pyplot(concept: type[Concept]) -> bool:
    try:
        source = Path(inspect.getfile(concept)).read_text(encoding="utf-8")
    except (OSError, TypeError):  # a class from a notebook or a test has no file
        return False
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)}
    return "matplotlib.pyplot" in names
