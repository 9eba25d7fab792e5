"""One generator for a network, or one for each member of a stack."""

from collections.abc import Sequence

import numpy as np

from nnviz.core.arrays import Seed, generator
from nnviz.core.checks import integer_at_least


def member_generators(
    seed: Seed | Sequence[Seed], members: int | None
) -> list[np.random.Generator]:
    """Return a generator for each member; one for a single network (`members=None`).

    A sequence gives each member its own seed. An integer s gives them s, s + 1, s + 2, …; a
    generator gives them generators spawned from it.
    """
    if isinstance(seed, Sequence):
        if len(seed) != members:
            raise ValueError(f"seed must have one entry for each of {members} members; got {seed}")
        return [generator(one) for one in seed]
    if isinstance(seed, np.random.Generator):
        return [seed] if members is None else list(seed.spawn(members))
    first = integer_at_least("seed", seed, 0)
    return [np.random.default_rng(first + r) for r in range(members or 1)]
