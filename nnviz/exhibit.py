"""What is said of one figure, as data, before a terminal, a page or a document spells it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from nnviz.errors import UsageError
from nnviz.language import tr
from nnviz.listings import Listing
from nnviz.terminal import visible
from nnviz.tex import MATH, is_set, unicode_math, unset_formulas
from nnviz.wording import comparison
from nnviz.words import Sentence


class Piece(NamedTuple):
    """A stretch of a sentence: prose, or a formula in TeX without its dollar signs."""

    text: str
    formula: bool


@dataclass(frozen=True)
class Credit:
    """How a figure may be used and how it is cited, each in a line; `bibtex` is the entry of it."""

    licence: str = ""
    citation: str = ""
    bibtex: str = ""


@dataclass(frozen=True)
class Exhibit:
    """A concept at a setting, in words and by reference: all that any page or document says of it.

    `story` has the sentences of `headline`, `setting`, `look`, `caption` and `alt`; `claims` are
    verdicts as data; `try_next` are commands, each with what is then to be seen; `to_draw` asks for
    a curve. `theory`, `curious`, which may be left for later, and `try_next` are Markdown, and
    formulas stand between dollar signs, which `pieces` takes apart. `symbols` are what its letters
    stand for, in the order of their use.
    `command` makes the figure again in a shell, `call` in Python; `file` is the plugin's where it
    was named by hand, so that no other command or program finds it. `credit` says how the figure
    may be used, and how it is cited.

    `path` is the picture's, written as a document reads it, and `width` its width in inches;
    `listings` are the code behind the concept, where it was asked for. Where a document moves,
    `film` is the path of the figure's, and `stops` are values of a parameter, as words, each with
    the path of its figure and the alternative text.
    """

    name: str
    title: str
    topic: str = ""
    summary: str = ""
    theory: str = ""
    curious: str = ""
    symbols: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    numbers: Mapping[str, Any] = field(default_factory=dict)
    story: Mapping[str, tuple[Sentence, ...]] = field(default_factory=dict)
    claims: tuple[Mapping[str, Any], ...] = ()
    try_next: tuple[tuple[str, str], ...] = ()
    to_draw: str = ""
    command: str = ""
    call: str = ""
    credit: Credit = field(default_factory=Credit)
    size: str = ""
    file: str = ""
    path: str = ""
    width: float = 0.0
    listings: tuple[Listing, ...] = ()
    film: str = ""
    stops: tuple[tuple[str, str, str], ...] = ()

    def said(self, text: str) -> str:
        """Return a text of the story in one piece, without what it cites."""
        return " ".join(sentence.text for sentence in self.story.get(text, ()))

    @property
    def caption(self) -> str:
        """What was done, what is seen and what follows."""
        return self.said("caption")

    @property
    def alt(self) -> str:
        """The alternative text, its formulas as Unicode."""
        return visible(" ".join(unicode_math(self.said("alt")).split()))

    @property
    def comments(self) -> tuple[str, ...]:
        """What a document says beside the figure, a line each: command, licence and citation."""
        told = self.command, self.credit.licence, self.credit.citation
        return tuple(filter(None, told))

    @property
    def explanation(self) -> str:
        """The theory, what is seen, what to try next, and what is for the curious."""
        tried = "\n".join(f"- `{command}`: {text}" for command, text in self.try_next)
        more = self.curious and f"{tr('For the curious:')}\n\n{self.curious}"
        tries = tried and f"{tr('Try next:')}\n\n{tried}"
        parts = (self.theory, self.said("look"), tries, more)
        return "\n\n".join(part for part in parts if part)

    @property
    def share(self) -> int:
        """The percentage of a page's width that the figure is made for."""
        return min(100, round(100 * self.width / 7))

    def unset_formulas(self) -> Iterator[str]:
        """Yield a clause for each formula that is shown as it was written, with the reason."""
        told = [self.summary, self.theory, self.curious, *map(self.said, self.story)]
        told += [text for _, text in self.try_next]
        told += [str(claim["sentence"]) for claim in self.claims]
        for text in dict.fromkeys(told):
            yield from unset_formulas(text)

    def as_dict(self) -> dict[str, Any]:
        """Return all of it for JSON, each text in one piece as well."""
        whole = {text: self.said(text) for text in self.story}
        told = {n: value for n, value in asdict(self).items() if n not in _OF_A_DOCUMENT}
        return told | whole


@dataclass(frozen=True)
class Quiz:
    """A question about a change, with its answer: all that any page, terminal or sheet says of it.

    `choices` are told in their order, `right` is the place of the one that both runs measure;
    `measured` are the numbers, `replies` what is said to who chose wrongly, `why` the reason with
    the claims that prove it. `before` and `after` are commands, `labels` what they set of what
    changes, and `print` tells whether it is still the question that was asked before. Raises
    `ValueError` for a right choice that there is not, or not one reply for each.
    """

    name: str
    title: str
    text: str
    choices: tuple[str, ...]
    right: int
    measured: str
    replies: tuple[str, ...]
    why: tuple[Sentence, ...]
    before: str
    after: str
    labels: tuple[str, str]
    print: str

    def __post_init__(self) -> None:
        if not (0 <= self.right < len(self.choices) == len(self.replies)):
            raise ValueError(f"there is no choice {self.right} with a reply")

    @property
    def lettered(self) -> Iterator[tuple[str, str]]:
        """The choices, each with its letter."""
        return zip("ABCDE", self.choices, strict=False)

    def place(self, typed: str) -> int:
        """Return the place of a choice from its letter or number; `UsageError` for another."""
        letters = "".join(letter for letter, _ in self.lettered)
        found = typed.strip().rstrip(".").upper()
        if len(found) == 1 and found in letters:
            return letters.index(found)
        if found.isdecimal() and 1 <= int(found) <= len(letters):
            return int(found) - 1
        raise UsageError(f"{typed!r} is none of the choices; type {letters[0]} to {letters[-1]}.")

    @property
    def reason(self) -> str:
        """Why the answer is what it is, in one piece."""
        return " ".join(sentence.text for sentence in self.why)


@dataclass(frozen=True)
class Sheet:
    """The questions of a concept, for a document; `command` writes it again."""

    name: str
    title: str
    command: str
    quizzes: tuple[Quiz, ...]


_OF_A_DOCUMENT = ("path", "width", "size", "file", "listings", "film", "stops")


_STATES = ("holds", "fails", "not so", "too close", "not claimed")


def mark_of(claim: Mapping[str, Any]) -> str:
    """Return the mark of a claim's state: ✓ where it holds, ✗ where it fails, ≠ where not so."""
    return {"holds": "✓", "fails": "✗", "not so": "≠"}.get(str(claim["state"]), "–")


def outcome(claim: Mapping[str, Any]) -> str:
    """Return what a claim expects and measured, in words, or why it is not made."""
    if claim["state"] == "not claimed":
        return str(claim["reason"])
    numbers = (float(claim[name]) for name in ("expected", "within", "measured"))
    return comparison(str(claim["relation"]), *numbers)


def counted_states(claims: Iterable[Mapping[str, Any]]) -> str:
    """Return how many claims are in each state: "6 hold, 2 not so here, 1 not claimed"."""
    states = [claim["state"] for claim in claims]
    counts = {state: states.count(state) for state in _STATES}
    told = {
        "holds": tr("1 holds") if counts["holds"] == 1 else tr("{count} hold"),
        "fails": tr("1 fails") if counts["fails"] == 1 else tr("{count} fail"),
        "not so": tr("{count} not so here"),
        "too close": tr("{count} too close"),
        "not claimed": tr("{count} not claimed"),
    }
    return ", ".join(told[state].format(count=n) for state, n in counts.items() if n)


def pieces(text: str) -> Iterator[Piece]:
    """Yield a text's prose and formulas in turn; what is not set as a formula is prose.

    All of it is text to be seen: a control character stands there as its number.
    """
    line, end = visible(" ".join(text.split())), 0
    for match in MATH.finditer(line):
        formula = (match.group(1) or match.group(2)).strip()
        if is_set(formula):
            yield Piece(line[end : match.start()], formula=False)
            yield Piece(formula, formula=True)
            end = match.end()
    yield Piece(line[end:], formula=False)
