"""`nnviz sweep CONCEPT --vary beta=0,0.5,0.9`: the same figure for several values."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nnviz.cli.concepts import ConceptGroup, stem_of
from nnviz.cli.looks import dpi_option, look_options, size_option, theme_option
from nnviz.cli.session import Session
from nnviz.cli.values import Place, output_option
from nnviz.cli.words import demonstrated, given_values, words_options
from nnviz.errors import UsageError

if TYPE_CHECKING:
    from nnviz.demonstration import Demonstration
    from nnviz.export.variation import Variation
    from nnviz.host.cards import Card
    from nnviz.render.origin import Origin


def _options() -> list[click.Parameter]:
    return [
        click.Option(
            ["--vary"],
            multiple=True,
            required=True,
            metavar="NAME=VALUES",
            help="beta=0,0.5,0.9 or rate=log:1e-4..1:20 or steps=lin:10..50:5; may be repeated.",
        ),
        output_option(
            "FILE.png, one figure of all, or a folder of figures; by default CONCEPT-sweep.png.",
            ".png",
        ),
        *words_options(),
        theme_option(),
        size_option(),
        *look_options(svg=False),
        dpi_option(help="Dots per inch of each figure.", default=60),
    ]


def _sweep(
    session: Session,
    *,
    card: "Card",
    vary: tuple[str, ...],
    save: Place | None,
    dpi: float,
    **given: Any,
) -> None:
    from nnviz.export.multiples import origin_of
    from nnviz.export.variation import columns_of, combinations, label, variation

    values = given_values(given)
    varied = [variation(words, card.parameters) for words in vary]
    _refuse_both(values, varied)
    place = save or Place(Path(), f"{stem_of(card, values)}-sweep.png")
    columns = columns_of(varied) if place.name else 0
    # All are made before the first is drawn, so that a value out of range costs no waiting.
    shown = {
        label(chosen): demonstrated(session, card, {**given, **chosen})
        for chosen in combinations(varied)
    }
    if place.name:
        told = origin_of(shown, varied, dpi)
        _save_one(place.file(""), shown, columns, dpi, told)
    else:
        _save_each(place.folder, shown, dpi)


def _refuse_both(given: dict[str, Any], varied: "list[Variation]") -> None:
    for name in (each.parameter.name for each in varied):
        if name in given:
            raise UsageError(f"{name} is both given and varied; leave one of them out.")


def _taken(shown: "dict[str, Demonstration]") -> "Iterator[tuple[str, Demonstration]]":
    """Yield each demonstration and forget it, with the figure that it holds."""
    for label in list(shown):
        yield label, shown.pop(label)


def _save_one(
    path: Path, shown: "dict[str, Demonstration]", columns: int, dpi: float, origin: "Origin"
) -> None:
    from nnviz.export.multiples import compose
    from nnviz.files import write_whole

    pictures = ((label, one.picture) for label, one in _taken(shown))
    write_whole(path, compose(pictures, columns, dpi, origin))
    click.echo(path)


def _save_each(folder: Path, shown: "dict[str, Demonstration]", dpi: float) -> None:
    digits = len(str(len(shown)))
    for number, (label, one) in enumerate(_taken(shown), 1):
        plain = re.sub(r"[^\w.,=+-]", "", label.replace(", ", "_"))[:100]
        path = folder / f"{number:0{digits}}_{plain}.png"
        one.save(path, dpi)
        click.echo(path)


command = ConceptGroup(
    "sweep", _sweep, _options, "Draw a figure for several values of its parameters."
)
