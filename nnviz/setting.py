"""Named changes of parameters: what to try next, and what is then to be seen."""

from collections.abc import Mapping
from typing import Any

from nnviz.words import Text


class Try:
    """What to try next: `Try("At the limit it jumps for ever [stays].", of="large", large=2)`.

    The values change the defaults, and the text is proved at its own setting, of the member `of`
    where one is named.
    """

    def __init__(self, text: Text, *, of: str | None = None, **values: Any) -> None:
        self.text, self.of = text, of
        self.values: Mapping[str, Any] = values
