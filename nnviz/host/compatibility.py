"""Whether a plugin's source asks for what this nnviz has, told before it is imported."""

from nnviz import hooks
from nnviz.api import API
from nnviz.former import instead_of
from nnviz.host.cards import Leaflet
from nnviz.host.errors import PluginError, numbered
from nnviz.host.sources import Source
from nnviz.wording import did_you_mean

MOST_CHARACTERS = 2000
"""The longest title, summary or help of a parameter."""


def refuse_unusable(source: Source, leaflet: Leaflet) -> None:
    """Raise `PluginError` for a plugin of API 1 or a later one, or that misspells a hook."""
    if former := leaflet.former:
        place = f"({former.path}, line {former.line})"
        excerpt = numbered(former.line, former.text)
        raise PluginError(source, f"{instead_of(former.name)} {place}", excerpt)
    if leaflet.api > API:
        needs = f"it needs plugin API {leaflet.api}, and this nnviz has {API}; update nnviz"
        raise PluginError(source, needs)
    _refuse_endless(source, leaflet)
    for hook in leaflet.hooks:
        if hook not in hook_names():
            near = did_you_mean(hook, hook_names(), 0.8)  # they all begin alike
            raise PluginError(source, f"there is no hook {hook}.{near}")


def _refuse_endless(source: Source, leaflet: Leaflet) -> None:
    """Raise `PluginError` for a card of which no list could show a line."""
    for card in leaflet.cards:
        texts = {"name": card.name, "title": card.title, "topic": card.topic}
        texts |= {"summary": card.summary}
        texts |= {f"help of {name}": each.help for name, each in card.parameters.items()}
        for what, text in texts.items():
            if len(text) > MOST_CHARACTERS:
                told = f"the {what} has {len(text)} characters; at most {MOST_CHARACTERS} are shown"
                raise PluginError(source, told)


def hook_names() -> list[str]:
    """Return the names of all hooks."""
    return sorted(name for name in vars(hooks) if name.startswith("nnviz_"))
