"""What was shown and answered, and when it is asked again: Leitner's boxes in one small file.

Leitner 1972, So lernt man lernen: what was right moves to the next box, whose questions come back
later; what was wrong goes to the first. No choice, no time of day and no name is stored.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from json import dumps, loads  # now, and so not what a plugin may put in its place
from pathlib import Path
from typing import Any

from nnviz.errors import NnvizError
from nnviz.files import write_whole

DAYS = (1, 3, 7, 16, 35)
"""After so many days a question of each box is due."""

AT_ONCE = 5
"""So many are asked at a sitting, of different concepts."""

VERSION = 1

KEPT = timedelta(days=366)
"""What is due for so long belongs to a question that is gone."""

LARGEST = 4_000_000
"""Bytes of a record: some ten thousand questions."""


@dataclass(frozen=True)
class Entry:
    """What is known of one question."""

    print: str
    box: int
    due: date
    asked: int
    right: int

    @classmethod
    def read(cls, told: Any, today: date) -> "Entry":
        """Return an entry as JSON has it; ValueError and the like for what is none."""
        box, asked, right = (int(told[name]) for name in ("box", "asked", "right"))
        if not (1 <= box <= len(DAYS) and 0 <= right <= asked):
            raise ValueError("out of range")
        latest = today + timedelta(days=DAYS[box - 1])  # where the clock was set back
        return cls(
            str(told["print"]), box, min(date.fromisoformat(told["due"]), latest), asked, right
        )

    def after(self, print: str, *, right: bool, today: date) -> "Entry":
        """Return the entry after one more answer."""
        box = min(self.box + 1, len(DAYS)) if right else 1
        due = today + timedelta(days=DAYS[box - 1])
        return Entry(print, box, due, self.asked + 1, self.right + right)


def my_record(*, kept: bool = True) -> "Record":
    """Return the record of whoever runs nnviz; one that is not `kept` is read and never written."""
    from platformdirs import user_state_path

    return Record.load(
        user_state_path("nnviz", appauthor=False) / "ask.json", date.today(), kept=kept
    )


@dataclass
class Record:
    """All entries by the question's name, `momentum.longer`, and the day each concept was shown.

    `notice` is why nothing is kept.
    """

    path: Path
    today: date
    entries: dict[str, Entry] = field(default_factory=dict)
    shown: dict[str, date] = field(default_factory=dict)
    notice: str = ""
    kept: bool = True

    @classmethod
    def load(cls, path: Path, today: date, *, kept: bool = True) -> "Record":
        """Return what a file holds; a broken one is moved aside, a newer one is left alone."""
        record = cls(path, today, kept=kept)
        try:
            record._read()
        except FileNotFoundError:
            pass
        except OSError as error:
            record._leave(f"{path} cannot be read ({error.strerror}); nothing is recorded.")
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            record._set_aside()
        return record

    def due(self) -> list[str]:
        """Return the questions to ask today, those once wrong first, one of each concept."""
        found = [(e.box, e.due, name) for name, e in self.entries.items() if e.due <= self.today]
        first: dict[str, str] = {}
        for _, _, name in sorted(found):
            first.setdefault(name.rpartition(".")[0], name)
        return [*first.values()][:AT_ONCE]

    def answered(self, concept: str) -> list[str]:
        """Return the questions of a concept that were answered."""
        return [name for name in self.entries if name.rpartition(".")[0] == concept]

    def show(self, concept: str) -> None:
        """Keep that a concept was shown, unless that is known."""
        if self.kept and concept not in self.shown:
            self._read_again()
            self.shown[concept] = self.today
            self._write()

    def answer(self, name: str, print: str, *, right: bool) -> None:
        """Keep an answer. The file is read again first, so that two terminals lose none."""
        if not self.kept:
            return
        self._read_again()
        before = self.entries.get(name, Entry(print, 0, self.today, 0, 0))
        self.entries[name] = before.after(print, right=right, today=self.today)
        self._write()

    def forget(self, concept: str = "") -> int:
        """Forget a concept, or all, and return how many questions that were."""
        gone = self.answered(concept) if concept else [*self.entries]
        for name in gone:
            del self.entries[name]
        seen = self.shown.pop(concept, None)
        if self.kept and concept and (gone or seen):
            self._write()
        elif not concept:
            self.path.unlink(missing_ok=True)
        return len(gone)

    def as_dict(self) -> dict[str, Any]:
        """Return all that is stored."""
        told = {
            name: {**vars(entry), "due": entry.due.isoformat()}
            for name, entry in sorted(self.entries.items())
            if self.today - entry.due < KEPT
        }
        shown = {name: day.isoformat() for name, day in sorted(self.shown.items())}
        return {"version": VERSION, "questions": told, "shown": shown}

    def _read(self) -> None:
        if not self.path.is_file():
            if self.path.exists():
                self._leave(f"{self.path} is no file; nothing is recorded.")
            return
        if self.path.stat().st_size > LARGEST:
            raise ValueError("too large")
        told = loads(self.path.read_text(encoding="utf-8"))
        if told["version"] > VERSION:
            self._leave(f"{self.path} is of a newer nnviz; nothing is recorded.")
            return
        questions: Mapping[str, Any] = told["questions"]
        shown: Mapping[str, Any] = told.get("shown", {})
        self.entries = {str(n): Entry.read(each, self.today) for n, each in questions.items()}
        self.shown = {str(n): date.fromisoformat(day) for n, day in shown.items()}
        if not os.access(self.path, os.W_OK):  # who may write the folder could replace it
            self._leave(f"{self.path} is read-only; nothing is recorded.")

    def _read_again(self) -> None:
        """Take what another terminal has written by now."""
        latest = Record.load(self.path, self.today, kept=self.kept)
        self.entries, self.shown = latest.entries, latest.shown
        self.notice, self.kept = latest.notice, latest.kept

    def _set_aside(self) -> None:
        if not self.kept:
            self._leave(f"{self.path} cannot be read.")
            return
        broken = self.path.with_name(self.path.name + ".broken")
        try:
            self.path.replace(broken)
        except OSError:
            self._leave(f"{self.path} cannot be read; nothing is recorded.")
        else:
            self.notice = f"{self.path} could not be read; it is {broken} now, and begun anew."

    def _leave(self, notice: str) -> None:
        self.notice, self.kept = notice, False

    def _write(self) -> None:
        content = dumps(self.as_dict(), indent=1, ensure_ascii=False) + "\n"
        try:
            write_whole(self.path, content.encode(), mode=0o600)
        except NnvizError as error:
            self._leave(f"{error} Nothing is recorded.")
