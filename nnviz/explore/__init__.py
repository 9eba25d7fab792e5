"""The live page: any parameter of a concept, moved in a browser or a notebook."""

import sys
from types import ModuleType
from typing import Any


class _Explore(ModuleType):
    """The package, which is called as the command is: `nnviz.explore("momentum", beta=0.95)`."""

    def __call__(self, name: str, *, lang: str | None = None, **values: object) -> Any:
        """Return a concept as a widget of a notebook; see `nnviz.explore.notebook.explore`."""
        from nnviz.explore.notebook import explore

        return explore(name, lang=lang, **values)


sys.modules[__name__].__class__ = _Explore
