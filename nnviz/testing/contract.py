"""The contract of a concept, point by point, each with what to do where it is not kept."""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nnviz.concept import TEXTS, Concept
from nnviz.testing.noise import claim_problems
from nnviz.testing.problem import Problem
from nnviz.testing.purity import purity_problems
from nnviz.testing.scripts import code_problems
from nnviz.testing.settings import settings_of
from nnviz.testing.texts import text_problems
from nnviz.testing.weight import weight_problems

if TYPE_CHECKING:
    from nnviz.result import Result


def problems_of(
    concept: type[Concept],
    *,
    themes: Sequence[str] = ("slides",),
    sizes: Sequence[str] = ("slide",),
) -> list[Problem]:
    """Return every point of the contract that a concept does not keep.

    It is drawn at all of its `settings_of` in the first theme and size, and at its defaults in
    each other theme and each other size.
    """
    # First of those that compute, for what a second computation changes is as the first left it.
    found = [*text_problems(concept), *purity_problems(concept, themes[0], sizes[0])]
    found += [*result_problems(concept), *claim_problems(concept), *code_problems(concept)]
    found += weight_problems(concept, themes[0], sizes[0])
    first, *others = looks(themes, sizes)
    for values in settings_of(concept):
        found += drawing_problems(concept, values, first)
    found += drawing_problems(concept, {}, *others)
    return found


def looks(themes: Sequence[str], sizes: Sequence[str]) -> list[tuple[str, str]]:
    """Return each theme and each size once: they do not depend on one another."""
    return [(theme, sizes[0]) for theme in themes] + [(themes[0], size) for size in sizes[1:]]


def result_problems(concept: type[Concept]) -> Iterator[Problem]:
    """Yield what is wrong with the result and the claims at the defaults."""
    first, again = concept().run(), concept().run()
    if not same_result(first, again):
        yield Problem(
            "result",
            "two computations differ",
            "Draw what is random from numpy.random.default_rng(self.seed).",
        )
    claims = concept().verdicts(first)
    if not claims:
        yield Problem("claims", "there is none", "Yield a Claim about the arrays that are drawn.")
    yield from _proposition_problems(concept)
    for claim in claims:
        if not claim.holds:
            yield Problem(
                "claims",
                f"at the defaults this does not hold: {claim.statement} ({claim.compared})",
                "Find out whether the code, the figure or the claim is wrong.",
            )


def _proposition_problems(concept: type[Concept]) -> Iterator[Problem]:
    """Yield findings that are not so at the defaults, or only they; and Tries that promise more."""
    made = concept()
    proofs = made.proofs(made.run())
    for name, proposition in concept.propositions.items():
        if proposition.law:
            continue
        so = any(verdict.state == "holds" for verdict in proofs.verdicts_of(name))
        if so is not proposition.at_defaults:
            found, remedy = (
                ("it is so at the defaults", "Leave out at_defaults=False.")
                if so
                else ("it is not so at the defaults", "Find out why, or say at_defaults=False.")
            )
            yield Problem(f"finding {name}", found, remedy)
    for one in concept.try_next:
        there = concept.create(one.values)
        result = there.run()
        if not there.words(result).say(one.text, one.of):
            yield Problem(
                "try_next", f"at {dict(one.values)} its text is not said", "Promise what is so."
            )
        if not there.say("headline", result):
            yield Problem("headline", f"at {dict(one.values)} it says nothing", "Add a version.")


def drawing_problems(
    concept: type[Concept], values: Mapping[str, Any], *looks: tuple[str, str]
) -> Iterator[Problem]:
    """Yield what goes wrong when a concept is computed, and drawn in each theme and size."""
    place = ", ".join(f"{name}={value!r}" for name, value in values.items()) or "defaults"
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        made = concept.create(values)
        result = made.run()
        verdicts = made.verdicts(result)
        said = {text: made.say(text, result) for text in TEXTS}
    for what in ("headline", "caption", "alt"):
        if not said[what]:
            yield Problem(f"{what} ({place})", "it says nothing", "Add a version that can be said.")
    if made.propositions:
        for verdict in verdicts:
            if not verdict.holds:
                told = f"this law does not hold: {verdict.statement} ({verdict.compared})"
                yield Problem(f"claims ({place})", told, "Find out whether code or claim is wrong.")
    yield from _warning_problems(f"result ({place})", warned)
    for theme, size in looks:
        yield from _look_problems(made, result, theme, size, f"figure ({place}, {theme}, {size})")


def _look_problems(
    made: Concept, result: "Result", theme: str, size: str, point: str
) -> Iterator[Problem]:
    from nnviz.drawing import overlaps
    from nnviz.render import render

    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        picture = render(made, result, theme=theme, size=size)
        found = overlaps(picture.figure)  # before a coarse drawing, which moves labels of axes
        picture.encode("png", dpi=40)  # what warns does so at any resolution
    yield from _warning_problems(point, warned)
    for overlap in found:
        yield Problem(point, overlap, "Shorten the text, or let drawing.label place it.")


def _warning_problems(point: str, warned: Sequence[warnings.WarningMessage]) -> Iterator[Problem]:
    for warning in dict.fromkeys(str(each.message) for each in warned):
        yield Problem(point, f"it warns: {warning}", "Handle the case that the warning names.")


def same_result(one: "Result", other: "Result") -> bool:
    """Return whether two results hold the same names and values, to the last bit."""
    import numpy as np

    return set(one) == set(other) and all(
        np.array_equal(
            np.asarray(one[name]), np.asarray(other[name]), equal_nan=_may_be_nan(one[name])
        )
        for name in one
    )


def _may_be_nan(value: Any) -> bool:
    return getattr(getattr(value, "dtype", None), "kind", "f") in "fc" and not isinstance(
        value, str
    )
