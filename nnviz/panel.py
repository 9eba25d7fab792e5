"""A panel as data: its name, its title and the names of its axes."""

from dataclasses import dataclass

from nnviz.words import Text


@dataclass(frozen=True)
class Panel:
    """One panel of a figure: `Panel("factor", "Factor of a step", "learning rate η", "|1 − ηλ|")`.

    Its texts are passages; with `of` they are about that member.
    """

    name: str
    title: Text = ""
    x: Text = ""
    y: Text = ""
    of: str | None = None
