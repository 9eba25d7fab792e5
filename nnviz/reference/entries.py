"""What a module offers: its public names with their signatures and their docstrings."""

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from importlib import import_module
from types import FunctionType, ModuleType
from typing import Any

_NEVER_MADE = (Exception, Enum)
"""What nobody but nnviz makes, so that how it is made says nothing."""


@dataclass(frozen=True)
class Entry:
    """A public name: how it is called or what it is, its docstring, and its own public names."""

    name: str
    signature: str
    text: str
    members: tuple["Entry", ...] = ()


def entries(module: str) -> list[Entry]:
    """Return the public names of a module: those of its `__all__`, or those it defines."""
    found = _Module(import_module(module))
    return [entry for name in found.names() if (entry := _entry(found, name)) is not None]


@dataclass(frozen=True)
class _Module:
    """A module beside its source, which alone knows what a constant's docstring is."""

    loaded: ModuleType

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(inspect.getsource(self.loaded))

    def names(self) -> list[str]:
        told = getattr(self.loaded, "__all__", None)
        return list(told) if told else [name for name in self._defined() if name[0] != "_"]

    def text_of_value(self, name: str) -> str | None:
        """Return the docstring below the assignment of a name, here or where it comes from."""
        for node, after in zip(self.tree.body, [*self.tree.body[1:], None], strict=True):
            if name in _assigned(node) and isinstance(after, ast.Expr):
                return _text(after.value)
        return self._text_where_it_comes_from(name)

    def _text_where_it_comes_from(self, name: str) -> str | None:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and name in [alias.name for alias in node.names]:
                return _Module(import_module(str(node.module))).text_of_value(name)
        return None

    def _defined(self) -> Iterator[str]:
        for node in self.tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                yield node.name
            else:
                yield from _assigned(node)


def _assigned(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Assign):
        inner = [n for target in node.targets for n in getattr(target, "elts", [target])]
        return [name.id for name in inner if isinstance(name, ast.Name)]
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return [node.target.id]
    return []


def _text(node: ast.expr) -> str | None:
    told = node.value if isinstance(node, ast.Constant) else None
    return inspect.cleandoc(told) if isinstance(told, str) else None


def _entry(module: _Module, name: str) -> Entry | None:
    """Return a name's entry, or None for a constant that nothing is said about."""
    value = getattr(module.loaded, name)
    if isinstance(value, ModuleType):
        return Entry(name, "", f"The module `{value.__name__}`, below.")
    if inspect.isclass(value):
        return Entry(name, _signature(value), _own_text(value), tuple(_members(value)))
    if isinstance(value, FunctionType):
        return Entry(name, _signature(value), inspect.cleandoc(value.__doc__ or ""))
    text = module.text_of_value(name)
    return None if text is None else Entry(name, "", text)


def _members(kind: type) -> Iterator[Entry]:
    """Yield the public methods and properties that a class defines itself."""
    for name, value in vars(kind).items():
        inner = getattr(value, "fget", None) or getattr(value, "func", None)  # of a property
        function = inner or getattr(value, "__func__", value)
        if name.startswith("_") or not isinstance(function, FunctionType):
            continue
        text = inspect.cleandoc(function.__doc__ or "").partition("\n\n")[0]
        signature = "" if inner else _signature(function, skip=not isinstance(value, staticmethod))
        yield Entry(name, signature, " ".join(text.split()))


def _own_text(kind: type) -> str:
    text = inspect.cleandoc(vars(kind).get("__doc__") or "")
    return "" if text.startswith(f"{kind.__name__}(") else text  # as dataclass writes it


def _signature(value: Any, *, skip: bool = False) -> str:
    """Return how something is called, without its types; `skip` leaves out the first argument."""
    if inspect.isclass(value) and (issubclass(value, _NEVER_MADE) or inspect.isabstract(value)):
        return ""
    try:
        parameters = list(inspect.signature(value).parameters.values())[int(skip) :]
    except (TypeError, ValueError):
        return ""
    plain = [_without_type(parameter) for parameter in parameters if parameter.name[0] != "_"]
    return str(inspect.Signature(plain))


def _without_type(parameter: inspect.Parameter) -> inspect.Parameter:
    default = parameter.default
    if default is not inspect.Parameter.empty and " at 0x" in repr(default):
        default = _Spelled(getattr(default, "__name__", "…"))
    return parameter.replace(annotation=inspect.Parameter.empty, default=default)


class _Spelled:
    """A default that reads as its own name, without the address that Python shows."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return self._name
