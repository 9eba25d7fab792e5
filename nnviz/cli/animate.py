"""`nnviz animate CONCEPT -o FILE`: the figure as it comes about."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nnviz.cli.concepts import ConceptGroup, stem_of
from nnviz.cli.looks import dpi_option, look_options, size_option, theme_option
from nnviz.cli.session import Session
from nnviz.cli.values import FiniteRange, Place, output_option
from nnviz.cli.words import demonstrated, words_options

if TYPE_CHECKING:
    from nnviz.host.cards import Card

_USUAL_FRAMES = 60
"""So many frames may take as long as one step of a concept; more of them take longer."""


def _options() -> list[click.Parameter]:
    return [
        output_option(
            "FILE.gif, .webp, .png (animated) or .mp4, or a folder; by default CONCEPT.gif.",
            *(".gif", ".webp", ".png", ".mp4"),
        ),
        click.Option(
            ["--seconds"],
            type=FiniteRange(0.1, 600),
            default=5.0,
            show_default=True,
            help="How long it lasts.",
        ),
        click.Option(
            ["--frames"],
            type=click.IntRange(2, 3600),
            help="How many frames it has; by default 12 a second.",
        ),
        *words_options(),
        theme_option(),
        size_option(),
        *look_options(svg=False),
        dpi_option(help="Dots per inch.", default=72),
    ]


def _animate(
    session: Session,
    *,
    card: "Card",
    save: Place | None,
    seconds: float,
    frames: int | None,
    dpi: float,
    **given: Any,
) -> None:
    from nnviz.commands import chosen
    from nnviz.host.isolation import blame
    from nnviz.host.limits import STEP_VARIABLE, step_seconds
    from nnviz.render.film import save_film

    shown = demonstrated(session, card, given)
    path = (save or Place(Path())).file(f"{stem_of(card, chosen(shown.concept))}.gif")
    picture, count = shown.picture, frames or max(2, round(12 * seconds))
    told = shown.origin(dpi).animated(seconds, count)
    limit = step_seconds() * max(1, count / _USUAL_FRAMES)
    with blame(card.source, "while it was animated", limit, STEP_VARIABLE):
        save_film(picture, path, count=count, seconds=seconds, dpi=dpi, origin=told)
    click.echo(path)


command = ConceptGroup(
    "animate", _animate, _options, "Save a figure as an animation of how it comes about."
)
