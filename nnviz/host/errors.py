"""The error that names the plugin which is to blame."""

from nnviz.errors import NnvizError
from nnviz.host.sources import Source


class PluginError(NnvizError):
    """A plugin cannot be used; the sentence names it, the reason and the place."""

    def __init__(self, source: Source, reason: str, excerpt: str = "") -> None:
        """Make the sentence from the plugin's full name and the reason.

        `excerpt` is the line that is to blame, with its number, where the plugin is a file: then
        its author sits at the keyboard.
        """
        self.excerpt = excerpt if source.path else ""
        stop = "" if reason.endswith((".", "?")) else "."
        super().__init__(f"plugin {source.qualified}: {reason}{stop}")


def numbered(number: int | None, line: str | None) -> str:
    """Return a line of source with its number before it, or nothing where there is none."""
    return f"{number:6} | {line.strip()}" if number and line else ""
