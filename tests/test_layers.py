"""Who may import whom: an arrow of the design always points from a lower layer to a higher one."""

import ast
from collections.abc import Container, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

CONTRACT = [
    "api",
    "authored",
    "concept",
    "course",
    "datasets",
    "errors",
    "exhibit",
    "exporter",
    "families",
    "files",
    "former",
    "glossary",
    "hooks",
    "language",
    "listings",
    "look",
    "names",
    "panels",
    "parameters",
    "passages",
    "proofs",
    "questions",
    "result",
    "search",
    "setting",
    "terminal",
    "tex",
    "tex_limits",
    "texts",
    "threads",
    "wording",
    "words",
]

_SHOWN = {"inquiry", "demonstration", "commands", "render", "host", "contract", "nnviz"}

MAY_IMPORT = {
    "core": {"core"},
    "contract": {"contract", "core", "nnviz"},
    "host": {"host", "contract", "core", "nnviz"},
    "drawing": {"drawing", "contract", "core", "nnviz"},
    "render": {"render", "drawing", "contract", "nnviz"},
    "commands": {"render", "host", "contract", "nnviz"},
    "inquiry": {"demonstration", "render", "host", "contract", "nnviz"},
    "demonstration": {"commands", "render", "host", "contract", "nnviz"},
    "gallery": {"gallery", "core", *_SHOWN},
    "export": {"export", "gallery", *_SHOWN},
    "explore": {"explore", "export", "gallery", "core", *_SHOWN},
    "testing": {"testing", "drawing", "core", *_SHOWN},
    "reference": {"reference", "contract", "nnviz"},
    "cli": {"cli", "explore", "testing", "export", "gallery", *_SHOWN},
}
"""The layers of the package, and those that each knows; `nnviz` is the package's own version."""


PUBLIC = ("core", "datasets", "drawing", "errors", "questions", "texts", "wording")
"""What a plugin may import from beside the names of `nnviz` itself."""


def modules() -> Iterator[Path]:
    return (path for path in sorted((ROOT / "nnviz").rglob("*.py")))


def imports(path: Path) -> Iterator[str]:
    """Yield the full name of everything that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def layer(name: str) -> str | None:
    """Return the layer of `nnviz.x.y`, or None for what is not of nnviz."""
    head, *rest = name.split(".")
    if head != "nnviz":
        return None
    if not rest or rest[0] == "__version__":
        return "nnviz"
    return "contract" if rest[0] in CONTRACT else rest[0]


def layer_of(path: Path) -> str | None:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return None if parts[-1] == "__main__" or len(parts) == 1 else layer(".".join(parts))


def layered() -> list[Path]:
    return [path for path in modules() if layer_of(path) in MAY_IMPORT]


@pytest.mark.parametrize("path", layered(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_its_own_layer_and_those_above_it(path: Path) -> None:
    known = MAY_IMPORT[str(layer_of(path))]
    wrong = [name for name in imports(path) if layer(name) not in (None, *known)]
    assert wrong == []


def test_every_part_of_the_package_has_a_layer() -> None:
    parts = {layer_of(path) for path in modules()}
    assert parts - {None} <= {*MAY_IMPORT, "__init__"}


@pytest.mark.parametrize("part", ["core", "contract", "host"])
def test_nothing_above_the_drawing_imports_matplotlib(part: str) -> None:
    files = [path for path in modules() if layer_of(path) == part]
    assert files
    for path in files:
        allowed = type_checking_lines(path)
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom) and node.lineno not in allowed:
                assert "matplotlib" not in ast.unparse(node), f"{path}:{node.lineno}"


SURFACES = ("gallery", "export", "explore", "cli")


def test_surfaces_show_exhibits_and_know_no_claim_and_no_text() -> None:
    files = [path for path in modules() if layer_of(path) in SURFACES]
    for path in files:
        assert "nnviz.proofs" not in {name.rpartition(".")[0] for name in imports(path)}
        tree = ast.parse(path.read_text(encoding="utf-8"))
        asked = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not asked & {"verdicts", "proofs", "propositions", "say"}, path


def type_checking_lines(path: Path) -> set[int]:
    """Return the lines that only a type checker reads."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    blocks = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    ]
    return {line for block in blocks for line in range(block.lineno, (block.end_lineno or 0) + 1)}


def test_a_bundled_plugin_imports_what_a_strangers_may() -> None:
    files = sorted((ROOT / "plugins" / "nnviz_concepts").rglob("*.py"))
    plugins = [path for path in files if path.name != "__main__.py"]  # which is the command
    assert plugins
    for path in plugins:
        for name in imports(path):
            parts = name.split(".")
            public = parts[0] != "nnviz" or len(parts) <= 2 or parts[1] in PUBLIC
            assert public, f"{path} imports {name}"
            own = parts[0] != "nnviz_concepts" or parts[1] == path.parent.name
            assert own, f"{path} imports another plugin: {name}"


def test_no_modules_import_each_other_in_a_circle_even_for_their_types() -> None:
    known = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in modules()}
    arrows = {
        name: {module for full in imports(path) if (module := _module(full, known)) != name}
        for name, path in known.items()
    }
    ends = {""}
    while found := {name for name in arrows if name not in ends and arrows[name] <= ends}:
        ends |= found
    assert sorted(set(arrows) - ends - {"nnviz.__init__"}) == []


def _module(full: str, known: Container[str]) -> str:
    """Return the module of a name that is imported, or nothing for what is no module of nnviz.

    The package itself hands its public names on, and imports each when it is asked for.
    """
    owner = full.rpartition(".")[0]
    candidates = (full, owner, f"{full}.__init__", f"{owner}.__init__")
    return next((name for name in candidates if name in known and name != "nnviz.__init__"), "")


def test_nobody_uses_pyplot_or_the_global_generator() -> None:
    for path in [*modules(), *(ROOT / "plugins").rglob("*.py")]:
        names = set(imports(path))
        assert not any("pyplot" in name for name in names), path
        assert "random" not in names, path
