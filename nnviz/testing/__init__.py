"""What plugin authors test with: the contract of a concept, point by point.

    from nnviz.testing import ConceptTests

    class TestMine(ConceptTests):
        concept = Mine

Each name is loaded when it is first used, so that the pytest plugin costs nothing where no
concept is tested.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nnviz.testing.cases import ConceptTests
    from nnviz.testing.contract import problems_of
    from nnviz.testing.isolated import IsolatedHost
    from nnviz.testing.problem import Problem
    from nnviz.testing.settings import settings_of

__all__ = ["ConceptTests", "IsolatedHost", "Problem", "problems_of", "settings_of"]

_HOMES = {
    "ConceptTests": "cases",
    "IsolatedHost": "isolated",
    "Problem": "problem",
    "problems_of": "contract",
    "settings_of": "settings",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'nnviz.testing' has no attribute {name!r}")
    return getattr(import_module(f"nnviz.testing.{_HOMES[name]}"), name)
