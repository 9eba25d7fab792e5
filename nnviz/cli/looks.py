"""How a figure is to look, as options: theme, size, one panel, font, ground."""

from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from nnviz.cli.session import Session
from nnviz.cli.values import Choosing, FiniteRange, beginning_among
from nnviz.language import tr
from nnviz.names import SIZES, THEMES
from nnviz.wording import enumeration

if TYPE_CHECKING:
    from nnviz.host.cards import Card

OPTIONS = ("--panel", "--font", "--transparent", "--svg-text")
"""The options that a figure may have beside its theme and size."""


def theme_option(*, default: str | None = "slides", help: str = "") -> click.Option:
    """Return `--theme NAME`; its names stand here because completion loads no matplotlib."""
    return Choosing(
        ["--theme"],
        family="themes",
        told=lambda added: f"{enumeration([*THEMES, *added], 'or')}. {tr(help)}".rstrip(),
        default=default,
        show_default=True,
        metavar="NAME",
        shell_complete=beginning_among(tuple(THEMES), "themes"),
    )


def size_option() -> click.Option:
    """Return `--size NAME`; by default the theme chooses. A measure may be of the width alone."""
    return click.Option(
        ["--size"],
        metavar="NAME|MEASURE",
        help=f"{enumeration(list(SIZES), 'or')}; 6x4in, 16x9cm or 1200x675px; or a width, 4.8in.",
        shell_complete=beginning_among(SIZES),
    )


def dpi_option(*, help: str, most: float = 600, default: float | None = None) -> click.Option:
    """Return `--dpi NUMBER`, at most so many."""
    dots = FiniteRange(20, most)
    told: Any = {"metavar": "NUMBER", "show_default": True, "help": help}
    return click.Option(["--dpi"], type=dots, default=default, **told)


def look_options(*, svg: bool = True) -> list[click.Parameter]:
    """Return the options of a figure's look beside theme and size."""
    panel, font, transparent, svg_text = (
        _Panel(["--panel"], metavar="NAME", help="One panel alone, by its name."),
        click.Option(["--font"], metavar="NAME", help="An installed font, or a .ttf or .otf file."),
        click.Option(
            ["--transparent"], is_flag=True, default=None, help="Without a ground under it."
        ),
        click.Option(
            ["--svg-text"],
            is_flag=True,
            default=None,
            help="Keep the words of an SVG as text, to edit where the font is installed.",
        ),
    )
    return [panel, font, transparent, svg_text] if svg else [panel, font]


class _Panel(click.Option):
    """The panel's option, whose help and completion read the names only when they are asked for."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option with the names of the concept's panels."""
        names, option = _panels_of(ctx), _option_of_members(ctx)
        told = f"One panel alone, called as in {option}." if option else str(self.help)
        told = f"One panel alone: {enumeration(names, 'or')}." if names else told
        return f"--panel {self.metavar}", told

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the panels whose names begin so."""
        return [CompletionItem(name) for name in _panels_of(ctx) if name.startswith(incomplete)]


def _panels_of(ctx: click.Context) -> list[str]:
    """Return the names of a concept's panels, as far as its source tells them."""
    from nnviz.host.panels import panels_in

    return [name for card in _cards_of(ctx) for name in panels_in(card.source, card.name)]


def _option_of_members(ctx: click.Context) -> str:
    """Return the option that lists members, each of which may have a panel; else nothing."""
    listing = (
        parameter.option
        for card in _cards_of(ctx)
        for parameter in card.parameters.values()
        if parameter.family and parameter.many
    )
    return next(listing, "")


def _cards_of(ctx: click.Context) -> "list[Card]":
    """Return the card of the concept whose command this is, if it is one's."""
    cards = ctx.ensure_object(Session).catalog.cards
    return [card for card in cards if card.name == ctx.info_name]
