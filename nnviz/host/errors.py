"""The error that names the plugin which is to blame."""

from nnviz.errors import NnvizError
from nnviz.host.sources import Source


class PluginError(NnvizError):
    """A plugin cannot be used; the sentence names it, the reason and the place."""

    def __init__(self, source: Source, reason: str) -> None:
        """Make the sentence from the plugin's full name and the reason."""
        stop = "" if reason.endswith((".", "?")) else "."
        super().__init__(f"plugin {source.qualified}: {reason}{stop}")
