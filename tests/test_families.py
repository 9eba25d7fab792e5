import pytest

from nnviz.families import FAMILIES


@pytest.mark.parametrize("name", FAMILIES)
def test_the_names_that_help_shows_are_the_members_of_the_core(name: str) -> None:
    assert tuple(FAMILIES[name].members()) == FAMILIES[name].names
