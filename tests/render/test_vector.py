import re
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from nnviz.render.vector import compact


def _figure() -> bytes:
    """A figure as matplotlib writes it: lines, markers, fills with holes, texts and contours."""
    noise = np.random.default_rng(3)
    figure = Figure()
    left, right = figure.subplots(1, 2)
    left.plot(noise.normal(size=200).cumsum(), marker="o")
    left.fill_between(range(200), noise.random(200), 5)
    left.set_title("a − b, $x^2$")
    right.contourf(noise.random((12, 12)))
    buffer = BytesIO()
    FigureCanvasSVG(figure).print_svg(buffer)  # type: ignore[no-untyped-call]
    return buffer.getvalue()


def _points(path: str) -> list[tuple[float, float]]:
    """The points of a path, as the SVG recommendation (2011, section 8.3) has them read."""
    sizes = {"m": 1, "l": 1, "q": 2, "c": 3}
    points, here, start = [], (0.0, 0.0), (0.0, 0.0)
    for command, text in re.findall(r"([MLQCmlqcz])([^MLQCmlqcz]*)", path):
        if command == "z":
            here = start
            continue
        numbers = [float(n) for n in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", text)]
        pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
        size = sizes[command.lower()]
        for first in range(0, len(pairs), size):
            origin = here if command.islower() else (0.0, 0.0)
            group = [(origin[0] + x, origin[1] + y) for x, y in pairs[first : first + size]]
            points += group
            here = group[-1]
            if command in "Mm" and first == 0:
                start = here
    return points


def test_a_path_goes_from_point_to_point_in_hundredths() -> None:
    svg = (
        b'<defs></defs><path d="M 10 20 \nL 11.238 19.5 \nL 11.5 19.5 \nz\nM 1 1 \nQ 2 3 4 5 \n"/>'
    )
    assert compact(svg) == b'<defs></defs><path d="m10 20 1.24-.5 .26 0zm-9-19q1 2 3 4"/>'


def test_every_point_stays_within_half_a_hundredth() -> None:
    svg = _figure().partition(b"<defs>")[2].decode()
    paths, short = (
        re.findall(r' d="([^"]*)"', text) for text in (svg, compact(_figure()).decode())
    )
    assert len(paths) == len(short) > 20
    for path, other in zip(paths, short, strict=True):
        assert _points(other) == pytest.approx(np.array(_points(path)), abs=0.005 + 1e-9)


def test_it_takes_less_than_two_thirds_and_keeps_all_names() -> None:
    svg = _figure()
    assert len(compact(svg)) < len(svg) * 2 / 3
    for what in (rb' id="[^"]*"', rb'href="[^"]*"', rb'style="[^"]*"', rb'clip-path="[^"]*"'):
        assert re.findall(what, compact(svg)) == re.findall(what, svg)


def test_it_is_read_as_xml() -> None:
    from xml.etree import ElementTree

    once = compact(_figure())
    tags: Any = [element.tag for element in ElementTree.fromstring(once).iter()]
    assert tags.count("{http://www.w3.org/2000/svg}path") > 20


def test_a_path_of_other_commands_is_left_alone() -> None:
    svg = b'<defs></defs><path d="M 1.2345 1 A 5 5 0 0 1 9 9"/>'
    assert compact(svg) == svg
