"""Roles: what a curve stands for, and the colour, dash and marker it has in every figure."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from matplotlib import rcParams
from matplotlib.colors import is_color_like, to_hex

from nnviz.drawing.contrast import blend, readable
from nnviz.errors import ContractError
from nnviz.wording import did_you_mean

SOLID = "-"
DASHED = "--"
DASHDOT = "-."
DOTTED = ":"

BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY, BROWN, GREY = range(8)


@dataclass(frozen=True)
class Role:
    """A colour as the theme has it now, and a second cue for who cannot see it."""

    name: str
    color: str
    linestyle: str = SOLID
    marker: str = "o"

    @property
    def fill(self) -> str:
        """The same hue, pale enough to lie under curves and labels."""
        return self.faded(0.8)

    def faded(self, share: float) -> str:
        """The colour with so great a share of the background mixed in."""
        return blend(self.color, paper(), share)


RoleLike: TypeAlias = Role | str
"""A role, the name of one, or any colour that matplotlib knows."""

# name: (place in the theme's colour cycle, or the name of a neutral; dash; marker)
_ROLES: Mapping[str, tuple[int | str, str, str]] = MappingProxyType(
    {
        "plain": (GREY, SOLID, "o"),
        "momentum": (BLUE, SOLID, "s"),
        "nesterov": (SKY, DASHED, "D"),
        "adagrad": (GREEN, DASHDOT, "^"),
        "rmsprop": (PURPLE, DASHED, "v"),
        "adam": (VERMILLION, SOLID, "P"),
        "adamw": (ORANGE, DASHDOT, "X"),
        "train": (BLUE, SOLID, "o"),
        "dev": (VERMILLION, DASHED, "s"),
        "test": (GREEN, DASHDOT, "^"),
        "raw": (VERMILLION, SOLID, "s"),
        "normalized": (BLUE, SOLID, "o"),
        "without": (GREY, SOLID, "s"),
        "with": (BLUE, SOLID, "o"),
        "one-sided": (VERMILLION, SOLID, "o"),
        "two-sided": (BLUE, SOLID, "s"),
        "small": (SKY, DASHED, "v"),
        "good": (GREEN, SOLID, "o"),
        "high": (PURPLE, DASHED, "D"),
        "large": (VERMILLION, DASHDOT, "^"),
        "truth": ("ink", SOLID, "o"),
        "data": ("pale", SOLID, "."),
        "bound": ("muted", DASHED, "_"),
        "first": (BLUE, SOLID, "o"),
        "second": (VERMILLION, DASHED, "s"),
        "third": (GREEN, DASHDOT, "^"),
        "fourth": (PURPLE, DOTTED, "D"),
        "fifth": (ORANGE, SOLID, "v"),
        "sixth": (SKY, DASHED, "P"),
        "seventh": (BROWN, DASHDOT, "X"),
        "eighth": (GREY, DOTTED, "*"),
    }
)

NEUTRALS = ("ink", "muted", "pale", "faint", "paper")


def role(name: RoleLike) -> Role:
    """Return the role of that name in the current theme.

    A neutral's name (`ink`, `muted`, …) or any colour gives a solid role of that colour. Raises
    `ContractError` for anything else.
    """
    if isinstance(name, Role):
        return name
    if not isinstance(name, str):
        raise ContractError(f"a role is a name such as 'momentum', or '#rrggbb'; got {name!r}")
    if name in _ROLES:
        place, dash, marker = _ROLES[name]
        return Role(name, _resolved(place), dash, marker)
    if name in NEUTRALS or is_color_like(name):
        return Role(name, colour(name))
    raise ContractError(f"there is no role {name!r}.{did_you_mean(name, list(_ROLES))}")


def colour(name: RoleLike) -> str:
    """Return the colour of a role or a neutral in the current theme, as #rrggbb.

    The neutrals are `ink` (text), `muted` (notes), `pale` (data behind curves), `faint` (lines
    that only guide) and `paper` (the background).
    """
    if isinstance(name, str) and name in NEUTRALS:
        return _resolved(name)
    if isinstance(name, str) and name not in _ROLES and is_color_like(name):
        return to_hex(name)
    return role(name).color


def text_colour(name: RoleLike) -> str:
    """Return the colour for text about a role: its hue, readable on the background."""
    return readable(colour(name), paper())


def line_style(name: RoleLike, **more: Any) -> dict[str, Any]:
    """Return a role's colour and dash as keywords of `axes.plot`, with `more` added or instead."""
    chosen = role(name)
    return {"color": chosen.color, "linestyle": chosen.linestyle, **more}


def paper() -> str:
    """Return the axes' background, as #rrggbb."""
    face = rcParams["axes.facecolor"]
    return to_hex(rcParams["figure.facecolor"] if face == "none" else face)


def role_names() -> tuple[str, ...]:
    """Return the names of all roles."""
    return tuple(_ROLES)


def _resolved(place: int | str) -> str:
    if isinstance(place, int):
        cycle = rcParams["axes.prop_cycle"].by_key().get("color", ["C0"])
        return to_hex(cycle[place % len(cycle)])
    if place == "pale":
        return blend(_resolved("muted"), paper(), 0.55)
    neutral = {"ink": _ink, "muted": _muted, "faint": _faint, "paper": paper}
    return neutral[place]()


def _ink() -> str:
    return to_hex(rcParams["text.color"])


def _faint() -> str:
    return to_hex(rcParams["grid.color"])


def _muted() -> str:
    given = rcParams["xtick.labelcolor"]
    return readable(to_hex(rcParams["xtick.color"] if given == "inherit" else given), paper())
