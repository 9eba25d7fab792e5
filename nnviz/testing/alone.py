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
    share, loose = tolerance(outcome)
    if loose:
        told = f"its tolerance is {share:.0%} of the largest number that it compares"
        yield Problem(point, told, "Compute the sampling error, or compare more examples.", place)
    # What is held to a sampling error does not see one per cent; nor need it.
    sampled = share > TIGHT
    size = 3 * LOOSE if sampled else NOISE
    felled = (_felled(trial, proposition, name, size, sampled=sampled) for name in read)
    if proposition.law and not any(felled):
        told = f"it holds with noise of {size:.0%} on {enumeration(arrays)}, which it reads"
        remedy = "Measure from the arrays what the formula does not use."
        yield Problem(point, told, remedy, place, hint=sampled)


def tolerance(outcome: Measured) -> tuple[float, bool]:
    """Return the tolerance as a share of the largest number expected, and whether it is too loose.

    Where 0 is expected nothing tells what is large, and the tolerance itself is returned.
    """
    expected = np.abs(np.ravel(outcome.expected))
    largest = float(expected[np.isfinite(expected)].max(initial=0.0))
    within = float(np.max(outcome.within))
    return (within / largest, within > LOOSE * largest) if largest else (within, False)


def fails(proposition: Proposition, concept: Concept, result: Result) -> bool:
    """Return whether a law does not hold, of a member at least."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        outcome = proposition(concept, result)
        if isinstance(outcome, str):
            return False
        each = [outcome.at(i) for i in range(*outcome.shape)] if outcome.shape else [outcome]
        return any(one.state(law=True) == "fails" for one in each)


def _felled(
    trial: Trial, proposition: Proposition, name: str, size: float, *, sampled: bool
) -> bool:
    """Return whether noise on one value of the result fells a law.

    Noise of each element alone leaves a mean as it is, and what is independent so: where a law is
    held to a sampling error, whole rows, columns, and all of the array go wrong together, too.
    """
    generator = np.random.default_rng(0)
    value = trial.result[name]
    shape = np.shape(value)
    together = [shape] * _TRIES
    if sampled and shape:
        together += [(*shape[:-1], 1), (1, *shape[1:]), (1,) * len(shape)] * _TRIES
    for each in together:
        noisy = {**trial.result, name: _noisy(value, size, each, generator)}
        try:
            if fails(proposition, trial.concept, Result(noisy)):
                return True
        except Exception:  # an index outside of its array is noticed, too
            return True
    return False


def _noisy(value: Any, size: float, shape: tuple[int, ...], generator: np.random.Generator) -> Any:
    """Return numbers of which each is wrong by about such a share of itself; counts by one."""
    array: Any = np.asarray(value)
    noise = np.broadcast_to(generator.normal(scale=size, size=shape), array.shape)
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
