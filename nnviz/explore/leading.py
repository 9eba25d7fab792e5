"""What a lecturer shows, so that those who follow see it too."""

import asyncio
from contextlib import suppress
from typing import NamedTuple

_LONGEST = 20.0
"""Seconds after which who waits is told that nothing has changed, lest a proxy cuts the line."""


class Shown(NamedTuple):
    """A concept's address and its setting, as the address ends; each is the `number`-th shown."""

    number: int = 0
    concept: str = ""
    setting: str = ""


class Lead:
    """The latest that was shown; all who wait for another wake up when there is one."""

    def __init__(self) -> None:
        self.shown = Shown()
        self._changed = asyncio.Event()

    def show(self, concept: str, setting: str) -> None:
        """Tell all who wait."""
        self.shown = Shown(self.shown.number + 1, concept, setting)
        self._changed.set()
        self._changed = asyncio.Event()

    async def after(self, number: int) -> Shown:
        """Return what is shown, once it is another than the `number`-th, or after a while."""
        if self.shown.number == number:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), _LONGEST)
        return self.shown
