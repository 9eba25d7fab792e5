"""A font for every letter: nnviz's Korean one, an installed one, or a box and a sentence."""

import numpy as np
import pytest
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnviz.errors import FontWarning
from nnviz.render.fonts import KOREAN, boxes_for, families_with, installed, letters_in

MAIN = ("DejaVu Sans",)


def test_what_the_theme_s_font_has_needs_no_other() -> None:
    assert families_with("κ = 10⁻⁸ ≤ ∞", MAIN) == (MAIN, frozenset())


def test_hangul_has_a_font_without_installing_any() -> None:
    assert families_with("모멘텀 β", MAIN) == ((KOREAN, *MAIN), frozenset())


def test_every_syllable_of_ks_x_1001_is_in_the_font_that_ships() -> None:
    families_with("가", MAIN)
    rows = (bytes([high, low]) for high in range(0xB0, 0xC9) for low in range(0xA1, 0xFF))
    wanted = {row.decode("euc_kr") for row in rows}
    for weight in ("normal", "bold"):
        path = font_manager.findfont(font_manager.FontProperties(family=[KOREAN], weight=weight))
        font = font_manager.get_font(path)
        assert len(wanted) == 2350
        assert {sign for sign in wanted if ord(sign) not in font.get_charmap()} == set()
        assert font.style_name == ("Bold" if weight == "bold" else "Regular")


def test_for_what_no_font_has_a_box_stands_and_a_sentence_says_so() -> None:
    unknown = "\U000f0000"  # of private use: no font has it but by accident
    families, lacking = families_with(unknown, MAIN)
    assert (families, lacking) == (MAIN, {unknown})
    figure = Figure()
    axes = figure.add_subplot()
    with pytest.warns(FontWarning, match="no installed font has"):
        _draw(axes, lacking, unknown)
    assert axes.get_title() == "□ of it"
    assert [tick.get_text() for tick in axes.get_yticklabels()] == ["□"]
    figure.draw_without_rendering()  # without matplotlib's own warning, which would be raised


def _draw(axes: Axes, lacking: frozenset[str], word: str) -> None:
    with boxes_for(lacking, axes.get_figure(root=True)):
        axes.set_title(f"{word} of it")
        axes.set_yticks([0], [word])
        axes.figure.draw_without_rendering()


def test_a_font_that_is_not_there_is_told_of_once() -> None:
    assert installed(("no such font", "DejaVu Sans", "serif")) == ("DejaVu Sans", "serif")
    with pytest.warns(
        FontWarning, match="no font Futura Nova on this machine; DejaVu Sans"
    ) as told:
        assert installed(("Futura Nova",)) == MAIN
    assert len(told) == 1


def test_the_letters_of_a_result_are_those_of_its_texts() -> None:
    values = {"a": 1.0, "b": "열", "c": ("x", 2), "d": np.array(["행"]), "e": np.zeros(2)}
    assert list(letters_in(values)) == ["열", "x", "행"]


@pytest.mark.parametrize("letters", ["abc", "", " \n"])
def test_plain_letters_are_not_looked_up(letters: str) -> None:
    assert families_with(letters, ("no such family",)) == (("no such family",), frozenset())
