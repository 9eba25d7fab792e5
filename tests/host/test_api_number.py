"""The number of the plugin interface: the past is used, the future is not."""

from collections.abc import Callable

import pytest

from nnviz.api import API
from nnviz.errors import NnvizError
from nnviz.testing import IsolatedHost

WITNESS = "from pathlib import Path\nPath(__file__).with_suffix('.imported').touch()\n"
HOOK = """
from nnviz import hookimpl
{number}

@hookimpl
def nnviz_themes():
    return {{"chalk": {{"axes.grid": True}}}}
"""


@pytest.mark.parametrize("number", ["", "api = 0", f"api = {API}"])
def test_a_concept_of_the_past_or_of_no_number_is_used(
    nnviz_host: IsolatedHost, concept_source: Callable[..., str], number: str
) -> None:
    nnviz_host.add("old", concept_source("Old").replace("title =", f"{number}\n    title =", 1))
    assert nnviz_host.show("old").claims[0].holds


@pytest.mark.parametrize("number", ["", "api = 0", f"api = {API}"])
def test_a_hook_of_the_past_or_of_no_number_is_used(nnviz_host: IsolatedHost, number: str) -> None:
    nnviz_host.add("old", HOOK.format(number=number))
    assert set(nnviz_host.catalog.extensions.members("nnviz_themes").by_name) == {"chalk"}


def test_a_concept_of_the_future_is_not_imported_and_says_to_update(
    nnviz_host: IsolatedHost, concept_source: Callable[..., str]
) -> None:
    source = concept_source("New").replace("title =", f"api = {API + 1}\n    title =", 1)
    file = nnviz_host.add("new", source.replace("import sys\n", WITNESS, 1))
    with pytest.raises(
        NnvizError, match=f"it needs plugin API {API + 1}, and this nnviz has {API}; update"
    ):
        nnviz_host.show("new")
    assert not file.with_suffix(".imported").exists()


def test_a_hook_of_the_future_is_not_imported_and_is_left_out(nnviz_host: IsolatedHost) -> None:
    file = nnviz_host.add("new", HOOK.format(number=f"api = {API + 1}") + WITNESS)
    with pytest.warns(UserWarning, match=f"it needs plugin API {API + 1}"):
        assert nnviz_host.catalog.extensions.members("nnviz_themes").by_name == {}
    assert not file.with_suffix(".imported").exists()
