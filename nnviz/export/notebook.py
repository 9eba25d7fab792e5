"""A notebook that runs from top to bottom and shows the figure, its caption and its claims."""

from nnviz.errors import UsageError
from nnviz.exhibit import Exhibit
from nnviz.gallery import notebooks


def notebook(exhibit: Exhibit) -> str:
    """Return the notebook as JSON; it makes the figure itself, with the parameters that it had.

    Raises `UsageError` for a concept that no notebook finds.
    """
    if exhibit.file:
        raise UsageError(
            f"a notebook cannot find {exhibit.name} in {exhibit.file}; put that file into the "
            "plugins folder, which nnviz plugins names."
        )
    return notebooks.notebook(exhibit.title, exhibit.call)
