"""What runs in a reader's browser: Python in a worker of a gallery's page, without a server.

Processes, threads, a parser of formulas and a server do not exist there, and nothing here needs
them: a test imports this without.
"""

import json
import warnings
from functools import cache
from pathlib import Path

from nnviz.errors import NnvizError
from nnviz.explore.making import JSON, Kitchen, Made, Order, as_json, make, refusal
from nnviz.explore.uploads import Uploads
from nnviz.explore.wishes import FILM, MOVE, PANEL, STATE, read_wish
from nnviz.host.catalog import Catalog
from nnviz.language import current

PLUGINS = Path("/plugins")
"""Where the page has put the files of third parties' plugins."""

_UPLOADS = Uploads()
"""What this one reader took from their own disk; it leaves neither the page nor the worker."""


def answer(concept: str, what: str, asked: str) -> Made:
    """Return the panel of a concept, or the state or film at the setting in `asked`, which is JSON.

    Where there is none, the sentence that says why.
    """
    try:
        if what not in (PANEL, STATE, MOVE, FILM):
            raise NnvizError(f"there is no {what} in a browser.")
        wish = read_wish(_catalog().card(concept), what, json.loads(asked), _UPLOADS)
    except NnvizError as error:
        return refusal(error)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of formulas, which stand as they were written
        return make(Order(_kitchen(), wish, current()))


def take(content: bytes) -> Made:
    """Return the key of a file that the reader chose."""
    try:
        return Made(as_json({"key": _UPLOADS.add(bytes(content))}), JSON)
    except NnvizError as error:
        return refusal(error)


@cache
def _kitchen() -> Kitchen:
    return Kitchen(tuple(sorted(PLUGINS.glob("*.py"))))


@cache
def _catalog() -> Catalog:
    return Catalog(_kitchen().files)
