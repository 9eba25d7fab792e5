"""The record of a concept's page: everything on it that is text, and where the rest lies."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, NotRequired, TypeAlias, TypedDict

from nnviz.concept import TEXTS
from nnviz.course import in_order
from nnviz.exhibit import Credit, Quiz
from nnviz.files import read_plain
from nnviz.gallery.names import (
    BASE,
    BASE_DARK,
    PHONE,
    PHONE_DARK,
    PICTURES,
    RECORD,
    is_file,
    is_folder,
)
from nnviz.host.schema import decoded
from nnviz.listings import Listing
from nnviz.words import Sentence

MOST_BYTES = 2**28
"""More than any file of a gallery has; what has more was not made here."""

File: TypeAlias = Annotated[str, is_file]
Count: TypeAlias = Annotated[int, (0).__lt__]
Share: TypeAlias = Annotated[float, lambda share: 0 <= share < 1]
Unit: TypeAlias = Annotated[float, lambda share: 0 <= share <= 1]
Number: TypeAlias = float | Literal["inf", "-inf", "nan"]


class Claim(TypedDict):
    """A claim's verdict; one that is not made may have nothing that was compared."""

    name: str
    at: str | None
    law: bool
    state: Literal["holds", "fails", "not so", "too close", "not claimed"]
    sentence: str
    reason: str
    relation: NotRequired[Literal["=", "<", "<=", ">", ">="]]
    expected: NotRequired[Number]
    measured: NotRequired[Number]
    within: NotRequired[Number]
    margin: NotRequired[Number]


def cited_by(cited: str, claims: Sequence[Claim]) -> list[int]:
    """Return the places of the claims that a sentence cites: one, or one for each member."""
    name, _, member = cited.removeprefix("not ").partition(".")
    return [
        place
        for place, claim in enumerate(claims)
        if claim["name"] == name and member in ("", claim["at"])
    ]


def _is_compared(claim: Claim) -> bool:
    return claim["state"] == "not claimed" or Claim.__optional_keys__ <= claim.keys()


@dataclass(frozen=True, kw_only=True)
class State:
    """A concept at one choice of parameters: what it says, and the files that show it.

    A state other than the default one is shown by frames that lie over the base's frame. Raises
    `ValueError` where a text is missing, or cites a claim that there is not.
    """

    value: str = ""
    command: str
    story: Mapping[str, tuple[Sentence, ...]]
    claims: tuple[Annotated[Claim, _is_compared], ...]
    head: Share
    light: File
    dark: File

    def __post_init__(self) -> None:
        if missing := set(TEXTS) - self.story.keys():
            raise ValueError(f"there is no {' or '.join(sorted(missing))}")
        for cited in (one for story in self.story.values() for each in story for one in each.cites):
            if not cited_by(cited, self.claims):
                raise ValueError(f"{cited!r} is cited and is no claim")

    def said(self, text: str) -> str:
        """Return a text of the story in one piece."""
        return " ".join(sentence.text for sentence in self.story[text])


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """The states that a slider steps through, and which of them is the default one."""

    parameter: str
    help: str
    default: int
    states: tuple[State, ...]

    def __post_init__(self) -> None:
        if not 0 <= self.default < len(self.states):
            raise ValueError(f"there is no state {self.default} of {self.parameter}")


@dataclass(frozen=True, kw_only=True)
class Guess:
    """The curve that readers draw before they see it: what they are asked, and where it lies.

    `panel` and what is covered `inside` it are left, top, width and height as shares of the figure,
    `points` shares of the inside, from below left.
    """

    text: str
    panel: tuple[Unit, Unit, Unit, Unit]
    inside: tuple[Unit, Unit, Unit, Unit]
    points: tuple[tuple[Unit, Unit], ...]


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question of a concept, and the states before and after its change.

    The panels of both pictures have the same limits. Raises `ValueError` where the reason cites no
    claim of the state afterwards.
    """

    quiz: Quiz
    before: State
    after: State

    def __post_init__(self) -> None:
        for cited in (one for sentence in self.quiz.why for one in sentence.cites):
            if not cited_by(cited, self.after.claims):
                raise ValueError(f"{cited!r} is cited and is no claim")

    @property
    def proofs(self) -> list[Claim]:
        """The claims that the reason cites."""
        cited = {
            place
            for sentence in self.quiz.why
            for one in sentence.cites
            for place in cited_by(one, self.after.claims)
        }
        return [self.after.claims[place] for place in sorted(cited)]


@dataclass(frozen=True, kw_only=True)
class Strip:
    """A film's pictures: the first frame, all tiles in one image, and the changes.

    `changes` has, as 16-bit numbers (little-endian, in Base64), for each frame after the first how
    many tiles change, and the place and the number of each.
    """

    first: File
    tiles: Literal[""] | File
    changes: str


@dataclass(frozen=True, kw_only=True)
class Film:
    """What a player shows: so many frames, each made of square tiles, light and dark.

    `tile` is a tile's side and `width` and `height` are the frames', in pixels; `across` is how
    many tiles there are in a row of the image of tiles.
    """

    count: Count
    seconds: float
    width: Count
    height: Count
    tile: Count
    across: Count
    light: Strip
    dark: Strip


class Row(TypedDict):
    """A row of the table of parameters, in words."""

    name: str
    option: str
    default: str
    value: str
    range: str
    help: str


@dataclass(frozen=True, kw_only=True)
class Record:
    """A concept as its page shows it; saved in the page's folder as `concept.json`.

    `name` is the concept's, or that of the course's own figure of it, its `number`-th from 1.
    `files` has the SHA-256 of each other file that was made. `width` and `height` are the figure's,
    in pixels, and `phone` those of the figure that a phone shows, if there is one. `renamed` has
    new names of parameters and claims by the old ones. `searched` is what its source says
    besides. `moves` says whether there is an animation to be had, `film` is what a player shows
    of it. Raises `ValueError` for a picture that is none of the files.
    """

    name: str
    concept: str
    number: int
    folder: Annotated[str, is_folder]
    title: str
    topic: str
    order: int
    summary: str
    theory: str
    curious: str
    symbols: Mapping[str, str]
    credit: Credit
    try_next: tuple[tuple[str, str], ...]
    references: tuple[str, ...]
    see_also: tuple[str, ...]
    builds_on: tuple[str, ...]
    keywords: tuple[str, ...]
    searched: str
    parameters: tuple[Row, ...]
    renamed: Mapping[str, str]
    listings: tuple[Listing, ...]
    state: State
    sweeps: tuple[Sweep, ...]
    guess: Guess | None
    questions: tuple[Question, ...]
    moves: bool
    film: Film | None
    width: Count
    height: Count
    phone: tuple[Count, Count] | None = None
    files: Mapping[File, str]

    def __post_init__(self) -> None:
        if missing := set(self._pictures()) - {"", *self.files}:
            raise ValueError(f"there is no file {min(missing)}")

    def _pictures(self) -> Iterator[str]:
        """Yield the names of the files that pages show."""
        yield from PICTURES
        swept = [state for sweep in self.sweeps for state in sweep.states]
        if self.sweeps:
            yield from (BASE, BASE_DARK)
        if self.phone:
            yield from (PHONE, PHONE_DARK)
            moved = (one for one in swept if one.light != self.state.light)
            yield from (f"phone-{name}" for one in moved for name in (one.light, one.dark))
        asked = (state for one in self.questions for state in (one.before, one.after))
        for state in (self.state, *swept, *asked):
            yield from (state.light, state.dark)
        for strip in (self.film.light, self.film.dark) if self.film else ():
            yield from (strip.first, strip.tiles)

    @property
    def untrue(self) -> list[str]:
        """The claims that do not hold at the defaults."""
        return [claim["sentence"] for claim in self.state.claims if claim["state"] == "fails"]

    def encode(self) -> bytes:
        """Return the record as the bytes of its file."""
        return (json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n").encode()


class _Stop(NamedTuple):
    """A concept on the path, with its page and the course's own figures of it."""

    name: str
    topic: str
    order: int
    builds_on: tuple[str, ...]
    pages: list[Record]


def in_path(records: Iterable[Record]) -> list[Record]:
    """Return records in the order of the path; the course's own figures follow their concept."""
    stops: dict[str, _Stop] = {}
    for one in sorted(records, key=lambda record: (record.number, record.name)):
        stop = _Stop(one.concept, one.topic, one.order, one.builds_on, [])
        stops.setdefault(one.concept, stop).pages.append(one)
    return [page for stop in in_order(stops.values()) for page in stop.pages]


def read_record(folder: Path) -> Record | None:
    """Return the record of a page's folder, or None where there is no page that nnviz can read."""
    try:
        record = decoded(Record, read_plain(folder / RECORD, MOST_BYTES))
    except (OSError, ValueError):
        return None
    return record if record.folder == folder.name else None


def digest(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
