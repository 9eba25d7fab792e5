"""The record of a concept's page: everything on it that is text, and where the rest lies."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from nnviz.gallery.names import RECORD
from nnviz.host.catalog import TOPICS
from nnviz.words import Sentence


@dataclass(frozen=True, kw_only=True)
class State:
    """A concept at one choice of parameters: what it says, and the files that show it.

    A state other than the default one is shown by frames that lie over the base's frame.
    """

    value: str = ""
    command: str
    story: Mapping[str, tuple[Sentence, ...]]
    claims: tuple[Mapping[str, Any], ...]
    light: str
    dark: str

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


@dataclass(frozen=True, kw_only=True)
class Strip:
    """A film's pictures: the first frame, all tiles in one image, and the changes.

    `changes` has, as 16-bit numbers (little-endian, in Base64), for each frame after the first how
    many tiles change, and the place and the number of each.
    """

    first: str
    tiles: str
    changes: str


@dataclass(frozen=True, kw_only=True)
class Film:
    """What a player shows: so many frames, each made of square tiles, light and dark.

    `tile` is a tile's side and `width` and `height` are the frames', in pixels; `across` is how
    many tiles there are in a row of the image of tiles.
    """

    count: int
    seconds: float
    width: int
    height: int
    tile: int
    across: int
    light: Strip
    dark: Strip


@dataclass(frozen=True, kw_only=True)
class Record:
    """A concept as its page shows it; saved in the page's folder as `concept.json`.

    `name` is the concept's, or that of the course's own figure of it, its `number`-th from 1.
    `files` has the SHA-256 of each other file that was made; `inputs` says what they were made
    from, so that a change of any of it is seen. `width` and `height` are the figure's, in pixels.
    `moves` says whether there is an animation to be had, `film` is what a player shows of it.
    """

    name: str
    concept: str
    number: int
    folder: str
    title: str
    topic: str
    order: int
    summary: str
    theory: str
    try_next: tuple[tuple[str, str], ...]
    references: tuple[str, ...]
    see_also: tuple[str, ...]
    parameters: tuple[Mapping[str, Any], ...]
    listings: tuple[Mapping[str, str], ...]
    state: State
    sweeps: tuple[Sweep, ...]
    moves: bool
    film: Film | None
    width: int
    height: int
    inputs: Mapping[str, Any]
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> tuple[int, str, int, str, int, str]:
        """Where the page stands in the course: by topic, its place in that, and its name.

        The course's own figures of a concept follow it.
        """
        topic = TOPICS.index(self.topic) if self.topic in TOPICS else len(TOPICS)
        return (topic, self.topic, self.order, self.concept, self.number, self.name)

    @property
    def untrue(self) -> list[str]:
        """The claims that do not hold at the defaults."""
        return [claim["sentence"] for claim in self.state.claims if claim["state"] == "fails"]

    def encode(self) -> bytes:
        """Return the record as the bytes of its file."""
        return (json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n").encode()


def decode(content: bytes) -> Record:
    """Return the record in these bytes; raises `ValueError` or `TypeError` when it is none."""
    data = json.loads(content)
    if not isinstance(data, dict):
        raise TypeError("a record is a JSON object")
    sweeps = [
        Sweep(**{**sweep, "states": _states(sweep["states"])}) for sweep in data.pop("sweeps", ())
    ]
    (state,) = _states([data.pop("state", None)])
    film = data.pop("film")
    for key in ("references", "see_also", "parameters", "listings"):
        data[key] = tuple(data[key])
    data["try_next"] = tuple((command, text) for command, text in data["try_next"])
    return Record(**data, state=state, sweeps=tuple(sweeps), film=film and _film(film))


def read_record(folder: Path) -> Record | None:
    """Return the record of a page's folder, or None where there is no page that nnviz made."""
    try:
        record = decode((folder / RECORD).read_bytes())
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return record if record.folder == folder.name else None


def digest(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _states(items: Any) -> tuple[State, ...]:
    return tuple(
        State(**{**item, "claims": tuple(item["claims"]), "story": _story(item["story"])})
        for item in items
    )


def _story(item: Any) -> dict[str, tuple[Sentence, ...]]:
    return {
        str(text): tuple(Sentence(**{**one, "cites": tuple(one["cites"])}) for one in sentences)
        for text, sentences in item.items()
    }


def _film(item: Any) -> Film:
    return Film(**{**item, "light": Strip(**item["light"]), "dark": Strip(**item["dark"])})
