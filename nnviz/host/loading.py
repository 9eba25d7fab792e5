"""Imports one plugin and asks it what it offers."""

import importlib
import importlib.util
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pluggy

from nnviz import hooks
from nnviz.concept import Concept
from nnviz.host.compatibility import hook_names, refuse_unusable
from nnviz.host.errors import PluginError
from nnviz.host.isolation import ON_IMPORT, blame
from nnviz.host.limits import import_seconds
from nnviz.host.sources import Source
from nnviz.wording import enumeration

CONCEPTS = "nnviz_concepts"

_NAME = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*")


@dataclass(frozen=True)
class Plugin:
    """An imported plugin, registered with a manager of its own.

    One manager a plugin, because pluggy ends a hook's call at the first plugin that raises.
    """

    source: Source
    manager: pluggy.PluginManager

    def concepts(self) -> dict[str, type[Concept]]:
        """Return the plugin's concepts by name; an entry point's name is its concept's.

        Raises `PluginError` when the hook raises, or offers anything but complete concepts.
        """
        answers = self._ask(CONCEPTS, (list, tuple), "a list of Concept classes")
        classes = [concept for answer in answers for concept in answer]
        for item in classes:
            self._refuse_incomplete(item)
        if self.source.attribute and len(classes) == 1:
            return {self.source.name: classes[0]}
        concepts = {item.name: item for item in classes}
        if len(concepts) < len(set(classes)):
            names = enumeration([item.__name__ for item in classes])
            raise PluginError(self.source, f"two of {names} have one name")
        return concepts

    def concept(self, name: str) -> type[Concept]:
        """Return the concept of that name; `PluginError` when there is none."""
        concepts = self.concepts()
        if name not in concepts:
            offers = enumeration(sorted(concepts)) or "no concept"
            raise PluginError(self.source, f"it offers {offers}, not {name}")
        return concepts[name]

    def extensions(self, hook: str) -> dict[str, Any]:
        """Return what the plugin offers through a hook other than concepts, by name.

        Raises `PluginError` when the hook raises, or offers what is not of the kind it wants.
        """
        answers = self._ask(hook, Mapping, "a mapping of names")
        offered = {name: value for answer in answers for name, value in answer.items()}
        for name, member in offered.items():
            self._refuse_unfit(hook, name, member)
        return offered

    def _refuse_unfit(self, hook: str, name: object, member: Any) -> None:
        from nnviz.host.trials import member_fault  # a plugin of concepts only needs none of it

        if not (isinstance(name, str) and _NAME.fullmatch(name)):
            raise PluginError(
                self.source, f"{hook} must name what it offers by lower-case words; got {name!r}"
            )
        with blame(self.source, f"while {name} of {hook} was tried", import_seconds()):
            fault = member_fault(hook, member)
        if fault:
            raise PluginError(self.source, f"{hook}: {name} {fault}")

    def _ask(self, hook: str, kind: type | tuple[type, ...], wanted: str) -> list[Any]:
        with blame(self.source, f"in {hook}", import_seconds()):
            caller = getattr(self.manager.hook, hook)
            answers = list(caller())
        answers += [None] * (len(caller.get_hookimpls()) - len(answers))  # pluggy drops None
        for answer in answers:
            if not isinstance(answer, kind):
                given = type(answer).__name__
                raise PluginError(self.source, f"{hook} must return {wanted}; got {given}")
        return answers

    def _refuse_incomplete(self, item: object) -> None:
        if not _is_concept(item):
            raise PluginError(self.source, f"{CONCEPTS} offers {item!r}, which is no Concept class")
        missing = sorted(getattr(item, "__abstractmethods__", ()))
        if missing:
            name = getattr(item, "__name__", item)
            raise PluginError(self.source, f"{name} does not define {enumeration(missing)}")


def load_plugin(source: Source) -> Plugin:
    """Import a plugin, register it and verify its hooks.

    Raises `PluginError` when it fails on import, exits, hangs, needs a later API or implements
    a hook that there is not.
    """
    with blame(source, ON_IMPORT, import_seconds()):
        plugin = _import_file(source, source.path) if source.path else _import_target(source)
    manager = pluggy.PluginManager("nnviz")
    manager.add_hookspecs(hooks)
    with blame(source, "while registering its hooks"):
        try:
            manager.register(plugin, name=source.qualified)
            for concept in _own_concepts(plugin):
                manager.register(concept, name=f"{source.qualified}:{concept.name}")
        except pluggy.PluginValidationError as error:  # its last line says what is wrong
            raise PluginError(source, str(error).splitlines()[-1]) from error
    marked = tuple(caller.name for caller in manager.get_hookcallers(plugin) or ())
    refuse_unusable(source, _api(plugin), marked)
    for name in hook_names():
        if isinstance(plugin, ModuleType) and name in vars(plugin) and name not in marked:
            raise PluginError(source, f"{name} lacks its marker, @nnviz.hookimpl")
    return Plugin(source, manager)


def _api(plugin: Any) -> int:
    numbers = [getattr(item, "api", 0) for item in (plugin, *_own_concepts(plugin))]
    return max(number for number in (0, *numbers) if isinstance(number, int))


def _import_target(source: Source) -> Any:
    plugin: Any = importlib.import_module(source.module)
    for name in filter(None, source.attribute.split(".")):
        plugin = getattr(plugin, name)
    if not (isinstance(plugin, ModuleType) or _is_concept(plugin)):
        raise PluginError(source, f"{source.target} is neither a Concept class nor a module")
    return plugin


class _SourceLoader(SourceFileLoader):
    """Runs what a file says now.

    Python itself keeps compiled code, and takes it for that of a file which is as long and was
    changed in the same second.
    """

    def get_code(self, fullname: str) -> CodeType:
        """Return the file compiled; none of it is kept."""
        path = self.get_filename(fullname)
        code: CodeType = self.source_to_code(self.get_data(path), path)
        return code


def _import_file(source: Source, path: Path) -> ModuleType:
    if path.suffix != ".py":
        raise PluginError(source, "it is no Python file")
    name = f"nnviz_plugin_{source.name.replace('-', '_')}"
    loader = _SourceLoader(name, str(path))
    spec = importlib.util.spec_from_file_location(name, path, loader=loader)
    assert spec is not None  # for there is a loader
    module = importlib.util.module_from_spec(spec)
    # A dataclass looks its module up by name while its body runs.
    sys.modules[name] = module
    beside = str(path.parent)
    sys.path.append(beside)  # after all that is installed, so that no neighbour takes its place
    try:
        loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    finally:
        if sys.path[-1:] == [beside]:
            del sys.path[-1]
    return module


def _own_concepts(plugin: object) -> list[type[Concept]]:
    """Return the concepts that a module defines itself and does not offer through its own hook."""
    if not isinstance(plugin, ModuleType) or hasattr(plugin, CONCEPTS):
        return []
    return [
        value
        for value in vars(plugin).values()
        if _is_concept(value) and value.__module__ == plugin.__name__
    ]


def _is_concept(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, Concept) and value is not Concept
