"""Contrast between two colours, and colours darkened or lightened until they can be read.

Formulas: W3C, Web Content Accessibility Guidelines 2.2, "relative luminance" and
"contrast ratio".
"""

from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from matplotlib.colors import to_hex, to_rgb

from nnviz.core.arrays import Array

Colour: TypeAlias = Any
"""Whatever matplotlib takes for a colour."""

READABLE = 4.5
"""The least contrast of text on its background (WCAG level AA)."""


def luminance(colour: Colour) -> float:
    """Return the relative luminance, 0 for black to 1 for white."""
    return float(_linear(to_rgb(colour)) @ np.array([0.2126, 0.7152, 0.0722]))


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def blend(colour: Colour, into: Colour, share: float) -> str:
    """Return `colour` with so great a share of `into` mixed in, as #rrggbb."""
    mixed = (1 - share) * np.array(to_rgb(colour)) + share * np.array(to_rgb(into))
    return to_hex((float(mixed[0]), float(mixed[1]), float(mixed[2])))


@lru_cache(maxsize=256)
def readable(colour: str, background: str, ratio: float = READABLE) -> str:
    """Return the colour of that hue nearest to `colour` that can be read on `background`."""
    towards = "black" if luminance(background) > 0.18 else "white"
    shades = (blend(colour, towards, share) for share in np.linspace(0, 1, 51))
    return next((shade for shade in shades if contrast(shade, background) >= ratio), towards)


def _linear(rgb: tuple[float, float, float]) -> Array:
    channels = np.array(rgb)
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
