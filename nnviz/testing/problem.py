"""A point of the contract that is not kept, or a hint at what may be better."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """A point of the contract that is not kept: where, what is wrong, and what to do.

    `place` is `file:line` where a line of the source is known. A `hint` fails nothing.
    """

    point: str
    found: str
    remedy: str
    place: str = ""
    hint: bool = False

    def __str__(self) -> str:
        place = f" ({self.place})" if self.place else ""
        return f"{self.point}: {self.found}. {self.remedy}{place}"
