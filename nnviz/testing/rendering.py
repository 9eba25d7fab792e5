"""A concept computed and drawn in one call."""

from typing import Any

from nnviz.concept import Concept
from nnviz.render import Picture, render


def rendered(
    concept: type[Concept], *, theme: str = "slides", size: str | None = None, **values: Any
) -> Picture:
    """Return the picture of a concept with these parameters."""
    made = concept.create(values)
    return render(made, made.run(), theme=theme, size=size)
