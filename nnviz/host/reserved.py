"""The names that nnviz itself uses, which no plugin can take."""

from collections.abc import Mapping
from types import MappingProxyType

from nnviz import __version__
from nnviz.families import FAMILIES
from nnviz.host.sources import BUNDLED, Source
from nnviz.names import COMMANDS, THEMES

EXPORTERS = Source("exporters", BUNDLED, __version__, "nnviz.export.bundled")
"""nnviz's own exporters, a plugin as anybody's but for its entry point."""

RESERVED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {f"nnviz_{name}": family.names for name, family in FAMILIES.items()}
    | {"nnviz_themes": tuple(THEMES), "nnviz_commands": COMMANDS}
)
"""For each hook the names in use; those of the exporters are read as any plugin's are."""
