"""One panel of a concept, by name: which it is, and what is said of it where it stands alone."""

import re
from dataclasses import replace

from nnviz.concept import Concept
from nnviz.errors import UsageError
from nnviz.result import Result
from nnviz.texts import Panel
from nnviz.wording import did_you_mean, enumeration
from nnviz.words import Sentence


def typed_panel(name: str) -> str:
    """Return a panel's name as it is typed."""
    return re.sub(r"[ _]", "-", name)


def place_of(concept: Concept, panel: str) -> int:
    """Return the place of a panel among a concept's; `UsageError` where there is none so called."""
    names = [typed_panel(name) for name in concept.panel_names()]
    if typed_panel(panel) not in names:
        told = f"its panels are {enumeration(names)}" if names else "its panels have no names"
        raise UsageError(
            f"{concept.name} has no panel {panel!r}: {told}.{did_you_mean(panel, names)}"
        )
    return names.index(typed_panel(panel))


def panel_story(concept: Concept, panel: str, what: str, result: Result) -> tuple[Sentence, ...]:
    """Return the caption or the alternative text of a figure that has one panel alone.

    That is its title and the setting; the headline stands where it has no title of its own, and in
    the alternative text besides.
    """
    place, names = place_of(concept, panel), concept.panel_names()
    drawn = concept.panels[place] if len(concept.panels) == len(names) else Panel(panel)
    told = concept.sentences(drawn.title, concept.words(result), result, drawn.of)
    told = tuple(replace(one, text=" ".join(one.text.split())) for one in told)
    if not told or what == "alt":
        told += concept.story("headline", result)
    told += concept.story("setting", result)
    return tuple(replace(one, text=_ended(one.text)) for one in told)


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
