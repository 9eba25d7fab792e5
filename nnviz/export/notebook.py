"""A notebook that runs from top to bottom and shows the figure, its caption and its claims."""

from nnviz.export.exhibit import Exhibit
from nnviz.gallery import notebooks


def notebook(exhibit: Exhibit) -> str:
    """Return the notebook as JSON; it makes the figure itself, with the parameters that it had."""
    return notebooks.notebook(exhibit.title, exhibit.call)
