"""The names of a concept's panels, read from its source without running it."""

import ast
from contextlib import suppress

from nnviz.host.sources import Source
from nnviz.host.syntax import NotLiteralError, assignments, last_name, literal, parsed
from nnviz.wording import kebab_case


def panels_in(source: Source, concept: str) -> list[str]:
    """Return the names as they are typed, or none where only running the source would tell."""
    path = source.file
    if path is None:
        return []
    name = concept.rpartition(":")[2]
    with suppress(OSError, SyntaxError, ValueError, NotLiteralError):
        for node in parsed(path.read_bytes(), path).body:
            if isinstance(node, ast.ClassDef) and (
                node.name == source.attribute or kebab_case(node.name) == name
            ):
                return _names(node)
    return []


def _names(concept: ast.ClassDef) -> list[str]:
    panels = dict(assignments(concept.body)).get("panels")
    computed = any(getattr(node, "name", "") == "panel_names" for node in concept.body)
    if computed or not isinstance(panels, ast.Tuple | ast.List):
        return []
    calls = [one for one in panels.elts if isinstance(one, ast.Call)]
    names = [literal(one.args[0]) for one in calls if last_name(one.func) == "Panel" and one.args]
    return [str(name).replace("_", "-").replace(" ", "-") for name in names]
