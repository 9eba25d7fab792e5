"""What was recorded during training, as named arrays, and how it ended."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt


class History:
    """Named recordings, each an array (records, …) beside the steps at which it was made.

        history["cost"], history.steps("cost")

    A recording at step t sees the parameters after t updates. `step` counts the updates done;
    `stopped` says why training ended; `diverged_at` is the step (…,) at which each network's
    parameters were first not finite, and −1 where they always were.
    """

    def __init__(self, leading: tuple[int, ...] = ()) -> None:
        self.step = 0
        self.stopped = ""
        self.diverged_at: npt.NDArray[np.intp] = np.full(leading, -1, np.intp)
        self._records: dict[str, list[npt.NDArray[Any]]] = {}
        self._steps: dict[str, list[int]] = {}

    def add(self, name: str, step: int, value: npt.ArrayLike) -> None:
        """Record a copy of `value` under `name`."""
        self._records.setdefault(name, []).append(np.array(value))
        self._steps.setdefault(name, []).append(step)

    def steps(self, name: str) -> npt.NDArray[np.intp]:
        """Return the steps (records,) at which `name` was recorded."""
        self[name]
        return np.array(self._steps[name], np.intp)

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        if name not in self._records:
            names = ", ".join(self._records) or "nothing"
            raise KeyError(f"{name!r} was not recorded; the history holds {names}")
        return np.stack(self._records[name])

    def __contains__(self, name: object) -> bool:
        return name in self._records

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def __repr__(self) -> str:
        names = ", ".join(f"{name} × {len(steps)}" for name, steps in self._steps.items())
        return f"History({self.step} steps, {self.stopped or 'running'}: {names or 'no records'})"
