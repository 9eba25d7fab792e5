"""The random settings: seeded, within the ranges, and typed as a command."""

import numpy as np

from nnviz import Concept, parameter
from nnviz.setting import Setting
from nnviz.testing.settings import command, random_settings, settings_of, stops_of


class Many(Concept):
    """Has a parameter of each kind."""

    share: float = parameter(0.5, "A share.", gt=0, lt=1, sweep=(0.1, 0.9))
    rate: float = parameter(0.1, "Over decades.", ge=1e-4, le=1.0)
    steps: int = parameter(3, "Whole.", ge=1, le=9)
    sizes: tuple[int, ...] = parameter((4, 4), "Several.", ge=1, le=9)
    word: str = parameter("a", "A word.", choices=("a", "b"))
    yes: bool = parameter(True, "Either.")
    free: str = parameter("any thing", "Any text.")
    open_ended: float = parameter(1.0, "Without an upper end.", ge=0)

    def compute(self):
        return {}

    def draw(self, result, figure):
        figure.subplots()


def test_random_settings_are_seeded_within_the_ranges_and_of_every_word() -> None:
    drawn = [setting.values for setting in random_settings(Many, 200)]
    assert drawn == [setting.values for setting in random_settings(Many, 200)]
    assert all(Many.create(values) for values in drawn)
    assert {values["word"] for values in drawn} == {"a", "b"}
    assert {values["yes"] for values in drawn} == {True, False}
    assert {values["steps"] for values in drawn} == set(range(1, 10))
    assert {len(values["sizes"]) for values in drawn} == {2}
    assert all("free" not in values and "open_ended" not in values for values in drawn)


def test_a_range_over_two_decades_is_drawn_from_evenly_in_its_logarithms() -> None:
    drawn = [setting.values for setting in random_settings(Many, 400)]
    assert 0.4 < np.mean([values["rate"] < 0.01 for values in drawn]) < 0.6
    assert 0.4 < np.mean([values["share"] < 0.5 for values in drawn]) < 0.6


def test_a_setting_is_typed_as_a_command() -> None:
    values = {"share": 0.25, "sizes": (3, 1), "yes": False, "free": "two words"}
    assert command(Many, Setting(**values)) == (
        "nnviz show many --share 0.25 --sizes 3,1 --no-yes --free 'two words'"
    )


def test_stops_are_those_of_sliders_alone() -> None:
    assert list(stops_of(Many)) == [Setting(), Setting(share=0.1), Setting(share=0.9)]
    assert Setting(steps=9) in settings_of(Many)
