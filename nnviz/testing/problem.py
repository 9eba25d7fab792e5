"""A point of the contract that is not kept."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """A point of the contract that is not kept: where, what is wrong, and what to do."""

    point: str
    found: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.point}: {self.found}. {self.remedy}"
