"""Drawing is pure: the same bytes each time, and nothing of the process is changed by it."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from nnviz.concept import Concept
from nnviz.testing.problem import Problem


def purity_problems(
    concept: type[Concept], theme: str = "slides", size: str = "slide"
) -> Iterator[Problem]:
    """Yield what computing and drawing at the defaults change, and whether it is made alike twice.

    What is looked at: matplotlib's rcParams, NumPy's global generator, the bytes of two drawings as
    PNG, and whether the module imports pyplot, which keeps every figure.
    """
    from nnviz.render import render

    made = concept()
    generator = _generator_state()
    result = made.run()
    settings = _changed_settings(made, result, theme, size)
    if settings:
        yield Problem(
            "draw",
            f"it changes rcParams: {', '.join(settings)}",
            "Pass the settings to what is drawn; the theme chooses the rest.",
        )
    images = [render(made, result, theme=theme, size=size).encode("png") for _ in range(2)]
    if images[0] != images[1]:
        yield Problem(
            "draw",
            "two drawings of one result differ",
            "Compute what is random in compute, with numpy.random.default_rng(self.seed).",
        )
    if generator != _generator_state():
        yield Problem(
            "global state",
            "NumPy's global generator is used or seeded",
            "Draw what is random from numpy.random.default_rng(self.seed).",
        )
    if _imports_pyplot(concept):
        yield Problem(
            "imports",
            "the module imports matplotlib.pyplot",
            "Draw into the figure that draw gets; nnviz.drawing.panels makes its axes.",
        )


def _changed_settings(made: Concept, result: Any, theme: str, size: str) -> list[str]:
    """Draw into a bare figure, and return the names of the rcParams that differ afterwards."""
    from matplotlib import rcParams
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from nnviz.render.settings import settings
    from nnviz.render.sizes import size_named
    from nnviz.render.themes import style

    with settings(style(theme, size_named(size))):
        before = dict(rcParams)
        figure = Figure(layout="constrained")
        FigureCanvasAgg(figure)
        made.draw(result, figure)
        return [name for name, value in before.items() if rcParams[name] != value]


def _generator_state() -> str:
    legacy: Any = np.random
    return repr(legacy.get_state())


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
