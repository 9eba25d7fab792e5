"""Readers are served in turn, with what they wish for last, and equal wishes are made once."""

import asyncio
from collections.abc import Callable, Coroutine
from threading import Event
from typing import Any

import pytest

from nnviz.explore.desk import Desk, SupersededError
from nnviz.explore.wishes import Wish
from nnviz.explore.workers import StoppedError


class Kitchen:
    """Workers that note what they are asked; a wish in `held` is made when that is let go."""

    def __init__(self, workers: int, held: tuple[str, ...] = ()) -> None:
        self.asked: list[str] = []
        self.held = {name: Event() for name in held}
        self.ended = 0
        self.most_at_once = self.at_once = 0
        self.desk = Desk([self] * workers)

    def ask(self, wish: Wish) -> bytes:
        self.asked.append(wish.concept)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        if wish.concept in self.held and not self.held[wish.concept].wait(10):
            raise StoppedError("it hung")
        self.at_once -= 1
        if wish.concept.startswith("bad"):
            raise StoppedError("it took too long")
        return wish.concept.encode()

    def end(self) -> None:
        self.ended += 1
        for held in self.held.values():
            held.set()


def run(scene: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(scene(), 20))


async def begun(kitchen: Kitchen, count: int) -> None:
    while len(kitchen.asked) < count:
        await asyncio.sleep(0.001)


def test_a_wish_is_answered_and_then_known() -> None:
    async def scene() -> None:
        kitchen = Kitchen(1)
        for reader in ("ada", "bob"):
            assert await kitchen.desk.answer(reader, Wish("ewma")) == b"ewma"
        assert kitchen.asked == ["ewma"]

    run(scene)


def test_equal_wishes_of_many_readers_are_made_once() -> None:
    async def scene() -> None:
        kitchen = Kitchen(2, held=("ewma",))
        asked = [
            asyncio.create_task(kitchen.desk.answer(str(reader), Wish("ewma")))
            for reader in range(30)
        ]
        await begun(kitchen, 1)
        kitchen.held["ewma"].set()
        assert await asyncio.gather(*asked) == [b"ewma"] * 30
        assert kitchen.asked == ["ewma"]

    run(scene)


def test_only_the_newest_of_a_reader_s_wishes_is_kept() -> None:
    async def scene() -> None:
        kitchen = Kitchen(1, held=("first",))
        answers = []
        for name in ("first", "second", "third"):
            answers.append(asyncio.create_task(kitchen.desk.answer("ada", Wish(name))))
            await asyncio.sleep(0.01)
        kitchen.held["first"].set()
        told = await asyncio.gather(*answers, return_exceptions=True)
        assert [type(one) for one in told] == [SupersededError, SupersededError, bytes]
        assert kitchen.asked == ["first", "third"]

    run(scene)


def test_a_reader_holds_one_worker_at_most() -> None:
    async def scene() -> None:
        kitchen = Kitchen(4, held=("first",))
        first = asyncio.create_task(kitchen.desk.answer("ada", Wish("first")))
        await begun(kitchen, 1)
        second = asyncio.create_task(kitchen.desk.answer("ada", Wish("second")))
        await asyncio.sleep(0.05)
        assert kitchen.asked == ["first"]
        kitchen.held["first"].set()
        assert await second == b"second"
        assert kitchen.most_at_once == 1
        with pytest.raises(SupersededError):
            await first

    run(scene)


def test_readers_are_served_in_turn_however_often_one_of_them_wishes() -> None:
    async def scene() -> None:
        kitchen = Kitchen(1, held=("long",))
        waits = [asyncio.create_task(kitchen.desk.answer("carl", Wish("long")))]
        await begun(kitchen, 1)
        for reader, name in [("ada", "a1"), ("bob", "b1"), ("ada", "a2"), ("ada", "a3")]:
            waits.append(asyncio.create_task(kitchen.desk.answer(reader, Wish(name))))
            await asyncio.sleep(0)
        kitchen.held["long"].set()
        await asyncio.gather(*waits, return_exceptions=True)
        assert kitchen.asked == ["long", "a3", "b1"]

    run(scene)


def test_what_nobody_waits_for_is_stopped_after_a_second() -> None:
    async def scene() -> None:
        kitchen = Kitchen(1, held=("hangs",))
        first = asyncio.create_task(kitchen.desk.answer("ada", Wish("hangs")))
        await begun(kitchen, 1)
        assert await kitchen.desk.answer("ada", Wish("quick")) == b"quick"
        assert kitchen.ended == 1
        with pytest.raises(SupersededError):
            await first

    run(scene)


def test_a_setting_that_was_stopped_is_not_tried_again() -> None:
    async def scene() -> None:
        kitchen = Kitchen(1)
        for reader in ("ada", "bob"):
            with pytest.raises(StoppedError, match="too long"):
                await kitchen.desk.answer(reader, Wish("bad"))
        assert kitchen.asked == ["bad"]

    run(scene)


def test_answers_are_kept_within_so_many_bytes_and_readers_leave_nothing() -> None:
    async def scene() -> None:
        kitchen = Kitchen(1)
        kitchen.desk = Desk([kitchen], most_bytes=5000)
        for number in range(100):
            await kitchen.desk.answer(f"reader {number}", Wish(f"wish {number}"))
        assert kitchen.desk.busy == 0
        await kitchen.desk.answer("ada", Wish("wish 99"))
        await kitchen.desk.answer("ada", Wish("wish 0"))
        assert len(kitchen.asked) == 101

    run(scene)


def test_who_gives_up_waiting_is_forgotten() -> None:
    async def scene() -> None:
        kitchen = Kitchen(1, held=("long",))
        long = asyncio.create_task(kitchen.desk.answer("ada", Wish("long")))
        await begun(kitchen, 1)
        gone = asyncio.create_task(kitchen.desk.answer("bob", Wish("short")))
        await asyncio.sleep(0.01)
        gone.cancel()
        await asyncio.sleep(0.01)
        kitchen.held["long"].set()
        assert await long == b"long"
        assert kitchen.asked == ["long"]
        assert kitchen.desk.busy == 0

    run(scene)
