"""The page of the public API is what the docstrings make, and lists what plugins import."""

import ast
from importlib import import_module
from pathlib import Path

import pytest

from nnviz.api import API
from nnviz.host.compatibility import hook_names
from nnviz.reference.modules import MODULES
from nnviz.reference.page import COMMAND, page, public_names

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "plugins" / "API.md"


@pytest.fixture(scope="module")
def names() -> dict[str, list[str]]:
    return public_names()


def test_the_page_is_what_the_docstrings_make() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), f"make it again: {COMMAND}"


def test_the_page_says_which_number_it_promises_for() -> None:
    assert f"The plugin API has the number {API}." in page()


def test_every_hook_and_every_name_of_nnviz_is_listed(names: dict[str, list[str]]) -> None:
    assert set(hook_names()) == set(names["nnviz.hooks"])
    assert names["nnviz"] == import_module("nnviz").__all__


def test_everything_that_is_listed_is_there_and_says_what_it_is(
    names: dict[str, list[str]],
) -> None:
    silent = [
        f"{module}.{name}"
        for module, listed in names.items()
        for name in listed
        if not hasattr(import_module(module), name)
    ]
    assert silent == []
    assert "\n\n\n" not in page()


def test_the_page_reads_the_same_in_every_process() -> None:
    assert " at 0x" not in page()


def test_what_bundled_plugins_import_is_listed(names: dict[str, list[str]]) -> None:
    missing = set()
    for path in (ROOT / "plugins" / "nnviz_concepts").glob("*/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and str(node.module).partition(".")[0] == "nnviz":
                missing |= {
                    f"{node.module}.{alias.name}"
                    for alias in node.names
                    if alias.name not in names.get(str(node.module), [])
                }
    assert missing - set(MODULES) == set()
