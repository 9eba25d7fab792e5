"""Each claim alone: it is measured from arrays, and falls when they are a little wrong."""

import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

from nnviz.concept import Concept
from nnviz.proofs import LOOSE, TIGHT, Measured, Proposition
from nnviz.result import Result
from nnviz.testing.places import place_of_method
from nnviz.testing.problem import Problem
from nnviz.testing.reach import Trial, named, trials
from nnviz.wording import enumeration

NOISE = 0.01
"""The share of each number by which it is wrong."""

_TRIES = 4


class Watched(Result):
    """A result that knows which of its values were read."""

    def __init__(self, result: Result) -> None:
        """Take the values of a result, as they are."""
        super().__init__({})
        self._values = dict(result)
        self.of_members = result.of_members
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self.read.add(name)
        return super().__getitem__(name)


def alone_problems(concept: type[Concept]) -> Iterator[Problem]:
    """Yield the claims that read no array, and the laws that nothing wrong in one would fell."""
    missing = dict(concept.propositions)
    for trial in trials(concept):
        for name, proposition in list(missing.items()):
            watched = Watched(trial.result)
            outcome = proposition(trial.concept, watched)
            if isinstance(outcome, Measured):
                del missing[name]
                read = [key for key in trial.result if key in watched.read]
                yield from _problems(trial, proposition, outcome, read)
        if not missing:
            return


def _problems(
    trial: Trial, proposition: Proposition, outcome: Measured, read: list[str]
) -> Iterator[Problem]:
    point, place = named(proposition), place_of_method(proposition.measure)
    arrays = [name for name in read if name in trial.result.arrays]
    if not arrays:
        yield Problem(
            point,
            "it is measured from no array",
            "Measure it from the arrays that compute returns, and expect what a formula says.",
            place,
            hint=not proposition.law,
        )
        return
    if outcome.relation != "=":
        return
    share = tolerance(outcome)
    if share > LOOSE:
        told = f"its tolerance is {share:.0%} of the largest number that it compares"
        yield Problem(point, told, "Compute the sampling error, or compare more examples.", place)
    # What is held to a sampling error does not see one per cent; nor need it.
    size = NOISE if share <= TIGHT else 3 * LOOSE
    if proposition.law and not any(_felled(trial, proposition, name, size) for name in read):
        told = f"it holds with noise of {size:.0%} on {enumeration(arrays)}, which it reads"
        remedy = "Measure from the arrays what the formula does not use."
        yield Problem(point, told, remedy, place, hint=share > TIGHT)


def tolerance(outcome: Measured) -> float:
    """Return the tolerance as a share of the largest number compared.

    What is expected to be 0 has no size of its own: its tolerance is taken for what it is, and a
    sampling error for one that is neither tight nor loose.
    """
    if not np.any(outcome.expected):
        return min(float(np.max(outcome.within)), LOOSE)
    compared = np.abs(np.concatenate([np.ravel(outcome.value), np.ravel(outcome.expected)]))
    largest = compared[np.isfinite(compared)].max(initial=0.0)
    within = float(np.max(outcome.within))
    return within / float(largest) if largest else 0.0


def fails(proposition: Proposition, concept: Concept, result: Result) -> bool:
    """Return whether a law does not hold, of a member at least."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        outcome = proposition(concept, result)
        if isinstance(outcome, str):
            return False
        each = [outcome.at(i) for i in range(*outcome.shape)] if outcome.shape else [outcome]
        return any(one.state(law=True) == "fails" for one in each)


def _felled(trial: Trial, proposition: Proposition, name: str, size: float) -> bool:
    """Return whether noise on one value of the result, or all of it larger, fells a law."""
    generator = np.random.default_rng(0)
    for attempt in range(_TRIES):
        changed = _noisy(trial.result[name], size, generator)
        if attempt == 0 and np.asarray(changed).dtype.kind in "fc":
            changed = trial.result[name] * (1 + size)
        noisy = {**trial.result, name: changed}
        try:
            if fails(proposition, trial.concept, Result(noisy)):
                return True
        except Exception:  # an index outside of its array is noticed, too
            return True
    return False


def _noisy(value: Any, size: float, generator: np.random.Generator) -> Any:
    """Return numbers of which each is wrong by about such a share of itself; counts by one."""
    array: Any = np.asarray(value)
    noise = generator.normal(scale=size, size=array.shape)
    if array.dtype.kind in "fc":
        largest = np.abs(array[np.isfinite(array)]).max(initial=0.0) or 1.0
        changed = array + noise * np.where(array == 0, largest, np.abs(array))
    elif array.dtype.kind in "iu":
        changed = array + np.where(noise < 0, -1, 1) * np.maximum(1, np.rint(np.abs(noise * array)))
    elif array.dtype.kind == "b":
        changed = np.logical_xor(array, noise > 0)
    else:
        return value
    changed = changed.astype(array.dtype)
    return changed if array.ndim else changed.item()
