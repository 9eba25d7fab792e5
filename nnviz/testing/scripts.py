"""The code behind a concept: the core's own did run, and the script gives the same numbers."""

import ast
import inspect
import runpy
import sys
import traceback
from collections.abc import Iterator
from contextlib import chdir, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType
from typing import Any

from nnviz.concept import Concept
from nnviz.listings import script_of
from nnviz.result import Result
from nnviz.testing.problem import Problem

TOLERANCE = 1e-10
"""How far a script's numbers may be from the result's, of 1 or as a share: rounding, no more."""


def code_problems(concept: type[Concept]) -> Iterator[Problem]:
    """Yield what of a concept's `code` does not run at the defaults, and its script's mistakes.

    A script imports nothing but NumPy and ends in a print. What it prints are values of the
    result, by their names, and so may be other variables; all that it leaves under such a name must
    be equal. It finds all of the result in CONCEPT.npz, as `--data-out` writes it.
    """
    ran, result = _watched(concept())
    for function in concept.code:
        if getattr(inspect.unwrap(function), "__code__", None) not in ran:
            name = function.__qualname__
            yield Problem("code", f"{name} does not run in compute", "Name what does.")
    path = script_of(concept)
    if path:
        yield from _script_problems(path, concept.name, result)


def _watched(made: Concept) -> tuple[set[CodeType], Result]:
    """Return all code that runs while a concept is computed, and its result."""
    ran: set[CodeType] = set()
    before = sys.getprofile()
    sys.setprofile(lambda frame, event, _: ran.add(frame.f_code))
    try:
        return ran, made.run()
    finally:
        sys.setprofile(before)


def _script_problems(path: Path, name: str, result: Result) -> Iterator[Problem]:
    point = f"script {path.name}"
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError) as error:  # ValueError: it is no UTF-8, or has a null
        yield Problem(point, f"it cannot be read: {error}", "Write it as Python in UTF-8.")
        return
    if foreign := {*_imported(tree)} - {"numpy"}:
        told = f"it imports {', '.join(sorted(foreign))}"
        yield Problem(point, told, "Let it be read without anything but NumPy.")
    with TemporaryDirectory() as folder:
        result.save(Path(folder, f"{name}.npz"))
        try:
            with chdir(folder), redirect_stdout(StringIO()):
                left = runpy.run_path(str(path))
        except Exception as error:  # whatever a script raises is told with its name and line
            line = traceback.extract_tb(error.__traceback__)[-1].lineno
            told = f"line {line} raises {type(error).__name__}: {error}"
            yield Problem(point, told, "Let it run by itself.")
            return
    for each in left:
        if each in result and not _equal(left[each], result[each]):
            yield Problem(point, f"{each} is not the result's", "Correct it, or rename it.")
    printed = {each for each in _printed(tree) if each in left and not inspect.ismodule(left[each])}
    if not printed or not printed <= set(result):
        strange = ", ".join(sorted(printed - set(result))) or "nothing"
        told = f"at its end it prints {strange}, which the result does not have"
        yield Problem(point, told, "End it in a print of the headline's numbers, named as there.")


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module).partition(".")[0]


def _printed(tree: ast.Module) -> Iterator[str]:
    """Yield the names in the script's last line, if that is a print."""
    match tree.body[-1:]:
        case [ast.Expr(ast.Call(ast.Name("print")) as call)]:
            yield from (node.id for node in ast.walk(call) if isinstance(node, ast.Name))


def _equal(one: Any, other: Any) -> bool:
    import numpy as np

    a, b = np.asarray(one), np.asarray(other)
    if a.shape != b.shape or a.dtype.kind not in "biuf" or b.dtype.kind not in "biuf":
        return np.array_equal(a, b)
    return np.allclose(a, b, rtol=TOLERANCE, atol=TOLERANCE, equal_nan=True)
