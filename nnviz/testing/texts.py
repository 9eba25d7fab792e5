"""What is missing of a concept's texts and of its parameters' descriptions."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

from nnviz.concept import Concept
from nnviz.host.messages import Unreadable, messages
from nnviz.passages import Field, passage
from nnviz.testing.catalogues import translation_problems
from nnviz.testing.places import place, place_of_text
from nnviz.testing.problem import Problem
from nnviz.texts import Each, Either, Text


def text_problems(concept: type[Concept]) -> Iterator[Problem]:
    """Yield what is missing of the texts: summary, explanation, help, caption, alternative text."""
    if not concept.summary():
        yield Problem("summary", "the class has no docstring", "Say the effect in a sentence.")
    if not concept.explanation():
        yield Problem(
            "explanation",
            "the docstring ends after its first line",
            "Explain the idea, the formula, and what to look at.",
        )
    for text in ("headline", "setting", "caption", "alt"):
        if not getattr(concept, text):
            yield Problem(text, "it is not defined", f'Write {text} = "…".')
    yield from parameter_problems(concept)
    yield from passage_problems(concept)
    yield from source_problems(concept)
    yield from translation_problems(concept)


def passage_problems(concept: type[Concept]) -> Iterator[Problem]:
    """Yield each passage of a figure's words that neither cites, nor is a claim's, nor is plain."""
    for what in ("headline", "look", "caption", "alt"):
        for template in _unproved(getattr(concept, what)):
            parts, cites = passage(template)
            own = [p for p in parts if isinstance(p, Field) and p.name in concept.propositions]
            if template and not (cites or own):
                yield Problem(
                    what,
                    f"{template!r} cites no claim",
                    "Cite what proves it, [claim], or write plain(…) where it judges nothing.",
                    place_of_text(concept, template),
                )


def _unproved(text: Text) -> Iterator[str]:
    """Yield the templates of a text that are not marked as plain."""
    if isinstance(text, str):
        yield text
    elif isinstance(text, Either):
        for version in text.versions:
            yield from _unproved(version)
    elif isinstance(text, Each):
        yield from _unproved(text.text)
    elif isinstance(text, tuple):
        for part in text:
            yield from _unproved(part)


def source_problems(concept: type[Concept]) -> Iterator[Problem]:
    """Yield each text that its source does not spell out, which nobody could translate."""
    try:
        path = Path(inspect.getfile(concept))
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found = messages(tree, concept.__name__, concept.name)
    except (OSError, TypeError, LookupError):  # a class from a notebook, or made in a function
        return
    for one in found:
        if isinstance(one, Unreadable):
            yield Problem(
                one.context.partition(".")[2],
                f"{one.expression} is no text that can be read in the source",
                "Write it as a literal: numbers in braces, versions by either(…).",
                place(path, one.line),
            )


def parameter_problems(concept: type[Concept]) -> Iterator[Problem]:
    """Yield what a parameter lacks: its help, or for a number any bound."""
    for parameter in concept.parameters.values():
        point = f"parameter {parameter.name}"
        if not parameter.help:
            yield Problem(point, "it has no help", "Say what it is, with its unit.")
        bounds = (parameter.ge, parameter.gt, parameter.le, parameter.lt)
        if parameter.type in ("int", "float") and bounds == (None,) * 4:
            yield Problem(point, "it has no bound", "Give ge, gt, le or lt: what makes sense.")


def explanation_words(concept: type[Concept]) -> int:
    """Return the number of words of the explanation, formulas and commands counted as words."""
    return len(inspect.cleandoc(concept.explanation()).split())
