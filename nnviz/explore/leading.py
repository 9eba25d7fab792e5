"""What a lecturer shows or asks, so that those who wait are told of it."""

import asyncio
from contextlib import suppress
from typing import NamedTuple

_LONGEST = 20.0
"""Seconds after which who waits is told that nothing has changed, lest a proxy cuts the line."""


class News:
    """Something that changes; all who wait for another number than they know wake up then."""

    def __init__(self) -> None:
        self.number = 0
        self._changed = asyncio.Event()

    def tell(self) -> None:
        """Tell all who wait."""
        self.number += 1
        self._changed.set()
        self._changed = asyncio.Event()

    def end(self) -> None:
        """Let nobody wait any more."""
        self._changed.set()

    async def heard(self, number: int) -> None:
        """Wait until it is another than the `number`-th, or for a while."""
        if self.number == number:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), _LONGEST)


class Shown(NamedTuple):
    """A concept's address and its setting, as the address ends; each is the `number`-th shown."""

    number: int = 0
    concept: str = ""
    setting: str = ""


class Lead:
    """The latest that was shown; all who wait for another wake up when there is one."""

    def __init__(self) -> None:
        self.news = News()
        self.shown = Shown()

    def show(self, concept: str, setting: str) -> None:
        """Tell all who wait."""
        self.shown = Shown(self.news.number + 1, concept, setting)
        self.news.tell()

    async def after(self, number: int) -> Shown:
        """Return what is shown, once it is another than the `number`-th, or after a while."""
        await self.news.heard(number)
        return self.shown
