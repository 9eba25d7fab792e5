"""Readers are served in turn, with what they wish for last, and equal wishes are made once."""

import asyncio
from collections.abc import Callable, Coroutine
from threading import Event
from typing import Any

import pytest

from nnviz.explore.desk import Desk, SupersededError
from nnviz.explore.making import Made
from nnviz.explore.wishes import Wish
from nnviz.explore.workers import StoppedError


def made(name: str) -> Made:
    return Made(name.encode(), "text/plain")


class Crew:
    """Workers that note what they are asked; a wish in `held` is made when that is let go."""

    def __init__(self, workers: int, held: tuple[str, ...] = ()) -> None:
        self.asked: list[str] = []
        self.held = {name: Event() for name in held}
        self.ended = 0
        self.most_at_once = self.at_once = 0
        self.desk = Desk([self] * workers)

    def ask(self, wish: Wish) -> Made:
        self.asked.append(wish.concept)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        if wish.concept in self.held and not self.held[wish.concept].wait(10):
            raise StoppedError("it hung")
        self.at_once -= 1
        if wish.concept.startswith("bad"):
            raise StoppedError("it took too long")
        return made(wish.concept)

    def close(self) -> None:
        pass

    def cancel(self) -> None:
        self.ended += 1
        for held in self.held.values():
            held.set()


def run(scene: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(scene(), 20))


async def begun(crew: Crew, count: int) -> None:
    while len(crew.asked) < count:
        await asyncio.sleep(0.001)


def test_a_wish_is_answered_and_then_known() -> None:
    async def scene() -> None:
        crew = Crew(1)
        for reader in ("ada", "bob"):
            assert await crew.desk.answer(reader, Wish("ewma")) == made("ewma")
        assert crew.asked == ["ewma"]

    run(scene)


def test_equal_wishes_of_many_readers_are_made_once() -> None:
    async def scene() -> None:
        crew = Crew(2, held=("ewma",))
        asked = [
            asyncio.create_task(crew.desk.answer(str(reader), Wish("ewma"))) for reader in range(30)
        ]
        await begun(crew, 1)
        crew.held["ewma"].set()
        assert await asyncio.gather(*asked) == [made("ewma")] * 30
        assert crew.asked == ["ewma"]

    run(scene)


def test_only_the_newest_of_a_reader_s_wishes_is_kept() -> None:
    async def scene() -> None:
        crew = Crew(1, held=("first",))
        answers = []
        for name in ("first", "second", "third"):
            answers.append(asyncio.create_task(crew.desk.answer("ada", Wish(name))))
            await asyncio.sleep(0.01)
        crew.held["first"].set()
        told = await asyncio.gather(*answers, return_exceptions=True)
        assert [type(one) for one in told] == [SupersededError, SupersededError, Made]
        assert crew.asked == ["first", "third"]

    run(scene)


def test_a_reader_holds_one_worker_at_most() -> None:
    async def scene() -> None:
        crew = Crew(4, held=("first",))
        first = asyncio.create_task(crew.desk.answer("ada", Wish("first")))
        await begun(crew, 1)
        second = asyncio.create_task(crew.desk.answer("ada", Wish("second")))
        await asyncio.sleep(0.05)
        assert crew.asked == ["first"]
        crew.held["first"].set()
        assert await second == made("second")
        assert crew.most_at_once == 1
        with pytest.raises(SupersededError):
            await first

    run(scene)


def test_readers_are_served_in_turn_however_often_one_of_them_wishes() -> None:
    async def scene() -> None:
        crew = Crew(1, held=("long",))
        waits = [asyncio.create_task(crew.desk.answer("carl", Wish("long")))]
        await begun(crew, 1)
        for reader, name in [("ada", "a1"), ("bob", "b1"), ("ada", "a2"), ("ada", "a3")]:
            waits.append(asyncio.create_task(crew.desk.answer(reader, Wish(name))))
            await asyncio.sleep(0)
        crew.held["long"].set()
        await asyncio.gather(*waits, return_exceptions=True)
        assert crew.asked == ["long", "a3", "b1"]

    run(scene)


def test_what_nobody_waits_for_is_stopped_after_a_second() -> None:
    async def scene() -> None:
        crew = Crew(1, held=("hangs",))
        first = asyncio.create_task(crew.desk.answer("ada", Wish("hangs")))
        await begun(crew, 1)
        assert await crew.desk.answer("ada", Wish("quick")) == made("quick")
        assert crew.ended == 1
        with pytest.raises(SupersededError):
            await first

    run(scene)


def test_a_setting_that_was_stopped_is_not_tried_again() -> None:
    async def scene() -> None:
        crew = Crew(1)
        for reader in ("ada", "bob"):
            with pytest.raises(StoppedError, match="too long"):
                await crew.desk.answer(reader, Wish("bad"))
        assert crew.asked == ["bad"]

    run(scene)


def test_answers_are_kept_within_so_many_bytes_and_readers_leave_nothing() -> None:
    async def scene() -> None:
        crew = Crew(1)
        crew.desk = Desk([crew], most_bytes=5000)
        for number in range(100):
            await crew.desk.answer(f"reader {number}", Wish(f"wish {number}"))
        assert crew.desk.busy == 0
        await crew.desk.answer("ada", Wish("wish 99"))
        await crew.desk.answer("ada", Wish("wish 0"))
        assert len(crew.asked) == 101

    run(scene)


def test_who_gives_up_waiting_is_forgotten() -> None:
    async def scene() -> None:
        crew = Crew(1, held=("long",))
        long = asyncio.create_task(crew.desk.answer("ada", Wish("long")))
        await begun(crew, 1)
        gone = asyncio.create_task(crew.desk.answer("bob", Wish("short")))
        await asyncio.sleep(0.01)
        gone.cancel()
        await asyncio.sleep(0.01)
        crew.held["long"].set()
        assert await long == made("long")
        assert crew.asked == ["long"]
        assert crew.desk.busy == 0

    run(scene)
