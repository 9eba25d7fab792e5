"""Each kind of parameter gets its control, and a range over decades a logarithmic slider."""

from pathlib import Path

import pytest

from nnviz.explore.controls import control_of, slider_of
from nnviz.host.catalog import Catalog
from nnviz.parameters import Parameter


def declared(annotation: str, default: object, **options: object) -> Parameter:
    return Parameter.declared("p", annotation, default, help="It is.", **options)


@pytest.mark.parametrize(
    ("annotation", "default", "options", "kind"),
    [
        ("float", 0.5, {}, "number"),
        ("int", 3, {"ge": 0}, "number"),
        ("str", "a", {"choices": ("a", "b")}, "choice"),
        ("str", "a", {}, "text"),
        ("bool", True, {}, "switch"),
        ("tuple[float, ...]", (0.5,), {}, "list"),
        ("Path | None", None, {}, "file"),
    ],
)
def test_a_control_is_made_from_its_declaration(annotation, default, options, kind) -> None:
    assert control_of(declared(annotation, default, **options)).kind == kind


def test_a_slider_over_decades_is_logarithmic_and_ends_where_the_range_does() -> None:
    slider = slider_of(declared("float", 10.0, ge=4, le=1000))
    assert slider.scale == "log"
    assert (slider.value(slider.low), slider.value(slider.high)) == pytest.approx((4, 1000))


def test_a_decay_is_moved_by_how_little_it_lacks_to_one() -> None:
    slider = slider_of(declared("float", 0.999, ge=0, lt=1, sweep=(0.9, 0.99)))
    assert slider.scale == "gap"
    assert slider.value(slider.low) == pytest.approx(0)
    assert 0.999 < slider.value(slider.high) < 1
    halfway = slider.value((slider.low + slider.high) / 2)
    assert 0.9 < halfway < 0.99


def test_a_slider_stays_within_what_excludes_its_end() -> None:
    slider = slider_of(declared("float", 0.5, gt=0, lt=1))
    assert 0 < slider.low < 0.01
    assert 0.99 <= slider.high < 1


def test_a_whole_number_moves_by_whole_steps() -> None:
    slider = slider_of(declared("int", 40, gt=4, le=60))
    assert (slider.low, slider.high, slider.step) == (5, 60, 1)


def test_every_slider_of_the_bundled_concepts_holds_its_default_and_allowed_values() -> None:
    for card in Catalog().cards:
        for parameter in card.parameters.values():
            slider = control_of(parameter).slider
            if slider is None:
                continue
            ends = slider.value(slider.low), slider.value(slider.high)
            if parameter.default is not None:
                near = 1e-9 * abs(ends[1])
                assert ends[0] - near <= parameter.default <= ends[1] + near, (card.name, parameter)
            for end in ends:
                whole = parameter.type == "int"
                parameter.convert(round(end) if whole else float(f"{end:.12g}"))


def test_no_control_tells_where_a_file_lies() -> None:
    assert control_of(declared("Path | None", None)).home == ""
    assert str(Path.cwd()) not in str(control_of(declared("Path | None", None)))
