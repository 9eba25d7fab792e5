"""Whether a plugin's source asks for what this nnviz has, told before it is imported."""

from collections.abc import Iterable

from nnviz import hooks as known
from nnviz.api import API
from nnviz.host.errors import PluginError
from nnviz.host.sources import Source
from nnviz.wording import did_you_mean


def refuse_unusable(source: Source, api: int, hooks: Iterable[str] = ()) -> None:
    """Raise `PluginError` for a plugin that needs a later API, or misspells a hook."""
    if api > API:
        needs = f"it needs plugin API {api}, and this nnviz has {API}; update nnviz"
        raise PluginError(source, needs)
    for hook in hooks:
        if hook not in hook_names():
            near = did_you_mean(hook, hook_names(), 0.8)  # they all begin alike
            raise PluginError(source, f"there is no hook {hook}.{near}")


def hook_names() -> list[str]:
    """Return the names of all hooks."""
    return sorted(name for name in vars(known) if name.startswith("nnviz_"))
