"""Claims that can fail: some must no longer hold when noise is added to the result."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from nnviz.concept import Concept
from nnviz.proofs import Verdict
from nnviz.result import Result
from nnviz.testing.problem import Problem

_TRIES = 4
"""Noise may by chance leave an inequality true; it does not do so often."""


def claim_problems(concept: type[Concept]) -> Iterator[Problem]:
    """Yield a problem where every claim stays true however the result at the defaults is changed.

    Such claims are measured from the parameters or from constants: they prove nothing.
    """
    made = concept()
    result = made.run()
    if not made.verdicts(result):
        return  # that there is none is another point
    generator = np.random.default_rng(0)
    for attempt in range(_TRIES):
        changed = noisy(result, generator, integers=attempt % 2 == 0)
        if not all(claim.holds for claim in _verdicts(made, changed)):
            return
    yield Problem(
        "claims",
        "all of them hold for a result with noise added, so that none can fail",
        "Measure from the arrays of the result, and expect what a formula says.",
    )


def noisy(result: Result, generator: np.random.Generator, *, integers: bool = True) -> Result:
    """Return the result with normal noise on every number, as large as the numbers themselves.

    `integers` says whether whole numbers, which may be indices, are changed as well. Words, dates,
    truth values and what is not finite stay as they are, and where no number is below 0, none
    comes to be: a standard error or a count that is negative could not be read.
    """
    kinds = "fciu" if integers else "fc"
    return Result({name: _noisy(value, generator, kinds) for name, value in result.items()})


def _noisy(value: Any, generator: np.random.Generator, kinds: str) -> Any:
    array = np.asarray(value)
    if array.dtype.kind not in kinds or not array.size:
        return value
    finite = array[np.isfinite(array)]
    scale = float(np.abs(finite).max()) if finite.size else 1.0
    noise = generator.normal(scale=scale or 1.0, size=array.shape)
    with np.errstate(all="ignore"):
        changed = (array + noise).astype(array.dtype)
        if (finite >= 0).all():
            changed = np.abs(changed)
    return changed if array.ndim else changed.item()


def _verdicts(concept: Concept, result: Result) -> tuple[Verdict, ...]:
    """Return the verdicts on a changed result, or none where the claims cannot be read from it."""
    with np.errstate(all="ignore"):
        try:
            return concept.verdicts(result)
        except Exception:  # a changed index may lie outside of its array: nothing is told by that
            return ()
