"""The contract of a concept, point by point, each with what to do where it is not kept."""

import warnings
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from nnviz.concept import TEXTS, Concept
from nnviz.errors import ContractError
from nnviz.setting import Setting
from nnviz.testing.alone import alone_problems
from nnviz.testing.drawn import drawn_problems
from nnviz.testing.faults import core_problems
from nnviz.testing.noise import claim_problems
from nnviz.testing.places import place_of_method
from nnviz.testing.problem import Problem
from nnviz.testing.purity import purity_problems
from nnviz.testing.questions import SEEDS, question_problems
from nnviz.testing.reach import Reach, named, trials
from nnviz.testing.scripts import code_problems
from nnviz.testing.settings import settings_of
from nnviz.testing.texts import passage_problems, text_problems
from nnviz.testing.weight import weight_problems

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from nnviz.result import Result


def problems_of(
    concept: type[Concept],
    *,
    themes: Sequence[str] = ("slides",),
    sizes: Sequence[str] = ("slide",),
    settings: int = 0,
) -> list[Problem]:
    """Return every point of the contract that a concept does not keep.

    It is drawn at all of its `settings_of` in the first theme and size, and at its defaults in
    each other theme and each other size. With `settings` its words and claims are tried at so many
    random settings more.
    """
    found = points_of(concept, themes=themes, sizes=sizes, settings=settings)
    return [problem for problem in found if not problem.hint]


def points_of(
    concept: type[Concept],
    *,
    themes: Sequence[str] = ("slides",),
    sizes: Sequence[str] = ("slide",),
    settings: int = 0,
    draw: bool = False,
) -> list[Problem]:
    """Return every point that is not kept, and hints; with `draw` random settings are drawn."""
    # First of those that compute, for what a second computation changes is as the first left it.
    found = [*text_problems(concept), *purity_problems(concept, themes[0], sizes[0])]
    found += [*result_problems(concept), *claim_problems(concept), *code_problems(concept)]
    found += weight_problems(concept, themes[0], sizes[0])
    first, *others = looks(themes, sizes)
    for setting in settings_of(concept):
        found += drawing_problems(concept, setting, first)
    found += drawing_problems(concept, Setting(), *others)
    found += [*proof_problems(concept, settings, draw=draw), *drawn_problems(concept)]
    return list(dict.fromkeys(found))


def proof_problems(
    concept: type[Concept],
    settings: int = 0,
    *,
    draw: bool = False,
    core: bool = True,
    seeds: int = SEEDS,
) -> Iterator[Problem]:
    """Yield what is wrong with the words and claims of a concept.

    They are tried at the defaults, slider stops, range ends, each Try, and so many random
    settings, which `draw` draws as well; each claim is tried alone, and with `core` each function
    of the core. Each question is asked at so many seeds.
    """
    yield from passage_problems(concept)
    yield from finding_problems(concept)
    reach = Reach(concept)
    for trial in trials(concept, settings):
        if reach.look_at(trial) and draw and trial.random:
            point = f"figure (`{trial.command}`)"
            yield from _look_problems(trial.concept, trial.result, "slides", "slide", point)
    yield from reach.problems(settings)
    yield from alone_problems(concept)
    yield from question_problems(concept, seeds)
    if core:
        yield from core_problems(concept)


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
        yield Problem(
            "claims",
            "there is none",
            'Measure one of the arrays that are drawn, in a method under @claim("…").',
        )
    for claim in claims:
        if not claim.holds:
            yield Problem(
                "claims",
                f"at the defaults this does not hold: {claim.sentence} ({claim.compared})",
                "Find out whether the code, the figure or the claim is wrong.",
            )


def finding_problems(concept: type[Concept]) -> Iterator[Problem]:
    """Yield the findings that are not so at the defaults, or only say that they are elsewhere."""
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
            yield Problem(named(proposition), found, remedy, place_of_method(proposition.measure))


def drawing_problems(
    concept: type[Concept], setting: Setting, *looks: tuple[str, str]
) -> Iterator[Problem]:
    """Yield what goes wrong when a concept is computed, and drawn in each theme and size."""
    place = ", ".join(f"{n}={value!r}" for n, value in setting.values.items()) or "defaults"
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        made = concept.create(setting.values)
        result = made.run()
        made.verdicts(result)
        said = {text: made.say(text, result) for text in TEXTS}
    for what in ("headline", "caption", "alt"):
        if not said[what]:
            yield Problem(f"{what} ({place})", "it says nothing", "Say what is to be seen there.")
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
    yield from _curve_problems(made, picture.figure, point)
    for overlap in found:
        yield Problem(point, overlap, "Shorten the text, or let drawing.label place it.")


def _curve_problems(made: Concept, figure: "Figure", point: str) -> Iterator[Problem]:
    """Yield what keeps a curve that readers are to draw from being drawn."""
    from nnviz.drawing.guesses import covered

    try:
        marked = covered(figure) is not None
    except ContractError as error:
        yield Problem(point, str(error), "Mark another curve with drawing.to_draw.")
        return
    if marked and not made.to_draw:
        yield Problem(
            point, "a curve is to be drawn, and nothing asks for it", 'Write to_draw = "Draw …".'
        )
    if made.to_draw and not marked and made == type(made)():  # elsewhere it may have left
        yield Problem(
            point, "no curve is marked for to_draw", "Call drawing.to_draw(line) in draw."
        )


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
