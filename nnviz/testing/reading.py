"""What a lecturer reads: each passage that judges, beside what it cites, and what measured that."""

import inspect
from collections.abc import Iterator
from textwrap import dedent
from typing import Any

from nnviz.concept import Concept
from nnviz.proofs import Proposition, Verdict
from nnviz.testing.places import place_of_method
from nnviz.testing.reach import Trial, texts_of, trial
from nnviz.testing.settings import stops_of
from nnviz.words import Said


def read(concept: type[Concept]) -> list[dict[str, Any]]:
    """Return what is said at the defaults, each Try and each slider stop, as data for JSON.

    A setting has its `command`, its passages that judge and those that are `plain`; a passage has
    its place, its text, and of each claim that it cites the sentence, the comparison in numbers,
    and the lines of the source that measured it.
    """
    first, *stops = stops_of(concept)
    settings = dict.fromkeys([first, *concept.try_next, *stops])
    return [_at(trial(concept, setting)) for setting in settings]


def _at(trial: Trial) -> dict[str, Any]:
    told = [(n, said) for n, said in _said(trial) if said.cites or said.plain]
    return {
        "command": trial.command,
        "passages": [_passage(name, said, trial) for name, said in told if said.cites],
        "plain": [said.text for _, said in told if not said.cites],
    }


def _said(trial: Trial) -> Iterator[tuple[str, Said]]:
    """Yield each passage that is said, once, with the name of its text."""
    texts = [("try_next", one.text, one.of) for one in trial.tries]
    texts += texts_of(type(trial.concept))
    seen: set[str] = set()
    for name, text, of in texts:
        for said in trial.words.story(text, of):
            if said.text not in seen:
                seen.add(said.text)
                yield name, said


def _passage(name: str, said: Said, trial: Trial) -> dict[str, Any]:
    return {
        "in": name,
        "text": said.text,
        "cites": [cited for one in said.cites for cited in _cited(one, said.of, trial)],
    }


def _cited(cited: str, of: str | None, trial: Trial) -> Iterator[dict[str, Any]]:
    name, _, member = cited.removeprefix("not ").partition(".")
    proposition = trial.proofs[name]
    for verdict in trial.proofs.verdicts_of(name, member or of):
        yield {
            "claim": name,
            "of": verdict.of,
            "law": proposition.law,
            "state": verdict.state,
            "sentence": verdict.sentence,
            "compared": _compared(verdict),
            "place": place_of_method(proposition.measure),
            "source": source_of(proposition),
        }


def _compared(verdict: Verdict) -> str:
    margin = float(verdict.proof.margin) if verdict.proof else 0.0
    return f"{verdict.compared}, by more than {margin:.3g}" if margin else verdict.compared


def source_of(proposition: Proposition) -> str:
    """Return the lines that measure a claim, without its decorator; nothing without a source."""
    try:
        lines, _ = inspect.getsourcelines(proposition.measure)
    except OSError:  # a class from a notebook may have none
        return ""
    first = next((i for i, line in enumerate(lines) if line.lstrip().startswith("def ")), 0)
    return dedent("".join(lines[first:])).rstrip()
