"""What plugin authors test with: the contract of a concept, point by point."""

from nnviz.testing.contract import Problem, problems_of
from nnviz.testing.settings import settings_of

__all__ = ["Problem", "problems_of", "settings_of"]
