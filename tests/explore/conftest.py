from pathlib import Path

import pytest

from nnviz.host.catalog import Catalog

PLUGINS = Path(__file__).parent / "plugins"
WEIGHING = PLUGINS / "weighing.py"


@pytest.fixture(scope="session")
def weighing() -> Path:
    """The file of a concept that takes as long, or as much, as it is told to."""
    return WEIGHING


@pytest.fixture(scope="session")
def catalog(weighing: Path) -> Catalog:
    return Catalog([weighing], ["nnviz-teach"])
