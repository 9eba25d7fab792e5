"""The pytest plugin: fixtures for whoever tests a plugin; it imports nothing until one is used.

It is a package of its own so that it is found where another project's folder hides nnviz's.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from nnviz.render import Picture
    from nnviz.testing.isolated import IsolatedHost


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what to do where another project's files lie over nnviz's."""
    try:
        import_module("nnviz_concepts")
    except ImportError as error:
        terminalreporter.write_line(f"nnviz: {error}", yellow=True)


@pytest.fixture
def nnviz_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "IsolatedHost":
    """A host that sees the bundled plugins and those that the test adds to it, and no others."""
    from nnviz.testing.isolated import IsolatedHost

    folder = tmp_path / "nnviz-plugins"
    folder.mkdir()
    monkeypatch.setenv("NNVIZ_PLUGINS", str(folder))
    monkeypatch.delenv("NNVIZ_BLOCK", raising=False)
    return IsolatedHost(folder)


@pytest.fixture
def nnviz_render() -> "Callable[..., Picture]":
    """A function that computes and draws: `nnviz_render(Mine, theme="paper", rate=0.1)`."""
    from nnviz.testing.rendering import rendered

    return rendered
