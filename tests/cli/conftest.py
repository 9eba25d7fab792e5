"""A stand-in for nnviz's own plugins, so that the commands are tested whatever is installed."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture(scope="session")
def plugins_folder(
    tmp_path_factory: pytest.TempPathFactory,
    make_distribution: Callable[..., None],
    concept_source: Callable[..., str],
) -> Path:
    """A folder with two bundled concepts and one of a stranger."""
    folder = tmp_path_factory.mktemp("plugins")
    bundled = {"doubling": "one:Doubling", "redoubling": "two:Redoubling"}
    modules = {
        "one": concept_source("Doubling", "data"),
        "two": concept_source("Redoubling", "optimization"),
    }
    make_distribution(folder, "nnviz-teach", bundled, modules)
    modules = {"odd_one": concept_source("Odd")}
    make_distribution(folder, "stranger", {"odd": "odd_one:Odd"}, modules)
    return folder


@pytest.fixture(scope="session")
def run(nnviz: Run, plugins_folder: Path) -> Run:
    """Run `nnviz` beside those three concepts."""
    return partial(nnviz, path=(plugins_folder,))
