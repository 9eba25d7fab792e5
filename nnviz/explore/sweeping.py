"""What a notebook shows of a sweep: the figure for several values, beside one another."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path

from nnviz.authored import NAMES, Authored
from nnviz.commands import USUAL_THEME
from nnviz.demonstration import Demonstration, demonstrate
from nnviz.errors import UsageError
from nnviz.export.multiples import compose, origin_of
from nnviz.export.variation import Variation, columns_of, combinations, label, varied
from nnviz.files import write_whole
from nnviz.host.catalog import Catalog
from nnviz.language import speaking
from nnviz.tex import unicode_math


@dataclass(frozen=True)
class Swept:
    """A figure for several values, which displays itself in a notebook as `nnviz sweep` saves it.

    `shown` has each demonstration by its label, `beta = 0.5`, and `varied` what differs among them.
    """

    shown: Mapping[str, Demonstration]
    varied: Sequence[Variation]
    dpi: float

    @cached_property
    def png(self) -> bytes:
        """All figures as one PNG; each is drawn and forgotten, and only its pixels are kept."""
        pictures = ((label, one.pictured()) for label, one in self.shown.items())
        told = origin_of(self.shown, self.varied, self.dpi)
        return compose(pictures, columns_of(self.varied), self.dpi, told)

    def save(self, path: str | Path) -> None:
        """Write the PNG to `path`, whole; raises `UsageError` for another suffix."""
        if Path(path).suffix.lower() != ".png":
            raise UsageError(f"{path} must end in .png.")
        write_whole(Path(path), self.png)

    def _repr_html_(self) -> str:
        told = (f"{each}: {one.exhibit.said('headline')}" for each, one in self.shown.items())
        alt = escape(unicode_math(" ".join(told)))
        return f'<img alt="{alt}" src="data:image/png;base64,{b64encode(self.png).decode()}">'

    def __repr__(self) -> str:
        return f"<{len(self.shown)} figures: {'; '.join(self.shown)}>"


def sweep(
    name: str,
    *,
    theme: str = USUAL_THEME,
    size: str | None = None,
    dpi: float = 60.0,
    lang: str | None = None,
    **values: object,
) -> Swept:
    """Return a concept's figure for each of several values: `sweep("momentum", beta=(0, 0.9))`.

    One or two parameters have a list of values; for a parameter that takes a list it is a list of
    lists. Raises `UsageError` where none varies, or more than two, and what `show` raises.
    """
    catalog = Catalog()
    card = catalog.card(name)
    several = varied(values, card.parameters)
    if not several:
        raise UsageError(f"nothing varies: give a parameter of {name} several values, as (1, 2).")
    columns_of(several)  # which refuses more than two
    authored = Authored.of(values)
    fixed = {n: v for n, v in values.items() if n not in NAMES}
    with speaking(catalog.language(lang)):
        shown = {
            label(chosen): demonstrate(catalog, card, {**fixed, **chosen}, theme, size, authored)
            for chosen in combinations(several)
        }
    return Swept(shown, several, dpi)
