"""What came of checking concepts and hooks, each in a process that it may end, crash or hang."""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from nnviz.errors import NnvizError, PluginWarning
from nnviz.host.apart import Ending, Limits, in_order, side_by_side
from nnviz.host.cards import Card
from nnviz.host.catalog import Catalog
from nnviz.host.errors import PluginError
from nnviz.host.isolation import blame
from nnviz.host.limits import STEP_VARIABLE
from nnviz.host.notices import noticed
from nnviz.host.sources import Source
from nnviz.testing.problem import Problem
from nnviz.threads import processors

if TYPE_CHECKING:
    from nnviz.demonstration import Demonstration


@dataclass(frozen=True)
class Report:
    """What came of checking one concept at its defaults, or the other hooks of one plugin.

    `notices` are the sentences about what the plugin changes for everybody in its process;
    `hints` fail nothing; `reading` is what `read` returns, `questions` the table of their answers,
    where these were asked for.
    """

    name: str
    claims: tuple[Mapping[str, Any], ...] = ()
    error: str = ""
    problems: tuple[Problem, ...] = ()
    notices: tuple[str, ...] = ()
    hints: tuple[Problem, ...] = ()
    reading: tuple[dict[str, Any], ...] = ()
    questions: tuple[dict[str, Any], ...] = ()

    @property
    def well(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.error or self.untrue or self.problems)

    @property
    def untrue(self) -> list[Mapping[str, Any]]:
        """The claims that do not hold."""
        return [claim for claim in self.claims if claim["state"] == "fails"]

    def as_dict(self) -> dict[str, object]:
        """Return the report for JSON."""
        told: dict[str, object] = {"name": self.name, "claims": list(self.claims)}
        for name in ("problems", "hints"):
            told[name] = [_without_hint(problem) for problem in getattr(self, name)]
        told |= {"error": self.error, "notices": list(self.notices)}
        wanted = {"reading": self.reading, "questions": self.questions}
        return told | {name: list(pages) for name, pages in wanted.items() if pages}


def _without_hint(problem: Problem) -> dict[str, object]:
    return {name: value for name, value in asdict(problem).items() if name != "hint"}


@dataclass(frozen=True)
class Wanted:
    """How far a concept is checked.

    `whole` is the whole contract, `named` each function of the core that it computes with,
    `settings` how many random settings, which `draw` draws; `read` is the page for a lecturer,
    `questions` the table of what they measure.
    """

    whole: bool = False
    named: bool = False
    settings: int = 0
    draw: bool = False
    read: bool = False
    questions: bool = False


@dataclass(frozen=True)
class OneConcept:
    """A concept to be checked: its claims, its words and its figure, or the whole contract."""

    catalog: Catalog
    card: Card
    wanted: Wanted

    @property
    def name(self) -> str:
        """The name of the report."""
        return self.card.name

    @property
    def source(self) -> Source:
        """Whose fault it is if it ends the process."""
        return self.card.source

    def report(self) -> Report:
        """Return what comes of checking it here."""
        from nnviz.demonstration import demonstrate
        from nnviz.testing.questions import question_table
        from nnviz.testing.reading import read

        shown = demonstrate(self.catalog, self.card, {}, "slides")
        claims = shown.exhibit.claims
        _ = shown.picture
        error = "" if claims else f"{self.name} makes no claim."
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PluginWarning)  # a point of the contract tells of it
            points = self._points(shown)
        with blame(self.source, "while it was read"):
            concept = type(shown.concept)
            reading = tuple(read(concept)) if self.wanted.read else ()
            asked = tuple(question_table(concept)) if self.wanted.questions else ()
        return Report(
            self.name,
            claims,
            error,
            tuple(point for point in points if not point.hint),
            hints=tuple(point for point in points if point.hint),
            reading=reading,
            questions=asked,
        )

    def _points(self, shown: "Demonstration") -> list[Problem]:
        from nnviz.testing.catalogues import translation_problems
        from nnviz.testing.contract import proof_problems
        from nnviz.testing.drawn import strange_artists, strange_words
        from nnviz.testing.plugins import concept_problems, course_problems

        wanted, concept = self.wanted, type(shown.concept)
        placed = list(course_problems(self.catalog, self.card))
        if wanted.whole:
            return placed + concept_problems(self.card, wanted.settings, draw=wanted.draw)
        with blame(self.source, "while it was checked"):
            found = proof_problems(concept, wanted.settings, draw=wanted.draw, core=wanted.named)
            result, figure = shown.result, shown.picture.figure
            drawn = [*translation_problems(concept), *strange_artists(result, figure)]
            drawn += strange_words(shown.concept, result, figure)
            return list(dict.fromkeys([*placed, *found, *drawn]))


@dataclass(frozen=True)
class OtherHooks:
    """A plugin's hooks other than concepts, to be checked by trying all that they offer."""

    source: Source
    hooks: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of the report."""
        return f"{self.source.name}: {', '.join(self.hooks)}"

    def report(self) -> Report:
        """Return what comes of checking them here."""
        from nnviz.testing.plugins import hook_problems

        return Report(self.name, problems=tuple(hook_problems(self.source, self.hooks)))


def reports(subjects: Sequence[OneConcept | OtherHooks], seconds: float) -> Iterator[Report]:
    """Yield what came of checking each, which may take so many seconds, as it comes."""
    how = {STEP_VARIABLE: str(seconds)}  # a step may take what the whole may
    told = in_order(side_by_side(report_on, subjects, Limits(seconds), processors(), **how))
    for subject, answer in zip(subjects, told, strict=True):
        if isinstance(answer, Ending):
            error = PluginError(subject.source, f"{answer}, while it was checked")
            yield Report(subject.name, error=str(error))
        else:
            yield answer


def report_on(subject: OneConcept | OtherHooks) -> Report:
    """Return what comes of checking a subject in this process."""
    with noticed() as notices:
        try:
            made = subject.report()
        except NnvizError as error:
            made = Report(subject.name, error=str(error))
    return replace(made, notices=tuple(notices))
