"""Names that help and completion know by heart are those of the things themselves."""

from nnviz.cli.values import SIZE_NAMES, THEME_NAMES
from nnviz.render import SIZES, THEMES


def test_the_themes_of_the_help_are_those_there_are() -> None:
    assert set(THEME_NAMES) == set(THEMES)


def test_the_sizes_of_the_help_are_those_there_are() -> None:
    assert set(SIZE_NAMES) == set(SIZES)
