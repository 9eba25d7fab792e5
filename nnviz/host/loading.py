"""Imports one plugin and asks it what it offers."""

import importlib
import importlib.util
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pluggy

from nnviz import hooks
from nnviz.concept import Concept
from nnviz.host.errors import PluginError
from nnviz.host.isolation import blame
from nnviz.host.sources import Source
from nnviz.wording import enumeration

CONCEPTS = "nnviz_concepts"


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
        answers = self._ask(CONCEPTS, list, "a list of Concept classes")
        classes = [concept for answer in answers for concept in answer]
        for item in classes:
            self._refuse_incomplete(item)
        if self.source.attribute and len(classes) == 1:
            return {self.source.name: classes[0]}
        return {item.name: item for item in classes}

    def concept(self, name: str) -> type[Concept]:
        """Return the concept of that name; `PluginError` when there is none."""
        concepts = self.concepts()
        if name not in concepts:
            offers = enumeration(sorted(concepts)) or "no concept"
            raise PluginError(self.source, f"it offers {offers}, not {name}")
        return concepts[name]

    def extensions(self, hook: str) -> dict[str, Any]:
        """Return what the plugin offers through a hook other than concepts, by name."""
        answers = self._ask(hook, Mapping, "a mapping of names")
        return {name: value for answer in answers for name, value in answer.items()}

    def _ask(self, hook: str, kind: type, wanted: str) -> list[Any]:
        with blame(self.source, f"in {hook}"):
            answers = list(getattr(self.manager.hook, hook)())
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

    Raises `PluginError` when it fails on import, exits, hangs, or implements a hook that there
    is not.
    """
    with blame(source, "on import"):
        plugin = _import_file(source) if source.path else _import_target(source)
    manager = pluggy.PluginManager("nnviz")
    manager.add_hookspecs(hooks)
    with blame(source, "while registering its hooks"):
        manager.register(plugin, name=source.qualified)
        for concept in _own_concepts(plugin):
            manager.register(concept, name=f"{source.qualified}:{concept.name}")
        manager.check_pending()
    return Plugin(source, manager)


def _import_target(source: Source) -> Any:
    plugin: Any = importlib.import_module(source.module)
    for name in filter(None, source.attribute.split(".")):
        plugin = getattr(plugin, name)
    if not (isinstance(plugin, ModuleType) or _is_concept(plugin)):
        raise PluginError(source, f"{source.target} is neither a Concept class nor a module")
    return plugin


def _import_file(source: Source) -> ModuleType:
    name = f"nnviz_plugin_{source.name.replace('-', '_')}"
    spec = importlib.util.spec_from_file_location(name, str(source.path))
    if spec is None or spec.loader is None:
        raise PluginError(source, "it is no Python file")
    module = importlib.util.module_from_spec(spec)
    # A dataclass looks its module up by name while its body runs.
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
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
