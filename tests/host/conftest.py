"""Hostile plugins, each from a file of this folder, and healthy ones beside them."""

from collections.abc import Callable
from pathlib import Path

import pytest

HOSTILE = {path.stem: path for path in sorted((Path(__file__).parent / "hostile").glob("*.txt"))}


def hostile_source(name: str) -> bytes:
    """Return a hostile plugin, with what no text file may hold put in."""
    text = HOSTILE[name].read_text(encoding="utf-8")
    text = text.replace("NESTED", "-" * 100_000 + "1").replace("NULL", "\0")
    text = text.replace("BRACKETS", "[" * 50_000).replace("LONG", "long " * 600_000)
    return text.encode("latin-1" if name == "not-utf8" else "utf-8")


def _entries_and_modules(name: str) -> tuple[dict[str, str], dict[str, bytes]]:
    module = f"hostile_{name.replace('-', '_')}"
    source = hostile_source(name)
    attribute = ":Hostile" if b"class Hostile" in source else ""
    return {name: module + attribute}, {module: source}


@pytest.fixture(scope="session")
def one_hostile(
    tmp_path_factory: pytest.TempPathFactory, make_distribution: Callable[..., None]
) -> Callable[[str], Path]:
    """Return a folder with one hostile distribution and no other."""

    def make(name: str) -> Path:
        folder = tmp_path_factory.mktemp(name)
        make_distribution(folder, name, *_entries_and_modules(name))
        return folder

    return make


@pytest.fixture(scope="session")
def healthy_folder(
    tmp_path_factory: pytest.TempPathFactory,
    make_distribution: Callable[..., None],
    concept_source: Callable[..., str],
) -> Path:
    """A folder with a stand-in for nnviz's own distribution, and a stranger's healthy plugin."""
    folder = tmp_path_factory.mktemp("healthy")
    make_distribution(
        folder,
        "nnviz-teach",
        {"bundled": "bundled_module:Bundled"},
        {"bundled_module": concept_source("Bundled", "data")},
    )
    make_distribution(
        folder, "healthy", {"well": "well_module:Well"}, {"well_module": concept_source("Well")}
    )
    return folder


@pytest.fixture(scope="session")
def hostile_folder(
    tmp_path_factory: pytest.TempPathFactory, make_distribution: Callable[..., None]
) -> Path:
    """A folder with a distribution for each way in which a plugin can fail."""
    folder = tmp_path_factory.mktemp("hostile")
    for name in HOSTILE:
        make_distribution(folder, name, *_entries_and_modules(name))
    make_distribution(folder, "is-missing", {"is-missing": "module_that_is_not:There"}, {})
    return folder


@pytest.fixture(scope="session")
def rivals_folder(
    tmp_path_factory: pytest.TempPathFactory,
    make_distribution: Callable[..., None],
    concept_source: Callable[..., str],
) -> Path:
    """A folder with a plugin that wants a bundled name, and two that want the same one."""
    folder = tmp_path_factory.mktemp("rivals")
    make_distribution(
        folder,
        "takes-a-name",
        {"bundled": "taker:Taker"},
        {"taker": concept_source("Taker")},
    )
    for twin in ("twin-a", "twin-b"):
        module = twin.replace("-", "_")
        source = concept_source("Twin").replace("number", f"number_{module}")
        make_distribution(folder, twin, {"twin": f"{module}:Twin"}, {module: source})
    return folder
