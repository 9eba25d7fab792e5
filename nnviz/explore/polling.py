"""A question put to a class: asked, discussed among neighbours, asked again, revealed.

So it is done in peer instruction (Mazur 1997). Who chose what is kept in memory until the next
question, by the random name that each page has given itself, and told to nobody.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from nnviz.errors import UsageError
from nnviz.explore.leading import News

PHASES = ("asked", "discussed", "asked again", "revealed")
_MOST_VOTERS = 2000
"""More than a hall has: whoever sends votes under ever new names ends there."""


class Poll:
    """The question that a class is asked now, its two rounds of votes, and how far it has come."""

    def __init__(self) -> None:
        self.news = News()
        self._subject = ("", "")
        self._question: Mapping[str, Any] = {}
        self._phase = ""
        self._rounds: tuple[dict[str, int], dict[str, int]] = ({}, {})

    def asks(self, concept: str, name: str) -> bool:
        """Whether this question is being asked and not yet revealed."""
        return self._subject == (concept, name) and self._phase != "revealed"

    def ask(self, concept: str, name: str, question: Mapping[str, Any]) -> None:
        """Ask a question, as `questions.asked` returns it, from the beginning."""
        self._subject, self._question = (concept, name), question
        self._rounds = ({}, {})
        self._go_to("asked")

    def lead(self, phase: str) -> None:
        """Go on to a later phase; raises `UsageError` for another."""
        later = PHASES[PHASES.index(self._phase) + 1 :] if self._phase else ()
        if phase not in later:
            raise UsageError(f"a question cannot be {phase!r} now.")
        self._go_to(phase)

    def vote(self, reader: str, number: int, choice: int) -> None:
        """Count a reader's choice, the latest; raises `UsageError` where there is none to make."""
        votes = self._rounds[self._phase == "asked again"]
        if number != self.news.number or self._phase not in ("asked", "asked again"):
            raise UsageError("This question is not being asked now.")
        if not 0 <= choice < len(self._question["choices"]):
            raise UsageError("There is no such choice.")
        if reader not in votes and len(votes) >= _MOST_VOTERS:
            raise UsageError("Too many have answered.")
        votes[reader] = choice

    async def after(self, number: int, reader: str, *, leads: bool) -> dict[str, Any]:
        """Return what a reader is told, once it is another than the `number`-th, or after a while.

        The answer is told once it is revealed, and counts to who leads alone.
        """
        if not leads:
            await self.news.heard(number)
        told: dict[str, Any] = {"number": self.news.number, "phase": self._phase}
        told |= {"concept": self._subject[0]}
        told |= {what: self._question.get(what, "") for what in ("text", "choices")}
        if self._phase == "revealed":
            told["html"] = self._question["html"]
        if leads:
            told["counts"] = [self._counted(votes) for votes in self._rounds]
        else:
            told["chosen"] = [votes.get(reader) for votes in self._rounds]
        return told

    def _counted(self, votes: Mapping[str, int]) -> list[int]:
        counts = Counter(votes.values())
        return [counts[place] for place in range(len(self._question.get("choices", ())))]

    def _go_to(self, phase: str) -> None:
        self._phase = phase
        self.news.tell()
