"""Inverted dropout (Srivastava et al. 2014, §10): scale while training, nothing at test time.

Each unit of each example is kept with probability `keep`, which is one minus the drop rate of
Keras and PyTorch, and what is kept is divided by `keep`, so that expectations do not change.
"""

from collections.abc import Sequence

import numpy as np

from nnviz.core.arrays import Array


def draw_mask(generators: Sequence[np.random.Generator], keep: float, out: Array) -> Array:
    """Fill `out` with 1 / keep where a unit is kept and 0 where it is dropped.

    `out` is (units, examples) for one generator, or (members, units, examples) with a generator
    for each member, whose draws are then those it would make alone.
    """
    for generator, mask in zip(generators, out.reshape(-1, *out.shape[-2:]), strict=True):
        generator.random(out=mask, dtype=mask.dtype)
    np.less(out, keep, out=out)
    out /= keep
    return out


class Dropout:
    """One layer's dropout at work on arrays of shape (…, units, examples)."""

    def __init__(self, keep: float, mask: Array) -> None:
        self.keep = keep
        self.mask = mask
        self.dropping = False

    def forward(
        self, a: Array, out: Array, generators: Sequence[np.random.Generator], *, training: bool
    ) -> None:
        """Write a ∘ mask into `out`, with a new mask, while training; otherwise a as it is."""
        self.dropping = training
        if training:
            np.multiply(a, draw_mask(generators, self.keep, self.mask), out=out)
        else:
            np.copyto(out, a)

    def backward(self, delta: Array) -> None:
        """Turn ∂J/∂(a ∘ mask) into ∂J/∂a in place."""
        if self.dropping:
            delta *= self.mask
