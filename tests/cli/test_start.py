"""What is not used is not imported: each command in a fresh process, and what it loaded."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HEAVY = ("numpy", "matplotlib", "jinja2", "markdown_it", "math_core", "scipy", "PIL", "sklearn")
PLUGINS = ("one", "two", "odd_one", "nnviz_concepts")

LOADED = """
import atexit, sys
from nnviz.cli.main import main

atexit.register(lambda: print("LOADED", *sorted(sys.modules), file=sys.stderr))
sys.argv[0] = "nnviz"
main()
"""

Environment = Callable[..., dict[str, str]]


@pytest.fixture(scope="session")
def loaded_by(
    environment: Environment, plugins_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., set[str]]:
    def loaded(*words: str, **more: str) -> set[str]:
        done = subprocess.run(
            [sys.executable, "-c", LOADED, *words],
            env=environment(plugins_folder, **more),
            cwd=tmp_path_factory.getbasetemp(),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        last = done.stderr.splitlines()[-1].split()
        assert last[0] == "LOADED"
        return set(last[1:])

    return loaded


def among(modules: set[str], names: tuple[str, ...]) -> set[str]:
    return {name for name in modules if name.split(".")[0] in names}


@pytest.mark.parametrize(
    "words",
    [
        ("--version",),
        ("--help",),
        ("list",),
        ("list", "--json"),
        ("list", "--topic", "data"),
        ("show", "--help"),
        ("show", "doubling", "--help"),
        ("plugins", "--help"),
        ("gallery", "--help"),
        ("check", "--help"),
        ("code", "--help"),
        ("doctor", "--help"),
    ],
    ids=" ".join,
)
def test_listing_and_help_import_no_plugin_and_nothing_heavy(
    loaded_by: Callable[..., set[str]], words: tuple[str, ...]
) -> None:
    modules = loaded_by(*words)
    assert "nnviz.cli.main" in modules
    assert among(modules, HEAVY + PLUGINS) == set()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize("line", ["nnviz show dou", "nnviz show doubling --number "])
def test_completion_imports_no_plugin_and_nothing_heavy(
    loaded_by: Callable[..., set[str]], shell: str, line: str
) -> None:
    current = line.split(" ")[-1] if shell == "fish" else str(len(line.split(" ")) - 1)
    modules = loaded_by(_NNVIZ_COMPLETE=f"{shell}_complete", COMP_WORDS=line, COMP_CWORD=current)
    assert "click.shell_completion" in modules
    assert among(modules, HEAVY + PLUGINS) == set()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script_imports_nothing_heavy(
    loaded_by: Callable[..., set[str]], shell: str
) -> None:
    assert among(loaded_by(_NNVIZ_COMPLETE=f"{shell}_source"), HEAVY + PLUGINS) == set()


def test_the_version_needs_no_discovery(loaded_by: Callable[..., set[str]]) -> None:
    assert among(loaded_by("--version"), ("pluggy",)) == set()


def test_show_imports_one_plugin_and_no_other(
    loaded_by: Callable[..., set[str]], tmp_path: Path
) -> None:
    modules = loaded_by("show", "doubling", "--save", str(tmp_path / "figure.png"))
    assert among(modules, PLUGINS) == {"one"}
    assert "matplotlib.pyplot" not in modules


def test_importing_nnviz_imports_nothing_heavy(environment: Environment) -> None:
    source = "import nnviz, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", source], env=environment(), capture_output=True, text=True
    )
    assert among(set(done.stdout.split()), (*HEAVY, "click", "pluggy")) == set()
