"""What a build has done."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Report:
    """What was made, what was still good, what failed and why, and which claims do not hold.

    `notices` are what plugins do that they should not, a sentence each.
    `size` is how many bytes all files of the gallery have.
    """

    made: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    untrue: dict[str, list[str]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    size: int = 0

    @property
    def well(self) -> bool:
        """Whether nothing failed."""
        return not self.failed

    @property
    def slowest(self) -> list[tuple[str, float]]:
        """The five concepts that took longest, with their seconds."""
        return sorted(self.seconds.items(), key=lambda item: (-item[1], item[0]))[:5]

    def as_dict(self) -> dict[str, Any]:
        """Return the report for JSON."""
        return {
            "made": sorted(self.made),
            "unchanged": self.unchanged,
            "removed": self.removed,
            "failed": self.failed,
            "untrue": self.untrue,
            "notices": self.notices,
            "size": self.size,
            "seconds": {name: round(taken, 3) for name, taken in sorted(self.seconds.items())},
        }
