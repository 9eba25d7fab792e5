"""Contrast as the WCAG defines it."""

import pytest

from nnviz.drawing.contrast import blend, contrast, readable


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("black", "white", 21.0),
        ("white", "white", 1.0),
        ("#767676", "white", 4.54),  # the lightest grey that WebAIM's checker passes on white
        ("#777777", "white", 4.48),
        ("red", "white", 4.00),
    ],
)
def test_ratios_are_the_published_ones(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


@pytest.mark.parametrize("background", ["white", "#12161f", "#888888"])
@pytest.mark.parametrize("colour", ["#e69f00", "#56b4e9", "#0072b2", "black", "white"])
def test_any_colour_becomes_readable_on_any_background(colour: str, background: str) -> None:
    assert contrast(readable(colour, background), background) >= 4.5


def test_a_readable_colour_stays_as_it_is() -> None:
    assert readable("#0072b2", "white") == "#0072b2"


def test_blending_goes_from_the_one_to_the_other() -> None:
    assert blend("black", "white", 0) == "#000000"
    assert blend("black", "white", 1) == "#ffffff"
    assert blend("#000000", "#ff0000", 0.5) == "#800000"
