"""The names that nnviz itself uses, where help, completion and the host load nothing heavy."""

from collections.abc import Mapping
from types import MappingProxyType

COMMANDS = (
    "list",
    "course",
    "next",
    "search",
    "glossary",
    "show",
    "explore",
    "ask",
    "code",
    "check",
    "animate",
    "sweep",
    "export",
    "gallery",
    "plugins",
    "new",
    "install",
    "uninstall",
    "doctor",
)
"""nnviz's own commands, each of which is a module of `nnviz.cli`, in the order of use."""

THEMES: Mapping[str, str] = MappingProxyType(
    {"paper": "page", "slides": "slide", "dark": "slide", "notebook": "notebook"}
)
"""nnviz's own themes, with the size in which each is usually wanted."""

SIZES = ("slide", "column", "page", "notebook")
"""The sizes, whose measures `nnviz.render.sizes` has."""

FORMATS = ("png", "svg", "pdf")
"""The formats that a figure is saved in."""
